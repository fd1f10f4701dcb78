//! Filters that whiten the patches of images: along the directions in which patches differ most, to the same variance each.

use crate::kernels::{Whitening, patch_covariance};
use burn::{
    linalg::svd,
    tensor::{Device, Tensor, TensorData},
};

/// The mean colour, and the filters for patches without it.
pub(super) struct Whitened {
    pub mean: [f32; 3],
    /// `[2 directions, 3, kernel, kernel]`: those of all directions, then their negatives.
    pub filters: Vec<f32>,
}

/// Added to the variance along a direction, in units of a colour's own variance, so that what is but rounding is not blown up.
const EPSILON: f64 = 5e-4;

/// Whitens along the first `directions` principal components of the patches of `images` `[count, 3, side, side]`, with the
/// variance of each colour brought to 1 before. As many components as there are, where patches have fewer numbers.
pub(super) fn whitening(images: &[f32], side: usize, shape: Whitening, directions: usize) -> Whitened {
    let area = shape.kernel() * shape.kernel();
    let patch = 3 * area;
    let mean = mean_colour(images, side);
    let mut covariance = patch_covariance(images, side, &mean, shape);
    let mut deviations = [1.0; 3];
    for (colour, deviation) in deviations.iter_mut().enumerate() {
        let variances = (colour * area..(colour + 1) * area).map(|index| covariance[index * patch + index]);
        // An image of one colour has no variance to bring to 1.
        *deviation = (variances.sum::<f64>() / area as f64).sqrt().max(1e-3);
    }
    for (index, value) in covariance.iter_mut().enumerate() {
        *value /= deviations[index / patch / area] * deviations[index % patch / area];
    }
    let (vectors, variances) = principal_components(covariance, patch);
    let mut filters = vec![0.0; 2 * directions * patch];
    for direction in 0..directions.min(patch) {
        let scale = (f64::from(variances[direction]).max(0.0) + EPSILON).sqrt();
        for index in 0..patch {
            let value = f64::from(vectors[index * patch + direction]) / scale / deviations[index / area];
            filters[direction * patch + index] = value as f32;
            filters[(directions + direction) * patch + index] = -value as f32;
        }
    }
    Whitened { mean, filters }
}

/// The eigenvectors of a covariance, `[patch, component]`, and their variances, the largest first. Of a matrix that is its own
/// transpose and has no negative eigenvalue they are the left singular vectors.
fn principal_components(covariance: Vec<f64>, patch: usize) -> (Vec<f32>, Vec<f32>) {
    /// Passes over all pairs of columns; a handful brings even 192 of them to rest.
    const SWEEPS: usize = 15;
    let covariance: Vec<f32> = covariance.into_iter().map(|value| value as f32).collect();
    let matrix = Tensor::<2>::from_data(TensorData::new(covariance, [patch, patch]), &Device::flex());
    let (vectors, variances, _) = svd::<2, 1>(matrix, SWEEPS);
    (vectors.into_data().iter::<f32>().collect(), variances.into_data().iter::<f32>().collect())
}

fn mean_colour(images: &[f32], side: usize) -> [f32; 3] {
    let (area, mut sums) = (side * side, [0.0; 3]);
    for image in images.chunks_exact(3 * area) {
        for (sum, plane) in sums.iter_mut().zip(image.chunks_exact(area)) {
            *sum += plane.iter().map(|&value| f64::from(value)).sum::<f64>();
        }
    }
    let count = (images.len() / 3).max(1) as f64;
    sums.map(|sum| (sum / count) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, seed::standard_normals};

    #[test]
    fn whitened_patches_have_a_variance_of_one_along_every_direction() {
        let (side, count) = (8, 400);
        // Neighbours are alike: every pixel is its left neighbour's half and something new; colours differ in contrast.
        let mut images = standard_normals(count * 3 * side * side, &mut Seed(0).stream("test", 0));
        for index in 1..images.len() {
            images[index] += 0.5 * images[index - 1];
        }
        for (plane, values) in images.chunks_exact_mut(side * side).enumerate() {
            values.iter_mut().for_each(|value| *value = 0.3 + *value * (1 + plane % 3) as f32);
        }
        let shape = Whitening { stride: 1 };
        let Whitened { mean, filters } = whitening(&images, side, shape, 12);
        assert!(mean.iter().all(|mean| (mean - 0.3).abs() < 0.1), "{mean:?}");
        let covariance = patch_covariance(&images, side, &mean, shape);
        let along = |a: usize, b: usize| {
            let mut sum = 0.0;
            for (i, j) in (0..12).flat_map(|i| (0..12).map(move |j| (i, j))) {
                sum += f64::from(filters[a * 12 + i]) * covariance[i * 12 + j] * f64::from(filters[b * 12 + j]);
            }
            sum
        };
        for (a, b) in (0..12).flat_map(|a| (0..12).map(move |b| (a, b))) {
            let expected = if a == b { 1.0 } else { 0.0 };
            assert!((along(a, b) - expected).abs() < 0.02, "{a} {b}: {}", along(a, b));
        }
        assert_eq!(filters[12 * 12..], filters[..12 * 12].iter().map(|value| -value).collect::<Vec<_>>());
    }

    #[test]
    fn images_of_one_colour_give_finite_filters() {
        let found = whitening(&[0.5; 3 * 64 * 64], 64, Whitening { stride: 2 }, 24);
        assert!(found.filters.iter().all(|value| value.is_finite()));
        assert_eq!(found.mean, [0.5; 3]);
    }
}
