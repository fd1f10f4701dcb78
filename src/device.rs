//! Choosing the device that computes.

#[cfg(feature = "cuda")]
mod cuda;

use crate::{Error, Result};
use burn::tensor::Device;

/// The device called `name`: `cpu`, `cuda` (the first NVIDIA GPU) or `cuda:N` (the one with that number, from 0).
///
/// # Errors
/// [`Error::Parameter`] for another name or number; [`Error::Device`] or [`Error::Missing`], with the remedy, when this build
/// or this machine lacks what a GPU needs. There is never a silent fall back to the CPU.
pub fn device(name: &str) -> Result<Device> {
    if name == "cpu" {
        keep_memory();
        return Ok(Device::flex());
    }
    let number = match name {
        "cuda" => Some(0),
        _ => name.strip_prefix("cuda:").and_then(|number| number.parse().ok()),
    };
    let expected = "\"cpu\", \"cuda\" or \"cuda:N\" with the number of a GPU, from 0";
    cuda(name, number.ok_or_else(|| Error::parameter("device", format!("{name:?}"), expected))?)
}

#[cfg(feature = "cuda")]
use cuda::cuda;

#[cfg(not(feature = "cuda"))]
fn cuda(name: &str, _: usize) -> Result<Device> {
    let remedy =
        "Set NOISYFER_FEATURES=cuda for the scripts and the notebooks' kernel, or build with cargo's --features cuda";
    Err(Error::device(name, "this build is for the processor alone", remedy))
}

/// Lets the allocator keep what it has instead of giving large blocks back to the system after every operation: fresh memory
/// costs a page fault for every 4 KiB, a fifth of a training step.
fn keep_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        /// The largest that glibc takes.
        const LARGEST_THRESHOLD: libc::c_int = 32 << 20;
        // SAFETY: mallopt takes any numbers; it is called before there are other threads that could matter to it, and locks.
        unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, LARGEST_THRESHOLD);
            libc::mallopt(libc::M_TRIM_THRESHOLD, libc::c_int::MAX);
            libc::mallopt(libc::M_TOP_PAD, 64 << 20);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_strictly() {
        for name in ["", "gpu", "CUDA", "cuda:", "cuda:-1", "cuda:x", "cuda0"] {
            let message = device(name).unwrap_err().to_string();
            assert!(message.starts_with("device must be \"cpu\", \"cuda\" or \"cuda:N\""), "{name}: {message}");
        }
    }

    #[test]
    #[cfg(not(feature = "cuda"))]
    fn a_build_for_the_processor_says_how_to_make_another() {
        for name in ["cuda", "cuda:1"] {
            let message = device(name).unwrap_err().to_string();
            assert!(message.starts_with(name) && message.contains("--features cuda"), "{message}");
        }
    }
}
