//! The published alignment, held against its own results.
//!
//! The shared folder `faces` (`NOISYFER_DATA` names its parent) has `landmarks.csv` (AffectNet's columns and `aligned_name`),
//! `photos/`, `aligned/` and `matrices.json`, made by OpenCV.

#[path = "../src/test_data.rs"]
mod test_data;

use noisyfer::{
    Fidelity,
    faces::align::{Aligner, FacePoints, Matrix},
    image::RgbImage,
    images::read_photo,
};
use std::{collections::HashMap, fs, path::PathBuf};
use test_data::shared;

/// One face of the folder.
struct Face {
    photo: PathBuf,
    points: FacePoints,
    name: String,
}

fn faces(folder: &std::path::Path) -> Vec<Face> {
    let text = fs::read_to_string(folder.join("landmarks.csv")).unwrap();
    let mut lines = text.lines();
    let header: Vec<_> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let [path, points, name] = ["subDirectory_filePath", "facial_landmarks", "aligned_name"].map(column);
    let face = |line: &str| {
        let cells: Vec<_> = line.split(',').collect();
        let listed = PathBuf::from(cells[path]);
        let nested = folder.join("photos").join(&listed);
        let flat = folder.join("photos").join(listed.file_name().unwrap());
        Face {
            photo: if nested.is_file() { nested } else { flat },
            points: FacePoints::parse_affectnet("landmarks.csv", cells[points]).unwrap(),
            name: cells[name].trim_end_matches(".png").to_string(),
        }
    };
    lines.filter(|line| !line.trim().is_empty()).map(face).collect()
}

/// Peak signal-to-noise ratio in decibels; 45 is a mean error of 1 to 1.5 grey levels.
fn psnr(found: &RgbImage, expected: &RgbImage) -> f64 {
    assert_eq!(found.dimensions(), expected.dimensions());
    let square = |(&a, &b): (&u8, &u8)| (f64::from(a) - f64::from(b)).powi(2);
    let sum: f64 = found.as_raw().iter().zip(expected.as_raw()).map(square).sum();
    10.0 * (255.0f64.powi(2) * found.as_raw().len() as f64 / sum.max(1e-9)).log10()
}

#[test]
fn every_published_face_is_reproduced() {
    let Some(folder) = shared("faces") else { return };
    let matrices: HashMap<String, Matrix> =
        serde_json::from_slice(&fs::read(folder.join("matrices.json")).unwrap()).unwrap();
    let aligner = Aligner { fidelity: Fidelity::Published, ..Aligner::default() };
    let faces = faces(&folder);
    assert!(!faces.is_empty());
    let mut worst = (f64::INFINITY, String::new());
    for Face { photo, points, name } in faces {
        let eyes = points.eyes();
        let matrix = aligner.matrix(&eyes).unwrap();
        for (found, expected) in matrix.iter().flatten().zip(matrices[&name].iter().flatten()) {
            assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1e-6), "{name}: {matrix:?}");
        }
        let found = aligner.align(&read_photo(photo).unwrap(), &eyes).unwrap();
        let ratio = psnr(&found, &read_photo(folder.join(format!("aligned/{name}.png"))).unwrap());
        println!("{name}: {ratio:.1} dB");
        assert!(ratio >= 45.0, "{name}: {ratio:.1} dB");
        if ratio < worst.0 {
            worst = (ratio, name);
        }
    }
    println!("the least: {:.1} dB, {}", worst.0, worst.1);
}
