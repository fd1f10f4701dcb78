//! FER+'s counts of votes, and what its authors make of them.

use super::{
    FER2013_PARTS,
    rules::{Votes, distribution, majority},
};
use crate::{
    Error, Result,
    datasets::face_rows::FaceRows,
    formats::{Csv, CsvRow, clean_name, whole},
    labels::{
        LabelReading, ReadingReport, SoftLabels,
        codes::{EMOTIONS_WITH_CONTEMPT, FERPLUS_VOTES, emotion_head},
    },
};
use polars::prelude::{Column, DataFrame, NamedFrom, Series};
use std::{
    collections::{BTreeSet, HashSet},
    path::Path,
};

/// More votes than this on an image are none of FER+'s, which has ten.
pub(super) const MOST_VOTES: u32 = 100;

/// How many strange usages a message names.
const USAGES_SHOWN: usize = 5;

/// FER+'s votes. FER+'s own rules turn them into labels: [`majority`](Self::majority) and [`soft`](Self::soft).
#[derive(Clone, Debug, PartialEq)]
pub struct FerPlus {
    /// The images' names, each once; the file has none for those that FER+ took out.
    pub names: Vec<String>,
    /// The part each image belongs to: `Training`, `PublicTest` or `PrivateTest`.
    pub usages: Vec<String>,
    /// Which row of the file each image has, from 0 and without the header; FER2013's own file has the same rows.
    pub rows: Vec<usize>,
    /// How many annotators chose each of [`FERPLUS_VOTES`].
    pub votes: Vec<[u32; 10]>,
    /// What was read, and which rows have no name or that of an earlier row.
    pub report: ReadingReport,
}

/// Reads FER+'s `fer2013new.csv`; other columns beside its own are not looked at.
///
/// # Errors
/// Those of [`Csv::read`]; [`Error::Format`], with file and line, for a column that is not there, a count that is no whole
/// number up to 100, a usage that is none of [`FER2013_PARTS`], or a name that would lead out of the dataset's folder.
pub fn read_ferplus(path: impl AsRef<Path>) -> Result<FerPlus> {
    let csv = Csv::read(&path, ',')?;
    let (usage, name) = (csv.place_of("Usage")?, csv.place_of("Image name")?);
    let mut counts = [0; FERPLUS_VOTES.len()];
    for (place, vote) in counts.iter_mut().zip(FERPLUS_VOTES) {
        *place = csv.place_of(vote)?;
    }
    check_usages(&csv)?;
    let report = ReadingReport::new(path.as_ref(), "FER+ votes");
    let mut table = FerPlus { names: vec![], usages: vec![], rows: vec![], votes: vec![], report };
    let mut names = HashSet::new();
    for row in csv.rows() {
        table.report.rows += 1;
        let listed = &row.cells[name];
        if listed.is_empty() {
            table.report.leave_out("no name: taken out by FER+", format_args!("line {}", row.line));
            continue;
        }
        let listed = clean_name(&csv.place(row.line), listed)?;
        if names.insert(listed.clone()) {
            table.names.push(listed);
            table.usages.push(row.cells[usage].to_string());
            table.rows.push(table.report.rows - 1);
            table.votes.push(votes(&csv, row, counts)?);
        } else {
            table.report.leave_out("the name of an earlier row", format_args!("line {}", row.line));
        }
    }
    Ok(table)
}

/// Refuses a file with rows that are in no part of FER2013: nothing would train on them or be tested with them.
fn check_usages(csv: &Csv) -> Result<()> {
    let (mut others, mut first) = (BTreeSet::new(), None);
    for (line, usage) in csv.column("Usage")? {
        if !FER2013_PARTS.contains(&usage) {
            others.insert(usage);
            first.get_or_insert(line);
        }
    }
    let Some(line) = first else { return Ok(()) };
    let mut shown: Vec<String> = others.iter().take(USAGES_SHOWN).map(|usage| format!("{usage:?}")).collect();
    if others.len() > USAGES_SHOWN {
        shown.push("…".into());
    }
    let found = format!("{} in column \"Usage\"", shown.join(", "));
    Err(csv.error(line, found, format!("one of {}, as FER+ writes them", FER2013_PARTS.join(", "))))
}

/// The votes in these cells of a row.
fn votes(csv: &Csv, row: &CsvRow, places: [usize; FERPLUS_VOTES.len()]) -> Result<Votes> {
    let mut votes = [0; FERPLUS_VOTES.len()];
    for ((votes, at), vote) in votes.iter_mut().zip(places).zip(FERPLUS_VOTES) {
        let cell = &row.cells[at];
        let expected = format!("a number of votes, at most {MOST_VOTES}");
        let bad = || csv.error(row.line, format!("{cell:?} in column {vote:?}"), expected);
        *votes = whole(cell).filter(|votes| *votes <= MOST_VOTES).ok_or_else(bad)?;
    }
    Ok(votes)
}

