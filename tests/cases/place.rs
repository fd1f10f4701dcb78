//! Where a case is worked on.

use noisyfer::labels::{CsvOptions, LabelHead, LabelTable, read_csv};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};
use tempfile::TempDir;

/// A copy of a case's input to work in.
pub struct Place(TempDir);

impl Place {
    pub fn new(name: &str) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let input = cases().join(name);
        for dataset in ["raf", "affectnet"] {
            let is_of_it = input.join(dataset).is_dir() || name == "read-only-dataset" && dataset == "raf";
            let is_complete = ["folders-of-classes", "one-file-per-label"].contains(&name);
            if !is_complete && (is_of_it || name == "codes-with-decimals") {
                copy(&cases().join(format!("whole-{dataset}")), &place.path(dataset));
            }
        }
        if input.is_dir() {
            copy(&input, place.0.path());
        }
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs a command there, in which `RUN` is a trained model; whether it succeeded, and what it said.
    pub fn run(&self, arguments: &str) -> (bool, String) {
        let run = MODEL.path().join("run").display().to_string();
        let arguments = arguments.split(' ').map(|argument| if argument == "RUN" { &run } else { argument });
        command(self.0.path(), arguments)
    }

    pub fn succeeds(&self, arguments: &str) -> String {
        let (succeeded, said) = self.run(arguments);
        assert!(succeeded, "{arguments}: {said}");
        said
    }

    pub fn fails(&self, arguments: &str) -> String {
        let (succeeded, said) = self.run(arguments);
        assert!(!succeeded, "{arguments}: {said}");
        assert!(!said.contains("panicked"), "{said}");
        said
    }

    /// Aligns a dataset, all of whose faces must be aligned, and gives its report.
    pub fn align(&self, dataset: &str, faces: usize) -> String {
        let said = self.succeeds(&format!("align {dataset} --root {dataset}"));
        let report = self.report(dataset);
        let count = |state: &str| report.lines().filter(|line| line.contains(&format!(",{state},"))).count();
        assert_eq!((count("done"), count("failed")), (faces, 0), "{said}{report}");
        report
    }

    pub fn report(&self, dataset: &str) -> String {
        let folder = if dataset == "raf" { "raf/Image/myaligned" } else { "affectnet/myaligned" };
        fs::read_to_string(self.path(folder).join("alignment.csv")).unwrap()
    }

    pub fn labels(&self, file: &str, heads: &[&str], options: &CsvOptions) -> Result<LabelTable, String> {
        let heads: Vec<_> = heads
            .iter()
            .map(|head| match *head {
                "affect" => LabelHead::continuous("affect", &["valence"], -1.0, 1.0),
                name => LabelHead::categorical(name, &["happy", "sad"]),
            })
            .collect();
        read_csv(self.path(file), &heads, options).map_err(|error| error.to_string())
    }
}

pub fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

pub fn command<'a>(folder: &Path, arguments: impl Iterator<Item = &'a str>) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_noisyfer"));
    // What is kept for a user stays in the test's folder.
    command.env("XDG_CACHE_HOME", folder.join("users-cache"));
    let run = command.args(arguments).current_dir(folder).output().unwrap();
    (run.status.success(), String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr))
}

/// A model to ask: `run`, trained on the faces in `gen`.
pub static MODEL: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        "synth affectnet --out gen --count 120 --seed 0",
        "train affectnet --root gen --labels own --method multi-task --scale smoke --out run",
    ] {
        let (succeeded, said) = command(folder.path(), arguments.split(' '));
        assert!(succeeded, "{said}");
    }
    folder
});

/// How many faces were looked at.
pub fn rows(place: &Place, out: &str) -> usize {
    fs::read_to_string(place.path(out).join("predictions.csv")).unwrap().lines().count() - 1
}
