//! Where a GPU's time goes: every kernel that a piece of work launches, on the device's own clock.

use burn::cubecl::{
    future::block_on,
    logging::{Duration, LaunchObservation, LaunchObserver, ProfileDuration, TimingMethod, TimingRequest},
};
use serde::Serialize;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

/// The kernels of a piece of work.
#[derive(Clone, Debug, Serialize)]
pub struct Profile {
    /// How many kernels were launched.
    pub launches: usize,
    /// Seconds in which a kernel ran.
    pub busy: f64,
    /// Seconds between the first kernel's start and the last one's end in which none ran.
    pub idle: f64,
    /// Each kind of kernel with its launches and seconds, the longest first.
    pub kernels: Vec<(String, usize, f64)>,
}

/// The kernels that `work` launches. Each is bracketed by events, so that the whole takes longer than without.
///
/// `work` is to wait for the device at its end.
pub fn profile<R>(work: impl FnOnce() -> R) -> (R, Profile) {
    let observer = Arc::new(Observer::default());
    let epoch = Instant::now();
    let observation = LaunchObservation::new(observer.clone());
    let result = work();
    drop(observation);
    let launched = std::mem::take(&mut *observer.launched.lock().unwrap_or_else(PoisonError::into_inner));
    (result, Profile::of(launched, epoch))
}

#[derive(Default)]
struct Observer {
    launched: Mutex<Vec<(&'static str, ProfileDuration)>>,
}

impl LaunchObserver for Observer {
    fn launched(&self, _: &'static str) {}

    fn timing(&self) -> TimingRequest {
        TimingRequest::Deferred
    }

    fn profiled(&self, kernel: &'static str, profile: ProfileDuration) {
        self.launched.lock().unwrap_or_else(PoisonError::into_inner).push((kernel, profile));
    }

    // Only called while cubecl's own profiling log is on, which reads the times instead.
    fn timed(&self, _: &'static str, _: Duration, _: TimingMethod) {}
}

impl Profile {
    fn of(launched: Vec<(&'static str, ProfileDuration)>, epoch: Instant) -> Self {
        let mut kernels: HashMap<&str, (usize, f64)> = HashMap::new();
        let mut spans = vec![];
        let launches = launched.len();
        for (kernel, profile) in launched {
            let Some(ticks) = block_on(profile.resolve()) else { continue };
            let entry = kernels.entry(kernel).or_default();
            *entry = (entry.0 + 1, entry.1 + ticks.duration().as_secs_f64());
            spans.push(
                [ticks.start_duration_since(epoch), ticks.end_duration_since(epoch)].map(|time| time.as_secs_f64()),
            );
        }
        let [busy, idle] = busy_and_idle(spans);
        let mut kernels: Vec<(String, usize, f64)> =
            kernels.into_iter().map(|(name, (count, seconds))| (short(name), count, seconds)).collect();
        kernels.sort_by(|one, other| other.2.total_cmp(&one.2));
        Self { launches, busy, idle, kernels }
    }
}

/// Seconds that the spans cover, and those between them.
fn busy_and_idle(mut spans: Vec<[f64; 2]>) -> [f64; 2] {
    spans.sort_by(|one, other| one[0].total_cmp(&other[0]));
    let (mut busy, mut idle) = (0.0, 0.0);
    let mut until = spans.first().map_or(0.0, |span| span[0]);
    for [start, end] in spans {
        idle += (start - until).max(0.0);
        busy += (end - start.max(until)).max(0.0);
        until = end.max(until);
    }
    [busy, idle]
}

/// The last part of each path in a type's name: what tells kernels apart.
fn short(name: &str) -> String {
    let mut short = String::new();
    for part in name.split_inclusive(['<', '>', ',', ' ']) {
        short.push_str(part.rsplit("::").next().unwrap_or(part));
    }
    short.chars().take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_kernels_are_busy_once() {
        let [busy, idle] = busy_and_idle(vec![[5.0, 6.0], [1.0, 3.0], [2.0, 4.0]]);
        assert_eq!([busy, idle], [4.0, 1.0]);
        assert_eq!(short("a::b::Matmul<c::F32, d::e::Tile<x::Y>>"), "Matmul<F32, Tile<Y>>");
    }
}
