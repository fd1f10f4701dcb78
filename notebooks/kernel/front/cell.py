"""One cell: what evcxr says while it runs, turned into what Jupyter shows."""

import json
import re

from hints import panic_text
from record import Record

# Begins a line of a cell's output that is a result: see src/progress/front.rs.
MARK = "\x02"
# What the library says of a stop (src/interrupt.rs), and what evcxr says when the process of the cells ended.
NOTICE = "Interrupted"
STOPPED_AT_ONCE = "Interrupted twice"
PROCESS_ENDED = "Subprocess terminated"
# How the compiler ends a list of errors.
SUMMARIES = ("Some errors have detailed explanations", "For more information about", "aborting due to")
SVG_SIZE = re.compile(r'<svg[^>]*? width="(\d+)"[^>]*? height="(\d+)"')


class Cell:
    """The outputs of a running cell. `send(kind, content)` sends one to Jupyter."""

    def __init__(self, send, code, count):
        self.send_now = send
        self.code = code
        self.count = count
        # The source that evcxr makes of it.
        self.source = None
        self.record = Record()
        self.shown = set()
        self.failure = None
        # What evcxr and the compiler found wrong, which comes when the cell has ended, and whether its process has ended.
        self.errors = []
        self.lost_process = False
        # An error returned by `?` comes on stderr, line by line. It is shown as one error at the end.
        self.returns_errors = "?" in code
        self.returned = []

    def send(self, kind, content):
        self.record.add(kind, content)
        self.send_now(kind, content)

    def take(self, message):
        """Shows what a message of the child says."""
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            for line in content["text"].splitlines(keepends=True):
                self.take_line(content["name"], line)
        elif kind == "error":
            self.take_error(content)
        elif kind in ("display_data", "execute_result") and content["data"] != {"text/plain": "()"}:
            # What a loop, or a call that gives nothing, leaves is nothing to show.
            self.send(kind, self.result(content["data"]) | ({"execution_count": self.count} if kind == "execute_result" else {}))

    def take_error(self, error):
        if PROCESS_ENDED in error["evalue"]:
            # The kernel says what that means.
            self.lost_process = True
        elif not error["evalue"].startswith(SUMMARIES):
            self.errors.append(error)

    def take_line(self, stream, line):
        if stream == "stdout" and line.startswith(MARK):
            self.take_marked(json.loads(line[len(MARK) :]))
        elif stream == "stderr" and line.startswith(STOPPED_AT_ONCE):
            return  # The kernel says more exactly what is lost.
        elif stream == "stderr" and self.returns_errors and not line.startswith(NOTICE):
            self.returned.append(line)
        else:
            self.send("stream", {"name": stream, "text": line})

    def take_marked(self, marked):
        if "panic" in marked:
            self.fail("Panic", panic_text(marked["panic"], self.code, self.source))
            return
        content = self.result(marked["data"])
        name = marked.get("id")
        if name:
            content["transient"] = {"display_id": f"noisyfer-{name}"}
        self.send("update_display_data" if name in self.shown else "display_data", content)
        if name:
            self.shown.add(name)

    def result(self, data):
        """Figures come as pixels, twice as many as they are shown with, and their SVG says how large they are shown. The SVG itself
        stays behind: JupyterLab shows it in place of the pixels where it trusts the page, in another size where there is little
        room, and files of notebooks stay small without it."""
        metadata = {}
        pixels = [kind for kind in ("image/png", "image/jpeg") if kind in data]
        if size := SVG_SIZE.search(data.get("image/svg+xml", "")[:1000]):
            metadata = {kind: {"width": int(size[1]), "height": int(size[2])} for kind in pixels}
        if pixels:
            data = {kind: content for kind, content in data.items() if kind != "image/svg+xml"}
        return {"data": data, "metadata": metadata}

    def fail(self, name, text):
        """Shows an error; the cell has failed."""
        error = {"ename": name, "evalue": text.splitlines()[0] if text else name, "traceback": text.splitlines()}
        self.failure = self.failure or error
        self.send("error", error)

    def show_errors(self):
        for error in self.errors:
            self.failure = self.failure or error
            self.send("error", error)

    def end(self):
        """Shows what was held back of the output."""
        if self.returned and not self.failure:
            self.fail("Error", "".join(self.returned).rstrip())
        elif self.returned:
            self.send("stream", {"name": "stderr", "text": "".join(self.returned)})
        self.record.end()
