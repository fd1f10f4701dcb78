//! A clock that is set while work is going on.

use super::{contents, done, text};
use std::{fs, path::Path, process::Command};

/// Every question after the time of day is answered years before or after the last one; clocks that only run are left alone.
const JUMPS: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
#include <sys/time.h>
static long jump(void) {
    static unsigned long state = 88172645463325252UL;
    state ^= state << 13; state ^= state >> 7; state ^= state << 17;
    return (long)(state % 2000000000UL) - 1000000000L;
}
int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int ended = real(clock, now);
    if (clock == CLOCK_REALTIME) now->tv_sec += jump();
    return ended;
}
int gettimeofday(struct timeval *now, void *zone) {
    struct timespec time;
    int ended = clock_gettime(CLOCK_REALTIME, &time);
    now->tv_sec = time.tv_sec; now->tv_usec = time.tv_nsec / 1000;
    return ended;
}
time_t time(time_t *now) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    if (now) *now = time.tv_sec;
    return time.tv_sec;
}
"#;

fn compile(folder: &Path) -> std::path::PathBuf {
    let (source, library) = (folder.join("jumps.c"), folder.join("jumps.so"));
    fs::write(&source, JUMPS).unwrap();
    let compiled = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).output().unwrap();
    assert!(compiled.status.success(), "{}", text(&compiled.stderr));
    library
}

#[test]
fn a_clock_that_jumps_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let library = compile(folder.path());
    let jumping = |program: &str| {
        let mut command = Command::new(program);
        command.env("LD_PRELOAD", &library).current_dir(folder.path());
        command
    };
    let year = |mut date: Command| text(&date.arg("+%Y").output().unwrap().stdout);
    assert_ne!(year(jumping("date")), year(Command::new("date")), "the clock does not jump");
    for (jumps, name) in [(false, "still"), (true, "jumping")] {
        let [data, out, labels] = ["data", "run", "labels"].map(|kind| format!("{name}-{kind}"));
        let all: [&[&str]; 4] = [
            &["synth", "raf", "--count", "12", "--out", &data],
            &["align", "raf", "--root", &data],
            &["train", "faces", "--scale", "smoke", "--method", "multi-task", "--epochs", "2", "--out", &out],
            &["label", "--run", &out, "--dataset", "raf", "--root", &data, "--out", &labels],
        ];
        for arguments in all {
            if jumps {
                let ended = jumping(super::PROGRAM).args(arguments).output().unwrap();
                assert!(ended.status.success(), "{arguments:?}: {}", text(&ended.stderr));
            } else {
                done(folder.path(), arguments);
            }
        }
    }
    for kind in ["data", "run", "labels"] {
        let of = |name: &str| contents(&folder.path().join(format!("{name}-{kind}")));
        let (still, jumping) = (of("still"), of("jumping"));
        assert_eq!(
            still.iter().map(|(name, _)| name).collect::<Vec<_>>(),
            jumping.iter().map(|(name, _)| name).collect::<Vec<_>>()
        );
        for ((name, still), (_, jumping)) in still.iter().zip(&jumping) {
            assert!(still == jumping, "{kind}: {name} differs");
        }
    }
}
