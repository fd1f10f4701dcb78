//! `noisyfer bench data`: the input pipeline.

use clap::Args;
use noisyfer::{
    Error, Fidelity, Result, Seed,
    faces::draw::{Faces, FacesConfig},
    image::ImageFormat,
    images::{Augmentation, EpochPlan, FaceAugmentation, ImageBudget, read_images},
    progress::tell,
};
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

#[derive(Args)]
pub struct BenchData {
    /// A folder of square images.
    #[arg(long)]
    images: PathBuf,
    /// First draw this many faces of 256 x 256 pixels into the folder, as JPEG.
    #[arg(long)]
    draw: Option<usize>,
    /// Width and height that the network sees, in pixels.
    #[arg(long, default_value_t = 64)]
    side: usize,
    /// MiB of memory for the decoded images; more of them are kept in a file beside the folder.
    #[arg(long, default_value_t = 4096)]
    image_memory: u64,
    /// Images per batch.
    #[arg(long, default_value_t = 128)]
    batch: usize,
    /// Measured epochs.
    #[arg(long, default_value_t = 3)]
    epochs: usize,
}

impl BenchData {
    pub fn run(self) -> Result<()> {
        if let Some(count) = self.draw {
            draw(&self.images, count)?;
            return Ok(());
        }
        let paths = pictures(&self.images)?;
        let start = Instant::now();
        let budget = ImageBudget { memory: self.image_memory.saturating_mul(1 << 20), folder: self.images.join("..") };
        let images = read_images(&paths, self.side, Fidelity::Corrected, &budget)?;
        let decoding = start.elapsed().as_secs_f64();
        let start = Instant::now();
        for epoch in 0..self.epochs {
            let plan = EpochPlan {
                images: images.clone(),
                augmentation: Augmentation::Face(FaceAugmentation::at_side(self.side)),
                batch_size: self.batch,
                seed: Seed(0),
                epoch,
            };
            plan.batches(|_, _| ()).try_for_each(|batch| batch.map(drop))?;
        }
        let batches = start.elapsed().as_secs_f64();
        let rate = |pictures: usize, seconds: f64| (pictures as f64 / seconds).round();
        tell(json!({ "images": paths.len(), "side": self.side, "batch": self.batch,
                "decoded_per_second": rate(paths.len(), decoding),
                "batched_per_second": rate(paths.len() * self.epochs, batches) }));
        Ok(())
    }
}

fn draw(folder: &Path, count: usize) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
    let faces = Faces::draw(&FacesConfig { count, side: 256, ..FacesConfig::default() })?;
    for index in 0..count {
        let path = folder.join(format!("face_{index:05}.jpg"));
        let Some(picture) = faces.images.rgb(index) else { continue };
        let saved = picture.save_with_format(&path, ImageFormat::Jpeg);
        saved.map_err(|source| Error::Image { path: path.clone(), source })?;
    }
    Ok(())
}

fn pictures(folder: &Path) -> Result<Vec<PathBuf>> {
    let io = |error| Error::io(folder, error);
    let mut paths =
        fs::read_dir(folder).map_err(io)?.map(|entry| Ok(entry.map_err(io)?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    if paths.is_empty() {
        return Err(Error::format(folder.display(), "no file", "images; draw some with --draw 2000"));
    }
    Ok(paths)
}
