//! Drawing initial weights from the experiment's seed.

use super::Precision;
use crate::{Error, Fidelity, Result, kernels::has_kernels, seed::standard_normals};
use burn::{
    module::{Param, RunningState},
    tensor::{Device, Tensor, TensorData},
};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Draws initial weights from a random stream of our own: burn's own initialisation is lazy and global, so its
/// draws would depend on the order of first use.
pub struct Initialiser<'a> {
    rng: &'a mut ChaCha8Rng,
    device: &'a Device,
    precision: Precision,
    fidelity: Fidelity,
}

impl<'a> Initialiser<'a> {
    /// Draws from `rng` and puts the weights on `device`, ready for training.
    pub fn new(rng: &'a mut ChaCha8Rng, device: &'a Device) -> Self {
        Self { rng, device, precision: Precision::default(), fidelity: Fidelity::default() }
    }

    /// Lets the layers that are made from now on start as corrected or as published.
    pub fn with_fidelity(self, fidelity: Fidelity) -> Self {
        Self { fidelity, ..self }
    }

    /// Lets the layers that are made from now on multiply in `precision`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for bf16 on the processor.
    pub fn with_precision(self, precision: Precision) -> Result<Self> {
        if precision == Precision::BFloat16 && has_kernels(self.device.clone()) {
            let expected = "f32 on the processor, whose kernels have no other; bf16 is for GPUs (device `cuda`)";
            return Err(Error::parameter("precision", precision, expected));
        }
        Ok(Self { precision, ..self })
    }

    /// What the layers multiply in.
    pub(super) fn precision(&self) -> Precision {
        self.precision
    }

    /// Whether layers start as corrected or as published.
    pub(super) fn fidelity(&self) -> Fidelity {
        self.fidelity
    }

    /// Where the weights are put.
    pub(crate) fn device(&self) -> &Device {
        self.device
    }

    /// Uniform in `[-bound, bound]`.
    pub(super) fn uniform<const D: usize>(&mut self, shape: [usize; D], bound: f32) -> Param<Tensor<D>> {
        let values = (0..shape.iter().product()).map(|_| self.rng.random_range(-bound..=bound)).collect();
        Param::from_tensor(self.tensor(shape, values))
    }

    /// Normal with mean 0 and standard deviation `deviation`.
    pub(super) fn normal<const D: usize>(&mut self, shape: [usize; D], deviation: f32) -> Param<Tensor<D>> {
        let values =
            standard_normals(shape.iter().product(), self.rng).into_iter().map(|value| value * deviation).collect();
        Param::from_tensor(self.tensor(shape, values))
    }

    /// A 3x3 kernel `[channels_out, channels_in, 3, 3]`: the first `channels_in` filters are 1 at the centre of their own
    /// channel and 0 elsewhere, the others uniform within 1 / (3 sqrt(channels_in)).
    pub(super) fn partly_identity(&mut self, channels_out: usize, channels_in: usize) -> Param<Tensor<4>> {
        let bound = ((9 * channels_in) as f32).sqrt().recip();
        let filter = 9 * channels_in;
        let mut values: Vec<f32> = (0..channels_out * filter).map(|_| self.rng.random_range(-bound..=bound)).collect();
        for (channel, filter) in values.chunks_exact_mut(filter).take(channels_in).enumerate() {
            filter.fill(0.0);
            filter[9 * channel + 4] = 1.0;
        }
        Param::from_tensor(self.tensor([channels_out, channels_in, 3, 3], values))
    }

    /// `value` everywhere.
    pub(super) fn constant<const D: usize>(&self, shape: [usize; D], value: f32) -> Param<Tensor<D>> {
        Param::from_tensor(Tensor::full(shape, value, &self.device.clone().autodiff()))
    }

    /// A running statistic that starts at `value` everywhere.
    pub(super) fn running(&self, length: usize, value: f32) -> RunningState<Tensor<1>> {
        RunningState::new(Tensor::full([length], value, &self.device.clone().autodiff()))
    }

    /// Numbers that no gradient moves, normal with standard deviation `deviation`.
    pub(super) fn frozen<const D: usize>(&mut self, shape: [usize; D], deviation: f32) -> RunningState<Tensor<D>> {
        let values = standard_normals(shape.iter().product(), self.rng);
        RunningState::new(self.tensor(shape, values.into_iter().map(|value| value * deviation).collect()))
    }

    /// A random direction of unit length, as spectral norm starts from.
    pub(super) fn unit_vector(&mut self, length: usize) -> RunningState<Tensor<1>> {
        let mut values = standard_normals(length, self.rng);
        let norm = values.iter().map(|value| value * value).sum::<f32>().sqrt().max(1e-12);
        values.iter_mut().for_each(|value| *value /= norm);
        RunningState::new(self.tensor([length], values))
    }

    fn tensor<const D: usize>(&self, shape: [usize; D], values: Vec<f32>) -> Tensor<D> {
        Tensor::from_data(TensorData::new(values, shape), &self.device.clone().autodiff())
    }
}
