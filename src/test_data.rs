//! Data that tests need and the repository may not hold. The integration tests include this file too.

use std::{env, fs::OpenOptions, io::Write, path::PathBuf, thread};

/// The folder of shared data called `name`, below `NOISYFER_DATA` or beside the repository; without it the test is skipped.
#[allow(dead_code, reason = "an integration test may need other data")]
pub fn shared(name: &str) -> Option<PathBuf> {
    let folder = env::var_os("NOISYFER_DATA").map(PathBuf::from);
    let folder = folder.unwrap_or(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data").into()).join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    skip(&format!("no {}; NOISYFER_DATA can name its parent", folder.display()));
    None
}

/// Notes that the test that calls this, or a part of it, is skipped: on standard error and, for `scripts/test`, in the file
/// that `NOISYFER_SKIPPED` names.
///
/// # Panics
/// Where `NOISYFER_REQUIRE_DATA` is set.
pub fn skip(why: &str) {
    let required = env::var_os("NOISYFER_REQUIRE_DATA").is_some_and(|value| value != "0");
    assert!(!required, "NOISYFER_REQUIRE_DATA is set, but there is {why}");
    let line = format!("{}: {why}\n", thread::current().name().unwrap_or("a test"));
    eprint!("SKIPPED {line}");
    if let Some(path) = env::var_os("NOISYFER_SKIPPED") {
        let mut file = OpenOptions::new().append(true).create(true).open(path).expect("NOISYFER_SKIPPED names a file");
        file.write_all(line.as_bytes()).expect("NOISYFER_SKIPPED can be written");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, process::Command};

    #[test]
    #[ignore = "the next test runs it, without data"]
    fn lacks_its_data() {
        assert_eq!(shared("nothing"), None);
    }

    #[test]
    fn a_test_without_its_data_is_noted_and_fails_where_data_is_required() {
        let folder = tempfile::tempdir().unwrap();
        let (name, noted) = ("test_data::tests::lacks_its_data", folder.path().join("skipped"));
        let run = |required: &str| {
            let mut command = Command::new(env::current_exe().unwrap());
            command.args(["--exact", name, "--ignored", "--test-threads=2"]);
            command.env("NOISYFER_DATA", folder.path()).env("NOISYFER_SKIPPED", &noted);
            command.env("NOISYFER_REQUIRE_DATA", required).output().unwrap().status.success()
        };
        assert!(run("0"));
        let missing = folder.path().join("nothing");
        let expected = format!("{name}: no {}; NOISYFER_DATA can name its parent\n", missing.display());
        assert_eq!(fs::read_to_string(&noted).unwrap(), expected);
        assert!(!run("1"));
        assert_eq!(fs::read_to_string(&noted).unwrap(), expected, "a failure is no skip");
    }
}
