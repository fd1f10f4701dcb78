//! One switch between our behaviour and the published code's.

use serde::{Deserialize, Serialize};

/// Whether the crate behaves as corrected or as the published code did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fidelity {
    /// Our default.
    #[default]
    Corrected,
    /// The published behaviour, to chase a paper's number.
    Published,
}
