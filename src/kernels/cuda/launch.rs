//! How a kernel written in CUDA C++ is started.

use crate::kernels::precision::Precision;
use burn::tensor::Shape;
use burn_cubecl::{
    cubecl::{
        CubeCount, CubeDim, CubeKernel, ExecutionMode, PrecompiledSource,
        ir::{AddressType, ElemType, Scope, UIntKind, metadata::Info, settings::KernelSettings},
        prelude::{KernelDefinition, KernelId, KernelMetadata},
        server::{KernelArguments, MetadataBindingInfo},
    },
    ops::numeric::empty_device_contiguous_dtype,
    tensor::CubeTensor,
};

/// Threads of a block, where a kernel does not say otherwise.
const THREADS: u32 = 256;

/// A kernel's source and what is defined for it.
#[derive(Clone, Copy)]
pub struct Program {
    /// The function; its arguments are tensors and then one struct.
    name: &'static str,
    /// Of its file, which may hold others.
    source: &'static str,
    /// The source as a number: it is asked for in every launch.
    version: u64,
    tile: Option<Tile>,
    precision: Precision,
    threads: u32,
}

/// How much of a product a block computes, and by how many warps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    pub rows: usize,
    pub columns: usize,
    pub warps_down: usize,
    pub warps_across: usize,
}

impl Program {
    /// A constant, or its source is read in every launch.
    pub const fn new(name: &'static str, source: &'static str) -> Self {
        Self { name, source, version: version(source), tile: None, precision: Precision::Float32, threads: THREADS }
    }

    /// With blocks of so many threads.
    pub const fn with_threads(self, threads: u32) -> Self {
        Self { threads, ..self }
    }

    /// With blocks that compute so much, in such numbers.
    pub const fn with_tile(self, tile: Tile, precision: Precision) -> Self {
        let threads = 32 * (tile.warps_down * tile.warps_across) as u32;
        Self { tile: Some(tile), precision, threads, ..self }
    }

    /// Starts it on so many blocks.
    ///
    /// `buffers` are the tensors in the order of its arguments, contiguous, and `numbers` the struct's members: of 4 bytes each,
    /// in pairs.
    pub fn launch(self, [x, y, z]: [u32; 3], buffers: &[&CubeTensor], numbers: &[u32]) {
        let mut data = vec![];
        for pair in numbers.chunks(2) {
            data.push(u64::from(pair[0]) | u64::from(pair.get(1).copied().unwrap_or(0)) << 32);
        }
        let buffers_of: Vec<_> = buffers.iter().map(|tensor| tensor.handle.clone().binding()).collect();
        let offset = data.len();
        // All of it is handed over with the call: nothing is dynamic.
        let info = MetadataBindingInfo::new(data, offset);
        let arguments = KernelArguments::new().with_buffers(buffers_of).with_info(info);
        buffers[0].client.launch(Box::new(self), CubeCount::Static(x, y, z), arguments);
    }

    /// [`launch`](Self::launch) with a thread for each of `count` numbers.
    pub fn launch_each(self, count: usize, buffers: &[&CubeTensor], numbers: &[u32]) {
        let blocks = count.div_ceil(self.threads as usize);
        self.launch([blocks as u32, 1, 1], buffers, numbers);
    }

    fn dim(&self) -> CubeDim {
        CubeDim::new_1d(self.threads)
    }
}

/// FNV-1a of a text, 64 bits.
const fn version(text: &str) -> u64 {
    let (bytes, mut hash, mut at) = (text.as_bytes(), 0xcbf2_9ce4_8422_2325, 0);
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

impl KernelMetadata for Program {
    fn name(&self) -> &'static str {
        self.name
    }

    fn id(&self) -> KernelId {
        let Self { name, version, tile, precision, .. } = *self;
        KernelId::new::<Self>().info((name, version, tile, precision)).cube_dim(self.dim().into())
    }

    fn address_type(&self) -> ElemType {
        UIntKind::U32.into()
    }
}

impl CubeKernel for Program {
    fn define(&self) -> KernelDefinition {
        // Never compiled: the source is.
        let settings = KernelSettings::new(self.dim().into(), ExecutionMode::Checked, AddressType::U32);
        KernelDefinition { body: Scope::root(settings.clone()), settings, info: Info::default() }
    }

    fn source(&self) -> Option<PrecompiledSource> {
        // cubecl takes kernels of the same text for the same kernel, whatever their names.
        let mut source = format!("// {}\n", self.name);
        source.push_str(match self.precision {
            Precision::Float32 => "",
            Precision::Exact => "#define EXACT\n",
            Precision::BFloat16 => "#define BF16\n",
        });
        if let Some(Tile { rows, columns, warps_down, warps_across }) = self.tile {
            source.push_str(&format!("#define ROWS {rows}\n#define COLUMNS {columns}\n"));
            source.push_str(&format!("#define WARPS_DOWN {warps_down}\n#define WARPS_ACROSS {warps_across}\n"));
        }
        source.push_str(self.source);
        Some(PrecompiledSource { source, entrypoint_name: self.name.into(), lang: "cuda" })
    }
}

/// A contiguous tensor on the device of `like`, of numbers yet unknown.
pub fn empty(like: &CubeTensor, shape: impl Into<Shape>) -> CubeTensor {
    empty_device_contiguous_dtype(like.client.clone(), like.device.clone(), shape.into(), like.dtype)
}

/// So many numbers of `tensor`, which is contiguous, from `start` on: the same memory.
pub fn part_of(tensor: &CubeTensor, start: usize, length: usize) -> CubeTensor {
    let (bytes, all) = (tensor.dtype.size(), tensor.meta.shape().num_elements());
    let handle = tensor.handle.clone().offset_start((start * bytes) as u64);
    let handle = handle.offset_end(((all - start - length) * bytes) as u64);
    CubeTensor::new_contiguous(tensor.client.clone(), tensor.device.clone(), [length].into(), handle, tensor.dtype)
}

/// `tensor`, which is contiguous, with other dimensions.
pub fn reshaped(tensor: &CubeTensor, shape: impl Into<Shape>) -> CubeTensor {
    CubeTensor::new_contiguous(
        tensor.client.clone(),
        tensor.device.clone(),
        shape.into(),
        tensor.handle.clone(),
        tensor.dtype,
    )
}
