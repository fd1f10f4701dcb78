"""The front kernel: answers Jupyter at once, and relays to evcxr what it cannot answer."""

import asyncio
import contextlib
import os
import signal
import time

import hints
import library
import psutil
import zmq
from beside import SHOW_AGAIN, BesideKernel
from cell import Cell
from child import ChildLost
from help import positions, public_first
from jupyter_client.session import protocol_version as kernel_protocol_version
from startup import Startup, Stopped

# A second stop within this time ends the process of the cells: see src/interrupt.rs.
SECOND_STOP_SECONDS = 2
# When a kernel that has started tells its status unasked.
TELL_AFTER_SECONDS = (0.3, 1, 3)


class FrontKernel(BesideKernel):
    implementation = "noisyfer"
    implementation_version = "1"
    banner = "Rust, with the library noisyfer"
    # As the notebooks have it, so that opening one changes nothing.
    language_info = {"name": "rust", "mimetype": "text/rust", "file_extension": ".rs"}

    def start(self):
        super().start()
        # The cell under way, and whether evcxr runs it already.
        self.cell, self.is_running = None, False
        self.variables = set()
        self.stops, self.stopped_at = 0, 0.0
        # A second stop as a cell ends shows only in the next cell, which finds no process.
        self.stopped_at_once = False
        self.io_loop.add_callback(self.begin)
        self.io_loop.asyncio_loop.add_signal_handler(signal.SIGINT, self.stop)
        self.io_loop.asyncio_loop.add_signal_handler(signal.SIGTERM, self.terminate)

        # A page that restarted the kernel asked for its status before it was there, and the question is lost.
        for seconds in TELL_AFTER_SECONDS:
            self.io_loop.call_later(seconds, self.tell_status)

    def tell_status(self):
        self._publish_status("busy" if self.cell else "idle", "shell")

    def begin(self):
        self.rust = Startup(os.environ.get("NOISYFER_FRONT", "live"))

    @property
    def kernel_info(self):
        # Without asking for ipykernel's debugger, which takes in much.
        return {
            "protocol_version": kernel_protocol_version,
            "implementation": self.implementation,
            "implementation_version": self.implementation_version,
            "language_info": self.language_info,
            "banner": self.banner,
            "help_links": [],
            "supported_features": [],
        }

    # ipykernel would put Python's own handler of stops in place while a cell runs.
    def pre_handler_hook(self):
        pass

    def post_handler_hook(self):
        pass

    # Cells

    async def do_execute(self, code, silent, store_history=True, user_expressions=None, allow_stdin=False, *, cell_meta=None, cell_id=None):
        ok = {"status": "ok", "execution_count": self.execution_count, "payload": [], "user_expressions": {}}
        if code.strip() == SHOW_AGAIN:
            self.show_again()
        if code.strip() in ("", SHOW_AGAIN):
            return ok
        cell = Cell(self.send, code, self.execution_count)
        self.stops, self.cell = 0, cell
        try:
            await self.rust.until_ready(cell, lambda: self.stops)
            self.record, self.is_running = cell.record, True
            await self.run(cell, allow_stdin)
        except Stopped as stopped:
            cell.fail("Stopped", str(stopped))
        except library.BuildFailed as failed:
            cell.fail("BuildFailed", f"{failed}\nThe library does not compile. Mend it, then run the cell again.")
        except ChildLost as problem:
            self.rust.begin()
            cell.fail("Restarted", f"Rust {problem} and is started again. {hints.lost(self.variables)}")
            self.variables, self.stopped_at_once = set(), False
        finally:
            self.cell, self.is_running = None, False
        if self.stops:
            self.aborts_before = self.stopped_at
        if cell.failure:
            return {"status": "error", "execution_count": self.execution_count, **cell.failure}
        return ok

    async def run(self, cell, allow_stdin):
        """Runs the cell in evcxr."""
        cell.source, before = self.rust.child.source, self.variables
        await self.rust.child.execute(cell.code, cell.take, self.answer if allow_stdin else None)
        cell.end()
        if "let" not in cell.code and not (cell.failure or cell.errors or cell.lost_process):
            return
        self.variables = await self.list_variables()
        if types := await self.types_to_write(cell):
            cell.fail("TypeNeeded", "\n".join(types))
        else:
            cell.show_errors()
        if cell.lost_process:
            cell.fail(*self.process_lost(before))
        elif gone := before - self.variables:
            is_gone = "is gone: the cell" if len(gone) == 1 else "are gone: the cell"
            text = f"{hints.names(gone)} {is_gone} that should replace or use it failed. Run again what made it.\n"
            cell.send("stream", {"name": "stderr", "text": text})

    def process_lost(self, variables):
        """The name and text of the error when the process of the cells has ended."""
        if self.stopped_at_once:
            self.stopped_at_once = False
            return "Stopped", f"Stopped at once. {hints.lost(variables)}"
        return "Ended", f"The process of the cells ended by itself (out of memory, or `abort`). {hints.lost(variables)}"

    async def list_variables(self):
        shown = []
        await self.rust.child.execute(":vars", shown.append)
        text = "".join(message["content"]["data"]["text/plain"] for message in shown if "data" in message["content"])
        return {line.split(":")[0] for line in text.splitlines() if ":" in line}

    async def types_to_write(self, cell):
        """What to write for variables whose types evcxr cannot infer: compiled with an impossible type, the cell tells theirs."""
        found = []
        for name in hints.untyped(cell.code, cell.errors):
            errors = []
            take = lambda message: message["msg_type"] == "error" and errors.append(message["content"])
            if changed := hints.probe(cell.code, name):
                await self.rust.child.execute(changed, take)
            if kind := hints.found_type(errors):
                found.append(f"The type of `{name}` has to be written: let {name}: {kind} =")
        return found

    async def answer(self, prompt, password):
        """Asks the user for a line of input."""
        content = {"prompt": prompt, "password": password}
        ident = self._get_shell_context_var(self._shell_parent_ident)
        self.session.send(self.stdin_socket, "input_request", content, self.get_parent("shell"), ident=ident)
        while not self.stops:
            with contextlib.suppress(zmq.Again):
                _, reply = self.session.recv(self.stdin_socket, zmq.NOBLOCK)
                if reply:
                    return reply["content"]["value"]
            await asyncio.sleep(0.05)
        return ""

    # Stopping

    def stop(self):
        """Jupyter's stop button. While no cell runs it does nothing."""
        if self.cell is None:
            return
        self.stops = self.stops + 1 if time.monotonic() - self.stopped_at < SECOND_STOP_SECONDS else 1
        self.stopped_at = time.monotonic()
        if not self.is_running:
            return
        # Looked up before: one that ends at once has a successor at once.
        processes = self.rust.child.runtimes()
        self.rust.child.interrupt()
        if self.stops > 1:
            self.stopped_at_once = True
            # By then the process of the cells has ended itself, unless it cannot.
            self.io_loop.call_later(1, end_processes, processes)

    def terminate(self):
        self.rust.end()
        os._exit(0)

    async def do_shutdown(self, restart):
        self.rust.end()
        return {"status": "ok", "restart": restart}

    # What else Jupyter asks

    async def relay(self, kind, *arguments):
        """evcxr's answer; None while it starts."""
        if not self.rust.is_ready():
            return None
        with contextlib.suppress(ChildLost):
            return await self.rust.child.request(kind, *arguments)

    async def do_complete(self, code, cursor_pos):
        reply = await self.relay("complete", code, cursor_pos)
        return public_first(reply) if reply else await super().do_complete(code, cursor_pos)

    async def do_inspect(self, code, cursor_pos, detail_level=0, omit_sections=()):
        for position in positions(code, cursor_pos):
            reply = await self.relay("inspect", code, position, detail_level)
            if reply and reply.get("found"):
                return reply
        return {"status": "ok", "found": False, "data": {}, "metadata": {}}

    async def do_is_complete(self, code):
        """Brackets that are open want another line: what consoles ask after each."""
        depth = sum(code.count(bracket) for bracket in "([{") - sum(code.count(bracket) for bracket in ")]}")
        return {"status": "incomplete", "indent": "    "} if depth > 0 else {"status": "complete"}


def end_processes(processes):
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()
