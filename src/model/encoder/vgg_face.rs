//! Convolutions that have learned faces already: the start of the paper's AffectNet experiment.

use super::Encoder;
use crate::{Error, Result, model::Weights};
use std::path::Path;

/// The convolutions in each of VGG-16's five blocks.
const BLOCKS: [usize; 5] = [2, 2, 3, 3, 3];

impl Encoder {
    /// This encoder with the thirteen convolutions of VGG-Face (Parkhi et al., BMVC 2015) out of `vgg_face_dag.pth`, whose
    /// names are `conv1_1.weight` to `conv5_3.bias`. The linear layers stay as they are.
    ///
    /// # Errors
    /// [`Error::Missing`] without the file; [`Error::Format`] when it cannot be read, lacks a convolution, or the encoder is
    /// not 64 wide, as VGG-16 is.
    pub fn with_vgg_face(self, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        if !path.is_file() {
            return Err(Error::Missing {
                what: "VGG-Face's weights".into(),
                looked_in: vec![path.to_path_buf()],
                remedy: "Download vgg_face_dag.pth (www.robots.ox.ac.uk/~albanie/pytorch-models.html), or start from \
                         scratch (`start: None`, on the command line `--start scratch`)"
                    .into(),
            });
        }
        let file = Weights::read(path)?;
        let mut weights = Weights::of(&self, "encoder");
        for (block, &convolutions) in (1..).zip(&BLOCKS) {
            for convolution in 1..=convolutions {
                for part in ["weight", "bias"] {
                    let name = format!("conv{block}_{convolution}.{part}");
                    let none = || Error::format(path.display(), format!("no tensor {name}"), "VGG-Face's convolutions");
                    let tensor = file.get(&name).ok_or_else(none)?.clone();
                    weights.insert(&format!("encoder.conv_block{block}.{}.{part}", 2 * (convolution - 1)), tensor);
                }
            }
        }
        weights.apply(self, "encoder").map_err(|error| {
            Error::format(path.display(), error, "convolutions as wide as the encoder's: base_width 64 for VGG-Face")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Seed,
        labels::LabelHead,
        model::{config::ModelConfig, init::Initialiser, weights::WeightTensor},
    };
    use burn::tensor::Device;

    fn encoder(base_width: usize) -> Encoder {
        let config = ModelConfig { base_width, hidden: 16, ..ModelConfig::faces() };
        let heads = [LabelHead::categorical("emotion", &["happy", "sad"])];
        Encoder::new(&config, &heads, &mut Initialiser::new(&mut Seed(0).stream("test", 0), &Device::flex()))
    }

    /// Convolutions of a network of `width`, all of one value, under VGG-Face's names.
    fn file(width: usize, value: f32) -> tempfile::NamedTempFile {
        let mut weights = Weights::default();
        let mut before = 3;
        for (block, multiple) in (1..).zip([1, 2, 4, 8, 8]) {
            for convolution in 1..=BLOCKS[block - 1] {
                let after = width * multiple;
                let mut put = |part: &str, shape: Vec<usize>| {
                    let values = vec![value; shape.iter().product()];
                    weights.insert(&format!("conv{block}_{convolution}.{part}"), WeightTensor { shape, values });
                };
                put("weight", vec![after, before, 3, 3]);
                put("bias", vec![after]);
                before = after;
            }
        }
        let file = tempfile::Builder::new().suffix(".safetensors").tempfile().unwrap();
        weights.write(file.path()).unwrap();
        file
    }

    #[test]
    fn convolutions_are_taken_and_nothing_else() {
        let fresh = Weights::of(&encoder(8), "encoder");
        let started = Weights::of(&encoder(8).with_vgg_face(file(8, 0.5).path()).unwrap(), "encoder");
        for name in started.names() {
            let (before, after) = (fresh.get(&name).unwrap(), started.get(&name).unwrap());
            assert_eq!(before.shape, after.shape);
            if name.contains("conv_block") {
                assert!(after.values.iter().all(|&value| value == 0.5), "{name}");
            } else {
                assert_eq!(before, after, "{name}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let error = |result: Result<Encoder>| result.unwrap_err().to_string();
        let missing = error(encoder(8).with_vgg_face("none/vgg_face_dag.pth"));
        assert!(missing.contains("looked in none/vgg_face_dag.pth. Download"), "{missing}");
        let wide = error(encoder(8).with_vgg_face(file(16, 0.5).path()));
        assert!(wide.contains("base_width 64"), "{wide}");
        let empty = tempfile::Builder::new().suffix(".safetensors").tempfile().unwrap();
        Weights::default().write(empty.path()).unwrap();
        assert!(error(encoder(8).with_vgg_face(empty.path())).contains("no tensor conv1_1.weight"));
    }
}
