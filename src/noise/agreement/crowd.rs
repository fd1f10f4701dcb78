//! The agreement of a crowd of any size.

use super::{categorical::CategoricalRatings, ratings::Ratings};
use crate::{Result, labels::Annotations, metrics::BootstrapOptions, table::Table, text::grouped};

/// So many cells are resampled at most, over all resamples of a coefficient: about a second on two cores.
const MOST_RESAMPLED: usize = 1_000_000_000;
/// Fewer resamples make no interval.
const LEAST_RESAMPLES: usize = 20;

/// The coefficients of all annotators together, as [`CategoricalRatings::agreement_table`], of a crowd of whom each saw a few items. Which
/// of the annotators gave a label does not matter for them, so that an item takes as many cells as the item with most labels has,
/// not one for each annotator. Intervals of more than a million cells are made of fewer resamples, which the note tells.
///
/// # Errors
/// [`Error::Parameter`](crate::Error::Parameter) for bad options.
pub fn crowd_agreement(annotations: &Annotations, options: &BootstrapOptions) -> Result<Table> {
    let responses = annotations.responses();
    let (items, mut most) = (annotations.items().len(), 1);
    for item in 0..items {
        most = most.max(responses.of(item).1.len());
    }
    let mut columns = vec![vec![None; items]; most];
    for item in 0..items {
        for (column, label) in columns.iter_mut().zip(responses.of(item).1) {
            column[item] = Some(*label);
        }
    }
    let places: Vec<String> = (0..most).map(|place| place.to_string()).collect();
    let ratings = CategoricalRatings::new(&places, annotations.classes(), &columns)?;
    let affordable = (MOST_RESAMPLED / (ratings.items() * most).max(1)).max(LEAST_RESAMPLES);
    let options = BootstrapOptions { resamples: options.resamples.min(affordable), ..options.clone() };
    let annotators = grouped(annotations.annotators().len() as u64);
    let (items, resamples) = (grouped(items as u64), grouped(options.resamples as u64));
    let percent = 100.0 * options.confidence;
    let note = format!(
        "{items} items, {annotators} annotators; {percent:.0} % bootstrap intervals over items, {resamples} resamples"
    );
    Ok(ratings.agreement_table(&options)?.with_note(&note))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::planted::{annotations, coin, crowd};

    #[test]
    fn it_does_not_matter_who_gave_a_label() {
        let matrices: Vec<_> = (0..12).map(|_| coin(0.7, 3)).collect();
        let (labels, _) = crowd(80, &matrices, 4, 3);
        let options = BootstrapOptions { resamples: 50, ..BootstrapOptions::default() };
        let found = crowd_agreement(&labels, &options).unwrap();
        let whole = CategoricalRatings::new(labels.annotators(), labels.classes(), &labels.columns()).unwrap();
        assert_eq!(found.rows, whole.agreement_table(&options).unwrap().rows);
        assert_eq!(found.note, "80 items, 12 annotators; 95 % bootstrap intervals over items, 50 resamples");
    }

    #[test]
    fn labels_without_a_pair_have_no_agreement() {
        let options = BootstrapOptions { resamples: 5, ..BootstrapOptions::default() };
        let table = crowd_agreement(&annotations(2, 2, 2, &[(0, 0, 0), (1, 1, 1)]), &options).unwrap();
        assert!(table.rows.iter().all(|row| row[1] == crate::table::Cell::Missing), "{table:?}");
    }
}
