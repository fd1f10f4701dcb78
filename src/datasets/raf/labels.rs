//! The noise in RAF-DB's machine labels, from label lists alone: no image is needed.

use super::{
    classes::read_raf_emotions,
    lists::{read_affect_list, read_raf_list},
};
use crate::{
    Error, Result,
    datasets::{
        generated::Generated,
        machine_labels::{RAF_MACHINE_AFFECT, RAF_MACHINE_EMOTIONS},
    },
    labels::{JoinReport, LabelReading, LabelTable, ReadingReport, codes::EMOTIONS},
    metrics::{ConfusionMatrix, mean_and_deviation},
};
use std::path::Path;

/// RAF-DB's images with the published machine labels, head `emotion` and head `affect`, and its own emotions as truth.
#[derive(Clone, Debug)]
pub struct RafLabels {
    /// The rows that all three lists have, training and test.
    pub labels: LabelTable,
    /// How each list was read: the truth, the machine's emotions, the machine's valence and arousal.
    pub readings: [ReadingReport; 3],
    /// What must stand in every figure, such as that the lists are generated.
    pub note: Option<String>,
    /// How the machine's emotions, then its valence and arousal, met the rows before them.
    pub joins: [JoinReport; 2],
}

/// A part of RAF-DB; an image's name begins with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RafPart {
    /// `train_…`: 12,271 images.
    Train,
    /// `test_…`: 3,068 images.
    Test,
}

/// Valence and arousal of the faces of one class: numbers in [-1, 1].
#[derive(Clone, Debug, PartialEq)]
pub struct ClassAffect {
    /// The true class.
    pub class: String,
    /// How many faces there are.
    pub count: usize,
    /// Mean of valence and of arousal; not a number without a face.
    pub mean: [f64; 2],
    /// Standard deviation of valence and of arousal, over n - 1; not a number for fewer than two faces.
    pub deviation: [f64; 2],
}

impl RafPart {
    /// Whether an image of this name belongs to it.
    pub fn has(self, name: &str) -> bool {
        name.starts_with(self.prefix())
    }

    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Train => "train_",
            Self::Test => "test_",
        }
    }
}

impl RafLabels {
    /// Reads RAF-DB's `list_patition_label.txt` and the published machine labels, `list_label_AffectnetModel.txt` and
    /// `list_va_AffectnetModel.txt`, and joins them by name.
    ///
    /// # Errors
    /// Those of [`read_raf_list`] and [`read_affect_list`].
    pub fn read(truth: impl AsRef<Path>, emotions: impl AsRef<Path>, affect: impl AsRef<Path>) -> Result<Self> {
        Self::joined(read_raf_list(truth, "raf_db")?, emotions.as_ref(), affect.as_ref())
    }

    fn joined(truth: LabelReading, emotions: &Path, affect: &Path) -> Result<Self> {
        let (emotions, affect) = (read_raf_list(emotions, "emotion")?, read_affect_list(affect)?);
        let with_emotions = truth.labels.join(&emotions.labels)?;
        let with_affect = with_emotions.labels.join(&affect.labels)?;
        Ok(Self {
            labels: with_affect.labels.head_as_truth("raf_db")?,
            readings: [truth, emotions, affect].map(|LabelReading { report, .. }| report),
            joins: [with_emotions.report, with_affect.report],
            note: None,
        })
    }

    /// [`read`](Self::read) with the lists where they belong: RAF-DB in `root`, the machine's in `noisy_labels`.
    ///
    /// # Errors
    /// [`Error::Missing`] naming the list that is not there; those of [`read`](Self::read).
    pub fn in_folders(root: impl AsRef<Path>, noisy_labels: impl AsRef<Path>) -> Result<Self> {
        let machine = [RAF_MACHINE_EMOTIONS, RAF_MACHINE_AFFECT].map(|file| noisy_labels.as_ref().join(file));
        let truth = read_raf_emotions(&root, "raf_db")?;
        let lists = [("machine emotions", &machine[0]), ("machine affect", &machine[1])];
        match lists.into_iter().find(|(_, path)| !path.is_file()) {
            None => {
                let note = Generated::note(root)?;
                Ok(Self { note, ..Self::joined(truth, &machine[0], &machine[1])? })
            }
            Some((what, path)) => Err(Error::Missing {
                what: what.into(),
                looked_in: vec![path.clone()],
                remedy: "noisy_labels/README.md says where they come from; `TrainedModel::label`, or `noisyfer label`, makes some".into(),
            }),
        }
    }

