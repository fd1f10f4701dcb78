//! The images below a folder, by their names.

use crate::{
    Error, Result,
    formats::{clean_name, name_key, stem_key},
    images::images_in,
};
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

/// The images below a folder and its sub-folders.
#[derive(Clone, Debug)]
pub struct ImageFolder {
    root: PathBuf,
    /// By their paths below the folder.
    exact: HashMap<String, PathBuf>,
    /// By the keys of these, and by those without the ending.
    alike: HashMap<String, Vec<PathBuf>>,
}

impl ImageFolder {
    /// Lists the images (JPEG, PNG, BMP, GIF, TIFF by the endings of their names). Links to folders are not followed.
    ///
    /// # Errors
    /// [`Error::Io`] for a folder that cannot be read; [`Error::Missing`] when no image is below it.
    pub fn open(root: impl AsRef<Path>) -> Result<Self> {
        let root = root.as_ref();
        let mut folder = Self { root: root.into(), exact: HashMap::new(), alike: HashMap::new() };
        folder.add(root, "")?;
        if folder.exact.is_empty() {
            let remedy = "Give the folder that the names in the list of labels start from".into();
            return Err(Error::Missing { what: "an image".into(), looked_in: vec![root.into()], remedy });
        }
        Ok(folder)
    }

    fn add(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        for path in images_in(folder)? {
            let Some(file) = path.file_name().and_then(|name| name.to_str()) else { continue };
            let name = format!("{prefix}{file}");
            for key in [name_key(&name), stem_key(&name)] {
                self.alike.entry(key).or_default().push(path.clone());
            }
            self.exact.insert(name, path);
        }
        for entry in fs::read_dir(folder).map_err(|error| Error::io(folder, error))?.flatten() {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if let Some(name) = entry.file_name().to_str().filter(|_| is_folder) {
                self.add(&entry.path(), &format!("{prefix}{name}/"))?;
            }
        }
        Ok(())
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.exact.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty()
    }

    /// The image of this name: a path below the folder, in any case, with accents in one character or two, its ending left out or
    /// not.
    ///
    /// # Errors
    /// [`Error::Format`] at `place` where several images may be meant, and for a name that leads out of the folder.
    pub fn find(&self, place: &str, name: &str) -> Result<Option<PathBuf>> {
        let name = &clean_name(place, name)?;
        if let Some(path) = self.exact.get(name) {
            return Ok(Some(path.clone()));
        }
        let named = self.alike.get(&name_key(name));
        match named.map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([path]) => Ok(Some(path.clone())),
            Some([first, second, ..]) => {
                let found = format!("{name:?}, which may be {} or {}", first.display(), second.display());
                Err(Error::format(place, found, "a name with its ending, as the file has it"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_and_without_endings_below_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        for file in ["1.png", "b/1.JPG", "b/v1.2.jpeg", "2.jpg", "2.png", "notes.txt"] {
            fs::write(folder.path().join(file), "").unwrap();
        }
        let images = ImageFolder::open(folder.path()).unwrap();
        assert_eq!(images.len(), 5);
        let find = |name: &str| images.find("labels.csv:3", name);
        let cases = [
            ("1.png", "1.png"),
            ("1", "1.png"),
            ("b/1", "b/1.JPG"),
            ("b/1.jpg", "b/1.JPG"),
            ("b/v1.2", "b/v1.2.jpeg"),
            ("2.PNG", "2.png"),
        ];
        for (name, file) in cases {
            assert_eq!(find(name).unwrap(), Some(folder.path().join(file)), "{name}");
        }
        for name in ["v1.2", "1.jpg", "notes.txt", "notes", "b"] {
            assert_eq!(find(name).unwrap(), None, "{name}");
        }
        let message = find("2").unwrap_err().to_string();
        assert!(
            message.starts_with("labels.csv:3: found \"2\", which may be ") && message.contains("2.jpg or "),
            "{message}"
        );
        let empty = folder.path().join("c");
        fs::create_dir(&empty).unwrap();
        assert!(ImageFolder::open(&empty).unwrap_err().to_string().starts_with("an image not found; looked in"));
        assert!(matches!(ImageFolder::open(folder.path().join("d")), Err(Error::Io { .. })));
    }
}
