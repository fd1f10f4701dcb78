//! What several annotators and a model say together.

use super::{
    Probability,
    input::{check_rows, check_sizes},
    votes::Votes,
};
use crate::{Error, Result, metrics::first_largest, table::Table};

/// The smallest weight and error; cleanlab's bound.
const SMALLEST: f64 = 1e-6;

/// The consensus of annotators and a model (CROWDLAB: Goh, Tkachenko and Mueller, 2022), and how good each annotator is.
///
/// Every annotator is taken for a model that gives its label the probability with which labels agree with the consensus, and the others
/// the rest in equal parts; the posterior is the mean of these and of the model's probabilities, weighted by how much better than the
/// most frequent class each is.
#[derive(Clone, Debug, PartialEq)]
pub struct CrowdConsensus {
    /// The annotators' names.
    pub annotators: Vec<String>,
    /// The most probable class of each item, `[items]`; of several, the majority's.
    pub consensus: Vec<u8>,
    /// The posterior of the consensus, `[items]`, in [0, 1]; low = bad.
    pub quality: Vec<f64>,
    /// The share of an item's labels that are the consensus, `[items]`; `None` where nobody labelled it.
    pub agreement: Vec<Option<f64>>,
    /// The posterior, `[items, classes]`, row by row; a row sums to 1.
    pub posterior: Vec<f64>,
    /// How good each annotator is, in [0, 1]: the mean posterior of the labels given and, weighed against it, the share of them
    /// that are the consensus where others labelled too; `None` where no item of theirs has another label.
    pub annotator_quality: Vec<Option<f64>>,
    /// The weight of each annotator, > 0.
    pub annotator_weights: Vec<f64>,
    /// The weight of the model, > 0.
    pub model_weight: f64,
}

/// The consensus of `labels[annotator][item]`, `None` where there is none, and out-of-sample `probabilities` `[items, classes]`.
///
/// Results are those of cleanlab's `get_label_quality_multiannotator`, but that items without labels are taken, with the model's
/// probabilities as their posterior, and that a tie which nothing breaks goes to the lower code instead of a random one. Cost: a few
/// passes over labels and probabilities.
///
/// # Errors
/// [`Error::Parameter`] and [`Error::Format`] as [`LabelledPredictions::new`](super::LabelledPredictions::new); [`Error::Format`] when
/// names and lists are not as many, the lists not equally long, or no item has two labels.
pub fn crowd_consensus<P: Probability>(
    annotators: &[impl AsRef<str>],
    labels: &[impl AsRef<[Option<u8>]>],
    probabilities: &[P],
    classes: &[impl AsRef<str>],
) -> Result<CrowdConsensus> {
    let labels: Vec<&[Option<u8>]> = labels.iter().map(AsRef::as_ref).collect();
    let items = labels.first().map_or(0, |labels| labels.len());
    if labels.len() != annotators.len() || labels.iter().any(|column| column.len() != items) {
        let lengths: Vec<usize> = labels.iter().map(|column| column.len()).collect();
        let found = format!("{} names and lists of {lengths:?} labels", annotators.len());
        return Err(Error::format("labels of annotators", found, "a list for each name, all equally long"));
    }
    check_sizes(items, probabilities.len(), classes.len())?;
    check_rows(probabilities, classes.len())?;
    for (name, column) in annotators.iter().zip(&labels) {
        let is_no_class = |label: &Option<u8>| label.is_some_and(|code| usize::from(code) >= classes.len());
        if let Some(item) = column.iter().position(is_no_class) {
            let found = format!("code {}", column[item].unwrap_or_default());
            let place = format!("labels of {}, item {item}", name.as_ref());
            return Err(Error::format(place, found, format!("a code below {}", classes.len())));
        }
    }
    let crowd = Crowd { votes: Votes::count(labels, classes.len()), probabilities };
    if !crowd.votes.given.iter().any(|&given| given > 1) {
        return Err(Error::format("labels of annotators", "no item with two labels", "some that several labelled"));
    }
    let majority = crowd.votes.majority(probabilities);
    let mut consensus = vec![];
    let first = crowd.weigh(&majority);
    for (posterior, &majority) in crowd.posterior(&first).chunks_exact(classes.len()).zip(&majority) {
        let best = first_largest(posterior);
        let unique = posterior.iter().filter(|&&other| other == posterior[best]).count() == 1;
        consensus.push(if unique { best as u8 } else { majority });
    }
    let weights = crowd.weigh(&consensus);
    let posterior = crowd.posterior(&weights);
    let of_item = |item: usize, code: u8| posterior[item * classes.len() + usize::from(code)];
    Ok(CrowdConsensus {
        annotators: annotators.iter().map(|name| name.as_ref().into()).collect(),
        quality: consensus.iter().enumerate().map(|(item, &code)| of_item(item, code)).collect(),
        agreement: crowd.votes.agreement(&consensus),
        annotator_quality: crowd.annotator_quality(&consensus, &weights, of_item),
        annotator_weights: weights.annotators,
        model_weight: weights.model,
        consensus,
        posterior,
    })
}

