//! All faces of a dataset.

use super::{
    aligner::Aligner,
    face::AlignedFace,
    list::FaceList,
    listed::{Content, Failure, ListedFace, Points, because},
    report::{Alignment, INTERRUPTED, Row},
    resume,
};
use crate::{
    Error, Result, files,
    images::encode_jpeg,
    interrupt::Interrupt,
    progress::{self, Pace},
    text::grouped,
};
use rayon::prelude::*;
use std::{
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

/// Aligns every face of `list` on all cores and writes the images, and `alignment.csv` with a row per face.
///
/// Prints a line every two seconds. What is there and whole is not made again, so an interrupted run (Ctrl-C, or the stop
/// button of a notebook) goes on where it was when it is started again; its report is written all the same. A row that
/// cannot be aligned costs nothing but itself. Images appear whole or not at all.
///
/// # Errors
/// [`Error::Parameter`] for an aligner out of range; [`Error::Format`] where the disk has no room, and when
/// the folder holds images made with other settings or by something else; [`Error::Io`] when the
/// report cannot be written.
pub fn align_faces(list: &FaceList, aligner: &Aligner) -> Result<Alignment> {
    align_rows(list, aligner, resume::is_done)
}

/// The list with the folder that [`FaceList::for_settings`] gives it, in which every face has been seen to: by
/// [`align_faces`], unless there is a whole report and every face has its image. Faces without one, because they failed or are new,
/// are tried again. Images that the distributor has aligned are taken as they are. Where the dataset may only be read, the folder is in the user's cache.
///
/// # Errors
/// Those of [`align_faces`]; [`Error::Missing`] without a folder of photos; [`Error::NoneUsable`] where no face could be aligned;
/// [`Error::Interrupted`].
pub fn ensure_aligned(list: &FaceList, aligner: &Aligner) -> Result<FaceList> {
    if list.is_prepared {
        progress::tell(format_args!("The faces of {} were aligned by the distributor.", list.root.display()));
        return Ok(list.clone());
    }
    let mut list = list.for_settings(aligner)?;
    let mut is_reported = resume::is_reported(&list, aligner)?;
    if is_reported && list.without_image() == 0 {
        return Ok(list);
    }
    let writable = list.clone().where_writable(aligner)?;
    if writable.records != list.records {
        list = writable;
        is_reported = resume::is_reported(&list, aligner)?;
        if is_reported && list.without_image() == 0 {
            return Ok(list);
        }
    }
    list.require_photos()?;
    let root = list.root.display();
    let alignment = if is_reported {
        let left = grouped(list.without_image() as u64);
        progress::tell(format_args!("{left} faces of {root} have no aligned image: they are tried again."));
        // Images are whole where a report was written.
        align_rows(&list, aligner, |image, _| image.is_file())?
    } else {
        progress::tell(format_args!("Aligning the faces of {root}, which is done once:"));
        align_faces(&list, aligner)?
    };
    match alignment.interrupted() {
        0 => {}
        left => {
            return Err(Error::Interrupted {
                what: "aligning faces".into(),
                done: list.len() - left,
                total: list.len(),
            });
        }
    }
    if let Some(failed) = alignment.failed_in_words()? {
        progress::tell(failed);
    }
    Ok(list)
}

/// [`align_faces`] but for those whose image `is_done`, of this side.
fn align_rows(list: &FaceList, aligner: &Aligner, is_done: fn(&Path, usize) -> bool) -> Result<Alignment> {
    aligner.validate()?;
    if list.is_prepared {
        let expected = "photos with landmarks; `train` and `label` take these images as they are";
        return Err(Error::format(list.root.display(), "images that the distributor has aligned", expected));
    }
    let left = list.without_image() as u64;
    // A face takes about a third of a byte a pixel.
    let bytes = left * (aligner.side * aligner.side) as u64 / 3;
    files::check_space(list.records(), bytes, &format!("{} aligned faces", grouped(left)))?;
    resume::claim(list, aligner)?;
    let interrupt = Interrupt::watch();
    let progress = Progress::new(list.len());
    let align = |face: &ListedFace| {
        let row = if interrupt.requested() {
            Row::new(face, "skipped", INTERRUPTED)
        } else {
            outcome(list, face, aligner, is_done)
        };
        progress.count(&row);
        row
    };
    let rows: Vec<Row> = list.faces.par_iter().map(align).collect();
    progress.end();
    Alignment::write(list, &rows)
}

fn outcome(list: &FaceList, face: &ListedFace, aligner: &Aligner, is_done: fn(&Path, usize) -> bool) -> Row {
    let points = match &face.content {
        Content::Aligned => return Row::new(face, "skipped", "already aligned"),
        Content::LeftOut(why) => return Row::new(face, "skipped", why),
        Content::Bad(reason, why) => return Row::new(face, "failed", reason).with_detail(why),
        Content::Face(points) => points,
    };
    let target = list.folder().join(&face.aligned);
    if is_done(&target, aligner.side) {
        return Row {
            aligned: Some(resume::relative(&target, &list.root)),
            ..Row::new(face, "skipped", "already aligned")
        };
    }
    let photo = match list.finder.find(Path::new(&face.name)) {
        Ok(photo) => photo,
        Err(error) => return Row::new(face, "failed", "no such image").with_detail(error),
    };
    let row = match align_one(list, &photo, points, face, &target, aligner) {
        Ok(notes) => {
            Row { aligned: Some(resume::relative(&target, &list.root)), ..Row::new(face, "done", &notes.join("; ")) }
        }
        Err((reason, error)) => Row::new(face, "failed", reason).with_detail(error),
    };
    Row { photo: Some(resume::relative(&photo, &list.root)), ..row }
}

/// Returns what is to be noted.
fn align_one(
    list: &FaceList,
    photo: &Path,
    points: &Points,
    face: &ListedFace,
    target: &Path,
    aligner: &Aligner,
) -> Result<Vec<&'static str>, Failure> {
    let points = list.points(points, &face.place).map_err(because("bad landmarks"))?;
    let AlignedFace { image, notes, .. } = aligner.align_file(photo, &face.place, &points)?;
    let written = encode_jpeg(&image).and_then(|jpeg| files::write_without_waiting(target, &jpeg));
    written.map_err(because("cannot be written"))?;
    Ok(notes)
}

