"""Kills noisyfer's commands, at random moments and as files change: what was whole before a kill is whole after it, and a command that is
gone on with gives what it gives when nobody kills it."""

import argparse
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# What differs between two whole results: which faces this call of several aligned, and numbers of results that were kept aside.
DIFFERS = re.compile(r"alignment\.csv|.*\.\d+")
MOST_KILLS = 20
WATCH_SECONDS = 0.0005
TELL_SECONDS = 60


def contents(folder):
    """The files of a folder with hashes; hidden ones and what tells of calls are left out."""
    files = {}
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            files[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return files


def result(folder):
    return {name: content for name, content in contents(folder).items() if not DIFFERS.fullmatch(Path(name).name)}


def listing(folder):
    """The names of all files, temporary ones too, while they come and go."""
    names, folders = [], [folder]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    names.append(entry.path)
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
        except OSError:
            pass
    return names


class Job:
    """A command that writes a result, `out` in its own folder, and how it is gone on with."""

    def __init__(self, name, program, arguments, resume=(), prepare=None, mark=None):
        self.name, self.program, self.arguments, self.resume, self.prepare = name, program, arguments, resume, prepare
        # A file that says that the result is whole, where the command would not write over one.
        self.mark = mark
        self.kills = self.at_changes = self.runs = self.wrong = 0

    def fresh(self):
        folder = Path(tempfile.mkdtemp(prefix="noisyfer-torture-"))
        if self.prepare:
            self.prepare(folder)
        return folder

    def start(self, folder):
        # A training without a checkpoint starts anew; everything else goes on by itself.
        resumed = self.resume if self.epoch(folder) >= 0 else ()
        command = [self.program, *self.arguments, *resumed]
        return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def reference(self):
        folder = self.fresh()
        start = time.monotonic()
        said, _ = (process := self.start(folder)).communicate()
        if process.returncode:
            sys.exit(f"{self.name}, not killed: {said.decode()}")
        self.seconds = time.monotonic() - start
        self.expected = result(folder / "out")
        shutil.rmtree(folder)

    @staticmethod
    def epoch(folder):
        """The epoch from which a training goes on: -1 for none."""
        if (folder / "out" / "metrics.json").is_file():
            return 1 << 30
        epochs = (folder / "out.checkpoint").glob("epoch_*") if (folder / "out.checkpoint").is_dir() else ()
        return max((int(path.name.removeprefix("epoch_")) for path in epochs), default=-1)

    def state(self, folder):
        """What is whole: contents of the result that are there, under whatever name, and the epoch of a training."""
        there = set(contents(folder / "out").values()) if (folder / "out").is_dir() else set()
        return there & set(self.expected.values()), self.epoch(folder)

    def is_whole(self, folder):
        return bool(self.mark) and (folder / self.mark).is_file()

    def kill(self, folder, rng):
        """Starts the command and kills it; says whether it was still running."""
        process = self.start(folder)
        if rng.random() < 0.5:
            self.wait_for_changes(process, folder, rng)
        else:
            try:
                process.communicate(timeout=rng.uniform(0, 1.1 * self.seconds))
            except subprocess.TimeoutExpired:
                pass
        killed = process.poll() is None
        process.kill()
        process.communicate()
        self.kills += killed
        return killed

    def wait_for_changes(self, process, folder, rng):
        """Until files have come or gone a few times, and a moment more."""
        changes, before = rng.randint(1, 12), listing(folder)
        while changes and process.poll() is None:
            time.sleep(WATCH_SECONDS)
            now = listing(folder)
            changes, before = changes - (now != before), now
        time.sleep(rng.uniform(0, 0.003))
        self.at_changes += process.poll() is None

    def once(self, rng):
        """Kills the command several times, lets it end, and compares."""
        folder, faults = self.fresh(), []
        before = self.state(folder)
        for _ in range(rng.randint(1, MOST_KILLS)):
            if self.is_whole(folder):
                break
            killed = self.kill(folder, rng)
            after = self.state(folder)
            lost = len(before[0] - after[0])
            if lost or after[1] < before[1]:
                faults.append(f"{lost} whole files lost, epoch {before[1]} before and {after[1]} after a kill")
            before = after
            if not killed:
                break
        if not self.is_whole(folder):
            said, _ = (process := self.start(folder)).communicate()
            if process.returncode:
                faults.append(f"exit code {process.returncode}: {said.decode()}")
        if not (folder / "out").is_dir() or result(folder / "out") != self.expected:
            faults.append("another result than without kills")
        self.runs += 1
        if faults:
            self.wrong += 1
            print(f"{self.name}, kept in {folder}:", *faults, sep="\n  ", flush=True)
        else:
            shutil.rmtree(folder)


def jobs(program, shared):
    """All commands that write; `shared` holds a run that labels and labels to look at."""
    small = ["--scale", "smoke", "--epochs", "3", "--vary", "training-images=32", "--set", "model.widths=[8,8,8]"]
    train = ["train", "faces", *small, "--out", "out"]

    def command(folder, *arguments):
        subprocess.run([program, *arguments], cwd=folder, check=True, capture_output=True)

    def photos(folder):
        command(folder, "synth", "raf", "--count", "12", "--out", "out")

    command(shared, "train", "faces", "--method", "multi-task", *small, "--out", "run")
    command(shared, "synth", "raf", "--count", "12", "--out", "raf")
    command(shared, "label", "--run", "run", "--dataset", "raf", "--root", "raf", "--out", "aligned")
    rng = random.Random(0)
    rows = [f"{item},{worker},{rng.choice('abc')}\n" for item in range(40) for worker in "xyz"]
    (shared / "crowd.csv").write_text("task,worker,label\n" + "".join(rows))
    label = ["label", "--run", str(shared / "run"), "--dataset", "raf", "--root", str(shared / "raf"), "--out", "out"]
    return [
        Job("train", program, [*train, "--method", "majority-vote"], ["--resume"]),
        Job("train, adversarial", program, [*train, "--method", "joint-distribution"], ["--resume"]),
        Job("synth", program, ["synth", "raf", "--count", "12", "--out", "out"], mark="out/GENERATED.json"),
        Job("align", program, ["align", "raf", "--root", "out"], prepare=photos),
        Job("label", program, label),
        Job("noise", program, ["noise", str(shared / "crowd.csv"), "--out", "out"]),
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--kills", type=int, default=1 << 60, help="end after as many kills, where that is sooner")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    end = time.monotonic() + options.seconds
    with tempfile.TemporaryDirectory(prefix="noisyfer-torture-shared-") as shared:
        commands = jobs(os.path.abspath(options.program), Path(shared))
        for job in commands:
            job.reference()
        told = time.monotonic()
        while time.monotonic() < end and sum(job.kills for job in commands) < options.kills:
            # What has been killed least, so that short commands and long ones are killed as often.
            min(commands, key=lambda job: (job.kills, rng.random())).once(rng)
            if time.monotonic() > told + TELL_SECONDS:
                told = time.monotonic()
                wrong = sum(job.wrong for job in commands)
                print(f"{sum(job.kills for job in commands)} kills, {wrong} wrong", flush=True)
    print("| command | killed | of these as files changed | gone on with to the end | wrong |\n|---|---|---|---|---|")
    for job in commands:
        print(f"| {job.name} | {job.kills} | {job.at_changes} | {job.runs} | {job.wrong} |")
    print(f"{sum(job.kills for job in commands)} kills")
    sys.exit(1 if any(job.wrong for job in commands) else 0)


main()
