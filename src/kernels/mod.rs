//! The layers' arithmetic on the processor, with its own gradients: convolutions, linear layers, pooling, attention,
//! batch norm, spectral norm and Adam.
//!
//! Images are `[batch, height, width, channels]`: neighbouring channels are one vector. Every function here takes the
//! fast way on the flex backend and burn's own operations on any other; both are the same mathematics, and the tests hold
//! them against each other.

mod activation;
mod attention;
mod batch_norm;
mod column_sums;
mod columns;
mod convolution;
#[cfg(feature = "cuda")]
mod cuda;
mod gemm;
mod generic;
mod linear;
mod memory;
mod patches;
mod pooling;
mod precision;
#[cfg(test)]
pub(crate) mod reference;
mod rows;
mod scratch;
mod simd;
mod softmax;
mod spectral;
mod tape;
mod transposed;
mod update;
mod whitening;
mod winograd;

pub(crate) use activation::Activation;
pub(crate) use attention::attention;
pub(crate) use batch_norm::{BatchStatistics, Normalisation, batch_norm, scaled};
pub(crate) use convolution::convolution;
pub(crate) use generic::general_convolution;
pub(crate) use linear::linear;
pub(crate) use pooling::{average_pool, max_pool};
pub use precision::Precision;
pub(crate) use simd::{Lanes, vectorised};
pub(crate) use softmax::log_softmax;
pub(crate) use spectral::{Iteration, MatrixLayout, Norm, iterate, iterate_all, iterates_together, norm};
#[cfg(test)]
pub(crate) use tape::without_kernels;
pub(crate) use tape::{has_kernels, on_kernel_threads};
pub(crate) use transposed::transposed_convolution;
pub(crate) use update::{AdamStep, adam, updates_together};
pub(crate) use whitening::{Whitening, patch_covariance, whitened};
