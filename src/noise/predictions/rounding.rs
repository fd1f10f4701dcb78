//! Whole numbers that keep their sum.

/// The numbers rounded, half to even, with those that lose most raised or those that gain most lowered until their sum is the rounded
/// sum. As cleanlab's `round_preserving_sum`, which the same flagged items depend on. All >= 0.
pub(super) fn rounded_keeping_sum(numbers: &[f64]) -> Vec<u64> {
    let mut rounded: Vec<i64> = numbers.iter().map(|number| number.round_ties_even() as i64).collect();
    let wanted = numbers.iter().sum::<f64>().round_ties_even() as i64;
    loop {
        let missing = wanted - rounded.iter().sum::<i64>();
        if missing == 0 {
            break;
        }
        let loss = |place: usize| numbers[place] - rounded[place] as f64;
        let mut order: Vec<usize> = (0..numbers.len()).collect();
        order.sort_by(|&a, &b| loss(a).total_cmp(&loss(b)));
        if missing > 0 {
            order.reverse();
        }
        for place in order.into_iter().take(missing.unsigned_abs() as usize) {
            rounded[place] += missing.signum();
        }
    }
    rounded.into_iter().map(|number| number.max(0) as u64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_kept() {
        assert_eq!(rounded_keeping_sum(&[1.4, 1.4, 1.2]), [1, 2, 1]);
        assert_eq!(rounded_keeping_sum(&[0.6, 0.7, 0.7]), [0, 1, 1]);
        assert_eq!(rounded_keeping_sum(&[2.5, 0.5]), [2, 1]);
        assert_eq!(rounded_keeping_sum(&[0.0, 0.0]), [0, 0]);
    }
}
