//! What all estimators of a consensus have in common.

use super::{AnnotatorErrors, Consensus, DawidSkene, Glad, Mace, MajorityVote, SoftVote, WeightedVote};
use crate::{Error, Result, labels::Annotations};

/// Finds true classes, and what annotators are worth, in labels alone.
pub trait Estimator {
    /// Its name, as tables show it.
    fn name(&self) -> &'static str;

    /// Fits it to the labels. The same labels give the same bits, whatever the number of threads.
    ///
    /// # Errors
    /// [`Error::Parameter`] for settings out of range.
    fn fit(&self, annotations: &Annotations) -> Result<Consensus>;
}

/// The estimators by the names that [`estimator`] takes.
pub const ESTIMATORS: [&str; 7] =
    ["majority-vote", "soft-vote", "weighted-vote", "dawid-skene", "one-coin", "glad", "mace"];

/// An estimator with its default settings, by name.
///
/// ```
/// assert_eq!(noisyfer::noise::estimator("one-coin")?.name(), "one-coin Dawid-Skene");
/// # Ok::<(), noisyfer::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] naming those that exist.
pub fn estimator(name: &str) -> Result<Box<dyn Estimator>> {
    Ok(match name {
        "majority-vote" => Box::new(MajorityVote),
        "soft-vote" => Box::new(SoftVote),
        "weighted-vote" => Box::new(WeightedVote),
        "dawid-skene" => Box::new(DawidSkene::default()),
        "one-coin" => Box::new(DawidSkene { errors: AnnotatorErrors::OneCoin, ..DawidSkene::default() }),
        "glad" => Box::new(Glad::default()),
        "mace" => Box::new(Mace::default()),
        _ => {
            return Err(Error::parameter(
                "the estimator",
                format!("{name:?}"),
                format!("one of {}", ESTIMATORS.join(", ")),
            ));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_estimators() {
        for name in ESTIMATORS {
            assert!(estimator(name).is_ok(), "{name}");
        }
        let error = estimator("david-skene").err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains("one of majority-vote, soft-vote") && error.contains("got \"david-skene\""), "{error}");
    }
}
