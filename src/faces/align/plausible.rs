//! Whether landmarks lie to each other as those of a face do, and where its photo is.

use super::{
    listed::Failure,
    points::{Eyes, FacePoints, is_inside},
};
use crate::{Error, Result};

/// How many distances of the eyes nose and mouth may lie on the wrong side of each other: heads are thrown back, and in profile the
/// eyes are close together.
const TOLERANCE: f64 = 0.5;

const CONTRADICTION: &str = "landmarks that contradict each other";

/// How far a point lies below the line of the eyes, as the face stands: in distances of the eyes.
pub(super) fn below(eyes: &Eyes, point: [f64; 2]) -> f64 {
    let [dx, dy] = [0, 1].map(|axis| eyes.right[axis] - eyes.left[axis]);
    let [x, y] = [0, 1].map(|axis| point[axis] - (eyes.left[axis] + eyes.right[axis]) / 2.0);
    (dx * y - dy * x) / dx.hypot(dy).powi(2).max(f64::MIN_POSITIVE)
}

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

/// Checks that the mouth lies below the eyes, the nose between them, and the mouth as level as the eyes.
///
/// # Errors
/// A failure that says what does not.
pub(super) fn check_order(place: &str, points: &FacePoints, eyes: &Eyes) -> Result<(), Failure> {
    let (Some([nose, mouth]), Some(corners)) = (points.nose_and_mouth(), points.mouth_corners()) else { return Ok(()) };
    let [nose, mouth] = [nose, mouth].map(|point| below(eyes, point));
    let found = if mouth < 0.0 {
        "landmarks whose mouth lies above the eyes"
    } else if nose < -TOLERANCE {
        "landmarks whose nose lies above the eyes"
    } else if mouth < nose - TOLERANCE {
        "landmarks whose mouth lies above the nose"
    } else if is_across(eyes, corners) {
        "landmarks whose mouth runs across the line of the eyes"
    } else {
        return Ok(());
    };
    let expected = "eyes, nose and mouth below each other, x and y of each in turn; are left and right, or x and y, exchanged, is y \
                    counted from below, or is it another order of points?";
    Err((CONTRADICTION, Error::format(place, found, expected)))
}

/// Whether the mouth is turned against the eyes by more than 60°, and wide enough to tell.
fn is_across(eyes: &Eyes, [left, right]: [[f64; 2]; 2]) -> bool {
    let along = [0, 1].map(|axis| eyes.right[axis] - eyes.left[axis]);
    let mouth = [0, 1].map(|axis| right[axis] - left[axis]);
    let [apart, wide] = [along, mouth].map(|[x, y]| x.hypot(y));
    let product = along[0] * mouth[0] + along[1] * mouth[1];
    wide > 0.3 * apart && product.abs() < 0.5 * wide * apart
}

/// Whether some landmarks lie outside a photo of this size.
///
/// # Errors
/// A failure where most of them do, or one by more than half of the photo's longer side: they belong to another photo.
pub(super) fn check_inside(place: &str, points: &FacePoints, size: (u32, u32)) -> Result<bool, Failure> {
    let outside = points.outside(size);
    let reach = f64::from(size.0.max(size.1)) / 2.0;
    let is_far = |[x, y]: [f64; 2]| {
        let beyond = |value: f64, length: u32| (-value).max(value - f64::from(length)).max(0.0);
        beyond(x, size.0).max(beyond(y, size.1)) > reach
    };
    let far = points.points().iter().map(|point| point.map(f64::from)).find(|&point| is_far(point));
    if 2 * outside <= points.points().len() && far.is_none() {
        return Ok(outside > 0);
    }
    let first = points.points().iter().map(|point| point.map(f64::from)).find(|&point| !is_inside(point, size));
    let [x, y] = far.or(first).unwrap_or_default();
    let found = format!("{outside} of {} landmarks outside the photo, one at ({x:.0}, {y:.0})", points.points().len());
    let expected =
        format!("landmarks in the photo's {} x {} pixels; are they of it, and of this size?", size.0, size.1);
    Err(("landmarks outside the photo", Error::format(place, found, expected)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACE: [[f64; 2]; 5] = [[40.0, 50.0], [70.0, 50.0], [55.0, 65.0], [45.0, 80.0], [65.0, 80.0]];

    fn face(points: [[f64; 2]; 5]) -> FacePoints {
        FacePoints::new("l.csv:2", &points).unwrap()
    }

    fn order(points: [[f64; 2]; 5]) -> Result<(), String> {
        let face = face(points);
        check_order("l.csv:2", &face, &face.eyes()).map_err(|(_, error)| error.to_string())
    }

    #[test]
    fn a_face_may_stand_as_it_will_but_not_be_mixed_up() {
        let [left, right, nose, one, other] = FACE;
        for turned in [FACE, FACE.map(|[x, y]| [111.0 - y, x]), FACE.map(|[x, y]| [111.0 - x, 139.0 - y])] {
            assert_eq!(order(turned), Ok(()));
        }
        assert_eq!(order([left, right, nose, other, one]), Ok(()), "corners of the mouth exchanged");
        assert_eq!(order([left, right, [55.0, 45.0], one, other]), Ok(()), "a head thrown back");
        let told = |points, what: &str| {
            let said = order(points).unwrap_err();
            assert!(said.starts_with(&format!("l.csv:2: found landmarks whose {what}, expected eyes, nose")), "{said}");
        };
        told([left, right, [55.0, 20.0], one, other], "nose lies above the eyes");
        told([left, right, [55.0, 120.0], one, other], "mouth lies above the nose");
        told(FACE.map(|[x, y]| [x, 139.0 - y]), "mouth lies above the eyes");
        // All x, then all y: so some detectors give them.
        told(
            [[40.0, 70.0], [55.0, 45.0], [65.0, 50.0], [50.0, 65.0], [80.0, 80.0]],
            "mouth runs across the line of the eyes",
        );
    }

    #[test]
    fn an_eye_that_was_not_found_is_told() {
        for nowhere in [[0.0; 2], [-1.0; 2]] {
            let [_, right, nose, one, other] = FACE;
            let said = FacePoints::new("l.csv:2", &[nowhere, right, nose, one, other]).unwrap_err().to_string();
            assert!(said.starts_with(&format!("l.csv:2: found an eye at {nowhere:?}: so detectors write")), "{said}");
        }
        let shares = Eyes { left: [0.3, 0.4], right: [0.6, 0.4] };
        assert!(FacePoints::of_eyes("a.jpg", shares).unwrap_err().to_string().contains("0 to 1, which are no pixels"));
    }

    #[test]
    fn landmarks_may_be_a_little_outside_their_photo() {
        let inside = |size| check_inside("l.csv:2", &face(FACE), size).map_err(|(_, error)| error.to_string());
        assert_eq!((inside((112, 140)), inside((112, 75))), (Ok(false), Ok(true)));
        let most = inside((60, 60)).unwrap_err();
        assert!(most.contains("4 of 5 landmarks outside the photo, one at (70, 50)"), "{most}");
        let mut points = FACE;
        points[4] = [65.0, 400.0];
        let far = check_inside("a", &face(points), (112, 140)).unwrap_err().1.to_string();
        assert!(far.contains("1 of 5 landmarks outside the photo, one at (65, 400)"), "{far}");
    }
}
