//! What the LLVM route would share between GPUs.

/// Which features of a device a kernel can use.
pub mod lowered_features {
    use cubecl_core::ir::DeviceProperties;

    /// A kind of GPU.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum GpuTarget {
        /// NVIDIA's.
        Nvptx,
    }

    /// Would take away what the LLVM route cannot use; NVRTC can use everything.
    pub fn restrict_features(_: &mut DeviceProperties, _: GpuTarget) {}
}
