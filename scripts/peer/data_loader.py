"""The input pipeline as a PyTorch user writes it: OpenCV in a Dataset, a DataLoader with two workers. Prints one JSON line.

The same work as `noisyfer bench data`: read a JPEG, bring it to the network's side by area, one random affine warp, normalise,
channels first, a batch. Needs torch, numpy and opencv-python-headless.
"""
import argparse
import glob
import json
import os
import random
import time

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


class Faces(Dataset):
    def __init__(self, folder, side):
        self.paths = sorted(glob.glob(os.path.join(folder, "*")))
        self.side = side

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        side = self.side
        picture = cv2.cvtColor(cv2.imread(self.paths[index]), cv2.COLOR_BGR2RGB)
        picture = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
        centre = (side / 2 - 0.5, side / 2 - 0.5)
        matrix = cv2.getRotationMatrix2D(centre, random.uniform(-10, 10), random.uniform(0.9, 1.1))
        matrix[:, 2] += [random.uniform(-10, 10), random.uniform(-10, 10)]
        picture = cv2.warpAffine(picture, matrix, (side, side), flags=cv2.INTER_LINEAR)
        if random.random() < 0.5:
            picture = picture[:, ::-1]
        numbers = (picture.astype(np.float32) / 255 - 0.5) / 0.5
        return torch.from_numpy(np.ascontiguousarray(numbers.transpose(2, 0, 1)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", required=True)
    parser.add_argument("--side", type=int, default=64)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)  # the workers are the parallelism
    faces = Faces(arguments.images, arguments.side)
    loader = DataLoader(faces, arguments.batch, shuffle=True, num_workers=arguments.workers, persistent_workers=True)
    for _ in loader:  # starts the workers
        pass
    start = time.perf_counter()
    for _ in range(arguments.epochs):
        for _ in loader:
            pass
    seconds = time.perf_counter() - start
    print(json.dumps(dict(pictures=len(faces), side=arguments.side, batch=arguments.batch,
                          batched_per_second=round(len(faces) * arguments.epochs / seconds))))


if __name__ == "__main__":
    main()
