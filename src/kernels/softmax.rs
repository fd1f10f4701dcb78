//! Softmax, where a kernel of ours is worth one.

#[cfg(feature = "cuda")]
use super::cuda;
use burn::tensor::{Tensor, activation};

/// ln softmax of logits `[batch, classes]` over the classes. On a GPU one kernel, and one for the gradient: burn's eleven launches
/// cost more than all of their work.
pub fn log_softmax(logits: Tensor<2>) -> Tensor<2> {
    #[cfg(feature = "cuda")]
    if cuda::is_cuda(&logits.device()) {
        return cuda::log_softmax(logits);
    }
    activation::log_softmax(logits, 1)
}
