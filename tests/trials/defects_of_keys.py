"""Defects in what becomes of keys, each of which the tests have to find; see `tests.trials.defects`."""

from tests.trials.defect import Defect

KEYS = (
    Defect(
        "a text of several lines is not asked about",
        "app/burst.py",
        "return self._returns >= SEVERAL and (self._characters > LINE or self._has_nonsense)",
        "return False",
        "screens/app/test_burst.py::test_nothing_is_changed_before_somebody_is_asked",
    ),
    Defect(
        "short work is asked about",
        "app/burst.py",
        "self._characters > LINE or self._has_nonsense",
        "True",
        "screens/app/test_burst.py::test_a_short_job_in_one_packet_is_not_asked_about",
    ),
    Defect(
        "what waits behind the question is lost although it was meant",
        "app/type_ahead.py",
        "        if not yes:\n            self._waiting.clear()\n",
        "        self._waiting.clear()\n",
        "screens/app/test_burst.py::test_honest_work_in_one_packet_loses_nothing",
    ),
    Defect(
        "a release as Windows has put it is a key",
        "terminal/grammar.py",
        "      | [0-9]{1,3};1[A-DFHPQSu~]:[1-3]  ",
        "      | [0-9]{1,3};1[A-DFHPQSu~]:[x]  ",
        "display/test_input_bytes.py::test_what_was_reported_of_others",
    ),
    Defect(
        "a row with a text from the right is written in parts",
        "terminal/frame.py",
        "    return not row.simple and any(text.endswith(MARK) for text in row.texts)\n",
        "    return False\n",
        "display/test_cells.py::test_a_row_with_a_text_from_the_right_is_written_whole",
    ),
    Defect(
        "what was started in the background takes a stop for a stop of its own",
        "terminal/driver.py",
        "            if self._is_starting:  # it was stopped before it had the terminal\n",
        "            if False:\n",
        "terminal/test_reported_elsewhere.py::test_started_in_the_background_it_leaves_the_terminal_alone",
    ),
    Defect(
        "an escape before a letter is no key",
        "terminal/input_bytes.py",
        """            yield Part(Kind.TYPED, "\\x1b")\n""",
        "            return\n",
        "display/test_input_bytes.py::test_escape_and_a_character_are_two_keys",
    ),
    Defect(
        "colours of a pasted text stay in it",
        "terminal/input_bytes.py",
        """return _CONTROLS.sub("", _SEQUENCES.sub("", pasted.decode("utf-8", "ignore")))""",
        """return _CONTROLS.sub("", pasted.decode("utf-8", "ignore"))""",
        "display/test_input_bytes.py::test_a_paste_is_cleaned",
    ),
    Defect(
        "the rest of an answer is typed",
        "terminal/input_bytes.py",
        "        self._given_up = self._opening or self._bytes\n",
        """        self._given_up = b""\n""",
        "display/test_input_bytes.py::test_the_rest_of_an_answer_is_never_typed",
    ),
    Defect(
        "a form says that it is being saved while it is asked",
        "widgets/dialog.py",
        "        is_saving = self.saving and not self.app.type_ahead.asks\n",
        "        is_saving = self.saving\n",
        "screens/app/test_burst.py::test_nothing_is_changed_before_somebody_is_asked",
    ),
)
