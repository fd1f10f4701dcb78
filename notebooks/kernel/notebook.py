"""Executes a notebook in the Rust kernel: `./scripts/notebook execute 00_quickstart --scale smoke`."""

import argparse
import os
import sys
import time
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from rust_kernel import NOTEBOOKS, ROOT, RustKernel, failure


def main():
    parser = argparse.ArgumentParser(prog="scripts/notebook", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    execute = commands.add_parser("execute", help="execute a notebook, print its output, keep the executed copy")
    execute.add_argument("name", help="a notebook in the notebooks folder, such as 00_quickstart")
    execute.add_argument("--scale", choices=["smoke", "laptop", "workstation", "paper"], help="set NOISYFER_SCALE for the notebook")
    execute.add_argument("--inplace", action="store_true", help="also replace the notebook by its executed copy")
    execute.add_argument(
        "--project", type=Path, default=ROOT, help="the folder whose datasets, noisy_labels and runs the notebook uses"
    )
    arguments = parser.parse_args()
    if arguments.scale:
        os.environ["NOISYFER_SCALE"] = arguments.scale
    sys.exit(run(arguments.name.removesuffix(".ipynb"), arguments.inplace, arguments.project.resolve()))


def run(name, inplace, project):
    """Executes the notebook `name`; gives the exit code."""
    source = NOTEBOOKS / f"{name}.ipynb"
    if not source.exists():
        known = ", ".join(sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))) or "none"
        print(f"{source.relative_to(ROOT)} does not exist; there are: {known}", file=sys.stderr)
        return 2
    notebook = nbformat.read(source, as_version=4)
    before = time.time()
    error = execute(notebook, project)
    written = save(notebook, project / "runs" / "notebooks" / f"{name}.ipynb")
    if error:
        print(f"\n{name} failed in {error}\nAs far as it came: {written}", file=sys.stderr)
        return 1
    if inplace:
        nbformat.write(notebook, source)
    report(name, written, project, before)
    return 0


def execute(notebook, project):
    """Executes every cell in place up to the first that fails; gives a description of that failure, or None."""
    codes = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    for cell in codes:
        cell.outputs, cell.execution_count = [], None
    start = time.monotonic()
    with RustKernel(project) as kernel:
        print(f"kernel ready after {time.monotonic() - start:.1f} s", flush=True)
        for number, cell in enumerate(codes, 1):
            print(f"\n[{number}/{len(codes)}] {headline(cell.source)}", flush=True)
            begin = time.monotonic()
            cell.outputs = kernel.run(cell.source, show)
            cell.execution_count = number
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = number
            error = failure(cell.outputs)
            if error:
                return f"cell {number}:\n\n{cell.source}\n\n{error}"
            print(f"    {time.monotonic() - begin:.1f} s", flush=True)
    return None


def headline(source):
    """The first line of a cell that says something."""
    return next(line for line in source.splitlines() if line.strip())


def show(output):
    """Prints an output as it comes."""
    text = output.text if output.output_type == "stream" else output.get("data", {}).get("text/plain", "")
    for line in text.splitlines():
        print(f"    {line}", flush=True)


def save(notebook, path):
    """Writes the executed notebook, and the same as a page for a browser."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    page, _ = HTMLExporter().from_notebook_node(notebook, {"metadata": {"name": title(notebook, path.stem)}})
    path.with_suffix(".html").write_text(page)
    return path


def title(notebook, name):
    """The notebook's first heading, or its name."""
    for cell in notebook.cells:
        for line in cell.source.splitlines():
            if cell.cell_type == "markdown" and line.startswith("# "):
                return line.removeprefix("# ").strip()
    return name


def report(name, written, project, since):
    """Says where the results are: the executed notebook, and every file that it wrote."""
    print(f"\n{name} is done. Results in {project}:")
    print(f"    executed notebook    {written.relative_to(project)}")
    print(f"    the same as a page   {written.with_suffix('.html').relative_to(project)}")
    kinds = {".svg": "figure", ".pdf": "figure", ".png": "figure", ".csv": "metrics", ".json": "metrics"}
    for folder in (project / "notebooks" / "figures", project / "runs", project / "notebooks" / "runs"):
        for path in sorted(folder.rglob("*")):
            kind = kinds.get(path.suffix)
            if kind and path.stat().st_mtime >= since:
                print(f"    {kind:20} {path.relative_to(project)}")


if __name__ == "__main__":
    main()
