//! RAF-DB's list of emotions, and the published machine labels for it.

use crate::datasets::face_rows::FaceRows;
use crate::{
    Error, Result, files,
    formats::check_name,
    labels::{
        LabelReading, ReadingReport,
        codes::{affect_head, affectnet_from_raf, emotion_head},
    },
};
use std::path::Path;

/// Reads a list with an image's name and a RAF-DB emotion code on each line: RAF-DB's own `list_patition_label.txt`
/// (sic), or machine labels in the same form. The head is called `annotator`, its codes are those of
/// [`EMOTIONS`](crate::labels::codes::EMOTIONS), not RAF-DB's.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`], with file and line, for a line of another form, a code outside 1 to 7, or a name
/// that would lead out of the dataset's folder.
pub fn read_raf_list(path: impl AsRef<Path>, annotator: &str) -> Result<LabelReading> {
    let mut rows = FaceRows::new(ReadingReport::new(path.as_ref(), "list of RAF-DB codes"));
    each_line(path.as_ref(), &mut rows, |[name, code], line| {
        let affectnet = code.parse().ok().and_then(affectnet_from_raf);
        let expected = "a RAF-DB code: 1 surprise, 2 fear, 3 disgust, 4 happiness, 5 sadness, 6 anger, 7 neutral";
        let affectnet = affectnet.ok_or_else(|| Error::format(line, format!("{code:?}"), expected))?;
        Ok((name, Some(affectnet), None))
    })?;
    rows.finish(&[emotion_head(annotator, false)])
}

/// Reads a list with an image's name, valence and arousal on each line, as `list_va_AffectnetModel.txt`. The head is
/// `affect`; values outside [-1, 1] are clamped and counted.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`], with file and line, for a line of another form, a value that is no finite number,
/// or a name that would lead out of the dataset's folder.
pub fn read_affect_list(path: impl AsRef<Path>) -> Result<LabelReading> {
    let mut rows = FaceRows::new(ReadingReport::new(path.as_ref(), "list of valence and arousal"));
    each_line(path.as_ref(), &mut rows, |[name, valence, arousal], line| {
        let number = |text: &str| {
            let number = text.parse().ok().filter(|number: &f32| number.is_finite());
            number.ok_or_else(|| Error::format(line, format!("{text:?}"), "a number, in [-1, 1] or near it"))
        };
        Ok((name, None, Some([number(valence)?, number(arousal)?])))
    })?;
    rows.finish(&[affect_head()])
}

/// The lines that are not blank, with their numbers from 1.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.trim_start_matches('\u{feff}').lines();
    lines.enumerate().map(|(index, line)| (index + 1, line)).filter(|(_, line)| !line.trim().is_empty())
}

/// The `N` words of the line at `place`.
pub(super) fn words<'a, const N: usize>(line: &'a str, place: &str) -> Result<[&'a str; N]> {
    let words: Vec<_> = line.split_whitespace().collect();
    <[&str; N]>::try_from(words).map_err(|words| {
        let expected = format!("{N}: a name and {}", if N == 2 { "a code" } else { "two numbers" });
        Error::format(place, format!("{} words", words.len()), expected)
    })
}

type Row<'a> = (&'a str, Option<u8>, Option<[f32; 2]>);

/// Gives every line that is not blank to `parse`, as `N` words and the line's place.
fn each_line<const N: usize>(
    path: &Path,
    rows: &mut FaceRows,
    parse: impl for<'a> Fn([&'a str; N], &str) -> Result<Row<'a>>,
) -> Result<()> {
    let text = files::read_text(path)?;
    for (number, line) in lines(&text) {
        let place = format!("{}:{number}", path.display());
        let (name, code, affect) = parse(words(line, &place)?, &place)?;
        check_name(&place, name)?;
        rows.push(name, code, affect);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.txt");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn emotions_with_any_white_space_and_line_ends() {
        let (_folder, path) = written("\u{feff}train_00001.jpg 5\r\n\r\ntrain_00002.jpg\t4  \r\ntest_0001.jpg 7");
        let LabelReading { labels, report } = read_raf_list(path, "crowd").unwrap();
        assert_eq!(labels.names(), ["train_00001.jpg", "train_00002.jpg", "test_0001.jpg"]);
        assert_eq!(labels.codes("crowd").unwrap(), [2, 1, 0], "sad, happy, neutral");
        assert_eq!((report.rows, report.left_out_rows()), (3, 0));
    }

    #[test]
    fn affect_is_clamped_and_counted() {
        let (_folder, path) = written("a.jpg -1.5 0.25\nb.jpg 1 -1.0001\nc.jpg 0 1e-3\na.jpg 0 0\n");
        let LabelReading { labels, report } = read_affect_list(path).unwrap();
        assert_eq!(labels.values("affect").unwrap(), [-1.0, 0.25, 1.0, -1.0, 0.0, 0.001]);
        assert_eq!(report.clamped, [("valence".into(), 1), ("arousal".into(), 1)]);
        assert_eq!((report.rows, &*report.left_out[0].reason), (4, "the name of an earlier row"));
        let text = report.to_table().to_text();
        assert!(text.contains("left out: the name of an earlier row") && text.contains("valence clamped"), "{text}");
    }

    #[test]
    fn errors_name_the_line() {
        let message = |text: &str| {
            let (_folder, path) = written(text);
            read_raf_list(path, "crowd").unwrap_err().to_string()
        };
        assert!(message("a.jpg 1\nb.jpg 8\n").contains("list.txt:2: found \"8\", expected a RAF-DB code: 1 surprise"));
        assert!(message("a.jpg 1\n\nb.jpg\n").contains("list.txt:3: found 1 words, expected 2: a name and a code"));
        assert!(message("a.jpg 1 2\n").contains("list.txt:1: found 3 words"));
        assert!(message("../a.jpg 1\n").contains("list.txt:1: found \"..\" in the name \"../a.jpg\""));
        assert!(message("/etc/a.jpg 1\n").contains("an absolute path"));
        assert!(message("\n").contains("found no row, expected rows as in a list of RAF-DB codes"));
        let (folder, path) = written("a.jpg 0.1 NaN\n");
        assert!(read_raf_list(folder.path().join("none.txt"), "crowd").unwrap_err().to_string().contains("none.txt"));
        let message = read_affect_list(path).unwrap_err().to_string();
        assert!(message.contains("list.txt:1: found \"NaN\", expected a number"), "{message}");
    }
}
