//! Finding a listed photo on disk, whichever way the dataset was unpacked.

use crate::{
    Error, Result,
    formats::{name_key, stem_key},
    images::images_in,
};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// The images of a folder: by the keys of their names, and by those without the ending.
type Listing = HashMap<String, Vec<PathBuf>>;

/// Folders to find photos in.
#[derive(Debug)]
pub(crate) struct Finder {
    folders: Vec<PathBuf>,
    /// Read at the first name that is not there as it is written.
    listings: Mutex<HashMap<PathBuf, Arc<Listing>>>,
}

impl Finder {
    pub fn new(folders: Vec<PathBuf>) -> Self {
        Self { folders, listings: Mutex::default() }
    }

    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// The file of a listed name: in its sub-folder or without it, in any case, with accents in one character or two, with or
    /// without `_aligned`, and with any ending of an image.
    ///
    /// # Errors
    /// [`Error::Missing`] with every place looked in; [`Error::Format`] where several files may be meant.
    pub fn find(&self, name: &Path) -> Result<PathBuf> {
        let flat = Path::new(name.file_name().unwrap_or_default());
        let variants = if flat == name { vec![name] } else { vec![name, flat] };
        let places: Vec<_> =
            self.folders.iter().flat_map(|folder| variants.iter().map(|name| folder.join(name))).collect();
        if let Some(place) = places.iter().find(|place| place.is_file()) {
            return Ok(place.clone());
        }
        let file = flat.to_string_lossy();
        let keys = [name_key(&file), stem_key(&file)];
        for folder in places.iter().filter_map(|place| place.parent()) {
            let listing = self.listing(folder);
            match keys.iter().find_map(|key| listing.get(key)).map(Vec::as_slice) {
                None | Some([]) => {}
                Some([place]) => return Ok(place.clone()),
                Some([first, second, ..]) => {
                    let found = format!("a name that may mean {} or {}", first.display(), second.display());
                    return Err(Error::format(name.display(), found, "the name of one file, as it is written there"));
                }
            }
        }
        let remedy = "Copy the image there, or leave it: the others do not need it".into();
        Err(Error::Missing { what: format!("the image {}", name.display()), looked_in: places, remedy })
    }

    fn listing(&self, folder: &Path) -> Arc<Listing> {
        let mut listings = self.listings.lock().unwrap_or_else(PoisonError::into_inner);
        listings.entry(folder.to_path_buf()).or_insert_with(|| Arc::new(list(folder))).clone()
    }
}

fn list(folder: &Path) -> Listing {
    let mut listing = Listing::new();
    // A folder that cannot be read has no image to find.
    for path in images_in(folder).unwrap_or_default() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let [full, stem] = [name_key(&name), stem_key(&name)];
        if stem != full {
            listing.entry(stem).or_default().push(path.clone());
        }
        listing.entry(full).or_default().push(path);
    }
    listing
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

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
        let several = finder.find(Path::new("7/FIVE.gif")).unwrap_err().to_string();
        assert!(several.contains("b/five.jpg or ") && several.contains("b/five.png"), "{several}");
        let message = finder.find(Path::new("7/four.jpg")).unwrap_err().to_string();
        assert!(message.contains("a/7/four.jpg") && message.contains("b/four.jpg"), "{message}");
    }
}
