//! The augmentation of aligned faces: one random affine warp.

use super::{BLACK, check_range, planes, to_unit};
use crate::{Fidelity, Result};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// The ranges of the random warp of an aligned face. The defaults are the paper's, for 64 x 64 images.
///
/// Order of the draws, one uniform number each: rotation, translation in x, translation in y, zoom, mirror.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FaceAugmentation {
    /// The largest rotation either way, in degrees, 0 to 180.
    pub rotation: f64,
    /// The largest translation either way, in pixels of the image. 10 in the paper, at 64 x 64;
    /// [`at_side`](Self::at_side) scales it.
    pub translation: f64,
    /// The smallest and the largest zoom; 1 keeps the size. Each in 0.1 to 10.
    pub zoom: [f64; 2],
    /// The probability of a mirrored face (left and right exchanged), in [0, 1].
    pub mirror: f64,
    /// Sampling, mirror and channel order.
    pub fidelity: Fidelity,
}

impl Default for FaceAugmentation {
    fn default() -> Self {
        Self { rotation: 10.0, translation: 10.0, zoom: [0.9, 1.1], mirror: 0.5, fidelity: Fidelity::Corrected }
    }
}

impl FaceAugmentation {
    /// The paper's ranges for images of `side` x `side` pixels: the translation in proportion, 5 pixels at 32.
    pub fn at_side(side: usize) -> Self {
        Self { translation: 10.0 * side as f64 / 64.0, ..Self::default() }
    }

    pub(super) fn validate(&self) -> Result<()> {
        check_range("rotation", self.rotation, 0.0, 180.0)?;
        check_range("translation", self.translation, 0.0, 1e4)?;
        check_range("zoom", self.zoom[0], 0.1, 10.0)?;
        check_range("zoom", self.zoom[1], self.zoom[0], 10.0)?;
        check_range("mirror", self.mirror, 0.0, 1.0)
    }

    /// Draws one warp.
    pub fn warp(&self, rng: &mut ChaCha8Rng) -> FaceWarp {
        let mut between = |low: f64, high: f64| low + (high - low) * rng.random::<f64>();
        let rotation = between(-self.rotation, self.rotation);
        let translation = [(); 2].map(|()| between(-self.translation, self.translation));
        let zoom = between(self.zoom[0], self.zoom[1]);
        FaceWarp { rotation, translation, zoom, mirror: between(0.0, 1.0) < self.mirror }
    }
}

/// One affine warp of a square image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FaceWarp {
    /// Rotation about the centre in degrees, anticlockwise as seen.
    pub rotation: f64,
    /// Translation to the right and downwards after the rotation, in pixels (then zoomed).
    pub translation: [f64; 2],
    /// The factor by which the image grows about its centre.
    pub zoom: f64,
    /// Whether left and right are exchanged, last.
    pub mirror: bool,
}

impl FaceWarp {
    /// The matrix that takes pixel coordinates of the image (x to the right, y down, pixel centres whole, origin the
    /// centre of the top left pixel) to those of the warped one, `side` pixels wide both.
    pub fn matrix(&self, side: usize, fidelity: Fidelity) -> [[f64; 3]; 2] {
        let (side, centre) = (side as f64, side as f64 / 2.0 - 0.5);
        let (sin, cos) = self.rotation.to_radians().sin_cos();
        let rotated = [
            [cos, sin, (1.0 - cos) * centre - sin * centre + self.translation[0]],
            [-sin, cos, sin * centre + (1.0 - cos) * centre + self.translation[1]],
        ];
        let mut matrix = rotated.map(|row| row.map(|value| value * self.zoom));
        matrix.iter_mut().for_each(|row| row[2] += (1.0 - self.zoom) * centre);
        if self.mirror {
            let last = match fidelity {
                Fidelity::Corrected => side - 1.0,
                Fidelity::Published => side,
            };
            matrix[0] = [-matrix[0][0], -matrix[0][1], last - matrix[0][2]];
        }
        matrix
    }

