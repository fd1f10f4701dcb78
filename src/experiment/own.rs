//! Experiments on data of your own.

use super::{Recipe, Scale, sizes::FACES};
use crate::{
    Error, Result, Seed,
    datasets::{
        Dataset,
        generated::Generated,
        own::{ImageFolder, OwnColumns, OwnReading, OwnTable, read_own_labels},
        split_off,
    },
    images::{Augmentation, CropAugmentation, ImageBudget},
    labels::with_left_out,
    model::ModelConfig,
    progress,
    text::grouped,
    train::Experiment,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

/// How data of your own become an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OwnOptions {
    /// Which column of the labels holds what; by default found in the file.
    pub columns: OwnColumns,
    /// A CSV file with the labels or the truth of test images, below the same folder. By default a share of the images.
    pub test_labels: Option<PathBuf>,
    /// The share of the images that are test images, above 0 and below 1, where these have no file of their own: 0.2.
    pub test_share: f64,
    /// The share of the other images that are not trained on but select an epoch, above 0 and below 1: 0.1.
    pub validation_share: f64,
    /// Width and height of the networks' images: 32, 64 or 128. By default 32, and 64 at paper scale.
    pub side: Option<usize>,
    /// How wide the networks, how many epochs: as for generated faces, by default 16 epochs of networks of width 8. All images
    /// are used at every scale.
    pub scale: Scale,
    /// The seed of everything random, the split included.
    pub seed: Seed,
    /// The folder for images that do not fit into memory. By default the system's for temporary files.
    pub cache: Option<PathBuf>,
    /// How many bytes the decoded images of a file of labels may take in memory; more of them are kept in a file in `cache`, as
    /// [`ImageBudget`] says. By default 4 GiB.
    pub image_memory: Option<u64>,
}

impl Default for OwnOptions {
    fn default() -> Self {
        Self {
            columns: OwnColumns::default(),
            test_labels: None,
            test_share: 0.2,
            validation_share: 0.1,
            side: None,
            scale: Scale::default(),
            seed: Seed(0),
            cache: None,
            image_memory: None,
        }
    }
}

impl Experiment {
    /// The images of any size below the folder `images`, with the labels of a CSV file: a row per image and a column per
    /// annotator, or a row per label ([`own`](crate::datasets::own)). An image is scaled by its shorter edge and keeps the middle
    /// of the longer one. Training images are mirrored at random and shifted by up to a 32nd of the side ([`CropAugmentation`]): an
    /// eighth, as on CIFAR-10, costs small features such as those of faces.
    ///
    /// The truth is optional: without it the test images measure agreement with the labels they were given, and tables and
    /// figures say so. What the columns were taken for, what was left out, and the split are told in lines.
    ///
    /// ```
    /// use noisyfer::prelude::*;
    /// let place = tempfile::tempdir().map_err(|error| Error::io("a folder", error))?;
    /// let images = generated_own(place.path(), 30, Seed(0))?;
    /// let experiment = Experiment::from_folder(&images, images.join("labels.csv"), &OwnOptions::default())?;
    /// assert_eq!([&experiment.train, &experiment.validation, &experiment.test].map(|part| part.len()), [22, 2, 6]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`read_own_labels`] and [`OwnTable::read_images`], [`ImageFolder::open`] and [`split_off`];
    /// [`Error::Parameter`] for a bad `side`; [`Error::Format`] for a test image that is a training image too.
    pub fn from_folder(images: impl AsRef<Path>, labels: impl AsRef<Path>, options: &OwnOptions) -> Result<Self> {
        let [images, labels] = [images.as_ref(), labels.as_ref()];
        let recipe = Recipe::Own { images: images.into(), labels: labels.into(), options: options.clone() };
        let sizes = options.scale.of(&FACES);
        let model = ModelConfig { side: options.side.unwrap_or(sizes.side), ..sizes.model() };
        let labels = read_own_labels(labels, options.test_labels.as_deref(), &options.columns)?;
        for table in [Some(&labels.train), labels.test.as_ref()].into_iter().flatten() {
            table.in_words.iter().for_each(progress::tell);
        }
        model.validate(labels.train.labels.heads())?;
        let folder = ImageFolder::open(images)?;
        let budget = ImageBudget::of(options.image_memory, options.cache.as_deref());
        let reading = read(&labels.train, &folder, model.side, &budget)?;
        let mut left_out = vec![reading.report.clone()];
        let (noisy, test, how) = match &labels.test {
            None => {
                let (noisy, test) = split_off(&reading.dataset, options.test_share, options.seed, "test")?;
                (noisy, test, format!("{:.0} % of the images", 100.0 * options.test_share))
            }
            Some(table) => {
                let test = read(table, &folder, model.side, &budget)?;
                check_apart(&reading, &test)?;
                left_out.push(test.report);
                (reading.dataset, test.dataset, "a file of their own".into())
            }
        };
        let (train, validation) = split_off(&noisy, options.validation_share, options.seed, "validation")?;
        let augmentation = CropAugmentation { padding: model.side / 32, ..CropAugmentation::default() };
        tell_split(&train, &validation, &test, &how, options.seed);
        let name = folder.root().file_name().map_or("Own data".into(), |name| name.to_string_lossy().into_owned());
        Ok(Self {
            note: Generated::note(folder.root())?,
            training: sizes.training(options.seed),
            joint_distribution: sizes.joint_distribution(),
            augmentation: Augmentation::Crop(augmentation),
            left_out: with_left_out(left_out),
            recipe: recipe.value(),
            ..Self::new(&name, train, validation, test, model)?
        })
    }
}

