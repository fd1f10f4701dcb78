//! Where a face's features lie in a photo.

use crate::{Error, Result};

/// The centres of both eyes, `[x, y]` in pixels of the photo; left and right as seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eyes {
    /// The eye on the left of the image.
    pub left: [f64; 2],
    /// The eye on the right of the image.
    pub right: [f64; 2],
}

/// Landmarks of one face and the eye centres that follow from them.
#[derive(Clone, Debug, PartialEq)]
pub struct FacePoints {
    /// The landmarks, `[x, y]` in pixels of the photo.
    points: Box<[[f32; 2]]>,
    /// In double precision, since the published alignment truncates them.
    eyes: Eyes,
}

impl FacePoints {
    /// Takes 68 landmarks in iBUG order, whose points 36..=41 and 42..=47 outline the eyes, or five points, of which the
    /// first two are the eyes. `[x, y]` in pixels of the photo.
    ///
    /// # Errors
    /// [`Error::Format`] with `place` for another number of points, or one that is no finite number.
    pub fn new(place: &str, points: &[[f64; 2]]) -> Result<Self> {
        check_finite(place, points)?;
        let eyes = match points.len() {
            68 => Eyes { left: mean(&points[36..42]), right: mean(&points[42..48]) },
            5 => Eyes { left: points[0], right: points[1] },
            count => return Err(Error::format(place, format!("{count} landmarks"), "68, or the 5 of RAF-DB")),
        };
        Ok(Self { points: points.iter().map(|point| point.map(|value| value as f32)).collect(), eyes })
    }

    /// A face of which only the eyes are known.
    ///
    /// # Errors
    /// [`Error::Format`] with `place` for a coordinate that is no finite number.
    pub fn of_eyes(place: &str, eyes: Eyes) -> Result<Self> {
        let points = [eyes.left, eyes.right];
        check_finite(place, &points)?;
        Ok(Self { points: points.map(|point| point.map(|value| value as f32)).into(), eyes })
    }

    /// Reads AffectNet's `x1;y1;x2;y2;…`.
    ///
    /// # Errors
    /// [`Error::Format`] with `place` for what is no number, an odd count, and as [`new`](Self::new).
    pub fn parse_affectnet(place: &str, text: &str) -> Result<Self> {
        let values = text.split(';').map(|value| number(place, value)).collect::<Result<Vec<_>>>()?;
        let (points, []) = values.as_chunks::<2>() else {
            return Err(Error::format(place, format!("{} coordinates", values.len()), "136: x;y of 68 landmarks"));
        };
        Self::new(place, points)
    }

    /// Reads the first five lines of RAF-DB's `…_manu_attri.txt`: `x y`, separated by any white space.
    ///
    /// # Errors
    /// [`Error::Format`] with `place` and line for fewer lines, and for a line that is not two numbers.
    pub fn parse_raf(place: &str, text: &str) -> Result<Self> {
        let point = |(index, line): (usize, &str)| {
            let place = format!("{place}:{}", index + 1);
            match line.split_whitespace().collect::<Vec<_>>()[..] {
                [x, y] => Ok([number(&place, x)?, number(&place, y)?]),
                _ => Err(Error::format(place, format!("{line:?}"), "two numbers, x and y, in pixels")),
            }
        };
        Self::new(place, &text.lines().enumerate().take(5).map(point).collect::<Result<Vec<_>>>()?)
    }

    /// The centres of the eyes.
    pub fn eyes(&self) -> Eyes {
        self.eyes
    }

    /// The landmarks, `[x, y]` in pixels of the photo.
    pub fn points(&self) -> &[[f32; 2]] {
        &self.points
    }

    /// How many landmarks lie outside a photo of this width and height in pixels.
    pub fn outside(&self, size: (u32, u32)) -> usize {
        self.points.iter().filter(|point| !is_inside(point.map(f64::from), size)).count()
    }
}

fn check_finite(place: &str, points: &[[f64; 2]]) -> Result<()> {
    match points.iter().position(|point| !point.iter().all(|value| value.is_finite())) {
        None => Ok(()),
        Some(index) => {
            let found = format!("the coordinates {:?} of point {index}", points[index]);
            Err(Error::format(place, found, "finite numbers, in pixels"))
        }
    }
}

/// Whether a point lies on one of the pixels of an image of this width and height.
pub(super) fn is_inside([x, y]: [f64; 2], (width, height): (u32, u32)) -> bool {
    let on = |value: f64, length: u32| (-0.5..f64::from(length) - 0.5).contains(&value);
    on(x, width) && on(y, height)
}

fn mean(points: &[[f64; 2]]) -> [f64; 2] {
    [0, 1].map(|axis| points.iter().map(|point| point[axis]).sum::<f64>() / points.len() as f64)
}

fn number(place: &str, text: &str) -> Result<f64> {
    text.trim().parse().map_err(|_| Error::format(place, format!("{text:?}"), "a coordinate in pixels, such as 123.45"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eyes_are_the_means_of_their_outlines() {
        let mut points = [[0.0; 2]; 68];
        for (index, point) in points[36..48].iter_mut().enumerate() {
            *point = [index as f64, if index < 6 { 10.0 } else { 20.0 }];
        }
        let text = points.iter().map(|[x, y]| format!("{x:.2};{y:.2}")).collect::<Vec<_>>().join(";");
        let face = FacePoints::parse_affectnet("a.csv:2", &text).unwrap();
        assert_eq!(face.eyes(), Eyes { left: [2.5, 10.0], right: [8.5, 20.0] });
        assert_eq!(face.outside((9, 30)), 3, "x = 9, 10 and 11 lie right of the last pixel, 8");
    }

    #[test]
    fn raf_points_by_white_space_of_any_kind() {
        let text = "105.351\t120.5\r\n180.25  119\r\n140 160\n110 200\n170 201\n0\n1\n2";
        let face = FacePoints::parse_raf("a.txt", text).unwrap();
        assert_eq!(face.eyes(), Eyes { left: [105.351, 120.5], right: [180.25, 119.0] });
        assert_eq!(face.points().len(), 5);
    }

    #[test]
    fn bad_points_are_told_with_their_place() {
        let message = |result: Result<FacePoints>| result.unwrap_err().to_string();
        let many = |count: usize| vec!["1.0"; count].join(";");
        let parse = |text: &str| message(FacePoints::parse_affectnet("a.csv:7", text));
        assert_eq!(parse(&many(134)), "a.csv:7: found 67 landmarks, expected 68, or the 5 of RAF-DB");
        assert!(parse(&many(135)).contains("found 135 coordinates"));
        assert!(parse("1;x").contains("found \"x\""));
        assert!(parse("1;NaN").contains("finite"));
        assert!(message(FacePoints::parse_raf("a.txt", "1 2\n3\n")).starts_with("a.txt:2: found \"3\""));
        assert!(message(FacePoints::parse_raf("a.txt", "1 2\n3 4\n")).contains("2 landmarks"));
    }
}
