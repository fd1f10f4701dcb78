//! Numbers by hand and from planted annotators.

use super::{
    tests::{NAMES, close},
    *,
};
use crate::Seed;
use rand::RngExt;
use rand_distr::StandardNormal;

#[test]
fn planted_bias_scale_and_spread_are_found() {
    let planted =
        [(0.0, 1.0, 0.05), (0.2, 1.0, 0.05), (0.0, 0.5, 0.05), (0.0, 1.0, 0.3), (-0.2, 1.5, 0.05), (0.0, 1.0, 0.05)];
    let mut rng = Seed(0).stream("planted profiles", 0);
    let mut values = vec![vec![]; planted.len()];
    for item in 0..4000 {
        let truth: f64 = rng.sample(StandardNormal);
        for (place, (bias, scale, spread)) in planted.into_iter().enumerate() {
            let noise: f64 = rng.sample(StandardNormal);
            let missing = (item + place) % 9 == 0;
            values[place].push(if missing { f32::NAN } else { (scale * truth + bias + spread * noise) as f32 });
        }
    }
    let ratings = ContinuousRatings::new(&NAMES, &values).unwrap();
    let profiles = ratings.profiles().unwrap();
    for (place, ((bias, scale, spread), found)) in planted.into_iter().zip(&profiles.profiles).enumerate() {
        // The others' mean has their mean scale and bias, and noise of its own.
        let of_others = |number: fn(&(f64, f64, f64)) -> f64, own: f64| {
            (planted.iter().map(number).sum::<f64>() - own) / (planted.len() - 1) as f64
        };
        let (bias_of_others, scale_of_others) = (of_others(|p| p.0, bias), of_others(|p| p.1, scale));
        assert!((found.bias.unwrap() - (bias - bias_of_others)).abs() < 0.05, "{place} {found:?}");
        assert!((found.scale.unwrap() - scale / scale_of_others).abs() < 0.05, "{place} {found:?}");
        let noise_of_others = (planted.iter().map(|p| p.2 * p.2).sum::<f64>() - spread * spread).sqrt() / 5.0;
        let spread_of_both = spread.hypot(found.scale.unwrap() * noise_of_others);
        assert!((found.spread.unwrap() - spread_of_both).abs() < 0.05, "{place} {found:?}");
    }
    assert_eq!(profiles.to_table().rows.len(), 6);
}

#[test]
fn numbers_by_hand() {
    let pair = ContinuousRatings::new(&NAMES[..2], &[[1.0, 2.0, 3.0, f32::NAN], [0.5, 2.5, 2.0, 9.0]]).unwrap();
    let found = pair.bland_altman().unwrap();
    // Differences 0.5, -0.5, 1: mean 1/3, squares (1 + 25 + 16) / 36, over 2.
    close([found.bias, found.deviation], [1.0 / 3.0, (42.0f64 / 72.0).sqrt()]);
    close([found.limits[1] - found.bias], [1.96 * found.deviation]);
    assert_eq!(found.points[0], [0.75, 0.5]);
    // Shrout and Fleiss (1979), table 2: ICC(2,1) = 0.29, ICC(2,4) = 0.62.
    let judges = [
        [9.0, 6.0, 8.0, 7.0, 10.0, 6.0],
        [2.0, 1.0, 4.0, 1.0, 5.0, 2.0],
        [5.0, 3.0, 6.0, 2.0, 6.0, 4.0],
        [8.0, 2.0, 8.0, 6.0, 9.0, 7.0],
    ];
    let ratings = ContinuousRatings::new(&NAMES[..4], &judges).unwrap();
    assert!((ratings.icc_single().unwrap() - 0.29).abs() < 0.005 && (ratings.icc_mean().unwrap() - 0.62).abs() < 0.005);
    let constant = ContinuousRatings::new(&NAMES[..2], &[[0.1, 0.1, 0.1], [0.0, 0.2, 0.1]]).unwrap();
    close([constant.ccc().unwrap(), constant.of_annotators(&[1, 0]).unwrap().ccc().unwrap()], [0.0, 0.0]);
}
