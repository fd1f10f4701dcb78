//! `noisyfer compare`.

use super::places::{check_file, write_file_or_keep};
use clap::Args;
use noisyfer::{
    Error, Result,
    comparison::{Comparison, Sweep, Swept},
    device::device,
    experiment::Recipe,
    plot::Figure,
    progress::tell,
    run::Run,
    table::Table,
    train::Training,
};
use std::path::PathBuf;

#[derive(Args)]
pub struct Compare {
    /// The runs: folders that `noisyfer train … --out` wrote, of one experiment, or of one that was varied in one thing
    /// (`train --vary`); several seeds of a method are put together.
    #[arg(required = true)]
    runs: Vec<PathBuf>,
    /// The table to write: .md, .tex, .csv, .parquet or .html.
    #[arg(long)]
    out: Option<PathBuf>,
    /// The figure of accuracies to write, bars or, where something was varied, curves: .png, .svg or .pdf.
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
            trainings.push(Run::open(folder, &cpu)?.training);
        }
        let (table, verdict, figure) = match self.places(&trainings)? {
            Some(places) => {
                let sweep = Sweep::of(places.into_iter().zip(trainings).collect());
                (sweep.table()?, sweep.verdict(), sweep.curves()?)
            }
            None => {
                let comparison = comparison(trainings)?;
                (comparison.table()?, comparison.verdict(), comparison.bars()?)
            }
        };
        tell(format_args!("{}\n{verdict}", table.to_text()));
        if let Some(path) = &self.out {
            write_file_or_keep("table", path, |path| table.save(path))?;
        }
        if let Some(path) = &self.figure {
            write_file_or_keep("figure", path, |path| figure.save(path))?;
        }
        Ok(())
    }

    /// Where the runs stand in the sweep that they are of; `None` where they are of one experiment.
    fn places(&self, trainings: &[Training]) -> Result<Option<Vec<Swept>>> {
        let Some(first) = trainings.first() else { return Ok(None) };
        let Some(other) = trainings.iter().position(|training| training.experiment != first.experiment) else {
            return Ok(None);
        };
        let refused = |index: usize, expected: String| {
            let found = format!("a run of {}", trainings[index].experiment);
            Error::format(self.runs[index].display(), found, expected)
        };
        let Some(place) = Swept::of(first) else {
            return Err(refused(other, format!("one of {}, as the first is", first.experiment)));
        };
        let mut places = vec![];
        for (index, training) in trainings.iter().enumerate() {
            let beside = Swept::of(training).filter(|other| place.is_beside(other)).ok_or_else(|| {
                let Swept { experiment, setting, .. } = &place;
                refused(index, format!("one of {experiment} with another value of {setting}, as the first is"))
            })?;
            places.push(beside);
        }
        Ok(Some(places))
    }
}

/// A comparison of runs of one experiment.
fn comparison(trainings: Vec<Training>) -> Result<Comparison> {
    let recipe = Recipe::stored(trainings.first().and_then(|training| training.recipe.as_ref()))?;
    let mut comparison = Comparison::new(&recipe.build()?);
    for training in trainings {
        comparison.add(training);
    }
    Ok(comparison)
}
