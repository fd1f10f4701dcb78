//! All that labels of several annotators say, in one report.

mod corrected;
mod disagreement;
mod html;
mod images;
mod samples;
mod suggestions;
mod tables;
#[cfg(test)]
mod tests;

pub use samples::Sample;

use super::{
    Consensus, Copiers, DawidSkene, Estimator, MajorityVote, Quality, QualityOptions,
    agreement::{CategoricalRatings, KappaWeights, Pairwise, Ratings, crowd_agreement},
    copiers,
    dynamics::Suspicion,
};
use crate::{
    Error, Result,
    interrupt::Interrupt,
    labels::{Annotations, LabelTable},
    metrics::BootstrapOptions,
    progress,
    table::{Better, Table},
    text::grouped,
};
use ::image::RgbImage;
use samples::{Model, judged};
use std::collections::BTreeMap;

/// The chance that two independent annotators are taken for copiers.
const COPIER_LEVEL: f64 = 0.01;

/// So many cells `[items, annotators]` at most are compared in pairs; of a larger crowd the annotators who gave most labels.
const MOST_CELLS: usize = 1_000_000;

/// So many labels take a while: what is done with them is told.
const MANY_LABELS: usize = 200_000;

/// What a [`NoiseReport`] is made with.
pub struct ReportOptions<'a> {
    /// What finds the consensus: Dawid-Skene by default.
    pub estimator: Box<dyn Estimator>,
    /// What a model that has not seen the labels says, `[items, classes]`, row by row in the order of the annotations' items; a row
    /// sums to 1. None by default.
    pub probabilities: Option<&'a [f64]>,
    /// The true classes of items where they are known, by the names of both: what the report is held against, not what it is made
    /// of. None by default.
    pub truth: BTreeMap<String, String>,
    /// What trainings say of each item, in the annotations' order, such as [`OutputHistory::suspicions`](super::dynamics::OutputHistory::suspicions):
    /// columns of the table of items. None by default.
    pub suspicions: Vec<Suspicion>,
    /// How the intervals of agreement are made.
    pub bootstrap: BootstrapOptions,
}

impl Default for ReportOptions<'_> {
    fn default() -> Self {
        Self {
            estimator: Box::new(DawidSkene::default()),
            probabilities: None,
            truth: BTreeMap::new(),
            suspicions: vec![],
            bootstrap: BootstrapOptions::default(),
        }
    }
}

/// What is wrong with labels, as far as they say it themselves: consensus, annotators, how they err and agree, and the items to
/// look at.
///
/// ```
/// use noisyfer::{labels::{Annotations, LabelHead, LabelTable}, noise::NoiseReport};
/// let (names, classes) = ((0..6).map(|row| row.to_string()).collect(), ["happy", "sad"]);
/// let labels = LabelTable::from_names(names)?
///     .with_head(LabelHead::categorical("anna", &classes), &[0, 0, 0, 1, 1, 1])?
///     .with_head(LabelHead::categorical("ben", &classes), &[0, 0, 0, 1, 1, 0])?
///     .with_head(LabelHead::categorical("carl", &classes), &[0, 0, 0, 1, 1, 1])?;
/// let report = NoiseReport::of(&Annotations::of_table(&labels)?)?;
/// assert_eq!(report.consensus.most_probable(), [0, 0, 0, 1, 1, 1].map(Some));
/// assert_eq!(report.sample_table().rows[0][0], "5".into()); // where Ben differs
/// assert!(report.to_html().contains("anna"));
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct NoiseReport {
    /// Who said what.
    pub annotations: Annotations,
    /// The true classes as the estimator finds them.
    pub consensus: Consensus,
    /// The annotators against the consensus.
    pub quality: Quality,
    /// The labels that annotators are compared on in pairs: those of all, or of a crowd too large for that (more than a million items by
    /// annotators) of those who gave most.
    pub ratings: CategoricalRatings,
    /// Cohen's kappa of every two of these; `None` for a single annotator.
    pub pairwise: Option<Pairwise>,
    /// Who errs together beyond chance.
    pub copiers: Copiers,
    /// What is to be said of each item, in their order.
    pub samples: Vec<Sample>,
    /// The true class of each item, `[items]`, where it was given.
    pub truth: Vec<Option<u8>>,
    /// What trainings say of each item.
    pub suspicions: Vec<Suspicion>,
    /// Images of the most suspect items, by their places, the worst first; see [`with_images`](Self::with_images). Empty at first.
    pub images: Vec<(usize, RgbImage)>,
    agreement: Table,
}

impl NoiseReport {
    /// A report on labels alone.
    ///
    /// # Errors
    /// Those of [`with`](Self::with).
    pub fn of(annotations: &Annotations) -> Result<Self> {
        Self::with(annotations, &ReportOptions::default())
    }

    /// A report on the labels of a table's annotators, held against its truth where it has one.
    ///
    /// # Errors
    /// [`Error::Format`] without annotators, or when their classes differ; those of [`with`](Self::with).
    pub fn of_table(table: &LabelTable) -> Result<Self> {
        let annotations = Annotations::of_table(table)?;
        let mut truth = BTreeMap::new();
        for (name, code) in table.names().into_iter().zip(table.truth().unwrap_or_default()) {
            truth.insert(name, annotations.classes()[usize::from(code)].clone());
        }
        Self::with(&annotations, &ReportOptions { truth, ..ReportOptions::default() })
    }

