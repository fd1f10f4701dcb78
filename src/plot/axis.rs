//! One axis: its range, its ticks and how they are written.

use super::{fonts, layout::TICK};
use crate::{Error, Result};

/// A linear axis from `low` to `high`.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub low: f64,
    pub high: f64,
    /// Where the ticks stand, all within the range.
    pub ticks: Vec<f64>,
    step: f64,
}

impl Axis {
    /// An axis that covers every finite value with a margin of `margin` of the range on both sides.
    ///
    /// # Errors
    /// [`Error::Figure`] naming `what` when no value is finite or the range cannot be held in a float.
    pub fn covering(what: &str, values: impl Iterator<Item = f64>, margin: f64, ticks: usize) -> Result<Self> {
        let start = (f64::INFINITY, f64::NEG_INFINITY);
        let (low, high) = values.filter(|v| v.is_finite()).fold(start, |(l, h), v| (l.min(v), h.max(v)));
        if low > high {
            return Err(Error::Figure(format!("{what}: there is no finite value to draw")));
        }
        // A constant still needs some height; so does a range too small for its floats to resolve.
        let least = 1e-9 * low.abs().max(high.abs()).max(1e-3);
        let pad = if high - low > least { margin * (high - low) } else { (0.1 * high.abs()).max(1e-3) };
        if !(high - low + 2.0 * pad).is_finite() {
            return Err(Error::Figure(format!("{what}: {low:e} to {high:e} is too wide a range to draw")));
        }
        Ok(Self::between(low - pad, high + pad, ticks))
    }

    /// An axis of exactly this range; `low < high`.
    pub fn between(low: f64, high: f64, ticks: usize) -> Self {
        let step = nice_step((high - low) / ticks.max(1) as f64);
        Self { low, high, ticks: multiples(step, low, high), step }
    }

    /// An axis of exactly this range whose numbers stand beside each other along `length` pixels, eight at the most.
    pub fn along(low: f64, high: f64, length: f64, whole: bool) -> Self {
        let mut axis = Self::between(low, high, 8);
        for ticks in (1..=8).rev() {
            axis = Self::between(low, high, ticks);
            axis = if whole { axis.whole() } else { axis };
            let pitch = length * axis.step / (high - low);
            if axis.ticks.iter().all(|&tick| fonts::width(&axis.label(tick), TICK.size, false) + 8.0 <= pitch) {
                break;
            }
        }
        axis
    }

    /// The same axis with ticks at whole numbers only, for epochs.
    pub fn whole(mut self) -> Self {
        if self.step.fract() != 0.0 {
            self.step = self.step.floor().max(1.0);
            self.ticks = multiples(self.step, self.low, self.high);
        }
        self
    }

    /// Where `value` lies between `from` (low) and `to` (high).
    pub fn place(&self, value: f64, from: f64, to: f64) -> f64 {
        from + (value - self.low) / (self.high - self.low) * (to - from)
    }

    /// A tick's text: as many decimals as the step has.
    pub fn label(&self, tick: f64) -> String {
        let largest = self.low.abs().max(self.high.abs());
        let power = self.step.log10().floor();
        // Steps of 2.5 need one digit more than their power of ten has.
        let halves = (self.step / 10f64.powf(power) - 2.5).abs() < 1e-6;
        let decimals = (-power).max(0.0) as usize + usize::from(halves && power < 1.0);
        let text = if tick == 0.0 && (largest >= 1e6 || decimals > 4) {
            "0".into()
        } else if largest >= 1e6 || decimals > 4 {
            let digits = (tick.abs().log10().floor() - power).max(0.0) as usize + usize::from(halves);
            format!("{tick:.digits$e}")
        } else {
            format!("{tick:.decimals$}")
        };
        text.replace('-', "−")
    }
}

/// The smallest of 1, 2, 2.5 or 5 times a power of ten that is at least `rough`.
fn nice_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 2.5, 5.0].into_iter().find(|factor| factor * power >= rough * (1.0 - 1e-9));
    factor.unwrap_or(10.0) * power
}

/// The multiples of `step` within the range.
fn multiples(step: f64, low: f64, high: f64) -> Vec<f64> {
    let slack = 1e-6;
    let (first, last) = ((low / step - slack).ceil(), (high / step + slack).floor());
    // A range far from zero and too small for its floats has no multiples to count.
    if !(last - first).is_finite() || last - first > 1000.0 {
        return vec![low, high];
    }
    // `+ 0.0` turns -0 into 0.
    (0..=(last - first).max(0.0) as usize).map(|index| (first + index as f64) * step + 0.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64) -> Vec<String> {
        let axis = Axis::between(low, high, 5);
        axis.ticks.iter().map(|&tick| axis.label(tick)).collect()
    }

    #[test]
    fn ticks_are_round_numbers() {
        assert_eq!(labels(0.0, 100.0), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(labels(-1.0, 1.0), ["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
        assert_eq!(labels(0.0, 1.25), ["0.00", "0.25", "0.50", "0.75", "1.00", "1.25"]);
        assert_eq!(labels(0.0, 5e6), ["0", "1e6", "2e6", "3e6", "4e6", "5e6"]);
        assert_eq!(labels(0.0, 100e-6), ["0", "2e−5", "4e−5", "6e−5", "8e−5", "1.0e−4"]);
        assert_eq!(labels(0.0, 12.5), ["0.0", "2.5", "5.0", "7.5", "10.0", "12.5"]);
        assert_eq!(labels(0.0, 125.0), ["0", "25", "50", "75", "100", "125"]);
        assert_eq!(Axis::between(0.0, 2.0, 5).whole().ticks, [0.0, 1.0, 2.0]);
    }

    #[test]
    fn odd_values_give_a_range_or_an_error() {
        let constant = Axis::covering("y", [3.0, f64::NAN, 3.0].into_iter(), 0.05, 5).unwrap();
        assert!(constant.low < 3.0 && constant.high > 3.0);
        let zero = Axis::covering("y", [0.0].into_iter(), 0.05, 5).unwrap();
        assert!(zero.low < 0.0 && zero.high > 0.0 && zero.ticks.contains(&0.0));
        assert!(Axis::covering("y", [f64::NAN].into_iter(), 0.05, 5).is_err());
        assert!(Axis::covering("y", [f64::MIN, f64::MAX].into_iter(), 0.05, 5).is_err());
        assert!(Axis::covering("y", [1e15, 1e15 + 1.0].into_iter(), 0.05, 5).unwrap().ticks.len() < 1000);
    }
}
