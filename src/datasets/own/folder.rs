//! The images below a folder, by their names.

use crate::{
    Error, Result,
    datasets::places::remedy,
    formats::{clean_name, is_image_ending, name_key, stem_key},
    images::{folders_in, images_in},
};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

/// The images below a folder and its sub-folders.
#[derive(Clone, Debug)]
pub struct ImageFolder {
    root: PathBuf,
    /// The keys of the folder's own path, as it was given and without links.
    roots: Vec<String>,
    /// By their paths below the folder.
    exact: HashMap<String, PathBuf>,
    /// By the keys of these, and by those without the ending.
    alike: HashMap<String, Vec<PathBuf>>,
    /// By the keys of the files' names without folders: the keys with folders, and the images.
    files: HashMap<String, Vec<(String, PathBuf)>>,
}

impl ImageFolder {
    /// Lists the images (JPEG, PNG, BMP, GIF, TIFF by the endings of their names). Hidden files and folders are
    /// passed over; links to folders are not followed.
    ///
    /// # Errors
    /// [`Error::Io`] for a folder that cannot be read; [`Error::Missing`] when no image is below it.
    pub fn open(root: impl AsRef<Path>) -> Result<Self> {
        let root = root.as_ref();
        let mut folder = Self {
            root: root.into(),
            roots: keys_of(root),
            exact: HashMap::new(),
            alike: HashMap::new(),
            files: HashMap::new(),
        };
        folder.add(root, "")?;
        if folder.exact.is_empty() {
            let usual = "Give the folder that the names in the list of labels start from";
            let (looked_in, remedy) = (vec![root.into()], remedy(root, usual));
            return Err(Error::Missing { what: "an image".into(), looked_in, remedy });
        }
        Ok(folder)
    }

    fn add(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        for path in images_in(folder)? {
            let Some(file) = path.file_name().and_then(|name| name.to_str()) else { continue };
            let name = format!("{prefix}{file}");
            for key in [name_key(&name), stem_key(&name)] {
                let file = key.rsplit('/').next().unwrap_or(&key).to_string();
                self.files.entry(file).or_default().push((key.clone(), path.clone()));
                self.alike.entry(key).or_default().push(path.clone());
            }
            self.exact.insert(name, path);
        }
        for path in folders_in(folder)? {
            if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
                self.add(&path, &format!("{prefix}{name}/"))?;
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
    /// not. Where there is none, the one image whose whole path ends as the name does: `1.jpg` in any sub-folder, and `faces/1.jpg`
    /// where the folder is `faces` itself.
    ///
    /// # Errors
    /// [`Error::Format`] at `place` where several images may be meant, and for a name that leads out of the folder.
    pub fn find(&self, place: &str, name: &str) -> Result<Option<PathBuf>> {
        let name = &clean_name(place, name)?;
        if let Some(path) = self.exact.get(name) {
            return Ok(Some(path.clone()));
        }
        let has_ending = name.rsplit_once('.').is_some_and(|(_, ending)| is_image_ending(ending));
        let key = if has_ending { name_key(name) } else { stem_key(name) };
        let mut named = self.alike.get(&key).cloned().unwrap_or_default();
        if named.is_empty() {
            let file = key.rsplit('/').next().unwrap_or(&key);
            for (other, path) in self.files.get(file).into_iter().flatten() {
                let below_root = |root| ends_with(&format!("{root}/{other}"), &key);
                if ends_with(other, &key) || self.roots.iter().any(below_root) {
                    named.push(path.clone());
                }
            }
            named.sort();
        }
        match &named[..] {
            [] => Ok(None),
            [path] => Ok(Some(path.clone())),
            [first, second, ..] => {
                let found =
                    format!("the ambiguous name {name:?}, which may be {} or {}", first.display(), second.display());
                Err(Error::format(place, found, "a name with its sub-folder and its ending, as the file has them"))
            }
        }
    }
}

/// The keys of a folder's path. Names of images may begin with the end of it.
fn keys_of(root: &Path) -> Vec<String> {
    let paths = [std::path::absolute(root), root.canonicalize()];
    // Of an image in it, whose key leaves every folder as it is.
    let key = |path: &PathBuf| name_key(&path.join("1").to_string_lossy()).trim_end_matches("/1").to_string();
    paths.iter().flatten().map(key).collect()
}

/// Whether a path ends with whole parts of this other one.
fn ends_with(path: &str, end: &str) -> bool {
    path.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn names_with_and_without_endings_below_the_folder() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("My/Faces_aligned");
        fs::create_dir_all(folder.join("b")).unwrap();
        for file in ["1.png", "b/1.JPG", "b/v1.2.jpeg", "2.jpg", "2.png", "notes.txt"] {
            fs::write(folder.join(file), "").unwrap();
        }
        // A bin of deleted files that a file manager keeps.
        fs::create_dir(folder.join(".Trash-1000")).unwrap();
        fs::write(folder.join(".Trash-1000/2.jpg"), "").unwrap();
        let images = ImageFolder::open(&folder).unwrap();
        assert_eq!(images.len(), 5);
        let find = |name: &str| images.find("labels.csv:3", name);
        let cases = [
            ("1.png", "1.png"),
            ("1", "1.png"),
            ("1.0", "1.png"),
            ("b/1", "b/1.JPG"),
            ("b/1.jpg", "b/1.JPG"),
            ("b/v1.2", "b/v1.2.jpeg"),
            ("2.PNG", "2.png"),
            ("v1.2", "b/v1.2.jpeg"),
            ("V1.2.JPEG", "b/v1.2.jpeg"),
            ("1.jpg", "b/1.JPG"),
            ("faces_aligned/1.png", "1.png"),
            ("my/Faces_aligned/b/1", "b/1.JPG"),
        ];
        for (name, file) in cases {
            assert_eq!(find(name).unwrap(), Some(folder.join(file)), "{name}");
        }
        // Other folders' images of the same name are others.
        for name in ["c/v1.2", "notes.txt", "notes", "b", "a/1.png", "a/b/1.JPG", "My/1.png", "aligned/1.png"] {
            assert_eq!(find(name).unwrap(), None, "{name}");
        }
        let message = find("2").unwrap_err().to_string();
        assert!(message.starts_with("labels.csv:3: found the ambiguous name \"2\", which may be "), "{message}");
        assert!(message.contains("2.jpg or "), "{message}");
        fs::create_dir(folder.join("d")).unwrap();
        fs::write(folder.join("d/v1.2.jpeg"), "").unwrap();
        let images = ImageFolder::open(&folder).unwrap();
        let message = images.find("labels.csv:3", "v1.2.jpeg").unwrap_err().to_string();
        assert!(message.contains("b/v1.2.jpeg or ") && message.contains("d/v1.2.jpeg"), "{message}");
        let empty = folder.join("c");
        fs::create_dir(&empty).unwrap();
        assert!(ImageFolder::open(&empty).unwrap_err().to_string().starts_with("an image not found; looked in"));
        assert!(matches!(ImageFolder::open(folder.join("e")), Err(Error::Io { .. })));
    }
}
