//! `noisyfer compare`.

use super::places::{check_file, write_file_or_keep};
use clap::Args;
use noisyfer::{
    Error, Result, comparison::Comparison, device::device, experiment::Recipe, plot::Figure, progress::tell, run::Run,
    table::Table,
};
use std::path::PathBuf;

#[derive(Args)]
pub struct Compare {
    /// The runs: folders that `noisyfer train … --out` wrote, of one experiment; several seeds of a method are put together.
    #[arg(required = true)]
    runs: Vec<PathBuf>,
    /// The table to write: .md, .tex, .csv, .parquet or .html.
    #[arg(long)]
    out: Option<PathBuf>,
    /// The figure of accuracies to write: .png, .svg or .pdf.
    #[arg(long)]
    figure: Option<PathBuf>,
}

impl Compare {
    pub fn run(self) -> Result<()> {
        for (argument, file, endings) in
            [("--out", &self.out, Table::ENDINGS), ("--figure", &self.figure, Figure::ENDINGS)]
        {
            if let Some(file) = file {
                check_file(argument, file, endings)?;
            }
        }
        let cpu = device("cpu")?;
        let mut trainings = vec![];
        for folder in &self.runs {
            let training = Run::open(folder, &cpu)?.training;
            let first = trainings.first().unwrap_or(&training);
            if training.experiment != first.experiment {
                let found = format!("a run of {}", training.experiment);
                let expected = format!("one of {}, as the first is", first.experiment);
                return Err(Error::format(folder.display(), found, expected));
            }
            trainings.push(training);
        }
        let recipe = Recipe::stored(trainings.first().and_then(|training| training.recipe.as_ref()))?;
        let mut comparison = Comparison::new(&recipe.build()?);
        for training in trainings {
            comparison.add(training);
        }
        let table = comparison.table()?;
        tell(format_args!("{}\n{}", table.to_text(), comparison.verdict()));
        if let Some(path) = &self.out {
            write_file_or_keep("table", path, |path| table.save(path))?;
        }
        if let Some(path) = &self.figure {
            let bars = comparison.bars()?;
            write_file_or_keep("figure", path, |path| bars.save(path))?;
        }
        Ok(())
    }
}
