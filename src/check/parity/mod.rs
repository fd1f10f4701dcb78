//! Stored trajectories of an independent PyTorch implementation in double precision, followed step by step.

mod stored;

use super::{Check, Finding, Stage, guarded};
use crate::{
    Error, Fidelity, Result,
    labels::LabelHead,
    model::{EncoderDraws, ModelConfig, Precision, Weights},
    train::{
        AdversarialStep, StepLosses, TrainConfig,
        methods::{JointDistribution, own_labels},
    },
};
use burn::{
    module::Module,
    tensor::{Device, Tensor},
};
use std::{collections::BTreeMap, fs, path::Path};
use stored::{Case, Stored};

/// How far off each kind of number may be.
#[derive(Clone, Copy)]
struct Bounds {
    /// The encoder's outputs before training, relative to the largest of each.
    encoder: f64,
    /// Every loss of every step.
    loss: f64,
    /// The sums over each tensor after the last step; see [`parity`].
    final_sum: f64,
    /// Labels, a decoded image and scores of the trained networks, relative to the largest of each.
    evaluation: f64,
}

impl Bounds {
    /// Of f32 against the stored doubles.
    const FLOAT32: Self = Self { encoder: 1e-5, loss: 1e-5, final_sum: 1e-3, evaluation: 1e-3 };

    /// Where products may be of TF32, as a GPU's f32 is on tensor cores. PyTorch's own TF32 leaves the same trajectories by 3.8e-3 in
    /// a loss, 7.1e-2 in a sum and 0.18 in an output (2.11 on an H100): Adam's first steps have the length of the rate whatever the
    /// gradient's, so that a rounded sign is a whole step.
    const TF32: Self = Self { encoder: 1e-3, loss: 1e-2, final_sum: 2e-1, evaluation: 3e-1 };

    /// Of bf16, whose rounding is eight times that.
    const BFLOAT16: Self = Self { encoder: 2e-2, loss: 5e-2, final_sum: 5e-1, evaluation: 1.0 };
}

pub fn check(check: &Check, tell: &mut dyn FnMut(Finding)) -> Result<()> {
    let bounds = match (check.precision, crate::kernels::has_kernels(check.device.clone())) {
        (Precision::Float32, true) | (Precision::Exact, _) => Bounds::FLOAT32,
        (Precision::Float32, false) => Bounds::TF32,
        (Precision::BFloat16, _) => Bounds::BFLOAT16,
    };
    for case in cases(&check.fixtures)? {
        match guarded(|| parity(&check.fixtures, &case, &check.device, check.precision, bounds)) {
            Ok(findings) => findings.into_iter().for_each(&mut *tell),
            Err(note) => tell(Finding { stage: Stage::Parity, name: case, error: None, bound: bounds.loss, note }),
        }
    }
    Ok(())
}

/// The cases that a folder holds, by name.
fn cases(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|error| Error::io(folder, error))?;
    let names =
        entries.filter_map(|file| Some(file.ok()?.file_name().to_str()?.strip_suffix(".losses.json")?.to_string()));
    let mut cases: Vec<String> = names.collect();
    cases.sort();
    if cases.is_empty() {
        return Err(Error::Missing {
            what: "a stored trajectory, *.losses.json,".into(),
            looked_in: vec![folder.into()],
            remedy: "Name the folder of the trajectories, tests/fixtures of the sources".into(),
        });
    }
    Ok(cases)
}

/// Follows the trajectory `case` of `folder` on `device`: the worst number of each kind.
///
/// Final sums are relative to the stored absolute sum and to how far Adam's steps could have moved the tensor, a rate each: a batch
/// norm's bias starts at 0 and is nothing but its steps, and an activation near zero, on one side in double precision and on the
/// other in single, changes a step. (Of the absolute sum alone PyTorch's own float32 is 1.4e-3 off in one bias.)
///
/// # Errors
/// Those of reading the case, and of the training step.
fn parity(folder: &Path, case: &str, device: &Device, precision: Precision, bounds: Bounds) -> Result<Vec<Finding>> {
    let path = folder.join(case).display().to_string();
    let initial = Weights::read(format!("{path}.initial.safetensors"))?;
    let bytes = crate::files::read(format!("{path}.batches.safetensors"))?;
    let stored = Stored::new(&path, &bytes)?;
    let heads = stored.heads(&initial)?;
    let text = crate::files::read(format!("{path}.losses.json"))?;
    let sizes: Case = serde_json::from_slice(&text).map_err(|error| stored.bad(error))?;
    let step = networks(&sizes, &heads, &initial, device, precision)?;
    let mut follower = Follower { sizes, heads, stored, step, device, bounds, worst: BTreeMap::new() };
    follower.encoder()?;
    follower.steps()?;
    follower.sums()?;
    follower.evaluation()?;
    Ok(follower.findings(case))
}

