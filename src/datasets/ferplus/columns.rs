//! FER+'s counts as labels of annotators.

use super::{FerPlus, votes::MOST_VOTES};
use crate::{
    Error, Result, Seed,
    labels::{
        LabelTable,
        codes::{EMOTIONS_WITH_CONTEMPT, affectnet_from_ferplus, emotion_head},
    },
};
use rand::seq::SliceRandom;

impl FerPlus {
    /// Whether more people chose an emotion for this image than unknown and NF (not a face) together.
    pub fn shows_emotion(&self, entry: usize) -> bool {
        let Some(votes) = self.votes.get(entry) else { return false };
        let (emotions, others) = votes.split_at(EMOTIONS_WITH_CONTEMPT.len());
        let sum = |votes: &[u32]| votes.iter().map(|count| u64::from(*count)).sum::<u64>();
        sum(emotions) > sum(others)
    }

    /// The votes as a label table, an annotator a vote: `vote_1` to `vote_10`, with the classes [`EMOTIONS_WITH_CONTEMPT`]. A vote
    /// for unknown or NF is a missing label.
    ///
    /// A column is not a person: FER+ counts votes, it does not say who gave them. The ten votes of an image are dealt to the
    /// columns at random, by `seed` and the image, so that any column is a vote by anybody. Majority and soft vote are those of
    /// the counts; what is learned of one column, such as a confusion matrix, is an estimate of the whole crowd's, not of a
    /// person's.
    ///
    /// # Errors
    /// [`Error::Format`] for an image with more than 100 votes, or for none at all.
    pub fn columns(&self, seed: Seed) -> Result<LabelTable> {
        let most = self.votes.iter().map(|votes| votes.iter().fold(0, |sum: u32, &count| sum.saturating_add(count)));
        let most = most.max().unwrap_or_default();
        if !(1..=MOST_VOTES).contains(&most) {
            return Err(Error::format(&self.report.place, format!("{most} votes on an image"), "ten, as FER+ has"));
        }
        let mut columns = vec![vec![]; most as usize];
        for (votes, &row) in self.votes.iter().zip(&self.rows) {
            let mut dealt = vec![];
            for (place, &count) in votes.iter().enumerate() {
                dealt.extend(vec![affectnet_from_ferplus(place); count as usize]);
            }
            dealt.resize(columns.len(), None);
            dealt.shuffle(&mut seed.stream("FER+ votes", row as u64));
            for (column, label) in columns.iter_mut().zip(dealt) {
                column.push(label);
            }
        }
        let mut table = LabelTable::from_names(self.names.clone())?;
        for (index, labels) in columns.iter().enumerate() {
            table = table.with_labels(emotion_head(&format!("vote_{}", index + 1), true), labels)?;
        }
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_hold_the_counts_and_no_person() {
        let votes = vec![[0, 6, 3, 0, 0, 0, 0, 0, 1, 0]; 400];
        let table = FerPlus::of_votes(votes.clone()).columns(Seed(0)).unwrap();
        assert_eq!(table.heads().len(), 10);
        // Happiness is code 1, surprise is code 3; unknown is no label.
        assert_eq!(table.majority_vote(&Default::default()).unwrap(), [Some(1); 400]);
        assert_eq!(table.soft_vote().unwrap()[..8], [0.0, 6.0 / 9.0, 0.0, 3.0 / 9.0, 0.0, 0.0, 0.0, 0.0]);
        for head in table.heads() {
            let happy = table.labels(&head.name).unwrap().iter().filter(|label| **label == Some(1)).count();
            // 240 expected, with a standard deviation of 10.
            assert!((200..=280).contains(&happy), "{}: {happy}", head.name);
        }
        let again = FerPlus::of_votes(votes.clone()).columns(Seed(0)).unwrap();
        assert!(again.frame().equals_missing(table.frame()));
        assert!(!FerPlus::of_votes(votes).columns(Seed(1)).unwrap().frame().equals_missing(table.frame()));
    }

    #[test]
    fn a_vote_less_is_a_missing_label() {
        let table = FerPlus::of_votes(vec![[10, 0, 0, 0, 0, 0, 0, 0, 0, 0], [9, 0, 0, 0, 0, 0, 0, 0, 0, 0]]);
        let table = table.columns(Seed(0)).unwrap();
        let given =
            |row: usize| table.heads().iter().filter(|head| table.labels(&head.name).unwrap()[row].is_some()).count();
        assert_eq!((given(0), given(1)), (10, 9));
        let error = |votes| FerPlus::of_votes(votes).columns(Seed(0)).unwrap_err().to_string();
        assert!(error(vec![[u32::MAX; 10]]).contains("votes on an image, expected ten"));
        assert!(error(vec![]).contains("found 0 votes"));
    }

    #[test]
    fn an_emotion_is_shown_where_most_see_one() {
        let images = FerPlus::of_votes(vec![
            [2, 2, 2, 0, 0, 0, 0, 0, 4, 0],
            [5, 0, 0, 0, 0, 0, 0, 0, 3, 2],
            [0, 0, 0, 0, 0, 0, 0, 1, 0, 9],
        ]);
        assert_eq!([0, 1, 2, 3].map(|entry| images.shows_emotion(entry)), [true, false, false, false]);
    }
}
