//! Spectral norm: σ = uᵀWv, and one power iteration v = Wᵀu / |Wᵀu|, u = Wv / |Wv|.

#[cfg(feature = "cuda")]
use super::cuda;
use super::{
    simd::{Lanes, vectorised},
    tape::{from_primitive, has_kernels, primitive, tensor, values},
};
use burn::tensor::{Device, Tensor};
use pulp::{Simd, WithSimd};
use rayon::prelude::*;

/// As in PyTorch's `nn.utils.spectral_norm` of the published code.
const EPSILON: f32 = 1e-12;

/// How a weight of several dimensions is a matrix `[rows, outer * inner]`: it lies in memory as `[outer, rows, inner]`.
#[derive(Clone, Copy, Debug)]
pub struct MatrixLayout {
    pub outer: usize,
    pub rows: usize,
    pub inner: usize,
}

impl MatrixLayout {
    /// Columns of the matrix.
    pub fn columns(&self) -> usize {
        self.outer * self.inner
    }
}

/// A matrix and the vector that its power iteration starts from.
#[derive(Clone, Debug)]
pub struct Iteration {
    /// As it lies in memory.
    pub weight: Tensor<1>,
    pub layout: MatrixLayout,
    pub u: Tensor<1>,
}

/// Whether many power iterations are faster at once than each when it is needed: where launches cost more than the work.
pub fn iterates_together(device: &Device) -> bool {
    #[cfg(feature = "cuda")]
    return cuda::is_cuda(device);
    #[cfg(not(feature = "cuda"))]
    {
        let _ = device;
        false
    }
}

/// One power iteration of each matrix, and the norms after it.
pub fn iterate_all(iterations: &[Iteration]) -> Vec<Norm> {
    #[cfg(feature = "cuda")]
    if iterations.first().is_some_and(|one| cuda::is_cuda(&one.weight.device())) {
        return cuda::iterate(iterations);
    }
    iterations.iter().map(|one| iterate(one.weight.clone(), one.layout, one.u.clone())).collect()
}

/// The norm of one forward pass.
#[derive(Clone, Debug)]
pub struct Norm {
    /// Left singular vector, `[rows]`.
    pub u: Tensor<1>,
    /// Right singular vector, `[columns]`.
    pub v: Tensor<1>,
    /// The largest singular value, `[1]`. A constant where kernels run, whose gradients go through σ on their own.
    pub sigma: Tensor<1>,
}

/// A [`Norm`] on the host.
#[derive(Clone, Debug)]
pub struct NormValues {
    pub u: Vec<f32>,
    pub v: Vec<f32>,
    pub sigma: f32,
}

impl From<&Norm> for NormValues {
    fn from(norm: &Norm) -> Self {
        let list = |tensor: &Tensor<1>| values(&primitive(tensor.clone())).to_vec();
        Self { u: list(&norm.u), v: list(&norm.v), sigma: list(&norm.sigma)[0] }
    }
}

/// One power iteration from `u`, and the norm after it.
pub fn iterate<const D: usize>(weight: Tensor<D>, layout: MatrixLayout, u: Tensor<1>) -> Norm {
    let device = weight.device();
    #[cfg(feature = "cuda")]
    if cuda::is_cuda(&device) {
        let weight = weight.flatten(0, D - 1);
        return cuda::iterate(&[Iteration { weight, layout, u }]).swap_remove(0);
    }
    if !has_kernels(device.clone()) {
        let matrix = as_matrix(weight, layout);
        let constant = matrix.clone().detach();
        let v = unit(constant.clone().transpose().matmul(u.unsqueeze_dim(1)));
        let u = unit(constant.matmul(v.clone()));
        return differentiable(matrix, u.squeeze_dim(1), v.squeeze_dim(1));
    }
    let weight = primitive(weight);
    let mut v = times_transposed(values(&weight), layout, values(&primitive(u)));
    normalise(&mut v);
    let mut u = times(values(&weight), layout, &v);
    let sigma = normalise(&mut u);
    let on_device = |list: Vec<f32>| {
        let length = list.len();
        from_primitive::<1>(tensor(list, [length]))
    };
    let lift = |tensor: Tensor<1>| if device.is_autodiff() { tensor.autodiff() } else { tensor };
    Norm { u: lift(on_device(u)), v: lift(on_device(v)), sigma: lift(on_device(vec![sigma])) }
}

