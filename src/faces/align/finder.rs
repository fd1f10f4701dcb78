//! Finding a listed photo on disk, whichever way the dataset was unpacked.

use crate::{
    Error, Result,
    formats::{name_key, stem_key},
    images::{folders_in, images_in},
};
use std::{
    collections::HashMap,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// The images of a folder.
#[derive(Debug, Default)]
struct Listing {
    /// By the keys of their names, and by those without the ending.
    images: HashMap<String, Vec<PathBuf>>,
    /// What is said of a folder that is there but cannot be read.
    unread: Option<String>,
}

/// How deep below a folder a photo is looked for that is listed without a sub-folder.
const DEPTH: usize = 3;

/// Folders to find photos in.
#[derive(Debug)]
pub(crate) struct Finder {
    folders: Vec<PathBuf>,
    /// Read at the first name that is not there as it is written.
    listings: Mutex<HashMap<PathBuf, Arc<Listing>>>,
    /// All that is below the folders, read at the first name without a sub-folder that is not in one of them.
    below: OnceLock<Listing>,
}

impl Finder {
    pub fn new(folders: Vec<PathBuf>) -> Self {
        Self { folders, listings: Mutex::default(), below: OnceLock::new() }
    }

    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// The file of a listed name: in its sub-folder, or without it where that has no images; for one without a sub-folder in
    /// any of them; in any case, with accents in one character or two, with or without `_aligned`, and with any ending of an image.
    ///
    /// # Errors
    /// [`Error::Missing`] with every place looked in, and which of them could not be read; [`Error::Format`] where several files may
    /// be meant.
    pub fn find(&self, name: &Path) -> Result<PathBuf> {
        // As listed: most are, and no folder need be read.
        if let Some(place) = self.folders.iter().map(|folder| folder.join(name)).find(|place| place.is_file()) {
            return Ok(place);
        }
        let flat = Path::new(name.file_name().unwrap_or_default());
        let places = self.places(name, flat);
        if let Some(place) = places.iter().find(|place| place.is_file()) {
            return Ok(place.clone());
        }
        let file = flat.to_string_lossy();
        let keys = [name_key(&file), stem_key(&file)];
        let mut unread = None;
        for folder in places.iter().filter_map(|place| place.parent()) {
            let listing = self.listing(folder);
            if let Some(found) = only_one(&listing, &keys, name)? {
                return Ok(found);
            }
            unread = unread.or(listing.unread.clone());
        }
        if flat == name {
            let below = self.below.get_or_init(|| self.list_below());
            if let Some(found) = only_one(below, &keys, name)? {
                return Ok(found);
            }
            unread = unread.or(below.unread.clone());
        }
        let remedy = unread.unwrap_or("Copy the image there, or leave it: the others do not need it".into());
        Err(Error::Missing { what: format!("the image {}", name.display()), looked_in: places, remedy })
    }

    /// Where a listed name may be. Beside a sub-folder with images a file of the same name is another photo.
    fn places(&self, name: &Path, flat: &Path) -> Vec<PathBuf> {
        let mut places = vec![];
        for folder in &self.folders {
            let place = folder.join(name);
            let is_in_use = |sub_folder: &Path| {
                let listing = self.listing(sub_folder);
                !listing.images.is_empty() || listing.unread.is_some()
            };
            let is_flat = flat != name && !place.parent().is_some_and(is_in_use);
            places.push(place);
            if is_flat {
                places.push(folder.join(flat));
            }
        }
        places
    }

    fn list_below(&self) -> Listing {
        let mut listing = Listing::default();
        for folder in &self.folders {
            listing.add_below(folder, DEPTH);
        }
        // A folder may lie in another.
        for places in listing.images.values_mut() {
            places.sort();
            places.dedup();
        }
        listing
    }

    fn listing(&self, folder: &Path) -> Arc<Listing> {
        let mut listings = self.listings.lock().unwrap_or_else(PoisonError::into_inner);
        listings.entry(folder.to_path_buf()).or_insert_with(|| Arc::new(Listing::of(folder))).clone()
    }
}

/// The one file that is called by the first of these keys that any is called by.
fn only_one(listing: &Listing, keys: &[String], name: &Path) -> Result<Option<PathBuf>> {
    match keys.iter().find_map(|key| listing.images.get(key)).map(Vec::as_slice) {
        None | Some([]) => Ok(None),
        Some([place]) => Ok(Some(place.clone())),
        Some([first, second, ..]) => {
            let found = format!("an ambiguous name, which may mean {} or {}", first.display(), second.display());
            Err(Error::format(
                name.display(),
                found,
                "the name of one file, with its sub-folder, as it is written there",
            ))
        }
    }
}

impl Listing {
    fn of(folder: &Path) -> Self {
        let mut listing = Self::default();
        listing.add(folder);
        listing
    }

    fn add(&mut self, folder: &Path) {
        for path in self.read(images_in(folder)) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let [full, stem] = [name_key(&name), stem_key(&name)];
            if stem != full {
                self.images.entry(stem).or_default().push(path.clone());
            }
            self.images.entry(full).or_default().push(path);
        }
    }

    /// Adds the images of the folders in `folder` that do not hide. Links to folders are not followed.
    fn add_below(&mut self, folder: &Path, depth: usize) {
        for folder in self.read(folders_in(folder)) {
            self.add(&folder);
            if depth > 1 {
                self.add_below(&folder, depth - 1);
            }
        }
    }

    /// What is in a folder. One that is not there has no image to find; one that cannot be read may.
    fn read(&mut self, paths: Result<Vec<PathBuf>>) -> Vec<PathBuf> {
        paths.unwrap_or_else(|error| {
            self.unread = self.unread.take().or(why_unread(&error));
            vec![]
        })
    }
}

