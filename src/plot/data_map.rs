//! Data maps: confidence against variability.

use super::{
    Width,
    figure::Figure,
    layout::{Legend, Sample},
    palette::JUDGEMENTS,
    sheet::{Panel, Range, Shape, Sheet, Top, drawn_of, inner, step},
};
use crate::{Error, Result};

/// Of more points every n-th is drawn, in each panel.
const MOST_POINTS: usize = 4000;
/// Dots are drawn in this many passes over the colours, so that no colour lies on top of all others.
const PASSES: usize = 16;
const KEY: [&str; 5] = ["right in 0–20 % of epochs", "20–40 %", "40–60 %", "60–80 %", "80–100 %"];

/// The samples of one panel: the labels of one annotator.
#[derive(Clone, Debug, PartialEq)]
pub struct DataMapPanel {
    /// The text above it.
    pub name: String,
    /// Variability, confidence and correctness of each sample, all in [0, 1].
    pub samples: Vec<[f64; 3]>,
}

/// Draws a panel per annotator with confidence upwards and variability to the right, coloured by correctness. All panels have the same axes
/// and, where they have the same samples, show the same ones: of more than 4,000 every n-th is drawn, and the figure says so.
///
/// # Errors
/// [`Error::Figure`] when no panel has a sample.
pub fn data_maps(title: &str, panels: &[DataMapPanel], width: Width) -> Result<Figure> {
    let most = panels.iter().map(|panel| panel.samples.len()).max().unwrap_or(0);
    if most == 0 {
        return Err(Error::Figure(format!("{title}: there is no sample to draw")));
    }
    let every = step(most, MOST_POINTS);
    let key = KEY.into_iter().zip(JUDGEMENTS).map(|(name, colour)| (name, colour, ""));
    let legend = Legend::styled(key, inner(width), Sample::Dot);
    let what = if panels.len() == 1 { "samples" } else { "samples each" };
    let top = Top::new(title, &drawn_of(most, every, what), Some(legend), width);
    let mut boxes = vec![];
    for panel in panels {
        let (x, y) = (Range::new("variability", 0.0, 0.52), Range::new("confidence", 0.0, 1.0));
        boxes.push(Panel { name: &panel.name, x, y });
    }
    let mut sheet = Sheet::new(&top, &boxes, Shape { aspect: 1.0, widest: 300.0 }, width);
    for (panel, plot) in panels.iter().zip(&sheet.plots) {
        let drawn: Vec<_> = panel.samples.iter().step_by(every).collect();
        let (radius, opacity) = if drawn.len() > 800 { (1.3, 0.6) } else { (2.2, 0.75) };
        for pass in 0..PASSES {
            for (class, colour) in JUDGEMENTS.into_iter().enumerate() {
                let mut centres = vec![];
                for &&[variability, confidence, correctness] in drawn.iter().skip(pass).step_by(PASSES) {
                    if ((5.0 * correctness) as usize).min(4) == class {
                        centres.push(plot.point((variability, confidence)));
                    }
                }
                if !centres.is_empty() {
                    sheet.canvas.dots(&centres, radius, colour, opacity);
                }
            }
        }
    }
    Ok(sheet.finish(title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_coloured_by_correctness() {
        let samples = vec![[0.1, 0.9, 1.0], [0.3, 0.5, 0.4], [0.1, 0.1, 0.0], [0.1, 0.1, 0.1]];
        let panel = DataMapPanel { name: "anna".into(), samples };
        let figure = data_maps("t", &[panel], Width::SingleColumn).unwrap();
        // One of each colour is in the legend; dots of different passes are paths of their own.
        let paths = JUDGEMENTS.map(|colour| figure.svg().matches(&format!("stroke=\"{colour}\"")).count());
        assert_eq!(paths, [3, 1, 2, 1, 2]);
        assert!(data_maps("t", &[], Width::default()).is_err());
    }
}
