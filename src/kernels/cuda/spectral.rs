//! The power iteration: spectral.cu.

use super::{
    launch::{Program, empty},
    rows::primitive,
};
use crate::kernels::spectral::{MatrixLayout, Norm};
use burn::tensor::Tensor;
use burn_cubecl::{CubeBackend, tensor::CubeTensor};

const SOURCE: &str = include_str!("spectral.cu");
const TIMES_TRANSPOSED: Program = Program::new("times_transposed", SOURCE).with_threads(1024);
const TIMES: Program = Program::new("times", SOURCE);
const UNITS: Program = Program::new("units", SOURCE).with_threads(1024);

/// One power iteration from `u`, and the norm after it. Nothing of it is tracked: a layer's gradient goes through σ on its own.
pub fn iterate<const D: usize>(weight: &Tensor<D>, layout: MatrixLayout, u: &Tensor<1>) -> Norm {
    let MatrixLayout { outer, rows, inner } = layout;
    let columns = outer * inner;
    let of = [outer, rows, inner].map(|number| number as u32);
    let (matrix, u) = (primitive(weight.clone()), primitive(u.clone()));
    let vector = |length: usize| empty(&matrix, [length]);
    let [v, new_u, unit_v, unit_u, sigma] = [vector(columns), vector(rows), vector(columns), vector(rows), vector(1)];
    TIMES_TRANSPOSED.launch([columns.div_ceil(32) as u32, 1, 1], &[&matrix, &u, &v], &of);
    TIMES.launch([rows.div_ceil(8) as u32, 1, 1], &[&matrix, &v, &new_u], &of);
    UNITS.launch([1, 1, 1], &[&v, &new_u, &unit_v, &unit_u, &sigma], &of);
    let lift = |vector: CubeTensor| {
        let tensor = Tensor::from_primitive::<CubeBackend>(vector);
        if weight.is_autodiff() { tensor.autodiff() } else { tensor }
    };
    Norm { u: lift(unit_u), v: lift(unit_v), sigma: lift(sigma) }
}
