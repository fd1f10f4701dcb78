//! Where a face's features lie in a photo.

use super::{eyes::Eyes, found::check_found, frame::PhotoFrame};
use crate::{
    Error, Result,
    formats::{self, is_missing},
};

/// Landmarks of one face and the eye centres that follow from them.
#[derive(Clone, Debug, PartialEq)]
pub struct FacePoints {
    /// The landmarks, `[x, y]` in pixels of the photo.
    points: Box<[[f32; 2]]>,
    /// In double precision, since the published alignment truncates them.
    eyes: Eyes,
    frame: PhotoFrame,
}

impl FacePoints {
    /// Takes 68 landmarks in iBUG order, whose points 36..=41 and 42..=47 outline the eyes, or five points, of which the
    /// first two are the eyes, the third is the nose and the others are the corners of the mouth. `[x, y]` in pixels of the photo.
    ///
    /// # Errors
    /// [`Error::Format`] with `place` for another number of points, one that is no finite number, points that are all the same,
    /// as detectors write that there is no face, and shares of the photo's size in place of pixels.
    pub fn new(place: &str, points: &[[f64; 2]]) -> Result<Self> {
        let eyes = match points.len() {
            68 => Eyes { left: mean(&points[36..42]), right: mean(&points[42..48]) },
            5 => Eyes { left: points[0], right: points[1] },
            count => return Err(Error::format(place, format!("{count} landmarks"), "68, or the 5 of RAF-DB")),
        };
        check_found(place, points, &eyes)?;
        Ok(Self::of(points, eyes))
    }

    /// A face of which only the eyes are known.
    ///
    /// # Errors
    /// [`Error::Format`] with `place` for a coordinate that is no finite number.
    pub fn of_eyes(place: &str, eyes: Eyes) -> Result<Self> {
        let points = [eyes.left, eyes.right];
        check_found(place, &points, &eyes)?;
        Ok(Self::of(&points, eyes))
    }

    fn of(points: &[[f64; 2]], eyes: Eyes) -> Self {
        let points = points.iter().map(|point| point.map(|value| value as f32)).collect();
        Self { points, eyes, frame: PhotoFrame::default() }
    }

    /// Reads AffectNet's `x1;y1;x2;y2;…`; commas, white space and brackets, as Python prints points, may stand for the semicolons.
    ///
    /// # Errors
    /// [`Error::Format`] with `place` for what is no number, an odd count, and as [`new`](Self::new).
    pub fn parse_affectnet(place: &str, text: &str) -> Result<Self> {
        if is_missing(text.trim()) {
            let found = if text.trim().is_empty() { "nothing" } else { text.trim() };
            return Err(Error::format(place, found, "landmarks: x;y of 68 points, or of 5"));
        }
        let is_bracket = |character: char| "[](){}".contains(character);
        // Where semicolons separate, a comma is that of decimals.
        let separates = |character: char| {
            character == ';'
                || is_bracket(character)
                || !text.contains(';') && (character == ',' || character.is_whitespace())
        };
        let mut values = vec![];
        for word in text.split(separates).filter(|word| !word.trim().is_empty()) {
            values.push(number(place, word)?);
        }
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
        let mut points = vec![];
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        for (number_of_line, line) in lines.take(5) {
            let place = format!("{place}:{number_of_line}");
            // A comma without a space behind it is that of decimals.
            let words = line.split([' ', '\t', ';']).map(|word| word.trim_end_matches(','));
            match words.filter(|word| !word.is_empty()).collect::<Vec<_>>()[..] {
                [x, y] => points.push([number(&place, x)?, number(&place, y)?]),
                [both] if both.matches(',').count() == 1 => {
                    let (x, y) = both.split_once(',').unwrap_or_default();
                    points.push([number(&place, x)?, number(&place, y)?]);
                }
                _ => return Err(Error::format(place, format!("{line:?}"), "two numbers, x and y, in pixels")),
            }
        }
        Self::new(place, &points)
    }

    /// The centres of the eyes.
    pub fn eyes(&self) -> Eyes {
        self.eyes
    }

    /// The same, as points of this frame of a photo that its EXIF orientation turns.
    pub fn in_frame(self, frame: PhotoFrame) -> Self {
        Self { frame, ..self }
    }

    pub(super) fn frame(&self) -> PhotoFrame {
        self.frame
    }

