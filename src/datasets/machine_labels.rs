//! Machine labels on disk, in the forms in which the method's were published.

use super::affectnet::{AffectNetCsv, AffectNetRow, DamagedAffectNetRow};
use crate::{
    Error, Result, files,
    formats::{clean_name, cleaned},
    labels::codes::raf_from_affectnet,
};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

/// Emotions for RAF-DB by a model trained on AffectNet: `train_00001.jpg 5`, RAF-DB's codes.
pub const RAF_MACHINE_EMOTIONS: &str = "list_label_AffectnetModel.txt";

/// Valence and arousal for RAF-DB by a model trained on AffectNet: `train_00001.jpg -0.34 -0.12`.
pub const RAF_MACHINE_AFFECT: &str = "list_va_AffectnetModel.txt";

/// AffectNet's training list with the expressions of a model trained on RAF-DB.
pub const AFFECTNET_MACHINE_LABELS: &str = "training_RAFModel.csv";

/// A model's labels of images: one emotion an image, and valence and arousal where the model has them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MachineLabels {
    /// The images as the dataset's list names them.
    pub names: Vec<String>,
    /// An index into [`EMOTIONS`](crate::labels::codes::EMOTIONS) for each.
    pub emotions: Vec<u8>,
    /// Valence and arousal in [-1, 1] for each; `None` from a model without them.
    pub affect: Option<Vec<[f32; 2]>>,
}

impl MachineLabels {
    /// The files that [`write_raf`](Self::write_raf) writes.
    pub const RAF_FILES: &[&str] = &[RAF_MACHINE_EMOTIONS, RAF_MACHINE_AFFECT];

    /// The file that [`write_affectnet`](Self::write_affectnet) writes.
    pub const AFFECTNET_FILES: &[&str] = &[AFFECTNET_MACHINE_LABELS];

    /// Writes [`RAF_MACHINE_EMOTIONS`] and, where there are values, [`RAF_MACHINE_AFFECT`] to `folder`; returns their paths.
    ///
    /// # Errors
    /// [`Error::Parameter`] for columns of different lengths or an emotion that RAF-DB has no code for; [`Error::Format`]
    /// for a name that no list may hold; [`Error::Io`].
    pub fn write_raf(&self, folder: impl AsRef<Path>) -> Result<Vec<PathBuf>> {
        self.check()?;
        let code = |emotion: &u8| {
            raf_from_affectnet(*emotion).ok_or_else(|| Error::parameter("an emotion", emotion, "a code of 0 to 6"))
        };
        let codes = self.emotions.iter().map(code).collect::<Result<Vec<_>>>()?;
        let emotions: String = self.names.iter().zip(codes).map(|(name, code)| format!("{name} {code}\n")).collect();
        let mut written = vec![folder.as_ref().join(RAF_MACHINE_EMOTIONS)];
        files::write_atomically(&written[0], emotions.as_bytes())?;
        if let Some(affect) = &self.affect {
            let rows = self.names.iter().zip(affect);
            let affect: String =
                rows.map(|(name, [valence, arousal])| format!("{name} {valence} {arousal}\n")).collect();
            written.push(folder.as_ref().join(RAF_MACHINE_AFFECT));
            files::write_atomically(&written[1], affect.as_bytes())?;
        }
        Ok(written)
    }

    /// Writes [`AFFECTNET_MACHINE_LABELS`] to `folder` and returns its path: the rows of AffectNet's own list `training`
    /// that have a label here, with the face's box and landmarks as they stand there; for a release without lists, of all images with
    /// NULL for box and landmarks. Without values, -2 stands for valence and arousal, as AffectNet writes what is absent.
    ///
    /// # Errors
    /// [`Error::Parameter`] for columns of different lengths; [`Error::Io`] and [`Error::Format`] as [`AffectNetCsv::open`].
    pub fn write_affectnet(&self, folder: impl AsRef<Path>, training: Option<PathBuf>) -> Result<PathBuf> {
        self.check()?;
        let rows: HashMap<&str, usize> = self.names.iter().zip(0..).map(|(name, row)| (name.as_str(), row)).collect();
        let mut text = AffectNetCsv::header() + "\n";
        let add = |part: &mut String, _, row: Result<AffectNetRow, DamagedAffectNetRow>| {
            if let Ok(row) = row
                && let Ok(name) = cleaned(row.name)
                && let Some(&at) = rows.get(&*name)
            {
                *part += &row.relabelled(self.emotions[at], self.affect.as_ref().map(|affect| affect[at]));
                part.push('\n');
            }
        };
        match training {
            Some(training) => AffectNetCsv::open(training)?.gather(add, |part| text += &part)?,
            None => {
                for (at, name) in self.names.iter().enumerate() {
                    let row = AffectNetRow::of_name(name);
                    text += &row.relabelled(self.emotions[at], self.affect.as_ref().map(|affect| affect[at]));
                    text.push('\n');
                }
            }
        }
        let path = folder.as_ref().join(AFFECTNET_MACHINE_LABELS);
        files::write_atomically(&path, text.as_bytes())?;
        Ok(path)
    }

