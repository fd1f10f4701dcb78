"""What a program takes."""

import json
import os
import subprocess


def measure(command):
    """What the program printed, and the most memory that it held, in bytes."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command[0]} failed")
    return {**json.loads(output), "memory": usage.ru_maxrss * 1024}
