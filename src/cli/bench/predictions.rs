//! `noisyfer bench predictions` and `noisyfer bench agreement`: labels held against probabilities and against each other, as
//! `scripts/bench_noise` measures them.

use clap::Args;
use noisyfer::{
    Result, files,
    formats::npy,
    noise::{
        agreement::{CategoricalRatings, Level},
        predictions::{Filter, LabelledPredictions, Quality},
    },
    progress::tell,
};
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    time::Instant,
};

#[derive(Args)]
pub struct BenchPredictions {
    /// An .npy file of the labels' codes, a row.
    labels: PathBuf,
    /// An .npy file of the probabilities, a row an item, a column a class.
    probabilities: PathBuf,
    /// Where to write the items that are flagged, the worst first, a line each.
    #[arg(long)]
    out: Option<PathBuf>,
}

impl BenchPredictions {
    pub fn run(self) -> Result<()> {
        let (_, labels) = read(&self.labels)?;
        let (shape, probabilities) = read(&self.probabilities)?;
        let (labels, classes) = (codes(&labels), numbered(shape.last().copied().unwrap_or(0)));
        let start = Instant::now();
        let predictions = LabelledPredictions::new(&labels, &probabilities, &classes)?;
        let ranked = predictions.ranked_issues(Filter::PruneByNoiseRate, Quality::SelfConfidence);
        let issues = start.elapsed().as_secs_f64();
        let start = Instant::now();
        LabelledPredictions::new(&labels, &probabilities, &classes)?.confident_joint();
        let joint = start.elapsed().as_secs_f64();
        if let Some(out) = self.out {
            let lines: Vec<String> = ranked.iter().map(usize::to_string).collect();
            files::write_atomically(out, (lines.join("\n") + "\n").as_bytes())?;
        }
        tell(json!({ "issues": issues, "joint": joint, "flagged": ranked.len() }));
        Ok(())
    }
}

#[derive(Args)]
pub struct BenchAgreement {
    /// An .npy file of the labels' codes, a row an annotator, a column an item; -1 where there is none.
    labels: PathBuf,
}

impl BenchAgreement {
    pub fn run(self) -> Result<()> {
        let (shape, labels) = read(&self.labels)?;
        let labels = codes(&labels);
        let rows: Vec<&[Option<u8>]> = labels.chunks(shape.last().copied().unwrap_or(1).max(1)).collect();
        let most = labels.iter().flatten().max().map_or(0, |&code| usize::from(code));
        let (names, classes) = (numbered(rows.len()), numbered(most + 1));
        let mut measured = serde_json::Map::new();
        for (name, level) in [("nominal", Level::Nominal), ("ordinal", Level::Ordinal), ("interval", Level::Interval)] {
            let start = Instant::now();
            let alpha = CategoricalRatings::new(&names, &classes, &rows)?.krippendorff_alpha(level)?;
            measured.insert(name.into(), json!({ "seconds": start.elapsed().as_secs_f64(), "alpha": alpha }));
        }
        tell(json!(measured));
        Ok(())
    }
}

/// Shape and numbers of an .npy file.
fn read(path: &Path) -> Result<(Vec<usize>, Vec<f64>)> {
    let place = path.display().to_string();
    let array = npy::parse(&place, &files::read(path)?)?;
    let numbers = npy::numbers(&place, &array)?;
    Ok((array.shape, numbers))
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|number| number.to_string()).collect()
}

/// Codes of classes; `None` for what is none.
fn codes(numbers: &[f64]) -> Vec<Option<u8>> {
    numbers.iter().map(|&code| (0.0..255.0).contains(&code).then_some(code as u8)).collect()
}
