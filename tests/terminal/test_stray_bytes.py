"""No key does what nobody meant: what is no key press changes nothing, ends nothing, and is seen nowhere."""

import sqlite3
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from tests.display.terminal_bytes import FIXED_ANSWERS
from tests.terminal.conftest import Start
from tests.terminal.contents import contents
from tests.terminal.program import PATIENCE, Program

TORN = 0.2
"""Seconds between the pieces of what comes torn: longer than any key is waited for."""

QUESTION = "pasted? enter again to do it"
LINES = b"Line one\rw\r99\rLine four\r"


def count(store: Path, what: str) -> int:
    """A number from the store."""
    with closing(sqlite3.connect(store)) as connection:
        (number,) = connection.execute(what).fetchone()
    return int(number)


def page(program: Program) -> str:
    """What is to be seen below the title line, which has the time."""
    return program.screen_text().partition("\n")[2]


def torn(program: Program, pieces: Iterable[bytes]) -> None:
    """Sends pieces, each a while after the one before it."""
    for piece in pieces:
        program.write(piece)
        program.watch(TORN)


def wait_for_row(program: Program, customer_id: int) -> None:
    """Waits until the cursor of the list is on a customer."""
    program.wait_until(lambda: program.line_with("▸").split()[1:2] == [str(customer_id)], f"cursor on {customer_id}")


def leave_touched(program: Program) -> None:
    """Leaves a form into which something was typed (R224)."""
    program.keys("esc")
    program.wait_for("Drop what you typed?")
    program.keys("enter")
    program.wait_gone("new line", "Drop what you typed?")


@pytest.fixture
def opened(listed: Program) -> Program:
    """The console on Maria's page."""
    listed.keys("/kohler", "enter", "enter")
    listed.wait_for("Prefers to be called", "1 of 1", "● Active  !", "No orders")
    listed.wait_quiet()
    return listed


# ── esc is never alt ──


def test_escape_and_letters_in_one_packet_leave_the_form(opened: Program, store: Path) -> None:
    """P1: the form is left, and the letter goes to the page."""
    before = contents(store)
    opened.keys("e")
    opened.wait_for("First name")
    opened.write(b"\x1bl")
    opened.wait_for("attached")
    opened.keys("esc")
    opened.wait_gone("attached")
    assert contents(store) == before


def test_a_packet_of_escape_and_a_job_does_the_job(opened: Program, store: Path) -> None:
    """P1: `n`, then esc, w, 7 and enter at once: no note is written, and 7.00 is in the wallet."""
    opened.keys("n")
    opened.wait_for("new line")
    opened.write(b"\x1bw7\r")
    opened.wait_for("wallet 0.00 EUR → 7.00 EUR")
    assert count(store, "SELECT count(*) FROM notes") == 1


# ── a paste is text ──


@pytest.mark.parametrize(
    "pieces",
    [
        [b"\x1b[200~\x1b[31mbad customer\x1b[0m\r\nb\r\n\x1b[201~"],
        [b"\x1b[200~\x1b[31mbad customer\x1b[0m\r\n", b"b\r\nw99\r\nii\r\n\x1b[20", b"1~"],
        [b"\x1b[20", b"0~b\rh\rw7\r\x1b[201~"],
        [b"\x1b[200", b"~", b"b\r\x1b", b"[201~"],
    ],
    ids=["whole", "torn", "start torn", "marks torn"],
)
def test_a_paste_on_a_page_does_nothing(opened: Program, store: Path, pieces: list[bytes]) -> None:
    """P5: whatever lines and colours it has, and wherever it is torn."""
    before, shown = contents(store), page(opened)
    torn(opened, pieces)
    assert page(opened) == shown
    assert contents(store) == before
    opened.keys("n")
    opened.wait_for("new line")


def test_a_pasted_note_has_no_stray_signs(opened: Program, store: Path) -> None:
    """P5: colours are taken out whole, line ends stay."""
    opened.keys("n")
    opened.wait_for("new line")
    opened.write(b"\x1b[200~\x1b[31mcalls\x1b[0m\r\nback\x1b\x1b[201~")
    opened.wait_for("calls", "back")
    opened.keys("enter")
    opened.wait_for("note added")
    assert count(store, "SELECT count(*) FROM notes WHERE text = 'calls' || char(10) || 'back'") == 1


# ── answers ──


