"""What the commands print is data only (P5)."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billia_tui.commands import output
from billia_tui.money import Money

from .conftest import PLACE, Billia

OBEYED = "\x1b]52;c;eA==\x07 \x9b31m \x7f \u2028 \u202e \u200b \ufeff \ud800 \U000e0041"


def test_json_escapes_what_a_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    """P5, reliability of terminal text: control and bidirectional characters are escaped, letters are not."""
    output.document({"text": OBEYED, "name": "Köhler 北"})
    printed = capsys.readouterr().out
    assert json.loads(printed)["text"] == OBEYED
    assert "Köhler 北" in printed
    assert all(char == "\n" or char.isprintable() for char in printed)


@given(st.text())
def test_any_text_survives_json(text: str) -> None:
    """P5: whatever the text, the document is plain, and reading it gives the text back."""
    escaped = output.escaped(json.dumps(text, ensure_ascii=False))
    assert json.loads(escaped) == text
    assert not set(escaped) & set("\x1b\x07\x9b\x7f\u2028\u202e\u2066\u200f\ufeff")
    escaped.encode("utf-8")


def test_values_as_json_knows_them() -> None:
    """Design of commands: money with its currency, times as ISO 8601 in UTC."""
    noon = datetime(2026, 1, 2, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    assert output.plain({"a": (Money(-5, "JPY"), noon)}) == {
        "a": [{"amount": "-5", "currency": "JPY"}, "2026-01-02T10:00:00Z"]
    }
    assert output.plain(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00Z"


@pytest.mark.parametrize(
    "command", [["customers", "list"], ["customers", "show", "1"], ["log", "1"], ["notes", "list", "1"]]
)
def test_hostile_names_do_not_reach_the_terminal(command: list[str], store: object, billia: Billia) -> None:
    """P5: a stored escape sequence is shown as a picture, in tables and in JSON."""
    import sqlite3
    from contextlib import closing

    added = ("--first-name", "A", "--last-name", "B", "--email", "a@example.org")
    assert billia("customers", "add", *added, *PLACE).exit_code == 0
    billia("notes", "add", "1", "hello")
    with closing(sqlite3.connect(str(store))) as raw:
        raw.execute("UPDATE customers SET name = ?, first_name = ?", (OBEYED[:-4], OBEYED[:-4]))
        raw.execute("UPDATE notes SET text = ?", (OBEYED[:-4],))
        raw.commit()
    for extra in ([], ["--json"]):
        result = billia(*command, *extra)
        assert result.exit_code == 0
        assert not set(result.output) & set("\x1b\x07\x9b\x7f\u2028\u202e\u200b\ufeff")


def test_what_was_typed_is_cleaned_in_errors(store: object, billia: Billia) -> None:
    """P5: an error line quotes what was typed, but not its escape sequences; it stays one line."""
    result = billia("customers", "show", "x\x1b[31m\ny")
    assert result.exit_code == 1
    assert "\x1b" not in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [["customers", "show", "\udcff"], ["--database", "\udcff", "check"]])
def test_arguments_that_are_no_text_are_wrong_usage(arguments: list[str], store: object, billia: Billia) -> None:
    """Design of commands: never a traceback; bytes that are no UTF-8 are exit code 2."""
    assert billia(*arguments).exit_code == 2