fn read(table: &OwnTable, folder: &ImageFolder, side: usize, budget: &ImageBudget) -> Result<OwnReading> {
    let reading = table.read_images(folder, side, budget)?;
    reading.report.tell();
    Ok(reading)
}

/// No image is trained on and tested with.
fn check_apart(train: &OwnReading, test: &OwnReading) -> Result<()> {
    let trained: HashSet<&PathBuf> = train.files.iter().collect();
    let both: Vec<&PathBuf> = test.files.iter().filter(|file| trained.contains(file)).collect();
    let Some(first) = both.first() else { return Ok(()) };
    let found = format!("{} images that {} lists too, such as {}", both.len(), train.report.place, first.display());
    Err(Error::format(&test.report.place, found, "images that are not trained on; take them out of one of the files"))
}

fn tell_split(train: &Dataset, validation: &Dataset, test: &Dataset, how: &str, seed: Seed) {
    let [trained, selecting, tested] = [train, validation, test].map(|part| grouped(part.len() as u64));
    let against = if test.labels.truth().is_some() { "with their truth" } else { "with given labels, no truth" };
    progress::tell(format_args!(
        "{trained} images to train on, {selecting} for validation, {tested} test images ({how}) {against}; split by seed {}",
        seed.0
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        datasets::generated::generated_faces,
        device::device,
        files,
        train::{Method, Reference, TrainConfig, methods::MajorityVote, train},
    };
    use std::fmt::Write;

    /// Generated faces as files, and a list of what two annotators said of them, with gaps; the truth where it is asked for.
    fn faces(folder: &Path, count: usize, with_truth: bool) -> PathBuf {
        let faces = generated_faces(count, 32, Seed(0)).unwrap();
        let frame = faces.labels.frame_with_names().unwrap();
        let cells = |column: &str| -> Vec<String> {
            frame.column(column).unwrap().str().unwrap().iter().flatten().map(String::from).collect()
        };
        let [careful, hasty, truth] = ["careful", "hasty", "truth"].map(cells);
        let mut text = String::from(if with_truth { "image,careful,hasty,gold\n" } else { "image,careful,hasty\n" });
        for row in 0..count {
            faces.images.rgb(row).unwrap().save(folder.join(format!("{row}.png"))).unwrap();
            let hasty = if row % 3 == 0 { "" } else { &hasty[row] };
            let gold = if with_truth { format!(",{}", truth[row]) } else { String::new() };
            writeln!(text, "{row}.png,{},{hasty}{gold}", careful[row]).unwrap();
        }
        let path = folder.join("labels.csv");
        files::write_atomically(&path, text.as_bytes()).unwrap();
        path
    }

    #[test]
    fn without_a_truth_agreement_with_given_labels_is_measured_and_said() {
        let folder = tempfile::tempdir().unwrap();
        let labels = faces(folder.path(), 80, false);
        let experiment = Experiment::from_folder(folder.path(), labels, &OwnOptions::default()).unwrap();
        assert_eq!([&experiment.train, &experiment.validation, &experiment.test].map(Dataset::len), [58, 6, 16]);
        assert!(experiment.contact_sheet(3).unwrap().svg().contains("majority label"));
        assert!(experiment.annotator_confusions().unwrap().svg().contains("against the majority label"));
        let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
        let method: Method = MajorityVote {}.into();
        let training = train(&experiment, &method, &config, &device("cpu").unwrap()).unwrap();
        assert_eq!(training.last.against, Reference::GivenLabels);
        assert_eq!(training.last.confusion.total(), 16);
        let summary = training.summary();
        assert!(summary.contains("test agreement with given labels") && !summary.contains("accuracy"), "{summary}");
        let mut comparison = crate::comparison::Comparison::new(&experiment);
        comparison.add(training);
        let said = format!("{}{}", comparison.verdict(), comparison.table().unwrap().to_text());
        assert!(said.contains("agrees best with the given labels of the test images"), "{said}");
        assert!(said.contains("Agreement with given labels / %, last epoch"), "{said}");
        assert!(!said.contains("ccura") && !said.contains("clean"), "{said}");
    }

    #[test]
    fn images_beyond_the_memory_allowed_go_to_the_folder_named_and_are_the_same() {
        let place = tempfile::tempdir().unwrap();
        let labels = faces(place.path(), 20, false);
        let experiment = |options: &OwnOptions| Experiment::from_folder(place.path(), &labels, options);
        let cache = Some(place.path().join("cache"));
        let elsewhere = OwnOptions { cache, image_memory: Some(0), ..OwnOptions::default() };
        let (memory, file) = (experiment(&OwnOptions::default()).unwrap(), experiment(&elsewhere).unwrap());
        assert!(memory.train.images == file.train.images && memory.test.images == file.test.images);
        assert!(place.path().join("cache").is_dir());
        assert_eq!(Recipe::of(&file).unwrap().build().unwrap().train.fingerprint(), memory.train.fingerprint());
        let blocked = OwnOptions { cache: Some(labels.join("below-a-file")), ..elsewhere };
        let message = experiment(&blocked).unwrap_err().to_string();
        assert!(message.contains("labels.csv/below-a-file: found no room for"), "{message}");
    }

    #[test]
    fn test_images_may_have_a_file_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let labels = faces(folder.path(), 20, true);
        let text = files::read_text(&labels).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let [train, test] = ["train.csv", "test.csv"].map(|name| folder.path().join(name));
        files::write_atomically(&train, lines[..16].join("\n").as_bytes()).unwrap();
        files::write_atomically(&test, [&lines[..1], &lines[16..]].concat().join("\n").as_bytes()).unwrap();
        let columns = OwnColumns { truth: Some("gold".into()), ..OwnColumns::default() };
        let options = OwnOptions { columns, test_labels: Some(test.clone()), ..OwnOptions::default() };
        let experiment = Experiment::from_folder(folder.path(), &train, &options).unwrap();
        // 15 in the training file, of which a tenth, rounded, is for validation.
        assert_eq!([&experiment.train, &experiment.validation, &experiment.test].map(Dataset::len), [13, 2, 5]);
        assert_eq!(experiment.test.labels.names(), ["15.png", "16.png", "17.png", "18.png", "19.png"]);
        assert!(experiment.test.labels.truth().is_some());
        assert_eq!(
            Recipe::of(&experiment).unwrap().build().unwrap().test.labels.names(),
            experiment.test.labels.names()
        );
        let message = Experiment::from_folder(folder.path(), &labels, &options).unwrap_err().to_string();
        assert!(message.contains("test.csv: found 5 images that") && message.contains("such as"), "{message}");
        let stored = serde_json::to_string(&options).unwrap();
        assert_eq!(serde_json::from_str::<OwnOptions>(&stored).unwrap(), options);
    }
}
