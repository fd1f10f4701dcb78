//! `noisyfer train own`: the user's files, and what their columns hold.

use clap::Args;
use noisyfer::{
    Error, Result,
    datasets::own::OwnColumns,
    experiment::{OwnOptions, Recipe},
};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Own {
    /// Own data: the folder of the images, of any size, with its sub-folders.
    #[arg(long, help_heading = "Own data")]
    images: Option<PathBuf>,
    /// A CSV of the labels of test images, or of their truth [default: a share of the images].
    #[arg(long, help_heading = "Own data")]
    test_labels: Option<PathBuf>,
    /// The share of the images that are test images, without --test-labels.
    #[arg(long, help_heading = "Own data", default_value_t = TEST_SHARE)]
    test_share: f64,
    /// The share of the other images that select an epoch.
    #[arg(long, help_heading = "Own data", default_value_t = VALIDATION_SHARE)]
    validation_share: f64,
    /// The column of the images' names [default: name, image, file, filename or path].
    #[arg(long, help_heading = "Own data", value_name = "COLUMN")]
    name_column: Option<String>,
    /// The columns of the annotators, separated by commas [default: all that are nothing else].
    #[arg(long, help_heading = "Own data", value_name = "COLUMNS", value_delimiter = ',')]
    annotators: Option<Vec<String>>,
    /// The columns of numbers, such as valence and arousal, or anna:valence and ben:valence of several annotators [default: those of numbers with fractions].
    #[arg(long, help_heading = "Own data", value_name = "COLUMNS", value_delimiter = ',')]
    continuous: Option<Vec<String>>,
    /// The column of the true class [default: truth, if it is there].
    #[arg(long, help_heading = "Own data", value_name = "COLUMN")]
    truth_column: Option<String>,
    /// The classes in the order of their codes, separated by commas [default: all that occur].
    #[arg(long, help_heading = "Own data", value_name = "NAMES", value_delimiter = ',')]
    classes: Option<Vec<String>>,
    /// What separates the cells of the CSV.
    #[arg(long, help_heading = "Own data", default_value_t = ',')]
    delimiter: char,
}

const TEST_SHARE: f64 = 0.2;
const VALIDATION_SHARE: f64 = 0.1;

impl Own {
    /// The first of its options that is given, other than by its default.
    pub fn named(&self) -> Option<&'static str> {
        let options = [
            ("--images", self.images.is_some()),
            ("--test-labels", self.test_labels.is_some()),
            ("--test-share", self.test_share != TEST_SHARE),
            ("--validation-share", self.validation_share != VALIDATION_SHARE),
            ("--name-column", self.name_column.is_some()),
            ("--annotators", self.annotators.is_some()),
            ("--continuous", self.continuous.is_some()),
            ("--truth-column", self.truth_column.is_some()),
            ("--classes", self.classes.is_some()),
            ("--delimiter", self.delimiter != ','),
        ];
        options.iter().find(|(_, given)| *given).map(|(name, _)| *name)
    }

    /// What it reads, beside the labels.
    pub fn files(&self) -> [Option<&Path>; 2] {
        [self.images.as_deref(), self.test_labels.as_deref()]
    }

    /// What the experiment is made from; `options` are those that other datasets have too.
    pub fn recipe(&self, labels: Option<&Path>, options: OwnOptions) -> Result<Recipe> {
        let (Some(images), Some(labels)) = (&self.images, labels) else {
            let expected = "with --images FOLDER and --labels FILE";
            return Err(Error::parameter("train own", "a command without them", expected));
        };
        if self.test_labels.is_some() && self.test_share != TEST_SHARE {
            let expected = "left out beside --test-labels, whose images are all tested with";
            return Err(Error::parameter("--test-share", self.test_share, expected));
        }
        let columns = OwnColumns {
            name: self.name_column.clone(),
            annotators: self.annotators.clone(),
            continuous: self.continuous.clone(),
            truth: self.truth_column.clone(),
            classes: self.classes.clone(),
            delimiter: self.delimiter,
        };
        let options = OwnOptions {
            columns,
            test_labels: self.test_labels.clone(),
            test_share: self.test_share,
            validation_share: self.validation_share,
            ..options
        };
        Ok(Recipe::Own { images: images.clone(), labels: labels.into(), options })
    }
}
