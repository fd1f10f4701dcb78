//! AffectNet's labels in the forms in which it was released: CSV lists, folders of `.npy` files, AffectNet+.

mod csv;
#[cfg(test)]
mod csv_tests;
mod faces;
mod folder;
mod generated;
mod plus;
mod release;
mod row;

pub use csv::AffectNetCsv;
pub(crate) use folder::require_affectnet;
pub use folder::{AffectNetPart, find_affectnet, find_affectnet_csv, generated_affectnet};
pub use generated::write_affectnet;
pub use plus::{AffectNetPlus, read_affectnet_plus};
pub use release::read_affectnet_release;
pub use row::{AffectNetRow, DamagedAffectNetRow};

use crate::datasets::face_rows::FaceRows;
use crate::{
    Result,
    formats::cleaned,
    labels::{
        LabelHead, LabelReading,
        codes::{AFFECTNET_EXPRESSIONS, EMOTIONS, EMOTIONS_WITH_CONTEMPT, affect_head, emotion_head},
    },
};
use std::path::Path;

/// What AffectNet writes for valence and arousal that are not there.
const ABSENT: f32 = -2.0;

/// Which of AffectNet's rows become labels, and what their heads are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AffectNetOptions {
    /// The head of the expressions; `emotion` by default.
    pub annotator: String,
    /// Whether contempt, code 7, is a class; by default it is not, and there are the seven of
    /// [`EMOTIONS`].
    pub contempt: bool,
    /// Whether valence and arousal are read too, as head `affect`; rows without them are then left out. The default.
    pub affect: bool,
}

impl Default for AffectNetOptions {
    fn default() -> Self {
        Self { annotator: "emotion".into(), contempt: false, affect: true }
    }
}

/// Reads a list of AffectNet's release of 2017, with or without header, or machine labels in the same form
/// (`training_RAFModel.csv`). The file is read piece by piece: landmarks and what else is not asked for take no memory.
///
/// ```no_run
/// use noisyfer::datasets::affectnet::{AffectNetOptions, read_affectnet};
/// let human = read_affectnet("datasets/affectnet/training.csv", &AffectNetOptions::default())?;
/// let machine = AffectNetOptions { annotator: "machine".into(), affect: false, ..AffectNetOptions::default() };
/// let machine = read_affectnet("noisy_labels/training_RAFModel.csv", &machine)?;
/// let both = human.labels.join(&machine.labels)?;
/// # Ok::<(), noisyfer::Error>(())
/// ```
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Format`](crate::Error::Format) when the first line is neither the header nor a
/// row, or no row can be used. Rows that cannot be used are left out and counted in the report.
pub fn read_affectnet(path: impl AsRef<Path>, options: &AffectNetOptions) -> Result<LabelReading> {
    let csv = AffectNetCsv::open(path)?;
    let mut rows = FaceRows::new(csv.report());
    let add = |part: &mut FaceRows, line: usize, row: Result<AffectNetRow, DamagedAffectNetRow>| {
        let row = row.map_err(|row| Fault::malformed("row", row.why));
        if let Err(Fault { reason, found }) = row.and_then(|row| options.take_row(part, &row)) {
            let found = found.map_or(String::new(), |found| format!(" ({found})"));
            part.leave_out(&reason, format_args!("line {line}{found}"));
        }
    };
    csv.gather(add, |part| rows.append(part))?;
    rows.finish(&options.heads())
}

/// The labels of one part of AffectNet in `root`, whichever release lies there: a list of 2017 as [`read_affectnet`] reads it, or the
/// folder of AffectNet-8, whose images are named by their paths below `root`.
///
/// # Errors
/// Those of [`find_affectnet_csv`], [`read_affectnet`] and [`read_affectnet_release`].
pub fn read_affectnet_part(
    root: impl AsRef<Path>,
    part: AffectNetPart,
    options: &AffectNetOptions,
) -> Result<LabelReading> {
    let root = root.as_ref();
    match find_affectnet_csv(root, part) {
        Err(_) if release::is_release(root) => release::read_part(root, part, options),
        list => read_affectnet(list?, options),
    }
}

impl AffectNetOptions {
    fn classes(&self) -> usize {
        if self.contempt { EMOTIONS_WITH_CONTEMPT.len() } else { EMOTIONS.len() }
    }

    fn heads(&self) -> Vec<LabelHead> {
        let emotion = emotion_head(&self.annotator, self.contempt);
        if self.affect { vec![emotion, affect_head()] } else { vec![emotion] }
    }

    /// Adds a row of a list, or says why it must be left out. Cells that are not asked for are not parsed.
    fn take_row(&self, rows: &mut FaceRows, row: &AffectNetRow) -> Result<(), Fault> {
        let malformed = |what: &'static str| move |found: String| Fault::malformed(what, found);
        let affect = if self.affect { row.affect().map_err(malformed("valence or arousal"))? } else { None };
        let expression = row.expression().map_err(malformed("expression"))?;
        self.take(rows, row.name, expression, affect).map_err(|reason| Fault { reason, found: None })
    }

    /// Adds a row, or says why it must be left out.
    fn take(&self, rows: &mut FaceRows, name: &str, code: u8, affect: Option<[f32; 2]>) -> Result<(), String> {
        let affect = affect.filter(|_| self.affect);
        let name = cleaned(name).map_err(|fault| format!("{fault} in the name"))?;
        if usize::from(code) >= self.classes() {
            return Err(format!("expression {}", AFFECTNET_EXPRESSIONS.get(usize::from(code)).unwrap_or(&"unknown")));
        }
        if self.affect && affect.is_none() {
            return Err("no valence and arousal (`affect: false` reads without)".into());
        }
        rows.push(&name, Some(code), affect);
        Ok(())
    }
}

/// Why a row of a list must be left out: one of few reasons, and what stands in this row where that says more.
struct Fault {
    reason: String,
    found: Option<String>,
}

impl Fault {
    fn malformed(what: &str, found: String) -> Self {
        Self { reason: format!("malformed {what}"), found: Some(found) }
    }
}

/// Valence and arousal, unless AffectNet says that they are absent.
fn present(affect: [f32; 2]) -> Option<[f32; 2]> {
    Some(affect).filter(|affect| !affect.contains(&ABSENT))
}
