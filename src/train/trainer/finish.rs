//! The result of a training.

use super::Trainer;
use crate::{
    Error, Result,
    train::{
        calibration::Calibration,
        evaluation::{self, Confidence, Evaluation},
        experiment::Experiment,
        learner::Learner,
        test_views::{MIRROR, SHIFTED, View, mean, mean_over},
        training::Training,
    },
};

impl Trainer<'_> {
    /// The result: the last epoch's, the selected one's, and the history.
    ///
    /// # Errors
    /// [`Error::Parameter`] before the first epoch.
    pub fn finish(mut self) -> Result<Training> {
        let none = || Error::parameter("the number of epochs done", 0, "at least 1");
        let (selected_epoch, selected_learner) = self.selected.take().ok_or_else(none)?;
        let learner = self.step.evaluated();
        let (mut last, outputs) = self.test(&learner)?;
        let is_last = selected_epoch + 1 == self.epoch();
        let selected = if is_last { last.clone() } else { self.test(&selected_learner)?.0 };
        let calibration = self.calibration(&learner)?;
        let (scoring, test) = (self.scoring(), &self.experiment.test);
        last.confidence = Some(Confidence::new(&outputs, self.heads(), test, scoring, &calibration)?);
        self.measure_views(&learner, outputs, &mut last)?;
        for (epoch, test) in [(self.epoch() - 1, &last), (selected_epoch, &selected)] {
            if let Some(record) = self.history.get_mut(epoch) {
                record.set_test(test);
            }
        }
        let heads = self.heads().to_vec();
        let experiment = self.experiment;
        Ok(Training {
            experiment: experiment.name.clone(),
            recipe: experiment.recipe.clone(),
            note: experiment.note.clone(),
            method: self.method.clone(),
            config: self.config.clone(),
            model: experiment.model.clone(),
            augmentation: experiment.augmentation.clone(),
            heads,
            history: self.history,
            last,
            selected,
            selected_epoch: selected_epoch + 1,
            interrupted: self.interrupted,
            sample_losses: self.sample_losses,
            calibration,
            learner,
            selected_learner,
        })
    }

    /// The temperatures of `learner` under which the labels of the validation images are most likely.
    fn calibration(&self, learner: &Learner) -> Result<Calibration> {
        let Experiment { train, validation, augmentation, .. } = self.experiment;
        let outputs = evaluation::predict(learner, self.heads(), &validation.images, augmentation, &self.device)?;
        Calibration::fit(self.heads(), outputs, self.scoring(), &train.labels, &validation.labels)
    }

    /// What `learner` makes of all test images: how good that is, and its outputs.
    fn test(&self, learner: &Learner) -> Result<(Evaluation, Vec<Vec<f32>>)> {
        let (heads, test, augmentation) = (self.heads(), &self.experiment.test, &self.experiment.augmentation);
        let outputs = evaluation::predict(learner, heads, &test.images, augmentation, &self.device)?;
        Ok((evaluation::evaluate(&outputs, heads, test, self.scoring())?, outputs))
    }

    /// The test accuracy when every image, of which `outputs` are what `learner` makes, is also seen in the mirror, and, where that is
    /// asked for, shifted.
    fn measure_views(&self, learner: &Learner, outputs: Vec<Vec<f32>>, last: &mut Evaluation) -> Result<()> {
        let (heads, test, augmentation) = (self.heads(), &self.experiment.test, &self.experiment.augmentation);
        let predict = |view: View| view.predict(learner, heads, &test.images, augmentation, &self.device);
        let accuracy = |outputs: &[Vec<f32>]| -> Result<f64> {
            Ok(evaluation::evaluate(outputs, heads, test, self.scoring())?.accuracy())
        };
        let centre = mean(&[outputs, predict(MIRROR)?]);
        last.mirror_averaged = Some(accuracy(&centre)?);
        if self.config.multi_crop {
            last.crops_averaged = Some(accuracy(&mean(&[centre, mean_over(&SHIFTED, predict)?]))?);
        }
        Ok(())
    }
}
