//! CIFAR-10, in both of its layouts.

use super::{Layout, pickle::Pickle, shapes};
use crate::{
    Result, Seed,
    datasets::generated::{Generated, begin},
    files,
};
use std::path::Path;

/// What the ten classes show; CIFAR-10's own are airplane, automobile, …
const SHAPES: [&str; 10] = [
    "disc",
    "ring",
    "square",
    "diamond",
    "triangle",
    "cross",
    "saltire",
    "upright stripes",
    "level stripes",
    "chequers",
];

/// The images of one of the six files.
struct File {
    /// `data_batch_1` … `test_batch`.
    name: String,
    /// What the pickle calls itself.
    title: String,
    labels: Vec<u8>,
    /// Three colour planes per image.
    planes: Vec<u8>,
    filenames: Vec<String>,
}

/// Writes `count` generated images to `root` in CIFAR-10's two layouts, `cifar-10-batches-py` and `cifar-10-batches-bin`:
/// five training files and a test file of equal size, so `count` is rounded up to a multiple of six (the real files have
/// 10,000 images each). The classes are ten shapes.
///
/// [`read_cifar10`](crate::datasets::cifar10::read_cifar10) reads either; only the sizes of the files and the order of the
/// labels are not checked as those of the real dataset are.
///
/// # Errors
/// [`Error::Parameter`](crate::Error::Parameter) for no image or a folder that is not empty; [`Error::Io`](crate::Error::Io).
pub fn write_cifar10(root: impl AsRef<Path>, count: usize, seed: Seed) -> Result<Generated> {
    let root = root.as_ref();
    let records = count.div_ceil(6);
    let generated = Generated { dataset: "CIFAR-10".into(), count: 6 * records, seed };
    begin(root, &generated, 1)?;
    let [python, binary] = [Layout::Python, Layout::Binary].map(|layout| root.join(layout.folder()));
    for number in 1..=6 {
        let file = File::draw(number, records, seed)?;
        files::write_atomically(python.join(&file.name), &file.pickle())?;
        files::write_atomically(binary.join(format!("{}.bin", file.name)), &file.records())?;
    }
    let meta = |pickle: &mut Pickle| {
        pickle.entry("label_names", |pickle| pickle.texts(&SHAPES));
        pickle.entry("num_cases_per_batch", |pickle| pickle.integer(records));
        pickle.entry("num_vis", |pickle| pickle.integer(3072));
    };
    files::write_atomically(python.join("batches.meta"), &Pickle::of_dict(meta))?;
    files::write_atomically(binary.join("batches.meta.txt"), (SHAPES.join("\n") + "\n").as_bytes())?;
    for folder in [&python, &binary, root] {
        generated.write(folder)?;
    }
    Ok(generated)
}

impl File {
    fn draw(number: usize, records: usize, seed: Seed) -> Result<Self> {
        let (name, title) = match number {
            6 => ("test_batch".to_string(), "testing batch 1 of 1".to_string()),
            _ => (format!("data_batch_{number}"), format!("training batch {number} of 5")),
        };
        let (images, labels) = shapes(records, seed, &format!("CIFAR-10 {name}"))?;
        let pictures = (0..records).filter_map(|row| images.get(row));
        let planes = pictures.flat_map(|pixels| (0..3).flat_map(|plane| pixels[plane..].iter().step_by(3).copied()));
        let filename =
            |(row, &label): (usize, &u8)| format!("{}_s_{row:06}.png", SHAPES[usize::from(label)].replace(' ', "_"));
        let filenames = labels.iter().enumerate().map(filename).collect();
        Ok(Self { name, title, planes: planes.collect(), filenames, labels })
    }

    fn pickle(&self) -> Vec<u8> {
        Pickle::of_dict(|pickle| {
            pickle.entry("batch_label", |pickle| pickle.text(&self.title));
            pickle.entry("labels", |pickle| pickle.integers(&self.labels));
            pickle.entry("data", |pickle| pickle.bytes_array([self.labels.len(), 3072], &self.planes));
            pickle.entry("filenames", |pickle| pickle.texts(&self.filenames));
        })
    }

    fn records(&self) -> Vec<u8> {
        let records = self.labels.iter().zip(self.planes.chunks_exact(3072));
        records.flat_map(|(&label, planes)| [&[label], planes].concat()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::cifar10::read_cifar10;

    #[test]
    fn both_layouts_read_back_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("cifar");
        assert_eq!(write_cifar10(&root, 20, Seed(3)).unwrap().count, 24);
        let python = read_cifar10(&root).unwrap();
        assert_eq!(python.layout, Layout::Python);
        assert_eq!((python.train.images.len(), python.test.images.len()), (20, 4));
        let (images, labels) = shapes(4, Seed(3), "CIFAR-10 test_batch").unwrap();
        assert!(python.test.images == images && python.test.labels == labels);
        let binary = read_cifar10(root.join("cifar-10-batches-bin")).unwrap();
        assert!(binary.train == python.train && binary.test == python.test);
        assert!(python.note.unwrap().contains("generated") && binary.note.is_some());
        assert!(write_cifar10(&root, 20, Seed(3)).unwrap_err().to_string().contains("nothing is overwritten"));
    }
}
