//! How results show themselves as a notebook cell's result: one place for every type that does.

use super::{Display, fields};
use crate::{
    Result,
    comparison::{Comparison, Sweep},
    datasets::{
        ferplus::FerPlus,
        own::OwnColumns,
        raf::{RafLabels, RafPart},
    },
    experiment::{FaceOptions, FerPlusOptions, OwnOptions},
    faces::{align::Alignment, draw::FacesConfig},
    images::Images,
    labels::{
        Agreement, AnnotationOptions, CsvOptions, JoinReport, LabelJoin, LabelReading, LabelTable, ReadingReport,
        SoftLabels,
    },
    metrics::{BootstrapOptions, ConfusionMatrix, ContinuousScores},
    model::ModelConfig,
    noise::{
        NoiseReport, PlanningCurve, Quality, QualityOptions, TransitionMatrix,
        agreement::{AffectPlanes, BlandAltman, Contingency, Pairwise},
        dynamics::{DataMap, DetectorCurves, LossHistogram},
    },
    plot::{self, Figure, Width},
    predict::{Labelling, PredictedFaces},
    progress,
    table::{Table, ToTable},
    text::grouped,
    train::{Evaluation, Experiment, TrainConfig, Training},
};
use image::RgbImage;
const PICTURES_SHOWN: usize = 24;

impl Table {
    fn display(&self) -> Display {
        Display::of_tables(std::slice::from_ref(self))
    }

    /// Shows the table now, anywhere in a cell, in a loop too.
    pub fn show(&self) {
        self.display().show_now();
    }

    /// Shows the table as a notebook cell's result.
    pub fn evcxr_display(&self) {
        self.display().show();
    }
}

/// Gives configurations a table of their fields, those at their defaults in grey.
macro_rules! shows_its_fields {
    ($($config:ty),* $(,)?) => {
        $(impl $config {
            /// Shows the fields as a notebook cell's result, those at their defaults in grey.
            pub fn evcxr_display(&self) {
                fields::display(self, &Self::default()).show();
            }
        })*
    };
}

shows_its_fields! {
    TrainConfig, ModelConfig, FacesConfig, FaceOptions, FerPlusOptions, OwnOptions, OwnColumns, CsvOptions, AnnotationOptions,
    BootstrapOptions, QualityOptions,
}

impl NoiseReport {
    /// Shows the report, one page, as a notebook cell's result.
    pub fn evcxr_display(&self) {
        let plain = [self.summary_table().to_text(), self.suggestions().join("\n")].join("\n");
        Display { plain, html: Some(self.to_html_fragment()), ..Display::default() }.show();
    }
}

impl Figure {
    /// What a notebook shows: the SVG where it can, pixels elsewhere. Those are a JPEG where the figure holds photos, whose
    /// PNG would take megabytes in the notebook's file.
    pub fn display(&self) -> Display {
        let (plain, svg) = (format!("{self:?}"), Some(self.svg().to_string()));
        let has_photos = self.svg().contains("<image ");
        let drawn = if has_photos { self.jpeg() } else { self.png() };
        match drawn {
            Ok(jpeg) if has_photos => Display { plain, svg, jpeg: Some(jpeg), ..Display::default() },
            Ok(png) => Display { plain, svg, png: Some(png), ..Display::default() },
            Err(error) => Display { plain: format!("{plain}: {error}"), ..Display::default() },
        }
    }

    /// Shows the figure now, anywhere in a cell, in a loop too.
    pub fn show(&self) {
        self.display().show_now();
    }

    /// Shows the figure as a notebook cell's result.
    pub fn evcxr_display(&self) {
        self.display().show();
    }
}

impl Images {
    fn display(&self) -> Display {
        let shown = self.len().min(PICTURES_SHOWN);
        let pictures: Vec<_> = (0..shown).filter_map(|index| self.rgb(index)).collect();
        let side = self.side();
        let title = format!("{shown} of {} images, {side} × {side} pixels", grouped(self.len() as u64));
        of_figure(plot::contact_sheet(&title, &pictures, &[], 8), format!("{self:?}"))
    }

    /// Shows the first images now, anywhere in a cell, in a loop too.
    pub fn show(&self) {
        self.display().show_now();
    }

    /// Shows the first images as a notebook cell's result.
    pub fn evcxr_display(&self) {
        self.display().show();
    }
}

impl LabelTable {
    /// The first rows, with class names for codes.
    fn preview(&self) -> Result<Table> {
        self.frame_with_names()?.preview()
    }
}

/// Gives types tables, one below the other, as a cell's result.
macro_rules! shows_tables {
    ($($kind:ty, $what:literal => |$it:ident| [$($table:expr),+];)*) => {
        $(impl $kind {
            #[doc = concat!("Shows ", $what, " as a notebook cell's result.")]
            pub fn evcxr_display(&self) {
                let $it = self;
                show_tables([$($table),+]);
            }
        })*
    };
}

shows_tables! {
    ContinuousScores, "the scores" => |it| [Ok(it.to_table())];
    LabelTable, "the first rows, with class names for codes," => |it| [it.preview()];
    Agreement, "the table" => |it| [Ok(it.to_table())];
    ReadingReport, "the report" => |it| [Ok(it.to_table())];
    LabelReading, "the report, and below it the first rows of the labels," => |it| [Ok(it.report.to_table()), it.labels.preview()];
    SoftLabels, "the report, and below it the first rows," => |it| [Ok(it.report.to_table()), it.frame().and_then(|frame| frame.preview())];
    JoinReport, "the report" => |it| [Ok(it.to_table())];
    LabelJoin, "the report, and below it the first rows of the joined labels," => |it| [Ok(it.report.to_table()), it.labels.preview()];
    FerPlus, "the report, and below it the first votes," => |it| [Ok(it.report.to_table()), it.frame().and_then(|frame| frame.preview())];
    RafLabels, "agreement, confusions in percent, and valence and arousal by emotion, of the training part," => |it| [
        it.agreement_table(),
        it.confusion(RafPart::Train).map(|matrix| matrix.to_table()),
        it.affect_table(RafPart::Train)
    ];
    Alignment, "the summary" => |it| [Ok(it.summary())];
    Experiment, "the table" => |it| [it.table()];
    Evaluation, "the table" => |it| [it.table()];
    Sweep, "the table" => |it| [it.table()];
    Comparison, "the table" => |it| [it.table()];
    Labelling, "the table, and below it the first faces," => |it| [it.table(), it.frame().and_then(|frame| frame.preview())];
}

