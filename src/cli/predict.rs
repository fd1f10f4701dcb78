//! `noisyfer predict`.

use super::{
    frame::Frame,
    places::{check_apart, check_folder, check_named, move_aside, write_or_keep},
};
use clap::Args;
use noisyfer::{
    Error, Result,
    device::device,
    faces::align::Eyes,
    predict::{FaceImage, PredictedFaces, TrainedModel},
    progress::tell,
    table::ToTable,
};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Predict {
    /// The run whose model is asked: the folder that `noisyfer train … --out` wrote.
    #[arg(long)]
    run: PathBuf,
    /// Aligned faces, as `noisyfer align` writes them, or folders of such and of folders; with --eyes one photo.
    #[arg(required_unless_present = "landmarks")]
    images: Vec<PathBuf>,
    /// Where the eyes are in the photo, left and right as seen: X,Y,X,Y in pixels.
    #[arg(long, value_name = "X,Y,X,Y", value_parser = eyes, allow_hyphen_values = true)]
    eyes: Option<Eyes>,
    /// A CSV of faces in photos, with AffectNet's columns subDirectory_filePath and facial_landmarks.
    #[arg(long, conflicts_with_all = ["images", "eyes"])]
    landmarks: Option<PathBuf>,
    /// The folder of those photos [default: that of the CSV].
    #[arg(long)]
    photos: Option<PathBuf>,
    /// Which pixels the landmarks count, of photos that their EXIF orientation turns [default: either].
    #[arg(long, value_enum)]
    frame: Option<Frame>,
    /// The folder to write: predictions.csv, failed.csv where faces could not be looked at, and figures; one that already holds predictions is moved aside first.
    #[arg(long)]
    out: Option<PathBuf>,
    /// How many faces get a figure of their own.
    #[arg(long, default_value_t = 20)]
    figures: usize,
    /// What computes: cpu, cuda, cuda:N or remote:HOST:PORT.
    #[arg(long, default_value = "cpu")]
    device: String,
}

/// The table of all faces.
const PREDICTIONS: &str = "predictions.csv";

/// The table of those that were not looked at, and why.
const FAILED: &str = "failed.csv";

/// Figures of all faces.
const SHEET: &str = "faces.png";
const CIRCUMPLEX: &str = "circumplex.png";

/// How many faces a contact sheet shows.
const SHOWN: usize = 64;

impl Predict {
    pub fn run(self) -> Result<()> {
        if let Some(out) = &self.out {
            check_folder("--out", out)?;
            if holds_predictions(out) {
                check_named("--out", out, "predictions")?;
                let mut inputs = vec![self.run.as_path()];
                inputs.extend(self.images.iter().chain(&self.landmarks).chain(&self.photos).map(PathBuf::as_path));
                check_apart("--out", out, &inputs)?;
            }
        }
        for (option, is_given) in [("--photos", self.photos.is_some()), ("--frame", self.frame.is_some())] {
            if is_given && self.landmarks.is_none() {
                return Err(Error::parameter(option, "given without --landmarks", "left out, or beside --landmarks"));
            }
        }
        let faces = self.faces()?;
        let predicted = TrainedModel::open(&self.run, &device(&self.device)?)?.predict_faces(&faces)?;
        tell(predicted.frame()?.preview()?.to_text().trim_end());
        if let Some(note) = &predicted.note {
            tell(note);
        }
        if !predicted.noted.is_empty() {
            tell(predicted.notes()?.to_text().trim_end());
        }
        if !predicted.failed.is_empty() {
            tell(predicted.failures()?.to_text().trim_end());
        }
        if let Some(out) = &self.out {
            write_or_keep("predictions", out, |out| self.write(&predicted, out))?;
        }
        if let (failed @ 1.., looked_at) = (predicted.failed.len(), predicted.faces.len()) {
            let why = match &self.out {
                Some(out) => out.join(FAILED).display().to_string(),
                None => "the table above".into(),
            };
            tell(format_args!("{failed} of {} faces were not looked at; {why} says why", failed + looked_at));
        }
        Ok(())
    }

    fn faces(&self) -> Result<Vec<FaceImage>> {
        if let Some(list) = &self.landmarks {
            let beside = list.parent().unwrap_or(Path::new(""));
            let mut faces = FaceImage::listed(list, self.photos.as_deref().unwrap_or(beside))?;
            let frame = self.frame.unwrap_or(Frame::Either);
            for face in &mut faces {
                face.points = face.points.take().map(|points| points.in_frame(frame.into()));
            }
            return Ok(faces);
        }
        match (self.eyes, self.images.as_slice()) {
            (None, [path]) => aligned(path),
            (None, images) => {
                let mut faces = vec![];
                for path in images {
                    for face in aligned(path)? {
                        // Two folders may hold files of one name.
                        let place = if path.is_dir() { path.join(&face.name) } else { path.clone() };
                        faces.push(FaceImage { name: place.display().to_string(), ..face });
                    }
                }
                Ok(faces)
            }
            (Some(eyes), [photo]) => Ok(vec![FaceImage::with_eyes(photo, eyes)?]),
            (Some(_), images) => Err(Error::parameter("the number of photos with --eyes", images.len(), 1)),
        }
    }

    fn write(&self, predicted: &PredictedFaces, out: &Path) -> Result<()> {
        let table = out.join(PREDICTIONS);
        if holds_predictions(out) {
            move_aside(out)?;
        }
        predicted.save(&table)?;
        if !predicted.failed.is_empty() {
            predicted.failures()?.save(out.join(FAILED))?;
        }
        predicted.contact_sheet(SHOWN)?.save(out.join(SHEET))?;
        if predicted.predictions.affect().is_some() {
            predicted.circumplex()?.save(out.join(CIRCUMPLEX))?;
        }
        for index in 0..self.figures.min(predicted.faces.len()) {
            predicted.figure(index)?.save(out.join(format!("face_{:03}.png", index + 1)))?;
        }
        tell(format_args!("wrote {}", out.display()));
        Ok(())
    }
}

/// Whether a folder has something of the names that predictions are written under.
fn holds_predictions(folder: &Path) -> bool {
    let is_written = |name: &str| {
        let number = name.strip_prefix("face_").and_then(|rest| rest.strip_suffix(".png"));
        let is_figure = number.is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()));
        is_figure || [PREDICTIONS, FAILED, SHEET, CIRCUMPLEX].contains(&name)
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| is_written(&entry.file_name().to_string_lossy()))
}

fn aligned(path: &Path) -> Result<Vec<FaceImage>> {
    if path.is_dir() { FaceImage::in_folder(path) } else { Ok(vec![FaceImage::aligned(path)]) }
}

fn eyes(text: &str) -> Result<Eyes, String> {
    let numbers: Vec<f64> = text
        .split(',')
        .map(|number| number.trim().parse())
        .collect::<Result<_, _>>()
        .map_err(|error| format!("{error}"))?;
    match numbers[..] {
        [x, y, right_x, right_y] => Ok(Eyes { left: [x, y], right: [right_x, right_y] }),
        _ => Err(format!("{} numbers; 4 are needed: x and y of the left eye, then of the right one", numbers.len())),
    }
}
