//! Gradients that are sums over all pixels of a batch, as matrix products of a part of it each.
//!
//! That of a convolution's weight is a sum over all pixels of the batch into a small matrix. Early layers have many pixels and few weights: one product would
//! have too few tiles for a GPU.

use burn::{
    backend::{
        Backend, TensorMetadata,
        tensor::{FloatTensor, IntTensor},
    },
    tensor::{Slice, TensorData},
};

/// A product with fewer tiles than this leaves most of a GPU without work.
const TILES_OF_A_GPU: usize = 264;
/// Width and height of a tile, about.
const TILE: usize = 64;

/// Rows that one product sums over, at most, where they can be halved as often.
const ROWS_OF_A_PART: usize = 1024;

/// Into how many parts of the batch the sum over all pixels is split, for a weight `[rows, columns]`: so many that there are tiles
/// for the whole GPU.
pub fn parts(batch: usize, rows: usize, columns: usize) -> usize {
    let tiles = rows.div_ceil(TILE) * columns.div_ceil(TILE);
    let mut parts = 1;
    while parts * tiles < TILES_OF_A_GPU && batch.is_multiple_of(2 * parts) {
        parts *= 2;
    }
    parts
}

/// The gradient of the weight as matrix products of the gradient and the patches of `x`, one for each part of the batch, and their
/// sum.
pub fn in_parts<B: Backend>(
    x: FloatTensor<B>,
    gradient: FloatTensor<B>,
    kernel: usize,
    stride: usize,
    padding: usize,
    parts: usize,
) -> FloatTensor<B> {
    let [batch, height, width, channels_out] = dims::<B>(&gradient);
    let [.., channels_in] = dims::<B>(&x);
    let (rows, columns) = (batch * height * width / parts, kernel * kernel * channels_in);
    let patches =
        B::float_reshape(patches::<B>(x, [height, width], kernel, stride, padding), [parts, rows, columns].into());
    let gradient = B::float_reshape(gradient, [parts, rows, channels_out].into());
    let products = B::float_matmul(B::float_swap_dims(gradient, 1, 2), patches);
    B::float_reshape(B::float_sum_dim(products, 0), [channels_out, kernel, kernel, channels_in].into())
}

/// The sums over all but the last dimension, of `[…, channels]`: products with ones, one for each part of the rows, and their sum.
pub fn column_sums<B: Backend>(x: FloatTensor<B>) -> FloatTensor<B> {
    let (shape, device, numbers) = (x.shape(), x.device(), x.dtype());
    let channels = shape[shape.num_dims() - 1];
    let rows = shape.num_elements() / channels.max(1);
    let mut parts = 1;
    while rows.is_multiple_of(2 * parts) && rows / parts > ROWS_OF_A_PART {
        parts *= 2;
    }
    let x = B::float_reshape(x, [parts, rows / parts, channels].into());
    let ones = B::float_ones([parts, 1, rows / parts].into(), &device, numbers.into());
    B::float_reshape(B::float_sum_dim(B::float_matmul(ones, x), 0), [channels].into())
}

/// What the kernel meets at every place: `[batch, height * width * kernel * kernel, channels]`.
fn patches<B: Backend>(
    x: FloatTensor<B>,
    [height, width]: [usize; 2],
    kernel: usize,
    stride: usize,
    padding: usize,
) -> FloatTensor<B> {
    let [batch, lines, pixels, channels] = dims::<B>(&x);
    let (device, numbers) = (x.device(), x.dtype());
    let padded = [batch, lines + 2 * padding, pixels + 2 * padding, channels];
    let inside = [
        Slice::from(0..batch),
        Slice::from(padding..padding + lines),
        Slice::from(padding..padding + pixels),
        Slice::from(0..channels),
    ];
    let zeros = B::float_zeros(padded.into(), &device, numbers.into());
    let x = B::float_slice_assign(zeros, &inside, x);
    let x = B::float_reshape(x, [batch, padded[1] * padded[2], channels].into());
    let mut places = Vec::with_capacity(height * width * kernel * kernel);
    for line in 0..height {
        for pixel in 0..width {
            for row in 0..kernel {
                for column in 0..kernel {
                    places.push(((line * stride + row) * padded[2] + pixel * stride + column) as i32);
                }
            }
        }
    }
    let count = places.len();
    let places: IntTensor<B> = B::int_from_data(TensorData::new(places, [count]), &device);
    B::float_select(x, 1, places)
}

fn dims<B: Backend>(tensor: &FloatTensor<B>) -> [usize; 4] {
    let shape = tensor.shape();
    std::array::from_fn(|dimension| shape[dimension])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_weights_are_summed_in_many_parts() {
        // 64 x 576: 9 tiles; 32 parts make 288. 512 x 4608 has tiles enough.
        assert_eq!(parts(128, 64, 576), 32);
        assert_eq!(parts(128, 512, 4608), 1);
        assert_eq!(parts(6, 64, 27), 2, "parts are of equal size");
    }
}
