//! A training on disk.
//!
//! | file | content |
//! |---|---|
//! | `metrics.json` | scores of the last and of the selected epoch, and the history: the same bytes for the same seed; it comes last, so that a folder with it is whole |
//! | `config.json` | experiment, method, settings and sizes: what it takes to repeat the training |
//! | `history.csv` | a row an epoch |
//! | `weights.safetensors`, `selected.safetensors` | the learners of the last and of the selected epoch, under the published names |
//! | `sample_losses.npy` | the loss of every training image, `[epochs, heads, images]`, where they were kept |
//! | `SHA256SUMS` | the sums of these files, which `sha256sum -c` checks too; a run that has changed is refused |
//! | `curves.svg`, `confusion.svg`, `reliability.svg` | figures: losses; predictions against the truth; how sure against how right |

mod card;
mod files;
mod kept;
mod open;
mod save;

pub use card::ModelCard;
pub(crate) use files::{CONFIG, WEIGHTS};
pub use files::{RunConfig, is_finished_run, is_run, read_config};
pub use kept::train_once;
pub use open::Run;
pub(crate) use open::{learner, open_config};
pub use save::save_run;
