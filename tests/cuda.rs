//! The build for NVIDIA GPUs, where there is none.

use std::process::Command;

#[test]
fn without_a_driver_the_error_says_what_to_install() {
    let nowhere = [("LD_LIBRARY_PATH", ""), ("CUDA_PATH", "")];
    let run = Command::new(env!("CARGO_BIN_EXE_noisyfer")).args(["check", "--device", "cuda"]).envs(nowhere).output();
    let run = run.unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    if run.status.success() {
        return; // A GPU, and it computes what the processor does.
    }
    let named = said.contains("libcuda, is not found. Install NVIDIA's driver") || said.contains("cuda: ");
    assert!(named && !said.contains("panicked"), "{said}");
}
