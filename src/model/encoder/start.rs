//! Weights that have learned from other images already: what an encoder may start from.

use super::{Architecture, Encoder, Features};
use crate::{
    Error, Result, Seed,
    labels::LabelHead,
    model::{ModelConfig, Weights, init::Initialiser, matching::Mismatch},
};
use burn::tensor::Device;
use std::path::Path;

/// The convolutions in each of VGG-16's five blocks.
const VGG_BLOCKS: [usize; 5] = [2, 2, 3, 3, 3];

/// The published weights that an architecture can start from.
pub(super) struct Published {
    /// What they are.
    pub what: &'static str,
    /// Where they come from.
    pub source: &'static str,
    /// Which shapes fit.
    pub sizes: String,
    /// What every tensor is called there, and here behind `encoder.`.
    pub names: Vec<(String, String)>,
}

impl Encoder {
    /// This encoder with published weights out of a `.pth` or `.safetensors` file; what the file does not hold, above all the
    /// heads, stays as it is.
    ///
    /// | encoder | weights | tensors |
    /// |---|---|---|
    /// | VGG-16 | VGG-Face (Parkhi et al., BMVC 2015), `vgg_face_dag.pth` | `conv1_1.weight` to `conv5_3.bias`: the thirteen convolutions |
    /// | ResNet-18 | any with torchvision's names, such as ImageNet's for 64 and 128 pixels | `conv1.weight` to `layer4.1.bn2.running_var`: all but `fc` |
    ///
    /// All names may stand behind one prefix, such as `state_dict.module.` or `backbone.`; of several under which all are found the
    /// shortest is taken.
    ///
    /// # Errors
    /// [`Error::Missing`] without the file; [`Error::Format`] when it cannot be read, lacks a tensor or has one of another shape,
    /// as for an encoder that is not 64 wide.
    pub fn with_start(self, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let (file, names) = self.start(path)?;
        let mut weights = Weights::of(&self, "encoder");
        for (theirs, ours) in names {
            if let Some(found) = file.get(&theirs) {
                weights.insert(&format!("encoder.{ours}"), found.clone());
            }
        }
        weights.apply(self, "encoder")
    }

    /// Checks that an encoder of this configuration may start from the weights in a file, before there is any data.
    ///
    /// # Errors
    /// Those of [`with_start`](Self::with_start); [`Error::Parameter`] for a configuration out of range.
    pub fn check_start(config: &ModelConfig, path: impl AsRef<Path>) -> Result<()> {
        let heads = [LabelHead::categorical("any", &["one", "other"])];
        config.validate(&heads)?;
        let mut rng = Seed(0).stream("start", 0);
        Self::new(config, &heads, &mut Initialiser::new(&mut rng, &Device::flex())).start(path.as_ref()).map(drop)
    }

    /// The weights in a file, and what each tensor that is to be taken is called there and here.
    fn start(&self, path: &Path) -> Result<(Weights, Vec<(String, String)>)> {
        let published = self.features.published().ok_or_else(|| {
            let expected = "none (`scratch`) for this encoder: no weights are published for it";
            Error::parameter("start", path.display(), expected)
        })?;
        if !path.is_file() {
            let scratch = "or start from scratch (`start: None`, on the command line `--start scratch`)";
            return Err(Error::Missing {
                what: published.what.into(),
                looked_in: vec![path.to_path_buf()],
                remedy: format!("{}, {scratch}", published.source),
            });
        }
        let (file, own) = (Weights::read(path)?, Weights::of(self, "encoder"));
        let names: Vec<String> = published.names.iter().map(|(theirs, _)| theirs.clone()).collect();
        let prefix = file.prefix_of(&names);
        let (mut mismatch, mut taken) = (Mismatch::default(), vec![]);
        for (theirs, ours) in published.names {
            let theirs = format!("{prefix}{theirs}");
            let shape = own.get(&format!("encoder.{ours}")).map(|own| own.shape.clone()).unwrap_or_default();
            match file.get(&theirs) {
                None => mismatch.missing.push(theirs),
                Some(found) if found.shape != shape => {
                    mismatch.unfit.push(format!("{theirs} of shape {:?} instead of {shape:?}", found.shape));
                }
                Some(_) => taken.push((theirs, ours)),
            }
        }
        if mismatch.is_empty() {
            return Ok((file, taken));
        }
        let mut expected = published.sizes;
        if !mismatch.missing.is_empty() {
            let wanted =
                |name: &str| name.strip_prefix(&prefix).is_some_and(|name| names.iter().any(|one| one == name));
            mismatch.unexpected = file.names().into_iter().filter(|name| !wanted(name)).collect();
            expected = format!("{}, {} tensors: {expected}", published.what, names.len());
        }
        Err(Error::format(path.display(), mismatch.in_words(&file), expected))
    }
}

/// What a ResNet-18 of any side has under torchvision's names, among others.
const RESNET: [&str; 4] = ["conv1.weight", "bn1.running_mean", "layer1.0.conv1.weight", "layer4.1.bn2.running_var"];

