//! Devices of other machines: tensors lie there, operations are sent there, and only what is read comes back.

use crate::{Error, Result};
use burn::{
    remote::RemoteHost,
    server::{RemoteServer, WebSocketTransport},
    tensor::Device,
};
use std::net::{SocketAddr, TcpListener};

const START_SERVER: &str =
    "Run `noisyfer serve` of the same version there; from outside, reach it by an ssh tunnel (docs/gpu.md)";

/// The device that the server at `address`, `HOST:PORT`, lets others use.
pub fn remote(name: &str, address: &str) -> Result<Device> {
    let host = RemoteHost::websocket(&format!("ws://{address}"));
    Device::remote_options(&host).init().map_err(|error| Error::device(name, error, START_SERVER))
}

pub fn serve_remote(device: &Device, address: SocketAddr, listening: impl FnOnce(SocketAddr)) -> Result<()> {
    let taken = |error| Error::device(address, error, "Choose another address");
    let listener = TcpListener::bind(address).map_err(taken)?;
    listening(listener.local_addr().map_err(taken)?);
    // Not the transport's own way to listen, which is open to every network.
    let served = RemoteServer::new([device.clone()]).serve(WebSocketTransport::from_listener(listener));
    served.map_err(|error| Error::device(address, error, "A server needs a device of this machine"))
}
