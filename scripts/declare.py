"""Writes what the notebook's type inference knows of polars and burn, from what those crates document.

    python3 scripts/declare.py FOLDER     # the folder with polars_core.json, polars_lazy.json, ...

Needed after an update of either. The folder is target/doc after, for each crate of CRATES (RUSTDOC names a script that
calls rustdoc with RUSTC_BOOTSTRAP=1, for the compiler itself need not rebuild anything):

    cargo rustdoc -p polars-core --locked -- -Z unstable-options --output-format json

Writes notebooks/kernel/foreign/polars/src/prelude.rs and notebooks/kernel/foreign/burn/src/tensor.rs, and tests/foreign_types.rs, which calls every declared function of the
real crate with the declared signature.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# For each facade: the crates that its types stand in, the types whose methods are declared, and names that the signatures
# of these methods may use beside them.
CRATES = {
    "polars": {
        "sources": ["polars_core", "polars_plan", "polars_lazy"],
        "types": ["DataFrame", "Column", "Series", "LazyFrame", "LazyGroupBy", "Expr", "When", "Then", "ChainedWhen", "ChainedThen"],
        "opaque": ["AnyValue", "BooleanChunked", "DataType", "DataTypeExpr", "ExplodeOptions", "Field", "FillNullStrategy",
                   "Float32Chunked", "Float64Chunked", "IdxCa", "Int32Chunked", "Int64Chunked", "JoinArgs", "JoinType", "ListChunked",
                   "PlSmallStr", "QuantileMethod", "RankOptions", "RoundMode", "Scalar", "Schema", "SchemaRef", "Selector",
                   "SortMultipleOptions", "SortOptions", "StringChunked", "UInt32Chunked", "UniqueKeepStrategy"],
        "traits": ["IntoColumn", "IntoLazy", "IntoSeries", "IntoVec", "Literal", "NumCast"],
        "called": ["IntoLazy"],
        "implementations": {"IntoLazy": ["DataFrame"], "Literal": ["bool", "f32", "f64", "i32", "i64", "&str", "String"]},
        "functions": ["all", "as_struct", "coalesce", "col", "cols", "concat_str", "len", "lit", "max_horizontal", "mean_horizontal",
                      "min_horizontal", "sum_horizontal", "when"],
        "aliases": {"PolarsResult<T>": "Result<T, crate::error::PolarsError>", "IdxSize": "u32"},
        "file": "prelude.rs",
        "paths": ["polars::prelude"],
    },
    "burn": {
        "sources": ["burn_std", "burn_tensor"],
        "types": ["Tensor", "TensorData", "Device"],
        "opaque": ["Bool", "DType", "DataError", "Distribution", "ExecutionError", "Float", "Gradients", "IndexingUpdateOp", "Int", "Shape", "Slice",
                   "TensorCreationOptions", "TensorReadError"],
        "traits": ["AsIndex", "Autodiff", "Basic", "BroadcastArgs", "Element", "ElementConversion", "FloatMath", "Numeric", "Ordered",
                   "ReshapeArgs", "SliceArg"],
        "called": [],
        "implementations": {
            "Basic": ["Float", "Int", "Bool"],
            "Numeric": ["Float", "Int"],
            "Ordered": ["Float", "Int"],
            "Autodiff": ["Float"],
            "FloatMath": ["Float"],
            "ElementConversion": ["bool", "f32", "f64", "i32", "i64", "u32", "u64"],
        },
        "functions": [],
        "aliases": {},
        "file": "tensor.rs",
        "paths": ["burn::tensor", "burn::tensor::kind"],
    },
}
STANDARD = {"Option", "Result", "Vec", "String", "Box", "Into", "From", "AsRef", "IntoIterator", "Iterator", "Clone", "Copy", "Sized", "Send",
            "Sync", "Debug", "Default"}
OPERATORS = {"Add": "add", "Sub": "sub", "Mul": "mul", "Div": "div", "Rem": "rem", "Neg": "neg", "Not": "not", "BitAnd": "bitand",
             "BitOr": "bitor", "BitXor": "bitxor"}


class Unknown(Exception):
    """A signature uses what is not declared."""


class Facade:
    """What is declared of one facade."""

    def __init__(self, name, folder):
        self.name, self.wanted = name, CRATES[name]
        self.index = {}
        self.crates = []
        for source in self.wanted["sources"]:
            crate = json.loads((folder / f"{source}.json").read_text())
            self.crates.append(crate["index"])
        self.known = {*self.wanted["types"], *self.wanted["opaque"], *self.wanted["traits"], *STANDARD}
        self.known |= {alias.split("<")[0] for alias in self.wanted["aliases"]}
        self.text, self.checks, self.count, self.declared = [], [], 0, set()

    def write(self):
        for index in self.crates:
            self.index = index
            for item in sorted(index.values(), key=lambda item: (item["name"] or "", item["id"])):
                self.item(item)
        # What the sources only use, from crates below them.
        for name in self.wanted["opaque"] + self.wanted["types"]:
            if name not in self.declared:
                self.text.append(f"pub struct {name} {{\n}}\n")
        for name in self.wanted["traits"]:
            if name not in self.declared:
                self.text.append(f"pub trait {name} {{\n}}\n")
        self.implementations()
        for name, target in self.wanted["aliases"].items():
            self.text.append(f"pub type {name} = {target};\n")
        head = f"//! Written by scripts/declare.py from the documentation of {self.name}, and tested by tests/foreign_types.rs.\n\n"
        (ROOT / f"notebooks/kernel/foreign/{self.name}/src/{self.wanted['file']}").write_text(head + "\n".join(self.text))
        body = "\n".join(f"    {check}" for check in self.checks)
        imports = "".join(f"    use noisyfer::{path}::*;\n" for path in self.wanted["paths"])
        return f"#[rustfmt::skip]\nmod {self.name} {{\n{imports}\n{body}\n}}\n"

    def item(self, item):
        name, (kind, inner) = item["name"], next(iter(item["inner"].items()))
        if item["visibility"] != "public" or item["crate_id"] != 0:
            return
        if kind in ("struct", "enum") and name in self.wanted["types"] + self.wanted["opaque"]:
            self.type(item, inner)
        elif kind == "trait" and name in self.wanted["traits"]:
            self.trait(item, inner)
        elif kind == "function" and name in self.wanted["functions"] and self.is_free(item):
            self.function(item, None, "", "")

    def is_free(self, item):
        return not any(first and first[0] == "self" for first in item["inner"]["function"]["sig"]["inputs"]) and (
            item["id"] in self.free_functions()
        )

    def free_functions(self):
        return {child for item in self.index.values() if "module" in item["inner"] for child in item["inner"]["module"]["items"]}

    def type(self, item, inner):
        name = item["name"]
        parameters, where = self.generics(inner["generics"], defaults=True)
        variants = []
        if "variants" in inner and name in self.wanted["opaque"]:
            for variant in map(self.get, inner["variants"]):
                if variant and variant["inner"]["variant"]["kind"] == "plain":
                    variants.append(f"    {variant['name']},\n")
        self.declared.add(name)
        for parameter in inner["generics"]["params"]:
            if "type" in parameter["kind"]:
                # A parameter that no field uses would not be inferred.
                variants.append(f"    of: *const {parameter['name']},\n")
        keyword = "enum" if "variants" in inner and variants else "struct"
        self.text.append(f"{documentation(item, '')}pub {keyword} {name}{parameters} {{\n{''.join(variants)}}}\n")
        implementations = [self.get(number) for number in inner["impls"]]
        for implementation in implementations:
            if implementation:
                self.implementation(name, implementation)

    def get(self, number):
        return self.index.get(str(number))

    def implementation(self, name, item):
        inner = item["inner"]["impl"]
        if inner["is_synthetic"] or inner["blanket_impl"] or inner["is_negative"]:
            return
        try:
            parameters, where = self.generics(inner["generics"])
            target = self.shown(inner["for"])
        except Unknown:
            return
        trait = inner["trait"]
        if trait is None:
            if name not in self.wanted["types"]:
                return
            before = len(self.text)
            self.text.append(f"impl{parameters} {target}{where} {{")
            for method in sorted(filter(None, map(self.get, inner["items"])), key=lambda method: method["name"]):
                if "function" in method["inner"] and method["visibility"] == "public":
                    self.function(method, target, parameters, where)
            if len(self.text) == before + 1:
                self.text.pop()
            else:
                self.text.append("}\n")
            return
        self.of_trait(trait, target, parameters, where, inner)

    def of_trait(self, trait, target, parameters, where, inner):
        short = trait["path"].split("::")[-1]
        if short == "Clone":
            self.text.append(f"impl{parameters} Clone for {target}{where} {{\n    fn clone(&self) -> Self {{ loop {{}} }}\n}}\n")
        elif short in OPERATORS:
            try:
                self.operator(trait, short, target, parameters, where, inner)
            except Unknown:
                pass

    def operator(self, trait, short, target, parameters, where, inner):
        arguments = [self.shown(argument["type"]) for argument in angle(trait) if "type" in argument]
        other = arguments[0] if arguments else "Self"
        for item in filter(None, map(self.get, inner["items"])):
            if "assoc_type" in item["inner"]:
                output = self.shown(item["inner"]["assoc_type"]["type"])
        operand = "" if short in ("Neg", "Not") else f", other: {other}"
        of = "" if short in ("Neg", "Not") else f"<{other}>"
        self.text.append(
            f"impl{parameters} core::ops::{short}{of} for {target}{where} {{\n    type Output = {output};\n"
            f"    fn {OPERATORS[short]}(self{operand}) -> {output} {{ loop {{}} }}\n}}\n"
        )
        real = "" if short in ("Neg", "Not") else f"<{other.replace('Self', target)}>"
        self.count += 1
        merged = merge(parameters, "")
        checked = operand.replace("Self", target)
        second = ", other" if operand else ""
        self.checks.append(
            f"fn of_{self.count}{merged}(this: {target}{checked}) -> {output.replace('Self', target)}{where} "
            f"{{ std::ops::{short}::{OPERATORS[short]}(this{second}) }}"
        )

    def trait(self, item, inner):
        name = item["name"]
        try:
            parameters, _ = self.generics(inner["generics"])
        except Unknown:
            parameters = ""
        self.text.append(f"{documentation(item, '')}pub trait {name}{parameters} {{")
        for method in filter(None, map(self.get, inner["items"])):
            if name in self.wanted["called"] and "function" in method["inner"]:
                signature = self.signature(method)
                if signature:
                    self.declare(method, "Self", "", "", signature, public="")
        self.text.append("}\n")
        self.declared.add(name)

    def implementations(self):
        for name, targets in self.wanted["implementations"].items():
            for target in targets:
                self.text.append(f"impl {name} for {target} {{}}\n")
                self.count += 1
                self.checks.append(f"fn of_{self.count}() {{ fn needs<T: {name}>() {{}} needs::<{target}>() }}")

    def function(self, item, target, outer, outer_where):
        header = item["inner"]["function"]["header"]
        hidden = item["name"].startswith("_") or "doc(hidden)" in json.dumps(item["attrs"]) or item["deprecation"] or header["is_unsafe"] or header["is_async"]
        signature = None if hidden or (target and not item["docs"]) else self.signature(item)
        if signature:
            self.declare(item, target, outer, outer_where, signature)

    def signature(self, item):
        """Generics, conditions, arguments, what a call passes, receiver and result; None where a type is not declared."""
        function = item["inner"]["function"]
        try:
            parameters, where = self.generics(function["generics"])
            arguments, calls, receiver = [], [], None
            for number, (name, kind) in enumerate(function["sig"]["inputs"]):
                if name == "self":
                    receiver = receiver_of(kind)
                    arguments.append(receiver)
                else:
                    name = name if re.fullmatch(r"[a-z_][a-z0-9_]*", name) else f"argument_{number}"
                    arguments.append(f"{name}: {self.shown(kind)}")
                    calls.append(name)
            output = f" -> {self.shown(function['sig']['output'])}" if function["sig"]["output"] else ""
        except Unknown:
            return None
        return parameters, where, arguments, calls, receiver, output

    def declare(self, item, target, outer, outer_where, signature, public="pub "):
        parameters, where, arguments, _, _, output = signature
        indent = "    " if target else ""
        self.text.append(
            f"{documentation(item, indent)}{indent}{public}fn {item['name']}{parameters}({', '.join(arguments)}){output}{where} "
            + "{ loop {} }" + ("" if target else "\n")
        )
        if public:
            self.check(item["name"], target, outer, outer_where, *signature)

    def check(self, name, target, outer, outer_where, parameters, where, arguments, calls, receiver, output):
        if receiver:
            arguments = [receiver.replace("mut self", "mut SELF").replace("self", "SELF"), *arguments[1:]]
            arguments[0] = "this: " + arguments[0].replace("SELF", target)
            calls = ["this", *calls]
            if arguments[0].startswith("this: &") and re.search("&(?!')", output):
                # What is elided in a method is the lifetime of self.
                arguments[0], output = arguments[0].replace("&", "&'this ", 1), re.sub("&(?!')", "&'this ", output)
                outer = merge("<'this>", outer)
        replace = lambda text: re.sub(r"\bSelf\b", target or "Self", text)
        conditions = " where " + ", ".join(filter(None, [outer_where[7:], where[7:]])) if outer_where or where else ""
        owner = f"<{target}>::" if target else ""
        chosen = names_of(parameters)
        name += f"::<{chosen}>" if chosen else ""
        self.count += 1
        self.checks.append(
            replace(f"fn of_{self.count}{merge(outer, parameters)}({', '.join(arguments)}){output}{conditions} "
                    f"{{ {owner}{name}({', '.join(calls)}) }}")
        )

    def generics(self, generics, defaults=False):
        parameters = []
        for parameter in generics["params"]:
            name, (kind, inner) = parameter["name"], next(iter(parameter["kind"].items()))
            if kind == "lifetime":
                parameters.append(name)
            elif kind == "const":
                parameters.append(f"const {name}: {self.shown(inner['type'])}")
            elif not inner["is_synthetic"]:
                bounds = self.bounds(inner["bounds"])
                default = f" = {self.shown(inner['default'])}" if defaults and inner["default"] else ""
                parameters.append(f"{name}{': ' + bounds if bounds else ''}{default}")
        where = []
        for predicate in generics["where_predicates"]:
            bound = predicate.get("bound_predicate")
            if bound is None:
                raise Unknown
            names = ", ".join(parameter["name"] for parameter in bound["generic_params"])
            higher = f"for<{names}> " if names else ""
            where.append(f"{higher}{self.shown(bound['type'])}: {self.bounds(bound['bounds'])}")
        return f"<{', '.join(parameters)}>" if parameters else "", f" where {', '.join(where)}" if where else ""

    def bounds(self, bounds):
        texts = []
        for bound in bounds:
            if "trait_bound" in bound:
                mark = "?" if bound["trait_bound"]["modifier"] == "maybe" else ""
                texts.append(mark + self.path(bound["trait_bound"]["trait"]))
            elif "outlives" in bound:
                texts.append(bound["outlives"])
            else:
                raise Unknown
        return " + ".join(texts)

    def path(self, path):
        name = path["path"].split("::")[-1]
        if name not in self.known:
            raise Unknown(name)
        if path["args"] and "parenthesized" in path["args"]:
            raise Unknown(name)
        arguments = []
        for argument in angle(path):
            kind, inner = next(iter(argument.items()))
            if kind == "type":
                arguments.append(self.shown(inner))
            elif kind == "const":
                arguments.append(inner["expr"])
            elif kind == "lifetime":
                arguments.append(inner)
            else:
                raise Unknown(name)
        for constraint in (path["args"] or {}).get("angle_bracketed", {}).get("constraints", []):
            arguments.append(f"{constraint['name']} = {self.shown(constraint['binding']['equality']['type'])}")
        return name + (f"<{', '.join(arguments)}>" if arguments else "")

    def shown(self, kind):
        name, inner = next(iter(kind.items()))
        if name == "resolved_path":
            return self.path(inner)
        if name in ("generic", "primitive"):
            return inner
        if name == "borrowed_ref":
            lifetime = f"{inner['lifetime']} " if inner["lifetime"] else ""
            return f"&{lifetime}{'mut ' if inner['is_mutable'] else ''}{self.shown(inner['type'])}"
        if name == "slice":
            return f"[{self.shown(inner)}]"
        if name == "array":
            return f"[{self.shown(inner['type'])}; {inner['len']}]"
        if name == "tuple":
            return f"({', '.join(self.shown(part) for part in inner)})"
        if name == "impl_trait":
            return f"impl {self.bounds(inner)}"
        raise Unknown(name)


def angle(path):
    return (path["args"] or {}).get("angle_bracketed", {}).get("args", [])


def receiver_of(kind):
    if kind == {"generic": "Self"}:
        return "self"
    if "borrowed_ref" in kind and kind["borrowed_ref"]["type"] == {"generic": "Self"}:
        return "&mut self" if kind["borrowed_ref"]["is_mutable"] else "&self"
    raise Unknown


def names_of(parameters):
    """The names of generic parameters, without their bounds: `<const D: usize, S: Into<A>>` gives `D, S`."""
    names, depth, name = [], 0, ""
    for letter in parameters[1:-1] + ",":
        depth += {"<": 1, ">": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            names.append(name.split(":")[0].strip().removeprefix("const "))
            name = ""
        else:
            name += letter
    return ", ".join(name for name in names if name and not name.startswith("'"))


def merge(outer, inner):
    parts = [part[1:-1] for part in (outer, inner) if part]
    return f"<{', '.join(parts)}>" if parts else ""


def documentation(item, indent):
    """The first paragraph of what the crate says."""
    first = (item["docs"] or "").split("\n\n")[0].split("\n#")[0].strip()
    return "".join(f"{indent}/// {line.strip()}\n" for line in first.splitlines())


def main():
    folder = Path(sys.argv[1])
    modules = [Facade(name, folder).write() for name in CRATES]
    (ROOT / "tests" / "foreign_types.rs").write_text(HEAD + "\n" + "\n".join(modules))


HEAD = '''//! What the notebook's type inference is told of polars and burn, held against the real crates: every declared function is called with
//! its declared signature. Written by scripts/declare.py; a signature that has changed does not compile.
// The signatures are as those crates have them.
#![allow(dead_code, clippy::all)]

/// The functions and operators that a file of declarations has.
fn declared(text: &str) -> usize {
    text.matches("pub fn ").count() + text.matches("core::ops::").count() + text.matches(" {}\\n").count()
}

#[test]
fn every_declaration_is_checked() {
    let checked = |name: &str| {
        let own = include_str!("foreign_types.rs");
        let module = own.split(&format!("\\nmod {name} {{")).nth(1).unwrap().split("\\n}\\n").next().unwrap();
        module.matches("\\n    fn of_").count()
    };
    let polars = declared(include_str!("../notebooks/kernel/foreign/polars/src/prelude.rs"));
    let burn = declared(include_str!("../notebooks/kernel/foreign/burn/src/tensor.rs"));
    assert_eq!((checked("polars"), checked("burn")), (polars, burn));
    assert!(polars > 200 && burn > 100);
}
'''

if __name__ == "__main__":
    main()
