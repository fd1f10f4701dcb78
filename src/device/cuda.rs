//! NVIDIA GPUs.
//!
//! The layers below panic where the driver, the run-time compiler NVRTC or the CUDA headers are missing, so all of these are
//! looked for before the first use.

use crate::{Error, Result};
use burn::{
    cubecl::{
        config::{CubeClRuntimeConfig, RuntimeConfig, cache::CacheConfig, memory::PersistentMemory},
        cuda::install,
    },
    tensor::{Device, Tensor},
};
use cudarc::{driver, nvrtc};
use std::{env, ffi::c_int, path::PathBuf};

/// The GPU with this number, after it has computed something.
pub fn cuda(name: &str, number: usize) -> Result<Device> {
    let fail = |problem: String, remedy: &str| Error::device(name, problem, remedy);
    let driver = driver_version(fail)?;
    let count = driver::result::device::get_count().map_err(|error| fail(format!("{error}"), INSTALL_DRIVER))?;
    if count == 0 {
        return Err(fail("the driver shows no GPU".into(), INSTALL_DRIVER));
    }
    if number >= count as usize {
        let there: Vec<String> = (0..count).map(|number| format!("cuda:{number}")).collect();
        let expected = format!("one of the GPUs that the driver shows ({})", there.join(", "));
        return Err(Error::parameter("device", format!("{name:?}"), expected));
    }
    check_capability(number, fail)?;
    check_compiler(driver, fail)?;
    check_headers()?;
    configure();
    let device = Device::cuda(number);
    let trial = Tensor::<1>::zeros([1], &device) + 1.0;
    trial.try_into_data().map_err(|error| fail(format!("a first computation failed: {error}"), SEE_DOCUMENTATION))?;
    Ok(device)
}

const INSTALL_DRIVER: &str = "Install NVIDIA's driver, or give the container its GPUs; `nvidia-smi` must list them";
const INSTALL_COMPILER: &str = "Install the CUDA toolkit, or NVIDIA's NVRTC package of a version that the driver supports, and put its folder into LD_LIBRARY_PATH";
const SEE_DOCUMENTATION: &str = "docs/gpu.md says what a GPU needs";

/// The newest CUDA that the driver supports, 12080 for 12.8.
fn driver_version(fail: impl Fn(String, &str) -> Error) -> Result<c_int> {
    // SAFETY: it only tries to load libraries by their names.
    if !unsafe { driver::sys::is_culib_present() } {
        return Err(fail("NVIDIA's driver, libcuda, is not found".into(), INSTALL_DRIVER));
    }
    driver::result::init().map_err(|error| fail(format!("the driver does not start: {error}"), INSTALL_DRIVER))?;
    let mut version = 0;
    // SAFETY: the library is loaded, and the number outlives the call.
    let status = unsafe { driver::sys::cuDriverGetVersion(&mut version) };
    status.result().map_err(|error| fail(format!("the driver does not tell its version: {error}"), INSTALL_DRIVER))?;
    Ok(version)
}

/// Products of TF32 and copies past the registers, which kernels here are made of, came with compute capability 8.0.
fn check_capability(number: usize, fail: impl Fn(String, &str) -> Error) -> Result<()> {
    use driver::sys::CUdevice_attribute::{
        CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR as MAJOR, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR as MINOR,
    };
    let unknown = |error| fail(format!("the driver does not tell what it can compute: {error}"), INSTALL_DRIVER);
    let device = driver::result::device::get(number as c_int).map_err(unknown)?;
    // SAFETY: the number is that of a device.
    let attribute = |attribute| unsafe { driver::result::device::get_attribute(device, attribute) };
    let (major, minor) = (attribute(MAJOR).map_err(unknown)?, attribute(MINOR).map_err(unknown)?);
    if major < 8 {
        let problem = format!("it has compute capability {major}.{minor}, 8.0 or more is needed");
        return Err(fail(problem, "Use an Ampere GPU (2020) or a newer one, or the device \"cpu\""));
    }
    Ok(())
}

/// NVRTC is there, and not newer than the driver: that would refuse what NVRTC writes.
fn check_compiler(driver: c_int, fail: impl Fn(String, &str) -> Error) -> Result<()> {
    // SAFETY: it only tries to load libraries by their names.
    if !unsafe { nvrtc::sys::is_culib_present() } {
        return Err(fail("NVIDIA's run-time compiler, libnvrtc, is not found".into(), INSTALL_COMPILER));
    }
    let (mut major, mut minor) = (0, 0);
    // SAFETY: the library is loaded, and the numbers outlive the call.
    let status = unsafe { nvrtc::sys::nvrtcVersion(&mut major, &mut minor) };
    status.result().map_err(|error| fail(format!("libnvrtc does not tell its version: {error}"), INSTALL_COMPILER))?;
    if 1000 * major + 10 * minor > driver {
        let (newest, of_it) = (driver / 1000, driver % 1000 / 10);
        let problem =
            format!("libnvrtc is of CUDA {major}.{minor}, the driver supports no newer than {newest}.{of_it}");
        return Err(fail(problem, INSTALL_COMPILER));
    }
    Ok(())
}

/// The headers that kernels include are where the compiler will look.
fn check_headers() -> Result<()> {
    let places = match install::cuda_path() {
        Some(root) => vec![root.join("include"), root.join("include/cccl")],
        None => ["/usr/local/cuda", "/opt/cuda"].map(PathBuf::from).to_vec(),
    };
    let there = |header: &str| places.iter().any(|place| place.join(header).exists());
    match ["cuda_fp16.h", "mma.h", "cooperative_groups.h", "cuda/barrier"].iter().find(|header| !there(header)) {
        None => Ok(()),
        Some(header) => Err(Error::Missing {
            what: format!("the CUDA header {header}"),
            looked_in: places,
            remedy:
                "Install the CUDA toolkit, or NVIDIA's packages of its headers, and set CUDA_PATH to the folder whose \
                     `include` has them"
                    .into(),
        }),
    }
}

/// Keeps compiled kernels and measured choices between runs, which cost minutes, and freed memory by its size: a step asks for the
/// same sizes every time, and cubecl's own pools walk over all that is in use for each. For everything else a `cubecl.toml` of the
/// user counts.
fn configure() {
    let mut config = CubeClRuntimeConfig::from_current_dir().override_from_env();
    config.compilation.cache = true;
    if matches!(config.memory.persistent_memory, PersistentMemory::Enabled) {
        config.memory.persistent_memory = PersistentMemory::Enforced;
    }
    config.environment.path = CacheConfig::Directory(cache().join("kernels"));
    // Refused once a GPU is in use: it is set by then.
    CubeClRuntimeConfig::try_set(config);
}

/// The folder of everything that can be made again, the same as the scripts'.
fn cache() -> PathBuf {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let user = || variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
    let shared = || user().unwrap_or_else(env::temp_dir).join("noisyfer");
    variable("NOISYFER_CACHE").unwrap_or_else(shared)
}
