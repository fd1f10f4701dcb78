//! Corrected labels, in the forms that training reads.

use super::NoiseReport;
use crate::{
    Error, Result,
    datasets::MachineLabels,
    labels::{LabelHead, LabelTable, codes::EMOTIONS},
};

/// The head of corrected labels.
const CORRECTED: &str = "corrected";

impl NoiseReport {
    /// The suggested class of every item, head `corrected`; an item of which nothing is known has none.
    /// [`write_csv`](crate::labels::write_csv) makes a file of it that a training on own data takes: its columns `name` and
    /// `corrected`.
    ///
    /// # Errors
    /// [`Error::Format`] for names that no label table holds.
    pub fn corrected(&self) -> Result<LabelTable> {
        let classes: Vec<&str> = self.annotations.classes().iter().map(String::as_str).collect();
        let suggested: Vec<Option<u8>> = self.samples.iter().map(|sample| sample.suggested).collect();
        let table = LabelTable::from_names(self.annotations.items().to_vec())?;
        table.with_labels(LabelHead::categorical(CORRECTED, &classes), &suggested)
    }

    /// The suggested emotions as a training on RAF-DB or AffectNet takes them in place of the published machine labels:
    /// [`MachineLabels::write_raf`] and [`MachineLabels::write_affectnet`] make the files. Items of which nothing is known are left out.
    ///
    /// # Errors
    /// [`Error::Format`] for classes that are not all among the seven [`EMOTIONS`].
    pub fn corrected_emotions(&self) -> Result<MachineLabels> {
        let mut codes = vec![];
        for class in self.annotations.classes() {
            let code = EMOTIONS.iter().position(|emotion| emotion == class).ok_or_else(|| {
                Error::format(
                    "the classes of a report",
                    format!("{class:?}"),
                    format!("one of {}", EMOTIONS.join(", ")),
                )
            })?;
            codes.push(code as u8);
        }
        let mut labels = MachineLabels::default();
        for sample in &self.samples {
            if let Some(suggested) = sample.suggested {
                labels.names.push(self.annotations.items()[sample.item].clone());
                labels.emotions.push(codes[usize::from(suggested)]);
            }
        }
        Ok(labels)
    }
}