fn networks(
    case: &Case,
    heads: &[LabelHead],
    initial: &Weights,
    device: &Device,
    precision: Precision,
) -> Result<AdversarialStep> {
    let model = ModelConfig {
        side: case.size,
        base_width: case.width,
        hidden: case.fc,
        latent: case.noise,
        dropout: 0.0,
        ..ModelConfig::default()
    };
    let config =
        TrainConfig { learning_rate: case.lr, fidelity: Fidelity::Published, precision, ..TrainConfig::default() };
    let settings = JointDistribution {
        lambda_gan: case.lambda_gan,
        discriminator_updates: case.iter_d,
        ..JointDistribution::default()
    };
    let mut step = AdversarialStep::new(&model, &config, &settings, own_labels(heads), device)?;
    let learner = step.learner().clone().with_weights(initial)?;
    let discriminators = step.discriminators().clone().with_weights(initial, heads)?;
    step.set_networks(learner, discriminators);
    Ok(step)
}

/// A training beside a stored one.
struct Follower<'a> {
    sizes: Case,
    heads: Vec<LabelHead>,
    stored: Stored<'a>,
    step: AdversarialStep,
    device: &'a Device,
    bounds: Bounds,
    /// Of each kind: difference, bound, and where.
    worst: BTreeMap<&'static str, (f64, f64, String)>,
}

