"""Labels held against probabilities and against each other, in Rust and by cleanlab and krippendorff, in turn."""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from measuring import in_turn

CLASSES, ITEMS = 10, 1_000_000
RATED_ITEMS, ANNOTATORS = 100_000, 20
LEVELS = ["nominal", "ordinal", "interval"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("noisyfer", type=Path, help="the program to measure")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; medians are printed")
    arguments, _ = parser.parse_known_args()
    print("| | size | noisyfer / s | peer / s | times | peak memory / MiB | equal |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        compare_predictions(arguments, Path(folder))
        compare_agreement(arguments, Path(folder))


def compare_predictions(arguments, folder):
    files = [folder / "labels.npy", folder / "probabilities.npy"]
    lists = [folder / "ours.txt", folder / "theirs.txt"]
    subprocess.run([sys.executable, __file__, "draw_predictions", *files], check=True)
    ours = [arguments.noisyfer, "bench", "predictions", *files, "--out", lists[0]]
    theirs = [sys.executable, "-W", "ignore", __file__, "cleanlab_issues", *files, lists[1]]
    runs = in_turn(arguments.runs, [ours, theirs])
    found, expected = (np.loadtxt(path, dtype=int) for path in lists)
    equal = "same items" if set(found) == set(expected) else f"{len(set(found) ^ set(expected))} of {len(expected)} items differ"
    for what, name in [("issues", "cleanlab `find_label_issues`, ranked"), ("joint", "cleanlab confident joint")]:
        show(name, f"{ITEMS:,} x {CLASSES}", [[run[what] for run in of_one] for of_one in runs], runs, equal)


def compare_agreement(arguments, folder):
    path = folder / "ratings.npy"
    subprocess.run([sys.executable, __file__, "draw_ratings", path], check=True)
    ours = [arguments.noisyfer, "bench", "agreement", path]
    theirs = [sys.executable, "-W", "ignore", __file__, "krippendorff_alpha", path]
    runs = in_turn(arguments.runs, [ours, theirs])
    for level in LEVELS:
        seconds = [[run[level]["seconds"] for run in of_one] for of_one in runs]
        difference = abs(runs[0][0][level]["alpha"] - runs[1][0][level]["alpha"])
        show(f"alpha, {level}", f"{RATED_ITEMS:,} x {ANNOTATORS}, half missing", seconds, runs, f"within {difference:.0e}")


def show(name, size, seconds, runs, equal):
    ours, theirs = (statistics.median(of_one) for of_one in seconds)
    memory = " and ".join(f"{statistics.median(run['memory'] for run in of_one) / 2**20:.0f}" for of_one in runs)
    print(f"| {name} | {size} | {ours:.3f} | {theirs:.2f} | {theirs / ours:.0f} | {memory} | {equal} |", flush=True)


def draw_predictions(labels, probabilities):
    """Labels of which a fifth are wrong, and probabilities that mostly know."""
    draw = np.random.default_rng(0)
    truth = draw.integers(CLASSES, size=ITEMS)
    wrong = draw.random(ITEMS) < 0.2
    given = (truth + wrong * draw.integers(1, CLASSES, size=ITEMS)) % CLASSES
    scores = draw.normal(size=(ITEMS, CLASSES))
    scores[np.arange(ITEMS), truth] += 2.5
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    np.save(labels, given.astype(np.int64))
    np.save(probabilities, exponentials / exponentials.sum(axis=1, keepdims=True))


def draw_ratings(path):
    draw = np.random.default_rng(1)
    truth = draw.integers(5, size=RATED_ITEMS)
    ratings = np.clip(truth + draw.integers(-1, 2, size=(ANNOTATORS, RATED_ITEMS)), 0, 4)
    np.save(path, np.where(draw.random(ratings.shape) < 0.5, -1, ratings).astype(np.int64))


def cleanlab_issues(labels, probabilities, out):
    from cleanlab import count, filter

    labels, probabilities = np.load(labels), np.load(probabilities)
    start = time.perf_counter()
    ranked = filter.find_label_issues(labels, probabilities, return_indices_ranked_by="self_confidence")
    issues = time.perf_counter() - start
    start = time.perf_counter()
    count.compute_confident_joint(labels, probabilities)
    joint = time.perf_counter() - start
    np.savetxt(out, ranked, fmt="%d")
    print(json.dumps({"issues": issues, "joint": joint}))


def krippendorff_alpha(path):
    import krippendorff

    ratings = np.load(path).astype(float)
    ratings[ratings < 0] = np.nan
    measured = {}
    for level in LEVELS:
        start = time.perf_counter()
        alpha = krippendorff.alpha(ratings, value_domain=list(range(5)), level_of_measurement=level)
        measured[level] = {"seconds": time.perf_counter() - start, "alpha": alpha}
    print(json.dumps(measured))


if __name__ == "__main__":
    commands = {"draw_predictions": draw_predictions, "draw_ratings": draw_ratings}
    commands |= {"cleanlab_issues": cleanlab_issues, "krippendorff_alpha": krippendorff_alpha}
    if sys.argv[1] in commands:
        commands[sys.argv[1]](*sys.argv[2:])
    else:
        main()
