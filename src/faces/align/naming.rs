//! What faces and their aligned images are called.

use super::listed::{Content, ListedFace};
use crate::{
    Error,
    formats::{clean_name, stem_of},
};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

/// Gives every face its name as this crate writes it and the place of its aligned image: called after the photo's stem, below the
/// photo's folder where photos of other folders have the same. Makes rows bad whose names are, and those whose place is taken.
pub(super) fn name_aligned(faces: &mut [ListedFace], ending: &str) {
    let mut names: HashMap<String, Option<String>> = HashMap::new();
    for face in faces.iter_mut().filter(|face| matches!(face.content, Content::Face(_))) {
        match clean_name(&face.place, &face.name) {
            Ok(name) => {
                let first = names.entry(stem_of(&name).into()).or_insert_with(|| Some(name.clone()));
                if first.as_ref() != Some(&name) {
                    *first = None;
                }
                face.name = name;
            }
            Err(error) => face.content = Content::Bad("bad name", error.to_string()),
        }
    }
    let mut taken: HashMap<PathBuf, (String, String)> = HashMap::new();
    for face in faces.iter_mut().filter(|face| matches!(face.content, Content::Face(_))) {
        let stem = stem_of(&face.name);
        let mut aligned = PathBuf::from(format!("{stem}{ending}"));
        if names.get(stem).is_some_and(Option::is_none) {
            aligned = Path::new(&face.name).with_file_name(aligned);
        }
        if let Some((name, place)) = taken.get(&aligned) {
            let (reason, found, expected) = if *name == face.name {
                ("listed twice", format!("{name:?}, as in {place}"), "every image once")
            } else {
                let found = format!("{:?}, and {name:?} in {place}, which differ in their endings only", face.name);
                ("named as another", found, "a name of its own for every photo")
            };
            face.content = Content::Bad(reason, Error::format(&face.place, found, expected).to_string());
            continue;
        }
        taken.insert(aligned.clone(), (face.name.clone(), face.place.clone()));
        face.aligned = aligned;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faces::align::Points;

    #[test]
    fn photos_of_one_stem_go_to_their_folders_or_are_told() {
        let listed = |(line, name): (usize, &str)| {
            ListedFace::new(format!("l:{line}"), name, Content::Face(Points::File(PathBuf::new())))
        };
        let names = ["1\\a.jpg", "2/a.jpg", "2/a.png", "2/b.jpg", "./2/b.jpg", "../c.jpg"];
        let mut faces: Vec<_> = (1..).zip(names).map(listed).collect();
        name_aligned(&mut faces, "_x.jpg");
        let places: Vec<_> = faces.iter().map(|face| face.aligned.to_str().unwrap()).collect();
        assert_eq!(places, ["1/a_x.jpg", "2/a_x.jpg", "", "b_x.jpg", "", ""]);
        let told: Vec<_> = faces
            .iter()
            .filter_map(|face| match &face.content {
                Content::Bad(reason, why) => Some((*reason, why.as_str())),
                _ => None,
            })
            .collect();
        assert_eq!(told[0].0, "named as another");
        assert!(told[0].1.contains("\"2/a.png\", and \"2/a.jpg\" in l:2"), "{told:?}");
        assert_eq!((told[1].0, told[2].0), ("listed twice", "bad name"));
        assert!(told[1].1.contains("as in l:4"), "{told:?}");
    }
}
