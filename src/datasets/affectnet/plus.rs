//! AffectNet+: one JSON file for each image, with a human label, shares of eight emotions and a degree of difficulty.

use super::{
    AffectNetOptions, present,
    release::{expression, missing, stems},
};
use crate::datasets::face_rows::FaceRows;
use crate::{
    Result,
    labels::{
        LabelReading, ReadingReport, SoftLabels,
        codes::{AFFECTNET_EXPRESSIONS, EMOTIONS_WITH_CONTEMPT},
    },
};
use rayon::prelude::*;
use serde_json::Value;
use std::{fs, path::Path};

/// By how much shares, which are written with few digits, may miss a sum of 1.
const SUM_TOLERANCE: f32 = 0.05;

/// The labels of AffectNet+.
#[derive(Clone, Debug)]
pub struct AffectNetPlus {
    /// The human labels; valence and arousal too where they are asked for.
    pub human: LabelReading,
    /// The shares of the eight emotions, of the same images.
    pub soft: SoftLabels,
    /// How hard each of the same images is: the file's `subset`; empty where it has none.
    pub subsets: Vec<String>,
}

/// Reads one part of AffectNet+: the `.json` files in `folder/annotations`, or in `folder` itself. From each it takes
/// `human-label` (a code or a name), `soft-label` (eight numbers in AffectNet's order, or by name), `subset` and, where
/// asked for, `valence` and `arousal`, beside these or in `meta-data`. Numbers may be text. The images are named
/// `<id>.jpg`.
///
/// # Errors
/// [`Error::Missing`](crate::Error::Missing) without such a file; [`Error::Io`](crate::Error::Io);
/// [`Error::Format`](crate::Error::Format) when no file can be used. Those that cannot be used are left out and counted
/// in the report.
pub fn read_affectnet_plus(folder: impl AsRef<Path>, options: &AffectNetOptions) -> Result<AffectNetPlus> {
    let folders = [folder.as_ref().join("annotations"), folder.as_ref().to_path_buf()];
    let is_used = |folder: &&std::path::PathBuf| stems(folder, ".json").is_ok_and(|stems| !stems.is_empty());
    let folder = folders.iter().find(is_used).ok_or_else(|| missing(".json", folders.to_vec()))?;
    let ids = stems(folder, ".json")?;
    let read = |id: &String| Annotation::read(&folder.join(format!("{id}.json")));
    let annotations: Vec<_> = ids.par_iter().map(read).collect();
    let mut rows = FaceRows::new(ReadingReport::new(folder, "folder of AffectNet+ labels (.json)"));
    let (mut names, mut shares, mut subsets) = (vec![], vec![], vec![]);
    for (id, annotation) in ids.iter().zip(annotations) {
        let name = format!("{id}.jpg");
        let taken = annotation.and_then(|found| {
            options.take(&mut rows, &name, found.human, found.affect)?;
            Ok(found)
        });
        match taken {
            Ok(found) => {
                names.push(name);
                shares.extend(found.soft);
                subsets.push(found.subset);
            }
            Err(fault) => rows.leave_out(&fault, format!("{id}.json")),
        }
    }
    let human = rows.finish(&options.heads())?;
    let classes = EMOTIONS_WITH_CONTEMPT.map(String::from).to_vec();
    let soft = SoftLabels { names, classes, shares, report: human.report.clone() };
    Ok(AffectNetPlus { human, soft, subsets })
}

/// What one file holds.
struct Annotation {
    human: u8,
    soft: [f32; 8],
    subset: String,
    affect: Option<[f32; 2]>,
}

impl Annotation {
    fn read(path: &Path) -> Result<Self, String> {
        let bytes = fs::read(path).map_err(|error| error.kind().to_string())?;
        let content: Value = serde_json::from_slice(&bytes).map_err(|_| "no JSON")?;
        let anywhere = |key: &str| content.get(key).or_else(|| content.get("meta-data")?.get(key)).and_then(number);
        let affect = anywhere("valence").zip(anywhere("arousal")).map(|(v, a)| [v as f32, a as f32]);
        let subset = match content.get("subset") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        Ok(Self {
            human: content.get("human-label").and_then(human).ok_or("no human-label of AffectNet's expressions")?,
            soft: content
                .get("soft-label")
                .and_then(soft)
                .ok_or("no soft-label of eight numbers of at least 0 with the sum 1")?,
            subset,
            affect: affect.and_then(present),
        })
    }
}

