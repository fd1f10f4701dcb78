"""Generates labels of many annotators and finds their consensus in Rust and by crowd-kit, in turn."""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from measuring import in_turn

# Estimator, annotations, items, annotators, iterations. crowd-kit's GLAD takes minutes for more.
CASES = [
    ("dawid-skene", 1_000_000, 100_000, 500, 10),
    ("glad", 100_000, 10_000, 200, 2),
    ("mace", 100_000, 10_000, 200, 10),
]
CLASSES = 10


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("noisyfer", type=Path, help="the program to measure")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; medians are printed")
    parser.add_argument("--large", type=int, default=0, help="also so many annotations, without crowd-kit")
    arguments = parser.parse_args()
    print("| | annotations | iterations | noisyfer / s | crowd-kit / s | times | peak memory / MiB | right / % |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            compare(arguments, folder, *case)
        if arguments.large:
            compare(arguments, folder, "dawid-skene", arguments.large, arguments.large // 10, 500, 10, peer=False)


def compare(arguments, folder, estimator, annotations, items, annotators, iterations, peer=True):
    names = ("labels.csv", "truth.npy", "ours.csv", "theirs.csv")
    data, truth, ours, theirs = (Path(folder, name) for name in names)
    # In a process of its own: Linux counts the memory of a parent to the peak of its children.
    sizes = [str(size) for size in (annotations, items, annotators)]
    subprocess.run([sys.executable, __file__, "generate", data, truth, *sizes], check=True)
    options = [data, "--estimator", estimator, "--iterations", str(iterations), "--out", ours]
    contenders = {"noisyfer": [arguments.noisyfer, "bench", "noise", *options]}
    if peer:
        contenders["crowd-kit"] = [sys.executable, "-W", "ignore", __file__, "peer", data, estimator, str(iterations), theirs]
    runs = dict(zip(contenders, in_turn(arguments.runs, contenders.values())))
    right = {}
    for name, out in zip(contenders, (ours, theirs)):
        right[name] = subprocess.check_output([sys.executable, __file__, "right", truth, out], text=True).strip()
    seconds = {name: statistics.median(run["seconds"] for run in of_one) for name, of_one in runs.items()}
    memory = {name: statistics.median(run["memory"] for run in of_one) / 2**20 for name, of_one in runs.items()}
    reading = statistics.median(run["reading"] for run in runs["noisyfer"])
    ours = f"{seconds['noisyfer']:.3f} (and {reading:.2f} to read)"
    theirs, times = (f"{seconds['crowd-kit']:.2f}", f"{seconds['crowd-kit'] / seconds['noisyfer']:.0f}") if peer else ("", "")
    shown = [" and ".join(f"{value:.0f}" for value in memory.values()), " and ".join(right.values())]
    print(f"| {estimator} | {annotations} | {iterations} | {ours} | {theirs} | {times} | {shown[0]} | {shown[1]} |", flush=True)


def generate(data, truth, annotations, items, annotators):
    """As many labels of each item, by annotators who are right in 30 to 90 %."""
    annotations, items, annotators = int(annotations), int(items), int(annotators)
    draw = np.random.default_rng(0)
    each = annotations // items
    true = draw.integers(CLASSES, size=items)
    np.save(truth, true)
    skills = draw.uniform(0.3, 0.9, annotators)
    with open(data, "w") as file:
        file.write("task,worker,label\n")
        for begin in range(0, items, 100_000):
            rows = np.arange(begin, min(begin + 100_000, items))
            # Consecutive annotators from a random one on: nobody twice.
            first = draw.integers(annotators, size=(len(rows), 1))
            workers = (first + np.arange(each) * 7) % annotators
            wrong = draw.random(workers.shape) > skills[workers]
            labels = (true[rows, None] + wrong * draw.integers(1, CLASSES, size=workers.shape)) % CLASSES
            for row, who, given in zip(rows.tolist(), workers.tolist(), labels.tolist()):
                file.writelines(f"item{row:07},w{worker},{label}\n" for worker, label in zip(who, given))


def peer(data, estimator, iterations, out):
    """crowd-kit's fit, the time of its import and of reading not counted."""
    import time

    import pandas
    from crowdkit.aggregation import GLAD, MACE, DawidSkene

    never = -1e9  # a tolerance that ends nothing
    model = {
        "dawid-skene": lambda: DawidSkene(n_iter=int(iterations), tol=never),
        "glad": lambda: GLAD(n_iter=int(iterations), tol=never),
        "mace": lambda: MACE(n_iter=int(iterations), n_restarts=1),
    }[estimator]()
    frame = pandas.read_csv(data)
    start = time.perf_counter()
    model.fit(frame)
    seconds = time.perf_counter() - start
    model.labels_.rename("label").rename_axis("task").to_csv(out)
    print(json.dumps({"seconds": seconds}))


def right(truth, out):
    """The share of items, in percent, whose consensus is the true class."""
    import pandas

    found = pandas.read_csv(out).set_index("task").sort_index().label.to_numpy()
    print(f"{100 * np.mean(found == np.load(truth)):.2f}")


if __name__ == "__main__":
    commands = {"generate": generate, "peer": peer, "right": right}
    if sys.argv[1] in commands:
        commands[sys.argv[1]](*sys.argv[2:])
    else:
        main()
