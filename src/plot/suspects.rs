//! Images whose labels are in doubt.

use super::{
    Width,
    canvas::{Anchor, Canvas, GREY, Type},
    contact_sheet::sized,
    figure::Figure,
    fonts,
    layout::TICK,
    palette,
    sheet::{MARGIN, Top, inner},
};
use crate::{Error, Result};
use image::RgbImage;

const GAP: f64 = 8.0;
const LINE: f64 = 13.0;
const MOST: usize = 200;

/// An image with the label it has and the one it should have.
#[derive(Clone, Debug, PartialEq)]
pub struct SuspectImage {
    /// The image.
    pub image: RgbImage,
    /// The label given.
    pub given: String,
    /// The label suggested.
    pub suggested: String,
    /// The quality of the given label, in [0, 1], low = bad.
    pub quality: f64,
}

/// Draws images in rows, each with its given label, the suggested one and the quality of the given one below it: three to a row of a single
/// column, seven to one of both.
///
/// # Errors
/// [`Error::Parameter`] for no image or more than 200; [`Error::Figure`] for an image without a pixel.
pub fn suspects(title: &str, images: &[SuspectImage], width: Width) -> Result<Figure> {
    if images.is_empty() || images.len() > MOST {
        return Err(Error::parameter("the number of images", images.len(), format!("1 to {MOST}")));
    }
    let columns = if width == Width::SingleColumn { 3 } else { 7 };
    let side = (inner(width) - GAP * (columns - 1) as f64) / columns as f64;
    let top = Top::new(title, "given label → suggested label, quality (0 is bad)", None, width);
    let captions: Vec<_> = images.iter().map(|one| caption(one, side)).collect();
    let lines = captions.iter().map(Vec::len).max().unwrap_or(0);
    let pitch = (side + GAP, side + LINE * lines as f64 + 10.0);
    let height = top.bottom() + pitch.1 * images.len().div_ceil(columns) as f64;
    let mut canvas = Canvas::new(width.pixels(), height);
    top.draw(&mut canvas);
    for (index, (one, caption)) in images.iter().zip(captions).enumerate() {
        let corner = (MARGIN + pitch.0 * (index % columns) as f64, top.bottom() + pitch.1 * (index / columns) as f64);
        canvas.picture(corner, (side, side), &sized(&one.image))?;
        for (row, (text, colour, bold)) in caption.into_iter().enumerate() {
            let at = (corner.0 + side / 2.0, corner.1 + side + LINE * (row as f64 + 0.85));
            canvas.text(at, &text, Type { anchor: Anchor::Middle, colour, bold, ..TICK });
        }
    }
    Ok(canvas.finish(title))
}

/// The lines below an image that is `side` pixels wide, each with its colour and whether it is bold.
fn caption(one: &SuspectImage, side: f64) -> Vec<(String, &'static str, bool)> {
    let mut lines = vec![];
    for (text, colour, bold) in [
        (one.given.clone(), palette::class(1), false),
        (format!("→ {}", one.suggested), palette::class(0), true),
        (format!("{:.2}", one.quality), GREY, false),
    ] {
        for line in fonts::wrap(&text, side, TICK.size, bold, 3) {
            lines.push((line, colour, bold));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_below_their_image() {
        let image = RgbImage::new(2, 2);
        let one = SuspectImage { image, given: "happy".into(), suggested: "sad".into(), quality: 0.0312 };
        let figure = suspects("t", &vec![one.clone(); 4], Width::SingleColumn).unwrap();
        assert_eq!(figure.svg().matches("<image ").count(), 4);
        for text in [">happy<", ">→ sad<", ">0.03<"] {
            assert_eq!(figure.svg().matches(text).count(), 4, "{text}");
        }
        let long = SuspectImage { given: "two words and more of them than fit".into(), ..one.clone() };
        let figure = suspects("t", &[long], Width::SingleColumn).unwrap();
        assert!(!figure.svg().contains('…'), "long labels take more lines");
        assert!(suspects("t", &[], Width::default()).is_err());
        assert!(suspects("t", &[SuspectImage { image: RgbImage::new(0, 3), ..one }], Width::default()).is_err());
    }
}
