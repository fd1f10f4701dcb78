//! Choosing the device that computes.

use crate::{Error, Result};
use burn::tensor::Device;

/// The device called `name`: `cpu`.
///
/// # Errors
/// [`Error::Parameter`] for another name. There is never a silent fall back to the CPU.
pub fn device(name: &str) -> Result<Device> {
    match name {
        "cpu" => {
            keep_memory();
            Ok(Device::flex())
        }
        _ => Err(Error::parameter("device", format!("{name:?}"), "\"cpu\", the only device that this build has")),
    }
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
