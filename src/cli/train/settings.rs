//! Settings on the command line: each may also come from the configuration of an earlier run.

use clap::Args;
use noisyfer::{
    Error, Result,
    model::{Architecture, ModelConfig, Precision},
    run::RunConfig,
    train::{Average, Experiment, METHODS, Method, Optimiser, TrainConfig},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Settings {
    #[arg(long, help = method_help())]
    method: Option<String>,
    /// Passes over the training images [default: the scale's].
    #[arg(long)]
    epochs: Option<usize>,
    /// Images per step [default: the scale's].
    #[arg(long)]
    batch_size: Option<usize>,
    /// The optimiser's rate [default: the scale's].
    #[arg(long, alias = "lr")]
    learning_rate: Option<f64>,
    /// Adversarial methods: weight of the adversarial loss [default: the experiment's].
    #[arg(long)]
    lambda_gan: Option<f64>,
    /// Adversarial methods: the first epoch with adversarial steps, counted from 0 [default: the experiment's].
    #[arg(long)]
    gan_start_epoch: Option<usize>,
    /// Channels of the first convolution; every other width is a multiple of it [default: the scale's].
    #[arg(long, alias = "base-width")]
    width: Option<usize>,
    /// What makes features of an image: vgg16, fast or resnet18. In place of the scale's own it is trained by Adam at 1e-3, in
    /// batches of at most 32 where the scale's own is fast, unless other settings say otherwise.
    #[arg(long)]
    encoder: Option<Architecture>,
    /// Weights that the encoder starts from, .pth or .safetensors: vgg_face_dag.pth for vgg16, those of a ResNet-18 under
    /// torchvision's names for resnet18; they choose the encoder where the scale's own has none and --encoder is left out; or
    /// `scratch` [default: the experiment's].
    #[arg(long)]
    start: Option<PathBuf>,
    /// What convolutions and linear layers multiply in: f32, or on a GPU exact (f32 without TF32) or bf16.
    #[arg(long)]
    precision: Option<Precision>,
    /// Any other setting, as training.NAME=VALUE, model.NAME=VALUE or method.NAME=VALUE, such as training.beta1=0.5; several
    /// times.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    set: Vec<String>,
}

/// What `--method` takes, from the list of methods.
fn method_help() -> String {
    let mut help = String::from("The method [default: joint-distribution]:");
    for method in METHODS {
        help += &format!("\n{:<19} {}", method.name, method.summary);
    }
    help
}

/// What `--start` says in place of a file.
const SCRATCH: &str = "scratch";

impl Settings {
    /// The file of weights that is named here.
    pub fn start(&self) -> Option<&Path> {
        self.start.as_deref().filter(|path| path.as_os_str() != SCRATCH)
    }

    /// Whether weights are named here, or that there are to be none.
    pub fn names_start(&self) -> bool {
        self.start.is_some()
    }

    /// The networks with what is set here, before there is an experiment.
    pub fn model(&self, mut model: ModelConfig) -> Result<ModelConfig> {
        let encoder = match (self.encoder, self.start()) {
            // No weights are published for the fast encoder: those that are named say which one is meant.
            (None, Some(start)) if model.encoder == Architecture::Fast => Some(Architecture::of_start(start)?),
            (encoder, _) => encoder,
        };
        model.encoder = encoder.unwrap_or(model.encoder);
        model.base_width = self.width.unwrap_or(model.base_width);
        for text in &self.set {
            if let ("model", name, value) = parse(text)? {
                model = changed(&model, "model", name, value)?;
            }
        }
        Ok(model)
    }

    /// The experiment with its sizes, the method and the settings: the experiment's own, over them those of `stored`, over them
    /// these.
    pub fn apply(
        &self,
        mut experiment: Experiment,
        stored: Option<RunConfig>,
    ) -> Result<(Experiment, Method, TrainConfig)> {
        let default = || experiment.method("joint-distribution");
        let (mut method, mut training) = match stored {
            Some(stored) => {
                experiment.model = stored.card.model;
                (stored.method, stored.training)
            }
            None => (default()?, experiment.training.clone()),
        };
        if let Some(text) = &self.method {
            method = experiment.method(text)?;
        }
        let model = self.model(experiment.model.clone())?;
        if model.encoder != experiment.model.encoder && model.encoder != Architecture::Fast {
            training = of_another_encoder(training, experiment.model.encoder);
        }
        experiment.model = model;
        Ok((experiment, self.changed_method(method)?, self.changed_training(training)?))
    }

    /// Looks at all that is set here before there is an experiment.
    pub fn check(&self, stored: Option<&RunConfig>) -> Result<()> {
        let method = match (&self.method, stored) {
            (Some(text), _) => text.trim().parse()?,
            (None, Some(stored)) => stored.method.clone(),
            (None, None) => "joint-distribution".parse()?,
        };
        self.changed_method(method)?;
        let training =
            self.changed_training(stored.map_or_else(TrainConfig::default, |stored| stored.training.clone()))?;
        training.validate(training.head_weights.len())
    }

    fn changed_method(&self, mut method: Method) -> Result<Method> {
        for (name, value) in [
            ("lambda_gan", self.lambda_gan.map(Value::from)),
            ("gan_start_epoch", self.gan_start_epoch.map(Value::from)),
        ] {
            if let Some(value) = value {
                method = method.with_setting(name, value)?;
            }
        }
        for text in &self.set {
            if let ("method", name, value) = parse(text)? {
                method = method.with_setting(name, value)?;
            }
        }
        Ok(method)
    }

    fn changed_training(&self, mut training: TrainConfig) -> Result<TrainConfig> {
        training.epochs = self.epochs.unwrap_or(training.epochs);
        training.batch_size = self.batch_size.unwrap_or(training.batch_size);
        training.learning_rate = self.learning_rate.unwrap_or(training.learning_rate);
        training.precision = self.precision.unwrap_or(training.precision);
        if let Some(start) = &self.start {
            training.start = Some(start.clone()).filter(|path| path.as_os_str() != SCRATCH);
        }
        for text in &self.set {
            if let ("training", name, value) = parse(text)? {
                if name == "seed" {
                    return Err(Error::parameter(
                        "--set training.seed",
                        value,
                        "--seed, by which the data are drawn too",
                    ));
                }
                training = changed(&training, "training", name, value)?;
            }
        }
        Ok(training)
    }
}

/// The settings that suit an encoder in place of the scale's `own`. The rates of a fast one are beyond all others, and so are its
/// batches: they leave VGG-16 too few steps (docs/results.md, "The published network").
fn of_another_encoder(training: TrainConfig, own: Architecture) -> TrainConfig {
    const BATCH: usize = 32;
    let batch_size = if own == Architecture::Fast { training.batch_size.min(BATCH) } else { training.batch_size };
    TrainConfig { optimiser: Optimiser::Adam, average: Average::None, learning_rate: 1e-3, batch_size, ..training }
}

/// `training.beta1=0.5` as place, name and value; what is no JSON is a text.
fn parse(text: &str) -> Result<(&str, &str, Value)> {
    let parts = text.split_once('=').and_then(|(key, value)| Some((key.split_once('.')?, value)));
    let bad =
        || Error::parameter("--set", format!("{text:?}"), "training.NAME=VALUE, model.NAME=VALUE or method.NAME=VALUE");
    let ((place, name), value) = parts.ok_or_else(bad)?;
    if !["training", "model", "method"].contains(&place) {
        return Err(bad());
    }
    Ok((place, name, serde_json::from_str(value).unwrap_or_else(|_| value.into())))
}

/// `settings` with one of their fields changed.
fn changed<T: Serialize + DeserializeOwned>(settings: &T, place: &str, name: &str, value: Value) -> Result<T> {
    let error = |expected: String| Error::parameter(format!("{place}.{name}"), &value, expected);
    let mut all = serde_json::to_value(settings).map_err(|fault| error(fault.to_string()))?;
    let known: Vec<String> = all.as_object().into_iter().flat_map(|all| all.keys().cloned()).collect();
    let Some(field) = all.get_mut(name) else {
        return Err(Error::parameter(
            format!("a setting of {place}"),
            format!("{name:?}"),
            format!("one of {}", known.join(", ")),
        ));
    };
    let before = std::mem::replace(field, value.clone());
    serde_json::from_value(all).map_err(|fault| error(format!("a value like {before} ({fault})")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use noisyfer::{Seed, experiment::Scale};

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        settings: Settings,
    }

    fn applied(arguments: &[&str]) -> Result<(Experiment, Method, TrainConfig)> {
        let command = Command::parse_from(["noisyfer"].iter().chain(arguments));
        command.settings.apply(Experiment::faces(Scale::Smoke, Seed(0)).unwrap(), None)
    }

    #[test]
    fn every_setting_is_reachable() {
        let arguments =
            ["--lambda-gan", "0.3", "--gan-start-epoch", "4", "--width", "16", "--lr", "0.01", "--epochs", "7"];
        let others =
            ["--set", "training.beta1=0.5", "--set", "model.latent=9", "--set", "method.discriminator_updates=1"];
        let absent = ["--set", "model.adversarial_width=8", "--set", "method.beta1=0"];
        let (experiment, method, training) = applied(&[&arguments[..], &others, &absent].concat()).unwrap();
        let settings = method.adversarial().unwrap();
        assert_eq!((settings.lambda_gan, settings.gan_start_epoch, settings.discriminator_updates), (0.3, 4, 1));
        assert_eq!((experiment.model.base_width, experiment.model.latent), (16, 9));
        assert_eq!((experiment.model.adversarial_width, settings.beta1), (Some(8), Some(0.0)));
        assert_eq!((training.learning_rate, training.epochs, training.beta1), (0.01, 7, 0.5));
        let (_, method, training) =
            applied(&["--method", "single:careful", "--set", "training.fidelity=published"]).unwrap();
        assert_eq!((method.to_string(), training.fidelity), ("single:careful".into(), noisyfer::Fidelity::Published));
    }

    #[test]
    fn another_encoder_is_not_trained_at_the_rates_of_a_fast_one() {
        let (experiment, _, training) = applied(&["--encoder", "vgg16"]).unwrap();
        assert_eq!((experiment.model.encoder, training.optimiser), (Architecture::Vgg16, Optimiser::Adam));
        assert_eq!((training.learning_rate, training.average), (1e-3, Average::None));
        let (_, _, own) = applied(&["--encoder", "fast"]).unwrap();
        assert!(own.learning_rate > 0.01 && own.optimiser != Optimiser::Adam);
        assert_eq!(applied(&["--encoder", "vgg16", "--lr", "0.5"]).unwrap().2.learning_rate, 0.5);
        let large = TrainConfig { batch_size: 120, ..own };
        for (own, batch_size) in [(Architecture::Fast, 32), (Architecture::Vgg16, 120)] {
            assert_eq!(of_another_encoder(large.clone(), own).batch_size, batch_size);
        }
        let command = Command::parse_from(["noisyfer", "--encoder", "resnet18"]);
        let laptop = Experiment::faces(Scale::Laptop, Seed(0)).unwrap();
        assert_eq!(command.settings.apply(laptop, None).unwrap().2.batch_size, 32);
    }

    #[test]
    fn what_there_is_not_is_told_with_what_there_is() {
        let error = |text: &str| applied(&["--set", text]).unwrap_err().to_string();
        assert!(
            error("training.bata1=1").contains("one of average, batch_size, beta1, beta2"),
            "{}",
            error("training.bata1=1")
        );
        assert!(error("epochs=3").starts_with("--set must be training.NAME=VALUE"));
        let epochs = error("training.epochs=many");
        assert!(
            epochs.starts_with("training.epochs must be a value like 2 (") && epochs.ends_with("got \"many\""),
            "{epochs}"
        );
        let lambda = applied(&["--method", "majority-vote", "--lambda-gan", "1"]).unwrap_err().to_string();
        assert!(lambda.contains("it has no settings"), "{lambda}");
    }
}
