"""Starts the kernel again and again, and restarts it: `starts.py 200`. Every start must answer, and run a cell."""

import sys
import time

from rust_kernel import RustKernel, failure


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    ready, first = [], []
    for number in range(count):
        start = time.monotonic()
        with RustKernel(live=True) as kernel:
            ready.append(time.monotonic() - start)
            run(kernel, number)
            first.append(time.monotonic() - start)
            # Every second kernel is restarted too, by Jupyter's button.
            if number % 2:
                kernel.manager.restart_kernel()
                kernel.client.wait_for_ready(timeout=60)
                run(kernel, number)
        print(f"{number + 1} of {count}: ready {ready[-1]:.1f} s, first result {first[-1]:.1f} s", flush=True)
    print(f"all {count} started; ready at the latest after {max(ready):.1f} s, first result after {max(first):.1f} s")


def run(kernel, number):
    outputs = kernel.run(f"{number} + 1", timeout=300)
    if failure(outputs) or outputs[-1].data["text/plain"] != str(number + 1):
        raise SystemExit(f"start {number + 1}: {outputs}")


if __name__ == "__main__":
    main()
