"""Tests of the front kernel, by Jupyter's protocol: all cells, errors, results as they come, stops. Run by scripts/test."""

import os
import signal
import time
import unittest

import psutil
from rust_kernel import RustKernel, failure
from test_kernel import ENDLESS, text

# A panic shows no frames unless they are asked for.
os.environ.pop("RUST_BACKTRACE", None)

WAITING = 'println!("running"); std::thread::sleep(std::time::Duration::from_secs({}));'
WATCHING = (
    'let interrupt = noisyfer::interrupt::Interrupt::watch(); println!("running");\n'
    "while !interrupt.requested() { std::thread::sleep(std::time::Duration::from_millis(10)); }\n"
    "drop(interrupt); std::thread::sleep(std::time::Duration::from_secs(3));"
)
TWO_FIGURES = (
    "use noisyfer::notebook::Display;\n"
    'for name in ["a", "b"] { println!("before {name}"); Display { plain: name.into(), ..Display::default() }.show_now(); }\n'
    '"the result"'
)


def is_alive(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


class FrontTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kernel = RustKernel(live=True).__enter__()
        cls.addClassCleanup(cls.kernel.__exit__)
        cls.kernel.run("1")

    def send_all(self, *sources, later=()):
        """Sends cells at once, as *Run All* does, and at each of `later`, seconds after the first printed "running", a stop
        or another cell. Gives the status of each cell and all texts."""
        client, later = self.kernel.client, list(later)
        requests = [client.execute(source) for source in sources]
        statuses, texts, start, begun = {}, [], time.monotonic(), None
        while later or any(request not in statuses for request in requests):
            self.assertLess(time.monotonic() - start, 120, "\n".join(texts))
            if begun and later and time.monotonic() - begun > later[0][0]:
                _, what = later.pop(0)
                if what == "stop":
                    self.kernel.manager.interrupt_kernel()
                else:
                    requests.append(client.execute(what))
            while client.iopub_channel.msg_ready():
                message = client.get_iopub_msg()
                texts.append(str(message["content"]))
                if message["msg_type"] == "stream" and "running" in message["content"]["text"]:
                    begun = begun or time.monotonic()
            while client.shell_channel.msg_ready():
                message = client.get_shell_msg()
                statuses[message["parent_header"]["msg_id"]] = message["content"].get("status")
            time.sleep(0.05)
        return [statuses[request] for request in requests], "\n".join(texts)

    def test_all_cells_stop_at_the_first_that_fails(self):
        for bad in ['let n: u32 = "x".parse::<u32>()?;', 'panic!("on purpose")', "let n: u32 = -1.5;"]:
            self.assertEqual(self.send_all("1", bad, "2")[0], ["ok", "error", "aborted"], bad)
        self.assertEqual(self.send_all("3")[0], ["ok"])

    def test_a_panic_shows_its_message_and_line_and_no_frames(self):
        shown = failure(self.kernel.run('let values = vec![1];\nlet third = values[2];\nprintln!("{third}");'))
        self.assertEqual(
            shown,
            "index out of bounds: the len is 1 but the index is 2\nline 2 of the cell: let third = values[2];",
        )

    def test_results_appear_in_order_in_a_loop(self):
        outputs = self.kernel.run(TWO_FIGURES)
        kinds = [output.output_type for output in outputs]
        self.assertEqual(kinds, ["stream", "display_data", "stream", "display_data", "execute_result"])
        self.assertEqual(text(outputs), 'before a\n\na\nbefore b\n\nb\n"the result"')

    def test_a_failed_let_says_that_the_old_variable_is_gone(self):
        self.kernel.run("let number: u32 = 1;")
        outputs = self.kernel.run('let number: u32 = "x".parse::<u32>()?;')
        still = failure(self.kernel.run("number")) is None
        self.assertTrue(still or "`number` is gone" in failure(outputs), outputs)

    def test_a_type_that_cannot_be_inferred_is_named(self):
        source = 'let wild = noisyfer::polars::prelude::df!("a" => [1])?;'
        self.assertIn("let wild: DataFrame =", failure(self.kernel.run(source)))
        self.assertIsNone(failure(self.kernel.run("1 + 1")))

    def test_a_stop_while_idle_does_nothing(self):
        self.kernel.run("let kept: u32 = 41;")
        for _ in range(3):
            self.kernel.manager.interrupt_kernel()
            time.sleep(0.2)
        self.assertEqual(text(self.kernel.run("kept + 1")), "42")

    def test_a_stop_ends_the_cell_and_those_that_wait_and_swallows_no_later_one(self):
        statuses, texts = self.send_all(WATCHING, "1", later=[(0.2, "stop"), (1.2, "2 + 3")])
        self.assertEqual(statuses, ["ok", "aborted", "ok"])
        self.assertIn("'5'", texts)

    def test_a_second_stop_soon_ends_an_endless_loop_and_says_what_is_lost(self):
        self.kernel.run("let first: u32 = 1;")
        self.kernel.run("let second: u32 = 2;")
        statuses, texts = self.send_all(ENDLESS, later=[(0.2, "stop"), (0.7, "stop")])
        self.assertEqual(statuses, ["error"])
        self.assertRegex(texts, "Stopped at once. The variables .*`first`.*`second`.* are lost")
        self.assertEqual(text(self.kernel.run("1 + 1")), "2")

    def test_two_stops_far_apart_are_two_first_ones(self):
        self.kernel.run("let kept: u32 = 41;")
        statuses, _ = self.send_all(WAITING.format(4), later=[(0.2, "stop"), (2.6, "stop")])
        self.assertEqual((statuses, text(self.kernel.run("kept + 1"))), (["ok"], "42"))

    def test_what_a_running_cell_has_shown_can_be_shown_again(self):
        statuses, texts = self.send_all(WATCHING, later=[(0.2, ":progress"), (1.0, "stop")])
        self.assertEqual(statuses, ["ok", "ok"])
        self.assertGreaterEqual(texts.count("'running\\n'"), 2, texts)

    def test_a_child_that_ends_by_itself_is_replaced(self):
        outputs = self.kernel.run("std::process::abort()")
        self.assertIn("ended by itself", failure(outputs))
        self.assertEqual(text(self.kernel.run("1 + 1")), "2")
        for child in psutil.Process(self.kernel.manager.provisioner.pid).children():
            child.kill()
        time.sleep(0.5)
        self.assertIn("Rust ended and is started again. No variable is lost", failure(self.kernel.run("1 + 2")))
        self.assertEqual(text(self.kernel.run("1 + 2")), "3")

    def test_the_first_cell_with_errors_shows_its_result_as_any_does(self):
        with RustKernel(live=True) as kernel:
            outputs = kernel.run("Ok::<_, noisyfer::Error>(noisyfer::train::TrainConfig::default())?")
            self.assertIn("text/html", outputs[-1].data, outputs)

    def test_no_process_outlives_the_front(self):
        with RustKernel(live=True) as kernel:
            kernel.run("1")
            front = psutil.Process(kernel.manager.provisioner.pid)
            below = front.children(recursive=True)
            self.assertGreaterEqual(len(below), 2)
            kernel.client.execute(ENDLESS)
            time.sleep(3)
            os.kill(front.pid, signal.SIGKILL)
            end = time.monotonic() + 20
            while any(is_alive(process) for process in below):
                self.assertLess(time.monotonic(), end, below)
                time.sleep(0.1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
