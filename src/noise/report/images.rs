//! The most suspect items as images.

use super::{NoiseReport, disagreement::counts};
use crate::{
    Error, Result,
    datasets::own::ImageFolder,
    images::{Images, read_photo},
    progress,
};
use ::image::imageops::{FilterType, resize};

/// So many of the most suspect items are shown.
const SHOWN: usize = 28;

/// Pixels of the larger side of an image that is kept: as many as print shows.
const SIDE: u32 = 240;

impl NoiseReport {
    /// The report with images of its most suspect items, which its page shows beside their labels. `images` has one an item, in the
    /// annotations' order.
    ///
    /// # Errors
    /// [`Error::Parameter`] for another number of images.
    pub fn with_images(mut self, images: &Images) -> Result<Self> {
        if images.len() != self.samples.len() {
            let expected = format!("{}, one an item", self.samples.len());
            return Err(Error::parameter("the number of images", images.len(), expected));
        }
        let mut shown = vec![];
        for item in self.most_suspect() {
            shown.extend(images.rgb(item).map(|image| (item, image)));
        }
        self.images = shown;
        Ok(self)
    }

    /// [`with_images`](Self::with_images) of the files of a folder and its sub-folders that have the items' names, with or without
    /// their endings. Items without a file are left out, and so are those whose file cannot be read or is one of several: a line says
    /// why.
    pub fn with_images_in(mut self, files: &ImageFolder) -> Self {
        let (mut shown, mut looked_in) = (vec![], vec![]);
        for item in self.most_suspect() {
            let name = &self.annotations.items()[item];
            let found = files.find("the items' names", name);
            match found.and_then(|path| path.map(read_photo).transpose()) {
                Ok(Some(photo)) => {
                    let largest = photo.width().max(photo.height()).max(SIDE);
                    let [width, height] = [photo.width(), photo.height()].map(|side| (side * SIDE / largest).max(1));
                    shown.push((item, resize(&photo, width, height, FilterType::Triangle)));
                }
                Ok(None) => looked_in.push(files.root().join(name)),
                Err(error) => {
                    progress::tell(format_args!("{error}: not among the pictures of the report"));
                    looked_in.push(files.root().join(name));
                }
            }
        }
        if let (true, Some(first)) = (shown.is_empty(), looked_in.first()) {
            progress::tell(format_args!(
                "none of the {} items to look at has an image that can be read, such as {}",
                looked_in.len(),
                first.display()
            ));
        }
        self.images = shown;
        self
    }

    /// The places of the items to look at, the worst first, as many as are shown.
    fn most_suspect(&self) -> Vec<usize> {
        self.issues().iter().take(SHOWN).map(|sample| sample.item).collect()
    }

    /// The classes that an item was given, the most frequent first: `happy, sad`.
    pub(crate) fn given_in_words(&self, item: usize) -> String {
        let counts = counts(&self.annotations, item);
        let mut given: Vec<usize> = (0..counts.len()).filter(|class| counts[*class] > 0).collect();
        given.sort_by_key(|class| std::cmp::Reverse(counts[*class]));
        given.into_iter().map(|class| self.class(class as u8)).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        labels::planted::annotations,
        noise::{MajorityVote, ReportOptions, SoftVote},
        plot::{Width, text_boxes::check_texts},
    };
    use ::image::{Rgb, RgbImage};

    /// The last of four items has two labels of one class and one of the other.
    fn report() -> NoiseReport {
        let mut rows = vec![];
        for item in 0..4 {
            let class = (item % 2) as u8;
            rows.extend([(item, 0, class), (item, 1, class), (item, 2, if item == 3 { 0 } else { class })]);
        }
        let options = ReportOptions { estimator: Box::new(SoftVote), ..ReportOptions::default() };
        NoiseReport::with(&annotations(4, 3, 2, &rows), &options).unwrap()
    }

    #[test]
    fn suspects_are_shown_with_what_was_said_of_them() {
        let pixels: Vec<u8> = [[10; 3], [20; 3], [30; 3], [200; 3]].concat();
        let report = report().with_images(&Images::new(1, pixels).unwrap()).unwrap();
        assert_eq!(report.images.len(), 1);
        assert_eq!((report.images[0].0, report.images[0].1.get_pixel(0, 0).0), (3, [200; 3]));
        assert_eq!((report.given_in_words(3), report.given_in_words(0)), ("c1, c0".into(), "c0".into()));
        for width in [Width::SingleColumn, Width::DoubleColumn] {
            check_texts("suspects", &report.suspects(width).unwrap());
        }
        let figures = report.figures();
        assert_eq!(figures[0].0, "suspects");
        let page = report.to_html();
        assert!(page.contains("data:image/png;base64") && page.contains(">c1, c0<"));
        let error = report.with_images(&Images::new(1, vec![0; 6]).unwrap()).unwrap_err().to_string();
        assert_eq!(error, "the number of images must be 4, one an item, got 2");
    }

    #[test]
    fn files_are_found_by_name_and_made_smaller() {
        let folder = tempfile::tempdir().unwrap();
        RgbImage::from_pixel(960, 480, Rgb([9, 9, 200])).save(folder.path().join("i3.png")).unwrap();
        let files = || ImageFolder::open(folder.path()).unwrap();
        let report = report().with_images_in(&files());
        let (item, image) = &report.images[0];
        assert_eq!((*item, image.width(), image.height()), (3, 240, 120));
        std::fs::rename(folder.path().join("i3.png"), folder.path().join("x.png")).unwrap();
        assert!(report.clone().with_images_in(&files()).images.is_empty(), "no image of this name");
        std::fs::write(folder.path().join("i3.jpg"), "cut").unwrap();
        assert!(report.clone().with_images_in(&files()).images.is_empty(), "none that can be read");
        let sure = annotations(2, 1, 2, &[(0, 0, 0), (1, 0, 1)]);
        let sure =
            NoiseReport::with(&sure, &ReportOptions { estimator: Box::new(MajorityVote), ..ReportOptions::default() });
        assert!(sure.unwrap().with_images_in(&files()).images.is_empty(), "nothing to look at");
    }
}
