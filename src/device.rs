//! Choosing the device that computes.

use crate::{Error, Result};
use burn::tensor::Device;

/// The device called `name`: `cpu`.
///
/// # Errors
/// [`Error::Parameter`] for another name. There is never a silent fall back to the CPU.
pub fn device(name: &str) -> Result<Device> {
    match name {
        "cpu" => Ok(Device::flex()),
        _ => Err(Error::parameter("device", format!("{name:?}"), "\"cpu\", the only device that this build has")),
    }
}