    /// A report on labels, and on what a model and the truth say of them.
    ///
    /// Cost: a fit of the estimator for the consensus and for each copier that is found, and the bootstrap of the agreement. Of many
    /// labels it prints a line for each; an interrupt ends it.
    ///
    /// # Errors
    /// [`Error::Format`] without a label, for probabilities that are none, with the item, or a true class that is no class;
    /// [`Error::Parameter`] for another number of probabilities or suspicions, or bad bootstrap options; [`Error::Interrupted`]; those of the
    /// estimator.
    pub fn with(annotations: &Annotations, options: &ReportOptions) -> Result<Self> {
        if annotations.is_empty() {
            return Err(Error::format("annotations", "no label", "at least one"));
        }
        let items = annotations.items().len();
        if let Some(other) = options.suspicions.iter().find(|suspicion| suspicion.ranks().len() != items) {
            let name = format!("the number of samples of {:?}", other.name);
            return Err(Error::parameter(name, other.ranks().len(), format!("{items}, one an item")));
        }
        let truth = codes(annotations, &options.truth)?;
        let vote = MajorityVote.fit(annotations)?.most_probable();
        let model =
            options.probabilities.map(|probabilities| Model::of(annotations, probabilities, &vote)).transpose()?;
        let mut stages = Stages { interrupt: Interrupt::watch(), labels: annotations.len(), done: 0 };
        stages.begin("finding the consensus")?;
        let consensus = options.estimator.fit(annotations)?;
        stages.begin("holding annotators against it")?;
        let quality = Quality::of(annotations, &consensus, &QualityOptions::default())?;
        let ratings = ratings(annotations, &consensus)?;
        let kappa = |pair: &CategoricalRatings| pair.cohen_kappa(KappaWeights::None);
        let pairwise = ratings.pairwise("Cohen's kappa", kappa).ok();
        stages.begin("measuring how far they agree")?;
        let agreement = crowd_agreement(annotations, &options.bootstrap)?;
        stages.begin("looking for annotators who err together")?;
        let copiers = copiers(annotations, &*options.estimator, COPIER_LEVEL)?;
        stages.begin("looking for items in doubt")?;
        let samples = judged(annotations, &consensus, model.as_ref());
        let (annotations, suspicions) = (annotations.clone(), options.suspicions.clone());
        Ok(Self {
            annotations,
            consensus,
            quality,
            ratings,
            pairwise,
            copiers,
            samples,
            truth,
            suspicions,
            images: vec![],
            agreement,
        })
    }

    /// The items to look at, the worst first.
    pub fn issues(&self) -> Vec<&Sample> {
        let mut issues: Vec<&Sample> = self.samples.iter().filter(|sample| sample.is_issue).collect();
        issues.sort_by(|one, other| Sample::worst_first(one, other));
        issues
    }

    /// How far the consensus supports what an annotator said of each item: the probability of the class given, low = suspect. It needs no
    /// training; the annotator's own label is one of those that make the consensus.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown annotator.
    pub fn suspicion(&self, annotator: &str) -> Result<Suspicion> {
        let names = self.annotations.annotators();
        let unknown =
            || Error::parameter("the annotator", format!("{annotator:?}"), format!("one of {}", names.join(", ")));
        let place = names.iter().position(|name| name == annotator).ok_or_else(unknown)?;
        let mut supported = vec![None; self.annotations.items().len()];
        for response in self.annotations.responses().iter().filter(|response| response.annotator as usize == place) {
            let item = response.item as usize;
            supported[item] = Some(self.consensus.shares(item)[usize::from(response.label)]);
        }
        Suspicion::new("consensus", &supported, Better::Higher)
    }

    pub(super) fn class(&self, code: u8) -> &str {
        &self.annotations.classes()[usize::from(code)]
    }
}

/// The stages of a report. Of many labels each is told; an interrupt is seen before the next.
struct Stages {
    interrupt: Interrupt,
    labels: usize,
    done: usize,
}

impl Stages {
    const ALL: usize = 5;

    fn begin(&mut self, what: &str) -> Result<()> {
        if self.interrupt.requested() {
            return Err(Error::Interrupted { what: "looking at labels".into(), done: self.done, total: Self::ALL });
        }
        if self.labels >= MANY_LABELS {
            progress::tell(format_args!("  {what}, of {} labels", grouped(self.labels as u64)));
        }
        self.done += 1;
        Ok(())
    }
}

/// The codes of true classes, item by item.
fn codes(annotations: &Annotations, truth: &BTreeMap<String, String>) -> Result<Vec<Option<u8>>> {
    let mut codes = vec![];
    for item in annotations.items().iter() {
        let Some(class) = truth.get(item) else {
            codes.push(None);
            continue;
        };
        let code = annotations.classes().iter().position(|other| other == class).ok_or_else(|| {
            let expected = format!("one of {}", annotations.classes().join(", "));
            Error::format(format!("the true class of {item:?}"), format!("{class:?}"), expected)
        })?;
        codes.push(Some(code as u8));
    }
    Ok(codes)
}

/// The labels of all annotators, or of as many as can be compared.
fn ratings(annotations: &Annotations, consensus: &Consensus) -> Result<CategoricalRatings> {
    let most = (MOST_CELLS / annotations.items().len().max(1)).max(2);
    let mut chosen: Vec<usize> = (0..annotations.annotators().len()).collect();
    chosen.sort_by_key(|&annotator| std::cmp::Reverse(consensus.labels_by[annotator]));
    chosen.truncate(most);
    chosen.sort_unstable();
    let mut place = vec![None; annotations.annotators().len()];
    for (at, &annotator) in chosen.iter().enumerate() {
        place[annotator] = Some(at);
    }
    let mut columns = vec![vec![None; annotations.items().len()]; chosen.len()];
    for response in annotations.responses().iter() {
        if let Some(at) = place[response.annotator as usize] {
            columns[at][response.item as usize] = Some(response.label);
        }
    }
    let names: Vec<&str> = chosen.iter().map(|&annotator| annotations.annotators()[annotator].as_str()).collect();
    CategoricalRatings::new(&names, annotations.classes(), &columns)
}
