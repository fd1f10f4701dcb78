"""Runs a cargo command and says, now and then, how much of it is done and about how long is left.

    compile.py LOG COMMAND...

What cargo and the compiler say goes into LOG; if the command fails, what the compiler said is shown too.
"""

import os
import re
import subprocess
import sys
import time
from collections import deque

INTERVAL_SECONDS = float(os.environ.get("NOISYFER_TELL_SECONDS", 10))
# Cargo's own progress bar knows what is compiled already; it ends in a carriage return instead of a new line.
BAR = re.compile(r"Building \[[^]]*\] (\d+)/(\d+)")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
ERASE = "\x1b[K"
STATUS = re.compile(r"(Adding|Blocking|Checking|Compiling|Download\w+|Finished|Installing|Locking|Updating) ")
BLOCKED = "Blocking waiting for file lock"
SHOWN_LINES = 200
# The crates that stand on others are the larger ones: of the time, about this power of the share of crates has passed.
LATER_IS_LARGER = 1.5


def main():
    path, *command = sys.argv[1:]
    environment = os.environ | {"CARGO_TERM_PROGRESS_WHEN": "always", "CARGO_TERM_PROGRESS_WIDTH": "80"}
    with open(path, "w") as log, subprocess.Popen(command, stderr=subprocess.PIPE, env=environment) as process:
        try:
            said = follow(process.stderr, log)
        except KeyboardInterrupt:  # cargo was interrupted with us
            process.wait()
            sys.exit(130)
    if process.returncode:
        print(*said, f"    that failed; all of its log is in {path}", sep="\n", file=sys.stderr)
    sys.exit(process.returncode)


def follow(stderr, log):
    """Copies lines to the log and tells of the progress between them; the last lines beside cargo's status."""
    progress = Progress()
    said = deque(maxlen=SHOWN_LINES)
    for line in lines(stderr):
        line = line.replace(ERASE, "")
        plain = COLOUR.sub("", line).strip()
        if bar := BAR.search(plain):
            progress.update(int(bar[1]), int(bar[2]))
        elif plain and line.endswith("\n"):
            print(line.rstrip(), file=log, flush=True)
            if plain.startswith(BLOCKED):
                print("    another cargo holds the build folder: waiting", file=sys.stderr, flush=True)
            if not STATUS.match(plain):
                said.append(line.rstrip())
    return said


def lines(stream):
    """Decoded lines, each with the "\\r" or "\\n" that ends it, as they come."""
    rest = ""
    while chunk := stream.read1():
        *whole, rest = re.split(r"(?<=[\r\n])", rest + chunk.decode(errors="replace"))
        yield from whole


class Progress:
    def __init__(self):
        self.start = self.told = time.monotonic()
        self.first = None

    def update(self, done, total):
        """Tells how much is done, unless that was told just now."""
        if self.first is None:
            self.first = done
        now = time.monotonic()
        if now - self.told < INTERVAL_SECONDS or done == self.first:
            return
        self.told = now
        spent = ((done - self.first) / (total - self.first)) ** LATER_IS_LARGER
        left = (now - self.start) * (1 - spent) / spent
        print(f"    compiling: {done} of {total} done, {about(left)} left", file=sys.stderr, flush=True)


def about(seconds):
    minutes = round(seconds / 60)
    if minutes == 0:
        return "less than a minute"
    return f"about {minutes} minute{'s' * (minutes > 1)}"


if __name__ == "__main__":
    main()
