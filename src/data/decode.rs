//! Pictures from files.

use super::{Images, resize};
use crate::{Error, Fidelity, Result};
use image::RgbImage;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Reads square pictures, such as aligned faces, and brings them to `side` x `side` pixels as [`resize`] does.
///
/// Decoding happens once: what stays in memory is `3 side²` bytes a picture (150 MB for RAF-DB's 12,271 at 64 pixels), and
/// never more than a few hundred pictures in their full size.
///
/// # Errors
/// [`Error::Io`] or [`Error::Image`] naming the file that can't be read or decoded, [`Error::Format`] for one that is not
/// square, [`Error::Parameter`] for a bad `side`.
pub fn read_pictures(paths: &[PathBuf], side: usize, fidelity: Fidelity) -> Result<Images> {
    let pictures: Vec<Images> =
        paths.par_iter().map(|path| resize(&read_square(path)?, side, fidelity)).collect::<Result<_>>()?;
    let bytes = pictures.iter().filter_map(|picture| picture.get(0)).collect::<Vec<_>>().concat();
    Images::new(side, bytes)
}

fn read_square(path: &Path) -> Result<Images> {
    let bytes = crate::files::read(path)?;
    let picture = image::load_from_memory(&bytes);
    let picture: RgbImage = picture.map_err(|source| Error::Image { path: path.into(), source })?.into_rgb8();
    let (width, height) = picture.dimensions();
    if width != height {
        return Err(Error::format(path.display(), format!("{width} x {height} pixels"), "a square picture"));
    }
    Images::new(width as usize, picture.into_raw())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::write_atomically;

    #[test]
    fn pictures_come_in_order_at_the_side_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = [10, 200]
            .map(|grey| {
                let path = folder.path().join(format!("{grey}.png"));
                RgbImage::from_pixel(8, 8, image::Rgb([grey; 3])).save(&path).unwrap();
                path
            })
            .to_vec();
        let pictures = read_pictures(&paths, 4, Fidelity::Corrected).unwrap();
        assert_eq!((pictures.len(), pictures.side()), (2, 4));
        assert_eq!(pictures.get(0).unwrap(), [10; 48]);
        assert_eq!(pictures.get(1).unwrap(), [200; 48]);
    }

    #[test]
    fn a_bad_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = |name: &str| {
            let paths = [folder.path().join(name)];
            read_pictures(&paths, 4, Fidelity::Corrected).unwrap_err().to_string()
        };
        assert!(error("absent.jpg").contains("absent.jpg"));
        write_atomically(folder.path().join("cut.jpg"), &[0xff, 0xd8, 0xff]).unwrap();
        assert!(error("cut.jpg").contains("cut.jpg"));
        RgbImage::new(8, 9).save(folder.path().join("tall.png")).unwrap();
        assert!(error("tall.png").contains("8 x 9 pixels, expected a square picture"));
    }
}
