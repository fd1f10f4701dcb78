//! The networks: encoder, decoder, discriminators (paper, section 3), and their weights on disk.

mod config;
mod decoder;
mod discriminators;
mod encoder;
mod image_discriminator;
mod init;
mod label_discriminator;
pub mod layers;
mod matching;
mod names;
mod spectral_norm;
mod weight_files;
mod weights;

pub use crate::kernels::Precision;
pub use config::ModelConfig;
pub use decoder::Decoder;
pub use discriminators::Discriminators;
pub use encoder::{Architecture, Encoder, EncoderDraws, Encoding};
pub use image_discriminator::ImageDiscriminator;
pub use init::Initialiser;
pub use label_discriminator::{JointDiscriminator, LabelDiscriminator};
pub use weights::{WeightTensor, Weights};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Seed,
        kernels::without_kernels,
        labels::LabelHead,
        model::{
            layers::{Convolution, Linear},
            spectral_norm::{SpectralConvolution, SpectralLinear, SpectralTransposedConvolution},
        },
    };
    use burn::tensor::{Device, Tensor};

    /// Trainable numbers by network, buffers left out, as PyTorch counts.
    fn counts(config: &ModelConfig, heads: &[LabelHead]) -> Vec<usize> {
        let (mut rng, device) = (Seed(0).stream("test", 0), Device::flex());
        let mut init = Initialiser::new(&mut rng, &device);
        let encoder = Weights::of(&Encoder::new(config, heads, &mut init), "encoder");
        let decoder = Weights::of(&Decoder::new(config, heads, &mut init), "decoder");
        let discriminators = Discriminators::new(config, heads, &mut init).weights(heads);
        let weights = encoder.merge(decoder).merge(discriminators);
        let buffer =
            |name: &str| ["weight_u", "weight_v", "running_mean", "running_var"].iter().any(|end| name.ends_with(end));
        let head_prefixes = heads.iter().map(|head| format!("discriminator_z1_{}.", head.name));
        let prefixes = ["encoder.", "decoder.", "discriminator_x.", "discriminator_z0."].map(String::from).into_iter();
        prefixes
            .chain(head_prefixes)
            .chain(["discriminator_joint_xz.".into()])
            .map(|prefix| {
                let names = weights.names().into_iter().filter(|name| name.starts_with(&prefix) && !buffer(name));
                names.map(|name| weights.get(&name).unwrap().values.len()).sum()
            })
            .collect()
    }

    #[test]
    fn parameter_counts_are_the_papers() {
        let sets = ["1", "2", "3"].map(|name| LabelHead::categorical(name, &["class"; 10]));
        let cifar = [15_357_990, 11_087_491, 14_566_082, 2_153_473, 2_107_393, 2_107_393, 2_107_393, 11_020_289];
        assert_eq!(counts(&ModelConfig::default(), &sets), cifar);
        let emotion = LabelHead::categorical("emotion", &["class"; 7]);
        let affect = LabelHead::continuous("affect", &["valence", "arousal"], -1.0, 1.0);
        let faces = [16_094_397, 11_204_931, 14_566_082, 2_153_473, 2_105_857, 2_103_297, 10_496_001];
        assert_eq!(counts(&ModelConfig::faces(), &[emotion, affect]), faces);
    }

    #[test]
    fn decoder_and_discriminators_may_be_narrower_than_the_encoder() {
        let heads = [LabelHead::categorical("emotion", &["class"; 7])];
        let of = |base_width, adversarial_width| {
            counts(&ModelConfig { base_width, adversarial_width, ..ModelConfig::default() }, &heads)
        };
        let (wide, narrow) = (of(16, None), of(8, None));
        assert!(wide.iter().zip(&narrow).all(|(wide, narrow)| wide > narrow));
        assert_eq!(of(16, Some(8)), [&wide[..1], &narrow[1..]].concat());
    }

    fn small() -> (ModelConfig, Vec<LabelHead>) {
        let config =
            ModelConfig { side: 128, base_width: 8, hidden: 16, latent: 5, dropout: 0.0, ..ModelConfig::default() };
        (config, vec![LabelHead::categorical("emotion", &["happy", "sad"])])
    }

    #[test]
    fn sides_fit_at_128_pixels() {
        let (config, heads) = small();
        let (mut rng, device) = (Seed(0).stream("test", 0), Device::flex());
        let mut init = Initialiser::new(&mut rng, &device);
        let encoder = Encoder::new(&config, &heads, &mut init);
        let device = device.clone().autodiff();
        let draws = EncoderDraws { epsilon: Tensor::zeros([2, 5], &device), dropout: vec![] };
        let encoding = encoder.forward(Tensor::zeros([2, 3, 128, 128], &device), &draws);
        assert_eq!(encoding.labels.dims(), [2, 2]);
        let labels = [encoding.labels];
        let drawn = Decoder::new(&config, &heads, &mut init).forward(encoding.latent.clone(), &labels);
        assert_eq!(drawn.dims(), [2, 3, 128, 128]);
        let scores = Discriminators::new(&config, &heads, &mut init).scores(drawn, encoding.latent, &labels);
        assert_eq!(scores.dims(), [2, 4]);
    }

    #[test]
    fn weights_survive_the_disk_and_say_what_is_missing() {
        let (config, heads) = small();
        let (mut rng, device) = (Seed(1).stream("test", 0), Device::flex());
        let mut init = Initialiser::new(&mut rng, &device);
        let decoder = Decoder::new(&config, &heads, &mut init);
        let weights = Weights::of(&decoder, "decoder");
        let file = tempfile::Builder::new().suffix(".safetensors").tempfile().unwrap();
        weights.write(file.path()).unwrap();
        let read = Weights::read(file.path()).unwrap();
        assert_eq!(read, weights);
        let other = Decoder::new(&config, &heads, &mut init);
        assert_ne!(Weights::of(&other, "decoder"), weights);
        assert_eq!(Weights::of(&read.apply(other, "decoder").unwrap(), "decoder"), weights);
        let mut renamed = [Weights::default(), Weights::default()];
        for (name, tensor) in weights.tensors() {
            renamed[0].insert(&format!("model.module.{name}"), tensor.clone());
            renamed[1].insert(&name.replacen("decoder.", "net.", 1), tensor.clone());
        }
        for renamed in renamed {
            let other = Decoder::new(&config, &heads, &mut init);
            assert_eq!(Weights::of(&renamed.apply(other, "decoder").unwrap(), "decoder"), weights);
        }
        let error = Weights::default().apply(decoder, "decoder").unwrap_err().to_string();
        assert!(error.contains("no tensor decoder.") && error.contains("decoder.deconv1.weight_orig"), "{error}");
    }

    #[test]
    fn bad_sizes_are_named() {
        let (config, heads) = small();
        let error = |config: ModelConfig| config.validate(&heads).unwrap_err().to_string();
        assert_eq!(error(ModelConfig { side: 48, ..config.clone() }), "side must be 32, 64 or 128, got 48");
        assert_eq!(
            error(ModelConfig { base_width: 12, ..config.clone() }),
            "base_width must be a positive multiple of 8, got 12"
        );
        assert_eq!(
            error(ModelConfig { adversarial_width: Some(0), ..config.clone() }),
            "adversarial_width must be a positive multiple of 8, got 0"
        );
        assert!(config.validate(&[]).is_err());
    }

    /// What one layer of each kind says of ones, always from the same weights.
    fn outputs(precision: Precision) -> Vec<(&'static str, Vec<f32>)> {
        let (mut rng, device) = (Seed(2).stream("test", 0), Device::flex());
        let mut init = Initialiser::new(&mut rng, &device).with_precision(precision).unwrap();
        let (row, picture) = (Tensor::<2>::ones([2, 9], &device), Tensor::<4>::ones([2, 4, 4, 9], &device));
        let list = |tensor: Tensor<4>| tensor.into_data().iter::<f32>().collect();
        vec![
            // Of 16 filters the first nine are the identity, which loses no digits.
            ("convolution", list(Convolution::new(9, 16, &mut init).forward_relu(picture.clone()))),
            ("linear", list(Linear::new(9, 8, &mut init).forward(row.clone()).unsqueeze())),
            ("spectral linear", list(SpectralLinear::new(9, 8, &mut init).forward(row, 1).unsqueeze())),
            ("spectral convolution", list(SpectralConvolution::new(9, 8, &mut init).forward(picture.clone(), 1))),
            ("transposed", list(SpectralTransposedConvolution::new(9, 8, &mut init).forward(picture))),
        ]
    }

    #[test]
    fn every_layer_multiplies_in_the_precision_it_was_made_with() {
        let [exact, rounded] = [Precision::Float32, Precision::BFloat16].map(|p| without_kernels(|| outputs(p)));
        for ((layer, exact), (_, rounded)) in exact.into_iter().zip(rounded) {
            let largest = exact.iter().fold(0f32, |largest, value| largest.max(value.abs()));
            let differences = exact.iter().zip(&rounded).map(|(exact, rounded)| (exact - rounded).abs() / largest);
            let worst = differences.fold(0.0, f32::max);
            assert!((1e-4..1e-2).contains(&worst), "{layer} differs by {worst}");
        }
    }

    #[test]
    fn the_processor_refuses_bf16() {
        let (mut rng, device) = (Seed(2).stream("test", 0), Device::flex());
        let refused = Initialiser::new(&mut rng, &device).with_precision(Precision::BFloat16).err().unwrap();
        assert!(refused.to_string().starts_with("precision must be f32 on the processor"), "{refused}");
    }
}
