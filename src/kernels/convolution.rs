//! 3x3 convolutions, stride 1, padding 1.

#[cfg(feature = "cuda")]
use super::cuda;
use super::{
    gemm::{Into, Matrix, multiply_on_all_threads, multiply_strided},
    generic, linear, patches,
    precision::Precision,
    rows::{Finish, ThroughNorms, Unfinished, unfinish},
    scratch::zeros,
    spectral::{Norm, NormValues},
    tape::{Kernel, has_kernels, run_ternary, shape, tensor, values},
    winograd::{Direction, Four, Geometry, Transform, TransformedKernel, Two, convolve, kernel_gradient},
};
use burn::{backend::flex::FlexTensor, tensor::Tensor};

/// `x` `[batch, height, width, channels_in]` convolved with `weight` `[channels_out, channels_in, 3, 3]` over σ, plus `bias`,
/// and perhaps ReLU: `[batch, height, width, channels_out]`. With several norms each is for an equal part of the batch.
pub fn convolution(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Tensor<1>,
    norms: &[Norm],
    relu: bool,
    precision: Precision,
) -> Tensor<4> {
    if has_kernels(x.device()) {
        let norms = norms.iter().map(NormValues::from).collect();
        return run_ternary(Convolution { norms, relu }, x, weight, bias);
    }
    #[cfg(feature = "cuda")]
    if cuda::is_cuda(&x.device()) {
        let product = cuda::Product::Convolution(cuda::Window { stride: 1, padding: 1 });
        return cuda::layer(cuda::Layer { product, norms: norms.to_vec(), relu, precision }, x, weight, bias);
    }
    linear::finish(generic::convolution(x, weight, precision), bias, norms, relu)
}

#[derive(Debug)]
struct Convolution {
    norms: Vec<NormValues>,
    relu: bool,
}

/// The ways to compute it.
#[derive(Clone, Copy, Debug)]
enum Algorithm {
    /// An image of one pixel meets only the kernel's centre.
    Centre,
    /// Patches as rows of a matrix: for so few channels that a transform does not pay.
    Patches,
    WinogradTwo,
    WinogradFour,
}

impl Algorithm {
    fn of(geometry: Geometry) -> Self {
        let Geometry { batch, height, width, channels_in, channels_out } = geometry;
        let products = batch * height * width * channels_in * channels_out * 9;
        if height * width == 1 {
            Self::Centre
        } else if products < WORTH_A_TRANSFORM || channels_in.min(channels_out) < 24 {
            Self::Patches
        } else if batch * height.div_ceil(4) * width.div_ceil(4) < 128 {
            // On few tiles the larger transform of the kernel costs more than it saves.
            Self::WinogradTwo
        } else {
            Self::WinogradFour
        }
    }
}

/// Multiplications from which on Winograd's transforms pay. Below, the plain sums are as fast, and as exact as sums can be:
/// transforms mix the gradients of a kernel's nine weights, so that a small one gets the rounding of a large one.
const WORTH_A_TRANSFORM: usize = 200_000_000;

fn geometry(x: &FlexTensor, weight: &FlexTensor) -> Geometry {
    let [batch, height, width, channels_in] = shape(x);
    let [channels_out, ..] = shape::<4>(weight);
    Geometry { batch, height, width, channels_in, channels_out }
}

impl Kernel<3> for Convolution {
    fn forward(&self, [x, weight, bias]: [&FlexTensor; 3]) -> FlexTensor {
        let geometry = geometry(x, weight);
        let Geometry { batch, height, width, channels_out, .. } = geometry;
        let scales: Vec<f32> = self.norms.iter().map(|norm| 1.0 / norm.sigma).collect();
        let finish = Finish { scales: &scales, bias: values(bias), relu: self.relu };
        let y = output(Algorithm::of(geometry), values(x), values(weight), geometry, finish);
        tensor(y, [batch, height, width, channels_out])
    }