impl Architecture {
    /// The encoder that may start from the weights in a file.
    ///
    /// # Errors
    /// [`Error::Missing`] without the file; those of [`Weights::read`]; [`Error::Format`] for weights of another network, with what VGG-Face has and the file has not.
    pub fn of_start(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        if !path.is_file() {
            let remedy = format!(
                "{}, or start from scratch (`start: None`, on the command line `--start scratch`)",
                vgg_face().source
            );
            return Err(Error::Missing { what: vgg_face().what.into(), looked_in: vec![path.into()], remedy });
        }
        let file = Weights::read(path)?;
        let vgg: Vec<String> = vgg_face().names.into_iter().map(|(theirs, _)| theirs).collect();
        let missing = |names: &[String]| {
            let prefix = file.prefix_of(names);
            let names = names.iter().map(|name| format!("{prefix}{name}"));
            names.filter(|name| file.get(name).is_none()).collect::<Vec<_>>()
        };
        if missing(&RESNET.map(String::from)).is_empty() {
            return Ok(Self::ResNet18);
        }
        let missing = missing(&vgg);
        if missing.is_empty() {
            return Ok(Self::Vgg16);
        }
        let mismatch = Mismatch { missing, ..Mismatch::default() };
        let expected = "VGG-Face's weights, or a ResNet-18's under torchvision's names";
        Err(Error::format(path.display(), mismatch.in_words(&file), expected))
    }
}

impl Features {
    fn published(&self) -> Option<Published> {
        match self {
            Self::Vgg16(_) => Some(vgg_face()),
            Self::Fast(_) => None,
            Self::ResNet18(resnet) => Some(resnet.published()),
        }
    }
}

