"""Kills noisyfer's commands at random moments: run again, each must give what it gives when nobody kills it."""

import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# What differs between two whole results: which faces this call of several aligned.
IGNORED = {"alignment.csv"}


def contents(folder):
    """The files of a folder with hashes; hidden ones and what tells of calls are left out."""
    files = {}
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.name not in IGNORED:
            files[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return files


class Job:
    """A command that writes a result, `out` in its own folder, and how it is gone on with."""

    def __init__(self, name, program, arguments, resume=(), prepare=None, mark=None):
        self.name, self.program, self.arguments, self.resume, self.prepare = name, program, arguments, resume, prepare
        # A file that says that the result is whole, where the command would not write over one.
        self.mark = mark
        self.kills = self.runs = self.wrong = 0

    def command(self, resumed):
        return [self.program, *self.arguments, *(self.resume if resumed else ())]

    def fresh(self):
        folder = Path(tempfile.mkdtemp(prefix="noisyfer-torture-"))
        if self.prepare:
            self.prepare(folder)
        return folder

    def reference(self):
        folder = self.fresh()
        start = time.monotonic()
        subprocess.run(self.command(False), cwd=folder, check=True, capture_output=True)
        self.seconds = time.monotonic() - start
        self.expected = contents(folder / "out")
        shutil.rmtree(folder)

    def once(self, rng):
        """Kills the command up to three times, lets it end, and compares."""
        folder = self.fresh()
        for _ in range(rng.randint(1, 3)):
            if self.mark and (folder / self.mark).is_file():
                break
            process = subprocess.Popen(self.again(folder), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            try:
                process.communicate(timeout=rng.uniform(0, 1.1 * self.seconds))
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                self.kills += 1
        code, said = 0, b""
        if not (self.mark and (folder / self.mark).is_file()):
            ended = subprocess.run(self.again(folder), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            code, said = ended.returncode, ended.stdout
        self.runs += 1
        whole = (folder / "out").is_dir() and contents(folder / "out") == self.expected
        if code or not whole:
            self.wrong += 1
            print(f"{self.name}: exit code {code}, whole {whole}; kept in {folder}\n{said.decode()}", flush=True)
        else:
            shutil.rmtree(folder)

    def again(self, folder):
        # A training without a checkpoint starts anew; everything else goes on by itself.
        begun = any(folder.glob("out.checkpoint/epoch_*")) or (folder / "out" / "metrics.json").is_file()
        return self.command(bool(self.resume) and begun)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    program = os.path.abspath(options.program)

    def photos(folder):
        subprocess.run([program, "synth", "raf", "--count", "40", "--out", "out"], cwd=folder, check=True, capture_output=True)

    train = ["train", "faces", "--scale", "smoke", "--epochs", "4", "--out", "out"]
    jobs = [
        Job("train", program, [*train, "--method", "majority-vote"], ["--resume"]),
        Job("adversarial training", program, [*train, "--method", "joint-distribution"], ["--resume"]),
        Job("synth", program, ["synth", "raf", "--count", "40", "--out", "out"], mark="out/GENERATED.json"),
        Job("align", program, ["align", "raf", "--root", "out"], prepare=photos),
    ]
    for job in jobs:
        job.reference()
    rng = random.Random(options.seed)
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        rng.choice(jobs).once(rng)
    print("| command | killed | ended after that | not as without kills |\n|---|---|---|---|")
    for job in jobs:
        print(f"| {job.name} | {job.kills} | {job.runs} | {job.wrong} |")
    sys.exit(1 if any(job.wrong for job in jobs) else 0)


main()