struct Crowd<'a, P> {
    votes: Votes<'a>,
    probabilities: &'a [P],
}

struct Weights {
    annotators: Vec<f64>,
    model: f64,
    /// The probability that a label is the consensus, where there are several.
    right: f64,
}

impl<P: Probability> Crowd<'_, P> {
    fn weigh(&self, consensus: &[u8]) -> Weights {
        let votes = &self.votes;
        let (mut several, mut agreeing, mut wrong) = (0.0, 0.0, 0.0);
        let mut counts = vec![0u64; votes.classes];
        let rows = self.probabilities.chunks_exact(votes.classes);
        for (item, (row, agreement)) in rows.zip(votes.agreement(consensus)).enumerate() {
            if votes.given[item] > 1 {
                several += 1.0;
                agreeing += agreement.unwrap_or_default();
                counts[usize::from(consensus[item])] += 1;
                wrong += f64::from(u8::from(first_largest(row) != usize::from(consensus[item])));
            }
        }
        let most_frequent = counts.into_iter().max().unwrap_or_default() as f64;
        let baseline = (1.0 - most_frequent / several).max(SMALLEST);
        let weight = |error: f64| (1.0 - error / baseline).max(SMALLEST);
        let labels_per_item = votes.given.iter().map(|&given| f64::from(given)).sum::<f64>() / votes.given.len() as f64;
        Weights {
            annotators: votes.agreement_of_annotators().into_iter().map(|agreement| weight(1.0 - agreement)).collect(),
            model: weight(wrong / several) * labels_per_item.sqrt(),
            right: agreeing / several,
        }
    }

    fn posterior(&self, weights: &Weights) -> Vec<f64> {
        let classes = self.votes.classes;
        let wrong = (1.0 - weights.right) / (classes - 1) as f64;
        let mut posterior = Vec::with_capacity(self.probabilities.len());
        for (item, row) in self.probabilities.chunks_exact(classes).enumerate() {
            let start = posterior.len();
            posterior.extend(row.iter().map(|&probability| probability.into() * weights.model));
            let mut whole = weights.model;
            for (labels, weight) in self.votes.labels.iter().zip(&weights.annotators) {
                let Some(code) = labels[item] else { continue };
                whole += weight;
                for (class, sum) in posterior[start..].iter_mut().enumerate() {
                    *sum += weight * if class == usize::from(code) { weights.right } else { wrong };
                }
            }
            posterior[start..].iter_mut().for_each(|sum| *sum /= whole);
        }
        posterior
    }

    fn annotator_quality(
        &self,
        consensus: &[u8],
        weights: &Weights,
        posterior: impl Fn(usize, u8) -> f64,
    ) -> Vec<Option<f64>> {
        let votes = &self.votes;
        let labels: f64 = votes.given.iter().map(|&given| f64::from(given)).sum();
        let share_given = labels / (votes.given.len() * votes.labels.len()) as f64;
        let of_annotators = weights.annotators.iter().sum::<f64>() * share_given;
        let model = weights.model / (weights.model + of_annotators);
        let mut qualities = vec![];
        for column in &votes.labels {
            let (mut given, mut supported, mut shared, mut equal) = (0.0, 0.0, 0.0, 0.0);
            for (item, &label) in column.iter().enumerate() {
                let Some(code) = label else { continue };
                given += 1.0;
                supported += posterior(item, code);
                if votes.given[item] > 1 {
                    shared += 1.0;
                    equal += f64::from(u8::from(code == consensus[item]));
                }
            }
            qualities.push((shared > 0.0).then(|| model * supported / given + (1.0 - model) * equal / shared));
        }
        qualities
    }
}

impl CrowdConsensus {
    /// A row per annotator, and the model's weight below.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new("Annotators with a model", &["annotator", "quality", "weight"]);
        for ((name, &quality), &weight) in
            self.annotators.iter().zip(&self.annotator_quality).zip(&self.annotator_weights)
        {
            table.rows.push(vec![name.as_str().into(), quality.into(), weight.into()]);
        }
        table.rows.push(vec!["the model".into(), None.into(), self.model_weight.into()]);
        table.with_note("quality in [0, 1], low = bad; weights in the consensus")
    }
}
