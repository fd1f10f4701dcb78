//! Finding a listed photo on disk, whichever way the dataset was unpacked.

use crate::{
    Error, Result,
    formats::{name_key, stem_key},
    images::{folders_in, images_in},
};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

/// The images of a folder: by the keys of their names, and by those without the ending.
type Listing = HashMap<String, Vec<PathBuf>>;

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

    /// The file of a listed name: in its sub-folder, or without it where there is no such sub-folder; for one without a sub-folder in
    /// any of them; in any case, with accents in one character or two, with or without `_aligned`, and with any ending of an image.
    ///
    /// # Errors
    /// [`Error::Missing`] with every place looked in, and which of them could not be read; [`Error::Format`] where several files may
    /// be meant.
    pub fn find(&self, name: &Path) -> Result<PathBuf> {
        let flat = Path::new(name.file_name().unwrap_or_default());
        let places = self.places(name, flat);
        if let Some(place) = places.iter().find(|place| place.is_file()) {
            return Ok(place.clone());
        }
        let file = flat.to_string_lossy();
        let keys = [name_key(&file), stem_key(&file)];
        for folder in places.iter().filter_map(|place| place.parent()) {
            if let Some(found) = only_one(&self.listing(folder), &keys, name)? {
                return Ok(found);
            }
        }
        if flat == name
            && let Some(found) = only_one(self.below.get_or_init(|| self.list_below()), &keys, name)?
        {
            return Ok(found);
        }
        let remedy = "Copy the image there, or leave it: the others do not need it".into();
        Err(Error::Missing { what: format!("the image {}", name.display()), looked_in: places, remedy })
    }

    /// Where a listed name may be. A name without its sub-folder is another photo's where a folder has sub-folders.
    fn places(&self, name: &Path, flat: &Path) -> Vec<PathBuf> {
        let mut places = vec![];
        for folder in &self.folders {
            places.push(folder.join(name));
            let sub_folder = name.iter().next().filter(|_| flat != name);
            if sub_folder.is_some_and(|sub_folder| !folder.join(sub_folder).is_dir()) {
                places.push(folder.join(flat));
            }
        }
        places
    }

    fn list_below(&self) -> Listing {
        let mut listing = Listing::new();
        for folder in &self.folders {
            add_below(folder, DEPTH, &mut listing);
        }
        // A folder may lie in another.
        for places in listing.values_mut() {
            places.sort();
            places.dedup();
        }
        listing
    }

    fn listing(&self, folder: &Path) -> Arc<Listing> {
        let mut listings = self.listings.lock().unwrap_or_else(PoisonError::into_inner);
        listings.entry(folder.to_path_buf()).or_insert_with(|| Arc::new(list(folder))).clone()
    }
}

/// The one file that is called by the first of these keys that any is called by.
fn only_one(listing: &Listing, keys: &[String], name: &Path) -> Result<Option<PathBuf>> {
    match keys.iter().find_map(|key| listing.get(key)).map(Vec::as_slice) {
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

fn list(folder: &Path) -> Listing {
    let mut listing = Listing::new();
    add(folder, &mut listing);
    listing
}

fn add(folder: &Path, listing: &mut Listing) {
    // A folder that cannot be read has no image to find.
    for path in images_in(folder).unwrap_or_default() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let [full, stem] = [name_key(&name), stem_key(&name)];
        if stem != full {
            listing.entry(stem).or_default().push(path.clone());
        }
        listing.entry(full).or_default().push(path);
    }
}

/// Adds the images of the folders in `folder` that do not hide. Links to folders are not followed.
fn add_below(folder: &Path, depth: usize, listing: &mut Listing) {
    for folder in folders_in(folder).unwrap_or_default() {
        add(&folder, listing);
        if depth > 1 {
            add_below(&folder, depth - 1, listing);
        }
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
