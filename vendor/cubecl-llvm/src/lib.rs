//! What `cubecl-cuda` names of `cubecl-llvm`, for builds that compile kernels with NVRTC. See the README.
#![deny(missing_docs)]

pub mod nvptx;
pub mod shared;

use cubecl_core::{CompilationError, Compiler, environment::backtrace::BackTrace, prelude::KernelDefinition};
use cubecl_runtime::kernel::BufferIOAttr;
use std::{ffi::c_char, fmt};

/// What a kernel is compiled for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LlvmTarget {
    /// NVIDIA's GPUs.
    #[default]
    Nvptx,
}

/// The compiler that is not there.
#[derive(Clone, Debug, Default)]
pub struct PlironCompiler {
    /// What it would compile for.
    pub target: LlvmTarget,
}

/// What the compiler would be told.
#[derive(Clone, Debug, Default)]
pub struct PlironOptions {
    /// Of AMD's GPUs.
    pub arch: Option<String>,
    /// Of NVIDIA's GPUs.
    pub sm_arch: Option<cubecl_core::ir::nvidia::SmArch>,
    /// The PTX to write.
    pub ptx_version: Option<nvptx::ptx_version::PtxVersion>,
    /// Whether scalars are kernel parameters.
    pub grid_constants: bool,
    /// Makes `..Default::default()` say something where all other fields are given.
    pub rest: (),
}

/// A compiled kernel; there is never one.
#[derive(Clone, Debug)]
pub struct NvptxModule {
    /// PTX, ending on zero.
    pub ptx: Vec<c_char>,
    /// The kernel as text.
    pub ir: String,
    /// Bytes of shared memory that a launch needs.
    pub shared_memory_size: usize,
    /// What the kernel does with its buffers.
    pub io: Vec<BufferIOAttr>,
}

/// What the compiler would give.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum PlironArtifact {
    /// For NVIDIA's GPUs.
    NvptxCode(NvptxModule),
}

impl fmt::Display for PlironArtifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::NvptxCode(module) = self;
        f.write_str(&module.ir)
    }
}

impl Compiler for PlironCompiler {
    type Representation = PlironArtifact;
    type CompilationOptions = PlironOptions;

    fn compile(&mut self, _: KernelDefinition, _: &PlironOptions) -> Result<PlironArtifact, CompilationError> {
        let reason = "this build has no LLVM; switch on the feature `cpp` of cubecl-cuda".to_string();
        Err(CompilationError::Generic { reason, backtrace: BackTrace::capture() })
    }

    fn extension(&self) -> &'static str {
        "ll"
    }

    fn lang_tag(&self) -> &'static str {
        "llvm"
    }
}