fn vgg_face() -> Published {
    let mut names = vec![];
    for (block, &convolutions) in (1..).zip(&VGG_BLOCKS) {
        for convolution in 1..=convolutions {
            for part in ["weight", "bias"] {
                let ours = format!("conv_block{block}.{}.{part}", 2 * (convolution - 1));
                names.push((format!("conv{block}_{convolution}.{part}"), ours));
            }
        }
    }
    Published {
        what: "VGG-Face's weights",
        source: "Download vgg_face_dag.pth (www.robots.ox.ac.uk/~albanie/pytorch-models.html)",
        sizes: "convolutions as wide as the encoder's: base_width 64 for VGG-Face".into(),
        names,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::WeightTensor;

    fn encoder(architecture: Architecture, side: usize, base_width: usize) -> Encoder {
        let config = ModelConfig { encoder: architecture, side, base_width, hidden: 16, ..ModelConfig::default() };
        let heads = [LabelHead::categorical("emotion", &["happy", "sad"])];
        Encoder::new(&config, &heads, &mut Initialiser::new(&mut Seed(0).stream("test", 0), &Device::flex()))
    }

    fn vgg(base_width: usize) -> Encoder {
        encoder(Architecture::Vgg16, 64, base_width)
    }

    fn resnet(side: usize) -> Encoder {
        encoder(Architecture::ResNet18, side, 8)
    }

    fn written(weights: &Weights) -> tempfile::NamedTempFile {
        let file = tempfile::Builder::new().suffix(".safetensors").tempfile().unwrap();
        weights.write(file.path()).unwrap();
        file
    }

    /// What a file for `encoder` holds under the published names behind `prefix`: 0.5 everywhere.
    fn published(encoder: &Encoder, prefix: &str) -> Weights {
        let (own, mut weights) = (Weights::of(encoder, "encoder"), Weights::default());
        for (theirs, ours) in encoder.features.published().unwrap().names {
            let shape = own.get(&format!("encoder.{ours}")).unwrap().shape.clone();
            let values = vec![0.5; shape.iter().product()];
            weights.insert(&format!("{prefix}{theirs}"), WeightTensor { shape, values });
        }
        weights
    }

    /// Checks that all tensors but those with `kept` in their names are the file's.
    fn check_taken(fresh: &Encoder, started: &Encoder, kept: &[&str]) {
        let (fresh, started) = (Weights::of(fresh, "encoder"), Weights::of(started, "encoder"));
        for name in started.names() {
            let after = started.get(&name).unwrap();
            if kept.iter().any(|kept| name.contains(kept)) {
                assert_eq!(fresh.get(&name).unwrap(), after, "{name}");
            } else {
                assert!(after.values.iter().all(|&value| value == 0.5), "{name}");
            }
        }
    }

    const HEADS: [&str; 3] = ["mean_layer", "logvar_layer", "c_layer"];

    #[test]
    fn vgg_faces_convolutions_are_taken_and_nothing_else() {
        let file = published(&vgg(8), "");
        assert_eq!(file.get("conv1_1.weight").unwrap().shape, [8, 3, 3, 3]);
        assert_eq!(file.get("conv5_3.bias").unwrap().shape, [64]);
        assert_eq!(file.names().len(), 26);
        let started = vgg(8).with_start(written(&file).path()).unwrap();
        check_taken(&vgg(8), &started, &[&HEADS[..], &["embedding"]].concat());
    }

    #[test]
    fn torchvisions_names_are_taken_behind_any_prefix() {
        for (side, prefix) in [(32, ""), (64, "module."), (128, "state_dict.backbone.")] {
            let mut file = published(&resnet(side), prefix);
            for name in ["conv1.weight", "bn1.running_mean", "layer1.0.conv1.weight", "layer4.1.bn2.bias"] {
                assert!(file.get(&format!("{prefix}{name}")).is_some(), "{name}");
            }
            let shortcut = file.get(&format!("{prefix}layer2.0.downsample.0.weight")).unwrap();
            assert_eq!(shortcut.shape, [16, 8, 1, 1]);
            file.insert(&format!("{prefix}fc.weight"), WeightTensor { shape: vec![1], values: vec![0.0] });
            let started = resnet(side).with_start(written(&file).path()).unwrap();
            check_taken(&resnet(side), &started, &HEADS);
        }
    }

    #[test]
    fn a_file_tells_which_encoder_it_is_for() {
        let kind =
            |weights: &Weights| Architecture::of_start(written(weights).path()).map_err(|error| error.to_string());
        assert_eq!(kind(&published(&vgg(8), "module.")).unwrap(), Architecture::Vgg16);
        assert_eq!(kind(&published(&resnet(64), "")).unwrap(), Architecture::ResNet18);
        let mut some = Weights::default();
        some.insert("net.conv1_1.weight", published(&vgg(8), "").get("conv1_1.weight").unwrap().clone());
        let other = kind(&some).unwrap_err();
        assert!(
            other.contains("no tensor net.conv1_1.bias") && other.contains("expected VGG-Face's weights"),
            "{other}"
        );
    }

    fn error(encoder: Encoder, weights: &Weights) -> String {
        encoder.with_start(written(weights).path()).unwrap_err().to_string()
    }

    #[test]
    fn a_file_is_held_against_a_configuration_before_there_is_data() {
        let config = |base_width| ModelConfig { base_width, hidden: 16, ..ModelConfig::default() };
        let mut file = published(&vgg(8), "module.");
        let check = |file: &Weights, width| {
            Encoder::check_start(&config(width), written(file).path()).map_err(|error| error.to_string())
        };
        assert_eq!(check(&file, 8), Ok(()));
        let wide = check(&file, 16).unwrap_err();
        assert!(wide.contains("module.conv1_1.weight of shape [8, 3, 3, 3] instead of [16, 3, 3, 3]"), "{wide}");
        let renamed = file.get("module.conv5_3.bias").unwrap().clone();
        file = {
            let mut others = Weights::default();
            for name in file.names().iter().filter(|name| *name != "module.conv5_3.bias") {
                others.insert(name, file.get(name).unwrap().clone());
            }
            others
        };
        file.insert("module.conv5_3.offset", renamed);
        let all = check(&file, 16).unwrap_err();
        assert!(all.contains("no tensor module.conv5_3.bias"), "{all}");
        assert!(all.contains("unexpected module.conv5_3.offset") && all.contains("instead of [16, 3, 3, 3]"), "{all}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let absent = vgg(8).with_start("none/vgg_face_dag.pth").unwrap_err().to_string();
        assert!(absent.contains("looked in none/vgg_face_dag.pth. Download"), "{absent}");
        assert!(
            error(vgg(8), &Weights::default())
                .contains("no tensor conv1_1.weight, conv1_1.bias, conv1_2.weight, conv1_2.bias")
        );
        let (whole, mut some) = (published(&resnet(32), "encoder."), Weights::default());
        for name in whole.names().iter().filter(|name| *name != "encoder.layer3.1.bn2.weight") {
            some.insert(name, whole.get(name).unwrap().clone());
        }
        let one = error(resnet(32), &some);
        assert!(one.contains("no tensor encoder.layer3.1.bn2.weight"), "{one}");
    }

    #[test]
    fn other_shapes_and_the_other_stem_are_told() {
        let wide = error(vgg(8), &published(&vgg(16), ""));
        assert!(wide.contains("conv1_1.weight of shape [16, 3, 3, 3] instead of [8, 3, 3, 3]"), "{wide}");
        assert!(wide.contains("and 16 more, expected") && wide.contains("base_width 64"), "{wide}");
        let imagenet = error(resnet(32), &published(&resnet(64), ""));
        assert!(
            imagenet.contains("found conv1.weight of shape [8, 3, 7, 7] instead of [8, 3, 3, 3], expected"),
            "{imagenet}"
        );
        assert!(imagenet.contains("3 x 3 (ImageNet's is 7 x 7, for images of 64 or 128 pixels)"), "{imagenet}");
        let cifar = error(resnet(128), &published(&resnet(32), ""));
        assert!(cifar.contains("7 x 7 (CIFAR's is 3 x 3, for images of 32 pixels)"), "{cifar}");
    }
}
