//! `noisyfer bench tables`: AffectNet's training list joined with machine labels, as `scripts/bench_tables` measures it.

use clap::Args;
use noisyfer::{
    Result,
    datasets::affectnet::{AffectNetOptions, read_affectnet},
    progress::tell,
};
use serde_json::json;
use std::{path::PathBuf, time::Instant};

#[derive(Args)]
pub struct BenchTables {
    /// AffectNet's `training.csv`.
    training: PathBuf,
    /// Machine labels in the same form, `training_RAFModel.csv`.
    machine: PathBuf,
}

impl BenchTables {
    pub fn run(self) -> Result<()> {
        let start = Instant::now();
        let human = read_affectnet(self.training, &AffectNetOptions::default())?;
        let options = AffectNetOptions { annotator: "machine".into(), affect: false, ..AffectNetOptions::default() };
        let machine = read_affectnet(self.machine, &options)?;
        let joined = human.labels.join(&machine.labels)?;
        let seconds = start.elapsed().as_secs_f64();
        let (emotion, machine) = (joined.labels.codes("emotion")?, joined.labels.codes("machine")?);
        let agree = emotion.iter().zip(&machine).filter(|(human, machine)| human == machine).count();
        let affect: f64 = joined.labels.values("affect")?.into_iter().map(f64::from).sum();
        tell(json!({ "seconds": seconds, "rows": joined.labels.len(), "agree": agree, "affect": affect }));
        Ok(())
    }
}
