"""What programs take."""

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


def in_turn(count, commands):
    """For each command what `count` runs of it took: in turn, so that what else the machine does falls on all of them."""
    commands = list(commands)
    rounds = [[measure(command) for command in commands] for _ in range(count)]
    return [list(runs) for runs in zip(*rounds)]
