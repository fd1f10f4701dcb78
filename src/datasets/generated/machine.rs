//! What stands for the published machine labels beside a generated dataset.

use crate::{
    Result, Seed,
    datasets::machine_labels::MachineLabels,
    labels::{TransitionMatrix, codes::EMOTIONS, noise::ValueNoise},
};

/// An image's name, and the emotion, valence and arousal that were drawn.
pub(crate) type Face = (String, u8, [f32; 2]);

/// How often the published machine labels of RAF-DB's training images name each emotion (columns) for each true one
/// (rows), both in the order of [`EMOTIONS`].
const PUBLISHED: [[u32; 7]; 7] = [
    [2046, 82, 177, 65, 22, 16, 116],
    [262, 4316, 59, 64, 22, 21, 28],
    [315, 57, 1416, 11, 46, 42, 95],
    [116, 25, 26, 838, 249, 5, 31],
    [14, 35, 24, 36, 137, 7, 28],
    [121, 43, 89, 5, 27, 222, 210],
    [27, 31, 25, 12, 27, 71, 512],
];

/// Standard deviation of the noise on valence and arousal.
const AFFECT_NOISE: f32 = 0.25;

/// Labels that confuse the emotions as often as the published ones do, and valence and arousal with Gaussian noise.
pub(crate) fn machine_labels(faces: Vec<Face>, seed: Seed) -> Result<MachineLabels> {
    let share = |row: [u32; 7]| row.map(|count| f64::from(count) / f64::from(row.iter().sum::<u32>()));
    let noise = TransitionMatrix::new(&EMOTIONS, PUBLISHED.map(share).concat())?;
    let truth: Vec<u8> = faces.iter().map(|face| face.1).collect();
    let emotions = noise.annotate(&truth, &mut seed.stream("machine emotions", 0))?;
    let values: Vec<f32> = faces.iter().flat_map(|face| face.2).collect();
    let noise = ValueNoise { spread: AFFECT_NOISE, ..ValueNoise::default() };
    let values = noise.apply(&values, -1.0, 1.0, &mut seed.stream("machine affect", 0))?.values;
    let names = faces.into_iter().map(|(name, ..)| name).collect();
    Ok(MachineLabels { names, emotions, affect: Some(values.as_chunks().0.to_vec()) })
}
