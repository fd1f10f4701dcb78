//! A sheet to draw on, written as SVG.
//!
//! plotters' drawing areas round to whole pixels, which shows in a figure that is printed; here coordinates stay exact.

use super::fonts;
use crate::{Error, Result, text::escape};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use image::{ImageFormat, RgbImage};
use std::{fmt::Write, io::Cursor};

pub(super) const INK: &str = "#222222";
pub(super) const GREY: &str = "#666666";
pub(super) const FAINT: &str = "#dddddd";

/// An SVG under construction; units are pixels, y points down.
pub(super) struct Canvas {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) body: String,
}

/// How a line is drawn.
#[derive(Clone, Copy)]
pub(super) struct Stroke<'a> {
    pub colour: &'a str,
    pub width: f64,
    /// Lengths of dashes and gaps, as in SVG; empty for a solid line.
    pub dashes: &'a str,
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(super) struct Type<'a> {
    pub size: f64,
    pub bold: bool,
    pub colour: &'a str,
    pub anchor: Anchor,
    /// Degrees, clockwise, about the text's point.
    pub turn: f64,
}

impl Default for Type<'_> {
    fn default() -> Self {
        Self { size: 12.0, bold: false, colour: INK, anchor: Anchor::Start, turn: 0.0 }
    }
}

impl<'a> Stroke<'a> {
    pub fn solid(colour: &'a str, width: f64) -> Self {
        Self { colour, width, dashes: "" }
    }

