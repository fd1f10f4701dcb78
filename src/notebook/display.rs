//! The display protocol of the Rust kernel: one cell result in several formats.

use crate::{
    progress::{self, front},
    table::Table,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Map, Value};
use std::{env, io::Write};

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

    /// Shows it as the cell's result, when the cell ends; of several the last. For `evcxr_display`.
    pub fn show(&self) {
        let mut output = std::io::stdout().lock();
        // Nothing can be told to anyone when standard output is closed.
        let _ = output.write_all(self.bundle().as_bytes()).and_then(|()| output.flush());
    }

    /// Shows it now, anywhere in a cell, in a loop too: results appear in order, as they come. In a kernel without the front
    /// kernel it is the cell's result, as by [`show`](Self::show); outside of a notebook its plain text is printed.
    pub fn show_now(&self) {
        if front::is_listening() {
            front::show(&self.data());
        } else if env::var_os("EVCXR_IS_RUNTIME").is_some() {
            self.show();
        } else {
            progress::tell(self.plain.trim_end());
        }
    }

    /// The content of each format by its MIME type.
    pub(crate) fn data(&self) -> Value {
        let entries = self.formats().into_iter().map(|(kind, content)| (kind.to_string(), Value::from(content)));
        Value::Object(entries.collect::<Map<_, _>>())
    }

    /// What [`show`](Self::show) prints.
    fn bundle(&self) -> String {
        let block =
            |(kind, content): (&str, String)| format!("EVCXR_BEGIN_CONTENT {kind}\n{content}\nEVCXR_END_CONTENT\n");
        self.formats().into_iter().map(block).collect()
    }

    fn formats(&self) -> Vec<(&'static str, String)> {
        let [png, jpeg] = [&self.png, &self.jpeg].map(|picture| picture.as_ref().map(|bytes| BASE64.encode(bytes)));
        let all = [
            ("text/plain", Some(self.plain.clone())),
            ("text/html", self.html.clone()),
            ("image/svg+xml", self.svg.clone()),
            ("image/png", png),
            ("image/jpeg", jpeg),
        ];
        let mut formats = vec![];
        for (kind, content) in all {
            if let Some(content) = content {
                formats.push((kind, content.trim_end().to_string()));
            }
        }
        formats
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
        assert_eq!(display.data(), serde_json::json!({ "text/plain": "x", "image/png": "cG5n" }));
    }
}
