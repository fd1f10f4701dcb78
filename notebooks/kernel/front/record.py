"""What a cell has shown so far, so that it can be shown again, and that of long work is kept in a file."""

import time
from pathlib import Path

# Of text the last part is kept.
TEXT_KEPT = 200_000
LOG_SECONDS = 10


class Record:
    """The outputs of one cell in order, each as it was last."""

    def __init__(self):
        # Of each output its kind, its content, and its display id or None.
        self.outputs = []
        self.folder = None
        self.logged = 0.0
        self.last_line = None

    def add(self, kind, content):
        """Takes what is sent to the front end; an update replaces what it updates."""
        name = content.get("transient", {}).get("display_id")
        if kind == "stream" and self.outputs and self.outputs[-1][0] == kind and self.outputs[-1][1]["name"] == content["name"]:
            text = self.outputs[-1][1]["text"] + content["text"]
            self.outputs[-1] = (kind, {**content, "text": text[-TEXT_KEPT:]}, None)
        elif kind == "update_display_data":
            for index, (_, _, known) in enumerate(self.outputs):
                if known == name:
                    self.outputs[index] = ("display_data", content, name)
        else:
            self.outputs.append((kind, content, name))
        if name:
            self.keep(content["data"])

    def keep(self, data):
        """Writes the line and the curve of a training into a folder beside the runs; not being able to does not matter."""
        try:
            if self.folder is None:
                self.folder = Path("..", "runs", "notebook-trainings", time.strftime("%Y%m%d-%H%M%S"))
                self.folder.mkdir(parents=True, exist_ok=True)
            self.last_line = data.get("text/plain", "")
            if time.monotonic() - self.logged > LOG_SECONDS:
                self.log()
            if curve := data.get("image/svg+xml"):
                new = self.folder / "curve.svg.new"
                new.write_text(curve)
                new.replace(self.folder / "curve.svg")
        except OSError:
            pass

    def log(self):
        self.logged = time.monotonic()
        with open(self.folder / "log.txt", "a") as file:
            print(time.strftime("%H:%M:%S"), self.last_line, file=file)
        self.last_line = None

    def end(self):
        """The last line belongs into the log too."""
        if self.folder and self.last_line:
            try:
                self.log()
            except OSError:
                pass
