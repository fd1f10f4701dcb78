//! Normal densities of numbers, one for each class.

use crate::{Error, Result};

/// What is added to variances, in units of the whole variance, so that numbers that are equal within a class have a density too.
const RIDGE: f64 = 1e-6;

pub(super) struct Gaussian {
    mean: Vec<f64>,
    /// L of the covariance L Lᵀ, row by row, zero above the diagonal.
    factor: Vec<f64>,
    log_determinant: f64,
}

/// Count, mean and sum of outer products about it, of a class's numbers.
#[derive(Clone)]
struct Scatter {
    count: f64,
    mean: Vec<f64>,
    products: Vec<f64>,
}

impl Gaussian {
    /// The density of each class of (item, class, numbers); `None` for a class without an item.
    pub fn of_classes(
        items: &[(usize, u8, Vec<f64>)],
        classes: usize,
        dimensions: &[String],
        shrinkage: f64,
    ) -> Result<Vec<Option<Self>>> {
        let width = dimensions.len();
        let whole = Scatter::of(items.iter().map(|(_, _, numbers)| numbers), width);
        for (place, name) in dimensions.iter().enumerate() {
            let first = items[0].2[place];
            if items.iter().all(|(_, _, numbers)| numbers[place] == first) {
                let found = format!("{first} throughout");
                return Err(Error::format(
                    format!("values, {name}"),
                    found,
                    "values that vary; leave the dimension out",
                ));
            }
        }
        let mut scatters = vec![];
        let mut within = vec![0.0; width * width];
        for class in 0..classes {
            let of_class = items.iter().filter(|(_, code, _)| usize::from(*code) == class);
            let scatter = Scatter::of(of_class.map(|(_, _, numbers)| numbers), width);
            for (sum, product) in within.iter_mut().zip(&scatter.products) {
                *sum += product / whole.count;
            }
            scatters.push(scatter);
        }
        let density = |scatter: Scatter| {
            if scatter.count == 0.0 {
                return None;
            }
            let mut covariance = scatter.products;
            for (place, value) in covariance.iter_mut().enumerate() {
                *value = (*value + shrinkage * within[place]) / (scatter.count + shrinkage);
                if place % (width + 1) == 0 {
                    *value += RIDGE * whole.products[place] / whole.count;
                }
            }
            let factor = cholesky(covariance, width);
            let log_determinant = (0..width).map(|place| 2.0 * factor[place * width + place].ln()).sum();
            Some(Self { mean: scatter.mean, factor, log_determinant })
        };
        Ok(scatters.into_iter().map(density).collect())
    }

    /// The Mahalanobis distance from the mean.
    pub fn distance(&self, numbers: &[f64]) -> f64 {
        let width = self.mean.len();
        let mut solved: Vec<f64> = Vec::with_capacity(width);
        for (row, (number, mean)) in numbers.iter().zip(&self.mean).enumerate() {
            let mut left = number - mean;
            for (column, solved) in solved.iter().enumerate() {
                left -= self.factor[row * width + column] * solved;
            }
            solved.push(left / self.factor[row * width + row]);
        }
        solved.iter().map(|value| value * value).sum::<f64>().sqrt()
    }

    /// The logarithm of the density, but for a constant that all classes share.
    pub fn log_density(&self, numbers: &[f64]) -> f64 {
        -0.5 * (self.distance(numbers).powi(2) + self.log_determinant)
    }
}

impl Scatter {
    fn of<'a>(rows: impl Iterator<Item = &'a Vec<f64>> + Clone, width: usize) -> Self {
        let (mut count, mut mean, mut products) = (0.0, vec![0.0; width], vec![0.0; width * width]);
        for row in rows.clone() {
            count += 1.0;
            for (sum, value) in mean.iter_mut().zip(row) {
                *sum += value;
            }
        }
        mean.iter_mut().for_each(|sum| *sum /= f64::max(count, 1.0));
        for row in rows {
            for (place, product) in products.iter_mut().enumerate() {
                let (first, second) = (place / width, place % width);
                *product += (row[first] - mean[first]) * (row[second] - mean[second]);
            }
        }
        Self { count, mean, products }
    }
}

/// L of a positive definite matrix L Lᵀ.
fn cholesky(mut matrix: Vec<f64>, width: usize) -> Vec<f64> {
    for row in 0..width {
        for column in 0..width {
            if column > row {
                matrix[row * width + column] = 0.0;
                continue;
            }
            let mut left = matrix[row * width + column];
            for earlier in 0..column {
                left -= matrix[row * width + earlier] * matrix[column * width + earlier];
            }
            matrix[row * width + column] =
                if row == column { left.max(f64::MIN_POSITIVE).sqrt() } else { left / matrix[column * width + column] };
        }
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_by_hand() {
        // Covariance [[4, 2], [2, 2]] = L Lᵀ with L = [[2, 0], [1, 1]].
        let factor = cholesky(vec![4.0, 2.0, 2.0, 2.0], 2);
        assert_eq!(factor, [2.0, 0.0, 1.0, 1.0]);
        let density = Gaussian { mean: vec![1.0, 0.0], factor, log_determinant: 4f64.ln() };
        // L s = (2, 3): s = (1, 2).
        assert!((density.distance(&[3.0, 3.0]) - 5f64.sqrt()).abs() < 1e-12);
        assert!((density.log_density(&[3.0, 3.0]) + 2.5 + 2f64.ln()).abs() < 1e-12);
    }
}
