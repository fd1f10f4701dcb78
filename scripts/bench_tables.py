"""Generates AffectNet's training list and machine labels for it, then joins them in Rust and in pandas, in turn."""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from peer.measuring import in_turn

HEADER = "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal\n"
# The rows of each expression, 0 to 10, in the real list: 414,799, of which 283,901 are in the seven classes.
COUNTS = [74874, 134415, 25459, 14090, 6378, 3803, 24882, 3750, 33088, 11645, 82415]
LABELS = ["subDirectory_filePath", "expression", "valence", "arousal"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("noisyfer", type=Path, help="the program to measure")
    parser.add_argument("--runs", type=int, default=5, help="runs of each; the median is printed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lists = [Path(folder, "training.csv"), Path(folder, "training_RAFModel.csv")]
        # In a process of its own: Linux counts the memory of a parent to the peak of its children.
        subprocess.run([sys.executable, __file__, "generate", *lists], check=True)
        size = " and ".join(f"{path.stat().st_size / 2**20:.0f} MiB" for path in lists)
        contenders = {
            "noisyfer": [arguments.noisyfer, "bench", "tables", *lists],
            "pandas, the columns needed": [sys.executable, __file__, "labels", *lists],
            "pandas, every column": [sys.executable, __file__, "everything", *lists],
        }
        runs = in_turn(arguments.runs, contenders.values())
    report(size, dict(zip(contenders, runs)))


def generate(training, machine):
    """Random rows; every face has landmarks of its own, 136 numbers."""
    draw = random.Random(0)
    numbers = [f"{draw.uniform(20, 900):.2f}" for _ in range(50_000)]
    codes = [code for code, count in enumerate(COUNTS) for _ in range(count)]
    draw.shuffle(codes)
    labelled = []
    with open(training, "w") as file:
        file.write(HEADER)
        for code in codes:
            start = draw.randrange(len(numbers) - 136)
            picture = f"{draw.randrange(1, 1500)}/{draw.getrandbits(224):056x}.jpg"
            face = ",".join(str(draw.randrange(50, 900)) for _ in range(4))
            begin = f"{picture},{face},{';'.join(numbers[start : start + 136])}"
            affect = "-2,-2" if code > 7 else f"{draw.uniform(-1, 1):.6f},{draw.uniform(-1, 1):.6f}"
            file.write(f"{begin},{code},{affect}\n")
            if code < 7:
                labelled.append(f"{begin},{code if draw.random() < 0.6 else draw.randrange(7)},{affect}\n")
    draw.shuffle(labelled)
    with open(machine, "w") as file:
        file.write(HEADER)
        file.writelines(labelled)


def report(size, runs):
    first = runs["noisyfer"][0]
    for run in (run for of_one in runs.values() for run in of_one):
        same = run["rows"] == first["rows"] and run["agree"] == first["agree"]
        if not same or abs(run["affect"] - first["affect"]) > 1e-2:
            raise SystemExit(f"the results differ: {first} and {run}")
    print(f"{first['rows']} rows joined from lists of {size}; median of {len(runs['noisyfer'])} runs\n")
    print("| | seconds | times noisyfer's | peak memory / MiB |\n|---|---|---|---|")
    seconds = {name: statistics.median(run["seconds"] for run in of_one) for name, of_one in runs.items()}
    for name, of_one in runs.items():
        memory = statistics.median(run["memory"] for run in of_one) / 2**20
        print(f"| {name} | {seconds[name]:.2f} | {seconds[name] / seconds['noisyfer']:.2f} | {memory:.0f} |")


def pandas_joins(columns, training, machine):
    """The same result in pandas, the time of its import not counted."""
    import time

    import pandas

    labels = columns == "labels"
    start = time.perf_counter()
    human = pandas.read_csv(training, usecols=LABELS if labels else None)
    human = human[human.expression < 7]
    machine = pandas.read_csv(machine, usecols=LABELS[:2] if labels else None)
    joined = human.merge(machine, on=LABELS[0], suffixes=("", "_machine"))
    seconds = time.perf_counter() - start
    agree = int((joined.expression == joined.expression_machine).sum())
    affect = float(joined.valence.sum() + joined.arousal.sum())
    print(json.dumps({"seconds": seconds, "rows": len(joined), "agree": agree, "affect": affect}))


if __name__ == "__main__":
    if sys.argv[1] == "generate":
        generate(*sys.argv[2:])
    elif sys.argv[1] in ("labels", "everything"):
        pandas_joins(*sys.argv[1:])
    else:
        main()
