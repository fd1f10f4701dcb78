//! `noisyfer check`: does a device compute what the processor computes?

use clap::Args;
use noisyfer::{
    Error, Result,
    check::{Check, Finding, Stage},
    device::device,
    model::Precision,
    progress::tell,
};
use std::{path::PathBuf, time::Instant};

#[derive(Args)]
pub struct CheckDevice {
    /// What is held against the processor: cpu, cuda, cuda:N or remote:HOST:PORT.
    #[arg(long, default_value = "cuda")]
    device: String,
    /// What its convolutions and linear layers multiply in: f32, exact (f32 without TF32) or bf16.
    #[arg(long, default_value_t)]
    precision: Precision,
    /// Which parts, separated by commas: kernels, parity, methods, resume.
    #[arg(long, value_delimiter = ',', default_values_t = Stage::ALL.map(|(name, _)| name.to_string()))]
    stages: Vec<String>,
    /// The folder of stored trajectories.
    #[arg(long, default_value = "tests/fixtures")]
    fixtures: PathBuf,
    /// One JSON line a finding.
    #[arg(long)]
    json: bool,
}

impl CheckDevice {
    pub fn run(self) -> Result<()> {
        let stages = self.stages.iter().map(|name| name.parse()).collect::<Result<Vec<Stage>>>()?;
        let check = Check { device: device(&self.device)?, precision: self.precision, fixtures: self.fixtures };
        let (mut all, mut failed) = (0, 0);
        for stage in stages {
            let mut start = Instant::now();
            check.run(stage, &mut |finding| {
                all += 1;
                failed += usize::from(!finding.holds());
                if self.json {
                    tell(serde_json::json!(finding));
                } else {
                    tell(in_words(&finding, start.elapsed().as_secs_f64()));
                }
                start = Instant::now();
            })?;
        }
        if failed > 0 {
            return Err(Error::format(&self.device, format!("{failed} of {all} out of their bounds"), "none"));
        }
        tell(format_args!("all {all} within their bounds"));
        Ok(())
    }
}

fn in_words(finding: &Finding, seconds: f64) -> String {
    let verdict = if finding.holds() { "ok    " } else { "FAILED" };
    let Finding { name, error, bound, note, .. } = finding;
    let error = error.map_or("none   ".into(), |error| format!("{error:.1e}"));
    let note = if note.is_empty() { String::new() } else { format!("; {note}") };
    format!("{verdict} {error} (at most {bound:.0e}, {seconds:5.1} s) {name}{note}")
}
