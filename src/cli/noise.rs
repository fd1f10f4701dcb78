//! `noisyfer noise`.

use super::places::{check_folder, write_or_keep};
use clap::Args;
use noisyfer::{
    Error, Result,
    datasets::{LabelColumns, own::ImageFolder, read_label_files},
    labels::{Annotations, write_csv},
    noise::{NoiseReport, ReportOptions, estimator, predictions::read_probabilities},
    progress::tell,
};
use std::path::{Path, PathBuf};

/// The tables that are written beside the figures and the page.
const WRITTEN: [&str; 6] =
    ["consensus.csv", "annotators.csv", "transitions.csv", "agreement.csv", "samples.csv", "corrected.csv"];

/// The page, which only a report has.
const PAGE: &str = "report.html";

#[derive(Args)]
pub struct Noise {
    /// Labels, joined by the items' names: CSV files with columns task, worker, label (crowd-kit), or image, annotator, label; or with
    /// a row an item and a column an annotator (cleanlab); or peerannot's answers.json;
    /// or CIFAR-10N's labels, with or without side_info_cifar10N.csv, which says whose they are; or FER+'s fer2013new.csv.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The column of the true classes, where they are known: what the report is held against [default: truth, if it is there].
    #[arg(long, value_name = "COLUMN", alias = "truth-column")]
    truth: Option<String>,
    /// The column of the items' names [default: task, item, name, image …, or one that no two rows share a value of].
    #[arg(long, value_name = "COLUMN")]
    name_column: Option<String>,
    /// Of CSV files with a row an item the columns of the annotators, separated by commas [default: all that are nothing else and hold
    /// no numbers with fractions].
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    annotators: Option<Vec<String>>,
    /// What a model that has not seen the labels says: a CSV file with a column name and one for each class, or an .npy file
    /// [items, classes] in the order of the labels.
    #[arg(long, value_name = "FILE")]
    probabilities: Option<PathBuf>,
    /// A folder with images of the items, under their names with or without endings: the report shows those in doubt.
    #[arg(long, value_name = "DIR")]
    images: Option<PathBuf>,
    /// What finds the consensus: majority-vote, soft-vote, weighted-vote, dawid-skene, one-coin, glad or mace.
    #[arg(long, value_name = "NAME", default_value = "dawid-skene")]
    estimator: String,
    /// The folder to write: consensus.csv, annotators.csv, transitions.csv, agreement.csv, samples.csv, corrected.csv,
    /// reliability.svg, transitions.svg, agreement.svg, with --images suspects.svg, and report.html; an earlier report in it is replaced.
    #[arg(long)]
    out: PathBuf,
}

impl Noise {
    pub fn run(self) -> Result<()> {
        let estimator = estimator(&self.estimator)?;
        check_folder("--out", &self.out)?;
        if let Some(images) = self.images.as_ref().filter(|images| !images.is_dir()) {
            return Err(Error::parameter("--images", images.display(), "a folder"));
        }
        check_written(&self.out, self.files.iter().chain(&self.probabilities))?;
        let columns = LabelColumns { name: self.name_column, truth: self.truth, annotators: self.annotators };
        let read = read_label_files(&self.files, &columns)?;
        read.in_words().iter().for_each(tell);
        let images = self.images.as_ref().map(ImageFolder::open).transpose()?;
        if let Some(images) = &images {
            check_images(&read.annotations, images)?;
        }
        let probabilities = self.probabilities.as_ref();
        let probabilities = probabilities.map(|path| read_probabilities(path, &read.annotations)).transpose()?;
        let options = ReportOptions {
            estimator,
            probabilities: probabilities.as_deref(),
            truth: read.truth,
            ..ReportOptions::default()
        };
        let mut report = NoiseReport::with(&read.annotations, &options)?;
        if let Some(images) = &images {
            report = report.with_images_in(images);
        }
        write_or_keep("report", &self.out, |out| {
            // First: by it a folder is known as a report's, also one whose command was killed.
            report.save_html(out.join(PAGE))?;
            report.save_tables(out)?;
            write_csv(&report.corrected()?, out.join("corrected.csv"))?;
            for (name, figure) in report.figures() {
                figure.save(out.join(format!("{name}.svg")))?;
            }
            Ok(())
        })?;
        tell(report.summary_table().to_text().trim_end());
        report.suggestions().iter().for_each(tell);
        tell(format_args!("wrote {}", self.out.display()));
        Ok(())
    }
}

/// No file that is read is one of those that are written, and nothing is replaced but an earlier report.
fn check_written<'a>(out: &Path, files: impl Iterator<Item = &'a PathBuf> + Clone) -> Result<()> {
    for name in WRITTEN {
        let Ok(written) = out.join(name).canonicalize() else { continue };
        let found = format!("{}, where {name} would be replaced", out.display());
        if files.clone().any(|file| file.canonicalize().is_ok_and(|file| file == written)) {
            return Err(Error::parameter("--out", found, "a folder that holds none of the files to read"));
        }
        if !out.join(PAGE).exists() {
            let expected = format!("a folder without it, or that of an earlier report, which has {PAGE}");
            return Err(Error::parameter("--out", found, expected));
        }
    }
    Ok(())
}

/// Some item has an image in the folder: its suspect ones are known after the work.
fn check_images(annotations: &Annotations, files: &ImageFolder) -> Result<()> {
    for item in annotations.items().iter() {
        if !matches!(files.find("the items' names", item), Ok(None)) {
            return Ok(());
        }
    }
    let looked_in = annotations.items().iter().take(3).map(|item| files.root().join(item)).collect();
    let remedy = "Give the folder that the items' names start from".into();
    Err(Error::Missing { what: "an image of any item".into(), looked_in, remedy })
}
