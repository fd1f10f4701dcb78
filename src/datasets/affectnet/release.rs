//! The release with eight classes: a folder of images beside a folder of `.npy` files, one for each label.

use super::{AffectNetOptions, present};
use crate::datasets::face_rows::FaceRows;
use crate::{
    Error, Result,
    formats::npy,
    labels::{LabelReading, ReadingReport},
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
    let folder = folder.as_ref().join("annotations");
    let ids = stems(&folder, "_exp.npy")?;
    let read = |id: &String| -> Result<_, String> {
        let number = |kind: &str| number(&folder, id, kind);
        let affect = if options.affect { present([number("val")? as f32, number("aro")? as f32]) } else { None };
        Ok((expression(number("exp")?)?, affect))
    };
    let labels: Vec<_> = ids.par_iter().map(read).collect();
    let mut rows = FaceRows::new(ReadingReport::new(&folder, "folder of AffectNet-8 labels (.npy)"));
    for (id, labels) in ids.iter().zip(labels) {
        let name = format!("{id}.jpg");
        let taken = labels.and_then(|(expression, affect)| options.take(&mut rows, &name, expression, affect));
        if let Err(fault) = taken {
            rows.leave_out(&fault, id);
        }
    }
    rows.finish(&options.heads())
}

/// An expression's code out of a number.
pub(super) fn expression(number: f64) -> Result<u8, String> {
    let is_code = number.fract() == 0.0 && (0.0..=10.0).contains(&number);
    is_code.then_some(number as u8).ok_or_else(|| "an expression outside 0 to 10".into())
}

/// The names of the files in `folder` that end on `suffix`, without it, in the order of their numbers.
pub(super) fn stems(folder: &Path, suffix: &str) -> Result<Vec<String>> {
    let error = |source| Error::io(folder, source);
    if !folder.is_dir() {
        return Err(missing(suffix, vec![folder.to_path_buf()]));
    }
    let mut stems = Vec::new();
    for entry in fs::read_dir(folder).map_err(error)? {
        let name = entry.map_err(error)?.file_name();
        stems.extend(name.to_str().and_then(|name| name.strip_suffix(suffix)).map(String::from));
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
            report.left_out.iter().map(|left_out| (left_out.reason.as_str(), &*left_out.first)).collect();
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
    fn another_folder_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let message = read_affectnet_release(folder.path(), &AffectNetOptions::default()).unwrap_err().to_string();
        assert!(message.contains("annotations") && message.contains("such as train_set"), "{message}");
        fs::create_dir(folder.path().join("annotations")).unwrap();
        let message = read_affectnet_release(folder.path(), &AffectNetOptions::default()).unwrap_err().to_string();
        assert!(message.contains("found no row, expected"), "{message}");
    }
}
