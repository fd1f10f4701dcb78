//! How the learning rate changes over a training.

use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// The learning rate of each step as a share of the training's.
///
/// ```
/// use noisyfer::train::Schedule;
/// let cycle = Schedule::OneCycle { start: 0.2, warm_up: 0.25, end: 0.1 };
/// let factors = [0.0, 0.125, 0.25, 0.625, 1.0].map(|progress| cycle.factor(progress));
/// for (factor, expected) in factors.into_iter().zip([0.2, 0.6, 1.0, 0.55, 0.1]) {
///     assert!((factor - expected).abs() < 1e-12);
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Schedule {
    /// The same rate throughout, as published.
    #[default]
    Constant,
    /// In a straight line from `start` to 1, then in another to `end` (Smith 2018; the numbers of airbench are 0.2, 0.23, 0.07).
    OneCycle {
        /// Share of the rate at the first step, in [0, 1].
        start: f64,
        /// Share of the steps until the full rate, in [0, 1].
        warm_up: f64,
        /// Share of the rate at the end, in [0, 1].
        end: f64,
    },
    /// In a straight line from 0 to 1, then half a cosine down to `end` (Loshchilov and Hutter 2017, without restarts).
    Cosine {
        /// Share of the steps until the full rate, in [0, 1].
        warm_up: f64,
        /// Share of the rate at the end, in [0, 1].
        end: f64,
    },
}

impl Schedule {
    /// The share of the rate at `progress`, the share of all steps that are done, in [0, 1].
    pub fn factor(self, progress: f64) -> f64 {
        // On the way up from `start`; how far it is on the way down.
        let up = |start: f64, warm_up: f64| start + (1.0 - start) * progress / warm_up;
        let down = |warm_up: f64| (progress - warm_up) / (1.0 - warm_up).max(f64::MIN_POSITIVE);
        match self {
            Self::Constant => 1.0,
            Self::OneCycle { start, warm_up, .. } if progress < warm_up => up(start, warm_up),
            Self::OneCycle { warm_up, end, .. } => 1.0 - (1.0 - end) * down(warm_up),
            Self::Cosine { warm_up, .. } if progress < warm_up => up(0.0, warm_up),
            Self::Cosine { warm_up, end } => {
                end + (1.0 - end) * (1.0 + (std::f64::consts::PI * down(warm_up)).cos()) / 2.0
            }
        }
    }

    pub(super) fn validate(self) -> Result<()> {
        let shares = match self {
            Self::Constant => vec![],
            Self::OneCycle { start, warm_up, end } => vec![("start", start), ("warm_up", warm_up), ("end", end)],
            Self::Cosine { warm_up, end } => vec![("warm_up", warm_up), ("end", end)],
        };
        match shares.into_iter().find(|(_, share)| !(0.0..=1.0).contains(share)) {
            None => Ok(()),
            Some((name, share)) => Err(Error::parameter(format!("schedule.{name}"), share, "in [0, 1]")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cosine_by_hand() {
        let cosine = Schedule::Cosine { warm_up: 0.2, end: 0.5 };
        for (progress, expected) in [(0.0, 0.0), (0.1, 0.5), (0.2, 1.0), (0.6, 0.75), (1.0, 0.5)] {
            assert!((cosine.factor(progress) - expected).abs() < 1e-12, "{progress}");
        }
        assert_eq!(Schedule::Constant.factor(0.3), 1.0);
        let none = Schedule::OneCycle { start: 0.0, warm_up: 0.0, end: 0.0 };
        assert_eq!([none.factor(0.0), none.factor(0.75)], [1.0, 0.25]);
    }

    #[test]
    fn shares_beyond_one_are_refused_by_name() {
        let bad = Schedule::Cosine { warm_up: 1.5, end: 0.0 };
        assert_eq!(bad.validate().unwrap_err().to_string(), "schedule.warm_up must be in [0, 1], got 1.5");
        assert!(Schedule::OneCycle { start: 0.2, warm_up: 0.2, end: f64::NAN }.validate().is_err());
    }

    #[test]
    fn it_is_stored_as_data() {
        let text = r#"{"one_cycle":{"start":0.2,"warm_up":0.23,"end":0.07}}"#;
        let read: Schedule = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        assert_eq!(serde_json::from_str::<Schedule>("\"constant\"").unwrap(), Schedule::Constant);
    }
}
