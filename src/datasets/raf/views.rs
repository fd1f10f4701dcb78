//! How RAF-DB's machine labels show themselves.

use super::{
    RafLabels, RafPart,
    labels::{ClassAffect, truth_and_affect},
};
use crate::{
    Error, Result,
    labels::codes::EMOTIONS,
    plot::{self, AffectPoints, Figure},
    table::{Cell, Table},
    text::grouped,
};

/// Sums of valence and arousal.
#[derive(Clone, Default)]
struct Affect {
    faces: f64,
    sums: [f64; 2],
}

impl Affect {
    fn add(&mut self, pair: &[f32; 2]) {
        self.faces += 1.0;
        for (sum, value) in self.sums.iter_mut().zip(pair) {
            *sum += f64::from(*value);
        }
    }

    fn means(&self) -> [f64; 2] {
        self.sums.map(|sum| sum / self.faces)
    }
}

impl RafLabels {
    /// Images, and how many of them the machine names right, beside always naming the commonest emotion.
    ///
    /// # Errors
    /// As [`confusion`](Self::confusion).
    pub fn agreement_table(&self) -> Result<Table> {
        let columns = ["Part", "Images", "Agreement / %", "Commonest emotion / %"];
        let mut table = Table::new("RAF-DB: machine emotions against the truth", &columns);
        for (name, part) in [("train", RafPart::Train), ("test", RafPart::Test)] {
            let matrix = self.confusion(part)?;
            let commonest = (0..EMOTIONS.len()).filter_map(|class| matrix.total_of(class)).max().unwrap_or_default();
            let share = |count: f64| 100.0 * count / matrix.total().max(1) as f64;
            let agreement = 100.0 * matrix.accuracy();
            table.push(vec![name.into(), matrix.total().into(), agreement.into(), share(commonest as f64).into()])?;
        }
        let alone: usize = self.joins.iter().map(|join| join.left_only.len() + join.right_only.len()).sum();
        let clamped =
            self.readings[2].clamped.iter().map(|one| format!("{} {}", one.dimension, grouped(one.values as u64)));
        let clamped = clamped.collect::<Vec<_>>().join(", ");
        let rows = grouped(self.readings[2].rows as u64);
        let found = format!("{alone} names without a partner; clamped to [-1, 1] in {rows} rows: {clamped}");
        Ok(table.with_note(&self.noted(found)))
    }

    /// The machine's valence and arousal of each true emotion, mean ± standard deviation.
    ///
    /// # Errors
    /// As [`affect_by_class`](Self::affect_by_class).
    pub fn affect_table(&self, part: RafPart) -> Result<Table> {
        let mut table =
            Table::new("Machine valence and arousal by true emotion", &["Emotion", "Images", "Valence", "Arousal"]);
        for ClassAffect { class, count, mean, deviation } in self.affect_by_class(part)? {
            let [valence, arousal] =
                [0, 1].map(|index| Cell::Spread { mean: mean[index], deviation: deviation[index] });
            table.push(vec![class.into(), count.into(), valence, arousal])?;
        }
        Ok(table.with_note(&self.noted(format!("{}…; mean ± standard deviation", part.prefix()))))
    }

    /// Why the machine mistakes one emotion for others: the faces that are truly `emotion`, by the machine's emotion, with the mean
    /// valence and arousal that it gave them, beside those of all faces that it calls so.
    ///
    /// # Errors
    /// [`Error::Parameter`] for another emotion than one of [`EMOTIONS`]; as [`affect_by_class`](Self::affect_by_class).
    pub fn mistaken_table(&self, emotion: &str, part: RafPart) -> Result<Table> {
        let unknown =
            || Error::parameter("the emotion", format!("{emotion:?}"), format!("one of {}", EMOTIONS.join(", ")));
        let wanted = EMOTIONS.iter().position(|other| *other == emotion).ok_or_else(unknown)?;
        let labels = self.part(part)?;
        let (truth, values) = truth_and_affect(&labels)?;
        let (mut of_true, mut of_all) =
            (vec![Affect::default(); EMOTIONS.len()], vec![Affect::default(); EMOTIONS.len()]);
        for ((truth, machine), pair) in truth.iter().zip(labels.codes("emotion")?).zip(values.as_chunks().0) {
            of_all[usize::from(machine)].add(pair);
            if usize::from(*truth) == wanted {
                of_true[usize::from(machine)].add(pair);
            }
        }
        let faces: f64 = of_true.iter().map(|affect| affect.faces).sum();
        let columns =
            ["Machine's emotion", "Images", "Share / %", "Valence", "Arousal", "Valence of all", "Arousal of all"];
        let mut table = Table::new(&format!("What the machine calls faces of {emotion}"), &columns);
        for (class, (own, all)) in of_true.iter().zip(&of_all).enumerate().filter(|(_, (own, _))| own.faces > 0.0) {
            let mut row = vec![EMOTIONS[class].into(), (own.faces as usize).into(), (100.0 * own.faces / faces).into()];
            row.extend(own.means().into_iter().chain(all.means()).map(Cell::from));
            table.push(row)?;
        }
        Ok(table.with_note(&self.noted(format!("{}…; of all: of every face that it calls so", part.prefix()))))
    }

    fn noted(&self, text: String) -> String {
        self.note.iter().fold(text, |text, note| format!("{text}; {note}"))
    }

    /// The confusion matrices of both parts.
    ///
    /// # Errors
    /// [`crate::Error::Figure`] when they cannot be drawn.
    pub fn confusions(&self) -> Result<Figure> {
        let panels = [("train", self.confusion(RafPart::Train)?), ("test", self.confusion(RafPart::Test)?)];
        Ok(plot::confusions("RAF-DB: machine emotions against the truth", &panels, "true class")?
            .noted(self.note.as_deref()))
    }

    /// The machine's valence and arousal, coloured by the true emotion and by the machine's.
    ///
    /// # Errors
    /// [`crate::Error::Figure`] when they cannot be drawn.
    pub fn circumplex(&self, part: RafPart) -> Result<Figure> {
        let labels = self.part(part)?;
        let (truth, values) = truth_and_affect(&labels)?;
        let (valence, arousal): (Vec<f32>, Vec<f32>) = values.as_chunks().0.iter().map(|&[v, a]| (v, a)).unzip();
        let panel = |name: &str, codes: &[u8]| AffectPoints::new(name, &valence, &arousal, codes);
        let panels =
            [panel("coloured by true emotion", &truth), panel("by machine emotion", &labels.codes("emotion")?)];
        let figure = plot::circumplex("RAF-DB: machine valence and arousal", &EMOTIONS.map(String::from), &panels)?;
        Ok(figure.noted(self.note.as_deref()))
    }
}