impl FerPlus {
    /// How many images there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The images at `entries`, in that order, with the report of all.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an entry past the end.
    pub fn select(&self, entries: &[usize]) -> Result<Self> {
        if let Some(entry) = entries.iter().find(|&&entry| entry >= self.len()) {
            return Err(Error::parameter("entry", entry, format!("below {}", self.len())));
        }
        Ok(Self {
            names: entries.iter().map(|&entry| self.names[entry].clone()).collect(),
            usages: entries.iter().map(|&entry| self.usages[entry].clone()).collect(),
            rows: entries.iter().map(|&entry| self.rows[entry]).collect(),
            votes: entries.iter().map(|&entry| self.votes[entry]).collect(),
            report: self.report.clone(),
        })
    }

    /// The label of [`majority`](Self::majority) for each image, `None` where it has none.
    pub fn majorities(&self) -> Vec<Option<u8>> {
        self.votes.iter().map(|votes| majority(votes).ok()).collect()
    }

    /// The votes as a polars table: `name`, `usage`, and the counts under FER+'s names.
    ///
    /// # Errors
    /// [`Error::Table`] when the fields do not belong together.
    pub fn frame(&self) -> Result<DataFrame> {
        let mut columns = vec![
            Column::from(Series::new("name".into(), &self.names)),
            Series::new("usage".into(), &self.usages).into(),
        ];
        for (place, vote) in FERPLUS_VOTES.into_iter().enumerate() {
            let counts: Vec<u32> = self.votes.iter().map(|votes| votes[place]).collect();
            columns.push(Series::new(vote.into(), counts).into());
        }
        DataFrame::new_infer_height(columns).map_err(Error::table("the table of FER+'s votes"))
    }

    /// FER+'s majority label: single votes are struck out as outliers, and the class with more than half of the other
    /// votes is the label. Images without such a class, or where it is unknown or NF, are left out. The codes are those
    /// of [`EMOTIONS_WITH_CONTEMPT`].
    ///
    /// # Errors
    /// [`Error::Format`] when no image has a label.
    pub fn majority(&self, annotator: &str) -> Result<LabelReading> {
        // The rows with names are counted anew.
        let mut rows = FaceRows::new(ReadingReport { rows: self.report.left_out_rows(), ..self.report.clone() });
        for (name, votes) in self.names.iter().zip(&self.votes) {
            match majority(votes) {
                Ok(code) => rows.push(name, Some(code), None),
                Err(fault) => rows.leave_out(&fault, name),
            }
        }
        rows.finish(&[emotion_head(annotator, true)])
    }

    /// FER+'s distribution, for training by cross entropy: single votes are struck out as outliers; the classes with most
    /// votes are kept, ties together, until they hold three quarters of the votes, they are three, or unknown or NF is
    /// among them; their shares are the label. Left out are images whose kept classes are more than three or hold no
    /// more than half of the votes, or where unknown or NF leads. The classes are [`EMOTIONS_WITH_CONTEMPT`].
    pub fn soft(&self) -> SoftLabels {
        let mut report = self.report.clone();
        let (mut names, mut shares) = (vec![], vec![]);
        for (name, votes) in self.names.iter().zip(&self.votes) {
            match distribution(votes) {
                Some(distribution) => {
                    names.push(name.clone());
                    shares.extend(distribution);
                }
                None => report.leave_out("no clear distribution", name),
            }
        }
        SoftLabels { names, classes: EMOTIONS_WITH_CONTEMPT.map(String::from).to_vec(), shares, report }
    }
}

