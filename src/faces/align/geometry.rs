//! Whether landmarks can be those of a face in its photo, and which of its frames they are of.

use super::{
    eyes::Eyes,
    frame::{PhotoFrame, upright},
    listed::Failure,
    plausible::{check_inside, check_order},
    points::{FacePoints, is_inside},
};
use image::metadata::Orientation;

/// The eyes to align by, and what is to be noted in the row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Settled {
    pub eyes: Eyes,
    pub notes: Vec<&'static str>,
}

const EXCHANGED: &str = "eyes exchanged back: left is the person's in these landmarks";
const DLIB: &str = "landmarks in the order of dlib's five points";
const STORED: &str = "landmarks of the photo as it is stored, turned with it by its EXIF orientation";
const TURNED: &str = "photo turned by its EXIF orientation";
const RIGHT_TO_LEFT: &str = "left eye to the right of the right one: is the photo upside down?";
const OUTSIDE: &str = "landmarks outside the photo";

/// The eyes of a face in a photo of `size` (width and height, upright). Eyes that are exchanged, dlib's order and points of the
/// unturned photo are put right where that is certain.
///
/// # Errors
/// A failure where the landmarks contradict each other and it is not certain why, and where they are not in the photo.
pub(super) fn settle(
    place: &str,
    points: &FacePoints,
    size: (u32, u32),
    orientation: Orientation,
) -> Result<Settled, Failure> {
    let mut settled = match orientation {
        Orientation::NoTransforms => consistent(place, points)?,
        _ => turned(place, points, size, orientation)?,
    };
    if !settled.notes.contains(&STORED) && check_inside(place, points, size)? {
        settled.notes.push(OUTSIDE);
    }
    Ok(settled)
}

fn turned(place: &str, points: &FacePoints, size: (u32, u32), orientation: Orientation) -> Result<Settled, Failure> {
    let given = || consistent(place, points);
    let stored = || consistent(place, &points.moved(|point| upright(point, size, orientation)));
    let with = |settled: Settled, note| Settled { notes: [settled.notes, vec![note]].concat(), ..settled };
    match points.frame() {
        PhotoFrame::Upright => Ok(with(given()?, TURNED)),
        PhotoFrame::Stored => Ok(with(stored()?, STORED)),
        PhotoFrame::Either => {
            let fits = |settled: &Settled| {
                let Eyes { left, right } = settled.eyes;
                settled.eyes.is_level() && is_inside(left, size) && is_inside(right, size)
            };
            match (given(), stored()) {
                (given, Ok(stored)) if fits(&stored) && !given.as_ref().is_ok_and(fits) => Ok(with(stored, STORED)),
                (given, _) => Ok(with(given?, TURNED)),
            }
        }
    }
}

/// The eyes, where nose and mouth lie below them.
fn consistent(place: &str, points: &FacePoints) -> Result<Settled, Failure> {
    if let Some(eyes) = dlib_eyes(points.points()) {
        return Ok(Settled { eyes, notes: vec![DLIB] });
    }
    let eyes = points.eyes();
    let Some([nose, mouth]) = points.nose_and_mouth() else {
        let notes = if eyes.left[0] > eyes.right[0] { vec![RIGHT_TO_LEFT] } else { vec![] };
        return Ok(Settled { eyes, notes });
    };
    let exchanged = Eyes { left: eyes.right, right: eyes.left };
    if eyes.below(mouth) < 0.0 && eyes.below(nose) < 0.0 && exchanged.is_level() {
        check_order(place, points, &exchanged)?;
        return Ok(Settled { eyes: exchanged, notes: vec![EXCHANGED] });
    }
    check_order(place, points, &eyes)?;
    Ok(Settled { eyes, notes: vec![] })
}

