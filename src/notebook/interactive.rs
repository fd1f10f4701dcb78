//! Pages that answer to mouse and keyboard without a kernel.

use super::Display;
use crate::{Result, files, text::escape};
use sha2::{Digest, Sha256};
use std::path::Path;

/// A part of a page with a little JavaScript in it: it works in JupyterLab, in an exported page and in a file of its own, and shows
/// its first state where scripts are not run. It needs nothing from elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Interactive {
    title: String,
    plain: String,
    html: String,
}

impl Interactive {
    /// A page of `body`, whose element of class `class` is handed to the JavaScript function `script` together with `data`.
    pub(super) fn new(title: &str, class: &str, body: &str, script: &str, data: &serde_json::Value) -> Self {
        // `<` would end the script in the middle of a name.
        let data = data.to_string().replace('<', "\\u003c");
        let mark: String =
            Sha256::digest(format!("{body}{data}")).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let html = format!(
            "<div class=\"{class}\" data-noisyfer=\"{mark}\" style=\"color:inherit;max-width:100%\">{body}</div>\n\
             <script>(function () {{\nconst start = {script};\nconst data = {data};\n\
             for (const root of document.querySelectorAll('[data-noisyfer=\"{mark}\"]')) {{\n\
             if (!root.dataset.started) {{ root.dataset.started = 'yes'; start(root, data); }}\n}}\n}})();</script>\n"
        );
        Self { title: title.into(), plain: title.into(), html }
    }

    /// The page's part as HTML.
    pub fn html(&self) -> &str {
        &self.html
    }

    /// Writes it as a page of its own, light or dark as the browser likes it.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io) naming the path.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let page = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{}</title>\n\
             <style>:root {{ color-scheme: light dark }} body {{ font-family: sans-serif; margin: 1.5em }}</style></head>\n\
             <body>\n{}</body>\n</html>\n",
            escape(&self.title),
            self.html
        );
        files::write_atomically(path.as_ref(), page.as_bytes())
    }

    fn display(&self) -> Display {
        Display { plain: self.plain.clone(), html: Some(self.html.clone()), ..Display::default() }
    }

    /// Shows it now, anywhere in a cell, in a loop too.
    pub fn show(&self) {
        self.display().show_now();
    }

    /// Shows it as a notebook cell's result.
    pub fn evcxr_display(&self) {
        self.display().show();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_end_the_script() {
        let data = serde_json::json!(["</script><b>"]);
        let page = Interactive::new("t", "c", "<p>first</p>", "function (root, data) {}", &data);
        assert_eq!(page.html().matches("</script>").count(), 1);
        assert!(page.html().starts_with("<div class=\"c\"") && page.html().contains("<p>first</p>"));
        assert_eq!(page, Interactive::new("t", "c", "<p>first</p>", "function (root, data) {}", &data));
        let folder = tempfile::tempdir().unwrap();
        page.save(folder.path().join("a.html")).unwrap();
        let saved = std::fs::read_to_string(folder.path().join("a.html")).unwrap();
        assert!(saved.starts_with("<!DOCTYPE html>") && saved.contains(page.html()));
    }
}
