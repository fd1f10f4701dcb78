//! The one font of all figures, DejaVu Sans, compiled in: measuring, PNG and PDF agree on every machine. Letters that it has not come
//! from the system's fonts ([`fallback`]).

use super::fallback;
use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};
use resvg::usvg::fontdb::{Database, Source};
use std::sync::{Arc, LazyLock, Once};

const NAME: &str = "DejaVu Sans";

/// What an SVG names: the font itself, then Verdana, whose letters are as wide, then anything without serifs.
pub(super) const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";

/// Makes the font known to plotters, also under the generic names that its examples use.
pub(super) fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for name in [NAME, "sans-serif", "serif", "monospace"] {
            for (style, bytes) in [
                (FontStyle::Normal, dejavu::sans::regular()),
                (FontStyle::Bold, dejavu::sans::bold()),
                (FontStyle::Italic, dejavu::sans::oblique()),
                (FontStyle::Oblique, dejavu::sans::oblique()),
            ] {
                // It fails only for bytes that are no font, and then every figure's text would be an error.
                let _ = register_font(name, style, bytes);
            }
        }
    });
}

/// The same fonts for the PNG and PDF writers, and what the letters of this text need beside them; every family name falls back to
/// them.
pub(super) fn database(text: &str) -> Arc<Database> {
    static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
        let mut fonts = Database::new();
        for bytes in [dejavu::sans::regular(), dejavu::sans::bold(), dejavu::sans::oblique()] {
            fonts.load_font_source(Source::Binary(Arc::new(bytes)));
        }
        fonts.set_sans_serif_family(NAME);
        fonts.set_serif_family(NAME);
        fonts.set_monospace_family(NAME);
        Arc::new(fonts)
    });
    fallback::database(&FONTS, text)
}

/// The width of a line of text, in pixels.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    // plotters answers in whole pixels, so it is asked about letters a hundred pixels high.
    const MEASURED_AT: f64 = 100.0;
    // It scales a font by ascent plus descent, SVG by its em: DejaVu Sans has 1901 + 483 units for an em of 2048.
    const EM: f64 = (1901.0 + 483.0) / 2048.0;
    register();
    let style = if bold { FontStyle::Bold } else { FontStyle::Normal };
    // Letters of other fonts are as wide as they are high, or narrower.
    let foreign = text.chars().filter(|&letter| fallback::is_foreign(letter)).count();
    let own: String = text.chars().filter(|&letter| !fallback::is_foreign(letter)).collect();
    let text = own.as_str();
    let measured = FontDesc::new(FontFamily::Name(NAME), MEASURED_AT, style).layout_box(text);
    let wide_guess = 0.6 * MEASURED_AT * text.chars().count() as f64;
    let pixels = measured.map_or(wide_guess, |((left, _), (right, _))| f64::from(right - left));
    pixels * EM * size / MEASURED_AT + foreign as f64 * size
}

/// The text, cut with an ellipsis where it is wider than `limit` pixels.
pub(super) fn fit(text: &str, limit: f64, size: f64, bold: bool) -> String {
    if width(text, size, bold) <= limit {
        return text.to_string();
    }
    let mut kept: Vec<char> = text.chars().take(200).collect();
    loop {
        let candidate = format!("{}…", kept.iter().collect::<String>().trim_end());
        if kept.pop().is_none() || width(&candidate, size, bold) <= limit {
            return candidate;
        }
    }
}

/// The text in at most `lines` lines of `limit` pixels: broken at spaces and line ends, the last one cut with an ellipsis.
pub(super) fn wrap(text: &str, limit: f64, size: f64, bold: bool, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let longer = if line.is_empty() { word.to_string() } else { format!("{line} {word}") };
            if !line.is_empty() && width(&longer, size, bold) > limit {
                wrapped.push(std::mem::replace(&mut line, word.to_string()));
            } else {
                line = longer;
            }
        }
        wrapped.push(line);
    }
    if wrapped.len() > lines {
        let rest = wrapped.split_off(lines.saturating_sub(1)).join(" ");
        wrapped.push(rest);
    }
    wrapped.iter().map(|line| fit(line, limit, size, bold)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_wrapped_then_cut() {
        assert!(width("mmm", 12.0, false) > 2.0 * width("iii", 12.0, false));
        let limit = width("one two", 12.0, false) + 1.0;
        assert_eq!(wrap("one two three", limit, 12.0, false, 2), ["one two", "three"]);
        let cut = fit("one two three", limit, 12.0, false);
        assert!(cut.ends_with('…') && width(&cut, 12.0, false) <= limit);
        assert_eq!(fit("anything", 0.0, 12.0, false), "…");
        let [with, without] = ["a中b", "ab"].map(|text| width(text, 12.0, false));
        assert!((with - without - 12.0).abs() < 0.5);
        assert!(wrap("", 10.0, 12.0, false, 2).is_empty());
    }
}
