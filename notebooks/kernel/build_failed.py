"""Stands in for the Rust kernel when the library does not compile: every cell shows the compiler's errors."""

import sys

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel


class BuildFailed(Kernel):
    implementation = "noisyfer"
    implementation_version = "build failed"
    banner = "The library does not compile."
    language_info = {"name": "rust", "mimetype": "text/rust", "file_extension": ".rs"}
    log_file = sys.argv.pop(1)

    async def do_execute(self, code, silent, store_history=True, user_expressions=None, allow_stdin=False, **_):
        with open(self.log_file) as file:
            log = file.read()
        error = {
            "ename": "BuildFailed",
            "evalue": "the library does not compile; mend it, then restart the kernel",
            "traceback": [log, "The library does not compile. Mend it, then restart the kernel."],
        }
        self.send_response(self.iopub_socket, "error", error)
        return {"status": "error", "execution_count": self.execution_count, **error}


IPKernelApp.launch_instance(kernel_class=BuildFailed)
