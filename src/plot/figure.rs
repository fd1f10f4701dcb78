//! A finished figure and its exports.

use super::{
    canvas::{Anchor, Canvas, Type, svg_head},
    fonts,
};
use crate::{Error, Result, files, text::escape};
use image::{
    ExtendedColorType, ImageEncoder, RgbImage,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
    },
};
use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea},
    prelude::SVGBackend,
};
use resvg::{tiny_skia, usvg};
use std::{error::Error as StdError, path::Path};

/// PNG pixels per pixel of the figure, so that it is sharp on a dense screen.
const PNG_SCALE: f32 = 2.0;

/// The area that [`Figure::from_drawing`] hands out: any plotters chart can be drawn on it.
pub type SvgArea<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A finished figure: an SVG that shows itself in a notebook and saves itself as SVG, PNG or PDF.
///
/// ```
/// use noisyfer::plot::{Series, curves};
/// let accuracy = Series::new("cross entropy", vec![(0.0, 21.0), (1.0, 35.0), (2.0, 41.5)]);
/// let figure = curves("Clean test accuracy", "epoch", "accuracy / %", &[accuracy], &[])?;
/// assert!(figure.svg().contains("cross entropy"));
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Figure {
    title: String,
    width: u32,
    height: u32,
    svg: String,
}

impl Figure {
    /// Draws with plotters: `draw` fills an area of `width` x `height` pixels.
    ///
    /// ```
    /// use noisyfer::{plot::Figure, plotters::prelude::*};
    /// let figure = Figure::from_drawing(320, 200, |area| {
    ///     area.fill(&WHITE)?;
    ///     let mut chart = ChartBuilder::on(area).margin(10).build_cartesian_2d(0.0..1.0, 0.0..1.0)?;
    ///     chart.draw_series(LineSeries::new([(0.0, 0.0), (1.0, 1.0)], &BLUE))?;
    ///     Ok(())
    /// })?;
    /// assert!(figure.svg().starts_with("<svg"));
    /// # Ok::<(), noisyfer::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Figure`] with what `draw` returned; [`Error::Parameter`] for a size of zero.
    pub fn from_drawing<F>(width: u32, height: u32, draw: F) -> Result<Self>
    where
        F: for<'a> FnOnce(&SvgArea<'a>) -> Result<(), Box<dyn StdError>>,
    {
        if width == 0 || height == 0 {
            return Err(Error::parameter("the size of the figure", format!("{width} x {height}"), "at least 1 x 1"));
        }
        fonts::register();
        let mut drawn = String::new();
        {
            let area = SVGBackend::with_string(&mut drawn, (width, height)).into_drawing_area();
            draw(&area).map_err(|error| Error::Figure(error.to_string()))?;
            area.present().map_err(|error: DrawingAreaErrorKind<_>| Error::Figure(error.to_string()))?;
        }
        Ok(Self::from_body("", width, height, &drawn))
    }

    /// Wraps SVG elements into a figure.
    fn from_body(title: &str, width: u32, height: u32, body: &str) -> Self {
        let name = if title.is_empty() { String::new() } else { format!("<title>{}</title>\n", escape(title)) };
        let svg = format!("{}\n{name}{body}</svg>\n", svg_head(width, height));
        Self { title: title.to_string(), width, height, svg }
    }

    /// The figure with the note of the data that it shows, where there is one.
    pub(crate) fn noted(self, note: Option<&str>) -> Self {
        note.map_or_else(|| self.clone(), |note| self.with_note(note))
    }

    /// The same figure with a marked strip below it that says, for example, `"generated data"`; every export carries it.
    pub fn with_note(&self, note: &str) -> Self {
        const SIZE: f64 = 11.0;
        const LINE: f64 = 15.0;
        let width = f64::from(self.width);
        let lines = fonts::wrap(note, width - 40.0, SIZE, true, 4);
        let strip = LINE * lines.len() as f64 + 9.0;
        let mut canvas = Canvas::new(width, strip);
        canvas.rectangle((0.0, 0.0), (width, strip), "#ffefc2");
        canvas.rectangle((0.0, 0.0), (5.0, strip), "#d55e00");
        for (row, line) in lines.iter().enumerate() {
            let set = Type { size: SIZE, bold: true, colour: "#7a3300", anchor: Anchor::Start, ..Type::default() };
            canvas.text_centred((16.0, 4.5 + LINE * (row as f64 + 0.5)), line, set);
        }
        let strip = canvas.finish("");
        let below = strip.svg.replacen("<svg ", &format!(r#"<svg y="{}" "#, self.height), 1);
        Self::from_body(
            &self.title,
            self.width,
            self.height.saturating_add(strip.height),
            &format!("{}{below}", self.svg),
        )
    }

    /// The title; empty for a figure drawn by hand.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Width and height in pixels, 96 to the inch.
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// The figure as SVG text.
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// The figure as a PNG file's bytes, two of its pixels for one of the figure's.
    ///
    /// # Errors
    /// [`Error::Figure`] when it is too large for memory or, for a figure drawn by hand, not valid SVG.
    pub fn png(&self) -> Result<Vec<u8>> {
        let pixels = self.pixels()?;
        let mut png = Vec::new();
        PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::Adaptive)
            .write_image(&pixels, pixels.width(), pixels.height(), ExtendedColorType::Rgb8)
            .map_err(|error| Error::Figure(error.to_string()))?;
        Ok(png)
    }

    /// The figure as a JPEG file's bytes, for figures that hold photos.
    ///
    /// # Errors
    /// As [`png`](Self::png).
    pub fn jpeg(&self) -> Result<Vec<u8>> {
        const QUALITY: u8 = 85;
        let mut jpeg = Vec::new();
        let written = JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&self.pixels()?);
        written.map_err(|error| Error::Figure(error.to_string()))?;
        Ok(jpeg)
    }

    fn pixels(&self) -> Result<RgbImage> {
        let (width, height) =
            (self.width.saturating_mul(PNG_SCALE as u32), self.height.saturating_mul(PNG_SCALE as u32));
        let too_large = || Error::Figure(format!("{width} x {height} pixels are too many for an image"));
        let mut pixels = tiny_skia::Pixmap::new(width, height).ok_or_else(too_large)?;
        let scale = tiny_skia::Transform::from_scale(PNG_SCALE, PNG_SCALE);
        pixels.fill(tiny_skia::Color::WHITE);
        resvg::render(&self.tree()?, scale, &mut pixels.as_mut());
        // Every figure is opaque on white, so its colours need no alpha; a third of the bytes of tiny-skia's own writer.
        let rgb = pixels.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
        RgbImage::from_raw(width, height, rgb).ok_or_else(too_large)
    }

    /// The figure as a PDF file's bytes: one page of its size, vectors, fonts embedded.
    ///
    /// # Errors
    /// [`Error::Figure`] when it cannot be converted.
    pub fn pdf(&self) -> Result<Vec<u8>> {
        let page = svg2pdf::PageOptions { dpi: 96.0 };
        svg2pdf::to_pdf(&self.tree()?, svg2pdf::ConversionOptions::default(), page)
            .map_err(|error| Error::Figure(error.to_string()))
    }

    /// What a figure's file may be named.
    pub const ENDINGS: &[&str] = &["svg", "png", "pdf"];

    /// Writes the figure; `.svg`, `.png` or `.pdf` says as what.
    ///
    /// # Errors
    /// [`Error::Parameter`] for another extension, [`Error::Figure`] as [`png`](Self::png) and [`pdf`](Self::pdf),
    /// [`Error::Io`] naming the path.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        let bytes = match extension.as_deref() {
            Some("svg") => self.svg.clone().into_bytes(),
            Some("png") => self.png()?,
            Some("pdf") => self.pdf()?,
            _ => return Err(Error::parameter("the figure's file", path.display(), "named .svg, .png or .pdf")),
        };
        files::write_atomically(path, &bytes)
    }

    fn tree(&self) -> Result<usvg::Tree> {
        let options = usvg::Options {
            fontdb: fonts::database(&self.svg),
            font_family: "sans-serif".into(),
            ..usvg::Options::default()
        };
        usvg::Tree::from_str(&self.svg, &options).map_err(|error| Error::Figure(error.to_string()))
    }
}