impl Training {
    /// Shows the summary, and below it the history, as a notebook cell's result.
    pub fn evcxr_display(&self) {
        progress::tell(self.summary());
        show_tables([self.history_table()]);
    }
}

impl PredictedFaces {
    /// Shows the first faces as a notebook cell's result, and below them those that could not be used.
    pub fn evcxr_display(&self) {
        let faces = self.frame().and_then(|frame| frame.preview());
        if self.failed.is_empty() { show_tables([faces]) } else { show_tables([faces, self.failures()]) }
    }
}

/// Gives types a figure as a cell's result; what follows it is the text where figures are not shown.
macro_rules! shows_a_figure {
    ($($kind:ty, $what:literal => |$it:ident| $figure:expr, $plain:expr;)*) => {
        $(impl $kind {
            #[doc = concat!("Shows ", $what, " as a notebook cell's result.")]
            pub fn evcxr_display(&self) {
                let $it = self;
                of_figure($figure, $plain).show();
            }
        })*
    };
}

shows_a_figure! {
    ConfusionMatrix, "the heat map" =>
        |it| plot::confusion(it, "", ["true class", "given label"]), it.to_table().to_text();
    TransitionMatrix, "the heat map" => |it| it.heat_map("", Width::DoubleColumn), it.to_table().to_text();
    Quality, "the accuracies with their intervals" => |it| it.reliability(Width::DoubleColumn), it.to_table().to_text();
    PlanningCurve, "the curve" => |it| it.curve(Width::DoubleColumn), it.to_table().to_text();
    Pairwise, "the heat map" => |it| it.heat_map(Width::DoubleColumn), it.clustered().to_table().to_text();
    Contingency, "the flow of labels" => |it| it.flow(Width::DoubleColumn), it.to_table().to_text();
    BlandAltman, "the figure" => |it| it.figure(Width::DoubleColumn), it.to_table().to_text();
    AffectPlanes, "the planes" => |it| it.figure(Width::DoubleColumn), it.to_table().to_text();
    DataMap, "the map" =>
        |it| it.figure("Data map", Width::DoubleColumn), format!("data map of {} samples", grouped(it.confidence.len() as u64));
    LossHistogram, "the histogram with its mixture" =>
        |it| it.figure("Mean losses of samples", Width::DoubleColumn), it.to_table().to_text();
    DetectorCurves, "the curves" => |it| it.figure(Width::DoubleColumn),
        format!("{} detectors of {} wrong labels", it.curves.len(), grouped(it.wrong as u64));
}

/// Tables one below the other; where one cannot be made, why.
fn show_tables<const N: usize>(tables: [Result<Table>; N]) {
    let mut made = vec![];
    for table in tables {
        made.push(table.unwrap_or_else(|error| Table { note: error.to_string(), ..Table::default() }));
    }
    Display::of_tables(&made).show();
}

/// The figure with `plain` as its text; only the text where it cannot be drawn.
pub(super) fn of_figure(figure: Result<Figure>, plain: String) -> Display {
    let display = figure.map_or_else(|_| Display::default(), |figure| figure.display());
    Display { plain, ..display }
}

/// Pictures of a tensor with what they are.
pub(super) fn of_pictures(title: &str, pictures: &[RgbImage], plain: String) -> Display {
    of_figure(plot::contact_sheet(title, pictures, &[], 8), plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{labels::LabelHead, table::Cell};
    use image::{Rgb, RgbImage};

    #[test]
    fn a_cell_shows_photos_as_jpeg_and_all_else_as_png() {
        let photo = RgbImage::from_pixel(9, 7, Rgb([200, 30, 30]));
        let display = plot::contact_sheet("photo", &[photo], &[], 4).unwrap().display();
        let shown = image::load_from_memory(&display.jpeg.unwrap()).unwrap().to_rgb8();
        let is_red = |pixel: &Rgb<u8>| pixel[0] > 190 && pixel[1] < 60;
        assert!(shown.pixels().any(is_red) && display.png.is_none());
        let classes = ["a", "b"].map(String::from);
        let matrix = ConfusionMatrix::new(&classes, &[0, 0, 1], &[0, 1, 1]).unwrap();
        let display = plot::confusion(&matrix, "", ["true class", "given label"]).unwrap().display();
        assert!(display.png.is_some() && display.jpeg.is_none());
    }

    #[test]
    fn label_tables_show_class_names() {
        let table = LabelTable::from_names(vec!["1.jpg".into(), "2.jpg".into()]).unwrap();
        let head = LabelHead::categorical("anna", &["happy", "sad"]);
        let table = table.with_labels(head, &[Some(1), None]).unwrap().with_truth(&[0, 1]).unwrap();
        let rows = table.preview().unwrap().rows;
        assert_eq!(rows[0], ["1.jpg", "sad", "happy"].map(Cell::from));
        assert_eq!(rows[1], ["2.jpg".into(), Cell::Missing, "sad".into()]);
    }
}