    fn check(&self) -> Result<()> {
        let lengths = [self.emotions.len(), self.affect.as_ref().map_or(self.names.len(), Vec::len)];
        if let Some(length) = lengths.into_iter().find(|&length| length != self.names.len()) {
            let expected = format!("{}, one a name", self.names.len());
            return Err(Error::parameter("the number of labels", length, expected));
        }
        self.names.iter().try_for_each(|name| clean_name("machine labels", name).map(drop))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::{
        affectnet::{AffectNetOptions, read_affectnet},
        raf::{read_affect_list, read_raf_list},
    };

    fn labels() -> MachineLabels {
        let names = ["1/a.jpg", "2/b.png"].map(String::from).to_vec();
        MachineLabels { names, emotions: vec![1, 6], affect: Some(vec![[0.5, -0.25], [-1.0, 0.125]]) }
    }

    #[test]
    fn lists_for_raf_are_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let written = labels().write_raf(folder.path()).unwrap();
        assert_eq!(files::read_text(&written[0]).unwrap(), "1/a.jpg 4\n2/b.png 6\n");
        assert_eq!(read_raf_list(&written[0], "machine").unwrap().labels.codes("machine").unwrap(), [1, 6]);
        assert_eq!(read_affect_list(&written[1]).unwrap().labels.values("affect").unwrap(), [0.5, -0.25, -1.0, 0.125]);
        let without = MachineLabels { affect: None, ..labels() };
        assert_eq!(without.write_raf(folder.path()).unwrap().len(), 1);
        let error = |labels: MachineLabels| labels.write_raf(folder.path()).unwrap_err().to_string();
        assert!(error(MachineLabels { emotions: vec![1, 7], ..labels() }).contains("a code of 0 to 6, got 7"));
        assert!(error(MachineLabels { emotions: vec![1], ..labels() }).contains("2, one a name, got 1"));
        let names = ["../a.jpg", "b"].map(String::from).to_vec();
        assert!(error(MachineLabels { names, ..labels() }).contains("\"..\" in the name"));
    }

    #[test]
    fn the_list_for_affectnet_keeps_box_and_landmarks() {
        let folder = tempfile::tempdir().unwrap();
        let training = folder.path().join("training.csv");
        let rows = "1/a.jpg,NULL,NULL,NULL,NULL,1.50;2,0,0,0\nbroken\n1/c.jpg,1,2,3,4,5;6,0,0,0\n2/b.png,1,2,3,4,5;6,8,-2,-2\n";
        files::write_atomically(&training, (AffectNetCsv::header() + "\n" + rows).as_bytes()).unwrap();
        let path = labels().write_affectnet(folder.path(), Some(training.clone())).unwrap();
        let expected = "1/a.jpg,NULL,NULL,NULL,NULL,1.50;2,1,0.5,-0.25\n2/b.png,1,2,3,4,5;6,6,-1,0.125\n";
        assert_eq!(files::read_text(&path).unwrap(), AffectNetCsv::header() + "\n" + expected);
        assert_eq!(read_affectnet(&path, &AffectNetOptions::default()).unwrap().labels.len(), 2);
        let path =
            MachineLabels { affect: None, ..labels() }.write_affectnet(folder.path(), Some(training.clone())).unwrap();
        let emotions = AffectNetOptions { affect: false, ..AffectNetOptions::default() };
        assert_eq!(read_affectnet(&path, &emotions).unwrap().labels.codes("emotion").unwrap(), [1, 6]);
        assert!(read_affectnet(&path, &AffectNetOptions::default()).is_err(), "-2 is absent");
    }
}
