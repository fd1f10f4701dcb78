//! Muon for the filters of convolutions.

use burn::{
    optim::{LearningRate, Muon, MuonConfig, Optimizer, momentum::MomentumConfig},
    tensor::{Device, Tensor},
};

/// Muon (Jordan, "Muon: an optimizer for hidden layers", 2024) on filters `[channels_out, channels_in, 3, 3]` as matrices
/// `[channels_out, 9 channels_in]`. As airbench has it, three iterations of Newton and Schulz bring the singular values of a step
/// near to 1, and before it the filters are brought to the norm sqrt(channels_out): a batch norm follows them, so that only their
/// direction counts, and the rate says how fast it turns.
///
/// burn's Muon takes matrices alone, and does not know of the norm.
#[derive(Clone)]
pub(super) struct FilterMuon {
    muon: Muon,
}

/// Below it a norm is that of filters that are nothing, which have no direction to keep.
const SMALLEST: f64 = 1e-12;

impl FilterMuon {
    /// `momentum` of the last direction stays in a step.
    pub fn new(momentum: f64) -> Self {
        let momentum = MomentumConfig { momentum, dampening: 0.0, nesterov: true };
        Self { muon: MuonConfig::new().with_momentum(momentum).with_ns_steps(3).build() }
    }
}

impl Optimizer for FilterMuon {
    type State<const D: usize> = <Muon as Optimizer>::State<2>;

    fn step<const D: usize>(
        &self,
        rate: LearningRate,
        tensor: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<Self::State<D>>,
    ) -> (Tensor<D>, Option<Self::State<D>>) {
        let shape = tensor.dims();
        let filters: Tensor<2> = tensor.flatten(1, D - 1);
        let norm = filters.clone().square().sum().sqrt().clamp_min(SMALLEST).reshape([1, 1]);
        let filters = filters / norm * (shape[0] as f64).sqrt();
        let (filters, state) = self.muon.step(rate, filters, gradient.flatten(1, D - 1), state);
        (filters.reshape(shape), state)
    }

    fn to_device<const D: usize>(state: Self::State<D>, device: &Device) -> Self::State<D> {
        <Muon as Optimizer>::to_device::<2>(state, device)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One step of rate 1 down `gradient`, both of two filters of two numbers.
    fn step(filters: [[f32; 2]; 2], gradient: [[f32; 2]; 2]) -> Vec<f32> {
        let tensor = |values: [[f32; 2]; 2]| Tensor::<2>::from_data(values, &Device::flex()).reshape([2, 2, 1, 1]);
        let (moved, _) = FilterMuon::new(0.0).step::<4>(1.0, tensor(filters), tensor(gradient), None);
        moved.into_data().iter::<f32>().collect()
    }

    #[test]
    fn filters_are_brought_to_their_norm_and_moved_by_a_matrix_near_to_an_orthogonal_one() {
        // Norm 2 becomes sqrt(2); and of a step all of whose singular values are alike, 1 / sqrt(2) of its norm, three times
        // x -> 3.4445 x - 4.775 x³ + 2.0315 x⁵.
        let mut value = 0.5f64.sqrt();
        for _ in 0..3 {
            value = 3.4445 * value - 4.775 * value.powi(3) + 2.0315 * value.powi(5);
        }
        let kept = 2f64.sqrt() / 2.0;
        let found = step([[0.0, 2.0], [0.0, 0.0]], [[3.0, 0.0], [0.0, -3.0]]);
        for (found, expected) in found.into_iter().zip([-value, 2.0 * kept, 0.0, value]) {
            assert!((f64::from(found) - expected).abs() < 1e-5, "{found} for {expected}");
        }
    }

    #[test]
    fn small_and_large_directions_move_alike_and_zeros_stay_finite() {
        let moved = step([[0.0; 2]; 2], [[10.0, 0.0], [0.0, 1.0]]);
        let [large, small] = [-moved[0], -moved[3]];
        assert!((0.6..1.3).contains(&large) && (0.6..1.3).contains(&small), "{moved:?}");
        assert_eq!(step([[0.0; 2]; 2], [[0.0; 2]; 2]), [0.0; 4]);
    }
}
