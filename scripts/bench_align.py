"""Images per second of `noisyfer align affectnet` and of the same job in Python, on the same files. See bench_align."""

import argparse
import csv
import math
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import cv2
import numpy as np

COLUMNS = "subDirectory_filePath face_x face_y face_width face_height facial_landmarks expression valence arousal".split()


def lay_out(faces, root, repeats):
    """An AffectNet of `repeats` times the faces of a folder, every face with a photo of its own name."""
    rows = [row for row in csv.DictReader(open(faces / "landmarks.csv"))]
    images = root / "Manually_Annotated_Images" / "1"
    images.mkdir(parents=True)
    with open(root / "training.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        for repeat in range(repeats):
            for number, row in enumerate(rows):
                name = f"{repeat}_{number}.jpg"
                (images / name).symlink_to(faces / "photos" / pathlib.Path(row["subDirectory_filePath"]).name)
                writer.writerow(row | {"subDirectory_filePath": f"1/{name}", "expression": 1, "valence": 0.1, "arousal": 0.1})
    return repeats * len(rows)


def generate(noisyfer, root, count):
    """Generated photos, without the rows that are not to be aligned."""
    subprocess.run([noisyfer, "synth", "affectnet", "--out", root, "--count", str(count)], check=True, stdout=subprocess.DEVNULL)
    rows = [row for row in csv.DictReader(open(root / "training.csv")) if row["arousal"] not in (None, "-2")]
    (root / "validation.csv").unlink()
    with open(root / "training.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def matrix(points, side=256):
    left, right = points[36:42].mean(0).astype(int), points[42:48].mean(0).astype(int)
    dx, dy = map(float, right - left)
    centre = (int(left[0] + right[0]) // 2, int(left[1] + right[1]) // 2)
    turned = cv2.getRotationMatrix2D(centre, math.degrees(math.atan2(dy, dx)), 0.4 * side / math.hypot(dx, dy))
    turned[:, 2] += (side * 0.5 - centre[0], side * 0.3 - centre[1])
    return turned


def align_in_python(root, out):
    out.mkdir()
    for row in csv.DictReader(open(root / "training.csv")):
        points = np.array(row["facial_landmarks"].split(";"), float).reshape(68, 2)
        photo = cv2.imread(str(root / "Manually_Annotated_Images" / row["subDirectory_filePath"]))
        face = cv2.warpAffine(photo, matrix(points), (256, 256), flags=cv2.INTER_CUBIC)
        cv2.imwrite(str(out / pathlib.Path(row["subDirectory_filePath"]).with_suffix(".jpg").name), face)


def align_in_rust(noisyfer, root, out, flags):
    subprocess.run([noisyfer, "align", "affectnet", "--root", root, "--out", out, *flags], check=True, stdout=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("noisyfer", type=pathlib.Path)
    parser.add_argument("--repeats", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    shared = pathlib.Path(__file__).resolve().parents[2] / "shared/data/faces"
    faces = pathlib.Path(os.environ.get("NOISYFER_FACES", shared)).resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        root = folder / "affectnet"
        real = (faces / "landmarks.csv").is_file()
        count = lay_out(faces, root, arguments.repeats) if real else generate(arguments.noisyfer, root, 18 * arguments.repeats)
        jobs = {
            f"Python, OpenCV {cv2.__version__}": lambda out: align_in_python(root, out),
            "noisyfer align --published": lambda out: align_in_rust(arguments.noisyfer, root, out, ["--published"]),
            "noisyfer align": lambda out: align_in_rust(arguments.noisyfer, root, out, []),
        }
        rates = {name: [] for name in jobs}
        for round in range(arguments.rounds):
            for number, (name, job) in enumerate(jobs.items()):
                out = folder / f"out_{number}_{round}"
                start = time.perf_counter()
                job(out)
                rates[name].append(count / (time.perf_counter() - start))
                assert len(list(out.glob("*.jpg"))) == count, name
        print(f"{count} {'real' if real else 'generated'} faces, {os.cpu_count()} cores, median of {arguments.rounds} rounds")
        print("| job | images/s | times Python |\n|---|---|---|")
        python = statistics.median(next(iter(rates.values())))
        for name, values in rates.items():
            print(f"| {name} | {statistics.median(values):.0f} | {statistics.median(values) / python:.2f} |")


if __name__ == "__main__":
    main()
