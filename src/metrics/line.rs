//! A least-squares line.

/// y = slope x + intercept + noise, by least squares.
pub(crate) struct Line {
    pub slope: f64,
    pub intercept: f64,
    /// Of the residuals, over n - 2.
    pub deviation: f64,
}

impl Line {
    /// `None` for fewer than 3 points, or where x does not vary.
    pub fn fit(x: &[f32], y: &[f32]) -> Option<Self> {
        if x.len() < 3 || x.iter().all(|value| *value == x[0]) {
            return None;
        }
        let count = x.len() as f64;
        let mean = |values: &[f32]| values.iter().map(|&value| f64::from(value)).sum::<f64>() / count;
        let (mean_x, mean_y) = (mean(x), mean(y));
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for (&x, &y) in x.iter().zip(y) {
            let (x, y) = (f64::from(x) - mean_x, f64::from(y) - mean_y);
            xx += x * x;
            xy += x * y;
            yy += y * y;
        }
        let slope = xy / xx;
        let residual = (yy - slope * xy).max(0.0);
        Some(Self { slope, intercept: mean_y - slope * mean_x, deviation: (residual / (count - 2.0)).sqrt() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_by_hand() {
        // y = x / 2 + 1 but for 1, -2, 1: its slope stays, its intercept too; squares of 6 over 1.
        let line = Line::fit(&[0.0, 1.0, 2.0], &[2.0, -0.5, 3.0]).unwrap();
        assert!((line.slope - 0.5).abs() < 1e-9 && (line.intercept - 1.0).abs() < 1e-9);
        assert!((line.deviation - 6.0f64.sqrt()).abs() < 1e-9);
        assert!(Line::fit(&[1.0; 4], &[0.0; 4]).is_none() && Line::fit(&[0.0, 1.0], &[0.0, 1.0]).is_none());
    }
}