/// The norm with `u` and `v` as they are.
pub fn norm<const D: usize>(weight: Tensor<D>, layout: MatrixLayout, u: Tensor<1>, v: Tensor<1>) -> Norm {
    if !has_kernels(weight.device()) {
        return differentiable(as_matrix(weight, layout), u, v);
    }
    let product = times(values(&primitive(weight)), layout, values(&primitive(v.clone())));
    let left = primitive(u.clone());
    let sigma: f32 = product.iter().zip(values(&left)).map(|(a, b)| a * b).sum();
    let sigma = Tensor::from_data([sigma], &u.device());
    Norm { u, v, sigma }
}

fn as_matrix<const D: usize>(weight: Tensor<D>, layout: MatrixLayout) -> Tensor<2> {
    let MatrixLayout { outer, rows, inner } = layout;
    weight.reshape([outer, rows, inner]).swap_dims(0, 1).reshape([rows, layout.columns()])
}

pub fn differentiable(matrix: Tensor<2>, u: Tensor<1>, v: Tensor<1>) -> Norm {
    let column = |vector: &Tensor<1>| vector.clone().unsqueeze_dim::<2>(1);
    let sigma = column(&u).transpose().matmul(matrix.matmul(column(&v)));
    Norm { u, v, sigma: sigma.squeeze_dim(1) }
}

fn unit(column: Tensor<2>) -> Tensor<2> {
    let norm = column.clone().square().sum().sqrt().clamp_min(EPSILON);
    column / norm.unsqueeze()
}

/// Makes a vector one long and returns its length.
fn normalise(vector: &mut [f32]) -> f32 {
    let length = vectorised(Dot { left: vector, right: vector }).sqrt().max(EPSILON);
    vector.iter_mut().for_each(|value| *value /= length);
    length
}

/// W v
fn times(weight: &[f32], MatrixLayout { outer, rows, inner }: MatrixLayout, v: &[f32]) -> Vec<f32> {
    if outer == 1 {
        return weight.par_chunks(inner).map(|row| vectorised(Dot { left: row, right: v })).collect();
    }
    // A row is scattered over memory: sums over slices of it, always the same ones, then the sum of those.
    let slices: Vec<Vec<f32>> = weight
        .par_chunks(rows * inner * outer.div_ceil(16))
        .zip(v.par_chunks(inner * outer.div_ceil(16)))
        .map(|(weight, v)| {
            let mut sums = vec![0.0; rows];
            for (block, v) in weight.chunks(rows * inner).zip(v.chunks(inner)) {
                for (sum, row) in sums.iter_mut().zip(block.chunks(inner)) {
                    *sum += vectorised(Dot { left: row, right: v });
                }
            }
            sums
        })
        .collect();
    (0..rows).map(|row| slices.iter().map(|sums| sums[row]).sum()).collect()
}

/// Wᵀ u
fn times_transposed(weight: &[f32], MatrixLayout { outer, rows, inner }: MatrixLayout, u: &[f32]) -> Vec<f32> {
    const COLUMNS: usize = 512;
    let mut v = vec![0.0; outer * inner];
    // Tasks are blocks of columns: all of one slice of `inner`, or some columns of the only slice.
    let step = if outer == 1 { COLUMNS } else { inner };
    v.par_chunks_mut(step).enumerate().for_each(|(block, sums)| {
        let first = if outer == 1 { block * step } else { block * rows * inner };
        vectorised(AddRows { rows: &weight[first..], step: inner, factors: u, sums });
    });
    v
}

/// `sums` is the sum of rows that begin `step` apart, each times its factor.
struct AddRows<'a> {
    rows: &'a [f32],
    step: usize,
    factors: &'a [f32],
    sums: &'a mut [f32],
}

