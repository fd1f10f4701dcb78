"""Tests of notebooks in JupyterLab and Chromium, as a person meets them. Run by scripts/test where Chromium is installed.

    test_browser.py [FOLDER]

Screenshots lie in FOLDER afterwards.
"""

import shutil
import sys
import tempfile
import time
import unittest
from pathlib import Path

import nbformat
from browser import Lab, copy_of
from notebook import execute

# Idle cores start the front in 1.5 s; tests run on busy ones.
READY_SECONDS = 10
PRELUDE = "use noisyfer::prelude::*;"
TRAINING = (
    "let experiment = Experiment::faces(Scale::Smoke, Seed(0))?;\n"
    "let config = TrainConfig { epochs: 500, ..experiment.training.clone() };\n"
    'let training = train(&experiment, &"majority-vote".parse()?, &config, &device("cpu")?)?;'
)
FIGURE = "Experiment::faces(Scale::Smoke, Seed(0))?.annotator_confusions()?"
ENDLESS = "loop { std::hint::black_box(0); }"


class BrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.lab = cls.enterClassContext(Lab(Path(folder)))
        if len(sys.argv) > 1:
            cls.addClassCleanup(lambda: [shutil.copy(path, sys.argv[1]) for path in Path(folder).glob("*.png")])

    def open(self, *sources):
        """Opens a new notebook of these cells."""
        name = self.id().rsplit(".", 1)[1]
        self.lab.write(name, *sources)
        self.lab.open(name)
        self.addCleanup(self.lab.ask, "panel.sessionContext.shutdown()")
        return self.lab

    def test_a_kernel_is_ready_at_once_and_so_is_one_that_restarts(self):
        lab = self.open("1 + 1")
        start = time.monotonic()
        lab.ask("panel.sessionContext.session.kernel.restart()")
        lab.wait(lambda: lab.status() == "idle")
        self.assertLess(time.monotonic() - start, READY_SECONDS)
        lab.run_all()
        lab.wait(lambda: lab.text(0) == "2")

    def test_all_cells_stop_at_the_error(self):
        lab = self.open("1 + 1", 'panic!("on purpose")', "2 + 2")
        lab.run_all()
        lab.wait(lambda: "on purpose" in lab.text(1))
        lab.wait(lambda: lab.ended(0, 1))
        time.sleep(0.5)
        self.assertEqual((lab.text(0), lab.cell(2)["execution_count"], lab.text(2)), ("2", None, ""))
        self.assertNotIn("rust_begin_unwind", lab.text(1))
        lab.picture("error")

    def test_a_training_moves_in_place_and_a_stop_keeps_what_it_has(self):
        lab = self.open(PRELUDE, TRAINING, 'println!("{}", training.interrupted);', "1 + 1")
        lab.run_cell(0)
        lab.run_cell(1)
        seen = set()
        lab.wait(lambda: seen.add(lab.text(1)) or len([text for text in seen if "epoch" in text]) >= 3, 120)
        self.assertEqual(len(lab.cell(1)["outputs"]), 1, "one line for all of them")
        self.assertTrue(lab.page.locator("progress").first.is_visible())
        lab.picture("training")
        lab.stop()
        lab.wait(lambda: lab.ended(1), 120)
        self.assertIn("interrupted", lab.text(1))
        lab.run_cell(2)
        # Shown is not ended: two stops of a cell that is just ending would end the process.
        lab.wait(lambda: lab.ended(2) and lab.text(2) == "true\n")
        for _ in range(3):
            lab.stop()
            time.sleep(0.3)
        lab.run_cell(2)
        lab.wait(lambda: lab.ended(2) and lab.text(2) == "true\n")
        lab.command("apputils:change-theme", {"theme": "JupyterLab Dark"})
        lab.wait(lambda: lab.page.get_attribute("body", "data-jp-theme-light") == "false")
        lab.picture("dark")
        self.assertTrue(lab.page.locator("img[alt='Losses by epoch']").is_visible())
        lab.command("apputils:change-theme", {"theme": "JupyterLab Light"})

    def test_two_stops_end_an_endless_loop_and_say_what_is_lost(self):
        lab = self.open("let number: u32 = 1;", ENDLESS, "1 + 1")
        lab.run_cell(0)
        lab.wait(lambda: lab.ended(0))
        lab.run_cell(1)
        time.sleep(5)
        lab.stop()
        time.sleep(0.5)
        lab.stop()
        lab.wait(lambda: "The variable `number` is lost" in lab.text(1))
        lab.picture("stopped")
        lab.run_cell(2)
        lab.wait(lambda: lab.text(2) == "2")

    def test_a_reload_during_a_training_loses_nothing(self):
        lab = self.open(PRELUDE, TRAINING, ":progress")
        lab.run_cell(0)
        lab.run_cell(1)
        lab.wait(lambda: "epoch" in lab.text(1), 120)
        lab.open(self._testMethodName)
        lab.run_cell(2)
        lab.wait(lambda: "epoch" in lab.text(2))
        first = lab.text(2)
        lab.wait(lambda: lab.text(2) != first)
        lab.picture("reloaded")
        [log] = lab.project.glob("runs/notebook-trainings/*/log.txt")
        self.assertIn("majority vote", log.read_text())
        self.assertIn("<svg", (log.parent / "curve.svg").read_text())
        lab.stop()
        lab.wait(lambda: "interrupted" in lab.text(2))

    def test_a_figure_is_as_large_live_as_executed(self):
        lab = self.open(PRELUDE, FIGURE)
        lab.run_all()
        lab.wait(lambda: lab.ended(0, 1), 120)
        live = lab.figure_size(1)
        lab.command("docmanager:save")
        path = lab.folder / f"{self._testMethodName}.ipynb"
        executed = nbformat.read(path, as_version=4)
        self.assertIsNone(execute(executed, lab.project))
        nbformat.write(executed, path)
        lab.open(path.stem)
        self.assertEqual(lab.wait(lambda: lab.figure_size(1)), live)
        lab.picture("executed")

    def test_opening_and_saving_changes_nothing(self):
        path = copy_of(self.lab, "00_quickstart")
        before = path.read_bytes()
        self.lab.open(path.stem)
        self.lab.command("docmanager:save")
        time.sleep(2)
        self.assertEqual(path.read_bytes(), before)
        self.lab.ask("panel.sessionContext.shutdown()")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
