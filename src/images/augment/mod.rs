//! Augmentation, and the way from the bytes of an image to the numbers that a network sees.

mod crop;
mod face;
mod resize;

pub use crop::{Border, CropAugmentation};
pub(crate) use face::inverse;
pub use face::{FaceAugmentation, FaceWarp};
pub(crate) use resize::check_side;
pub use resize::{fit, resize};

use crate::{Error, Fidelity, Result};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// The value of a black pixel after normalising. Whatever an augmentation brings in from outside the image is black.
const BLACK: f32 = -1.0;

/// How a training image is varied each time it is seen.
///
/// The same value also prepares images for evaluation ([`plain`](Self::plain)), so that both see one channel order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Augmentation {
    /// The image as it is.
    #[default]
    None,
    /// One random affine warp, for aligned faces.
    Face(FaceAugmentation),
    /// A random crop of the padded image and a random mirror, for CIFAR-10.
    Crop(CropAugmentation),
}

impl Augmentation {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Parameter`] naming the field that is out of range.
    pub fn validate(&self) -> Result<()> {
        match self {
            Self::None => Ok(()),
            Self::Face(face) => face.validate(),
            Self::Crop(crop) => crop.validate(),
        }
    }

    /// Writes a varied `image` (`[side, side, 3]` bytes, R G B, from the top left) into `out` as
    /// `[3, side, side]` numbers in [-1, 1].
    ///
    /// All draws come from `rng`, in the order stated at each kind of augmentation; `None` draws nothing.
    ///
    /// # Errors
    /// As [`validate`](Self::validate); [`Error::Format`] when `image` or `out` does not hold `side * side * 3` values.
    pub fn apply(&self, picture: &[u8], side: usize, rng: &mut ChaCha8Rng, out: &mut [f32]) -> Result<()> {
        self.validate()?;
        check_lengths(picture, side, out)?;
        match self {
            Self::None => write_plain(picture, RED_FIRST, out),
            Self::Face(face) => face.warp(rng).apply(picture, side, face.fidelity, out),
            Self::Crop(crop) => crop.apply(picture, side, rng, out),
        }
        Ok(())
    }

    /// Writes `image` unvaried into `out`, as for evaluation: `[side, side, 3]` bytes become `[3, side, side]`
    /// numbers in [-1, 1], in the channel order of [`apply`](Self::apply).
    ///
    /// # Errors
    /// [`Error::Format`] when `image` or `out` does not hold `side * side * 3` values.
    pub fn plain(&self, picture: &[u8], side: usize, out: &mut [f32]) -> Result<()> {
        check_lengths(picture, side, out)?;
        write_plain(picture, self.planes(), out);
        Ok(())
    }

    /// The way back from [`plain`](Self::plain): `[3, side, side]` numbers, cut to [-1, 1], become the nearest of
    /// `[side, side, 3]` bytes, R G B.
    pub fn image(&self, numbers: &[f32]) -> Vec<u8> {
        let area = numbers.len() / 3;
        let byte = |value: f32| ((value.clamp(-1.0, 1.0) * 0.5 + 0.5) * 255.0).round() as u8;
        let planes = self.planes();
        (0..area).flat_map(|pixel| planes.map(|plane| byte(numbers[plane * area + pixel]))).collect()
    }

    fn planes(&self) -> Planes {
        match self {
            Self::Face(face) => planes(face.fidelity),
            Self::None | Self::Crop(_) => RED_FIRST,
        }
    }
}

/// Writes an image (`[side, side, 3]` bytes, R G B) into `out` as `[3, side, side]` numbers (x/255 - 0.5)/0.5,
/// red first.
///
/// # Errors
/// [`Error::Format`] when `image` or `out` does not hold `side * side * 3` values.
pub fn normalise(picture: &[u8], side: usize, out: &mut [f32]) -> Result<()> {
    Augmentation::None.plain(picture, side, out)
}

/// The plane of the output that red, green and blue go to.
type Planes = [usize; 3];

const RED_FIRST: Planes = [0, 1, 2];
const BLUE_FIRST: Planes = [2, 1, 0];

fn planes(fidelity: Fidelity) -> Planes {
    match fidelity {
        Fidelity::Corrected => RED_FIRST,
        Fidelity::Published => BLUE_FIRST,
    }
}

/// (x/255 - 0.5)/0.5 of every byte x, so that no division is left for each pixel of each batch.
static UNIT: [f32; 256] = {
    let mut table = [0.0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as f32 / 255.0 - 0.5) / 0.5;
        byte += 1;
    }
    table
};

/// From a byte to [-1, 1].
fn to_unit(byte: u8) -> f32 {
    UNIT[usize::from(byte)]
}

fn write_plain(picture: &[u8], planes: Planes, out: &mut [f32]) {
    let area = picture.len() / 3;
    for (channel, plane) in planes.into_iter().enumerate() {
        let values = picture.iter().skip(channel).step_by(3);
        for (out, &value) in out[plane * area..][..area].iter_mut().zip(values) {
            *out = to_unit(value);
        }
    }
}

fn check_lengths(picture: &[u8], side: usize, out: &[f32]) -> Result<()> {
    let expected = side * side * 3;
    for (place, found) in [("image", picture.len()), ("output of the augmentation", out.len())] {
        if found != expected {
            return Err(Error::format(place, format!("{found} values"), format!("{side} x {side} x 3 = {expected}")));
        }
    }
    Ok(())
}

/// Checks that `value` is in `low..=high`; a NaN is not.
fn check_range(name: &str, value: f64, low: f64, high: f64) -> Result<()> {
    match (low..=high).contains(&value) {
        true => Ok(()),
        false => Err(Error::parameter(name, value, format!("in {low}..={high}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_planes_in_the_stated_order() {
        let picture = [0, 51, 255, 255, 0, 51, 51, 255, 0, 0, 0, 255];
        let mut out = [0.0; 12];
        normalise(&picture, 2, &mut out).unwrap();
        let close = |a: f32, b: f32| (a - b).abs() < 1e-6;
        for (found, expected) in out.iter().zip([-1.0, 1.0, -0.6, -1.0, -0.6, -1.0, 1.0, -1.0, 1.0, -0.6, -1.0, 1.0]) {
            assert!(close(*found, expected), "{found} {expected}");
        }
        let published = FaceAugmentation { fidelity: Fidelity::Published, ..Default::default() };
        let mut blue_first = [0.0; 12];
        Augmentation::Face(published.clone()).plain(&picture, 2, &mut blue_first).unwrap();
        assert_eq!(blue_first[..4], out[8..]);
        assert_eq!(blue_first[8..], out[..4]);
        assert_eq!(Augmentation::None.image(&out), picture);
        assert_eq!(Augmentation::Face(published).image(&blue_first), picture);
        assert_eq!(Augmentation::None.image(&[-3.0, 0.0, f32::NAN]), [0, 128, 0]);
    }

    #[test]
    fn a_wrong_length_is_an_error() {
        let message = normalise(&[0; 11], 2, &mut [0.0; 12]).unwrap_err().to_string();
        assert_eq!(message, "image: found 11 values, expected 2 x 2 x 3 = 12");
        assert!(normalise(&[0; 12], 2, &mut [0.0; 11]).is_err());
    }

    #[test]
    fn ranges_are_checked() {
        let bad = FaceAugmentation { zoom: [0.0, 1.1], ..Default::default() };
        assert!(Augmentation::Face(bad).validate().unwrap_err().to_string().starts_with("zoom must be"));
        let crop = |crop: CropAugmentation| {
            let mut out = [0.0; 12];
            let error = Augmentation::Crop(crop).apply(&[0; 12], 2, &mut crate::Seed(0).stream("crop", 0), &mut out);
            error.unwrap_err().to_string()
        };
        assert!(
            crop(CropAugmentation { mirror: f64::NAN, ..Default::default() }).starts_with("mirror must be in 0..=1")
        );
        let huge = crop(CropAugmentation { padding: usize::MAX, ..Default::default() });
        assert!(huge.starts_with("padding must be in 0..=10000"), "{huge}");
        assert!(Augmentation::Face(FaceAugmentation::default()).validate().is_ok());
    }
}
