"""The front kernel: what Jupyter talks to. It answers at once, and runs evcxr behind it. See docs/kernel.md."""

import logging
import types

from ipykernel.kernelapp import IPKernelApp
from kernel import FrontKernel
from traitlets import default


class FrontApp(IPKernelApp):
    """The front's own output is its log, which the terminal of JupyterLab shows: it is no cell's."""

    @default("log_level")
    def only_errors(self):
        return logging.ERROR

    def init_io(self):
        self.displayhook = types.SimpleNamespace()

    def reset_io(self):
        pass


FrontApp.launch_instance(kernel_class=FrontKernel)
