"""What Jupyter sends while a cell runs: cells that a stop takes away, and the question what has been shown so far."""

import time

from ipykernel.kernelbase import Kernel

# Run as a cell, also while another runs: shows again what the last one has shown, and follows it.
SHOW_AGAIN = ":progress"


class BesideKernel(Kernel):
    """A kernel that keeps the order of what arrives."""

    # Cells that were sent before this time do not run: a stop in the middle of all cells stops those that wait too.
    aborts_before = 0.0
    # The outputs of the last cell.
    record = None
    # When the message that is handled arrived.
    arrived = 0.0

    def __init__(self, **options):
        super().__init__(**options)
        self.arrivals = {}

    async def shell_main(self, subshell_id, msg):
        self.arrivals[id(msg)] = time.monotonic()
        if self._main_asyncio_lock.locked() and (request := self.asks_again(msg)):
            self.answer_beside(*request)
        else:
            await super().shell_main(subshell_id, msg)

    async def dispatch_shell(self, msg, /, **options):
        self.arrived = self.arrivals.pop(id(msg), time.monotonic())
        await super().dispatch_shell(msg, **options)

    def should_handle(self, stream, msg, idents):
        if msg["header"]["msg_type"] == "execute_request" and self.arrived < self.aborts_before:
            self._send_abort_reply(stream, msg, idents)
            return False
        return True

    def asks_again(self, msg):
        """The identities and the request, where it is the one for what a cell has shown."""
        idents, frames = self.session.feed_identities(msg, copy=False)
        # Without its content a message may be looked at before it is taken.
        request = self.session.deserialize(frames, content=False, copy=False)
        if request["header"]["msg_type"] != "execute_request":
            return None
        content = self.session.unpack(request["content"])
        return (idents, request) if content["code"].strip() == SHOW_AGAIN else None

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

    def send(self, kind, content):
        self.send_response(self.iopub_socket, kind, content)

    def show_again(self):
        if not self.record or not self.record.outputs:
            self.send("stream", {"name": "stdout", "text": "No cell has shown anything yet.\n"})
            return
        for kind, content, _ in self.record.outputs:
            self.send("display_data" if kind == "execute_result" else kind, content)