impl Follower<'_> {
    fn encoder(&mut self) -> Result<()> {
        let epsilon = self.stored.table("step0.eps_enc", self.device)?;
        let draws = EncoderDraws { epsilon, dropout: vec![] };
        let encoding = self.step.learner().valid().encoder.forward(self.stored.image(0, self.device)?, &draws);
        let parts = [
            ("forward.mean", encoding.mean),
            ("forward.logvar", encoding.log_variance),
            ("forward.z0", encoding.latent),
            ("forward.z1", encoding.labels),
        ];
        for (name, tensor) in parts {
            self.tensor("encoder", self.bounds.encoder, name, tensor)?;
        }
        Ok(())
    }

    fn steps(&mut self) -> Result<()> {
        for (index, adversarial) in self.sizes.adversarial.clone().into_iter().enumerate() {
            let batch = self.stored.batch(index, &self.heads, &self.device.clone().autodiff())?;
            let losses = self.step.step(&batch, adversarial)?;
            for (name, expected) in self.sizes.losses[index].clone() {
                let found = self.loss(&losses, &name)?;
                let name = format!("{name} of step {}", index + 1);
                self.number("loss", self.bounds.loss, &name, found, expected, expected.abs());
            }
        }
        Ok(())
    }

    fn loss(&self, losses: &StepLosses, name: &str) -> Result<f64> {
        let read = |loss: &Tensor<1>| -> Result<f64> {
            let data = loss.clone().try_into_data().map_err(Error::computation)?;
            Ok(data.iter::<f64>().next().unwrap_or(f64::NAN))
        };
        let unknown = || self.stored.bad(format!("a loss {name:?} that no step has"));
        let head = |name: &str| self.heads.iter().position(|head| head.name == name).ok_or_else(unknown);
        match (name, &losses.adversarial) {
            ("g", _) => read(&losses.total),
            ("d", Some((discriminators, _))) => read(discriminators),
            ("gan", Some((_, adversarial))) => read(adversarial),
            ("class", _) => {
                let mut sum = 0.0;
                for loss in &losses.heads {
                    sum += read(&loss.mean)?;
                }
                Ok(sum)
            }
            (name, _) => read(&losses.heads[head(name)?].mean),
        }
    }

    fn sums(&mut self) -> Result<()> {
        let weights = self.step.learner().weights().merge(self.step.discriminators().weights(&self.heads));
        for (name, [sum, absolute]) in self.sizes.final_sums.clone() {
            let tensor =
                weights.get(&name).ok_or_else(|| self.stored.bad(format!("a tensor {name} that is not here")))?;
            let found: f64 = tensor.values.iter().map(|&value| f64::from(value)).sum();
            let found_absolute: f64 = tensor.values.iter().map(|&value| f64::from(value).abs()).sum();
            let moved = self.sizes.lr * (self.sizes.adversarial.len() * tensor.values.len()) as f64;
            for (found, expected) in [(found, sum), (found_absolute, absolute)] {
                self.number("final sum", self.bounds.final_sum, &name, found, expected, absolute + moved);
            }
        }
        let expected = self.sizes.final_sums.len();
        match weights.names().len() == expected {
            true => Ok(()),
            false => Err(self.stored.bad(format!("{expected} tensors, where this has {}", weights.names().len()))),
        }
    }

    fn evaluation(&mut self) -> Result<()> {
        let last = self.sizes.adversarial.len() - 1;
        let (learner, discriminators) = (self.step.learner().valid(), self.step.discriminators().valid());
        let epsilon = self.stored.table(&format!("step{last}.eps_enc"), self.device)?;
        let latents = self.stored.table(&format!("step{last}.z0_dec"), self.device)?;
        let images = self.stored.image(last, self.device)?;
        let targets = self.stored.targets(last, &self.heads, self.device)?;
        let mut given = vec![];
        for (target, head) in targets.iter().zip(&self.heads) {
            given.extend(target.given(head.width()));
        }
        let encoding = learner.encoder.forward(images.clone(), &EncoderDraws { epsilon, dropout: vec![] });
        let decoder = learner.decoder.ok_or_else(|| self.stored.bad("a training without a decoder"))?;
        let by_head = encoding.labels.clone().split_with_sizes(self.heads.iter().map(LabelHead::width).collect(), 1);
        let scores = discriminators.scores(images, encoding.latent, &by_head);
        self.tensor("evaluation", self.bounds.evaluation, "final.z1_eval", encoding.labels)?;
        self.tensor("evaluation", self.bounds.evaluation, "final.fake_eval", decoder.forward(latents, &given))?;
        self.tensor("evaluation", self.bounds.evaluation, "final.scores_eval", scores)
    }

    fn number(&mut self, kind: &'static str, bound: f64, name: &str, found: f64, expected: f64, scale: f64) {
        let difference = (found - expected).abs() / scale.max(1e-12);
        let entry = self.worst.entry(kind).or_insert((0.0, bound, String::new()));
        // What is no number is the worst and stays it.
        if difference.is_nan() || difference >= entry.0 {
            *entry = (difference, bound, format!("{name}: {found} against {expected}"));
        }
    }

    /// The largest difference relative to the largest stored value.
    fn tensor<const D: usize>(&mut self, kind: &'static str, bound: f64, name: &str, tensor: Tensor<D>) -> Result<()> {
        let found: Vec<f32> = tensor.try_into_data().map_err(Error::computation)?.iter::<f32>().collect();
        let expected = self.stored.floats(name)?;
        if found.len() != expected.len() {
            return Err(self.stored.bad(format!(
                "{name} with {} numbers, where this has {}",
                expected.len(),
                found.len()
            )));
        }
        let scale = expected.iter().fold(0f32, |scale, value| scale.max(value.abs()));
        for (&found, &expected) in found.iter().zip(&expected) {
            self.number(kind, bound, name, found.into(), expected.into(), scale.into());
        }
        Ok(())
    }

    fn findings(self, case: &str) -> Vec<Finding> {
        let found = self.worst.into_iter();
        let finding = |(kind, (difference, bound, note)): (&str, (f64, f64, String))| Finding {
            stage: Stage::Parity,
            name: format!("{case}: {kind}"),
            error: Some(difference),
            bound,
            note,
        };
        found.map(finding).collect()
    }
}