#[cfg(test)]
impl FerPlus {
    /// As many images as there are counts, in FER+'s order: neutral, happiness, surprise, … unknown, NF.
    pub(super) fn of_votes(votes: Vec<Votes>) -> Self {
        let names = (0..votes.len()).map(|row| format!("{row}.png")).collect();
        let (usages, rows) = (vec!["Training".into(); votes.len()], (0..votes.len()).collect());
        Self { names, usages, rows, votes, report: ReadingReport::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{labels::codes::affectnet_from_ferplus, test_data::shared};

    const HEADER: &str = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n";

    fn read(text: &str) -> Result<FerPlus> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fer2013new.csv");
        std::fs::write(&path, text).unwrap();
        read_ferplus(path)
    }

    #[test]
    fn rows_without_a_name_are_left_out() {
        let text = "Training,a.png,0,8,0,0,0,0,2,0,0,0\r\nTraining,,0,0,0,0,0,0,0,0,0,10\nPublicTest,b.png,3,3,2,2,0,0,0,0,0,0";
        let table = read(&format!("{HEADER}{text}")).unwrap();
        assert_eq!(
            (table.names.join(" "), table.usages.join(" ")),
            ("a.png b.png".into(), "Training PublicTest".into())
        );
        assert_eq!((&table.rows[..], table.majorities()), (&[0, 2][..], vec![Some(1), None]));
        let second = table.select(&[1]).unwrap();
        assert_eq!((second.names.join(" "), &second.rows[..], second.len()), ("b.png".into(), &[2][..], 1));
        assert!(table.select(&[2]).unwrap_err().to_string().contains("entry must be below 2, got 2"));
        assert_eq!(table.frame().unwrap().column("happiness").unwrap().u32().unwrap().get(0), Some(8));
        let LabelReading { labels, report } = table.majority("crowd").unwrap();
        assert_eq!((labels.names(), labels.codes("crowd").unwrap()), (vec!["a.png".into()], vec![1]));
        assert_eq!((report.rows, report.left_out_rows(), &*report.left_out[0].first[0]), (3, 2, "line 3"));
        let soft = table.soft();
        assert_eq!((soft.names.len(), soft.shares[1], soft.shares[4]), (1, 1.0, 0.0), "b.png has four classes");
    }

    #[test]
    fn errors_name_the_line() {
        let message = |rows: &str| read(&format!("{HEADER}{rows}")).unwrap_err().to_string();
        assert!(message("Training,a.png,1,2\n").contains("fer2013new.csv:2: found 4 cells, expected 12"));
        assert!(
            message("Training,a.png,-1,0,0,0,0,0,0,0,0,0\n")
                .contains(":2: found \"-1\" in column \"neutral\", expected a number of votes")
        );
        let many = message("Training,a.png,3000000000,0,0,0,0,0,0,0,0,0\n");
        assert!(many.contains("expected a number of votes, at most 100"), "{many}");
        assert!(message("\nTraining,../a.png,1,0,0,0,0,0,0,0,0,0\n").contains(":3: found \"..\" in the name"));
        assert!(
            read("emotion,pixels\n")
                .unwrap_err()
                .to_string()
                .contains(":1: found the columns emotion, pixels, expected one column called")
        );
        assert!(read("").unwrap_err().to_string().contains("found an empty file"));
    }

    #[test]
    fn strange_usages_are_named_beside_those_expected() {
        let votes = "0,8,0,0,0,0,2,0,0,0";
        let text = format!("Training,a.png,{votes}\nTrain,b.png,{votes}\nTest,c.png,{votes}\nTrain,d.png,{votes}\n");
        let message = read(&format!("{HEADER}{text}")).unwrap_err().to_string();
        let expected =
            ":3: found \"Test\", \"Train\" in column \"Usage\", expected one of Training, PublicTest, PrivateTest";
        assert!(message.contains(expected), "{message}");
        let many: String = (0..7).map(|row| format!("{row},{row}.png,{votes}\n")).collect();
        let message = read(&format!("{HEADER}{many}")).unwrap_err().to_string();
        assert!(message.contains("found \"0\", \"1\", \"2\", \"3\", \"4\", … in column"), "{message}");
    }

    #[test]
    fn the_published_votes() {
        let Some(folder) = shared("ferplus") else { return };
        let table = read_ferplus(folder.join("fer2013new.csv")).unwrap();
        assert_eq!((table.report.rows, table.names.len()), (35_887, 35_710));
        let count = |usage: &str| table.usages.iter().filter(|other| *other == usage).count();
        assert_eq!(count("Training") + count("PublicTest") + count("PrivateTest"), 35_710);
        // What the published reader (`ferplus.py`) counts without the four rows under another's name, in its order of classes.
        let LabelReading { labels, report } = table.majority("crowd").unwrap();
        assert_eq!((labels.len(), report.rows, report.left_out_rows()), (31_409, 35_887, 4_478));
        let codes = labels.codes("crowd").unwrap();
        let counts = [11_011, 9_045, 3_960, 3_748, 2_659, 161, 677, 148];
        let soft = table.soft();
        assert_eq!(soft.names.len(), 34_963);
        let sums = [11_863.929, 9_352.259, 4_361.093, 4_704.600, 3_065.120, 306.231, 995.662, 314.105];
        for (place, (count, sum)) in counts.into_iter().zip(sums).enumerate() {
            let code = affectnet_from_ferplus(place).unwrap();
            assert_eq!(codes.iter().filter(|&&other| other == code).count(), count);
            let shares = soft.shares.iter().skip(code.into()).step_by(8).map(|&share| f64::from(share));
            assert!((shares.sum::<f64>() - sum).abs() < 2e-3, "{}", FERPLUS_VOTES[place]);
        }
    }
}