    /// What became of the rows of each list, those without a partner in the others included: of the truth, of the machine's emotions,
    /// of its valence and arousal.
    pub fn reports(&self) -> [ReadingReport; 3] {
        let [mut truth, mut emotions, mut affect] = self.readings.clone();
        let [with_emotions, with_affect] = &self.joins;
        let files = [&truth, &emotions, &affect].map(ReadingReport::file);
        let reason = |file: &str| format!("no row of this name in {file}");
        truth.leave_out_names(&reason(&files[1]), &with_emotions.left_only);
        truth.leave_out_names(&reason(&files[2]), &with_affect.left_only);
        emotions.leave_out_names(&reason(&files[0]), &with_emotions.right_only);
        affect.leave_out_names(&reason(&format!("both {} and {}", files[0], files[1])), &with_affect.right_only);
        [truth, emotions, affect]
    }

    /// How many rows of the lists met, in words.
    pub(crate) fn matches(&self) -> [String; 2] {
        let [truth, emotions, affect] = self.readings.each_ref().map(ReadingReport::file);
        [self.joins[0].line(&truth, &emotions), self.joins[1].line("both", &affect)]
    }

    /// The labels of one part.
    ///
    /// # Errors
    /// None in practice: the rows are the table's own.
    pub fn part(&self, part: RafPart) -> Result<LabelTable> {
        self.labels.filter_names(|name| part.has(name))
    }

    /// The true emotions (rows) against the machine's (columns).
    ///
    /// # Errors
    /// None in practice: the table has both.
    pub fn confusion(&self, part: RafPart) -> Result<ConfusionMatrix> {
        self.part(part)?.confusion("emotion")
    }

    /// The machine's valence and arousal by true class.
    ///
    /// # Errors
    /// None in practice: the table has them.
    pub fn affect_by_class(&self, part: RafPart) -> Result<Vec<ClassAffect>> {
        let (truth, values) = truth_and_affect(&self.part(part)?)?;
        let of_class = |code: u8| {
            let rows = || truth.iter().zip(values.as_chunks().0).filter(move |(other, _)| **other == code);
            let dimension = |dimension: usize| rows().map(move |(_, pair): (_, &[f32; 2])| f64::from(pair[dimension]));
            let spread = [0, 1].map(|index| mean_and_deviation(&dimension(index).collect::<Vec<_>>()));
            ClassAffect {
                class: EMOTIONS[usize::from(code)].into(),
                count: rows().count(),
                mean: spread.map(|(mean, _)| mean),
                deviation: spread.map(|(_, deviation)| deviation.unwrap_or(f64::NAN)),
            }
        };
        Ok((0..EMOTIONS.len() as u8).map(of_class).collect())
    }
}

