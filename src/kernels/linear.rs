//! Linear layers; over images they are 1x1 convolutions.

#[cfg(feature = "cuda")]
use super::cuda;
use super::{
    gemm::{Into, Matrix, multiply_on_all_threads},
    generic,
    precision::Precision,
    rows::{Finish, ThroughNorms, unfinish},
    scratch::{Scratch, zeros},
    spectral::{Norm, NormValues},
    tape::{Kernel, has_kernels, run_ternary, shape, tensor, values},
};
use burn::{
    backend::flex::FlexTensor,
    tensor::{Tensor, activation},
};
use rayon::prelude::*;

/// `x` `[…, features_in]` times the transpose of `weight` `[features_out, features_in]` over σ, plus `bias`, and perhaps ReLU:
/// `[…, features_out]`. With several norms each is for an equal part of the first dimension.
pub fn linear<const D: usize>(
    x: Tensor<D>,
    weight: Tensor<2>,
    bias: Tensor<1>,
    norms: &[Norm],
    relu: bool,
    precision: Precision,
) -> Tensor<D> {
    let mut dims = x.dims();
    let [features_out, features_in] = weight.dims();
    let rows: Tensor<2> = x.reshape([-1, features_in as i32]);
    dims[D - 1] = features_out;
    if has_kernels(rows.device()) {
        let norms = norms.iter().map(NormValues::from).collect();
        let y: Tensor<2> = run_ternary(Linear { norms, relu }, rows, weight, bias);
        return y.reshape(dims);
    }
    #[cfg(feature = "cuda")]
    if cuda::is_cuda(&rows.device()) {
        // Images of one pixel.
        let product = cuda::Product::Convolution(cuda::Window::PIXEL);
        let layer = cuda::Layer { product, norms: norms.to_vec(), relu, precision };
        let rows = rows.reshape([-1, 1, 1, features_in as i32]);
        return cuda::layer(layer, rows, weight.reshape([features_out, features_in, 1, 1]), bias).reshape(dims);
    }
    finish(generic::product(rows, weight.transpose(), precision), bias, norms, relu).reshape(dims)
}

/// Sums `[batch, …, channels]` over σ, plus bias, and perhaps ReLU, in burn's operations.
pub fn finish<const D: usize>(sums: Tensor<D>, bias: Tensor<1>, norms: &[Norm], relu: bool) -> Tensor<D> {
    let y = match norms {
        [] => sums + bias.unsqueeze(),
        norms => {
            let part = sums.dims()[0] / norms.len();
            // The bias too by parts: real and fake pull at the scores' with equal force, and are to cancel without a rest.
            let parts = norms.iter().enumerate().map(|(index, norm)| {
                let scaled = sums.clone().narrow(0, index * part, part) / norm.sigma.clone().unsqueeze();
                scaled + bias.clone().unsqueeze()
            });
            Tensor::cat(parts.collect(), 0)
        }
    };
    if relu { activation::relu(y) } else { y }
}

#[derive(Debug)]
struct Linear {
    norms: Vec<NormValues>,
    relu: bool,
}

/// `[rows, columns]` as `[columns, rows]`.
fn turn(from: &[f32], rows: usize, columns: usize, into: &mut [f32]) {
    into.par_chunks_exact_mut(rows).enumerate().for_each(|(column, into)| {
        for (row, value) in into.iter_mut().enumerate() {
            *value = from[row * columns + column];
        }
    });
}

impl Kernel<3> for Linear {
    fn forward(&self, [x, weight, bias]: [&FlexTensor; 3]) -> FlexTensor {
        let [rows, features_in] = shape(x);
        let [features_out, _] = shape(weight);
        let scales: Vec<f32> = self.norms.iter().map(|norm| 1.0 / norm.sigma).collect();
        let weight = Matrix::new(values(weight), features_out, features_in);
        let x = Matrix::new(values(x), rows, features_in);
        let mut y = zeros(rows * features_out);
        if rows < features_out {
            // The product of a large matrix and a small one is fast where the small one has to be turned, not the large one.
            let mut turned = Scratch::take(y.len());
            multiply_on_all_threads(weight, x.transposed(), &mut turned, Into::Replace);
            turn(&turned, features_out, rows, &mut y);
        } else {
            multiply_on_all_threads(x, weight.transposed(), &mut y, Into::Replace);
        }
        Finish { scales: &scales, bias: values(bias), relu: self.relu }.apply_to_rows(&mut y);
        tensor(y, [rows, features_out])
    }

    fn backward(
        &self,
        [x, weight, bias]: [&FlexTensor; 3],
        output: &FlexTensor,
        mut gradient: FlexTensor,
        [x_wanted, weight_wanted, bias_wanted]: [bool; 3],
    ) -> [Option<FlexTensor>; 3] {
        let [rows, features_in] = shape(x);
        let [features_out, _] = shape(weight);
        let scales: Vec<f32> = self.norms.iter().map(|norm| 1.0 / norm.sigma).collect();
        let finish = Finish { scales: &scales, bias: values(bias), relu: self.relu };
        let unfinished = unfinish(finish, values(output), gradient.storage_mut());
        let gradient = Matrix::new(values(&gradient), rows, features_out);
        let of_weight = weight_wanted.then(|| {
            let mut sums = zeros(features_out * features_in);
            let x = Matrix::new(values(x), rows, features_in);
            multiply_on_all_threads(gradient.transposed(), x, &mut sums, Into::Replace);
            ThroughNorms { norms: &self.norms, dots: &unfinished.dots }.add_to_all(&mut sums);
            tensor(sums, [features_out, features_in])
        });
        let of_x = x_wanted.then(|| {
            let mut sums = zeros(rows * features_in);
            let weight = Matrix::new(values(weight), features_out, features_in);
            multiply_on_all_threads(gradient, weight, &mut sums, Into::Replace);
            tensor(sums, [rows, features_in])
        });
        [of_x, of_weight, bias_wanted.then(|| tensor(unfinished.bias, [features_out]))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::{
        reference::{Compare, rng},
        spectral::{MatrixLayout, differentiable, norm},
    };
    use crate::seed::standard_normals;

    #[test]
    fn the_layer_agrees_with_burns_operations_norms_included() {
        for (index, [rows, features_in, features_out]) in
            [[2, 3, 2], [6, 9, 17], [64, 5, 3], [4, 150, 300]].into_iter().enumerate()
        {
            let layout = MatrixLayout { outer: 1, rows: features_out, inner: features_in };
            let mut rng = rng(index as u64);
            let vectors = [(); 2].map(|()| {
                [features_out, features_in].map(|length| {
                    Tensor::<1>::from_data(standard_normals(length, &mut rng).as_slice(), &Default::default())
                })
            });
            for relu in [false, true] {
                Compare {
                    x: [rows, features_in],
                    weight: [features_out, features_in],
                    bias: features_out,
                    bound: 2e-5,
                }
                .run(
                    &mut rng,
                    |x, weight, bias| {
                        let norms = vectors.clone().map(|[u, v]| norm(weight.clone(), layout, u, v));
                        linear(x, weight, bias, &norms, relu, Precision::Float32)
                    },
                    |x, weight, bias| {
                        let norms = vectors.clone().map(|[u, v]| differentiable(weight.clone(), u, v));
                        finish(x.matmul(weight.transpose()), bias, &norms, relu)
                    },
                );
            }
        }
    }
}