impl Canvas {
    /// The finished figure.
    pub fn finish(self, title: &str) -> Figure {
        let Self { width, height, body } = self;
        let background = r##"<rect width="100%" height="100%" fill="#ffffff"/>"##;
        Figure::from_body(title, width as u32, height as u32, &format!("{background}\n{body}"))
    }
}

impl std::fmt::Debug for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Figure({:?}, {} x {} pixels)", self.title, self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plotters::prelude::*;

    fn drawn() -> Figure {
        Figure::from_drawing(200, 60, |area| {
            area.fill(&WHITE)?;
            area.draw(&Text::new("Ag", (10, 10), ("sans-serif", 20)))?;
            Ok(())
        })
        .unwrap()
    }

    #[test]
    fn exports_have_the_right_kind_and_size() {
        let figure = drawn();
        let png = image::load_from_memory(&figure.png().unwrap()).unwrap().to_rgb8();
        assert_eq!(png.dimensions(), (400, 120));
        assert!(png.pixels().any(|pixel| pixel[0] < 64), "the text is drawn, without any system font");
        assert!(figure.pdf().unwrap().starts_with(b"%PDF"));
    }

    #[test]
    fn a_note_is_in_every_export() {
        let noted = drawn().with_note("generated data");
        assert!(noted.svg().contains("generated data"));
        assert_eq!(noted.size(), (200, 84));
        let png = image::load_from_memory(&noted.png().unwrap()).unwrap().to_rgb8();
        assert_eq!(png.get_pixel(1, 160).0, [0xd5, 0x5e, 0x00]);
    }

    #[test]
    fn saving_goes_by_the_extension() {
        let folder = tempfile::tempdir().unwrap();
        let figure = drawn();
        for name in ["a.svg", "b/c.png", "d.PDF"] {
            figure.save(folder.path().join(name)).unwrap();
            assert!(folder.path().join(name).exists());
        }
        let error = figure.save(folder.path().join("a.jpg")).unwrap_err().to_string();
        assert!(error.contains(".svg, .png or .pdf"), "{error}");
    }

    #[test]
    fn a_failed_drawing_is_an_error() {
        let failed = Figure::from_drawing(10, 10, |_| Err("no".into()));
        assert_eq!(failed.unwrap_err().to_string(), "figure: no");
        assert!(Figure::from_drawing(0, 10, |_| Ok(())).is_err());
    }

    #[test]
    fn a_figure_too_large_for_pixels_is_an_error() {
        let huge = Figure::from_drawing(u32::MAX, 10, |_| Ok(())).unwrap();
        assert!(huge.png().unwrap_err().to_string().contains("too many for an image"));
        assert_eq!(Figure::from_drawing(10, u32::MAX, |_| Ok(())).unwrap().with_note("note").size(), (10, u32::MAX));
    }
}
