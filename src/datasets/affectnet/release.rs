//! The release with eight classes: a folder of images beside a folder of `.npy` files, one for each label.

use super::{AffectNetOptions, AffectNetPart, present};
use crate::datasets::face_rows::FaceRows;
use crate::{
    Error, Result,
    faces::align::{Content, ListedFace, Points},
    formats::npy,
    labels::{LabelReading, ReadingReport, codes::AFFECTNET_EXPRESSIONS},
};
use rayon::prelude::*;
use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// Reads one of AffectNet-8's folders, `train_set` or `val_set`, with `annotations/<id>_{exp,val,aro}.npy`. The images
/// are named `<id>.jpg`, as in its folder `images`. The files hold arrays without dimensions, numbers or text.
///
/// # Errors
/// [`Error::Missing`] without such a folder; [`Error::Io`]; [`Error::Format`] when no image's labels can be used. Those
/// that cannot be used are left out and counted in the report.
pub fn read_affectnet_release(folder: impl AsRef<Path>, options: &AffectNetOptions) -> Result<LabelReading> {
    read_labels(folder.as_ref(), "", options)
}

/// What the release calls the folder of a part.
fn folder_of(part: AffectNetPart) -> &'static str {
    match part {
        AffectNetPart::Training => "train_set",
        AffectNetPart::Validation => "val_set",
    }
}

/// Whether AffectNet's folder `root` holds this release.
pub(super) fn is_release(root: &Path) -> bool {
    root.join("train_set/annotations").is_dir() || root.join("val_set/annotations").is_dir()
}

/// The labels of one part below `root`; images are named by their paths there, such as `train_set/images/0.jpg`.
pub(super) fn read_part(root: &Path, part: AffectNetPart, options: &AffectNetOptions) -> Result<LabelReading> {
    let part = folder_of(part);
    read_labels(&root.join(part), &format!("{part}/images/"), options)
}

fn read_labels(folder: &Path, before: &str, options: &AffectNetOptions) -> Result<LabelReading> {
    let folder = folder.join("annotations");
    let ids = stems(&folder, "_exp.npy")?;
    let read = |id: &String| -> Result<_, String> {
        let affect = if options.affect { affect(&folder, id)? } else { None };
        Ok((expression(number(&folder, id, "exp")?)?, affect))
    };
    let labels: Vec<_> = ids.par_iter().map(read).collect();
    let mut rows = FaceRows::new(ReadingReport::new(&folder, "folder of AffectNet-8 labels (.npy)"));
    for (id, labels) in ids.iter().zip(labels) {
        let name = format!("{before}{id}.jpg");
        let taken = labels.and_then(|(expression, affect)| options.take(&mut rows, &name, expression, affect));
        if let Err(fault) = taken {
            rows.leave_out(&fault, id);
        }
    }
    rows.finish(&options.heads())
}

fn affect(folder: &Path, id: &str) -> Result<Option<[f32; 2]>, String> {
    Ok(present([number(folder, id, "val")? as f32, number(folder, id, "aro")? as f32]))
}

/// The faces of both parts below `root`, as far as they are there, with their landmarks in `<id>_lnd.npy`.
pub(super) fn listed_faces(root: &Path) -> Result<Vec<ListedFace>> {
    let mut faces = vec![];
    for part in [AffectNetPart::Training, AffectNetPart::Validation].map(folder_of) {
        let folder = root.join(part).join("annotations");
        if !folder.is_dir() {
            continue;
        }
        let listed = |id: &String| {
            let content = content(&folder, id).unwrap_or_else(|why| Content::Bad("damaged row", why));
            ListedFace::new(format!("{part}/annotations/{id}"), format!("{part}/images/{id}.jpg"), content)
        };
        let ids = stems(&folder, "_exp.npy")?;
        faces.extend(ids.par_iter().map(listed).collect::<Vec<_>>());
    }
    Ok(faces)
}

fn content(folder: &Path, id: &str) -> Result<Content, String> {
    Ok(match expression(number(folder, id, "exp")?)? {
        code @ 8.. => Content::LeftOut(format!("labelled {}", AFFECTNET_EXPRESSIONS[usize::from(code)])),
        _ if affect(folder, id)?.is_none() => Content::LeftOut("has no valence and arousal (-2)".into()),
        _ => Content::Face(Points::Numpy(folder.join(format!("{id}_lnd.npy")))),
    })
}

/// An expression's code out of a number.
pub(super) fn expression(number: f64) -> Result<u8, String> {
    let is_code = number.fract() == 0.0 && (0.0..=10.0).contains(&number);
    is_code.then_some(number as u8).ok_or_else(|| "an expression outside 0 to 10".into())
}

