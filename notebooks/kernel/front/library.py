"""The library that cells link: whether it is up to date, and building it."""

import asyncio
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUILD = ROOT / "notebooks" / "kernel" / "build"
SOURCES = ["src", "vendor", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "notebooks/kernel/facade.rs", "scripts/build"]
SHOWN_LINES = 200
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class BuildFailed(Exception):
    """The library does not compile; the argument is what the compiler said."""


def is_current():
    """Whether the last build is newer than all sources; then no cargo needs to run."""
    stamp = BUILD / "stamp"
    try:
        # What scripts/build writes when it is done: the features, and the library that it made.
        features, library = stamp.read_text().split("\n")[:2]
        since = stamp.stat().st_mtime_ns
    except (OSError, ValueError):
        return False
    if features != os.environ.get("NOISYFER_FEATURES", "") or not Path(library).exists():
        return False
    return not any(path.stat().st_mtime_ns > since for path in sources())


def sources():
    """Every file that the library is made of, and every folder: one whose file was removed is newer too."""
    for name in SOURCES:
        top = ROOT / name
        yield top
        for folder, folders, files in os.walk(top):
            for entry in folders + files:
                yield Path(folder, entry)


async def build(tell):
    """Brings the library up to date; `tell` is called with every line of what it waits for."""
    command = [ROOT / "scripts" / "build"]
    environment = os.environ | {"CARGO_TERM_COLOR": "always", "NOISYFER_TELL_SECONDS": "1"}
    # A session of its own: a stop in the notebook ends the cell that waits for it, not the build.
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stderr=asyncio.subprocess.PIPE, start_new_session=True
    )
    said = []
    # A line may hold a whole error of the compiler.
    while line := await read_line(process.stderr):
        print(line, file=sys.stderr, flush=True)
        said = [*said, line][-SHOWN_LINES:]
        tell(COLOUR.sub("", line).strip())
    if await process.wait():
        raise BuildFailed("\n".join(said))


async def read_line(stream):
    """The next line without its end, an empty one as a space; "" at the end of the stream."""
    try:
        line = await stream.readuntil(b"\n")
    except asyncio.IncompleteReadError as error:
        line = error.partial
    except asyncio.LimitOverrunError as error:
        line = await stream.readexactly(error.consumed)
    return line and (line.decode(errors="replace").rstrip("\n") or " ")


if __name__ == "__main__":
    sys.exit(not is_current())
