//! Special functions.

/// The logarithm of the gamma function for x > 0 (Lanczos' approximation with g = 7 and 9 terms; relative error below 1e-13).
pub(crate) fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        return (std::f64::consts::PI / (std::f64::consts::PI * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let mut sum = TERMS[0];
    for (place, term) in TERMS.iter().enumerate().skip(1) {
        sum += term / (x + place as f64);
    }
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// The derivative of [`ln_gamma`] for x > 0 (Abramowitz and Stegun 1964, 6.3.5 and 6.3.18).
pub(crate) fn digamma(x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < 10.0 {
        sum -= 1.0 / x;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = 1.0 / 12.0 - square * (1.0 / 120.0 - square * (1.0 / 252.0 - square * (1.0 / 240.0 - square / 132.0)));
    sum + x.ln() - 0.5 / x - square * series
}

/// The share of the Beta(a, b) distribution below x, for a, b > 0 and x in [0, 1]: the regularised incomplete beta function, by its
/// continued fraction (Abramowitz and Stegun 1964, 26.5.8) in Lentz' way.
pub(crate) fn beta_below(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return f64::from(u8::from(x >= 1.0));
    }
    // The fraction settles fast below the mean only.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_below(1.0 - x, b, a);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp() / a;
    let tiny = 1e-300;
    let away = |number: f64| if number.abs() < tiny { tiny } else { number };
    let (mut c, mut d) = (1.0, 1.0 / away(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for step in 1..500 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        for term in [even, odd] {
            d = 1.0 / away(1.0 + term * d);
            c = away(1.0 + term / c);
            fraction *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * fraction
}

/// The x that a share of the Beta(a, b) distribution lies below, by Newton's method on the logarithms of both, which are nearly in
/// line: it takes a few steps where halving an interval takes 64.
pub(crate) fn beta_quantile(share: f64, a: f64, b: f64) -> f64 {
    // The line is flat in the upper half: from the other end.
    if share > 0.5 {
        return 1.0 - beta_quantile(1.0 - share, b, a);
    }
    let log_scale = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    let mut log = (a / (a + b)).ln();
    for _ in 0..64 {
        let x = log.exp();
        let below = beta_below(x, a, b);
        if below == 0.0 {
            break;
        }
        let slope = (log_scale + a * log + (b - 1.0) * (-x).ln_1p()).exp() / below;
        let step = (below / share).ln() / slope;
        // Never beyond 1.
        log = (log - step).min(log / 2.0);
        // The error after a step is as the square of the step.
        if step.abs() < 1e-9 {
            break;
        }
    }
    log.exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-11 * expected.abs().max(1.0), "{found} instead of {expected}");
    }

    #[test]
    fn values_that_are_known_exactly() {
        close(ln_gamma(5.0), 24f64.ln());
        close(ln_gamma(0.5), std::f64::consts::PI.sqrt().ln());
        close(ln_gamma(0.25), 1.288_022_524_698_077_5);
        close(digamma(1.0), -0.577_215_664_901_532_9);
        close(digamma(0.5), -1.963_510_026_021_423_5);
        close(digamma(10.0), 2.251_752_589_066_721);
        close(beta_below(0.3, 1.0, 1.0), 0.3);
        // 1 - (1 - x)^3, and the sum of binomials.
        close(beta_below(0.3, 1.0, 3.0), 1.0 - 0.7f64.powi(3));
        close(beta_below(0.6, 2.0, 3.0), 0.8208);
        close(beta_below(0.5, 5000.0, 5000.0), 0.5);
        assert_eq!((beta_below(0.0, 2.0, 2.0), beta_below(1.0, 2.0, 2.0)), (0.0, 1.0));
    }

    #[test]
    fn quantiles_undo_shares() {
        let distributions =
            [(0.5, 0.5), (1.0, 20.0), (8.0, 3.0), (2000.0, 10.0), (0.5, 1e5), (1e5, 0.5), (0.05, 7.0), (1e6, 1e6)];
        for (a, b) in distributions {
            for share in [0.025, 0.5, 0.975] {
                let found = beta_below(beta_quantile(share, a, b), a, b);
                assert!((found - share).abs() < 1e-9, "{found} instead of {share} of Beta({a}, {b})");
            }
        }
        // 1 - (1 - x)^20 and x^8 of these.
        close(beta_quantile(0.025, 1.0, 20.0), 1.0 - 0.975f64.powf(1.0 / 20.0));
        close(beta_quantile(0.975, 8.0, 1.0), 0.975f64.powf(1.0 / 8.0));
        // Less than any double: 0.025 to the power of 1000.
        assert_eq!(beta_quantile(0.025, 0.001, 1.0), 0.0);
    }
}
