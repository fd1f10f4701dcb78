//! What surrounds a product: layers.cu.

use super::{
    Window,
    launch::{Program, empty, reshaped},
    products::Sums,
};
use crate::kernels::spectral::Norm;
use burn::{backend::TensorMetadata, tensor::Tensor};
use burn_cubecl::{CubeBackend, kernel::into_contiguous, tensor::CubeTensor};

const SOURCE: &str = include_str!("layers.cu");
const FINISH: Program = Program::new("finish", SOURCE);
const UNFINISH: Program = Program::new("unfinish", SOURCE);
const GATHER: Program = Program::new("gather", SOURCE);
const ADD_PARTS: Program = Program::new("add_parts", SOURCE);
const TURN: Program = Program::new("turn", SOURCE);
const FOLD: Program = Program::new("fold", SOURCE);
const SPREAD: Program = Program::new("spread", SOURCE);
const ADD_COLUMNS: Program = Program::new("add_columns", SOURCE);
const COLUMNS: Program = Program::new("columns", SOURCE);

/// Products read 16 bytes at once.
const ALIGNED: usize = 4;

/// The norms of a layer as the device's own tensors.
pub struct Norms(Vec<[CubeTensor; 3]>);

impl Norms {
    pub fn of(norms: &[Norm]) -> Self {
        assert!(norms.len() <= 2, "real and drawn images, at most");
        Self(norms.iter().map(|norm| [&norm.sigma, &norm.u, &norm.v].map(|tensor| primitive(tensor.clone()))).collect())
    }

    fn count(&self) -> u32 {
        self.0.len() as u32
    }

    /// Of the first and the second part; `instead` where there is none, which kernels do not look at then.
    fn both<'a>(&'a self, instead: &'a CubeTensor) -> [[&'a CubeTensor; 3]; 2] {
        [0, 1].map(|part| self.0.get(part).map_or([instead; 3], |norm| norm.each_ref()))
    }
}

/// The device's own tensor, contiguous and without its history.
pub fn primitive<const D: usize>(tensor: Tensor<D>) -> CubeTensor {
    let tensor = if tensor.is_autodiff() { tensor.inner() } else { tensor };
    into_contiguous(tensor.try_into_primitive::<CubeBackend>().expect("callers ask `is_cuda` first"))
}

pub fn dims(tensor: &CubeTensor) -> [usize; 4] {
    let shape = tensor.shape();
    std::array::from_fn(|dimension| shape[dimension])
}

fn numbers<const N: usize>(numbers: [usize; N]) -> [u32; N] {
    numbers.map(|number| number as u32)
}

/// Outputs of sums.
pub fn finish(sums: &Sums, bias: &CubeTensor, norms: &Norms, relu: bool) -> CubeTensor {
    let [.., channels] = sums.shape;
    let count: usize = sums.shape.iter().product();
    let y = empty(bias, sums.shape);
    let [[sigma_0, ..], [sigma_1, ..]] = norms.both(bias);
    let [rows, channels] = numbers([count / channels.max(1), channels]);
    let of = [rows, channels, norms.count(), sums.parts as u32, u32::from(relu), 0];
    FINISH.launch_each(count, &[&sums.numbers, bias, sigma_0, sigma_1, &y], &of);
    y
}

/// Over how many blocks the sums over so many rows are spread, `across` of which lie side by side: enough for a GPU, and each with
/// something to sum.
pub fn blocks_down(rows: usize, across: usize) -> usize {
    (512 / across).clamp(1, rows.div_ceil(32).max(1))
}

/// What the gradient of a layer's output says.
pub struct Unfinished {
    /// Of the sums, as the output's.
    pub gradient: CubeTensor,
    /// Of the bias.
    pub bias: CubeTensor,
    /// For each norm Σ gradient · (output - bias).
    pub dots: CubeTensor,
}

