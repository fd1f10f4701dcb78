"""Runs both benchmarks in turn and prints their ratio as a Markdown table. Called by scripts/bench_train."""
import json
import subprocess
import sys

STEPS = {32: 3, 128: 1}


def measure(command):
    """Seconds per step, by whether adversarial updates are on."""
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return {line["adversarial"]: line["seconds_per_step"] for line in lines}


def peak(command):
    """Peak memory of one command, measured in a process of its own, in MB."""
    program = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); " \
              "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    return int(subprocess.run([sys.executable, "-c", program, *command], check=True, capture_output=True, text=True).stdout)


def main():
    noisyfer, peer, *batches = sys.argv[1:]
    batches = [int(size) for sizes in batches for size in sizes.split()]
    print("| task | batch | phase | noisyfer, s/step | PyTorch, s/step | ratio | memory, MB | PyTorch, MB |")
    print("|---|---|---|---|---|---|---|---|")
    for task in ("cifar", "multitask"):
        for batch in batches:
            arguments = ["--batch", str(batch), "--steps", str(STEPS.get(batch, 3))]
            ours = [noisyfer, "bench", "train", "--task", task, *arguments]
            theirs = [sys.executable, peer, "bench", task, *arguments]
            found, expected = measure(ours), measure(theirs)
            memory = peak(ours[:-1] + ["1"]), peak(theirs[:-1] + ["1"])
            for adversarial, phase in ((False, "supervised"), (True, "adversarial")):
                mine, other = found[adversarial], expected[adversarial]
                print(f"| {task} | {batch} | {phase} | {mine:.3f} | {other:.3f} | **{mine / other:.2f}** "
                      f"| {memory[0]} | {memory[1]} |", flush=True)


if __name__ == "__main__":
    main()
