//! How an experiment shows itself before anything is trained.

use super::{Experiment, Reference, reference};
use crate::{
    Error, Result,
    labels::LabelHead,
    metrics::{ConfusionMatrix, both_known, share_equal},
    plot::{self, AffectPoints, Figure},
    table::Table,
};
use image::RgbImage;

impl Experiment {
    /// Images, heads, sizes and settings.
    ///
    /// # Errors
    /// None in practice: the table is made of its own columns.
    pub fn table(&self) -> Result<Table> {
        let mut table = Table::new(&self.name, &["What", "Value"]);
        let heads: Vec<String> =
            self.train.labels.heads().iter().map(|head| format!("{} ({})", head.name, head.width())).collect();
        let (side, has_truth) = (self.model.side, self.test.labels.truth().is_some());
        for (what, value) in [
            ("Training images", self.train.len().to_string()),
            ("Validation images, noisy labels", self.validation.len().to_string()),
            (
                if has_truth { "Test images, true labels" } else { "Test images, given labels" },
                self.test.len().to_string(),
            ),
            ("Side / pixels", side.to_string()),
            ("Label heads (width)", heads.join(", ")),
            ("Encoder", self.model.encoder_text()),
            ("Epochs, batch size", format!("{}, {}", self.training.epochs, self.training.batch_size)),
            ("Learning rate", self.training.learning_rate.to_string()),
            (
                "Adversarial steps: weight, first epoch",
                format!("{}, {}", self.joint_distribution.lambda_gan, self.joint_distribution.gan_start_epoch + 1),
            ),
        ] {
            table.push(vec![what.into(), value.into()])?;
        }
        if let Some(right) = self.vote_accuracy() {
            let what = "Majority vote of the training labels that is right";
            table.push(vec![what.into(), format!("{:.1} %", 100.0 * right).into()])?;
        }
        Ok(table.with_note(self.note.as_deref().unwrap_or_default()))
    }

    /// The first `columns` test images of each true class, a row a class; without a truth, of each majority label.
    ///
    /// # Errors
    /// [`Error::Format`] without truth and labels; [`Error::Parameter`] for no column.
    pub fn contact_sheet(&self, columns: usize) -> Result<Figure> {
        let (against, labels) = reference(&self.test.labels)?;
        let classes = self.classes()?;
        let of_class = |class: u8| -> Vec<RgbImage> {
            let rows = (0..labels.len()).filter(|&row| labels[row] == Some(class)).take(columns);
            rows.filter_map(|row| self.test.images.rgb(row)).collect()
        };
        let rows: Vec<Vec<RgbImage>> = (0..).take(classes.len()).map(of_class).collect();
        let title = format!("{}: test images by {}", self.name, against.rows());
        Ok(plot::image_grid(&title, &rows, &classes, &[])?.noted(self.note.as_deref()))
    }

    /// The truth against the labels of each annotator, on the training images; without a truth, the majority label, which each
    /// annotator has a part in.
    ///
    /// # Errors
    /// [`Error::Format`] when the annotators have different classes.
    pub fn annotator_confusions(&self) -> Result<Figure> {
        let (labels, classes) = (&self.train.labels, self.classes()?);
        let (against, reference) = reference(labels)?;
        let mut panels = vec![];
        for head in labels.annotators() {
            let (rows, columns): (Vec<u8>, Vec<u8>) = both_known(&reference, &labels.labels(&head.name)?).unzip();
            panels.push((head.name, ConfusionMatrix::new(&classes, &rows, &columns)?));
        }
        let whom = match against {
            Reference::Truth => "truth",
            Reference::GivenLabels => "majority label",
        };
        let title = format!("{}: annotators against the {whom}", self.name);
        Ok(plot::confusions(&title, &panels, against.rows())?.noted(self.note.as_deref()))
    }

    /// Annotated valence and arousal of the training images, and the true ones where they are known, coloured by true class or,
    /// without a truth, by majority label. Images without values or a class are left out.
    ///
    /// # Errors
    /// [`Error::Parameter`] without a two-dimensional continuous head; [`Error::Format`] without truth and labels.
    pub fn affect(&self) -> Result<Figure> {
        let labels = &self.train.labels;
        let head = labels.heads().iter().find(|head| head.classes().is_none() && head.width() == 2);
        let head =
            head.ok_or_else(|| Error::parameter("the heads", "none with two dimensions", "valence and arousal"))?;
        let (_, classes) = reference(labels)?;
        let panel = |name: &str, values: &[f32]| {
            let (mut valence, mut arousal, mut known) = (vec![], vec![], vec![]);
            for (pair, class) in values.chunks_exact(2).zip(&classes) {
                if let Some(class) = class.filter(|_| pair[0].is_finite()) {
                    valence.push(pair[0]);
                    arousal.push(pair[1]);
                    known.push(class);
                }
            }
            AffectPoints::new(name, &valence, &arousal, &known)
        };
        let truth = labels.truth_values(&head.name).map(|truth| panel("truth", &truth));
        let panels: Vec<_> =
            truth.into_iter().chain([panel("annotated", &labels.values_or_nan(&head.name)?)]).collect();
        Ok(plot::circumplex(&format!("{}: valence and arousal", self.name), &self.classes()?, &panels)?
            .noted(self.note.as_deref()))
    }

    /// What accuracy on the test images costs no training, in [0, 1]: that of always naming the commonest class, and, where the
    /// truth is known, that of the labels that the images were given by an annotator of the training images.
    pub fn references(&self) -> Vec<(String, f64)> {
        let (Ok((against, labels)), Ok(classes)) = (reference(&self.test.labels), self.classes()) else {
            return vec![];
        };
        let truth: Vec<u8> = labels.iter().copied().flatten().collect();
        let share = |right: usize| right as f64 / truth.len().max(1) as f64;
        let count = |class: usize| truth.iter().filter(|&&code| usize::from(code) == class).count();
        let commonest = (0..classes.len()).max_by_key(|&class| count(class)).unwrap_or_default();
        let mut references = vec![(format!("always {}", classes[commonest]), share(count(commonest)))];
        for head in self.train.labels.annotators().iter().filter(|_| against == Reference::Truth) {
            let given = self.test.labels.labels(&head.name).unwrap_or_default();
            if given.iter().any(Option::is_some) {
                references.push((format!("given labels ({})", head.name), share_equal(both_known(&labels, &given))));
            }
        }
        references
    }

    /// The share of the labelled training images, in [0, 1], whose majority vote is the true class; `None` where no truth is known
    /// or the annotators have different classes.
    pub fn vote_accuracy(&self) -> Option<f64> {
        let labels = &self.train.labels;
        let truth: Vec<Option<u8>> = labels.truth()?.into_iter().map(Some).collect();
        Some(share_equal(both_known(&truth, &labels.majority_vote(&Default::default()).ok()?)))
    }

    fn classes(&self) -> Result<Vec<String>> {
        let head = self.train.labels.annotators().into_iter().next();
        let classes = head.as_ref().and_then(LabelHead::classes).map(<[String]>::to_vec);
        classes.ok_or_else(|| Error::parameter("the heads", "no categorical one", "at least one annotator"))
    }
}
