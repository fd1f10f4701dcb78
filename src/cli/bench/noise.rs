//! `noisyfer bench noise`: a consensus of many annotators' labels, as `scripts/bench_noise` measures it.

use clap::Args;
use noisyfer::{
    Error, Result, files,
    labels::{AnnotationOptions, read_annotations},
    noise::{DawidSkene, Estimator, Glad, Mace},
    progress::tell,
};
use serde_json::json;
use std::{path::PathBuf, time::Instant};

#[derive(Args)]
pub struct BenchNoise {
    /// A CSV file with the columns task, worker and label.
    annotations: PathBuf,
    /// dawid-skene, glad or mace.
    #[arg(long, default_value = "dawid-skene")]
    estimator: String,
    /// Iterations of EM, none of them spared.
    #[arg(long, default_value_t = 10)]
    iterations: usize,
    /// Where to write the consensus: the columns task and label.
    #[arg(long)]
    out: Option<PathBuf>,
}

impl BenchNoise {
    pub fn run(self) -> Result<()> {
        let estimator = self.estimator()?;
        let start = Instant::now();
        let annotations = read_annotations(&self.annotations, &AnnotationOptions::crowd_kit())?;
        let reading = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let consensus = estimator.fit(&annotations)?;
        let seconds = start.elapsed().as_secs_f64();
        if let Some(out) = self.out {
            let mut text = String::from("task,label\n");
            for (item, label) in annotations.items().iter().zip(consensus.most_probable()) {
                let label = label.map_or("", |label| annotations.classes()[usize::from(label)].as_str());
                text.push_str(&format!("{item},{label}\n"));
            }
            files::write_atomically(out, text.as_bytes())?;
        }
        tell(json!({ "reading": reading, "seconds": seconds, "labels": annotations.len() }));
        Ok(())
    }

    fn estimator(&self) -> Result<Box<dyn Estimator>> {
        let (iterations, tolerance) = (self.iterations, 0.0);
        Ok(match self.estimator.as_str() {
            "dawid-skene" => Box::new(DawidSkene { iterations, tolerance, ..DawidSkene::default() }),
            "glad" => Box::new(Glad { iterations, tolerance }),
            // crowd-kit's restarts are all the same, and one is measured there too.
            "mace" => Box::new(Mace { iterations, restarts: 1, ..Mace::default() }),
            other => {
                return Err(Error::parameter("the estimator", format!("{other:?}"), "dawid-skene, glad or mace"));
            }
        })
    }
}