    fn attributes(&self) -> String {
        let dashes =
            if self.dashes.is_empty() { String::new() } else { format!(r#" stroke-dasharray="{}""#, self.dashes) };
        format!(r#"stroke="{}" stroke-width="{}"{dashes}"#, self.colour, short(self.width))
    }
}

impl Canvas {
    /// A white sheet.
    pub fn new(width: f64, height: f64) -> Self {
        Self { width: width.ceil(), height: height.ceil(), body: String::new() }
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: Stroke) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(short);
        self.element(&format!(r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" {}/>"#, stroke.attributes()));
    }

    pub fn polyline(&mut self, points: &[(f64, f64)], stroke: Stroke) {
        let points = joined(points);
        let attributes = stroke.attributes();
        self.element(&format!(
            r#"<polyline points="{points}" fill="none" {attributes} stroke-linejoin="round" stroke-linecap="round"/>"#
        ));
    }

    pub fn polygon(&mut self, points: &[(f64, f64)], fill: &str, opacity: f64) {
        let points = joined(points);
        self.element(&format!(r#"<polygon points="{points}" fill="{fill}" fill-opacity="{opacity}"/>"#));
    }

    /// A band that runs smoothly from one vertical edge to another; an edge is x, upper and lower y.
    pub fn ribbon(&mut self, from: (f64, f64, f64), to: (f64, f64, f64), fill: &str, opacity: f64) {
        let [left, upper, lower] = [from.0, from.1, from.2].map(short);
        let [right, to_upper, to_lower] = [to.0, to.1, to.2].map(short);
        let middle = short((from.0 + to.0) / 2.0);
        self.element(&format!(
            r#"<path d="M{left} {upper}C{middle} {upper} {middle} {to_upper} {right} {to_upper}V{to_lower}C{middle} {to_lower} {middle} {lower} {left} {lower}Z" fill="{fill}" fill-opacity="{opacity}"/>"#
        ));
    }

    /// Rectangles as one path; each is its corner and its size.
    pub fn blocks(&mut self, blocks: &[[f64; 4]], fill: &str) {
        let mut path = String::new();
        for &[x, y, width, height] in blocks {
            let [x, y, width, height] = [x, y, width, height].map(short);
            let _ = write!(path, "M{x} {y}h{width}v{height}h-{width}z");
        }
        self.element(&format!(r#"<path d="{path}" fill="{fill}"/>"#));
    }

    /// None where it would be a speck.
    pub fn arrow(&mut self, from: (f64, f64), to: (f64, f64), colour: &str) {
        const HEAD: f64 = 4.5;
        const SPECK: f64 = 1.5;
        let (across, down) = (to.0 - from.0, to.1 - from.1);
        let length = across.hypot(down);
        if length < SPECK {
            return;
        }
        let (x, y) = (across / length, down / length);
        let head = HEAD.min(0.6 * length);
        let base = (to.0 - head * x, to.1 - head * y);
        let half = 0.45 * head;
        self.line(from, base, Stroke::solid(colour, 1.0));
        self.polygon(
            &[to, (base.0 - half * y, base.1 + half * x), (base.0 + half * y, base.1 - half * x)],
            colour,
            1.0,
        );
    }

    pub fn rectangle(&mut self, corner: (f64, f64), size: (f64, f64), fill: &str) {
        let [x, y, width, height] = [corner.0, corner.1, size.0, size.1].map(short);
        self.element(&format!(r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"/>"#));
    }

    pub fn circle(&mut self, centre: (f64, f64), radius: f64, fill: &str, stroke: Stroke) {
        let [x, y, r] = [centre.0, centre.1, radius].map(short);
        let attributes = stroke.attributes();
        self.element(&format!(r#"<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}" {attributes}/>"#));
    }

    /// Dots as one path of round line ends: a tenth of the bytes of as many circles.
    pub fn dots(&mut self, centres: &[(f64, f64)], radius: f64, colour: &str, opacity: f64) {
        let mut path = String::new();
        for &(x, y) in centres {
            let _ = write!(path, "M{} {}h.01", short(x), short(y));
        }
        let width = short(2.0 * radius);
        self.element(&format!(
            r#"<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-opacity="{opacity}" stroke-linecap="round"/>"#
        ));
    }

    /// Text whose baseline starts, ends or is centred at `at`.
    pub fn text(&mut self, at: (f64, f64), text: &str, set: Type) {
        let (x, y) = (short(at.0), short(at.1));
        let anchor = match set.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = if set.bold { r#" font-weight="bold""# } else { "" };
        let turn =
            if set.turn == 0.0 { String::new() } else { format!(r#" transform="rotate({} {x} {y})""#, set.turn) };
        let (size, colour, text) = (short(set.size), set.colour, escape(text));
        self.element(&format!(
            r#"<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"{weight}{turn}>{text}</text>"#
        ));
    }

    /// Text with the middle of its capitals at the height `at.1`.
    pub fn text_centred(&mut self, at: (f64, f64), text: &str, set: Type) {
        self.text((at.0, at.1 + middle(set.size)), text, set);
    }

    /// An image, fitted into `size`.
    pub fn picture(&mut self, corner: (f64, f64), size: (f64, f64), picture: &RgbImage) -> Result<()> {
        let [x, y, width, height] = [corner.0, corner.1, size.0, size.1].map(short);
        let mut png = Cursor::new(Vec::new());
        picture.write_to(&mut png, ImageFormat::Png).map_err(|error| Error::Figure(error.to_string()))?;
        let data = BASE64.encode(png.into_inner());
        self.element(&format!(
            r#"<image x="{x}" y="{y}" width="{width}" height="{height}" xlink:href="data:image/png;base64,{data}"/>"#
        ));
        Ok(())
    }

    fn element(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }
}

/// From the middle of the capitals to the baseline.
pub(super) fn middle(size: f64) -> f64 {
    0.365 * size
}

/// Opens an SVG of the given size.
pub(super) fn svg_head(width: u32, height: u32) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{}">"#,
        fonts::FAMILY
    )
}

/// A coordinate to a hundredth of a pixel, without trailing zeros.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

fn joined(points: &[(f64, f64)]) -> String {
    points.iter().map(|&(x, y)| format!("{},{}", short(x), short(y))).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short() {
        assert_eq!([1.0, 0.126, -0.001, 12.5].map(short), ["1", "0.13", "0", "12.5"]);
    }
}
