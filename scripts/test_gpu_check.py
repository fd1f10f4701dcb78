#!/usr/bin/env python3
"""Packs a program and lets gpu_check run every stage of it on the processor, at small sizes: test_gpu_check.py NOISYFER."""
import json, os, subprocess, sys, tempfile

here = os.path.dirname(os.path.abspath(__file__))
binary = os.path.abspath(sys.argv[1])


def run(*command, **environment):
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment})


with tempfile.TemporaryDirectory() as scratch:
    pack, out = os.path.join(scratch, "pack"), os.path.join(scratch, "out")
    packed = run(os.path.join(here, "gpu_pack"), pack, NOISYFER_BINARY=binary)
    assert packed.returncode == 0 and "needs glibc 2." in packed.stderr, packed.stderr
    again = run(os.path.join(here, "gpu_pack"), scratch, NOISYFER_BINARY=binary)
    assert again.returncode != 0 and "is there and is no pack" in again.stderr, again.stderr

    check = [os.path.join(pack, "gpu_check"), pack, out, "--device", "cpu", "--small"]
    unknown = run(*check, "--stages", "speed")
    assert unknown.returncode != 0 and "no stage begins with speed" in unknown.stderr, unknown.stderr
    checked = run(*check)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    report = json.load(open(os.path.join(out, "gpu.json")))
    stages = {stage["stage"]: stage for stage in report["stages"]}
    assert list(stages) == ["parity_f32", "kernels_f32", "resume_f32", "methods_f32", "bench_cifar_f32",
                            "bench_multitask_f32"], list(stages)
    findings = [line for stage in report["stages"] for line in stage["lines"] if "bound" in line]
    assert len(findings) > 60 and all(line["error"] <= line["bound"] for line in findings), findings
    steps = [line for stage in report["stages"] for line in stage["lines"] if "seconds_per_step" in line]
    assert len(steps) == 4 and all(line["seconds_per_step"] > 0 for line in steps), steps
    page = open(os.path.join(out, "gpu.md")).read()
    assert "| cifar, adversarial |" in page and "within their bounds" in page, page

    # What is not there is said, and the stages after it run.
    missing = run(*check, "--stages", "parity,resume", "--fixtures", os.path.join(scratch, "nowhere"))
    assert missing.returncode != 0 and "resume_f32: ended" in missing.stdout, missing.stdout + missing.stderr
print("gpu_check: every stage ran on the processor")