    /// The same with every point moved.
    pub(super) fn moved(&self, to: impl Fn([f64; 2]) -> [f64; 2]) -> Self {
        let points = self.points.iter().map(|point| to(point.map(f64::from)).map(|value| value as f32)).collect();
        let Eyes { left, right } = self.eyes;
        Self { points, eyes: Eyes { left: to(left), right: to(right) }, frame: self.frame }
    }

    /// The tip of the nose and the middle of the mouth, where they are known.
    pub(super) fn nose_and_mouth(&self) -> Option<[[f64; 2]; 2]> {
        let points: Vec<[f64; 2]> = self.points.iter().map(|point| point.map(f64::from)).collect();
        match points.len() {
            68 => Some([points[30], mean(&points[48..68])]),
            5 => Some([points[2], mean(&points[3..5])]),
            _ => None,
        }
    }

    /// The corners of the mouth, where they are known.
    pub(super) fn mouth_corners(&self) -> Option<[[f64; 2]; 2]> {
        let corners = match self.points.len() {
            68 => [self.points[48], self.points[54]],
            5 => [self.points[3], self.points[4]],
            _ => return None,
        };
        Some(corners.map(|point| point.map(f64::from)))
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

/// Whether a point lies on one of the pixels of an image of this width and height.
pub(super) fn is_inside([x, y]: [f64; 2], (width, height): (u32, u32)) -> bool {
    let on = |value: f64, length: u32| (-0.5..f64::from(length) - 0.5).contains(&value);
    on(x, width) && on(y, height)
}

fn mean(points: &[[f64; 2]]) -> [f64; 2] {
    [0, 1].map(|axis| points.iter().map(|point| point[axis]).sum::<f64>() / points.len() as f64)
}

fn number(place: &str, text: &str) -> Result<f64> {
    let bad = || Error::format(place, format!("{text:?}"), "a coordinate in pixels, such as 123.45");
    formats::number(text.trim()).ok_or_else(bad)
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
    fn landmarks_as_other_programs_write_them() {
        let eyes = Eyes { left: [40.5, 50.0], right: [70.0, 50.0] };
        for text in [
            "40.5;50;70;50;55;65;45;80;65;80",
            "40,5;50;70;50;55;65;45;80;65;80",
            "[[40.5, 50.0], [70.0, 50.0], [55, 65], [45, 80], [65, 80]]",
            "[(40.5; 50) (70; 50) (55; 65) (45; 80) (65; 80)]",
            "40.5 50 70 50 55 65 45 80 65 80",
        ] {
            assert_eq!(FacePoints::parse_affectnet("a.csv:2", text).unwrap().eyes(), eyes, "{text}");
        }
        for text in [
            "40,5 50\n70 50\n55 65\n45 80\n65 80",
            "\n40.5, 50\n70,50\n55,65\n45,80\n65,80\n",
            "40,5;50,0\n70;50\n55;65\n45;80\n65;80",
        ] {
            assert_eq!(FacePoints::parse_raf("a.txt", text).unwrap().eyes(), eyes, "{text}");
        }
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
        let many = |count: usize| (0..count).map(|value| value.to_string()).collect::<Vec<_>>().join(";");
        let parse = |text: &str| message(FacePoints::parse_affectnet("a.csv:7", text));
        assert_eq!(parse(&many(134)), "a.csv:7: found 67 landmarks, expected 68, or the 5 of RAF-DB");
        assert!(parse(&many(135)).contains("found 135 coordinates"));
        assert!(parse("1;x").contains("found \"x\""));
        assert!(parse("1;NaN").contains("found \"NaN\", expected a coordinate"));
        assert_eq!(parse("NULL"), "a.csv:7: found NULL, expected landmarks: x;y of 68 points, or of 5");
        assert!(parse("").contains("found nothing, expected landmarks"));
        assert!(parse(&["-1"; 10].join(";")).contains("every landmark at [-1.0, -1.0]"));
        assert!(parse("0.37;0.44;0.63;0.44;0.5;0.57;0.39;0.7;0.6;0.7").contains("0 to 1, which are no pixels"));
        assert!(message(FacePoints::parse_raf("a.txt", "1 2\n3\n")).starts_with("a.txt:2: found \"3\""));
        assert!(message(FacePoints::parse_raf("a.txt", "1 2\n3 4\n")).contains("2 landmarks"));
    }
}
