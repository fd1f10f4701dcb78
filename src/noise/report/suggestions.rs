//! What to do about labels, in words.

use super::NoiseReport;
use crate::{noise::agreement::NOMINAL_ALPHA, table::Cell, text::grouped};

/// Below it Krippendorff (Content Analysis, 2004, chapter 11) has no conclusions drawn, however tentative.
const LOWEST_ALPHA: f64 = 0.667;

/// A confusion of two classes that is more frequent is named.
const FREQUENT: f64 = 0.2;

impl NoiseReport {
    /// What to do about these labels, one thing a sentence; empty where there is nothing to do.
    pub fn suggestions(&self) -> Vec<String> {
        let mut said = vec![];
        let (issues, items) = (self.issues().len(), self.samples.len());
        if issues > 0 {
            let (issues, items) = (grouped(issues as u64), grouped(items as u64));
            said.push(format!("Look at {issues} of {items} items, the worst first: their labels are in doubt."));
        }
        self.about_annotators(&mut said);
        said.extend(self.about_agreement());
        said.extend(self.about_classes());
        self.about_labels_of_items(&mut said);
        said
    }

    fn about_annotators(&self, said: &mut Vec<String>) {
        for (annotator, name) in self.annotations.annotators().iter().enumerate() {
            if self.flags(annotator).iter().any(|flag| flag == "spammer") {
                let labels = grouped(self.quality.labels(annotator) as u64);
                said.push(format!("Leave out {name}: {labels} labels that hardly depend on the item."));
            }
        }
        for pair in &self.copiers.pairs {
            let [first, second] = pair.annotators.map(|annotator| &self.annotations.annotators()[annotator]);
            let shared = format!("{} shared errors in {} common items", pair.shared, pair.common);
            let chance = format!("{:.1} would be chance", pair.expected);
            said.push(format!("Count {first} and {second} as one: {shared}, where {chance}."));
        }
    }

    fn about_agreement(&self) -> Option<String> {
        let row = self.agreement.rows.iter().find(|row| row[0] == NOMINAL_ALPHA.into())?;
        let Cell::Number(alpha) = row[1] else { return None };
        let text = format!(
            "Agreement is low, Krippendorff's alpha {alpha:.2}: below {LOWEST_ALPHA} labels carry no conclusion"
        );
        (alpha < LOWEST_ALPHA).then(|| text + "; write down how classes differ, or have more annotators.")
    }

    /// The most frequent confusion, over all annotators.
    fn about_classes(&self) -> Option<String> {
        let classes = self.annotations.classes();
        let mut counts = vec![0.0; classes.len() * classes.len()];
        for annotator in 0..self.annotations.annotators().len() {
            for (sum, count) in counts.iter_mut().zip(self.quality.counts(annotator)) {
                *sum += count;
            }
        }
        let (mut worst, mut largest) = (0, 0.0);
        for (cell, count) in counts.iter().enumerate() {
            let row = &counts[cell / classes.len() * classes.len()..][..classes.len()];
            let rate = count / row.iter().sum::<f64>();
            if cell / classes.len() != cell % classes.len() && rate > largest {
                (worst, largest) = (cell, rate);
            }
        }
        let (truth, given) = (&classes[worst / classes.len()], &classes[worst % classes.len()]);
        let text = format!(
            "{given} is said of {:.0} % of what is {truth}: see whether annotators tell them apart.",
            100.0 * largest
        );
        (largest > FREQUENT).then_some(text)
    }

    fn about_labels_of_items(&self, said: &mut Vec<String>) {
        let with = |labels: usize| self.consensus.labels_of.iter().filter(|count| **count == labels).count();
        if with(0) > 0 {
            said.push(format!("{} items have no label.", grouped(with(0) as u64)));
        }
        if with(1) > 0 && self.annotations.annotators().len() > 1 {
            said.push(format!("{} items have one label: nothing holds it against another.", grouped(with(1) as u64)));
        }
    }
}
