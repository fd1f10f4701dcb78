//! How an experiment shows itself before anything is trained.

use super::Experiment;
use crate::{
    Error, Result,
    labels::LabelHead,
    metrics::share_equal,
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
        let side = self.model.side;
        for (what, value) in [
            ("Training images", self.train.len().to_string()),
            ("Validation images, noisy labels", self.validation.len().to_string()),
            ("Test images, true labels", self.test.len().to_string()),
            ("Side / pixels", side.to_string()),
            ("Label heads (width)", heads.join(", ")),
            ("Base width of the networks", self.model.base_width.to_string()),
            ("Epochs, batch size", format!("{}, {}", self.training.epochs, self.training.batch_size)),
            ("Learning rate", self.training.learning_rate.to_string()),
            (
                "Adversarial steps: weight, first epoch",
                format!("{}, {}", self.joint_distribution.lambda_gan, self.joint_distribution.gan_start_epoch + 1),
            ),
        ] {
            table.push(vec![what.into(), value.into()])?;
        }
        Ok(table.with_note(self.note.as_deref().unwrap_or_default()))
    }

    /// The first `columns` test images of each true class, a row a class.
    ///
    /// # Errors
    /// [`Error::Format`] without true classes; [`Error::Parameter`] for no column.
    pub fn contact_sheet(&self, columns: usize) -> Result<Figure> {
        let truth = self.test.labels.truth().ok_or_else(|| no_truth("test set"))?;
        let classes = self.classes()?;
        let of_class = |class: usize| -> Vec<RgbImage> {
            let rows = (0..truth.len()).filter(|&row| usize::from(truth[row]) == class).take(columns);
            rows.filter_map(|row| self.test.images.rgb(row)).collect()
        };
        let rows: Vec<Vec<RgbImage>> = (0..classes.len()).map(of_class).collect();
        let title = format!("{}: test images by true class", self.name);
        Ok(plot::image_grid(&title, &rows, &classes, &[])?.noted(self.note.as_deref()))
    }

    /// The truth against the labels of each annotator, on the training images.
    ///
    /// # Errors
    /// [`Error::Format`] when the training labels come without truth.
    pub fn annotator_confusions(&self) -> Result<Figure> {
        let panel = |head: LabelHead| {
            let matrix = self.train.labels.confusion(&head.name)?;
            Ok((head.name, matrix))
        };
        let panels = self.train.labels.annotators().into_iter().map(panel).collect::<Result<Vec<_>>>()?;
        Ok(plot::confusions(&format!("{}: annotators against the truth", self.name), &panels)?
            .noted(self.note.as_deref()))
    }

    /// Annotated valence and arousal of the training images, and the true ones where they are known, coloured by true class.
    ///
    /// # Errors
    /// [`Error::Parameter`] without a two-dimensional continuous head; [`Error::Format`] without true classes.
    pub fn affect(&self) -> Result<Figure> {
        let labels = &self.train.labels;
        let head = labels.heads().iter().find(|head| head.classes().is_none() && head.width() == 2);
        let head =
            head.ok_or_else(|| Error::parameter("the heads", "none with two dimensions", "valence and arousal"))?;
        let classes = labels.truth().ok_or_else(|| no_truth("training set"))?;
        let panel = |name: &str, values: &[f32]| {
            let column = |index: usize| values.iter().skip(index).step_by(2).copied().collect::<Vec<_>>();
            AffectPoints::new(name, &column(0), &column(1), &classes)
        };
        let truth = labels.truth_values(&head.name).map(|truth| panel("truth", &truth));
        let panels: Vec<_> = truth.into_iter().chain([panel("annotated", &labels.values(&head.name)?)]).collect();
        Ok(plot::circumplex(&format!("{}: valence and arousal", self.name), &self.classes()?, &panels)?
            .noted(self.note.as_deref()))
    }

    /// What accuracy on the test images costs no training, in [0, 1]: that of always naming the commonest class, and that
    /// of the labels that the images were given by an annotator of the training images.
    pub fn references(&self) -> Vec<(String, f64)> {
        let (Some(truth), Ok(classes)) = (self.test.labels.truth(), self.classes()) else { return vec![] };
        let share = |right: usize| right as f64 / truth.len().max(1) as f64;
        let count = |class: usize| truth.iter().filter(|&&code| usize::from(code) == class).count();
        let commonest = (0..classes.len()).max_by_key(|&class| count(class)).unwrap_or_default();
        let mut references = vec![(format!("always {}", classes[commonest]), share(count(commonest)))];
        for head in self.train.labels.annotators() {
            if let Ok(given) = self.test.labels.labels(&head.name) {
                let pairs = truth.iter().zip(&given).filter_map(|(truth, given)| Some((truth, given.as_ref()?)));
                references.push((format!("given labels ({})", head.name), share_equal(pairs)));
            }
        }
        references
    }

    fn classes(&self) -> Result<Vec<String>> {
        let head = self.train.labels.annotators().into_iter().next();
        let classes = head.as_ref().and_then(LabelHead::classes).map(<[String]>::to_vec);
        classes.ok_or_else(|| Error::parameter("the heads", "no categorical one", "at least one annotator"))
    }
}

fn no_truth(what: &str) -> Error {
    Error::format(what, "labels without truth", "a label table with a `truth` column")
}
