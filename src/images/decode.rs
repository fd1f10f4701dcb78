//! Images from files.

use super::{
    Images,
    augment::{check_side, resize},
    photo::read_photo,
    store::{ImageBudget, ImageStore},
};
use crate::{Error, Fidelity, Result, interrupt::Interrupt, progress, text::grouped};
use rayon::prelude::*;
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// How many images are decoded at once: so many are in memory beside the budget, at the side asked for.
const PART: usize = 1_000;

/// Reads square images, such as aligned faces, and brings them to `side` x `side` pixels as [`resize`] does.
///
/// Decoding happens once, on all cores: what is kept is `3 side²` bytes an image (150 MB for RAF-DB's 12,271 at 64
/// pixels), in memory if `budget` allows it and else in a file. Prints a line every five seconds.
///
/// # Errors
/// [`Error::Io`] or [`Error::Format`] naming the file that can't be read or decoded, [`Error::Format`] for one that is not
/// square and for a budget's folder without room, [`Error::Interrupted`], [`Error::Parameter`] for a bad `side`.
pub fn read_images(paths: &[PathBuf], side: usize, fidelity: Fidelity, budget: &ImageBudget) -> Result<Images> {
    let read = |path: &Path| read_image(path, side, fidelity);
    read_each(paths, side, budget, read, &mut |_, error| Err(error))
}

/// The images that `read` makes of files, `side` x `side` pixels each; of those it cannot read, `failed` is told the place in
/// `paths`.
///
/// # Errors
/// Those of `failed`, [`Error::Format`] for a budget's folder without room, [`Error::Interrupted`], [`Error::Parameter`] for a bad
/// `side`.
pub(crate) fn read_each(
    paths: &[PathBuf],
    side: usize,
    budget: &ImageBudget,
    read: impl Fn(&Path) -> Result<Images> + Sync,
    failed: &mut dyn FnMut(usize, Error) -> Result<()>,
) -> Result<Images> {
    check_side(side)?;
    let (interrupt, mut told) = (Interrupt::watch(), Instant::now());
    let mut store = ImageStore::new(paths.len(), side, budget)?;
    for (part, paths_of_part) in paths.chunks(PART).enumerate() {
        let done = part * PART;
        if interrupt.requested() {
            return Err(Error::Interrupted { what: "reading images".into(), done, total: paths.len() });
        }
        if told.elapsed() > Duration::from_secs(5) {
            told = Instant::now();
            progress::tell(format_args!("  {} of {} read", grouped(done as u64), grouped(paths.len() as u64)));
        }
        let images: Vec<Result<Images>> = paths_of_part.par_iter().map(|path| read(path)).collect();
        for (index, image) in images.into_iter().enumerate() {
            match image {
                Ok(image) => store.write(&image)?,
                Err(error) => failed(done + index, error)?,
            }
        }
    }
    store.finish()
}

/// One square image, at `side` x `side` pixels.
pub(crate) fn read_image(path: &Path, side: usize, fidelity: Fidelity) -> Result<Images> {
    resize(&read_square(path)?, side, fidelity)
}

fn read_square(path: &Path) -> Result<Images> {
    let picture = read_photo(path)?;
    let (width, height) = picture.dimensions();
    if width != height {
        return Err(Error::format(path.display(), format!("{width} x {height} pixels"), "a square image"));
    }
    Images::new(width as usize, picture.into_raw())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::write_atomically;
    use image::RgbImage;

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
        let pictures = read_images(&paths, 4, Fidelity::Corrected, &ImageBudget::default()).unwrap();
        assert_eq!((pictures.len(), pictures.side()), (2, 4));
        assert_eq!(pictures.get(0).unwrap(), [10; 48]);
        assert_eq!(pictures.get(1).unwrap(), [200; 48]);
    }

    #[test]
    fn a_bad_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = |name: &str| {
            let paths = [folder.path().join(name)];
            read_images(&paths, 4, Fidelity::Corrected, &ImageBudget::default()).unwrap_err().to_string()
        };
        assert!(error("absent.jpg").contains("absent.jpg"));
        write_atomically(folder.path().join("cut.jpg"), &[0xff, 0xd8, 0xff]).unwrap();
        assert!(error("cut.jpg").contains("cut.jpg"));
        RgbImage::new(8, 9).save(folder.path().join("tall.png")).unwrap();
        assert!(error("tall.png").contains("8 x 9 pixels, expected a square image"));
    }
}
