//! How the photo and the aligned image lie to each other.

/// Takes pixel coordinates (x, y, 1) of a photo to those of the aligned image, as OpenCV's `warpAffine` reads it.
pub type Matrix = [[f64; 3]; 2];

/// How many pixels a pixel of the photo becomes, along a line.
pub(super) fn scale(matrix: Matrix) -> f64 {
    matrix[0][0].hypot(matrix[0][1])
}

/// Where a matrix takes a point.
pub(crate) fn apply(matrix: Matrix, [x, y]: [f64; 2]) -> [f64; 2] {
    matrix.map(|[a, b, c]| a * x + b * y + c)
}

/// Where the corners of the aligned image lie in the photo.
pub(super) fn corners(back: Matrix, side: usize) -> [[f64; 2]; 4] {
    let end = side as f64 - 1.0;
    [[0.0, 0.0], [end, 0.0], [0.0, end], [end, end]].map(|corner| apply(back, corner))
}

/// The least and the greatest coordinate of points.
pub(super) fn reach(points: &[[f64; 2]], axis: usize) -> [f64; 2] {
    let values = points.iter().map(|point| point[axis]);
    [values.clone().fold(f64::MAX, f64::min), values.fold(f64::MIN, f64::max)]
}