/// Goes back through [`finish`].
pub fn unfinish(gradient: &CubeTensor, y: &CubeTensor, bias: &CubeTensor, norms: &Norms, relu: bool) -> Unfinished {
    let [batch, height, width, channels] = dims(gradient);
    let (rows, parts) = (batch * height * width, norms.count().max(1) as usize);
    let across = channels.div_ceil(32);
    let down = blocks_down(rows / parts, across * parts);
    let blocks = parts * down;
    let into = empty(gradient, [batch, height, width, channels]);
    let (biases, products) = (empty(bias, [blocks, channels]), empty(bias, [blocks, across]));
    let of = numbers([rows, channels, norms.count() as usize, 1, usize::from(relu), blocks]);
    let [[sigma_0, ..], [sigma_1, ..]] = norms.both(bias);
    let grid = numbers([across, down, parts]);
    UNFINISH.launch(grid, &[gradient, y, bias, sigma_0, sigma_1, &into, &biases, &products], &of);
    let (of_bias, dots) = (empty(bias, [channels]), empty(bias, [parts]));
    GATHER.launch([across as u32 + norms.count(), 1, 1], &[&biases, &products, &of_bias, &dots], &of);
    Unfinished { gradient: into, bias: of_bias, dots }
}

/// The sums of `[blocks, channels]` over the blocks, by few threads each.
pub fn gathered(parts: &CubeTensor, blocks: usize, channels: usize) -> CubeTensor {
    let sums = empty(parts, [channels]);
    let of = numbers([0, channels, 0, 1, 0, blocks]);
    GATHER.launch([channels.div_ceil(32) as u32, 1, 1], &[parts, parts, &sums, &sums], &of);
    sums
}

/// The sum of `[parts, …]` over its parts.
pub fn add_parts(sums: &CubeTensor, parts: usize) -> CubeTensor {
    let count = sums.shape().num_elements() / parts;
    let into = empty(sums, [count]);
    ADD_PARTS.launch_each(count, &[sums, &into], &numbers([count, parts]));
    into
}

/// `[first, second, wide]`: numbers that are so many places apart from `start` on; of the last dimension all but the first `third`
/// are zeros.
fn turn(from: &CubeTensor, sizes: [usize; 3], wide: usize, steps: [isize; 3], start: usize) -> CubeTensor {
    let [first, second, third] = sizes;
    let into = empty(from, [first, second, wide]);
    let mut by = numbers([first, second, third, wide]).to_vec();
    by.extend(steps.map(|step| step as i32 as u32));
    by.push(start as u32);
    TURN.launch_each(first * second * wide, &[from, &into], &by);
    into
}

/// `[batch, height, width, channels]` with channels of zeros, up to a multiple of 4.
pub fn padded(x: &CubeTensor) -> CubeTensor {
    let [batch, height, width, channels] = dims(x);
    let wide = channels.next_multiple_of(ALIGNED);
    if wide == channels {
        return x.clone();
    }
    let rows = turn(x, [batch * height * width, 1, channels], wide, [channels as isize, 0, 1], 0);
    reshaped(&rows, [batch, height, width, wide])
}

/// A weight `[a, b, kernel, kernel]` in another order.
struct Turner<'a> {
    weight: &'a CubeTensor,
    a: usize,
    b: usize,
    taps: usize,
}

impl<'a> Turner<'a> {
    fn of(weight: &'a CubeTensor) -> Self {
        let [a, b, height, width] = dims(weight);
        Self { weight, a, b, taps: height * width }
    }

    /// Places from one number to the next along a, b and the taps.
    fn steps(&self) -> [isize; 3] {
        [(self.b * self.taps) as isize, self.taps as isize, 1]
    }
}

/// A weight `[a, b, taps]` as `[a, taps, b]`, b filled up.
pub fn taps_first(weight: &CubeTensor) -> CubeTensor {
    let of = Turner::of(weight);
    if of.taps == 1 && of.b.is_multiple_of(ALIGNED) {
        return reshaped(weight, [of.a, 1, of.b]);
    }
    let [a, b, tap] = of.steps();
    turn(of.weight, [of.a, of.taps, of.b], of.b.next_multiple_of(ALIGNED), [a, tap, b], 0)
}