    fn backward(
        &self,
        [x, weight, bias]: [&FlexTensor; 3],
        y: &FlexTensor,
        mut gradient: FlexTensor,
        [x_wanted, weight_wanted, bias_wanted]: [bool; 3],
    ) -> [Option<FlexTensor>; 3] {
        let geometry = geometry(x, weight);
        let scales: Vec<f32> = self.norms.iter().map(|norm| 1.0 / norm.sigma).collect();
        let finish = Finish { scales: &scales, bias: values(bias), relu: self.relu };
        // Plain sums are their own output: there is nothing to undo, and no pass over the gradient is spent on it.
        let plain = self.norms.is_empty() && !self.relu && !bias_wanted;
        let unfinished =
            if plain { Unfinished::default() } else { unfinish(finish, values(y), gradient.storage_mut()) };
        let gradient = values(&gradient);
        let algorithm = Algorithm::of(geometry);
        let of_weight = weight_wanted.then(|| {
            let through_norms = ThroughNorms { norms: &self.norms, dots: &unfinished.dots };
            let mut sums = zeros(values(weight).len());
            weight_gradient(algorithm, values(x), gradient, geometry, through_norms, &mut sums);
            tensor(sums, shape::<4>(weight))
        });
        let of_x =
            x_wanted.then(|| tensor(input_gradient(algorithm, gradient, values(weight), geometry), shape::<4>(x)));
        let of_bias = bias_wanted.then(|| tensor(unfinished.bias, [geometry.channels_out]));
        [of_x, of_weight, of_bias]
    }
}

fn output(algorithm: Algorithm, x: &[f32], weight: &[f32], geometry: Geometry, finish: Finish) -> Vec<f32> {
    let Geometry { batch, channels_in, channels_out, .. } = geometry;
    match algorithm {
        Algorithm::Centre => {
            let mut y = vec![0.0; batch * channels_out];
            let centre = Matrix::strided(&weight[4..], [channels_in, channels_out], [9, channels_in * 9]);
            multiply_on_all_threads(Matrix::new(x, batch, channels_in), centre, &mut y, Into::Replace);
            finish.apply_to_rows(&mut y);
            y
        }
        Algorithm::Patches => patches::convolve(x, &patches::turned(weight, channels_in), geometry, finish),
        Algorithm::WinogradTwo => winograd::<Two, 2, 4>(x, weight, geometry, Direction::Forward, finish),
        Algorithm::WinogradFour => winograd::<Four, 4, 6>(x, weight, geometry, Direction::Forward, finish),
    }
}

fn winograd<T: Transform<M, N>, const M: usize, const N: usize>(
    x: &[f32],
    weight: &[f32],
    geometry: Geometry,
    direction: Direction,
    finish: Finish,
) -> Vec<f32> {
    let kernel = TransformedKernel::new::<T, M, N>(weight, geometry, direction);
    convolve::<T, M, N>(x, &kernel, geometry, finish)
}

fn weight_gradient(
    algorithm: Algorithm,
    x: &[f32],
    gradient: &[f32],
    geometry: Geometry,
    through_norms: ThroughNorms,
    into: &mut [f32],
) {
    let Geometry { batch, channels_in, channels_out, .. } = geometry;
    match algorithm {
        Algorithm::Centre => {
            let gradient = Matrix::new(gradient, batch, channels_out).transposed();
            let x = Matrix::new(x, batch, channels_in);
            multiply_strided(gradient, x, &mut into[4..], [channels_in * 9, 9], Into::Replace);
            through_norms.add_to_all(into);
        }
        Algorithm::Patches => {
            patches::kernel_gradient(x, gradient, geometry, into);
            through_norms.add_to_all(into);
        }
        Algorithm::WinogradTwo => kernel_gradient::<Two, 2, 4>(x, gradient, geometry, through_norms, into),
        Algorithm::WinogradFour => kernel_gradient::<Four, 4, 6>(x, gradient, geometry, through_norms, into),
    }
}