/// The names of the files in `folder` that end on `suffix`, without it, in the order of their numbers. Hidden ones are passed over:
/// macOS leaves a `._0_exp.npy` beside each `0_exp.npy`.
pub(super) fn stems(folder: &Path, suffix: &str) -> Result<Vec<String>> {
    let error = |source| Error::io(folder, source);
    if !folder.is_dir() {
        return Err(missing(suffix, vec![folder.to_path_buf()]));
    }
    let mut stems = Vec::new();
    for entry in fs::read_dir(folder).map_err(error)? {
        let name = entry.map_err(error)?.file_name();
        let shown = name.to_str().filter(|name| !name.starts_with('.'));
        stems.extend(shown.and_then(|name| name.strip_suffix(suffix)).map(String::from));
    }
    stems.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    Ok(stems)
}

pub(super) fn missing(suffix: &str, looked_in: Vec<PathBuf>) -> Error {
    let remedy = "Give the folder of one part of the release, such as train_set.".into();
    Error::Missing { what: format!("a folder of AffectNet's files *{suffix}"), looked_in, remedy }
}

fn number(folder: &Path, id: &str, kind: &str) -> Result<f64, String> {
    let name = format!("{id}_{kind}.npy");
    let bytes = fs::read(folder.join(&name)).map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("no file _{kind}.npy"),
        other => format!("_{kind}.npy: {other}"),
    })?;
    let numbers = npy::parse(&name, &bytes).and_then(|array| npy::numbers(&name, &array));
    match numbers.as_deref() {
        Ok([number]) if number.is_finite() => Ok(*number),
        _ => Err(format!("_{kind}.npy holds no single number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::npy::tests::{file, spelled};

    fn write(folder: &Path, id: &str, labels: [&[u8]; 3]) {
        for (kind, bytes) in ["exp", "val", "aro"].into_iter().zip(labels) {
            fs::write(folder.join(format!("{id}_{kind}.npy")), bytes).unwrap();
        }
    }

    fn release() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("annotations");
        fs::create_dir(&folder).unwrap();
        write(&folder, "10", [&spelled("7"), &spelled("0.5"), &spelled("-0.25")]);
        write(&folder, "2", [&spelled("1"), &spelled("0.75"), &file("<f8", "()", &0.5f64.to_le_bytes())]);
        write(&folder, "3", [&file("<i8", "()", &10i64.to_le_bytes()), &spelled("-2"), &spelled("-2")]);
        write(&folder, "4", [&spelled("0"), &spelled("-2"), &spelled("-2.0")]);
        write(&folder, "5", [&spelled("happy"), &spelled("0"), &spelled("0")]);
        fs::write(folder.join("6_exp.npy"), spelled("0")).unwrap();
        fs::write(folder.join("2_lnd.npy"), b"").unwrap();
        root
    }

    #[test]
    fn labels_stored_as_text_or_numbers() {
        let root = release();
        let LabelReading { labels, report } =
            read_affectnet_release(root.path(), &AffectNetOptions::default()).unwrap();
        assert_eq!((labels.names(), labels.codes("emotion").unwrap()), (vec!["2.jpg".into()], vec![1]));
        assert_eq!(labels.values("affect").unwrap(), [0.75, 0.5]);
        let reasons: Vec<_> =
            report.left_out.iter().map(|left_out| (left_out.reason.as_str(), &*left_out.first[0])).collect();
        let expected = [
            ("expression no-face", "3"),
            ("no valence and arousal (`affect: false` reads without)", "4"),
            ("_exp.npy holds no single number", "5"),
            ("no file _val.npy", "6"),
            ("expression contempt", "10"),
        ];
        assert_eq!(reasons, expected);
        let all = AffectNetOptions { contempt: true, affect: false, annotator: "human".into() };
        let labels = read_affectnet_release(root.path(), &all).unwrap().labels;
        assert_eq!(labels.names(), ["2.jpg", "4.jpg", "6.jpg", "10.jpg"], "in the order of their numbers");
        assert_eq!(labels.codes("human").unwrap(), [1, 0, 0, 7]);
    }

    #[test]
    fn companions_of_macos_are_no_faces() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("train_set/annotations");
        fs::create_dir_all(&folder).unwrap();
        write(&folder, "0", [&spelled("1"), &spelled("0.5"), &spelled("0.5")]);
        for kind in ["exp", "val", "aro", "lnd"] {
            fs::write(folder.join(format!("._0_{kind}.npy")), b"Mac OS X").unwrap();
        }
        let faces = listed_faces(root.path()).unwrap();
        assert_eq!((faces.len(), &*faces[0].name), (1, "train_set/images/0.jpg"));
        let read = read_part(root.path(), AffectNetPart::Training, &AffectNetOptions::default()).unwrap();
        assert_eq!((read.labels.len(), read.report.rows), (1, 1));
    }

    #[test]
    fn another_folder_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let message = read_affectnet_release(folder.path(), &AffectNetOptions::default()).unwrap_err().to_string();
        assert!(message.contains("annotations") && message.contains("such as train_set"), "{message}");
        fs::create_dir(folder.path().join("annotations")).unwrap();
        let message = read_affectnet_release(folder.path(), &AffectNetOptions::default()).unwrap_err().to_string();
        assert!(message.contains("found no row, expected"), "{message}");
    }
}
