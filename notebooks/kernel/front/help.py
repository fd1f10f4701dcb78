"""What completion and help add to evcxr's: public names first, and help anywhere in a name and inside a call."""

import functools
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCES = (ROOT / "src", ROOT / "notebooks" / "kernel" / "foreign")
ITEM = re.compile(r"(pub |pub\([^)]*\) )?(?:const |unsafe |async )*(?:fn|struct|enum|trait|mod|const|static|type) (\w+)")
FIELD = re.compile(r"    (pub |pub\([^)]*\) )?(\w+): ")
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|r\#*"(?:.|\n)*?"\#*|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])'|\w+|::<|->|=>|.""", re.DOTALL
)


def public_first(reply, private=None):
    """A completion reply with the names last that only the library itself can use."""
    private = private_names() if private is None else private
    matches = reply.get("matches", [])
    name = lambda place: re.match(r"\w*", matches[place]).group()
    order = sorted(range(len(matches)), key=lambda place: name(place) in private)
    kinds = reply.get("metadata", {}).get("_jupyter_types_experimental", [])
    sorted_reply = {**reply, "matches": [matches[place] for place in order]}
    if len(kinds) == len(matches):
        sorted_reply["metadata"] = {**reply["metadata"], "_jupyter_types_experimental": [kinds[place] for place in order]}
    return sorted_reply


@functools.cache
def private_names():
    """Names that the sources declare, and nowhere as public."""
    public, private = set(), set()
    for folder in SOURCES:
        for path in folder.rglob("*.rs"):
            for is_public, name in declared(path.read_text()):
                (public if is_public else private).add(name)
    return frozenset(private - public)


def declared(text):
    """Every function, type and field of a formatted Rust source, with whether it is public."""
    of_trait, in_struct = False, False
    for line in text.splitlines():
        if re.match(r"(pub )?(unsafe )?(impl|trait)\b", line):
            # What a trait has is as public as the trait.
            of_trait = " for " in line or "trait " in line
        elif re.match(r"(pub(\(.*?\))? )?struct \w+.*\{$", line):
            in_struct = True
        elif line == "}":
            of_trait, in_struct = False, False
        item = ITEM.match(line.strip())
        if item:
            yield of_trait or item[1] == "pub ", item[2]
        field = FIELD.match(line) if in_struct else None
        if field:
            yield field[1] == "pub ", field[2]


def positions(code, cursor):
    """Where to ask evcxr for help at `cursor`: behind the name that the cursor is in, or else behind the opening
    parentheses of the calls around it, the innermost first."""
    before, after = re.search(r"\w*$", code[:cursor]).group(), re.match(r"\w*", code[cursor:]).group()
    asked = []
    if re.match(r"[^\W\d]", before + after):
        asked.append(cursor + len(after))
    return asked + calls(code[:cursor])


def calls(code):
    """The places behind the parentheses of calls that are still open at the end of `code`, the innermost first."""
    brackets, last, turbofish = [], "", 0
    for token in TOKEN.finditer(code):
        text = token.group()
        if text.isspace() or text.startswith(("//", "/*")):
            continue
        # Of `collect::<Vec<f32>>(` the name is what stands before the types.
        if text == "::<" or (turbofish and text in "<>"):
            turbofish += {"<": 1, "::<": 1, ">": -1}[text]
            continue
        if turbofish:
            continue
        if text in "([{":
            is_call = text == "(" and re.fullmatch(r"[^\W\d]\w*!?", last) and last not in ("if", "in", "match", "return", "while")
            brackets.append(token.end() if is_call else None)
        elif text in ")]}" and brackets:
            brackets.pop()
        last = last + "!" if text == "!" and last else text
    return [place for place in reversed(brackets) if place is not None]
