"""What errors say, in the terms of the cell that made them."""

import re

UNTYPED = re.compile(r"Couldn't automatically determine type of variable `(\w+)`")
NEVER = "the `!` type is experimental"
# What no variable is: asked to be this, the compiler names the type that it found instead.
IMPOSSIBLE = "[(); 8191]"
FOUND = re.compile(r"expected `\[\(\); 8191\]`, found (?:\w+ )?`([^`]+)`")
# Under this name the compiler knows the source that evcxr makes of a cell.
CELL_SOURCE = "src/lib.rs"


def panic_text(panic, code, source):
    """The message of a panic and the line of the cell that it stands in; `source` is what evcxr made of the cell."""
    text = [panic["message"]]
    line = generated_line(source, panic["line"]) if panic["file"] == CELL_SOURCE else None
    numbers = [number for number, own in enumerate(code.splitlines(), 1) if line and own.strip() == line]
    if numbers:
        text.append(f"line {numbers[0]} of the cell: {line}")
    elif panic["file"] != CELL_SOURCE:
        text.append(f"at {panic['file']}:{panic['line']}")
    if panic["backtrace"]:
        text.append(panic["backtrace"])
    return "\n".join(text)


def generated_line(path, number):
    """A line of the source that evcxr made of the cell, or None."""
    try:
        return path.read_text().splitlines()[number - 1].strip()
    except (OSError, IndexError):
        return None


def untyped(code, errors):
    """The variables of the cell whose types have to be written, as far as the errors tell."""
    found = []
    for error in errors:
        if match := UNTYPED.search(error["evalue"]):
            found.append(match[1])
        elif NEVER in error["evalue"]:
            # What evcxr's type inference does not know it takes for `!`, and does not say of which variable.
            found += re.findall(r"\blet\s+(?:mut\s+)?(\w+)\s*=", code)
    return sorted(set(found))


def probe(code, variable):
    """The cell with an impossible type for the variable, so that it does not compile; None where its `let` is not plain."""
    changed, count = re.subn(rf"(\blet\s+(?:mut\s+)?{variable})(\s*=)", rf"\1: {IMPOSSIBLE}\2", code, count=1)
    return changed if count else None


def found_type(errors):
    """The type that the compiler found in the probe's errors, or None."""
    for error in errors:
        for line in [error["evalue"], *error["traceback"]]:
            if found := FOUND.search(re.sub(r"\x1b\[[0-9;]*m", "", line)):
                return found[1]
    return None


def names(variables):
    """A list for a sentence."""
    quoted = [f"`{name}`" for name in sorted(variables)]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def lost(variables):
    """What is lost with the process of the cells, and what is not."""
    if not variables:
        gone = "No variable is lost, there was none."
    elif len(variables) == 1:
        gone = f"The variable {names(variables)} is lost."
    else:
        gone = f"The variables {names(variables)} are lost: run the cells again that make them."
    return f"{gone} Functions, types and `use` lines stay, and so does what is on disk, such as a training's last checkpoint."
