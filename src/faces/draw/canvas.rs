//! Drawing on the head: face coordinates in, anti-aliased pixels out.

use super::{identity::Colour, parameters::Pose, shape::Flat};
use resvg::tiny_skia::*;

/// How the head's coordinates become pixels: turned about the point between the eyes, seen from far away.
#[derive(Clone, Copy)]
pub(super) struct View {
    rows: [[f32; 3]; 2],
    centre: [f32; 2],
    /// Pixels per distance of the eyes.
    pub scale: f32,
}

impl View {
    pub(super) fn new(pose: &Pose, side: f32) -> Self {
        let [yaw, pitch, roll] = [pose.yaw, pose.pitch, pose.roll].map(|angle| f64::from(angle).to_radians().sin_cos());
        // Yaw about the vertical axis, then pitch, then roll in the image.
        let across = [yaw.1, 0.0, yaw.0];
        let down = [-yaw.0 * pitch.0, pitch.1, yaw.1 * pitch.0];
        let turn = |a: f64, b: f64| std::array::from_fn(|axis| (a * across[axis] + b * down[axis]) as f32);
        let rows = [turn(roll.1, -roll.0), turn(roll.0, roll.1)];
        let mut view = Self { rows, centre: [0.0; 2], scale: pose.scale * side };
        let eyes = view.on(0.0, [0.0, 0.0]);
        view.centre = [pose.centre[0] * side - eyes[0], pose.centre[1] * side - eyes[1]];
        view
    }

    /// The pixel coordinates of a point `above` the surface of the face.
    pub(super) fn on(&self, above: f32, [x, y]: Flat) -> Flat {
        let bulge = 1.0 - (x / 1.14).powi(2) - ((y - 0.3) / 1.95).powi(2);
        self.at([x, y, 0.9 * bulge.max(0.0).sqrt() + above])
    }

    /// The pixel coordinates of a point in space.
    pub(super) fn at(&self, [x, y, z]: [f32; 3]) -> Flat {
        let [right, down] = self.rows.map(|row| (row[0] * x + row[1] * y + row[2] * z) * self.scale);
        [self.centre[0] + right, self.centre[1] + down]
    }
}

/// An image being painted, and the area that paint is confined to.
pub(super) struct Canvas {
    pub pixmap: Pixmap,
    clip: Option<Mask>,
}

impl Canvas {
    pub(super) fn new(pixmap: Pixmap) -> Self {
        Self { pixmap, clip: None }
    }

    /// Confines paint to the smooth closed curve through `outline`, until [`unclip`](Self::unclip).
    pub(super) fn clip(&mut self, outline: &Option<Path>) {
        self.clip =
            Mask::new(self.pixmap.width(), self.pixmap.height()).zip(outline.as_ref()).map(|(mut mask, path)| {
                mask.fill_path(path, FillRule::Winding, true, Transform::identity());
                mask
            });
    }

    pub(super) fn unclip(&mut self) {
        self.clip = None;
    }

    pub(super) fn fill(&mut self, path: &Option<Path>, colour: Colour, alpha: f32) {
        self.fill_with(path, Shader::SolidColor(opaque(colour, alpha)));
    }

    /// Fills with a blend from one colour at `from` to another at `to`, both in pixels.
    pub(super) fn blend(&mut self, path: &Option<Path>, [from, to]: [Flat; 2], [first, last]: [(Colour, f32); 2]) {
        let stops =
            [(0.0, first), (1.0, last)].map(|(at, (colour, alpha))| GradientStop::new(at, opaque(colour, alpha)));
        let shader = LinearGradient::new(point(from), point(to), stops.into(), SpreadMode::Pad, Transform::identity());
        if let Some(shader) = shader {
            self.fill_with(path, shader);
        }
    }

    /// A soft spot: `colour` at `centre`, nothing at a distance of `radii` (across, down), all in pixels.
    pub(super) fn glow(&mut self, centre: Flat, radii: Flat, colour: Colour, alpha: f32) {
        let stops = [(0.0, alpha), (0.5, 0.55 * alpha), (1.0, 0.0)]
            .map(|(at, alpha)| GradientStop::new(at, opaque(colour, alpha)));
        let squeeze = Transform::from_row(radii[0], 0.0, 0.0, radii[1], centre[0], centre[1]);
        let origin = Point::zero();
        let shader = RadialGradient::new(origin, origin, 1.0, stops.into(), SpreadMode::Pad, squeeze);
        if let Some(shader) = shader {
            self.fill_with(&ellipse(centre, radii), shader);
        }
    }

    fn fill_with(&mut self, path: &Option<Path>, shader: Shader) {
        let paint = Paint { shader, ..Paint::default() };
        if let Some(path) = path {
            self.pixmap.fill_path(path, &paint, FillRule::Winding, Transform::identity(), self.clip.as_ref());
        }
    }

    /// A line `width` pixels wide.
    pub(super) fn stroke(&mut self, path: &Option<Path>, width: f32, colour: Colour, alpha: f32) {
        let paint = Paint { shader: Shader::SolidColor(opaque(colour, alpha)), ..Paint::default() };
        let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        if let Some(path) = path {
            self.pixmap.stroke_path(path, &paint, &stroke, Transform::identity(), self.clip.as_ref());
        }
    }
}

/// The smooth curve through `points`, in pixels.
pub(super) fn curve(points: &[Flat]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    append(&mut builder, points);
    builder.finish()
}

/// The area between two smooth curves that run the same way and meet in corners.
pub(super) fn lens(first: &[Flat], second: &[Flat]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    append(&mut builder, first);
    append(&mut builder, &second.iter().rev().copied().collect::<Vec<_>>());
    builder.close();
    builder.finish()
}

/// The area within the smooth closed curve through `points`.
pub(super) fn blob(points: &[Flat]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    let count = points.len();
    let around: Vec<_> = (0..count + 3).map(|index| points[(index + count - 1) % count]).collect();
    append_between(&mut builder, &around);
    builder.close();
    builder.finish()
}

pub(super) fn ellipse([x, y]: Flat, [across, down]: Flat) -> Option<Path> {
    PathBuilder::from_oval(Rect::from_ltrb(x - across, y - down, x + across, y + down)?)
}

fn append(builder: &mut PathBuilder, points: &[Flat]) {
    let ends = [points.first(), points.last()].map(|end| end.copied().unwrap_or_default());
    append_between(builder, &[&ends[..1], points, &ends[1..]].concat());
}

/// Appends the Catmull-Rom curve from the second point to the last but one.
fn append_between(builder: &mut PathBuilder, points: &[Flat]) {
    for (index, four) in points.windows(4).enumerate() {
        let [before, from, to, after] = [four[0], four[1], four[2], four[3]];
        if index == 0 {
            match builder.is_empty() {
                true => builder.move_to(from[0], from[1]),
                false => builder.line_to(from[0], from[1]),
            }
        }
        let [a, b]: [Flat; 2] = [
            [0, 1].map(|axis| from[axis] + (to[axis] - before[axis]) / 6.0),
            [0, 1].map(|axis| to[axis] - (after[axis] - from[axis]) / 6.0),
        ];
        builder.cubic_to(a[0], a[1], b[0], b[1], to[0], to[1]);
    }
}

fn point([x, y]: Flat) -> Point {
    Point::from_xy(x, y)
}

fn opaque([red, green, blue]: Colour, alpha: f32) -> Color {
    let unit = |value: f32| value.clamp(0.0, 1.0);
    Color::from_rgba(unit(red), unit(green), unit(blue), unit(alpha)).unwrap_or(Color::TRANSPARENT)
}
