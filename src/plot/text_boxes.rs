//! Where the texts of a figure stand, read out of its SVG, for tests that none is cut off and no two overlap.

use super::{Figure, fonts};

/// A text with the corners of its box, in order around it.
pub(crate) struct TextBox {
    pub text: String,
    corners: [(f64, f64); 4],
}

/// Panics with the texts that reach beyond the figure or into each other.
pub(crate) fn check_texts(name: &str, figure: &Figure) {
    let boxes = text_boxes(figure.svg());
    assert!(!boxes.is_empty(), "{name}: no text");
    let (width, height) = (f64::from(figure.size().0), f64::from(figure.size().1));
    for one in &boxes {
        let inside = one.corners.iter().all(|(x, y)| (0.0..=width).contains(x) && (0.0..=height).contains(y));
        assert!(inside, "{name}: {:?} at {:?} reaches beyond {width} x {height}", one.text, one.corners);
    }
    for (index, one) in boxes.iter().enumerate() {
        for other in &boxes[index + 1..] {
            let (a, b) = (&one.corners, &other.corners);
            assert!(!overlap(a, b), "{name}: {:?} at {a:?} overlaps {:?} at {b:?}", one.text, other.text);
        }
    }
}

pub(crate) fn text_boxes(svg: &str) -> Vec<TextBox> {
    let (mut boxes, mut shift) = (vec![], 0.0);
    for line in svg.lines() {
        // A note is an SVG of its own below the figure.
        if line.starts_with("<svg ") || line.contains("</svg><svg ") {
            shift = attribute(&line[line.rfind("<svg ").unwrap_or(0)..], "y").unwrap_or(0.0);
        }
        let Some(element) = line.strip_prefix("<text ") else { continue };
        let text = element.split_once('>').and_then(|(_, rest)| rest.strip_suffix("</text>")).unwrap_or_default();
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&quot;", "\"");
        let number = |name: &str| attribute(element, name).unwrap_or_default();
        let (x, y, size) = (number("x"), number("y") + shift, number("font-size"));
        let wide = fonts::width(&text, size, element.contains("font-weight=\"bold\""));
        let left = match () {
            _ if element.contains("text-anchor=\"end\"") => -wide,
            _ if element.contains("text-anchor=\"middle\"") => -wide / 2.0,
            _ => 0.0,
        };
        let turn = element.split_once("rotate(").and_then(|(_, rest)| rest.split(' ').next()?.parse::<f64>().ok());
        let (sine, cosine) = turn.unwrap_or(0.0).to_radians().sin_cos();
        // Capitals and descenders of DejaVu Sans.
        let (above, below) = (-0.74 * size, 0.22 * size);
        let corner = |across: f64, down: f64| (x + across * cosine - down * sine, y + across * sine + down * cosine);
        let corners =
            [corner(left, above), corner(left + wide, above), corner(left + wide, below), corner(left, below)];
        if !text.is_empty() {
            boxes.push(TextBox { text, corners });
        }
    }
    boxes
}

fn attribute(element: &str, name: &str) -> Option<f64> {
    let start = element.find(&format!("{name}=\"")).filter(|&at| at == 0 || element.as_bytes()[at - 1] == b' ')?;
    element[start + name.len() + 2..].split('"').next()?.parse().ok()
}

/// Whether two rectangles share more than an edge: none of their sides separates them.
fn overlap(a: &[(f64, f64); 4], b: &[(f64, f64); 4]) -> bool {
    for corners in [a, b] {
        for side in 0..2 {
            let axis = (corners[side + 1].0 - corners[side].0, corners[side + 1].1 - corners[side].1);
            let reach = |corners: &[(f64, f64); 4]| {
                let places = corners.map(|(x, y)| x * axis.0 + y * axis.1);
                places.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &place| (l.min(place), h.max(place)))
            };
            let ((a_low, a_high), (b_low, b_high)) = (reach(a), reach(b));
            if a_high <= b_low + 1e-6 || b_high <= a_low + 1e-6 {
                return false;
            }
        }
    }
    true
}

#[test]
fn overlapping_and_cut_texts_are_found() {
    use super::canvas::{Canvas, Type};
    let draw = |second: (f64, f64), turn: f64| {
        let mut canvas = Canvas::new(200.0, 100.0);
        canvas.text((10.0, 50.0), "first", Type::default());
        canvas.text(second, "second", Type { turn, ..Type::default() });
        let figure = canvas.finish("");
        std::panic::catch_unwind(|| check_texts("figure", &figure)).is_ok()
    };
    assert!(draw((80.0, 50.0), 0.0) && draw((10.0, 64.0), 0.0) && draw((60.0, 60.0), -45.0));
    assert!(!draw((20.0, 52.0), 0.0), "on each other");
    assert!(!draw((10.0, 80.0), -45.0), "a slanted one across the first");
    assert!(!draw((180.0, 50.0), 0.0), "beyond the right edge");
}
