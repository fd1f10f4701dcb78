//! The inputs and outputs of a stored trajectory, as `torch_peer.py fixtures` writes them: width 8, no dropout, all noise given.

use crate::{
    Error, Result,
    labels::LabelHead,
    model::{EncoderDraws, Weights},
    train::{Batch, BatchTarget, ClassLabels, StepNumber},
};
use burn::tensor::{Device, Int, Tensor, TensorData};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Sizes, settings and results.
#[derive(Deserialize)]
pub struct Case {
    pub size: usize,
    pub width: usize,
    pub fc: usize,
    pub noise: usize,
    pub lr: f64,
    pub lambda_gan: f64,
    pub iter_d: usize,
    pub adversarial: Vec<bool>,
    pub losses: Vec<BTreeMap<String, f64>>,
    pub final_sums: BTreeMap<String, [f64; 2]>,
}

/// The tensors of a case.
pub struct Stored<'a> {
    path: &'a str,
    tensors: SafeTensors<'a>,
}

impl<'a> Stored<'a> {
    pub fn new(path: &'a str, bytes: &'a [u8]) -> Result<Self> {
        let tensors = SafeTensors::deserialize(bytes).map_err(|error| bad(path, error))?;
        Ok(Self { path, tensors })
    }

    /// The error for a case that does not hold what it should.
    pub fn bad(&self, found: impl ToString) -> Error {
        bad(self.path, found)
    }

    fn view(&self, name: &str) -> Result<TensorView<'_>> {
        self.tensors.tensor(name).map_err(|error| self.bad(error))
    }

    fn shape<const D: usize>(&self, name: &str) -> Result<[usize; D]> {
        let shape = self.view(name)?.shape().to_vec();
        shape.try_into().map_err(|shape| self.bad(format!("{name} of shape {shape:?}")))
    }

    pub fn floats(&self, name: &str) -> Result<Vec<f32>> {
        let view = self.view(name)?;
        if view.dtype() != Dtype::F32 {
            return Err(self.bad(format!("{name} in {:?}", view.dtype())));
        }
        Ok(view.data().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    pub fn table(&self, name: &str, device: &Device) -> Result<Tensor<2>> {
        Ok(Tensor::from_data(TensorData::new(self.floats(name)?, self.shape::<2>(name)?), device))
    }

    pub fn image(&self, step: usize, device: &Device) -> Result<Tensor<4>> {
        let name = format!("step{step}.image");
        Ok(Tensor::from_data(TensorData::new(self.floats(&name)?, self.shape::<4>(&name)?), device))
    }

    fn classes(&self, name: &str, device: &Device) -> Result<Tensor<1, Int>> {
        let view = self.view(name)?;
        let codes: Vec<i32> = view.data().as_chunks::<8>().0.iter().map(|b| i64::from_le_bytes(*b) as i32).collect();
        let count = codes.len();
        Ok(Tensor::from_data(TensorData::new(codes, [count]), device))
    }

    /// The heads, from the names of their discriminators: `1` is labelled by `labels1`, `exp` and `va` by themselves.
    pub fn heads(&self, initial: &Weights) -> Result<Vec<LabelHead>> {
        let name = |tensor: &String| {
            let rest = tensor.strip_prefix("discriminator_z1_")?;
            Some(rest.strip_suffix(".z_mlp.linear.weight_orig")?.to_string())
        };
        let mut names: Vec<String> = initial.names().iter().filter_map(name).collect();
        names.sort_by_key(|name| (name.parse::<usize>().unwrap_or(0), name.clone()));
        let mut heads = vec![];
        for name in names {
            let tensor = format!("discriminator_z1_{name}.z_mlp.linear.weight_orig");
            let width = initial.get(&tensor).and_then(|tensor| tensor.shape.get(1).copied()).unwrap_or(0);
            let columns: Vec<String> = (0..width).map(|index| index.to_string()).collect();
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            heads.push(match self.view(&label_tensor(0, &name))?.dtype() {
                Dtype::I64 => LabelHead::categorical(&name, &columns),
                _ => LabelHead::continuous(&name, &columns, -1.0, 1.0),
            });
        }
        Ok(heads)
    }

    pub fn targets(&self, step: usize, heads: &[LabelHead], device: &Device) -> Result<Vec<BatchTarget>> {
        let mut targets = vec![];
        for head in heads {
            let name = label_tensor(step, &head.name);
            targets.push(match head.classes() {
                Some(_) => BatchTarget::Classes(ClassLabels { classes: self.classes(&name, device)?, known: None }),
                None => BatchTarget::Values { values: self.table(&name, device)?, known: None },
            });
        }
        Ok(targets)
    }

    pub fn batch(&self, step: usize, heads: &[LabelHead], device: &Device) -> Result<Batch> {
        let images = self.image(step, device)?;
        let epsilon = self.table(&format!("step{step}.eps_enc"), device)?;
        Ok(Batch {
            step: StepNumber { index: 0, total: 1 },
            rows: (0..images.dims()[0]).collect(),
            images,
            targets: self.targets(step, heads, device)?,
            encoder_draws: EncoderDraws { epsilon, dropout: vec![] },
            latents: self.table(&format!("step{step}.z0_dec"), device)?,
            mixed: None,
        })
    }
}

fn bad(path: &str, found: impl ToString) -> Error {
    Error::format(path, found, "a trajectory as torch_peer.py fixtures writes it")
}

fn label_tensor(step: usize, head: &str) -> String {
    let numbered = head.parse::<usize>().is_ok();
    if numbered { format!("step{step}.labels{head}") } else { format!("step{step}.{head}") }
}
