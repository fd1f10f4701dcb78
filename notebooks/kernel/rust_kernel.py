"""The Rust kernel, driven from Python: what executing, testing and measuring notebooks share."""

import os
import queue
import re
import time
from pathlib import Path

import nbformat.v4
from jupyter_client import KernelManager

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
START_TIMEOUT_SECONDS = 120


class RustKernel:
    """A running kernel: `with RustKernel() as kernel: outputs = kernel.run("1 + 1")`.

    Cells run in `project`/notebooks: what they name `../datasets` or `../runs` lies in `project`. With `live` outputs are replaced
    while a cell runs, as in JupyterLab; otherwise the same reports come as lines.
    """

    def __init__(self, project=ROOT, live=False):
        self.how = "live" if live else "once"
        self.folder = project / "notebooks"
        self.folder.mkdir(parents=True, exist_ok=True)
        # What the kernel needs in the folder that it starts in.
        for name in ("evcxr.toml", "kernel"):
            if not (self.folder / name).exists():
                (self.folder / name).symlink_to(NOTEBOOKS / name)

    def __enter__(self):
        self.manager = KernelManager(kernel_name="noisyfer")
        self.manager.start_kernel(cwd=str(self.folder), env=os.environ | {"NOISYFER_FRONT": self.how})
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        try:
            self.client.wait_for_ready(timeout=START_TIMEOUT_SECONDS)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def run(self, source, on_output=lambda output: None, on_idle=lambda: None, timeout=None):
        """Executes `source` and gives its outputs as nbformat has them.

        `on_output` sees each output as it comes, `on_idle` is called when the cell has ended.
        """
        request = self.client.execute(source)
        start = time.monotonic()
        outputs, places, ended = [], {}, False
        while not ended:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except queue.Empty:
                if not self.manager.is_alive():
                    raise RuntimeError("the kernel died") from None
                if timeout and time.monotonic() - start > timeout:
                    raise TimeoutError(f"the cell is still running after {timeout} s") from None
                continue
            kind, content = message["msg_type"], message["content"]
            place = content.get("transient", {}).get("display_id")
            if kind == "clear_output":
                outputs.clear()
            elif kind == "update_display_data":
                places[place].update(data=content["data"], metadata=content["metadata"])
                on_output(places[place])
            elif kind in ("stream", "error", "execute_result", "display_data"):
                output = nbformat.v4.output_from_msg(message)
                on_output(output)
                append(outputs, output)
                if place:
                    places[place] = output
            elif kind == "status" and content["execution_state"] == "idle":
                if message["parent_header"].get("msg_id") == request:
                    ended = True
                    on_idle()
        return outputs


def append(outputs, output):
    """Joins the lines of one stream, which come one by one, into one output."""
    if outputs and output.output_type == "stream" and outputs[-1].get("name") == output.name:
        outputs[-1].text += output.text
    else:
        outputs.append(output)


def failure(outputs):
    """The errors among `outputs` as text, with what stands on stderr beside them; None where there is no error."""
    texts = []
    for output in outputs:
        if output.output_type == "error":
            texts.append("\n".join(output.traceback) or output.evalue)
    if not texts:
        return None
    texts.extend(output.text for output in outputs if output.get("name") == "stderr")
    return plain("\n".join(texts))


def plain(text):
    """`text` without terminal colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
