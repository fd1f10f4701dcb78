"""JupyterLab in Chromium, for test_browser.py: a server of its own, pages, and what a person would do and see."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import sync_playwright
from rust_kernel import NOTEBOOKS, RustKernel

METADATA = {
    "kernelspec": {"display_name": "Rust (noisyfer)", "language": "rust", "name": "noisyfer"},
    "language_info": {"file_extension": ".rs", "mimetype": "text/rust", "name": "rust"},
}


class Lab:
    """JupyterLab on localhost, with a token, over the notebooks of `project`; and a page of Chromium."""

    def __init__(self, project):
        self.project = project
        self.folder = RustKernel(project).folder
        self.stack = contextlib.ExitStack()
        self.page = None

    def __enter__(self):
        with socket.socket() as free:
            free.bind(("localhost", 0))
            self.port = free.getsockname()[1]
        self.token = secrets.token_hex(16)
        settings = {name: str(self.project / "jupyter" / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")}
        command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--expose-app-in-browser"]
        options = ["ip=localhost", f"port={self.port}", "port_retries=0", f"root_dir={self.project}"]
        command += [f"--ServerApp.{option}" for option in options] + [f"--IdentityProvider.token={self.token}"]
        log = self.stack.enter_context(open(self.project / "lab.log", "w"))
        server = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | settings | {"RUST_BACKTRACE": "0"})
        self.stack.callback(server.wait)
        self.stack.callback(server.terminate)
        self.wait(self.answers, 120)
        browser = self.stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=os.environ.get("NOISYFER_BROWSER") or shutil.which("chromium"), args=["--no-sandbox"]
        )
        self.page = browser.new_page(viewport={"width": 1100, "height": 1400})
        # Tests run on busy cores.
        self.page.set_default_timeout(120_000)
        return self

    def __exit__(self, *_):
        self.stack.close()

    def answers(self):
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"http://localhost:{self.port}/api?token={self.token}", timeout=5).status == 200

    def wait(self, condition, seconds=60):
        """Waits until `condition()` is true, and gives what it gave."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if result := condition():
                return result
            time.sleep(0.1)
        raise TimeoutError(f"still waiting after {seconds} s; the notebook: {self.shown()}")

    def shown(self):
        """The kernel's status and what each cell has counted and shown."""
        if self.page is None:
            return "none is open"
        count = self.ask("panel?.content?.widgets?.length ?? 0")
        return self.status(), [(self.cell(index)["execution_count"], self.text(index)) for index in range(count)]

    def write(self, name, *sources):
        """A notebook of these cells, as JupyterLab writes it."""
        cells = [new_code_cell(source, id=f"cell-{index}") for index, source in enumerate(sources)]
        nbformat.write(new_notebook(cells=cells, metadata=METADATA), self.folder / f"{name}.ipynb")

    def open(self, name, seconds=60):
        """Opens a notebook and waits until its kernel is ready."""
        self.page.goto(f"http://localhost:{self.port}/lab/tree/notebooks/{name}.ipynb?reset&token={self.token}")
        self.wait(lambda: self.ask("panel?.context?.isReady && panel.content.widgets.length > 0"), seconds)
        self.wait(lambda: self.status() in ("idle", "busy"), seconds)

    def ask(self, expression):
        """The value of a JavaScript expression about `app`, JupyterLab, and `panel`, the open notebook."""
        return self.page.evaluate(f"() => {{ const app = window.jupyterapp; const panel = app?.shell.currentWidget; return {expression}; }}")

    def command(self, name, arguments=None):
        self.ask(f"void app.commands.execute({json.dumps(name)}, {json.dumps(arguments or {})})")

    def status(self):
        return self.ask("panel?.sessionContext?.session?.kernel?.status")

    def run_all(self):
        self.command("notebook:run-all-cells")

    def run_cell(self, index):
        self.ask(f"(panel.content.activeCellIndex = {index}, panel.content.deselectAll())")
        self.command("notebook:run-cell")

    def stop(self):
        self.command("notebook:interrupt-kernel")

    def cell(self, index):
        """A cell as it would be saved."""
        return self.ask(f"panel.content.widgets[{index}].model.toJSON()")

    def text(self, index):
        """All that a cell has shown, as text."""
        return "\n".join(text_of(output) for output in self.cell(index)["outputs"])

    def figure_size(self, index):
        """Width and height of a cell's figure on the page, in pixels; None before it is there."""
        figure = f"panel.content.widgets[{index}].node.querySelector('.jp-OutputArea-output img, .jp-OutputArea-output svg')"
        size = self.ask(f"(box => box && [box.width, box.height].map(Math.round))({figure}?.getBoundingClientRect())")
        return size if size and all(size) else None

    def ended(self, *indices):
        """Whether these cells have run."""
        return all(self.cell(index)["execution_count"] for index in indices) and self.status() == "idle"

    def picture(self, name):
        """A screenshot for people to look at."""
        self.page.screenshot(path=self.project / f"{name}.png")


def text_of(output):
    text = output.get("text") or output.get("traceback") or output.get("data", {}).get("text/plain", "")
    return text if isinstance(text, str) else "".join(text)


def copy_of(lab, name):
    """A copy of a committed notebook for the lab; gives its path."""
    path = lab.folder / f"{name}.ipynb"
    shutil.copy(NOTEBOOKS / path.name, path)
    return path
