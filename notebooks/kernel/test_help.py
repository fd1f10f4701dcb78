"""Tests of completion and help in notebooks, as far as they need no kernel. Run by scripts/test."""

import unittest

from front.help import declared, positions, private_names, public_first


def asked(code):
    """What stands before each place that is asked about; `|` is the cursor."""
    cursor = code.index("|")
    code = code.replace("|", "")
    return [code[:place] for place in positions(code, cursor)]


class HelpTest(unittest.TestCase):
    def test_help_is_found_in_the_middle_of_a_name(self):
        self.assertEqual(asked("table.hei|ght()"), ["table.height"])
        self.assertEqual(asked("let a = Se|ed(3);"), ["let a = Seed"])

    def test_help_is_found_inside_of_a_call(self):
        self.assertEqual(asked("train(&experiment, |"), ["train("])
        self.assertEqual(asked("f(1)?.head(Some(3|"), ["f(1)?.head(Some(", "f(1)?.head("])
        self.assertEqual(asked("values.collect::<Vec<f32>>(|"), ["values.collect::<Vec<f32>>("])
        self.assertEqual(asked("curves(\"a ) title\", // not (\n 'x', |"), ["curves(\"a ) title\", // not (\n 'x', "[:7]])
        self.assertEqual(asked("if (a |"), [])
        self.assertEqual(asked("call(x).field + 1 |"), [])

    def test_names_that_only_the_library_can_use_come_last(self):
        source = "pub struct A {\n    pub side: usize,\n    rows: usize,\n}\nimpl A {\n    fn stride() {}\n    pub fn len() {}\n}\n"
        source += "impl Clone for A {\n    fn clone() {}\n}\n"
        found = [(False, "rows"), (False, "stride"), (True, "A"), (True, "clone"), (True, "len"), (True, "side")]
        self.assertEqual(sorted(declared(source)), found)
        reply = {"matches": ["rows", "len()", "side"], "metadata": {"_jupyter_types_experimental": [{"text": t} for t in "rls"]}}
        sorted_reply = public_first(reply, {"rows"})
        self.assertEqual(sorted_reply["matches"], ["len()", "side", "rows"])
        self.assertEqual([kind["text"] for kind in sorted_reply["metadata"]["_jupyter_types_experimental"]], ["l", "s", "r"])

    def test_the_sources_are_read(self):
        self.assertIn("without_reports", private_names())
        for public in ("default", "clone", "epochs", "evcxr_display", "height", "matmul", "show", "to_table"):
            self.assertNotIn(public, private_names())


if __name__ == "__main__":
    unittest.main(verbosity=2)
