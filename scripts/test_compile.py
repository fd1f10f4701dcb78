"""Tests of compile.py against commands that write what cargo writes. Run by scripts/test."""

import contextlib
import io
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import compile

BAR = "    Building [==>    ] {}/24: syn, serde\r"
ERROR = "\x1b[K\x1b[1m\x1b[91merror\x1b[0m: could not compile `demo`\n"


class CompileTest(unittest.TestCase):
    def run_command(self, *said, status=0):
        """What a command that says this on stderr comes to: its exit status, what was shown, the log."""
        command = f"import sys; sys.stderr.write({''.join(said)!r}); print('artifact'); sys.exit({status})"
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder, "log")
            arguments = [sys.executable, compile.__file__, log, sys.executable, "-c", command]
            done = subprocess.run(arguments, capture_output=True, text=True)
            self.assertEqual(done.stdout, "artifact\n")
            return done.returncode, done.stderr.replace(str(log), "LOG"), log.read_text()

    def test_cargos_notes_go_to_the_log_alone(self):
        said = ["   Compiling syn v2.0.1\n", BAR.format(3), "warning: `syn` generated 1 warning\n", "    Finished `dev`\n"]
        status, shown, log = self.run_command(*said)
        self.assertEqual((status, shown), (0, ""))
        self.assertEqual(log, "   Compiling syn v2.0.1\nwarning: `syn` generated 1 warning\n    Finished `dev`\n")

    def test_of_a_failure_the_errors_and_the_log_are_shown(self):
        status, shown, log = self.run_command("   Compiling syn v2.0.1\n", BAR.format(3), ERROR, status=101)
        self.assertEqual(status, 101)
        self.assertEqual(shown, "\x1b[1m\x1b[91merror\x1b[0m: could not compile `demo`\n    that failed; all of its log is in LOG\n")
        self.assertIn("Compiling syn", log)

    def test_a_wait_for_another_cargo_is_told(self):
        _, shown, _ = self.run_command("    Blocking waiting for file lock on build directory\n", BAR.format(3))
        self.assertEqual(shown, "    another cargo holds the build folder: waiting\n")

    def test_progress_is_told_every_ten_seconds_without_what_was_compiled_before(self):
        seconds = [0.0, 0.0, 5.0, 64.0, 69.0, 360.0]
        with mock.patch("time.monotonic", side_effect=seconds), contextlib.redirect_stderr(io.StringIO()) as shown:
            progress = compile.Progress()
            for done in (4, 5, 9, 10, 24):
                progress.update(done, 24)
        # A quarter of 20 is an eighth of the time: 7 times 64 seconds are left.
        self.assertEqual(
            shown.getvalue(),
            "    compiling: 9 of 24 done, about 7 minutes left\n    compiling: 24 of 24 done, less than a minute left\n",
        )


if __name__ == "__main__":
    unittest.main()
