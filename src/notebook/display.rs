//! The display protocol of the Rust kernel: one cell result in several formats.

use crate::table::Table;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use std::io::Write;

/// One result in the formats that a notebook may choose from.
///
/// Any type becomes rich with an inherent method `evcxr_display(&self)` that shows one of these.
///
/// ```
/// use noisyfer::notebook::Display;
/// let result = Display { plain: "1 + 1 = 2".into(), html: Some("<b>2</b>".into()), ..Display::default() };
/// result.show();
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Display {
    /// Plain text, for terminals and as a fallback.
    pub plain: String,
    /// HTML, without scripts.
    pub html: Option<String>,
    /// An image as SVG text.
    pub svg: Option<String>,
    /// An image as a PNG file's bytes; what code hosts show.
    pub png: Option<Vec<u8>>,
    /// The same as a JPEG file's bytes, where it holds photos.
    pub jpeg: Option<Vec<u8>>,
}

impl Display {
    /// Tables one below the other.
    pub(crate) fn of_tables(tables: &[Table]) -> Self {
        let plain = tables.iter().map(Table::to_text).collect::<Vec<_>>().join("\n");
        Self { plain, html: Some(tables.iter().map(Table::to_html).collect()), ..Self::default() }
    }

    /// Prints the result for the kernel, which shows all formats as one result when the cell ends.
    pub fn show(&self) {
        let mut output = std::io::stdout().lock();
        // Nothing can be told to anyone when standard output is closed.
        let _ = output.write_all(self.bundle().as_bytes()).and_then(|()| output.flush());
    }

    /// What [`show`](Self::show) prints.
    fn bundle(&self) -> String {
        let [png, jpeg] = [&self.png, &self.jpeg].map(|picture| picture.as_ref().map(|bytes| BASE64.encode(bytes)));
        let formats = [
            ("text/plain", Some(&self.plain)),
            ("text/html", self.html.as_ref()),
            ("image/svg+xml", self.svg.as_ref()),
            ("image/png", png.as_ref()),
            ("image/jpeg", jpeg.as_ref()),
        ];
        let block = |(kind, content): (&str, Option<&String>)| {
            content.map(|content| format!("EVCXR_BEGIN_CONTENT {kind}\n{}\nEVCXR_END_CONTENT\n", content.trim_end()))
        };
        formats.into_iter().filter_map(block).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_has_one_block_per_format() {
        let display = Display { plain: "x\n".into(), png: Some(b"png".to_vec()), ..Display::default() };
        let plain = "EVCXR_BEGIN_CONTENT text/plain\nx\nEVCXR_END_CONTENT\n";
        let png = "EVCXR_BEGIN_CONTENT image/png\ncG5n\nEVCXR_END_CONTENT\n";
        assert_eq!(display.bundle(), format!("{plain}{png}"));
    }
}
