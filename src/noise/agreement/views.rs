//! How agreement shows itself.

use super::{AffectPlanes, BlandAltman, Contingency, Contradictions, Pairwise};
use crate::{
    Error, Result,
    images::Images,
    plot::{self, AffectEllipse, AffectPlane, Figure, HeatMap, HeatScale, SuspectImage, Width},
    table::Table,
};

impl Pairwise {
    /// The coefficients as a heat map, the annotators in the order of [`clustered`](Self::clustered), so that those that agree stand
    /// together. Its data: the table of the clustered ones.
    ///
    /// # Errors
    /// [`crate::Error::Figure`] without an annotator.
    pub fn heat_map(&self, width: Width) -> Result<Figure> {
        let clustered = self.clustered();
        let maps = [HeatMap { name: String::new(), cells: clustered.values.concat() }];
        let title = format!("{} of every two annotators", self.name);
        let names = &clustered.annotators;
        plot::heat_maps(&title, &maps, [names; 2], ["annotator"; 2], HeatScale::Coefficient, width)
    }
}

impl Contingency {
    /// The flow of label changes: how often each class of the first annotator is which class of the second. Its data:
    /// [`flow_table`](Self::flow_table).
    ///
    /// # Errors
    /// [`crate::Error::Figure`] when no item has both labels.
    pub fn flow(&self, width: Width) -> Result<Figure> {
        let classes = self.counts.classes();
        let mut counts = vec![];
        for first in 0..classes.len() {
            counts.extend((0..classes.len()).map(|second| self.counts.count(first, second).unwrap_or_default()));
        }
        let title = format!("Label changes from {} to {}", self.rows, self.columns);
        plot::flow(&title, classes, &counts, [&self.rows, &self.columns], width)
    }

    /// A row per pair of classes that occurs: class of the first annotator, class of the second, items.
    pub fn flow_table(&self) -> Table {
        let classes = self.counts.classes();
        let title = format!("Label changes from {} to {}", self.rows, self.columns);
        let mut table = Table::new(&title, &[&self.rows, &self.columns, "items"]);
        for (first, from) in classes.iter().enumerate() {
            for (second, to) in classes.iter().enumerate() {
                let count = self.counts.count(first, second).unwrap_or_default();
                if count > 0 {
                    table.rows.push(vec![from.as_str().into(), to.as_str().into(), count.into()]);
                }
            }
        }
        table
    }
}

impl BlandAltman {
    /// The differences against the means of the two numbers, with bias and limits of agreement; of more than 4,000 items every n-th is
    /// drawn. Its data: [`point_table`](Self::point_table).
    ///
    /// # Errors
    /// [`crate::Error::Figure`] without a point.
    pub fn figure(&self, width: Width) -> Result<Figure> {
        let [first, second] = &self.annotators;
        let title = format!("{first} − {second}: limits of agreement");
        plot::differences(&title, &self.points, self.bias, self.limits, ["mean of both", "difference"], width)
    }

    /// The mean of both numbers and their difference, a row per item that both labelled.
    pub fn point_table(&self) -> Table {
        let [first, second] = &self.annotators;
        let mut table = Table::new("Differences", &["mean", &format!("{first} − {second}")]);
        for [mean, difference] in &self.points {
            table.rows.push(vec![(*mean).into(), (*difference).into()]);
        }
        table
    }
}

impl AffectPlanes {
    /// A plane per annotator: the density of labels, an ellipse for half of each class, and arrows from the reference to what the
    /// annotator gave. Its data: [`to_table`](Self::to_table) and [`move_table`](Self::move_table).
    ///
    /// # Errors
    /// [`crate::Error::Figure`] when nobody gave valence and arousal.
    pub fn figure(&self, width: Width) -> Result<Figure> {
        let mut panels = vec![];
        for plane in &self.annotators {
            let mut ellipses = vec![];
            for class in &plane.classes {
                ellipses.push(class.map(|class| AffectEllipse { mean: class.mean, covariance: class.covariance }));
            }
            panels.push(AffectPlane {
                name: plane.annotator.clone(),
                points: plane.points.clone(),
                ellipses,
                arrows: plane.moves.iter().map(|moved| [moved.from, moved.to]).collect(),
            });
        }
        let arrows = format!("arrows from {} to the labels; ", self.reference);
        let moved = self.annotators.iter().any(|plane| !plane.moves.is_empty());
        let remark =
            format!("{}shades hold 30, 60, 90 % of labels, ellipses half of a class", if moved { &arrows } else { "" });
        plot::affect_planes("Valence and arousal by annotator", &remark, &self.class_names, &panels, width)
    }
}

impl Contradictions {
    /// The worst `count` items as images, each with the class given and the one that its numbers speak for. `images` has one a row of the
    /// labels. Its data: [`to_table`](Self::to_table).
    ///
    /// # Errors
    /// [`Error::Parameter`] when an item has no image, and for none or more than 200 items.
    pub fn contact_sheet(&self, images: &Images, count: usize, width: Width) -> Result<Figure> {
        let mut shown = vec![];
        for found in self.items.iter().take(count) {
            let missing = || Error::parameter("the number of images", images.len(), format!("above {}", found.item));
            shown.push(SuspectImage {
                image: images.rgb(found.item).ok_or_else(missing)?,
                given: self.class(found.given).into(),
                suggested: self.class(found.suggested).into(),
                quality: found.quality,
            });
        }
        plot::suspects("Numbers that contradict the class, the worst first", &shown, width)
    }
}