    /// Writes the warped `image` (`[side, side, 3]` bytes) into `out` (`[3, side, side]`, normalised).
    pub(super) fn apply(&self, picture: &[u8], side: usize, fidelity: Fidelity, out: &mut [f32]) {
        let back = inverse(self.matrix(side, fidelity));
        let sample = match fidelity {
            Fidelity::Corrected => bilinear,
            Fidelity::Published => nearest,
        };
        let planes = planes(fidelity).map(|plane| plane * side * side);
        for y in 0..side {
            for x in 0..side {
                let [u, v] = back.map(|row| row[0] * x as f64 + row[1] * y as f64 + row[2]);
                let colour = sample(picture, side, u, v);
                for (plane, value) in planes.into_iter().zip(colour) {
                    out[plane + y * side + x] = value;
                }
            }
        }
    }
}

/// The matrix of the way back.
pub(crate) fn inverse([[a, b, c], [d, e, f]]: [[f64; 3]; 2]) -> [[f64; 3]; 2] {
    let determinant = a * e - b * d;
    let [a, b, d, e] = [e, -b, -d, a].map(|value| value / determinant);
    [[a, b, -a * c - b * f], [d, e, -d * c - e * f]]
}

/// The normalised colour of a pixel; black outside.
fn pixel(picture: &[u8], side: usize, x: isize, y: isize) -> [f32; 3] {
    let (x, y) = (x as usize, y as usize); // a negative one becomes huge
    if x >= side || y >= side {
        return [BLACK; 3];
    }
    let start = (y * side + x) * 3;
    [picture[start], picture[start + 1], picture[start + 2]].map(to_unit)
}

/// The largest whole number that is not above `value`, for values of at least -1; many times faster than `f64::floor`,
/// which is a function call on processors as old as the build allows for.
fn floor(value: f64) -> isize {
    (value + 1.0) as isize - 1
}

fn nearest(picture: &[u8], side: usize, x: f64, y: f64) -> [f32; 3] {
    if x < -1.0 || y < -1.0 {
        return [BLACK; 3];
    }
    pixel(picture, side, floor(x + 0.5), floor(y + 0.5))
}

