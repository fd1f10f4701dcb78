"""Measures the Rust kernel: time until it is ready, first and later cells, memory before any data."""

import os
import statistics
import time

import psutil
from rust_kernel import RustKernel, failure

FIRST = 'let head = noisyfer::labels::LabelHead::categorical("annotator", &["happy", "sad"]);'
LATER = [
    "use noisyfer::burn::tensor::{Device, Tensor};",
    "let x: Tensor<2> = Tensor::ones([64, 64], &Device::default().autodiff()).require_grad();",
    "let y: Tensor<2> = x.clone().matmul(x.clone());",
    "x.grad(&y.backward()).unwrap().sum().to_data()",
    "use noisyfer::polars::prelude::*;",
    'let table: DataFrame = df!("name" => ["a", "b"], "label" => [0, 1])?;',
    "table.height()",
    "let again = head.clone();",
    "again.width()",
    'for name in again.columns() { println!("{name}"); }',
]
PLOT = """
use noisyfer::plotters::prelude::*;
let mut svg = String::new();
{
    let area = SVGBackend::with_string(&mut svg, (320, 240)).into_drawing_area();
    let mut chart = ChartBuilder::on(&area).margin(10).build_cartesian_2d(0f64..1f64, 0f64..1f64)?;
    chart.configure_mesh().draw()?;
    chart.draw_series(LineSeries::new((0..100).map(|i| (i as f64 / 100.0, (i as f64 / 100.0).powi(2))), &RED))?;
    area.present()?;
}
"""


def main():
    start = time.monotonic()
    with RustKernel() as kernel:
        ready = time.monotonic() - start
        first = seconds(kernel, FIRST)
        later = [seconds(kernel, source) for source in LATER]
        plot = seconds(kernel, PLOT)
        memory = tree_bytes()
    print("| measure | value |\n|---|---|")
    print(f"| kernel ready | {ready:.1f} s |")
    print(f"| first cell, a `let` of a library type | {first:.1f} s |")
    print(f"| start to first result | {ready + first:.1f} s |")
    print(f"| later cells, median of {len(later)} | {statistics.median(later):.2f} s |")
    print(f"| later cells, slowest | {max(later):.2f} s |")
    print(f"| a cell that draws with plotters | {plot:.1f} s |")
    print(f"| memory of the kernel's processes | {memory / 2**20:.0f} MiB |")


def seconds(kernel, source):
    """How long the cell takes until its last output; the cell must succeed."""
    start = time.monotonic()
    ended = []
    outputs = kernel.run(source, on_idle=lambda: ended.append(time.monotonic()))
    if failure(outputs):
        raise SystemExit(f"{source}\n{failure(outputs)}")
    return ended[0] - start


def tree_bytes():
    """Unshared and proportionally shared memory of every process below this one."""
    return sum(process.memory_full_info().pss for process in psutil.Process(os.getpid()).children(recursive=True))


if __name__ == "__main__":
    main()
