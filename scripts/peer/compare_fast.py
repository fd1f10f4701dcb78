"""The fast encoder's seconds per step beside those of a PyTorch peer: `compare_fast.py NOISYFER PYTHON PEER ROUNDS`."""
import json
import statistics
import subprocess
import sys

WIDTHS, BATCH = "32,64,64", "416"


def seconds(command):
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output.strip().splitlines()[-1])["seconds_per_step"]


def main():
    noisyfer, python, peer, rounds = sys.argv[1:]
    sizes = ["--widths", WIDTHS, "--batch", BATCH]
    ours = [noisyfer, "bench", "train", "--task", "vote", "--encoder", "fast", "--supervised", "--steps", "9", *sizes]
    eager = [python, peer, "bench", *sizes]
    contenders = {"noisyfer": ours, "eager": eager, "compiled": [*eager, "--compile"]}
    found = {name: [] for name in contenders}
    for number in range(int(rounds)):
        for name, command in contenders.items():
            found[name].append(seconds(command))
        print(f"round {number + 1}: " + ", ".join(f"{name} {found[name][-1]:.3f} s" for name in contenders), flush=True)
    medians = {name: statistics.median(values) for name, values in found.items()}
    for name in ["eager", "compiled"]:
        print(f"ratio to {name}: {medians['noisyfer'] / medians[name]:.2f}")


if __name__ == "__main__":
    main()
