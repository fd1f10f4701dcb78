//! Whether landmarks lie to each other as those of a face do, and where its photo is.

use super::{
    eyes::Eyes,
    listed::Failure,
    points::{FacePoints, is_inside},
};
use crate::Error;

/// How many distances of the eyes nose and mouth may lie on the wrong side of each other: heads are thrown back, and in profile the
/// eyes are close together.
const TOLERANCE: f64 = 0.5;

const CONTRADICTION: &str = "landmarks that contradict each other";

/// Checks that the mouth lies below the eyes, the nose between them, and the mouth as level as the eyes.
///
/// # Errors
/// A failure that says what does not.
pub(super) fn check_order(place: &str, points: &FacePoints, eyes: &Eyes) -> Result<(), Failure> {
    let (Some([nose, mouth]), Some(corners)) = (points.nose_and_mouth(), points.mouth_corners()) else { return Ok(()) };
    let [nose, mouth] = [nose, mouth].map(|point| eyes.below(point));
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
