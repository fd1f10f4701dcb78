//! NVIDIA's GPUs.

/// Versions of PTX.
pub mod ptx_version {
    use std::fmt;

    /// A version of PTX; there is never one, since NVRTC writes its own.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum PtxVersion {}

    impl PtxVersion {
        /// The one that a driver loads: left open.
        pub fn for_driver(_: i32) -> Option<Self> {
            None
        }
    }

    impl fmt::Display for PtxVersion {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            match *self {}
        }
    }
}
