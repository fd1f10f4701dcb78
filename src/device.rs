//! Choosing the device that computes.

#[cfg(feature = "cuda")]
mod cuda;
#[cfg(feature = "cuda")]
mod profile;
#[cfg(feature = "remote")]
mod remote;

use crate::{Error, Result};
use burn::tensor::Device;
use std::net::SocketAddr;

/// The device called `name`: `cpu`, `cuda` (the first NVIDIA GPU), `cuda:N` (the one with that number, from 0), or
/// `remote:HOST:PORT` (another machine's, where [`serve`] listens).
///
/// # Errors
/// [`Error::Parameter`] for another name or number; [`Error::Device`] or [`Error::Missing`], with the remedy, when this build
/// or this machine lacks what a GPU needs, or nothing answers at the address for a quarter of a minute. There is never a
/// silent fall back to the CPU.
pub fn device(name: &str) -> Result<Device> {
    if name == "cpu" {
        return Ok(Device::flex());
    }
    if let Some(address) = name.strip_prefix("remote:").filter(|address| names_host_and_port(address)) {
        return remote(name, address);
    }
    let number = match name {
        "cuda" => Some(0),
        _ => name.strip_prefix("cuda:").and_then(|number| number.parse().ok()),
    };
    let expected = "\"cpu\", \"cuda\", \"cuda:N\" with the number of a GPU, from 0, or \"remote:HOST:PORT\"";
    cuda(name, number.ok_or_else(|| Error::parameter("device", format!("{name:?}"), expected))?)
}

fn names_host_and_port(address: &str) -> bool {
    address.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}

/// Lets other machines compute on `device`, a local one, as `remote:HOST:PORT`, until the process gets Ctrl-C or SIGTERM.
/// `listening` is told the address in use, which matters where that given has port 0.
///
/// Nothing is encrypted and everyone is let in: listen on localhost, and let ssh bring others there.
///
/// # Errors
/// [`Error::Device`] when the address is taken, the device cannot be served, or this build cannot serve.
pub fn serve(device: &Device, address: SocketAddr, listening: impl FnOnce(SocketAddr)) -> Result<()> {
    serve_remote(device, address, listening)
}

#[cfg(feature = "remote")]
use remote::{remote, serve_remote};

#[cfg(not(feature = "remote"))]
fn remote(name: impl ToString, _: &str) -> Result<Device> {
    let remedy = "Set NOISYFER_FEATURES=remote for the scripts and the notebooks' kernel, or build with cargo's --features remote";
    Err(Error::device(name, "this build is for this machine alone", remedy))
}

#[cfg(not(feature = "remote"))]
fn serve_remote(_: &Device, address: SocketAddr, _: impl FnOnce(SocketAddr)) -> Result<()> {
    remote(address, "").map(drop)
}

#[cfg(feature = "cuda")]
use cuda::cuda;
#[cfg(feature = "cuda")]
pub use profile::{Profile, profile};

#[cfg(not(feature = "cuda"))]
fn cuda(name: &str, _: usize) -> Result<Device> {
    let remedy =
        "Set NOISYFER_FEATURES=cuda for the scripts and the notebooks' kernel, or build with cargo's --features cuda";
    Err(Error::device(name, "this build is for the processor alone", remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_strictly() {
        let others = ["remote", "remote:", "remote:7000", "remote::7000", "remote:host", "remote:host:x"];
        for name in ["", "gpu", "CUDA", "cuda:", "cuda:-1", "cuda:x", "cuda0"].into_iter().chain(others) {
            let message = device(name).unwrap_err().to_string();
            assert!(message.starts_with("device must be \"cpu\", \"cuda\", \"cuda:N\""), "{name}: {message}");
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

    #[test]
    #[cfg(not(feature = "remote"))]
    fn a_build_for_this_machine_says_how_to_make_another() {
        let message = device("remote:localhost:7000").unwrap_err().to_string();
        assert!(message.starts_with("remote:localhost:7000") && message.contains("--features remote"), "{message}");
    }
}