/// A weight `[a, b, taps]` as `[b, taps, a]`, the taps from the last to the first, a filled up.
pub fn turned_around(weight: &CubeTensor) -> CubeTensor {
    let of = Turner::of(weight);
    let [a, b, tap] = of.steps();
    turn(of.weight, [of.b, of.taps, of.a], of.a.next_multiple_of(ALIGNED), [b, -tap, a], of.taps - 1)
}

/// A weight `[a, b, taps]` as `[taps * b, 1, a]`, a filled up.
pub fn taps_outside(weight: &CubeTensor) -> CubeTensor {
    let of = Turner::of(weight);
    let ([a, b, tap], wide) = (of.steps(), of.a.next_multiple_of(ALIGNED));
    let turned = turn(of.weight, [of.taps, of.b, of.a], wide, [tap, b, a], 0);
    reshaped(&turned, [of.taps * of.b, 1, wide])
}

/// A weight `[a, b, taps]` as `[a, 1, taps * b]`; the taps are a multiple of 4.
pub fn taps_inside(weight: &CubeTensor) -> CubeTensor {
    let of = Turner::of(weight);
    let [a, b, tap] = of.steps();
    let turned = turn(of.weight, [of.a, of.taps, of.b], of.b, [a, tap, b], 0);
    reshaped(&turned, [of.a, 1, of.taps * of.b])
}

/// The gradient of `weight` of its sums' parts `[parts, outer, taps, inner]`, both filled up, and of its norms.
pub fn fold(sums: &Sums, weight: &CubeTensor, norms: &Norms, dots: &CubeTensor, inner_rows: bool) -> CubeTensor {
    let Turner { a: outer, b: inner, taps, .. } = Turner::of(weight);
    let part = sums.numbers.shape().num_elements() / sums.parts;
    let wide = part / taps / sums.shape[0];
    let into = empty(weight, dims(weight));
    let [first, second] = norms.both(dots);
    let of = numbers([sums.parts, part, outer, inner, taps, wide, norms.count() as usize, usize::from(inner_rows)]);
    let [sigma_0, u_0, v_0] = first;
    let [sigma_1, u_1, v_1] = second;
    let buffers = [&sums.numbers, dots, sigma_0, u_0, v_0, sigma_1, u_1, v_1, &into];
    FOLD.launch_each(outer * taps * wide, &buffers, &of);
    into
}

/// The gradient of a strided convolution's output as that of one without: zeros between its pixels, so many that the whole image is
/// reached.
pub fn spread(gradient: &CubeTensor, x: &CubeTensor, kernel: usize, window: Window) -> CubeTensor {
    let Window { stride, padding } = window;
    if stride == 1 {
        return gradient.clone();
    }
    let [batch, height, width, channels] = dims(gradient);
    let [_, height_in, width_in, _] = dims(x);
    let [height_out, width_out] = [height_in, width_in].map(|side| side + 2 * padding - kernel + 1);
    let into = empty(gradient, [batch, height_out, width_out, channels]);
    let of = numbers([batch, height, width, channels, height_out, width_out, stride]);
    SPREAD.launch_each(batch * height_out * width_out * channels, &[gradient, &into], &of);
    into
}

/// Columns `[batch, height, width, 16 * channels]` of a transposed convolution to its sums.
pub fn add_columns(columns: &CubeTensor) -> Sums {
    let [batch, height, width, channels] = dims(columns);
    let shape = [batch, 2 * height, 2 * width, channels / 16];
    let sums = empty(columns, shape);
    let of = numbers([batch, height, width, channels / 16, 2 * height, 2 * width, 1]);
    ADD_COLUMNS.launch_each(shape.iter().product(), &[columns, &sums], &of);
    Sums { numbers: sums, parts: 1, shape }
}

/// The gradient of such sums as that of the columns.
pub fn columns(gradient: &CubeTensor) -> CubeTensor {
    let [batch, height, width, channels] = dims(gradient);
    let [height, width] = [height / 2, width / 2];
    let into = empty(gradient, [batch, height, width, 16 * channels]);
    let of = numbers([batch, height, width, channels, 2 * height, 2 * width, 1]);
    COLUMNS.launch_each(batch * height * width * 16 * channels, &[gradient, &into], &of);
    into
}
