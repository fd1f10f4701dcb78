"""What Jupyter sends while a cell runs: cells that a stop takes away, and the questions who is there and what has been shown so far."""

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
        if self._main_asyncio_lock.locked() and (request := self.question(msg)):
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

    def question(self, msg):
        """The identities and the request, where it need not wait for the cell: a page that is opened asks who is there, and shows
        no status until it is told; and the question for what the cell has shown."""
        idents, frames = self.session.feed_identities(msg, copy=False)
        # Without its content a message may be looked at before it is taken.
        request = self.session.deserialize(frames, content=False, copy=False)
        kind = request["header"]["msg_type"]
        if kind == "execute_request" and self.session.unpack(request["content"])["code"].strip() == SHOW_AGAIN:
            return idents, request
        return (idents, request) if kind == "kernel_info_request" else None

    def answer_beside(self, idents, request):
        """Answers while a cell runs. Of what it has shown, further updates are shown in both places."""
        running, running_ident = self.get_parent("shell"), self._get_shell_context_var(self._shell_parent_ident)
        self.set_parent(idents, request, channel="shell")
        self._publish_status("busy", "shell")
        if request["header"]["msg_type"] == "kernel_info_request":
            kind, reply = "kernel_info_reply", {"status": "ok", **self.kernel_info}
        else:
            self.show_again()
            kind, reply = "execute_reply", {"status": "ok", "execution_count": self.execution_count, "payload": [], "user_expressions": {}}
        stream = self.shell_stream
        if self._supports_kernel_subshells:
            stream = self.shell_channel_thread.manager.get_subshell_to_shell_channel_socket(None)
        self.session.send(stream, kind, reply, request, ident=idents)
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
