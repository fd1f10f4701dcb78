//! A training as a notebook shows it while it runs: a line with a bar, and beneath it a small curve.

use super::{progress::Progress, training::Training};
use crate::{
    plot::{self, Figure, Series, Width},
    progress::front::Place,
    text::escape,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::json;

/// One training's place in the output of a cell.
pub(super) struct LiveView {
    place: Place,
    /// The report of the end of every epoch.
    epochs: Vec<Progress>,
}

impl LiveView {
    /// A view below what the cell has shown so far; none where outputs cannot be replaced.
    pub fn new() -> Option<Self> {
        Some(Self { place: Place::new()?, epochs: vec![] })
    }

    pub fn show(&mut self, progress: &Progress) {
        let is_epoch = progress.validation.is_some();
        if is_epoch {
            self.epochs.push(progress.clone());
        }
        let curve = self.curve(if is_epoch { None } else { Some(progress) });
        let line = progress.to_string();
        self.replace(&line, &format!("{} {}", bar(progress), escape(&line)), curve.as_ref(), "");
    }

    /// The last state: the result, the whole curve, and the epochs, folded.
    pub fn end(&self, training: &Training, summary: &str) {
        let mut lines = String::new();
        for epoch in &self.epochs {
            lines += &format!("{}\n", escape(&epoch.to_string()));
        }
        let count = training.history.len();
        let epochs = if count == 1 { "1 epoch" } else { &format!("{count} epochs") };
        let folded = format!("<details><summary>{epochs}, show all</summary><pre>{lines}</pre></details>");
        self.replace(summary, &escape(summary), self.curve(None).as_ref(), &folded);
    }

    fn replace(&self, plain: &str, line: &str, curve: Option<&Figure>, below: &str) {
        let mut data = json!({ "text/plain": plain, "text/html": format!("<div>{line}</div>{below}") });
        if let Some(figure) = curve {
            let ((width, height), svg) = (figure.size(), BASE64.encode(figure.svg()));
            let source = format!("data:image/svg+xml;base64,{svg}");
            let image = format!(r#"<img src="{source}" width="{width}" height="{height}" alt="Losses by epoch">"#);
            data["text/html"] = format!("<div>{line}</div>{image}{below}").into();
            data["image/svg+xml"] = figure.svg().into();
        }
        self.place.show(&data);
    }

    /// The losses by epoch, with `now` the epoch under way; none where there is nothing to draw yet.
    fn curve(&self, now: Option<&Progress>) -> Option<Figure> {
        let mut series: Vec<Series> = vec![];
        for progress in self.epochs.iter().chain(now) {
            for (name, loss) in &progress.losses {
                let known = series.iter().position(|one| one.name == *name);
                let index = known.unwrap_or(series.len());
                if known.is_none() {
                    series.push(Series::new(name, vec![]));
                }
                series[index].points.push((epochs_done(progress), *loss));
            }
        }
        plot::curves_at(Width::SingleColumn, "", ["Epochs", "Loss"], &series, &[]).ok()
    }
}

/// How far the training was at a report, in epochs.
fn epochs_done(progress: &Progress) -> f64 {
    let [step, steps] = [progress.step.0, progress.step.1].map(|count| count as f64);
    progress.epoch.0 as f64 + if progress.validation.is_some() { 1.0 } else { step / steps.max(1.0) }
}

fn bar(progress: &Progress) -> String {
    let percent = 100.0 * epochs_done(progress) / progress.epoch.1.max(1) as f64;
    format!(r#"<progress value="{percent:.1}" max="100" aria-label="{percent:.0} % of the training"></progress>"#)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_bar_counts_epochs_and_the_steps_of_the_one_under_way() {
        let progress = Progress {
            method: "Majority vote".into(),
            epoch: (1, 4),
            step: (3, 6),
            losses: vec![("truth".into(), 0.5)],
            validation: None,
            images_per_second: 10.0,
            left: Duration::from_secs(65),
        };
        // One epoch and a half, of four.
        assert!(bar(&progress).contains(r#"value="37.5""#));
        assert_eq!(epochs_done(&Progress { validation: Some(0.5), ..progress }), 2.0);
    }
}