/// The eyes of five points in dlib's order: the corners of one eye, those of the other, and the nose.
fn dlib_eyes(points: &[[f32; 2]]) -> Option<Eyes> {
    let [a, b, c, d, nose] = <[[f32; 2]; 5]>::try_from(points).ok()?.map(|point| point.map(f64::from));
    let middle = |a: [f64; 2], b: [f64; 2]| [0, 1].map(|axis| (a[axis] + b[axis]) / 2.0);
    let distance = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
    let (one, other) = (middle(a, b), middle(c, d));
    let apart = distance(one, other);
    let mut eyes = Eyes { left: one, right: other };
    if eyes.below(nose) < 0.0 {
        eyes = Eyes { left: other, right: one };
    }
    // In the usual order the first two points are the eyes, and far from each other.
    let are_eyes =
        distance(a, b).max(distance(c, d)) < 0.7 * apart && distance(a, b).min(distance(c, d)) > 0.05 * apart;
    let on_a_line = [a, b, c, d].iter().all(|&corner| eyes.below(corner).abs() < 0.2);
    (are_eyes && on_a_line && eyes.below(nose) > 0.25).then_some(eyes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EYES: [[f64; 2]; 2] = [[40.0, 50.0], [70.0, 50.0]];
    const NOSE: [f64; 2] = [55.0, 65.0];
    const MOUTH: [[f64; 2]; 2] = [[45.0, 80.0], [65.0, 80.0]];

    fn face(points: [[f64; 2]; 5]) -> FacePoints {
        FacePoints::new("l.csv:2", &points).unwrap()
    }

    fn settled(points: [[f64; 2]; 5]) -> Result<(Eyes, Vec<&'static str>), String> {
        let settled = settle("l.csv:2", &face(points), (112, 140), Orientation::NoTransforms);
        settled.map(|settled| (settled.eyes, settled.notes)).map_err(|(_, error)| error.to_string())
    }

    const RIGHT: Eyes = Eyes { left: EYES[0], right: EYES[1] };

    #[test]
    fn exchanged_eyes_are_exchanged_back_and_faces_on_their_head_are_left() {
        assert_eq!(settled([EYES[0], EYES[1], NOSE, MOUTH[0], MOUTH[1]]).unwrap(), (RIGHT, vec![]));
        for mouth in [[MOUTH[0], MOUTH[1]], [MOUTH[1], MOUTH[0]]] {
            assert_eq!(settled([EYES[1], EYES[0], NOSE, mouth[0], mouth[1]]).unwrap(), (RIGHT, vec![EXCHANGED]));
        }
        let on_its_head = [EYES[0], EYES[1], NOSE, MOUTH[0], MOUTH[1]].map(|[x, y]| [111.0 - x, 139.0 - y]);
        assert_eq!(settled(on_its_head).unwrap().1, [""; 0]);
        let on_its_side = [EYES[0], EYES[1], NOSE, MOUTH[0], MOUTH[1]].map(|[x, y]| [111.0 - y, x]);
        assert_eq!(settled(on_its_side).unwrap().1, [""; 0]);
    }

    #[test]
    fn what_may_mean_several_things_is_refused() {
        let points = [EYES[0], EYES[1], NOSE, MOUTH[0], MOUTH[1]];
        for wrong in [points.map(|[x, y]| [x, 139.0 - y]), points.map(|[x, y]| [y, x])] {
            assert!(settled(wrong).unwrap_err().contains("found landmarks whose mouth lies above the eyes"));
        }
        let outside = settled([EYES[0], EYES[1], NOSE, MOUTH[0], [120.0, 80.0]]).unwrap();
        assert_eq!(outside.1, [OUTSIDE]);
    }

    #[test]
    fn dlibs_five_points_are_known_by_their_places() {
        let corners = [[76.0, 50.0], [64.0, 50.0], [34.0, 50.0], [46.0, 50.0], NOSE];
        assert_eq!(settled(corners).unwrap(), (RIGHT, vec![DLIB]));
    }

    #[test]
    fn eyes_alone_are_told_where_they_are_the_wrong_way_round() {
        let eyes = FacePoints::of_eyes("a.jpg", Eyes { left: EYES[1], right: EYES[0] }).unwrap();
        let settled = settle("a.jpg", &eyes, (112, 140), Orientation::NoTransforms).unwrap();
        assert_eq!((settled.eyes.left, settled.notes), (EYES[1], vec![RIGHT_TO_LEFT]));
    }

    #[test]
    fn points_of_the_unturned_photo_are_turned_with_it() {
        use Orientation::*;
        let upright_points = [EYES[0], EYES[1], NOSE, MOUTH[0], MOUTH[1]];
        let (across, down) = (111.0, 139.0);
        for orientation in [Rotate90, Rotate180, Rotate270] {
            let stored = upright_points.map(|[x, y]| match orientation {
                Rotate90 => [y, across - x],
                Rotate180 => [across - x, down - y],
                _ => [down - y, x],
            });
            for (points, note) in [(upright_points, TURNED), (stored, STORED)] {
                let settled = settle("a", &face(points), (112, 140), orientation).unwrap();
                assert_eq!((settled.eyes, settled.notes), (RIGHT, vec![note]), "{orientation:?}");
            }
            let told = face(stored).in_frame(PhotoFrame::Stored);
            assert_eq!(settle("a", &told, (112, 140), orientation).unwrap().eyes, RIGHT);
            let other = face(upright_points).in_frame(PhotoFrame::Upright);
            assert_eq!(settle("a", &other, (112, 140), orientation).unwrap().eyes, RIGHT);
        }
    }
}
