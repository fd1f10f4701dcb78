//! Generated images in CIFAR-10's shape, to run its experiment where the dataset is absent.

use crate::{Result, Seed, images::Images};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

const SIDE: usize = 32;

/// `count` images of 32 x 32 with one of ten shapes on a noisy background, and their classes.
pub(crate) fn shapes(count: usize, seed: Seed, name: &str) -> Result<(Images, Vec<u8>)> {
    let drawn: Vec<(u8, Vec<u8>)> = (0..count)
        .into_par_iter()
        .map(|index| {
            let mut rng = seed.stream(name, index as u64);
            let class = rng.random_range(0..10);
            (class, draw(class, &mut rng))
        })
        .collect();
    let (classes, pictures): (Vec<_>, Vec<_>) = drawn.into_iter().unzip();
    Ok((Images::new(SIDE, pictures.concat())?, classes))
}

fn draw(class: u8, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut colour = || -> [f32; 3] { std::array::from_fn(|_| rng.random_range(0.1..0.9)) };
    let (ink, paper) = (colour(), colour());
    let centre = [rng.random_range(12.0..20.0), rng.random_range(12.0..20.0)];
    let radius = rng.random_range(7.0..11.0);
    let turn = rng.random_range(-0.25..0.25f32);
    let mut picture = Vec::with_capacity(SIDE * SIDE * 3);
    for y in 0..SIDE {
        for x in 0..SIDE {
            let (dx, dy) = ((x as f32 - centre[0]) / radius, (y as f32 - centre[1]) / radius);
            let (u, v) = (dx * turn.cos() - dy * turn.sin(), dx * turn.sin() + dy * turn.cos());
            let base = if inside(class, u, v) { ink } else { paper };
            picture.extend(base.map(|value| ((value + rng.random_range(-0.12..0.12)) * 255.0).clamp(0.0, 255.0) as u8));
        }
    }
    picture
}

/// Whether the point is within the shape of `class`, which fills [-1, 1]².
fn inside(class: u8, x: f32, y: f32) -> bool {
    let (ax, ay, r) = (x.abs(), y.abs(), x.hypot(y));
    let bounded = ax < 1.0 && ay < 1.0;
    match class {
        0 => r < 1.0,                                                                  // disc
        1 => r < 1.0 && r > 0.6,                                                       // ring
        2 => bounded && ax < 0.9,                                                      // square
        3 => ax + ay < 1.0,                                                            // diamond
        4 => bounded && y > 2.0 * ax - 1.0,                                            // triangle
        5 => bounded && (ax < 0.3 || ay < 0.3),                                        // cross
        6 => bounded && (ax - ay).abs() < 0.35,                                        // saltire
        7 => bounded && (x * 5.0).rem_euclid(2.0) < 1.0,                               // upright stripes
        8 => bounded && (y * 5.0).rem_euclid(2.0) < 1.0,                               // level stripes
        _ => bounded && ((x * 3.0).floor() + (y * 3.0).floor()).rem_euclid(2.0) < 1.0, // chequers
    }
}
