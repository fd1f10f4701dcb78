//! What the numbers of a comparison say, in a sentence.

use super::Comparison;
use crate::{
    Fidelity,
    train::{Method, Training},
};

impl Comparison {
    /// Says which method is best on the last epoch, and what the game changes against multi-task cross entropy without
    /// it, with the uncertainty of a test set of this size. Written from the numbers, also when the game does not help.
    pub fn verdict(&self) -> String {
        let accuracy = |training: &Training| training.last.accuracy();
        let best = self.trainings.iter().max_by(|a, b| accuracy(a).total_cmp(&accuracy(b)));
        let Some(best) = best else { return "Nothing was trained.".into() };
        let note = self.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        let mut text = format!(
            "{}{note}: after the last epoch {} is most accurate on the clean test images, {:.1} %.",
            self.experiment,
            best.method,
            100.0 * accuracy(best)
        );
        let (share, chance) = (accuracy(best), 1.0 / best.last.confusion.classes().len().max(1) as f64);
        if share - chance < 2.0 * (variance(chance) / images(best)).sqrt() {
            return text
                + &format!(" That is not clearly above chance ({:.1} %): nothing was learned yet.", 100.0 * chance);
        }
        for (name, line) in &self.references {
            let word = if accuracy(best) > *line { "above" } else { "not above" };
            text += &format!(" It is {word} {name}, {:.1} %.", 100.0 * line);
        }
        for fidelity in [Fidelity::Corrected, Fidelity::Published] {
            let game = Method::JointDistribution.name_under(fidelity);
            if let (Some(game), Some(alone)) = (self.training(&game), self.training(&Method::MultiTask.name())) {
                text += &effect(game, alone);
            }
        }
        let seeds = self.trainings.iter().filter(|training| training.method == best.method).count();
        if seeds < 3 {
            text += " A claim about the methods takes at least three seeds.";
        }
        text
    }
}

fn effect(game: &Training, alone: &Training) -> String {
    let (with, without) = (game.last.accuracy(), alone.last.accuracy());
    let images = images(game);
    let doubt = 200.0 * ((variance(with) + variance(without)) / images).sqrt();
    let change = 100.0 * (with - without);
    let words = match change {
        change if change.abs() <= doubt => "no clear difference",
        change if change > 0.0 => "the game helped here",
        _ => "the game hurt here",
    };
    format!(
        " {} against {}: {change:+.1} points, two standard errors of {images:.0} test images are ±{doubt:.1}: {words}.",
        game.method, alone.method
    )
}

fn images(training: &Training) -> f64 {
    training.last.confusion.total().max(1) as f64
}

/// Of a single right-or-wrong outcome.
fn variance(share: f64) -> f64 {
    share * (1.0 - share)
}
