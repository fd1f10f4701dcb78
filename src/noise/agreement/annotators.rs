//! Each annotator of numbers against all others.

use super::{continuous::ContinuousRatings, ratings::Ratings};
use crate::{
    Error, Result,
    metrics::{self, Line},
    table::Table,
};

/// How one annotator's numbers follow the mean of the others', y = scale x + offset + noise, by least squares.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnotatorProfile {
    /// The annotator.
    pub annotator: String,
    /// How many items this annotator and at least one other labelled.
    pub items: usize,
    /// The mean of the annotator's minus the others' numbers, in the labels' unit; `None` without an item.
    pub bias: Option<f64>,
    /// The slope: below 1 where the annotator uses less of the range. `None` for fewer than 3 items or where the others do
    /// not vary.
    pub scale: Option<f64>,
    /// The standard deviation of the noise, over n - 2; `None` where there is no scale.
    pub spread: Option<f64>,
    /// Concordance correlation with the others' mean; `None` where it is not defined.
    pub ccc: Option<f64>,
    /// Pearson's correlation with the others' mean; `None` where it is not defined.
    pub pcc: Option<f64>,
}

/// [`AnnotatorProfile`]s of all annotators.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnotatorProfiles {
    /// In the order of the annotators.
    pub profiles: Vec<AnnotatorProfile>,
}

impl ContinuousRatings {
    /// Bias, scale and spread of every annotator against the mean of the others who labelled an item.
    ///
    /// The others' mean has noise too, which pulls the slope below the true scale by the share of noise in that mean's variance: with
    /// r others of noise variance s² and a true variance v, by the factor v / (v + s² / r). The spread holds that noise as well.
    ///
    /// # Errors
    /// [`Error::Format`] for fewer than two annotators.
    pub fn profiles(&self) -> Result<AnnotatorProfiles> {
        let count = self.annotators().len();
        if count < 2 {
            return Err(Error::format("annotators against the others", format!("{count} annotator"), "at least 2"));
        }
        let profiles = (0..count).map(|annotator| self.profile(annotator)).collect();
        Ok(AnnotatorProfiles { profiles })
    }

    fn profile(&self, annotator: usize) -> AnnotatorProfile {
        let (mut own, mut others) = (vec![], vec![]);
        for row in self.grid.rows() {
            let (mut sum, mut given) = (0.0, 0.0);
            for (place, &value) in row.iter().enumerate() {
                if place != annotator && !value.is_nan() {
                    sum += f64::from(value);
                    given += 1.0;
                }
            }
            if given > 0.0 && !row[annotator].is_nan() {
                own.push(row[annotator]);
                others.push((sum / given) as f32);
            }
        }
        let line = Line::fit(&others, &own);
        let difference = |(own, others): (&f32, &f32)| f64::from(*own) - f64::from(*others);
        let bias = own.iter().zip(&others).map(difference).sum::<f64>() / own.len() as f64;
        AnnotatorProfile {
            annotator: self.annotators()[annotator].clone(),
            items: own.len(),
            bias: Some(bias).filter(|bias| bias.is_finite()),
            scale: line.as_ref().map(|line| line.slope),
            spread: line.as_ref().map(|line| line.deviation),
            ccc: metrics::ccc(&own, &others).ok(),
            pcc: metrics::pcc(&own, &others).ok(),
        }
    }
}

impl AnnotatorProfiles {
    /// A row per annotator.
    pub fn to_table(&self) -> Table {
        let columns = ["annotator", "items", "bias", "scale", "spread", "CCC", "PCC"];
        let mut table = Table::new("Annotators against the mean of the others", &columns);
        for profile in &self.profiles {
            table.rows.push(vec![
                profile.annotator.as_str().into(),
                profile.items.into(),
                profile.bias.into(),
                profile.scale.into(),
                profile.spread.into(),
                profile.ccc.into(),
                profile.pcc.into(),
            ]);
        }
        table.with_note("scale: slope on the others' mean; spread: deviation of what it leaves")
    }
}
