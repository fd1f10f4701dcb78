//! `noisyfer serve`.

use clap::Args;
use noisyfer::{
    Result,
    device::{device, serve},
    progress::tell,
};
use std::net::SocketAddr;

#[derive(Args)]
pub struct Serve {
    /// What computes: cpu, cuda or cuda:N.
    #[arg(long, default_value = "cpu")]
    device: String,
    /// Where to listen; port 0 takes a free one. Nothing is encrypted and no password is asked: beyond localhost, whoever
    /// reaches the address can compute here.
    #[arg(long, default_value = "127.0.0.1:7000")]
    address: SocketAddr,
}

impl Serve {
    pub fn run(self) -> Result<()> {
        let device = device(&self.device)?;
        serve(&device, self.address, |address| {
            tell(format_args!("--device remote:{address} is {}; Ctrl-C ends it", self.device))
        })
    }
}