/// Tells how far the work is, in whole lines.
struct Progress {
    total: usize,
    rows: AtomicUsize,
    done: AtomicUsize,
    failed: AtomicUsize,
    started: Instant,
    pace: Mutex<Pace>,
}

impl Progress {
    fn new(total: usize) -> Self {
        let pace = Mutex::new(Pace::new(Duration::from_secs(2)));
        let zero = AtomicUsize::default;
        Self { total, rows: zero(), done: zero(), failed: zero(), started: Instant::now(), pace }
    }

    fn count(&self, row: &Row) {
        self.rows.fetch_add(1, Relaxed);
        self.done.fetch_add(usize::from(row.state == "done"), Relaxed);
        self.failed.fetch_add(usize::from(row.state == "failed"), Relaxed);
        if let Ok(mut pace) = self.pace.try_lock()
            && pace.is_due()
        {
            let (rows, seconds) = (self.rows.load(Relaxed), self.started.elapsed().as_secs_f64());
            let left = (seconds / rows as f64 * (self.total - rows) as f64) as u64;
            progress::tell(format_args!("{} · {}:{:02} left", self.line(rows, seconds), left / 60, left % 60));
        }
    }

    fn end(&self) {
        progress::tell(self.line(self.rows.load(Relaxed), self.started.elapsed().as_secs_f64()));
    }

    fn line(&self, rows: usize, seconds: f64) -> String {
        let [rows, total, done, failed] =
            [rows, self.total, self.done.load(Relaxed), self.failed.load(Relaxed)].map(|count| count as u64);
        let rate = done as f64 / seconds.max(1e-9);
        format!(
            "{} of {} rows · {} aligned · {} failed · {rate:.0} images/s",
            grouped(rows),
            grouped(total),
            grouped(done),
            grouped(failed)
        )
    }
}