pub(super) fn truth_and_affect(labels: &LabelTable) -> Result<(Vec<u8>, Vec<f32>)> {
    let truth =
        labels.truth().ok_or_else(|| Error::format("label table", "no column \"truth\"", "RAF-DB's emotions"))?;
    Ok((truth, labels.values("affect")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{labels::LeftOut, table::Cell, test_data::shared};
    use std::fs;

    #[test]
    fn lists_in_any_order_are_joined_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let list = |name: &str, text: &str| {
            fs::write(folder.path().join(name), text).unwrap();
            folder.path().join(name)
        };
        let truth = list("truth.txt", "train_1.jpg 4\ntrain_2.jpg 4\ntrain_3.jpg 1\ntest_1.jpg 7\n");
        let emotions = list("emotions.txt", "test_1.jpg 7\ntrain_2.jpg 1\ntrain_1.jpg 4\nother.jpg 1\n");
        let affect = list("affect.txt", "train_2.jpg 1.5 0\ntrain_1.jpg 0 0.5\ntest_1.jpg 0 0\n");
        let raf = RafLabels::read(truth, emotions, affect).unwrap();
        assert_eq!(raf.labels.names(), ["train_1.jpg", "train_2.jpg", "test_1.jpg"]);
        assert_eq!(
            (raf.joins[0].left_only.join(" "), raf.joins[0].right_only.join(" ")),
            ("train_3.jpg".into(), "other.jpg".into())
        );
        let told: Vec<String> =
            raf.reports().iter().flat_map(|list| list.left_out.iter().map(LeftOut::first_fault)).collect();
        let expected =
            ["train_3.jpg: no row of this name in emotions.txt", "other.jpg: no row of this name in truth.txt"];
        assert_eq!(told, expected);
        let matches = [
            "3 of 4 rows of truth.txt have a row of the same name in emotions.txt, which has 4",
            "3 of 3 rows of both have a row of the same name in affect.txt, which has 3",
        ];
        assert_eq!(raf.matches(), matches);
        let matrix = raf.confusion(RafPart::Train).unwrap();
        assert_eq!((matrix.count(1, 1), matrix.count(1, 3), matrix.total()), (Some(1), Some(1), 2));
        let happy = &raf.affect_by_class(RafPart::Train).unwrap()[1];
        // Valence 1 (clamped) and 0: mean 0.5, deviation sqrt(2 · 0.25 / 1).
        assert_eq!((happy.count, happy.mean, happy.deviation), (2, [0.5, 0.25], [0.5f64.sqrt(), 0.125f64.sqrt()]));
        let text = raf.agreement_table().unwrap().to_text();
        assert!(
            text.contains("2 names without a partner; clamped to [-1, 1] in 3 rows: valence 1, arousal 0"),
            "{text}"
        );
        let affect = raf.affect_table(RafPart::Train).unwrap();
        let spread = |mean, variance: f64| Cell::Spread { mean, deviation: variance.sqrt() };
        assert_eq!(affect.rows[1], ["happy".into(), 2.into(), spread(0.5, 0.5), spread(0.25, 0.125)]);
        // Both faces are happy; the machine calls the second surprised, with valence 1.
        let mistaken = raf.mistaken_table("happy", RafPart::Train).unwrap();
        let row = |name: &str, valence: f64, arousal: f64| {
            let mut row = vec![Cell::from(name), 1.into(), 50.0.into()];
            row.extend([valence, arousal, valence, arousal].map(Cell::from));
            row
        };
        assert_eq!(mistaken.rows, [row("happy", 0.0, 0.5), row("surprise", 1.0, 0.0)]);
        assert!(raf.mistaken_table("glad", RafPart::Train).unwrap_err().to_string().contains("one of neutral, happy"));
        let figure = raf.circumplex(RafPart::Train).unwrap();
        // Two faces in each of two panels, and the legend of seven classes.
        assert_eq!(figure.svg().matches("h.01").count(), 2 * 2 + 7);
        assert!(figure.svg().contains(">by machine emotion<"));
    }

    #[test]
    fn the_published_noise() {
        let Some(folder) = shared("raf") else { return };
        let list = |name: &str| folder.join(format!("list_{name}.txt"));
        let raf =
            RafLabels::read(list("patition_label"), list("label_AffectnetModel"), list("va_AffectnetModel")).unwrap();
        assert_eq!((raf.labels.len(), raf.joins[1].matched, raf.joins[1].left_only.len()), (15_339, 15_339, 0));
        assert_eq!(raf.readings[2].clamped.iter().map(|one| one.values).collect::<Vec<_>>(), [94, 1_345]);
        assert_eq!(raf.reports().iter().map(ReadingReport::left_out_rows).sum::<usize>(), 0);
        let (train, test) = (raf.confusion(RafPart::Train).unwrap(), raf.confusion(RafPart::Test).unwrap());
        assert_eq!((train.total(), test.total()), (12_271, 3_068));
        assert_eq!((train.accuracy(), test.accuracy()), (9_487.0 / 12_271.0, 2_379.0 / 3_068.0));
        let published = [
            [2_046, 82, 177, 65, 22, 16, 116],
            [262, 4_316, 59, 64, 22, 21, 28],
            [315, 57, 1_416, 11, 46, 42, 95],
            [116, 25, 26, 838, 249, 5, 31],
            [14, 35, 24, 36, 137, 7, 28],
            [121, 43, 89, 5, 27, 222, 210],
            [27, 31, 25, 12, 27, 71, 512],
        ];
        for (truth, row) in published.iter().enumerate() {
            (0..7).for_each(|given| assert_eq!(train.count(truth, given), Some(row[given])));
        }
        let text = raf.agreement_table().unwrap().to_text();
        assert!(text.contains("77.31") && text.contains("77.54") && text.contains("38.62"), "{text}");
        let fear = &raf.affect_by_class(RafPart::Train).unwrap()[4];
        let rounded = |pair: [f64; 2]| pair.map(|value| (value * 1e5).round() / 1e5);
        assert_eq!(
            (fear.count, rounded(fear.mean), rounded(fear.deviation)),
            (281, [-0.1714, 0.80189], [0.25592, 0.33869])
        );
        let confusions = raf.confusions().unwrap();
        assert!(
            confusions.svg().contains(">77.3 % of 12,271 agree<")
                && confusions.svg().contains(">77.5 % of 3,068 agree<")
        );
        let points = raf.circumplex(RafPart::Train).unwrap().svg().matches("h.01").count();
        assert_eq!(points, 2 * 12_271 + 7);
    }
}
