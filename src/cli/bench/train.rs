//! `noisyfer bench train`: seconds per step, in the format of the PyTorch implementation that it is held against.

use burn::tensor::{Device, Distribution, Int, Tensor};
use clap::{Args, ValueEnum};
use noisyfer::{
    Error, Fidelity, Result, Seed, burn,
    device::device,
    labels::LabelHead,
    model::{Architecture, EncoderDraws, ModelConfig, Precision},
    progress::tell,
    train::{
        AdversarialStep, Batch, BatchTarget, ClassLabels, Optimiser, StepNumber, TrainConfig,
        methods::{JointDistribution, own_labels},
    },
};
use serde_json::json;
use std::time::Instant;

/// What the classes of made-up heads are called.
const CLASSES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

#[derive(Args)]
pub struct BenchTrain {
    /// CIFAR-10 with three label sets or their majority vote, or faces with emotion and valence/arousal.
    #[arg(long, value_enum, default_value = "cifar")]
    task: Task,
    /// What makes features of an image: vgg16, fast.
    #[arg(long, default_value_t)]
    encoder: Architecture,
    /// Channels of the groups of a fast encoder.
    #[arg(long, value_delimiter = ',', default_values_t = [32, 64, 64])]
    widths: Vec<usize>,
    /// Images per step.
    #[arg(long, default_value_t = 32)]
    batch: usize,
    /// Channels of the first convolution.
    #[arg(long, default_value_t = 64)]
    width: usize,
    /// Channels of the narrowest layers of decoder and discriminators [default: the width].
    #[arg(long)]
    adversarial_width: Option<usize>,
    /// Measured steps; one more comes first, unmeasured.
    #[arg(long, default_value_t = 3)]
    steps: usize,
    /// Only the step without adversarial updates.
    #[arg(long)]
    supervised: bool,
    /// What computes: cpu, cuda, cuda:N or remote:HOST:PORT.
    #[arg(long, default_value = "cpu")]
    device: String,
    /// What convolutions and linear layers multiply in: f32, or on a GPU exact (f32 without TF32) or bf16.
    #[arg(long, default_value_t)]
    precision: Precision,
    /// After the measured steps, the kernels of one more: their number, the time in which one ran and none ran, and the longest.
    #[cfg(feature = "cuda")]
    #[arg(long)]
    profile: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Task {
    Cifar,
    Vote,
    Multitask,
}

impl Task {
    /// Its name, the side of its images, the width of the hidden layer, and the heads.
    fn network(self) -> (&'static str, usize, usize, Vec<LabelHead>) {
        match self {
            Self::Cifar => {
                ("cifar", 32, 512, ["1", "2", "3"].map(|name| LabelHead::categorical(name, &CLASSES)).to_vec())
            }
            Self::Vote => ("vote", 32, 512, vec![LabelHead::categorical("truth", &CLASSES)]),
            Self::Multitask => {
                let va = LabelHead::continuous("va", &["valence", "arousal"], -1.0, 1.0);
                ("multitask", 64, 500, vec![LabelHead::categorical("exp", &CLASSES[..7]), va])
            }
        }
    }
}

impl BenchTrain {
    pub fn run(self) -> Result<()> {
        if self.steps == 0 {
            return Err(Error::parameter("steps", 0, "at least 1"));
        }
        let device = device(&self.device)?;
        let (task, side, hidden, heads) = self.task.network();
        let widths = self.widths.as_slice().try_into().map_err(|_| {
            Error::parameter("--widths", format!("{:?}", self.widths), "three numbers, such as 32,64,64")
        })?;
        let Self { encoder, width: base_width, adversarial_width, .. } = self;
        let model =
            ModelConfig { encoder, side, base_width, adversarial_width, widths, hidden, ..ModelConfig::default() };
        let optimiser = match encoder {
            Architecture::Fast => Optimiser::Sgd { momentum: 0.85, weight_decay: 1.33e-3, norm_bias_factor: 64.0 },
            _ => Optimiser::Adam,
        };
        let config = TrainConfig {
            batch_size: self.batch,
            fidelity: Fidelity::Published,
            precision: self.precision,
            optimiser,
            seed: Seed(0),
            ..TrainConfig::default()
        };
        let settings = JointDistribution::default();
        let mut step = AdversarialStep::new(&model, &config, &settings, own_labels(&heads), &device)?;
        let batch = self.batch(&model, &heads, &device.clone().autodiff());
        for adversarial in if self.supervised { vec![false] } else { vec![false, true] } {
            self.measure(&mut step, &batch, adversarial, &device)?; // warm-up
            let mut seconds: Vec<f64> = (0..self.steps)
                .map(|_| self.measure(&mut step, &batch, adversarial, &device))
                .collect::<Result<_>>()?;
            seconds.sort_by(f64::total_cmp);
            let median = seconds[seconds.len() / 2];
            let rounded = |value: f64, scale: f64| (value * scale).round() / scale;
            tell(json!({ "task": task, "encoder": encoder, "batch": self.batch, "width": self.width,
                    "adversarial_width": self.adversarial_width.unwrap_or(self.width), "device": self.device,
                    "precision": self.precision,
                    "adversarial": adversarial, "seconds_per_step": rounded(median, 1e4),
                    "images_per_second": rounded(self.batch as f64 / median, 1e2),
                    "threads": std::thread::available_parallelism().map_or(1, usize::from),
                    "torch": null, "burn": "0.22.1" }));
            #[cfg(feature = "cuda")]
            if self.profile {
                let (seconds, profile) =
                    noisyfer::device::profile(|| self.measure(&mut step, &batch, adversarial, &device));
                tell(json!({ "task": task, "precision": self.precision, "adversarial": adversarial,
                        "seconds_profiled": seconds?, "profile": profile }));
            }
        }
        Ok(())
    }

    fn measure(&self, step: &mut AdversarialStep, batch: &Batch, adversarial: bool, device: &Device) -> Result<f64> {
        let start = Instant::now();
        let losses = step.step(batch, adversarial)?;
        losses.total.try_into_data().map_err(Error::computation)?;
        device.sync().map_err(Error::computation)?;
        Ok(start.elapsed().as_secs_f64())
    }

    fn batch(&self, model: &ModelConfig, heads: &[LabelHead], device: &Device) -> Batch {
        let normal = |width: usize| Tensor::<2>::random([self.batch, width], Distribution::Normal(0.0, 1.0), device);
        let target = |head: &LabelHead| match head.classes() {
            Some(classes) => {
                let range = Distribution::Uniform(0.0, classes.len() as f64);
                let classes = Tensor::<1, Int>::random([self.batch], range, device);
                BatchTarget::Classes(ClassLabels { classes, known: None })
            }
            None => BatchTarget::Values { values: normal(head.width()).tanh(), known: None },
        };
        let mask = |width: usize| Tensor::<2>::random([self.batch, width], Distribution::Bernoulli(0.5), device) * 2.0;
        Batch {
            step: StepNumber { index: 0, total: 1 },
            rows: (0..self.batch).collect(),
            images: normal(3 * model.side * model.side).tanh().reshape([self.batch, 3, model.side, model.side]),
            targets: heads.iter().map(target).collect(),
            encoder_draws: EncoderDraws {
                epsilon: normal(model.latent),
                dropout: model.encoder.dropout_widths(model).into_iter().map(mask).collect(),
            },
            latents: normal(model.latent),
            mixed: None,
        }
    }
}
