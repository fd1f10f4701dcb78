"""evcxr, the Rust kernel that runs the cells: its process, and what it says."""

import contextlib
import ctypes
import os
import queue
import shutil
import signal
import subprocess
import sys
import time

import psutil
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.connect import write_connection_file
from library import BUILD, ROOT

# A folder for each running kernel, named by its process: the library that its cells link, and what evcxr makes of them.
KERNELS = BUILD / "kernels"
PR_SET_PDEATHSIG = 1
# How long a child may neither answer nor compute before it counts as hanging.
SILENT_SECONDS = 10
# evcxr forwards what a cell wrote without waiting for it, so it may come just after the cell's end: output is read on
# until it was quiet for so long. Errors returned by `?` come on stderr, which it forwards on another thread.
QUIET_SECONDS, QUIET_AFTER_ERRORS_SECONDS = 0.05, 0.1
# evcxr allows `?` from the first cell on that does not compile without it; of that cell it also takes the result for one
# that it cannot display, and shows a figure as text. So that cell is one of ours.
ALLOW_ERRORS = "Ok::<(), String>(())?;"


class ChildLost(Exception):
    """evcxr ended, or does not answer."""


class Child:
    """A running evcxr."""

    def __init__(self, how):
        """`how` a front shows results: see src/progress/front.rs."""
        remove_old_folders()
        self.folder = KERNELS / str(os.getpid())
        shutil.rmtree(self.folder, ignore_errors=True)
        # The source that evcxr makes of each cell.
        self.source = self.folder / "cells" / "src" / "lib.rs"
        (self.folder / "cells").mkdir(parents=True)
        connection, _ = write_connection_file(str(self.folder / "connection.json"))
        environment = os.environ | {"NOISYFER_FRONT": how, "EVCXR_TMPDIR": str(self.folder / "cells")}
        if os.environ.get("RUST_BACKTRACE", "0") != "0":
            environment["NOISYFER_BACKTRACE"] = "1"
        with open(BUILD / "kernel.log", "a") as log:
            self.process = subprocess.Popen(
                [ROOT / "notebooks" / "kernel" / "child", connection, self.folder],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        self.client = AsyncKernelClient(connection_file=connection)
        self.client.load_connection_file()
        self.client.start_channels(hb=False)
        self.ended = self.allows_errors = False

    async def wait_until_ready(self):
        """Returns when the child answers.

        Raises ChildLost when it ended, or hangs.
        """
        while True:
            await self.reply_to(self.client.kernel_info())
            # It also says that it is busy, then idle; without that, what it publishes does not arrive yet.
            with contextlib.suppress(queue.Empty):
                await self.client.get_iopub_msg(timeout=1)
                return

    async def execute(self, code, take, answer=None):
        """Runs `code`: `take(message)` sees what comes of it, `answer(prompt, password)` gives input. Gives the reply's status."""
        if "?" in code and not self.allows_errors:
            self.allows_errors = True
            await self.execute(ALLOW_ERRORS, lambda message: None)
        while await self.client.shell_channel.msg_ready():
            await self.client.get_shell_msg()
        request = self.client.execute(code, allow_stdin=answer is not None)
        watch, begun, ended = Watch(self.process), False, None
        quiet = QUIET_AFTER_ERRORS_SECONDS if "?" in code else QUIET_SECONDS
        while ended is None or time.monotonic() - ended < quiet:
            try:
                message = await self.client.get_iopub_msg(timeout=quiet if ended else 0.2)
            except queue.Empty:
                if ended is None:
                    watch.look(hangs=not begun)
                    await self.pass_input(answer)
                continue
            if message["parent_header"].get("msg_id") != request:
                continue
            begun = True
            if message["msg_type"] != "status":
                take(message)
            elif message["content"]["execution_state"] == "idle":
                ended = time.monotonic()
        return (await self.reply_to(request))["status"]

    async def request(self, kind, *arguments):
        """The content of the reply to `complete` or `inspect`."""
        return await self.reply_to(getattr(self.client, kind)(*arguments))

    async def reply_to(self, request):
        watch = Watch(self.process)
        while True:
            with contextlib.suppress(queue.Empty):
                message = await self.client.get_shell_msg(timeout=1)
                if message["parent_header"].get("msg_id") == request:
                    return message["content"]
            watch.look()

    async def pass_input(self, answer):
        if answer and await self.client.stdin_channel.msg_ready():
            content = (await self.client.get_stdin_msg())["content"]
            self.client.input(await answer(content["prompt"], content["password"]))

    def interrupt(self):
        """evcxr and its compilers ignore it; the process of the cells handles it (src/interrupt.rs)."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGINT)

    def runtimes(self):
        """The processes that run cells: evcxr's children that are evcxr too, not compilers."""
        found = []
        with contextlib.suppress(psutil.Error):
            parent = psutil.Process(self.process.pid)
            for process in parent.children():
                with contextlib.suppress(psutil.Error):
                    if process.exe() == parent.exe():
                        found.append(process)
        return found

    def end(self):
        """Ends everything that belongs to the child."""
        if self.ended:
            return
        self.ended = True
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Watch:
    """Looks whether a child that has yet to answer is alive."""

    def __init__(self, process):
        self.process = process
        self.seconds, self.worked = 0.0, time.monotonic()

    def look(self, hangs=True):
        """Raises ChildLost when it ended, and where `hangs` counts when it has done nothing for a while."""
        if self.process.poll() is not None:
            raise ChildLost("ended")
        seconds = cpu_seconds(self.process.pid)
        if seconds != self.seconds:
            self.seconds, self.worked = seconds, time.monotonic()
        if hangs and time.monotonic() - self.worked > SILENT_SECONDS:
            raise ChildLost("did not answer")


def remove_old_folders():
    """Those of kernels that have ended."""
    for folder in KERNELS.glob("*"):
        if not psutil.pid_exists(int(folder.name)):
            shutil.rmtree(folder, ignore_errors=True)


def cpu_seconds(pid):
    """What the process and those below it have computed."""
    total = 0.0
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in [process, *process.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                times = one.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
    return total


def die_with_parent():
    """Run in the child between fork and exec: it is killed when the front ends, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
