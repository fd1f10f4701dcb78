//! Means, deviations, shares and the largest: one place for each formula.

/// The mean, NaN without a value; and, of at least two values, the sample standard deviation, over n - 1.
///
/// ```
/// use noisyfer::metrics::mean_and_deviation;
/// assert_eq!(mean_and_deviation(&[1.0, 3.0]), (2.0, Some(2f64.sqrt())));
/// assert_eq!(mean_and_deviation(&[3.0]), (3.0, None));
/// ```
pub fn mean_and_deviation(values: &[f64]) -> (f64, Option<f64>) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (values.len() > 1).then(|| (squares / (count - 1.0)).sqrt()))
}

/// The share of pairs, in [0, 1], that are of equal labels; NaN without a pair.
///
/// ```
/// let share = noisyfer::metrics::share_equal([3u8, 1, 4].iter().zip(&[3, 1, 5]));
/// assert_eq!(share, 2.0 / 3.0);
/// ```
pub fn share_equal<T: PartialEq>(pairs: impl IntoIterator<Item = (T, T)>) -> f64 {
    let (mut equal, mut all) = (0u32, 0u32);
    for (one, other) in pairs {
        equal += u32::from(one == other);
        all += 1;
    }
    f64::from(equal) / f64::from(all)
}

/// The place of the largest number of a row, the first of several; 0 of an empty one.
pub(crate) fn first_largest<T: PartialOrd>(row: &[T]) -> usize {
    let mut best = 0;
    for (place, number) in row.iter().enumerate() {
        if *number > row[best] {
            best = place;
        }
    }
    best
}

/// The classes of the rows that have one on both sides.
pub(crate) fn both_known<'a>(
    one: &'a [Option<u8>],
    other: &'a [Option<u8>],
) -> impl Iterator<Item = (u8, u8)> + use<'a> {
    one.iter().zip(other).filter_map(|(one, other)| Some(((*one)?, (*other)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deviations_by_hand() {
        // Mean 4, squares 9 + 1 + 1 + 9 = 20, over 3.
        assert_eq!(mean_and_deviation(&[1.0, 3.0, 5.0, 7.0]), (4.0, Some((20.0f64 / 3.0).sqrt())));
        let (mean, deviation) = mean_and_deviation(&[]);
        assert!(mean.is_nan() && deviation.is_none());
    }

    #[test]
    fn nothing_to_compare_has_no_share() {
        assert!(share_equal::<u8>([]).is_nan());
        assert_eq!(share_equal([(1, 1), (1, 2), (2, 2), (2, 1)]), 0.5);
    }

    #[test]
    fn of_equals_the_first_is_the_largest() {
        assert_eq!([first_largest(&[0.2, 0.4, 0.4]), first_largest(&[0.0, 0.0]), first_largest::<f64>(&[])], [1, 0, 0]);
    }
}
