//! What the numbers of a comparison say, in a sentence.

use super::Comparison;
use crate::metrics::mean_and_deviation;
use crate::{Fidelity, train::Method};

/// The accuracy of a method over its seeds, in [0, 1].
struct Accuracy {
    mean: f64,
    /// Over the seeds; 0 for one of them.
    variance: f64,
    seeds: f64,
}

impl Comparison {
    /// Says which method is best on the last epoch, and what the game changes against multi-task cross entropy without
    /// it, with the uncertainty of the test set and of the seeds. Written from the numbers, also when the game does not
    /// help.
    pub fn verdict(&self) -> String {
        let methods = self.methods();
        let best = methods.iter().max_by(|a, b| self.accuracy(a).mean.total_cmp(&self.accuracy(b).mean));
        let Some(best) = best else { return "Nothing was trained.".into() };
        let (accuracy, images) = (self.accuracy(best), self.test_images());
        let note = self.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        let mut text = format!(
            "{}{note}: after the last epoch {best} is most accurate on the clean test images, {:.1} %.",
            self.experiment,
            100.0 * accuracy.mean
        );
        let classes = self.trainings.first().map_or(1, |training| training.last.confusion.classes().len());
        let chance = 1.0 / classes.max(1) as f64;
        let learned = |accuracy: &Accuracy| accuracy.mean - chance >= 2.0 * (variance(chance) / images).sqrt();
        if !learned(&accuracy) {
            return text
                + &format!(" That is not clearly above chance ({:.1} %): nothing was learned yet.", 100.0 * chance);
        }
        for (name, line) in &self.references {
            let word = if accuracy.mean > *line { "above" } else { "not above" };
            text += &format!(" It is {word} {name}, {:.1} %.", 100.0 * line);
        }
        let still: Vec<&str> =
            methods.iter().filter(|method| !learned(&self.accuracy(method))).map(String::as_str).collect();
        if !still.is_empty() {
            text += &format!(" Not clearly above chance after these epochs: {}.", still.join(", "));
        }
        for fidelity in [Fidelity::Corrected, Fidelity::Published] {
            text += &self.effect(&Method::JointDistribution.name_under(fidelity), &Method::MultiTask.name());
        }
        if accuracy.seeds < 3.0 {
            text += " A claim about the methods takes at least three seeds.";
        }
        text
    }

    /// What `game` changes against `alone`; nothing when either was not trained.
    fn effect(&self, game: &str, alone: &str) -> String {
        let (with, without, images) = (self.accuracy(game), self.accuracy(alone), self.test_images());
        if with.seeds == 0.0 || without.seeds == 0.0 {
            return String::new();
        }
        let of_images = (variance(with.mean) + variance(without.mean)) / images;
        let of_seeds = with.variance / with.seeds + without.variance / without.seeds;
        let doubt = 200.0 * (of_images + of_seeds).sqrt();
        let change = 100.0 * (with.mean - without.mean);
        let words = match change {
            change if change.abs() <= doubt => "no clear difference",
            change if change > 0.0 => "the game helped here",
            _ => "the game hurt here",
        };
        format!(
            " {game} against {alone}: {change:+.1} points, two standard errors of {images:.0} test images and {} are \
             ±{doubt:.1}: {words}.",
            if with.seeds == 1.0 { "1 seed".into() } else { format!("{} seeds", with.seeds) }
        )
    }

    fn accuracy(&self, method: &str) -> Accuracy {
        let all: Vec<f64> = self.of(method).map(|training| training.last.accuracy()).collect();
        let (mean, deviation) = mean_and_deviation(&all);
        Accuracy { mean, variance: deviation.unwrap_or_default().powi(2), seeds: all.len() as f64 }
    }

    fn test_images(&self) -> f64 {
        self.trainings.first().map_or(1, |training| training.last.confusion.total().max(1)) as f64
    }
}

/// Of a single right-or-wrong outcome.
fn variance(share: f64) -> f64 {
    share * (1.0 - share)
}
