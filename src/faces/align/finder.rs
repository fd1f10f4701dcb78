//! Finding a listed photo on disk, whichever way the dataset was unpacked.

use crate::images::images_in;
use crate::{Error, Result};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// The images of a folder: by their names in lower case, and by those without the extension.
type Listing = HashMap<String, PathBuf>;

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

    /// The file of a listed name: in its sub-folder or without it, in any case, and with any extension of an image.
    pub fn find(&self, name: &Path) -> Result<PathBuf> {
        let flat = Path::new(name.file_name().unwrap_or_default());
        let variants = if flat == name { vec![name] } else { vec![name, flat] };
        let places: Vec<_> =
            self.folders.iter().flat_map(|folder| variants.iter().map(|name| folder.join(name))).collect();
        if let Some(place) = places.iter().find(|place| place.is_file()) {
            return Ok(place.clone());
        }
        let [full, stem] =
            [name.file_name(), name.file_stem()].map(|part| part.unwrap_or_default().to_string_lossy().to_lowercase());
        for folder in places.iter().filter_map(|place| place.parent()) {
            let listing = self.listing(folder);
            if let Some(place) = listing.get(&full).or_else(|| listing.get(&stem)) {
                return Ok(place.clone());
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
        for key in [path.file_name(), path.file_stem()].into_iter().flatten() {
            listing.entry(key.to_string_lossy().to_lowercase()).or_insert_with(|| path.clone());
        }
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
        let finder = Finder::new(vec![folder.path().join("a"), folder.path().join("b")]);
        for (name, expected) in [("7/one.jpg", numbered), ("8/two.jpg", flat), ("9/three.jpg", upper)] {
            assert_eq!(finder.find(Path::new(name)).unwrap(), expected);
        }
        let message = finder.find(Path::new("7/four.jpg")).unwrap_err().to_string();
        assert!(message.contains("a/7/four.jpg") && message.contains("b/four.jpg"), "{message}");
    }
}