impl WithSimd for AddRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        /// Rows at once: the sums are read and written once for all of them.
        const ROWS: usize = 4;
        let length = self.sums.len();
        for (block, factors) in self.factors.chunks(ROWS).enumerate() {
            let row = |index: usize| &self.rows[(block * ROWS + index) * self.step..][..length];
            match *factors {
                [a, b, c, d] => {
                    let (a_row, b_row, c_row, d_row) = (row(0), row(1), row(2), row(3));
                    for start in (0..length).step_by(Lanes::<S>::COUNT) {
                        let end = (start + Lanes::<S>::COUNT).min(length);
                        let at = |row: &[f32]| Lanes::load(simd, &row[start..end]);
                        let fresh = at(a_row) * a + at(b_row) * b + (at(c_row) * c + at(d_row) * d);
                        (at(self.sums) + fresh).store(&mut self.sums[start..end]);
                    }
                }
                _ => {
                    for (index, factor) in factors.iter().enumerate() {
                        for (sum, value) in self.sums.iter_mut().zip(row(index)) {
                            *sum += factor * value;
                        }
                    }
                }
            }
        }
    }
}

struct Dot<'a> {
    left: &'a [f32],
    right: &'a [f32],
}

impl WithSimd for Dot<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let products = |left: &[f32], right: &[f32]| Lanes::load(simd, left) * Lanes::load(simd, right);
        let blocks = self.left.chunks(Lanes::<S>::COUNT).zip(self.right.chunks(Lanes::<S>::COUNT));
        blocks.fold(Lanes::zero(simd), |sum, (left, right)| sum + products(left, right)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::reference::{relative_error, rng};
    use crate::seed::standard_normals;
    use burn::tensor::TensorData;

    #[test]
    fn a_diagonal_matrix_has_its_largest_entry_as_norm() {
        let weight = Tensor::<2>::from_data([[3f32, 0.0], [0.0, 1.0]], &Device::flex());
        let layout = MatrixLayout { outer: 1, rows: 2, inner: 2 };
        let mut u = Tensor::from_data([0.6f32, 0.8], &Device::flex());
        for _ in 0..20 {
            u = iterate(weight.clone(), layout, u).u;
        }
        let sigma: f32 = iterate(weight, layout, u).sigma.into_scalar();
        assert!((sigma - 3.0).abs() < 1e-5, "{sigma}");
    }

    #[test]
    fn an_iteration_agrees_with_burns_operations() {
        for (outer, rows, inner) in [(1, 3, 5), (1, 7, 1100), (20, 6, 16), (1, 1, 1)] {
            let layout = MatrixLayout { outer, rows, inner };
            let mut rng = rng(outer as u64);
            let weight = TensorData::new(standard_normals(outer * rows * inner, &mut rng), [outer, rows, inner]);
            let weight = Tensor::<3>::from_data(weight, &Device::flex());
            let u = Tensor::<1>::from_data(standard_normals(rows, &mut rng).as_slice(), &Device::flex());
            let found = iterate(weight.clone(), layout, u.clone());
            let matrix = as_matrix(weight.clone(), layout);
            let v = unit(matrix.clone().transpose().matmul(u.unsqueeze_dim(1)));
            let u = unit(matrix.clone().matmul(v.clone()));
            let expected = differentiable(matrix, u.squeeze_dim(1), v.squeeze_dim(1));
            let again = norm(weight, layout, found.u.clone(), found.v.clone());
            for (found, expected) in [
                (&found.u, &expected.u),
                (&found.v, &expected.v),
                (&found.sigma, &expected.sigma),
                (&again.sigma, &expected.sigma),
            ] {
                let expected: Vec<f64> = expected.clone().into_data().iter::<f64>().collect();
                let found: Vec<f32> = found.clone().into_data().iter::<f32>().collect();
                assert!(relative_error(&found, &expected) < 1e-5, "{layout:?}: {found:?} instead of {expected:?}");
            }
        }
    }
}
