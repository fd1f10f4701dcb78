"""Tests of inference, completion and help for the types of polars and burn in notebooks. Run by scripts/test."""

import unittest

from rust_kernel import RustKernel, failure

# Cells without an annotation, and the types of what they make.
CELLS = [
    ('let people = df!("name" => ["a", "b"], "age" => [31, 47])?;', {"people": "DataFrame"}),
    ('let older = people.clone().lazy().filter(col("age").gt(lit(40))).collect()?;', {"older": "DataFrame"}),
    ('let months = col("age") * lit(12) + lit(1);', {"months": "Expr"}),
    ('let age = people.column("age")?.clone(); let rows = people.height();', {"age": "Column", "rows": "usize"}),
    ('let cpu = device("cpu")?;', {"cpu": "Device"}),
    ("let x = Tensor::<2>::from_floats([[1.0, 2.0], [3.0, 4.0]], &cpu);", {"x": "Tensor<2>"}),
    ("let y = x.clone().matmul(x.clone()) * 2.0 - x.clone();", {"y": "Tensor<2>"}),
    ("let mean = y.clone().mean(); let flat = x.clone().reshape::<1, _>([4]);", {"mean": "Tensor<1>", "flat": "Tensor<1>"}),
    ("let large = x.clone().greater_elem(2.0); let [r, c] = x.dims();", {"large": "Bool", "r": "usize"}),
]


class TypesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kernel = RustKernel().__enter__()
        cls.addClassCleanup(cls.kernel.__exit__)
        cls.run_cell("use noisyfer::{polars::df, prelude::*};")
        for source, _ in CELLS:
            cls.run_cell(source)

    @classmethod
    def run_cell(cls, source):
        outputs = cls.kernel.run(source, timeout=120)
        if failure(outputs):
            raise AssertionError(f"{source}\n{failure(outputs)}")
        return outputs

    def reply(self, request):
        """The reply to a request that was sent."""
        while True:
            message = self.kernel.client.get_shell_msg(timeout=60)
            if message["parent_header"].get("msg_id") == request:
                return message["content"]

    def test_types_are_inferred_and_kept(self):
        outputs = self.run_cell(":vars")
        shown = "\n".join(output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in outputs)
        kinds = dict(line.split(": ", 1) for line in shown.splitlines() if ": " in line)
        for _, expected in CELLS:
            for name, kind in expected.items():
                self.assertIn(kind, kinds[name], name)

    def test_methods_are_completed_public_ones_first(self):
        for code, wanted in [("people.value", "value_counts"), ("people.clone().lazy().gro", "group_by"), ('col("a").me', "mean"),
                             ("x.clone().mat", "matmul"), ("cpu.auto", "autodiff"), ("Seed", "Seed")]:
            reply = self.reply(self.kernel.client.complete(code, len(code)))
            self.assertTrue(any(match.startswith(wanted) for match in reply["matches"]), (code, reply["matches"]))
        code = "TrainConfig::default()."
        matches = self.reply(self.kernel.client.complete(code, len(code)))["matches"]
        self.assertLess(matches.index("epochs"), [match.split("(")[0] for match in matches].index("without_reports"))

    def test_help_has_signature_and_first_paragraph(self):
        for code, cursor, wanted in [("people.height()", 9, "fn height(&self) -> usize"), ("x.clone().matmul(", 17, "fn matmul"),
                                     ("Seed", 2, "The one seed of an experiment"), ("device(\"cpu\"", 12, "fn device")]:
            reply = self.reply(self.kernel.client.inspect(code, cursor))
            self.assertIn(wanted, reply["data"].get("text/plain", ""), code)


if __name__ == "__main__":
    unittest.main(verbosity=2)
