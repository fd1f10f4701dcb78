"""From nothing to an evcxr that answers: the library is built, Rust is started, and the first cell says how far that is."""

import asyncio
import time

import library
from child import Child, ChildLost

# Waiting that takes longer is told of.
TOLD_AFTER_SECONDS = 0.5


class Stopped(Exception):
    """A stop while the cell still waited for its turn."""


class Startup:
    """The child, and the task that starts it. `how` a front shows results: see src/progress/front.rs."""

    def __init__(self, how):
        self.how = how
        self.child = None
        self.waiting_for = "starting Rust"
        self.begin()

    def begin(self):
        """Starts in the background; what ran before is ended."""
        self.task = asyncio.ensure_future(self.start())

    async def start(self):
        self.end()
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
        self.waiting_for = text.replace("compiling:", "compiling the library:")

    def is_ready(self):
        return self.task.done() and not self.task.exception()

    async def until_ready(self, cell, is_stopped):
        """Waits for evcxr; says in the cell what for.

        Raises Stopped, library.BuildFailed, and ChildLost where it was ready and has ended.
        """
        if self.is_ready() and self.child.process.poll() is not None:
            raise ChildLost("ended")
        if self.task.done() and self.task.exception():
            self.begin()
        begun, told = time.monotonic(), None
        while not self.task.done():
            if is_stopped():
                raise Stopped(f"Stopped. It goes on in the background: {self.waiting_for}.")
            if self.how == "live" and told != self.waiting_for and time.monotonic() - begun > TOLD_AFTER_SECONDS:
                if told:
                    cell.send_now("clear_output", {"wait": True})
                told = self.waiting_for
                cell.send_now("stream", {"name": "stdout", "text": f"{told} …\n"})
            await asyncio.wait([self.task], timeout=0.1)
        if told:
            cell.send_now("clear_output", {"wait": False})
        await self.task

    def end(self):
        if self.child:
            self.child.end()