/// The convolution of the gradient with the flipped kernel.
fn input_gradient(algorithm: Algorithm, gradient: &[f32], weight: &[f32], geometry: Geometry) -> Vec<f32> {
    let Geometry { batch, channels_in, channels_out, .. } = geometry;
    let no_bias = vec![0.0; channels_in];
    let finish = Finish { scales: &[], bias: &no_bias, relu: false };
    let backward = Geometry { channels_in: channels_out, channels_out: channels_in, ..geometry };
    match algorithm {
        Algorithm::Centre => {
            let mut x = vec![0.0; batch * channels_in];
            let centre = Matrix::strided(&weight[4..], [channels_out, channels_in], [channels_in * 9, 9]);
            multiply_on_all_threads(Matrix::new(gradient, batch, channels_out), centre, &mut x, Into::Replace);
            x
        }
        Algorithm::Patches => {
            patches::convolve(gradient, &patches::flipped(weight, channels_in, channels_out), backward, finish)
        }
        Algorithm::WinogradTwo => winograd::<Two, 2, 4>(gradient, weight, backward, Direction::Backward, finish),
        Algorithm::WinogradFour => winograd::<Four, 4, 6>(gradient, weight, backward, Direction::Backward, finish),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::{
        reference::{Compare, relative_error, rng},
        spectral::{MatrixLayout, differentiable, norm},
    };
    use crate::seed::standard_normals;
    use rand::RngExt;

    /// The sums in double precision: of the output, and the gradients of input and kernel for `gradient`.
    fn exactly(x: &[f32], weight: &[f32], gradient: &[f32], geometry: Geometry) -> [Vec<f64>; 3] {
        let Geometry { batch, height, width, channels_in, channels_out } = geometry;
        let [mut y, mut of_x, mut of_weight] = [gradient.len(), x.len(), weight.len()].map(|length| vec![0.0; length]);
        for pixel in 0..batch * height * width {
            let (image, place) = (pixel / (height * width), pixel % (height * width));
            for tap in 0..9 {
                let (y_at, x_at) = (place / width + tap / 3, place % width + tap % 3);
                if y_at < 1 || y_at > height || x_at < 1 || x_at > width {
                    continue;
                }
                let at = (y_at - 1) * width + x_at - 1;
                let source = (image * height * width + at) * channels_in;
                for (output, input) in (0..channels_out).flat_map(|o| (0..channels_in).map(move |i| (o, i))) {
                    let (to, kernel) = (pixel * channels_out + output, (output * channels_in + input) * 9 + tap);
                    y[to] += f64::from(x[source + input]) * f64::from(weight[kernel]);
                    of_x[source + input] += f64::from(gradient[to]) * f64::from(weight[kernel]);
                    of_weight[kernel] += f64::from(gradient[to]) * f64::from(x[source + input]);
                }
            }
        }
        [y, of_x, of_weight]
    }

    #[test]
    fn every_algorithm_is_within_its_bound_of_exact_sums() {
        let mut rng = rng(1);
        for round in 0..24 {
            let mut size = |limit: usize| rng.random_range(1..=limit);
            let geometry = match round {
                0 => Geometry { batch: 2, height: 1, width: 1, channels_in: 5, channels_out: 3 },
                1 => Geometry { batch: 1, height: 8, width: 8, channels_in: 32, channels_out: 64 },
                2 => Geometry { batch: 9, height: 2, width: 2, channels_in: 17, channels_out: 16 },
                _ => Geometry {
                    batch: size(5),
                    height: size(11),
                    width: size(11),
                    channels_in: size(40),
                    channels_out: size(40),
                },
            };
            let Geometry { batch, height, width, channels_in, channels_out } = geometry;
            let pixels = batch * height * width;
            let (x, gradient) =
                (standard_normals(pixels * channels_in, &mut rng), standard_normals(pixels * channels_out, &mut rng));
            let weight = standard_normals(channels_in * channels_out * 9, &mut rng);
            let exact = exactly(&x, &weight, &gradient, geometry);
            let zeros = vec![0.0; channels_out];
            let finish = Finish { scales: &[], bias: &zeros, relu: false };
            let bounds = [
                (Algorithm::Centre, 1e-6),
                (Algorithm::Patches, 1e-6),
                (Algorithm::WinogradTwo, 2e-6),
                (Algorithm::WinogradFour, 2e-5),
            ];
            for (algorithm, bound) in bounds.into_iter().skip(usize::from(height * width > 1)) {
                let mut of_weight = vec![0.0; weight.len()];
                let none = ThroughNorms { norms: &[], dots: &[] };
                weight_gradient(algorithm, &x, &gradient, geometry, none, &mut of_weight);
                let found = [
                    output(algorithm, &x, &weight, geometry, finish),
                    input_gradient(algorithm, &gradient, &weight, geometry),
                    of_weight,
                ];
                for (found, exact) in found.iter().zip(&exact) {
                    let error = relative_error(found, exact);
                    assert!(error < bound, "{algorithm:?} is off by {error:e} for {geometry:?}");
                }
            }
        }
    }

    #[test]
    fn the_number_of_threads_changes_no_bit() {
        let geometry = Geometry { batch: 40, height: 8, width: 8, channels_in: 40, channels_out: 48 };
        let mut rng = rng(2);
        let (x, gradient) = (standard_normals(40 * 64 * 40, &mut rng), standard_normals(40 * 64 * 48, &mut rng));
        let (weight, zeros) = (standard_normals(40 * 48 * 9, &mut rng), vec![0.0; 48]);
        let finish = Finish { scales: &[0.5, 2.0], bias: &zeros, relu: true };
        for algorithm in [Algorithm::Patches, Algorithm::WinogradTwo, Algorithm::WinogradFour] {
            let work = || {
                let mut of_weight = vec![0.0; weight.len()];
                let none = ThroughNorms { norms: &[], dots: &[] };
                weight_gradient(algorithm, &x, &gradient, geometry, none, &mut of_weight);
                let mut sums = gradient.clone();
                let unfinished = unfinish(finish, &gradient, &mut sums);
                (output(algorithm, &x, &weight, geometry, finish), of_weight, sums, unfinished.bias, unfinished.dots)
            };
            let [one, three] = [1, 3]
                .map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work));
            assert!(one == three, "{algorithm:?}");
        }
    }

    #[test]
    fn the_layer_agrees_with_burns_operations_norms_included() {
        for (index, [side, channels_in, channels_out]) in [[1, 9, 4], [5, 3, 16], [4, 33, 20]].into_iter().enumerate() {
            let layout = MatrixLayout { outer: 1, rows: channels_out, inner: channels_in * 9 };
            let mut rng = rng(index as u64);
            let vectors = [(); 2].map(|()| {
                let [u, v] = [layout.rows, layout.inner].map(|length| standard_normals(length, &mut rng));
                [
                    Tensor::from_data(u.as_slice(), &Default::default()),
                    Tensor::from_data(v.as_slice(), &Default::default()),
                ]
            });
            let x = [4, side, side + 1, channels_in].map(|length| length.max(1));
            Compare { x, weight: [channels_out, channels_in, 3, 3], bias: channels_out, bound: 2e-5 }.run(
                &mut rng,
                |x, weight, bias| {
                    let norms = vectors.clone().map(|[u, v]| norm(weight.clone(), layout, u, v));
                    convolution(x, weight, bias, &norms, true, Precision::Float32)
                },
                |x, weight, bias| {
                    let matrix = weight.clone().reshape([layout.rows, layout.inner]);
                    let norms = vectors.clone().map(|[u, v]| differentiable(matrix.clone(), u, v));
                    let sums = generic::convolution(x, weight, Precision::Float32);
                    linear::finish(sums, bias, &norms, true)
                },
            );
        }
    }
}
