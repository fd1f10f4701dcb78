//! RAF-DB's list of emotions, and the published machine labels for it.

use crate::datasets::face_rows::FaceRows;
use crate::{
    Error, Result, files,
    formats::{clean_name, number, read_list, whole},
    labels::{
        LabelReading, ReadingReport,
        codes::{affect_head, affectnet_from_raf, emotion_head},
    },
};
use std::path::Path;

/// What the columns of labels are called where a list has a header.
pub(super) const CODES: &[&str] = &["label", "labels", "emotion", "expression", "class", "code"];
const AFFECT: &[&str] = &["valence", "arousal"];

/// Reads a list with an image's name and a RAF-DB emotion code on each line: RAF-DB's own `list_patition_label.txt`
/// (sic), or machine labels in the same form; also as a CSV, with a header such as `image,label` or without. The head is called `annotator`, its codes are those of
/// [`EMOTIONS`](crate::labels::codes::EMOTIONS), not RAF-DB's.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`], with file and line, for a line of another form, a code outside 1 to 7, or a name
/// that would lead out of the dataset's folder.
pub fn read_raf_list(path: impl AsRef<Path>, annotator: &str) -> Result<LabelReading> {
    let mut rows = FaceRows::new(ReadingReport::new(path.as_ref(), "list of RAF-DB codes"));
    each_row(path.as_ref(), CODES, &mut rows, |[_, code], [_, column], place| {
        let code_of = whole(code).and_then(|code| affectnet_from_raf(code.try_into().ok()?));
        let expected = "a RAF-DB code: 1 surprise, 2 fear, 3 disgust, 4 happiness, 5 sadness, 6 anger, 7 neutral";
        Ok((Some(code_of.ok_or_else(|| Error::format(place, format!("{code:?} in {column}"), expected))?), None))
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
    each_row(path.as_ref(), AFFECT, &mut rows, |[_, valence, arousal], columns, place| {
        let value = |cell: &str, column: &str| {
            let bad = || Error::format(place, format!("{cell:?} in {column}"), "a number, in [-1, 1] or near it");
            number(cell).map(|number| number as f32).ok_or_else(bad)
        };
        Ok((None, Some([value(valence, &columns[1])?, value(arousal, &columns[2])?])))
    })?;
    rows.finish(&[affect_head()])
}

/// A code, or valence and arousal.
type Labels = (Option<u8>, Option<[f32; 2]>);

/// Adds every row of a list with the labels that `parse` makes of it, of what the columns are called, and of its place.
fn each_row<const N: usize>(
    path: &Path,
    columns: &[&str],
    rows: &mut FaceRows,
    parse: impl Fn(&[String; N], &[String; N], &str) -> Result<Labels>,
) -> Result<()> {
    let file = path.display().to_string();
    let list = read_list::<N>(&file, &files::read_text(path)?, columns)?;
    for (line, row) in list.rows {
        let (row, place) = (row?, format!("{file}:{line}"));
        let (code, affect) = parse(&row, &list.columns, &place)?;
        rows.push(&clean_name(&place, &row[0])?, code, affect);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::Clamped;

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
        let clamped = |dimension: &str, first: &str| Clamped {
            head: "affect".into(),
            dimension: dimension.into(),
            values: 1,
            of: 4,
            first: first.into(),
        };
        assert_eq!(report.clamped, [clamped("valence", "-1.5 of a.jpg"), clamped("arousal", "-1.0001 of b.jpg")]);
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
        assert!(
            message("a.jpg 1\nb.jpg 8\n")
                .contains("list.txt:2: found \"8\" in column 2, expected a RAF-DB code: 1 surprise")
        );
        assert!(message("a.jpg 1\n\nb.jpg\n").contains("list.txt:3: found 1 words, expected 2: a name and a code"));
        assert!(message("a.jpg 1 2\n").contains("list.txt:1: found 3 words"));
        assert!(message("../a.jpg 1\n").contains("list.txt:1: found \"..\" in the name \"../a.jpg\""));
        assert!(message("/etc/a.jpg 1\n").contains("an absolute path"));
        assert!(message("\n").contains("list.txt: found no row, expected a row for each image: its name and label"));
        let (folder, path) = written("a.jpg 0.1 NaN\n");
        assert!(read_raf_list(folder.path().join("none.txt"), "crowd").unwrap_err().to_string().contains("none.txt"));
        let message = read_affect_list(path).unwrap_err().to_string();
        assert!(message.contains("list.txt:1: found \"NaN\" in column 3, expected a number"), "{message}");
    }
}
