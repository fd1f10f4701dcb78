//! `noisyfer align`.

use super::{
    dataset::{FaceDataset, Source},
    frame::Frame,
    places::{check_apart, check_folder, check_named, move_aside},
};
use clap::Args;
use noisyfer::{
    Error, Fidelity, Result, Seed,
    faces::align::{Aligner, Alignment, FaceList, align_faces},
    progress::tell,
};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Align {
    /// The dataset.
    dataset: FaceDataset,
    #[command(flatten)]
    source: Source,
    /// Where aligned faces and alignment.csv go [default: Image/myaligned or myaligned in the
    /// dataset's folder, and beside it for faces that are aligned otherwise than those in it].
    #[arg(long)]
    out: Option<PathBuf>,
    /// Width and height of an aligned face in pixels.
    #[arg(long, default_value_t = 256)]
    side: usize,
    /// How far below the upper edge the eyes lie, as a share of the side.
    #[arg(long, default_value_t = 0.3)]
    eye_height: f64,
    /// How far each eye lies from its edge, as a share of the side.
    #[arg(long, default_value_t = 0.3)]
    eye_margin: f64,
    /// Which pixels the landmarks count, of photos that their EXIF orientation turns. Faces that are aligned already stay.
    #[arg(long, value_enum, default_value_t = Frame::Either)]
    frame: Frame,
    /// Cut eye centres to whole pixels, and shrink without a filter, as the published code did.
    #[arg(long)]
    published: bool,
    /// Also draw a face with its landmarks and crop, a sheet of aligned faces, and one of the failures: PNGs in this folder; one that already holds
    /// such figures is moved aside first.
    #[arg(long)]
    figures: Option<PathBuf>,
    /// The seed of the sample that is drawn.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

/// The figures.
const OVERLAY: &str = "overlay.png";
const ALIGNED: &str = "aligned.png";
const FAILED: &str = "failed.png";

/// How many faces a contact sheet shows.
const SHOWN: usize = 64;

impl Align {
    pub fn run(self) -> Result<()> {
        for (argument, folder) in [("--out", &self.out), ("--figures", &self.figures)] {
            if let Some(folder) = folder {
                check_folder(argument, folder)?;
            }
        }
        let root = self.source.faces(self.dataset, Source::FACES, Seed(0))?;
        if let Some(figures) = self.figures.as_ref().filter(|figures| holds_figures(figures)) {
            check_named("--figures", figures, "figures")?;
            check_apart("--figures", figures, &[&root])?;
        }
        let list = match self.dataset {
            FaceDataset::Raf => FaceList::raf(root)?,
            FaceDataset::Affectnet => FaceList::affectnet(root)?,
        };
        let list = list.in_frame(self.frame.into());
        let fidelity = if self.published { Fidelity::Published } else { Fidelity::Corrected };
        let aligner = Aligner { side: self.side, eye_height: self.eye_height, eye_margin: self.eye_margin, fidelity };
        let list = match &self.out {
            Some(out) => list.with_output(out),
            None => list.for_settings(&aligner)?.where_writable(&aligner)?,
        };
        let alignment = align_faces(&list, &aligner)?;
        tell(alignment.summary().to_text().trim_end());
        if let Some(figures) = &self.figures {
            self.draw(figures, &list, &aligner, &alignment)?;
        }
        if let left @ 1.. = alignment.interrupted() {
            let total = list.names().len();
            return Err(Error::Interrupted { what: "aligning faces".into(), done: total - left, total });
        }
        if let Some(failed) = alignment.failed_in_words()? {
            tell(failed);
        }
        Ok(())
    }

    fn draw(&self, figures: &Path, list: &FaceList, aligner: &Aligner, alignment: &Alignment) -> Result<()> {
        if holds_figures(figures) {
            move_aside(figures)?;
        }
        if let Some(name) = alignment.first() {
            list.overlay(name, aligner)?.save(figures.join(OVERLAY))?;
            alignment.contact_sheet(SHOWN, Seed(self.seed))?.save(figures.join(ALIGNED))?;
        }
        if alignment.count("failed") > 0 {
            alignment.failures(SHOWN, Seed(self.seed))?.save(figures.join(FAILED))?;
        }
        tell(format_args!("wrote {}", figures.display()));
        Ok(())
    }
}

/// Whether a folder has something of the names that figures are written under.
fn holds_figures(folder: &Path) -> bool {
    [OVERLAY, ALIGNED, FAILED].iter().any(|name| folder.join(name).exists())
}
