//! Disks that fill up, tried on small ones in memory that only the test sees.

use super::{PROGRAM, contents, done, test_data, text};
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

/// Runs a shell script in `folder` with `noisyfer` and `arguments` as its own, where it may mount things and nobody else sees them; `None`
/// where the system does not allow that.
pub fn apart(folder: &Path, script: &str, arguments: &[&str]) -> Option<Output> {
    let allowed = "mount -t tmpfs none /mnt";
    let apart = || {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-ec"]).current_dir(folder);
        // What a user's cache holds is not of interest, and must not change.
        command.env("XDG_CACHE_HOME", folder.join("cache"));
        command
    };
    if !apart().arg(allowed).output().is_ok_and(|probe| probe.status.success()) {
        return None;
    }
    Some(apart().args([script, "sh", PROGRAM]).args(arguments).output().unwrap())
}

/// On a disk with room for ROOM KiB the command is tried, then once more with more, and what is there then is copied to `kept`.
const SCRIPT: &str = r#"
mkdir -p small kept
mount -t tmpfs -o size=256m none small
INPUT
used=$(df --output=used -k small | tail -1)
mount -o remount,size=$((used + ROOM))k small
cd small
code=0; "$@" >../first.out 2>../first.err || code=$?
echo $code >../first.code
find . -name 'unfinished*' -o -name '.tmp*' >../first.left
cd ..; mount -o remount,size=256m small; cd small
RESUME
"$@" >../second.out 2>&1
cp -r out ../kept/
"#;

fn first(folder: &Path, name: &str) -> String {
    text(&fs::read(folder.join(format!("first.{name}"))).unwrap())
}

/// Tries a command with so much room, KiB, of which one must be too little; `input` is copied there before.
fn fills_up(arguments: &[&str], resume: &str, input: &str, rooms: &[u32]) {
    let whole = tempfile::tempdir().unwrap();
    if !input.is_empty() {
        done(whole.path(), &["synth", "raf", "--count", "12", "--out", "out"]);
    }
    let photos = contents(whole.path());
    done(whole.path(), arguments);
    let mut refused = 0;
    for room in rooms {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in &photos {
            let path = folder.path().join("input").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let script = SCRIPT.replace("ROOM", &room.to_string()).replace("INPUT", input).replace("RESUME", resume);
        let Some(ended) = apart(folder.path(), &script, arguments) else {
            return test_data::skip("no right to mount a small disk");
        };
        let said = first(folder.path(), "err");
        assert!(ended.status.success(), "{arguments:?}, {room} KiB, then with room: {}{said}", text(&ended.stderr));
        if first(folder.path(), "code").trim() != "0" {
            refused += 1;
            assert_eq!(first(folder.path(), "code").trim(), "1", "{arguments:?}, {room} KiB: {said}");
            assert!(said.contains("space"), "{arguments:?}, {room} KiB: {said}");
        }
        assert_eq!(first(folder.path(), "left"), "", "{arguments:?}, {room} KiB");
        let mut files = [contents(&folder.path().join("kept/out")), contents(&whole.path().join("out"))];
        // Which faces this call aligned and which were there.
        files.iter_mut().for_each(|files| files.retain(|(name, _)| !name.ends_with("alignment.csv")));
        let names =
            files.each_ref().map(|files| files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" "));
        assert_eq!(names[0], names[1], "{arguments:?}, {room} KiB");
        assert!(files[0] == files[1], "{arguments:?}, {room} KiB: other contents");
    }
    assert!(refused > 0, "no disk was too small for {arguments:?}");
}

#[test]
fn a_training_on_a_full_disk_goes_on_when_there_is_room() {
    let small = ["--epochs", "3", "--vary", "training-images=32", "--set", "model.widths=[8,8,8]", "--out", "out"];
    let resume = "if ls out.checkpoint/epoch_* >/dev/null 2>&1; then set -- \"$@\" --resume; fi";
    fills_up(&[&super::TRAIN[..], &small].concat(), resume, "", &[4, 200, 600, 900, 1200, 1500]);
}

#[test]
fn photos_and_faces_on_a_full_disk_are_whole_when_there_is_room() {
    fills_up(&["synth", "raf", "--count", "12", "--out", "out"], "", "", &[4, 40, 80, 160]);
    fills_up(&["align", "raf", "--root", "out"], "", "cp -r input/out small/out", &[4, 12, 24, 40]);
}