/// What is said of a folder that is there but cannot be read.
fn why_unread(error: &Error) -> Option<String> {
    match error {
        Error::Io { source, .. } if [ErrorKind::NotFound, ErrorKind::NotADirectory].contains(&source.kind()) => None,
        error => Some(format!(
            "The image may be there: {error}. Have the folder made readable, or copy the images elsewhere"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_name_without_its_folder_is_found_in_one_or_ambiguous() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a/1/one.jpg", "a/2/deep/two.JPG", "a/1/three.png", "a/2/three.png", "a/.hidden/four.jpg"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let finder = Finder::new(vec![folder.path().join("a"), folder.path().join("a/1")]);
        let find = |name: &str| finder.find(Path::new(name));
        assert!(find("ONE.jpg").unwrap().ends_with("a/1/one.jpg"));
        assert!(find("two.jpg").unwrap().ends_with("a/2/deep/two.JPG"));
        let finder = Finder::new(vec![folder.path().join("a")]);
        let find = |name: &str| finder.find(Path::new(name)).unwrap_err().to_string();
        let ambiguous = find("three.png");
        assert!(ambiguous.starts_with("three.png: found an ambiguous name, which may mean "), "{ambiguous}");
        assert!(ambiguous.contains("1/three.png or ") && ambiguous.contains("2/three.png"), "{ambiguous}");
        assert!(find("3/three.png").contains("not found") && find("four.jpg").contains("not found"));
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_no_absent_one() {
        let said = |kind: ErrorKind| why_unread(&Error::io("photos/1", kind.into()));
        assert_eq!((said(ErrorKind::NotFound), said(ErrorKind::NotADirectory)), (None, None));
        let expected = "The image may be there: photos/1: there is no right to read it, or to write there. Have the folder made \
                        readable, or copy the images elsewhere";
        assert_eq!(said(ErrorKind::PermissionDenied).unwrap(), expected);
        let mut listing = Listing::default();
        assert!(listing.read(Err(Error::io("photos/1", ErrorKind::PermissionDenied.into()))).is_empty());
        assert_eq!(listing.read(Ok(vec!["a.jpg".into()])), [PathBuf::from("a.jpg")]);
        assert_eq!(listing.unread.as_deref(), Some(expected), "of the first");
    }

    #[test]
    fn every_way_of_unpacking_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "").unwrap();
            path
        };
        let (numbered, flat, upper) = (write("a/7/one.jpg"), write("b/two.jpg"), write("b/Three.JPEG"));
        write("b/four.txt");
        let accent = write("b/cafe\u{301}.jpg");
        write("b/five.png");
        write("b/five.jpg");
        let finder = Finder::new(vec![folder.path().join("a"), folder.path().join("b")]);
        for (name, expected) in
            [("7/one.jpg", numbered), ("8/two.jpg", flat), ("9/three.jpg", upper), ("2/café_aligned.jpg", accent)]
        {
            assert_eq!(finder.find(Path::new(name)).unwrap(), expected);
        }
        let other = write("a/six.jpg");
        let numbered = Finder::new(vec![folder.path().join("a")]);
        let absent = numbered.find(Path::new("7/six.jpg")).unwrap_err().to_string();
        assert!(absent.contains("the image 7/six.jpg not found"), "{absent}, and not another photo of this name");
        assert_eq!(numbered.find(Path::new("8/six.jpg")).unwrap(), other);
        let several = finder.find(Path::new("7/FIVE.gif")).unwrap_err().to_string();
        assert!(several.contains("b/five.jpg or ") && several.contains("b/five.png"), "{several}");
        let message = finder.find(Path::new("7/four.jpg")).unwrap_err().to_string();
        assert!(message.contains("a/7/four.jpg") && message.contains("b/four.jpg"), "{message}");
    }
}
