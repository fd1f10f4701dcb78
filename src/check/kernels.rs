//! Every layer's arithmetic on random numbers: the device's operations against the processor's kernels.

use super::{Check, Finding, Stage, guarded, relative_error};
use crate::{
    Result, Seed,
    kernels::{
        Activation, BatchStatistics, MatrixLayout, Norm, Normalisation, Whitening, average_pool, batch_norm,
        convolution, general_convolution, iterate, linear, log_softmax, max_pool, scaled, transposed_convolution,
        whitened,
    },
    model::Precision,
    seed::standard_normals,
};
use burn::tensor::{Device, Tensor, TensorData};

/// Of what multiplies nothing: rounding in another order.
const EXACT: f64 = 1e-4;

/// A layer of an input, a weight and a bias.
type Layer<'a, const X: usize, const W: usize, const Y: usize> =
    &'a dyn Fn(Tensor<X>, Tensor<W>, Tensor<1>, Precision) -> Tensor<Y>;

// Without ReLU behind products: a number that is rounded to the other side of 0 has another gradient, and that is no error.
pub fn check(check: &Check, tell: &mut dyn FnMut(Finding)) {
    let products = check.product_bound();
    let mut compare = Compare { check, tell };
    compare.convolutions(products);
    let layer: Layer<2, 2, 2> = &|x, weight, bias, precision| linear(x, weight, bias, &[], false, precision);
    for (rows, features_in, features_out) in [(1, 7, 3), (128, 512, 10), (96, 100, 500)] {
        compare.run("linear", [rows, features_in], [features_out, features_in], features_out, products, layer);
    }
    let layer: Layer<4, 1, 4> = &|x, _, _, _| max_pool(x);
    compare.run("max pool", [3, 7, 6, 20], [1], 1, EXACT, layer);
    let layer: Layer<4, 1, 4> = &|x, _, _, _| average_pool(x);
    compare.run("average pool", [3, 8, 6, 20], [1], 1, EXACT, layer);
    compare.batch_norms();
    let layer: Layer<4, 1, 4> = &|x, factor, _, _| scaled(x, factor);
    compare.run("factor", [8, 16, 16, 24], [1], 1, EXACT, layer);
    let layer: Layer<2, 1, 2> = &|x, _, _, _| log_softmax(x);
    for classes in [7, 100] {
        compare.run("logarithm of softmax", [13, classes], [1], 1, EXACT, layer);
    }
    let layer: Layer<4, 4, 4> = &|x, filters, mean, _| whitened(x, mean, filters, Whitening { stride: 2 });
    compare.run("whitening", [4, 3, 32, 32], [24, 3, 4, 4], 3, products, layer);
}

/// The norm after two iterations from the same start on every device.
fn spectral(weight: Tensor<4>, layout: MatrixLayout) -> Norm {
    let start = Tensor::ones([layout.rows], &weight.device().inner()) / (layout.rows as f32).sqrt();
    let start = if weight.is_autodiff() { start.autodiff() } else { start };
    let first = iterate(weight.clone(), layout, start);
    iterate(weight, layout, first.u)
}

struct Compare<'a> {
    check: &'a Check,
    tell: &'a mut dyn FnMut(Finding),
}

