"""Tests of the Rust kernel as a person meets it: types, errors, interrupts. Run by scripts/test."""

import tempfile
import threading
import unittest
from pathlib import Path

from rust_kernel import RustKernel, failure


ENDLESS = 'println!("running"); loop { std::hint::black_box(0); }'


def text(outputs):
    """Everything that a cell showed as text."""
    return "\n".join(o.text if o.output_type == "stream" else o.data["text/plain"] for o in outputs if "text" in o or "data" in o)


class KernelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kernel = RustKernel().__enter__()
        cls.addClassCleanup(cls.kernel.__exit__)

    def run_cell(self, source, interrupts=0):
        """Runs a cell, interrupting it `interrupts` times, half a second apart, once it has printed "running"."""
        timers = [threading.Timer(0.5 * (i + 1), self.kernel.manager.interrupt_kernel) for i in range(interrupts)]

        def begin(output):
            if "running" in output.get("text", ""):
                for timer in timers:
                    timer.start()

        return self.kernel.run(source, on_output=begin, timeout=60)

    def ok(self, source):
        """Runs a cell that must succeed, and gives what it showed."""
        outputs = self.run_cell(source)
        self.assertIsNone(failure(outputs))
        return text(outputs)

    def test_types_of_the_library_are_inferred_and_kept(self):
        self.ok("use noisyfer::labels::LabelHead;")
        self.ok('let head = LabelHead::categorical("a", &["happy", "sad"]);')
        self.assertEqual(self.ok("head.width()"), "2")

    def test_common_types_of_the_standard_library_are_inferred(self):
        self.ok('let heads = vec![noisyfer::labels::LabelHead::categorical("a", &["happy", "sad"])];')
        self.ok("let first = heads[0].clone(); let valid = first.validate()?; let name = first.name.clone();")
        self.assertEqual(self.ok("format!(\"{name} {valid:?}\")"), '"a ()"')

    def test_statics_are_shared_by_all_cells(self):
        self.ok("use noisyfer::burn::tensor::{Device, Tensor};")
        self.ok("let x: Tensor<1> = Tensor::from_floats([3.0], &Device::default().autodiff()).require_grad();")
        self.ok("let y: Tensor<1> = x.clone() * x.clone();")
        self.assertIn("6.0", self.ok("x.grad(&y.backward()).unwrap().to_data().to_string()"))

    def test_values_show_themselves_without_the_prelude(self):
        (output,) = self.run_cell('noisyfer::polars::df!("age" => [31, 47])?')
        self.assertIn("<table", output.data["text/html"])
        self.assertEqual(self.ok("vec![Some(1u8), None]"), "[Some(1), None]")
        self.ok("let mut counts: Vec<u32> = vec![1]; let fixed: u8 = 7; for count in &mut counts { *count += 1; }")
        # Neither is moved by showing it.
        self.assertEqual([self.ok("counts"), self.ok("fixed"), self.ok("counts")], ["[2]", "7", "[2]"])

    def test_errors_are_seen(self):
        self.assertIn("mismatched types", failure(self.run_cell("let n: u32 = -1.5;")))
        self.assertIn("on purpose", failure(self.run_cell('panic!("on purpose")')))
        self.assertIn("invalid digit", failure(self.run_cell('let n: u32 = "x".parse::<u32>()?;')))

    def test_what_cells_write_lies_in_the_project_that_they_run_for(self):
        with tempfile.TemporaryDirectory() as folder, RustKernel(Path(folder)) as kernel:
            outputs = kernel.run('noisyfer::files::write_atomically("../runs/a", b"1")?;', timeout=60)
            self.assertIsNone(failure(outputs))
            self.assertEqual((Path(folder) / "runs" / "a").read_text(), "1")

    def test_an_interrupt_ends_work_that_watches_for_it_and_keeps_variables(self):
        self.ok("let kept: u32 = 41;")
        outputs = self.run_cell(
            'let interrupt = noisyfer::interrupt::Interrupt::watch(); println!("running");\n'
            "while !interrupt.requested() { std::thread::sleep(std::time::Duration::from_millis(10)); }\n"
            'println!("ended after its step"); drop(interrupt);',
            interrupts=1,
        )
        self.assertIn("ended after its step", text(outputs))
        self.assertEqual(self.ok("kept + 1"), "42")

    def test_one_interrupt_does_not_harm_a_cell_that_does_not_watch(self):
        outputs = self.run_cell('println!("running"); std::thread::sleep(std::time::Duration::from_secs(2)); "slept"', interrupts=1)
        self.assertIn("slept", text(outputs))
        self.assertIn("nothing in this cell watches", text(outputs))

    def test_two_interrupts_end_an_endless_loop_and_the_kernel_goes_on(self):
        self.ok("let lost: u32 = 41;")
        outputs = self.run_cell(ENDLESS, interrupts=2)
        self.assertRegex(failure(outputs), "Stopped at once. The variables? .*`lost`.* lost")
        self.assertIn("cannot find value", failure(self.run_cell("lost + 1")))
        self.assertEqual(self.ok("1 + 1"), "2")
        # The process that took its place handles interrupts too, although no cell has used the library in it.
        outputs = self.run_cell(ENDLESS, interrupts=2)
        self.assertIn("Stopped at once. No variable is lost", failure(outputs))


if __name__ == "__main__":
    unittest.main(verbosity=2)
