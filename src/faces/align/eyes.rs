//! The eyes of a face.

/// The centres of both eyes, `[x, y]` in pixels of the photo; left and right as seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eyes {
    /// The eye on the left of the image.
    pub left: [f64; 2],
    /// The eye on the right of the image.
    pub right: [f64; 2],
}

impl Eyes {
    /// How far a point lies below the line of the eyes, as the face stands: in distances of the eyes.
    pub(super) fn below(&self, point: [f64; 2]) -> f64 {
        let [dx, dy] = [0, 1].map(|axis| self.right[axis] - self.left[axis]);
        let [x, y] = [0, 1].map(|axis| point[axis] - (self.left[axis] + self.right[axis]) / 2.0);
        (dx * y - dy * x) / dx.hypot(dy).powi(2).max(f64::MIN_POSITIVE)
    }

    /// Whether their line is nearer to a row of the image than to a column, and the left one is on the left.
    pub(super) fn is_level(&self) -> bool {
        let [dx, dy] = [0, 1].map(|axis| self.right[axis] - self.left[axis]);
        dx > dy.abs()
    }
}