def test_answers_are_no_keys(opened: Program, store: Path) -> None:
    """P5: all kinds of answers, each torn in its middle: the page stays, and the next key is that key."""
    before, shown = contents(store), page(opened)
    for answer in FIXED_ANSWERS:
        if not answer.startswith(b"\x1b[48;"):
            opened.write(answer[: len(answer) // 2 + 1])
            opened.watch(0.01)
            opened.write(answer[len(answer) // 2 + 1 :])
    opened.wait_quiet()
    assert page(opened) == shown
    opened.keys("n")
    opened.wait_for("new line")
    assert contents(store) == before


@pytest.mark.parametrize(
    "answer",
    [
        b"\x1b]11;rgb:1e1e/1e1e/2e2e\x07",
        b"\x1bP>|XTerm(390)\x1b\\",
        b"\x1b[?62;22c",
        b"\x1b[24;80R",
        b"\x1b[M !!",
        b"\x1b[<0;44;12M",
        b"\x1b_Gi=31;ENODATA:bad\x1b\\",
    ],
    ids=["colour", "version", "kind", "place", "old mouse", "mouse", "graphics"],
)
def test_a_late_rest_of_an_answer_is_no_key(opened: Program, store: Path, answer: bytes) -> None:
    """P5: torn behind its second and third byte for longer than a key is waited for."""
    before, shown = contents(store), page(opened)
    torn(opened, [answer[:3], answer[3:6], answer[6:]])
    assert page(opened) == shown
    assert contents(store) == before


def test_a_storm_of_the_mouse_is_no_key(opened: Program, store: Path) -> None:
    """P5: reports without end, nobody asked for them, cut wherever a read ends."""
    before, shown = contents(store), page(opened)
    for number in range(200):
        opened.write(b"".join(b"\x1b[<35;%d;%dM" % (1 + step % 120, 1 + number % 40) for step in range(50)))
        opened.read(0)
    opened.wait_quiet()
    assert page(opened) == shown
    opened.keys("n")
    opened.wait_for("new line")
    assert contents(store) == before


def test_a_torn_arrow_is_one_key(listed: Program) -> None:
    """P1: `esc` as the first half of an arrow closes no form; late as it comes, the other half types no letters."""
    listed.write(b"\x1b")
    listed.write(b"[B")
    wait_for_row(listed, 47)
    listed.keys("n")
    listed.wait_for("new line")
    listed.write(b"\x1b")
    listed.write(b"[D")
    listed.wait_quiet()
    assert "new line" in listed.screen_text()
    assert "[D" not in listed.screen_text()


# ── nothing ends the reader ──


def test_no_sequence_ends_the_reader(opened: Program, store: Path) -> None:
    """P6: releases, shifted letters, code points that are none, bytes that are no UTF-8: what was typed is there."""
    opened.keys("nab")
    opened.wait_for("ab")
    for stray in (
        b"\x1b[106;1:3u",
        b"\x1b[97:65;2u",
        b"\x1b[1114112u",
        b"\xff",
        b"\x1b[55296;;55296u",
        b"\xc3",
        b"\xed\xa0",
    ):
        opened.write(stray)
        opened.watch(0.05)
    opened.keys("c")
    opened.wait_for("abAc")
    opened.keys("enter")
    opened.wait_for("note added")
    assert count(store, "SELECT count(*) FROM notes WHERE text = 'abAc'") == 1


BROKEN = """
import sys
import time
from billia_tui import __main__
from billia_tui.terminal import input_bytes

feed = input_bytes.InputBytes.feed

def broken(self, data, **how):
    if b"!" in data:
        raise RuntimeError("a mistake of ours")
    return feed(self, data, **how)

input_bytes.InputBytes.feed = broken
sys.argv = ["billia", "--no-mouse", "--database", sys.argv[1]]
sys.exit(__main__.main())
"""


def test_another_reader_goes_on_after_a_mistake_of_ours(store: Path, start: Start, tmp_path: Path) -> None:
    """P6, P8: keys go on with a reader that knows less; the log says where it was."""
    program = start(command=[sys.executable, "-c", BROKEN, str(store)])
    program.wait_for("48 of 48")
    program.write(b"!")
    deadline = time.monotonic() + PATIENCE  # nothing is painted then that could be waited for
    while not [*tmp_path.rglob("errors.log")] and time.monotonic() < deadline:
        program.read(0.02)
    program.keys("down")
    wait_for_row(program, 47)
    program.write(b"\x1b[200~b\rh\r\x1b[201~\x1b]11;rgb:1e1e/1e1e/2e2e\x07\xff\x1b[1114112u")
    program.keys("down")
    wait_for_row(program, 46)
    (log,) = tmp_path.rglob("errors.log")
    assert log.read_text().count("RuntimeError") == 1


# ── what is no typing ──


def test_lines_without_marks_ask_before_they_change_anything(listed: Program, store: Path) -> None:
    """P1: the lines of a text run as commands, up to the first that would change something; `esc` drops the rest."""
    before = contents(store)
    listed.write(LINES)
    listed.wait_for(QUESTION)
    assert contents(store) == before
    listed.keys("esc")
    listed.wait_gone(QUESTION)
    listed.wait_for("the keys were pasted")
    leave_touched(listed)
    assert contents(store) == before


def test_the_question_costs_honest_typing_one_key(opened: Program, store: Path) -> None:
    """P1: half a minute of work in one packet: `enter` again, and all of it is done, in its order."""
    note = "Wants the invoice for March once more, by letter, to the old address in Leipzig, not by e-mail"
    opened.keys(f"n{note}", "enter", "w25.50", "tab", "thank you", "enter", "c100", "enter")
    opened.wait_for(QUESTION)
    opened.keys("enter")
    opened.wait_for("25.50 EUR", "100.00 EUR")
    opened.wait_quiet()
    assert count(store, "SELECT count(*) FROM notes WHERE text LIKE 'Wants the invoice for March%not by e-mail'") == 1
    assert count(store, "SELECT count(*) FROM wallet_transactions WHERE note = 'thank you' AND amount = 2550") == 1
    assert count(store, "SELECT count(*) FROM credit_changes") == 1


def test_a_paste_in_several_packets_does_not_answer_itself(listed: Program, store: Path) -> None:
    """P1: what still comes of the text waits behind it, its returns answer nothing."""
    before = contents(store)
    listed.write(LINES)
    listed.wait_for(QUESTION)
    listed.write(b"\r\rw5\r")
    listed.wait_quiet()
    assert QUESTION in listed.screen_text()
    assert contents(store) == before


def test_thousands_of_such_keys_are_held(listed: Program, store: Path) -> None:
    """P1, P6: 5,000 keys of such a text: asked once, dropped at once."""
    before = contents(store)
    text = (LINES * 250)[:5000]
    for start in range(0, len(text), 1000):
        listed.write(text[start : start + 1000])
    listed.wait_for(QUESTION)
    listed.keys("esc")
    listed.wait_for("the keys were pasted")
    leave_touched(listed)
    listed.keys("?")
    listed.wait_for("Keys")
    assert contents(store) == before
