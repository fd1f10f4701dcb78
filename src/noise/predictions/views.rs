//! How doubted labels show themselves.

use super::{Issue, LabelledPredictions, Probability};
use crate::{
    Error, Result,
    images::Images,
    plot::{self, Figure, SuspectImage, Width},
};

impl<P: Probability> LabelledPredictions<'_, P> {
    /// The images of the first `count` of an [`issue_list`](Self::issue_list), each with its given and its suggested label and the
    /// quality of the given one. Its data: [`issue_table`](Self::issue_table).
    ///
    /// # Errors
    /// [`Error::Parameter`] for another number of images than of items, for no issue, and for more than 200.
    pub fn suspect_sheet(&self, issues: &[Issue], images: &Images, count: usize, width: Width) -> Result<Figure> {
        if images.len() != self.labels.len() {
            let expected = format!("{}, one an item", self.labels.len());
            return Err(Error::parameter("the number of images", images.len(), expected));
        }
        let mut suspects = vec![];
        for issue in issues.iter().take(count) {
            let name = |code: u8| self.classes.get(usize::from(code)).cloned().unwrap_or_default();
            let Some(image) = images.rgb(issue.item) else { continue };
            suspects.push(SuspectImage {
                image,
                given: name(issue.given),
                suggested: name(issue.suggested),
                quality: issue.quality,
            });
        }
        let title = format!("The {} most suspect labels of {} doubted ones", suspects.len(), issues.len());
        plot::suspects(&title, &suspects, width)
    }
}