/// A finite number, or text that spells one.
fn number(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    number.filter(|number| number.is_finite())
}

fn human(value: &Value) -> Option<u8> {
    let named = |name: &str| AFFECTNET_EXPRESSIONS.iter().zip(0..).find(|(class, _)| class.eq_ignore_ascii_case(name));
    let code = value.as_str().and_then(named).map(|(_, code)| code);
    code.or_else(|| expression(number(value)?).ok())
}

fn soft(value: &Value) -> Option<[f32; 8]> {
    let mut shares = [0.0; 8];
    for (index, share) in shares.iter_mut().enumerate() {
        let entry = match value {
            Value::Array(entries) if entries.len() == 8 => entries.get(index),
            Value::Object(entries) => {
                entries.iter().find(|(key, _)| human(&Value::from(key.as_str())) == Some(index as u8)).map(|(_, v)| v)
            }
            _ => None,
        };
        *share = entry.and_then(number).filter(|number| *number >= 0.0)? as f32;
    }
    let sum: f32 = shares.iter().sum();
    (sum - 1.0).abs().le(&SUM_TOLERANCE).then_some(shares)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[(&str, &str)], options: &AffectNetOptions) -> Result<AffectNetPlus> {
        let root = tempfile::tempdir().unwrap();
        for (name, content) in files {
            fs::write(root.path().join(name), content).unwrap();
        }
        read_affectnet_plus(root.path(), options)
    }

    const GOOD: &str = r#"{"human-label": 1, "soft-label": [0, 0.75, 0, 0.25, 0, 0, 0, 0], "subset": "easy",
        "meta-data": {"valence": "0.5", "arousal": 0.125, "age": 30}}"#;
    const NAMED: &str = r#"{"human-label": "Sad", "subset": 2, "soft-label": {"neutral": 0.5, "happy": 0, "sad": "0.5",
        "surprise": 0, "fear": 0, "disgust": 0, "anger": 0, "contempt": 0}}"#;

    #[test]
    fn shares_and_labels_of_the_same_pictures() {
        let files =
            [("11.json", GOOD), ("2.json", NAMED), ("3.json", r#"{"human-label": 9}"#), ("._2.json", "Mac OS X")];
        let without = AffectNetOptions { affect: false, ..AffectNetOptions::default() };
        let AffectNetPlus { human, soft, subsets } = read(&files, &without).unwrap();
        assert_eq!((human.labels.names(), human.labels.codes("emotion").unwrap()), (soft.names.clone(), vec![2, 1]));
        assert_eq!((soft.names.join(" "), subsets.join(" ")), ("2.jpg 11.jpg".into(), "2 easy".into()));
        assert_eq!(soft.shares[..8], [0.5, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(soft.frame().unwrap().column("surprise").unwrap().f32().unwrap().get(1), Some(0.25));
        assert_eq!(human.report.left_out[0].reason, "no soft-label of eight numbers of at least 0 with the sum 1");
        assert_eq!(human.report.rows, 3, "a companion that macOS made is none");
        let with = read(&files, &AffectNetOptions::default()).unwrap();
        assert_eq!(
            (with.soft.names.join(" "), with.human.labels.values("affect").unwrap()),
            ("11.jpg".into(), vec![0.5, 0.125])
        );
    }

    #[test]
    fn what_cannot_be_used_is_told() {
        for (bad, reason) in [
            ("{", "no JSON"),
            (r#"{"human-label": 11, "soft-label": [1, 0, 0, 0, 0, 0, 0, 0]}"#, "no human-label of AffectNet's"),
            (r#"{"human-label": 1, "soft-label": [1, 0, 0, 0, 0, 0, 0, -1]}"#, "no soft-label of eight"),
            (r#"{"human-label": 1, "soft-label": [1, 0]}"#, "no soft-label of eight"),
            (r#"{"human-label": 1, "soft-label": [1, 5e38, 0, 0, 0, 0, 0, 0]}"#, "no soft-label of eight"),
            (r#"{"human-label": 1, "soft-label": [0.5, 0, 0, 0, 0, 0, 0, 0]}"#, "no soft-label of eight"),
        ] {
            let message = read(&[("1.json", bad)], &AffectNetOptions::default()).unwrap_err().to_string();
            assert!(message.contains("no usable row; 1.json: ") && message.contains(reason), "{message}");
        }
        assert!(read(&[], &AffectNetOptions::default()).unwrap_err().to_string().contains("files *.json not found"));
    }
}
