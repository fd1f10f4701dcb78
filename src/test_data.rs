//! Data that tests need and the repository may not hold.

use std::path::PathBuf;

/// The folder of shared data called `name`, below `NOISYFER_DATA` or beside the repository. Without it the test is skipped and
/// says so on standard error, which `scripts/test` counts; where `NOISYFER_REQUIRE_DATA` is set, it fails.
pub fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("NOISYFER_DATA").map(PathBuf::from);
    let folder = folder.unwrap_or(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data").into()).join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    let required = std::env::var_os("NOISYFER_REQUIRE_DATA").is_some_and(|value| value != "0");
    assert!(!required, "NOISYFER_REQUIRE_DATA is set, but there is no {}", folder.display());
    eprintln!("SKIPPED: no {}; NOISYFER_DATA can name its parent", folder.display());
    None
}
