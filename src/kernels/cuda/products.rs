//! Matrix products of patches of images, on tensor cores: tensor_cores.cu and products.cu.

use super::{
    Window,
    launch::{Program, Tile, empty, reshaped},
    rows::{add_parts, dims},
};
use crate::kernels::precision::Precision;
use burn::backend::TensorMetadata;
use burn_cubecl::tensor::CubeTensor;

const SOURCE: &str = concat!(include_str!("tensor_cores.cu"), "\n", include_str!("products.cu"));
const CONVOLUTION: Program = Program::new("convolution", SOURCE);
const WEIGHT_GRADIENT: Program = Program::new("weight_gradient", SOURCE);

/// Blocks that are enough for a GPU of some hundred multiprocessors, which hold four of them each.
const ENOUGH: usize = 512;
/// Summands of a step of the pipeline.
const DEPTH: usize = 16;
/// Steps that a part of a sum is worth.
const STEPS: usize = 16;

/// A product's sums, perhaps in parts: `[parts, …]`.
pub struct Sums {
    pub numbers: CubeTensor,
    pub parts: usize,
    pub shape: [usize; 4],
}

impl Sums {
    pub fn summed(self) -> CubeTensor {
        match self.parts {
            1 => reshaped(&self.numbers, self.shape),
            _ => reshaped(&add_parts(&self.numbers, self.parts), self.shape),
        }
    }
}

const TALL: Tile = Tile { rows: 128, columns: 64, warps_down: 2, warps_across: 2 };
const WIDE: Tile = Tile { rows: 64, columns: 128, warps_down: 1, warps_across: 4 };
const SMALL: Tile = Tile { rows: 64, columns: 64, warps_down: 2, warps_across: 2 };

/// Into how many parts of how many steps a sum of `depth` summands is split, where there are so many blocks without.
fn split(blocks: usize, depth: usize) -> [usize; 2] {
    let steps = depth.div_ceil(DEPTH);
    let parts = (ENOUGH / blocks.max(1)).min(steps / STEPS).max(1);
    let each = steps.div_ceil(parts);
    [steps.div_ceil(each), each]
}

/// `x` `[batch, height, width, channels_in]` through `weight` `[channels_out, kernel * kernel, channels_in]`; `channels_in` is a
/// multiple of 4.
pub fn convolution(x: &CubeTensor, weight: &CubeTensor, window: Window, precision: Precision) -> Sums {
    let [batch, height, width, channels_in] = dims(x);
    let [channels_out, taps] = [0, 1].map(|at| weight.shape()[at]);
    let kernel = taps.isqrt();
    let side = |side: usize| (side + 2 * window.padding - kernel) / window.stride + 1;
    let [height_out, width_out] = [side(height), side(width)];
    let rows = batch * height_out * width_out;
    let tile = if channels_out > 64 { WIDE } else { TALL };
    let [down, across] = [rows.div_ceil(tile.rows), channels_out.div_ceil(tile.columns)];
    let [parts, steps] = split(down * across, taps * channels_in);
    let numbers = empty(x, [parts, rows, channels_out]);
    let image = [batch, height, width, channels_in, height_out, width_out, channels_out];
    let blocks = [down, across, parts].map(|count| count as u32);
    let program = CONVOLUTION.with_tile(tile, precision);
    program.launch(blocks, &[x, weight, &numbers], &shape(image, kernel, window, [parts, steps]));
    Sums { numbers, parts, shape: [batch, height_out, width_out, channels_out] }
}

/// The gradient of such a weight `[channels_out, kernel * kernel, channels_in]`, given that of the output
/// `[batch, height', width', channels_out]`, whose channels are a multiple of 4 too.
pub fn weight_gradient(
    x: &CubeTensor,
    gradient: &CubeTensor,
    kernel: usize,
    window: Window,
    precision: Precision,
) -> Sums {
    let [batch, height, width, channels_in] = dims(x);
    let [_, height_out, width_out, channels_out] = dims(gradient);
    let columns = kernel * kernel * channels_in;
    let tile = if channels_out > 64 { TALL } else { SMALL };
    let [down, across] = [channels_out.div_ceil(tile.rows), columns.div_ceil(tile.columns)];
    let [parts, steps] = split(down * across, batch * height_out * width_out);
    let numbers = empty(x, [parts, channels_out, columns]);
    let image = [batch, height, width, channels_in, height_out, width_out, channels_out];
    let blocks = [down, across, parts].map(|count| count as u32);
    let program = WEIGHT_GRADIENT.with_tile(tile, precision);
    program.launch(blocks, &[x, gradient, &numbers], &shape(image, kernel, window, [parts, steps]));
    Sums { numbers, parts, shape: [channels_out, kernel, kernel, channels_in] }
}

/// The kernels' struct `Shape`.
fn shape(image: [usize; 7], kernel: usize, window: Window, [parts, steps]: [usize; 2]) -> Vec<u32> {
    let [.., height_out, width_out, _] = image;
    let mut numbers: Vec<u32> = image.map(|size| size as u32).into();
    numbers.extend([kernel, window.stride, window.padding, parts, steps].map(|number| number as u32));
    for divisor in [width_out, height_out] {
        // Exact for pixels below 2^32 / divisor.
        let by = (1u64 << 32).div_ceil(divisor as u64);
        numbers.extend([by as u32, (by >> 32) as u32]);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_split_where_there_are_few_blocks() {
        assert_eq!(split(1024, 576), [1, 36], "enough without");
        assert_eq!(split(32, 4608), [16, 18], "512 channels at 2 x 2 pixels of 128 images");
        assert_eq!(split(9, 128 * 1024), [56, 147], "the weight of 64 by 64 channels at 32 x 32 pixels");
        assert_eq!(split(1, 16), [1, 1], "no more parts than there are steps for");
        // All steps are in one of the parts, and every part has some.
        for (blocks, depth) in [(7, 1000), (100, 12_345), (3, 77)] {
            let [parts, each] = split(blocks, depth);
            assert!(parts * each >= depth.div_ceil(DEPTH) && (parts - 1) * each < depth.div_ceil(DEPTH));
        }
    }

    #[test]
    fn quotients_are_upper_halves_of_products() {
        for divisor in [1usize, 2, 3, 7, 32, 100] {
            let numbers = shape([1, 1, 1, 4, 1, divisor, 4], 1, Window::PIXEL, [1, 1]);
            let by = u64::from(numbers[12]) | u64::from(numbers[13]) << 32;
            for pixel in [0u64, 1, 31, 32, 33, 1_000_003, 40_000_000] {
                assert_eq!(((pixel * by) >> 32) as usize, pixel as usize / divisor, "{pixel} / {divisor}");
            }
        }
    }
}
