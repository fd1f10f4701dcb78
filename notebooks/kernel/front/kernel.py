"""The front kernel: answers Jupyter at once, and relays to evcxr what it cannot answer."""

import asyncio
import contextlib
import os
import signal
import time
from contextvars import ContextVar

import hints
import library
import psutil
import zmq
from cell import Cell
from child import Child, ChildLost
from ipykernel.kernelbase import Kernel
from jupyter_client.session import protocol_version as kernel_protocol_version

# A second stop within this time ends the process of the cells: see src/interrupt.rs.
SECOND_STOP_SECONDS = 2
# Waiting that takes longer is told of.
TOLD_AFTER_SECONDS = 0.5
# Run as a cell, also while another runs: shows again what the last one has shown, and follows it.
SHOW_AGAIN = ":progress"
ARRIVED = ContextVar("arrived", default=0.0)


def end_processes(processes):
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()


class Stopped(Exception):
    """A stop while the cell still waited for its turn."""


class FrontKernel(Kernel):
    implementation = "noisyfer"
    implementation_version = "1"
    banner = "Rust, with the library noisyfer"
    # As the notebooks have it, so that opening one changes nothing.
    language_info = {"name": "rust", "mimetype": "text/rust", "file_extension": ".rs"}

    def start(self):
        super().start()
        self.how = os.environ.get("NOISYFER_FRONT", "live")
        self.child = self.starting = self.cell = None
        self.waiting_for = "starting Rust"
        self.variables = set()
        self.work = asyncio.Lock()
        self.stops, self.stopped_at = 0, 0.0
        # Cells that were sent before this time do not run: a stop in the middle of all cells stops those that wait too.
        self.aborts_before = 0.0
        self.record = None
        self.io_loop.add_callback(self.begin)
        self.io_loop.asyncio_loop.add_signal_handler(signal.SIGINT, self.stop)
        self.io_loop.asyncio_loop.add_signal_handler(signal.SIGTERM, self.terminate)

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

    # Starting

    def begin(self):
        self.starting = asyncio.ensure_future(self.start_child())

    async def start_child(self):
        if not library.is_current():
            self.tell("bringing the library up to date")
            await library.build(self.tell)
        self.tell("starting Rust")
        while True:
            self.child = Child(self.how)
            try:
                return await self.child.wait_until_ready()
            except ChildLost as problem:
                self.child.end()
                self.tell(f"Rust {problem} while it started: starting it again")

    def tell(self, text):
        self.waiting_for = text.removeprefix("==> ")

    async def until_ready(self, cell):
        """Waits for evcxr; says in the cell what for."""
        if self.starting.done() and (self.starting.exception() or self.child.process.poll() is not None):
            self.begin()
        begun, told = time.monotonic(), None
        while not self.starting.done():
            if self.stops:
                raise Stopped(f"Stopped. It goes on in the background: {self.waiting_for}.")
            if self.how == "live" and told != self.waiting_for and time.monotonic() - begun > TOLD_AFTER_SECONDS:
                if told:
                    cell.send_now("clear_output", {"wait": True})
                told = self.waiting_for
                cell.send_now("stream", {"name": "stdout", "text": f"{told} …\n"})
            await asyncio.wait([self.starting], timeout=0.1)
        if told:
            cell.send_now("clear_output", {"wait": False})
        await self.starting

    # Cells

    async def do_execute(self, code, silent, store_history=True, user_expressions=None, allow_stdin=False, *, cell_meta=None, cell_id=None):
        ok = {"status": "ok", "execution_count": self.execution_count, "payload": [], "user_expressions": {}}
        if code.strip() == SHOW_AGAIN:
            self.show_again()
            return ok
        if not code.strip():
            return ok
        cell = Cell(self.send, code, self.execution_count)
        self.stops, self.cell = 0, cell
        try:
            await self.until_ready(cell)
            async with self.work:
                self.record = cell.record
                await self.run(cell, allow_stdin)
        except Stopped as stopped:
            cell.fail("Stopped", str(stopped))
        except library.BuildFailed as failed:
            cell.fail("BuildFailed", f"{failed}\nThe library does not compile. Mend it, then run the cell again.")
        except ChildLost as problem:
            self.begin()
            cell.fail("Restarted", f"Rust {problem} and is started again. {hints.lost(self.variables)}")
            self.variables = set()
        finally:
            self.cell = None
        if self.stops:
            self.aborts_before = self.stopped_at
        if cell.failure:
            return {"status": "error", "execution_count": self.execution_count, **cell.failure}
        return ok

    def send(self, kind, content):
        self.send_response(self.iopub_socket, kind, content)

    async def run(self, cell, allow_stdin):
        """Runs the cell in evcxr."""
        cell.source = self.child.source
        before = self.variables
        await self.child.execute(cell.code, cell.take, self.answer if allow_stdin else None)
        cell.end()
        if "let" not in cell.code and not cell.failure:
            return
        self.variables = await self.list_variables()
        for name in cell.untyped:
            cell.send("stream", {"name": "stderr", "text": await self.type_hint(cell.code, name) + "\n"})
        if cell.lost_process:
            self.variables = set()
            cell.fail(*self.process_lost(before))
        elif gone := before - self.variables:
            is_gone = "is gone: its cell" if len(gone) == 1 else "are gone: their cell"
            text = f"{hints.names(gone)} {is_gone} failed while it was replaced. Run the cell again that made it.\n"
            cell.send("stream", {"name": "stderr", "text": text})

    def process_lost(self, variables):
        """The name and text of the error when the process of the cells has ended."""
        if self.stops > 1:
            return "Stopped", f"Stopped at once. {hints.lost(variables)}"
        return "Ended", f"The process of the cells ended by itself (out of memory, or `abort`). {hints.lost(variables)}"

    async def list_variables(self):
        shown = []
        await self.child.execute(":vars", shown.append)
        text = "".join(message["content"]["data"]["text/plain"] for message in shown if "data" in message["content"])
        return {line.split(":")[0] for line in text.splitlines() if ":" in line}

    async def type_hint(self, code, variable):
        """Compiles the cell with an impossible type for the variable, which tells the type that it has."""
        errors = []
        if changed := hints.probe(code, variable):
            await self.child.execute(changed, lambda message: message["msg_type"] == "error" and errors.append(message["content"]))
        return hints.type_hint(variable, hints.found_type(errors))

    async def answer(self, prompt, password):
        """Asks the user for a line of input."""
        parent = self.get_parent("shell")
        content = {"prompt": prompt, "password": password}
        self.session.send(self.stdin_socket, "input_request", content, parent, ident=self._shell_parent_ident.get())
        while not self.stops:
            with contextlib.suppress(zmq.Again):
                _, reply = self.session.recv(self.stdin_socket, zmq.NOBLOCK)
                if reply:
                    return reply["content"]["value"]
            await asyncio.sleep(0.05)
        return ""

    # Stopping

    def stop(self, *_):
        """Jupyter's stop button. While no cell runs it does nothing."""
        if self.cell is None:
            return
        self.stops = self.stops + 1 if time.monotonic() - self.stopped_at < SECOND_STOP_SECONDS else 1
        self.stopped_at = time.monotonic()
        if not self.work.locked():
            return
        self.child.interrupt()
        if self.stops > 1:
            # By then the process of the cells has ended itself, unless it cannot.
            self.io_loop.call_later(1, end_processes, self.child.runtimes())

    def terminate(self, *_):
        if self.child:
            self.child.end()
        os._exit(0)

    async def do_shutdown(self, restart):
        if self.child:
            self.child.end()
        return {"status": "ok", "restart": restart}

    # What is sent while a cell runs

    async def shell_main(self, subshell_id, msg):
        ARRIVED.set(time.monotonic())
        if self._main_asyncio_lock.locked() and (request := self.asks_again(msg)):
            self.answer_beside(*request)
        else:
            await super().shell_main(subshell_id, msg)

    def should_handle(self, stream, msg, idents):
        if msg["header"]["msg_type"] == "execute_request" and ARRIVED.get() < self.aborts_before:
            self._send_abort_reply(stream, msg, idents)
            return False
        return True

    def asks_again(self, msg):
        """The identities and the request, where it is the one for what a cell has shown."""
        idents, frames = self.session.feed_identities(msg, copy=False)
        # Without its content a message may be looked at before it is taken.
        request = self.session.deserialize(frames, content=False, copy=False)
        content = self.session.unpack(request["content"])
        return (idents, request) if content.get("code", "").strip() == SHOW_AGAIN else None

    def answer_beside(self, idents, request):
        """Shows again what the running cell has shown; further updates of it are shown in both places."""
        running, running_ident = self.get_parent("shell"), self._get_shell_context_var(self._shell_parent_ident)
        self.set_parent(idents, request, channel="shell")
        self._publish_status("busy", "shell")
        self.show_again()
        reply = {"status": "ok", "execution_count": self.execution_count, "payload": [], "user_expressions": {}}
        stream = self.shell_stream
        if self._supports_kernel_subshells:
            stream = self.shell_channel_thread.manager.get_subshell_to_shell_channel_socket(None)
        self.session.send(stream, "execute_reply", reply, request, ident=idents)
        self._publish_status("idle", "shell")
        self.set_parent(running_ident, running, channel="shell")
        self._publish_status("busy", "shell")

    def show_again(self):
        if not self.record or not self.record.outputs:
            self.send("stream", {"name": "stdout", "text": "No cell has shown anything yet.\n"})
            return
        for kind, content, name in self.record.outputs:
            self.send("display_data" if kind == "execute_result" else kind, content)

    # What else Jupyter asks

    async def relay(self, kind, *arguments):
        """evcxr's answer; None while it starts."""
        if not self.starting.done() or self.starting.exception():
            return None
        try:
            async with self.work:
                return await self.child.request(kind, *arguments)
        except ChildLost:
            return None

    async def do_complete(self, code, cursor_pos):
        return await self.relay("complete", code, cursor_pos) or await super().do_complete(code, cursor_pos)

    async def do_inspect(self, code, cursor_pos, detail_level=0, omit_sections=()):
        found = await self.relay("inspect", code, cursor_pos, detail_level)
        return found or {"status": "ok", "found": False, "data": {}, "metadata": {}}

    async def do_is_complete(self, code):
        """Brackets that are open want another line: what consoles ask after each."""
        depth = sum(code.count(bracket) for bracket in "([{") - sum(code.count(bracket) for bracket in ")]}")
        return {"status": "incomplete", "indent": "    "} if depth > 0 else {"status": "complete"}
