//! Figures of the label-noise laboratory.

use super::NoiseReport;
use crate::plot::Figure;

impl NoiseReport {
    /// The report's figures, each with a name for its file.
    pub fn figures(&self) -> Vec<(String, Figure)> {
        vec![]
    }
}
