//! Whether a detector found the landmarks of a face at all.

use super::eyes::Eyes;
use crate::{Error, Result};

/// Checks that the landmarks are numbers, in pixels, and were all found.
///
/// # Errors
/// [`Error::Format`] with what is there instead.
pub(super) fn check_found(place: &str, points: &[[f64; 2]], eyes: &Eyes) -> Result<()> {
    if let Some(index) = points.iter().position(|point| !point.iter().all(|value| value.is_finite())) {
        let found = format!("the coordinates {:?} of point {index}", points[index]);
        return Err(Error::format(place, found, "finite numbers, in pixels"));
    }
    if let [first, _, _, ..] = points
        && points.iter().all(|point| point == first)
    {
        let found = format!("every landmark at {first:?}: so detectors write that they found no face");
        return Err(Error::format(place, found, "the landmarks of a face"));
    }
    if let Some(eye) = [eyes.left, eyes.right].into_iter().find(|eye| [[0.0; 2], [-1.0; 2]].contains(eye)) {
        let found = format!("an eye at {eye:?}: so detectors write that they did not find it");
        return Err(Error::format(place, found, "both eyes of a face"));
    }
    if points.iter().flatten().all(|value| (-0.5..=1.5).contains(value)) {
        let found = "coordinates of 0 to 1, which are no pixels";
        return Err(Error::format(place, found, "pixels: multiply shares by the photo's width and height"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::faces::align::{Eyes, FacePoints};

    #[test]
    fn an_eye_that_was_not_found_is_told() {
        for nowhere in [[0.0; 2], [-1.0; 2]] {
            let [right, nose, one, other] = [[70.0, 50.0], [55.0, 65.0], [45.0, 80.0], [65.0, 80.0]];
            let said = FacePoints::new("l.csv:2", &[nowhere, right, nose, one, other]).unwrap_err().to_string();
            assert!(said.starts_with(&format!("l.csv:2: found an eye at {nowhere:?}: so detectors write")), "{said}");
        }
        let shares = Eyes { left: [0.3, 0.4], right: [0.6, 0.4] };
        assert!(FacePoints::of_eyes("a.jpg", shares).unwrap_err().to_string().contains("0 to 1, which are no pixels"));
    }
}