fn bilinear(picture: &[u8], side: usize, x: f64, y: f64) -> [f32; 3] {
    if x < -1.0 || y < -1.0 {
        return [BLACK; 3];
    }
    let (left, top) = (floor(x), floor(y));
    let (right, down) = ((x - left as f64) as f32, (y - top as f64) as f32);
    let corner = |dx, dy| pixel(picture, side, left + dx, top + dy);
    let corners = [corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)];
    let mix = |a: f32, b: f32, share: f32| a + (b - a) * share;
    std::array::from_fn(|channel| {
        let [a, b, c, d] = corners.map(|colour| colour[channel]);
        mix(mix(a, b, right), mix(c, d, right), down)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use std::path::PathBuf;

    fn fixture(name: &str) -> PathBuf {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/augment")).join(name)
    }

    fn picture(name: &str) -> Vec<u8> {
        image::open(fixture(name)).unwrap().to_rgb8().into_raw()
    }

    /// The bytes of a normalised `[3, side, side]` image in blue, green, red planes.
    fn to_bytes(out: &[f32]) -> Vec<u8> {
        let area = out.len() / 3;
        let byte = |value: f32| ((value + 1.0) * 127.5).round() as u8;
        (0..area).flat_map(|at| [2, 1, 0].map(|plane| byte(out[plane * area + at]))).collect()
    }

    #[test]
    fn published_warps_equal_the_fixtures() {
        let cases: serde_json::Value = serde_json::from_slice(&std::fs::read(fixture("cases.json")).unwrap()).unwrap();
        let side = cases["size"].as_u64().unwrap() as usize;
        let input = picture(cases["input"].as_str().unwrap());
        let mut out = vec![0.0; input.len()];
        for case in cases["cases"].as_array().unwrap() {
            let number = |name: &str| case[name].as_f64().unwrap();
            let warp = FaceWarp {
                rotation: number("rotate_deg"),
                translation: [number("translate_x"), number("translate_y")],
                zoom: number("zoom"),
                mirror: case["mirror"].as_bool().unwrap(),
            };
            let matrix = warp.matrix(side, Fidelity::Published);
            for (row, column) in (0..2).flat_map(|row| (0..3).map(move |column| (row, column))) {
                let expected = case["matrix"][row][column].as_f64().unwrap();
                assert!((matrix[row][column] - expected).abs() < 1e-9, "{row} {column} {matrix:?}");
            }
            warp.apply(&input, side, Fidelity::Published, &mut out);
            let (found, expected) = (to_bytes(&out), picture(case["output"].as_str().unwrap()));
            let different = found.chunks(3).zip(expected.chunks(3)).filter(|(a, b)| a != b).count();
            assert_eq!(different, 0, "pixels of {}", case["output"]);
        }
    }

    const MIRROR: FaceWarp = FaceWarp { rotation: 0.0, translation: [0.0; 2], zoom: 1.0, mirror: true };

    /// A row of a 4 x 4 image whose red value is 51 times its column, in units of 0.4 above -1.
    fn row(warp: FaceWarp, fidelity: Fidelity, plane: usize) -> Vec<f32> {
        let picture: Vec<_> = (0..16).flat_map(|at| [at % 4 * 51, 0, 0]).collect();
        let mut out = vec![0.0; 48];
        warp.apply(&picture, 4, fidelity, &mut out);
        out[plane * 16 + 4..][..4].iter().map(|value| ((value + 1.0) / 0.4 * 1e4).round() / 1e4).collect()
    }

    #[test]
    fn mirrors_by_hand() {
        assert_eq!(row(MIRROR, Fidelity::Corrected, 0), [3.0, 2.0, 1.0, 0.0]);
        assert_eq!(row(MIRROR, Fidelity::Published, 2), [0.0, 3.0, 2.0, 1.0], "one pixel off, and red comes last");
    }

    #[test]
    fn bilinear_by_hand() {
        let shifted = FaceWarp { translation: [0.25, 0.0], mirror: false, ..MIRROR };
        assert_eq!(row(shifted, Fidelity::Corrected, 0), [0.0, 0.75, 1.75, 2.75]);
        let out = FaceWarp { translation: [-1.5, 0.0], mirror: false, ..MIRROR };
        assert_eq!(row(out, Fidelity::Corrected, 0), [1.5, 2.5, 1.5, 0.0], "half black at the border, then black");
    }

    #[test]
    fn draws_stay_in_their_ranges_and_follow_the_seed() {
        let ranges = FaceAugmentation { translation: 5.0, ..Default::default() };
        let draw = |seed| {
            let mut rng = Seed(seed).stream("faces", 0);
            (0..500).map(|_| ranges.warp(&mut rng)).collect::<Vec<_>>()
        };
        let warps = draw(1);
        let reach = |of: fn(&FaceWarp) -> f64| {
            warps.iter().map(of).fold([f64::MAX, f64::MIN], |[low, high], value| [low.min(value), high.max(value)])
        };
        for ([low, high], [least, most]) in [
            (reach(|warp| warp.rotation), [-10.0, 10.0]),
            (reach(|warp| warp.translation[0]), [-5.0, 5.0]),
            (reach(|warp| warp.translation[1]), [-5.0, 5.0]),
            (reach(|warp| warp.zoom), [0.9, 1.1]),
        ] {
            let margin = 0.05 * (most - least);
            assert!(least <= low && low < least + margin && most - margin < high && high <= most, "{low} {high}");
        }
        assert!((200..300).contains(&warps.iter().filter(|warp| warp.mirror).count()));
        assert_eq!(warps, draw(1));
        assert_ne!(warps, draw(2));
    }
}
