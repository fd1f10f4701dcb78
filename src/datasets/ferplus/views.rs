//! How FER+'s votes show themselves.

use super::FerPlus;
use crate::{
    Result,
    labels::codes::{EMOTIONS_WITH_CONTEMPT, FERPLUS_VOTES, affectnet_from_ferplus},
    plot::{self, Figure, HeatMap, HeatScale, Width},
    table::{Cell, Table},
    text::grouped,
};

/// The images of which most people chose one emotion.
#[derive(Clone, Copy, Default)]
struct Chosen {
    images: usize,
    /// The sum over images of the share of votes for each of [`FERPLUS_VOTES`].
    shares: [f64; FERPLUS_VOTES.len()],
    /// The sum of the entropies of these shares.
    entropy: f64,
    /// How many have FER+'s majority.
    with_majority: usize,
}

impl FerPlus {
    /// How ambiguous faces are, by the emotion that most people chose: how many of ten agree, the entropy of the votes, what else they
    /// see, and how many images FER+'s majority rule leaves a label. Images of which most people chose no emotion, or as many another one,
    /// are left out.
    pub fn ambiguity_table(&self) -> Table {
        let columns = [
            "most chosen",
            "images",
            "agree / %",
            "entropy / nat",
            "next",
            "next / %",
            "majority, share of images / %",
        ];
        let mut table = Table::new("FER+: what people see in a face", &columns);
        let groups = self.by_most_chosen();
        for (place, group) in groups.iter().enumerate().filter(|(_, group)| group.images > 0) {
            let images = group.images as f64;
            let mut next = usize::from(place == 0);
            for other in (0..FERPLUS_VOTES.len()).filter(|other| *other != place) {
                if group.shares[other] > group.shares[next] {
                    next = other;
                }
            }
            table.rows.push(vec![
                name(place).into(),
                group.images.into(),
                (100.0 * group.shares[place] / images).into(),
                (group.entropy / images).into(),
                name(next).into(),
                (100.0 * group.shares[next] / images).into(),
                (100.0 * group.with_majority as f64 / images).into(),
            ]);
        }
        let images: usize = groups.iter().map(|group| group.images).sum();
        let (images, all) = (grouped(images as u64), grouped(self.len() as u64));
        table.with_note(&format!("means over images; {images} of {all} images have one emotion most people chose"))
    }

    /// The mean shares of all votes, a row for each emotion that most people chose: soft labels of the mean face. Its data:
    /// [`soft_table`](Self::soft_table).
    ///
    /// # Errors
    /// [`crate::Error::Figure`] without an image.
    pub fn soft_map(&self, width: Width) -> Result<Figure> {
        let mut cells = vec![];
        let mut rows = vec![];
        for (place, group) in self.by_most_chosen().iter().enumerate().filter(|(_, group)| group.images > 0) {
            rows.push(name(place).to_string());
            cells.extend(group.shares.map(|share| Some(share / group.images as f64)));
        }
        let columns: Vec<String> = (0..FERPLUS_VOTES.len()).map(|place| name(place).into()).collect();
        let maps = [HeatMap { name: String::new(), cells }];
        let axes = ["most chosen", "votes"];
        plot::heat_maps("FER+: mean shares of the votes / %", &maps, [&rows, &columns], axes, HeatScale::Share, width)
    }

    /// The numbers of [`soft_map`](Self::soft_map), as shares: a row per emotion most chosen, a column per vote.
    pub fn soft_table(&self) -> Table {
        let mut columns = vec!["most chosen"];
        columns.extend((0..FERPLUS_VOTES.len()).map(name));
        let mut table = Table::new("FER+: mean shares of the votes", &columns);
        for (place, group) in self.by_most_chosen().iter().enumerate().filter(|(_, group)| group.images > 0) {
            let mut row = vec![Cell::from(name(place))];
            row.extend(group.shares.map(|share| Cell::from(share / group.images as f64)));
            table.rows.push(row);
        }
        table
    }

    /// The images by the place in [`FERPLUS_VOTES`] of the emotion that most people chose.
    fn by_most_chosen(&self) -> [Chosen; EMOTIONS_WITH_CONTEMPT.len()] {
        let mut groups = [Chosen::default(); EMOTIONS_WITH_CONTEMPT.len()];
        for (votes, majority) in self.votes.iter().zip(self.majorities()) {
            let most = votes.iter().copied().max().unwrap_or_default();
            let places: Vec<usize> = (0..votes.len()).filter(|place| votes[*place] == most).collect();
            let total: f64 = votes.iter().map(|count| f64::from(*count)).sum();
            let [place] = places[..] else { continue };
            let Some(group) = groups.get_mut(place).filter(|_| total > 0.0) else { continue };
            group.images += 1;
            group.with_majority += usize::from(majority.is_some());
            for (sum, count) in group.shares.iter_mut().zip(votes) {
                let share = f64::from(*count) / total;
                *sum += share;
                group.entropy -= if share > 0.0 { share * share.ln() } else { 0.0 };
            }
        }
        groups
    }
}

/// A vote under the name that the crate has for the emotion.
fn name(place: usize) -> &'static str {
    let emotion = affectnet_from_ferplus(place).map(|code| EMOTIONS_WITH_CONTEMPT[usize::from(code)]);
    emotion.unwrap_or(if FERPLUS_VOTES[place] == "NF" { "no face" } else { FERPLUS_VOTES[place] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{plot::text_boxes::check_texts, test_data::shared};

    #[test]
    fn ambiguity_by_hand() {
        // Two sad faces of which 8 and 6 of ten say so, and a tie, and one that is no face.
        let votes = vec![
            [0, 0, 0, 8, 0, 0, 2, 0, 0, 0],
            [4, 0, 0, 6, 0, 0, 0, 0, 0, 0],
            [5, 5, 0, 0, 0, 0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 10],
        ];
        let votes = FerPlus::of_votes(votes);
        let table = votes.ambiguity_table();
        assert_eq!(table.rows.len(), 1);
        let row = &table.rows[0];
        assert_eq!((&row[0], &row[1], &row[4]), (&"sad".into(), &2.into(), &"neutral".into()));
        let entropy = |share: f64| -share * share.ln() - (1.0 - share) * (1.0 - share).ln();
        for (cell, expected) in [(2, 70.0), (3, (entropy(0.8) + entropy(0.6)) / 2.0), (5, 20.0), (6, 100.0)] {
            let Cell::Number(found) = row[cell] else { panic!("{row:?}") };
            assert!((found - expected).abs() < 1e-9, "{cell}: {found}");
        }
        assert!(table.note.contains("2 of 4 images"), "{}", table.note);
        assert_eq!(votes.soft_table().rows[0][4], 0.7.into(), "sad stands where FER+ has sadness");
        for width in [Width::SingleColumn, Width::DoubleColumn] {
            check_texts("soft map", &votes.soft_map(width).unwrap());
        }
        assert!(FerPlus::of_votes(vec![]).soft_map(Width::SingleColumn).is_err());
    }

    #[test]
    fn the_published_votes() {
        let Some(folder) = shared("ferplus") else { return };
        let votes = super::super::read_ferplus(folder.join("fer2013new.csv")).unwrap();
        let table = votes.ambiguity_table();
        assert_eq!(table.rows.len(), 8);
        let happy = &table.rows[1];
        assert_eq!(happy[0], "happy".into());
        let Cell::Number(agree) = happy[2] else { panic!("{happy:?}") };
        assert!(agree > 85.0 && agree < 95.0, "{agree}");
        check_texts("published soft map", &votes.soft_map(Width::SingleColumn).unwrap());
    }
}
