//! Many faces, part by part: what is in memory does not grow with their number.

use super::{predictions::Predictions, trained::TrainedModel};
use crate::{Error, Result, images::Images, interrupt::Interrupt, progress, text::grouped};
use std::time::{Duration, Instant};

/// Faces that are read and looked at together.
const PART: usize = 1_000;

impl TrainedModel {
    /// What the model says of the images that `read` makes of each part of `faces`, with a line now and then.
    ///
    /// # Errors
    /// Those of `read` and of [`TrainedModel::predict`]; [`Error::Interrupted`].
    pub(super) fn predict_in_parts<T>(
        &self,
        faces: &[T],
        mut read: impl FnMut(&[T]) -> Result<Images>,
    ) -> Result<Predictions> {
        let (interrupt, mut told, mut done) = (Interrupt::watch(), Instant::now(), 0);
        let mut predictions = vec![];
        for part in faces.chunks(PART) {
            if interrupt.requested() {
                return Err(Error::Interrupted { what: "looking at faces".into(), done, total: faces.len() });
            }
            predictions.push(self.predict(&read(part)?)?);
            done += part.len();
            if told.elapsed() > Duration::from_secs(5) {
                told = Instant::now();
                progress::tell(format_args!("  {} of {} faces", grouped(done as u64), grouped(faces.len() as u64)));
            }
        }
        Ok(Predictions::joined(predictions))
    }
}