impl Compare<'_> {
    fn convolutions(&mut self, bound: f64) {
        let layer: Layer<4, 4, 4> = &|x, weight, bias, precision| convolution(x, weight, bias, &[], false, precision);
        for (shape, channels_out) in
            [([2, 1, 1, 48], 24), ([3, 7, 5, 3], 16), ([8, 16, 16, 64], 96), ([4, 32, 32, 32], 32)]
        {
            self.run("convolution", shape, [channels_out, shape[3], 3, 3], channels_out, bound, layer);
        }
        for (shape, channels_out, kernel, stride, padding) in
            [([3, 7, 7, 8], 20, 3, 2, 1), ([2, 8, 8, 12], 6, 1, 2, 0), ([4, 8, 8, 3], 24, 2, 2, 0)]
        {
            let layer: Layer<4, 4, 4> =
                &|x, weight, _, precision| general_convolution(x, weight, stride, padding, precision);
            let name = format!("convolution by {kernel}x{kernel} every {stride} pixels");
            self.run(&name, shape, [channels_out, shape[3], kernel, kernel], 1, bound, layer);
        }
        let layer: Layer<4, 4, 4> = &|x, weight, bias, precision| {
            let [rows, inner] = [weight.dims()[0], 9 * weight.dims()[1]];
            let norm = spectral(weight.clone(), MatrixLayout { outer: 1, rows, inner });
            convolution(x, weight, bias, &[norm.clone(), norm], false, precision)
        };
        self.run("convolution over sigma", [4, 8, 8, 32], [48, 32, 3, 3], 48, bound, layer);
        let layer: Layer<4, 4, 4> = &|x, weight, bias, precision| {
            let [outer, rows, ..] = weight.dims();
            let norm = spectral(weight.clone(), MatrixLayout { outer, rows, inner: 16 });
            transposed_convolution(x, weight, bias, &norm, precision)
        };
        for (shape, channels_out) in [([2, 1, 1, 40], 24), ([3, 4, 4, 16], 8), ([8, 8, 8, 64], 32)] {
            self.run("transposed convolution", shape, [shape[3], channels_out, 4, 4], channels_out, bound, layer);
        }
    }

    fn batch_norms(&mut self) {
        for (name, of_batch, activation) in [
            ("batch norm", true, Activation::Identity),
            ("batch norm, ReLU", true, Activation::Relu),
            ("batch norm, GELU", true, Activation::Gelu),
            ("batch norm of running statistics", false, Activation::Relu),
        ] {
            let rest = Normalisation { epsilon: 1e-5, of_batch, activation };
            let layer: Layer<4, 1, 4> = &|x, weight, bias, _| {
                let statistics = match of_batch {
                    true => BatchStatistics::of(x.clone()),
                    false => BatchStatistics {
                        mean: bias.clone().detach() * 0.1,
                        variance: bias.clone().detach().square() + 0.5,
                    },
                };
                batch_norm(x, &statistics, weight, bias, rest)
            };
            self.run(name, [6, 5, 4, 24], [24], 24, EXACT, layer);
        }
    }

    fn run<const X: usize, const W: usize, const Y: usize>(
        &mut self,
        name: &str,
        x: [usize; X],
        weight: [usize; W],
        bias: usize,
        bound: f64,
        layer: Layer<X, W, Y>,
    ) {
        let sizes: Vec<String> = x.iter().map(usize::to_string).collect();
        let name = format!("{name} of {}", sizes.join("x"));
        let point = Point::new(&name, x, weight, bias);
        let expected = guarded(|| point.numbers(&Device::flex(), Precision::Float32, layer));
        let found = guarded(|| point.numbers(&self.check.device, self.check.precision, layer));
        let stage = Stage::Kernels;
        match (found, expected) {
            (Ok(found), Ok(expected)) => {
                for (part, expected) in &expected {
                    let found = found.iter().find(|(other, _)| other == part);
                    let error = found.map(|(_, found)| relative_error(found, expected));
                    let note = if found.is_some() { "" } else { "there is none" };
                    (self.tell)(Finding { stage, name: format!("{name}: {part}"), error, bound, note: note.into() });
                }
            }
            (Err(note), _) | (_, Err(note)) => (self.tell)(Finding { stage, name, error: None, bound, note }),
        }
    }
}

/// Where a layer is looked at: the same numbers on every device.
struct Point<const X: usize, const W: usize> {
    x: TensorData,
    weight: TensorData,
    bias: TensorData,
    /// The slopes of a sum over the output, repeated: every output number has one of its own.
    slopes: Vec<f32>,
}

impl<const X: usize, const W: usize> Point<X, W> {
    fn new(name: &str, x: [usize; X], weight: [usize; W], bias: usize) -> Self {
        let mut rng = Seed(0).stream(name, 0);
        let mut random = |count: usize| standard_normals(count, &mut rng);
        Self {
            x: TensorData::new(random(x.iter().product()), x),
            weight: TensorData::new(random(weight.iter().product()), weight),
            bias: TensorData::new(random(bias), [bias]),
            slopes: random(9973),
        }
    }

    /// The output, and the gradients of Σ slopes · output that there are.
    fn numbers<const Y: usize>(
        &self,
        device: &Device,
        precision: Precision,
        layer: Layer<X, W, Y>,
    ) -> Result<Vec<(&'static str, Vec<f32>)>> {
        let device = device.clone().autodiff();
        let x = Tensor::<X>::from_data(self.x.clone(), &device).require_grad();
        let weight = Tensor::<W>::from_data(self.weight.clone(), &device).require_grad();
        let bias = Tensor::<1>::from_data(self.bias.clone(), &device).require_grad();
        let y = layer(x.clone(), weight.clone(), bias.clone(), precision);
        let slopes = self.slopes.iter().cycle().take(y.dims().iter().product()).copied().collect::<Vec<f32>>();
        let slopes = Tensor::<Y>::from_data(TensorData::new(slopes, y.dims()), &device);
        let mut numbers = vec![("output", read(y.clone().inner())?)];
        // A frozen layer has no gradients.
        let gradients = (y * slopes + x.clone().sum().unsqueeze() * 0.0).sum().backward();
        let of_inputs = [
            ("gradient of x", x.grad(&gradients).map(read).transpose()?),
            ("gradient of weight", weight.grad(&gradients).map(read).transpose()?),
            ("gradient of bias", bias.grad(&gradients).map(read).transpose()?),
        ];
        numbers.extend(of_inputs.into_iter().filter_map(|(part, gradient)| Some((part, gradient?))));
        Ok(numbers)
    }
}

fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    let data = tensor.try_into_data().map_err(crate::Error::computation)?;
    Ok(data.iter::<f32>().collect())
}
