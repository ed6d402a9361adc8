"""Queries on the command line: list, count and exports understand them; a wrong word is pointed at."""

import json
from pathlib import Path

import pytest

from billia_tui.commands.queries import pointed

from .conftest import MARIA, PLACE, Billia


@pytest.fixture
def three(store: Path, billia: Billia) -> None:
    """Maria (1) is Active and on hold, Ana (2) owes 5.00, Bo (3) is Inactive."""
    billia("customers", "add", *MARIA, *PLACE)
    for name in ("Ana", "Bo"):
        billia("customers", "add", "--first-name", name, "--last-name", "X", "--email", f"{name}@b.org", *PLACE)
    billia("customers", "activate", "1")
    billia("customers", "hold", "1")
    billia("wallet", "correct", "2", "-5", "--reason", "test")


def ids(billia: Billia, *arguments: str) -> list[int]:
    """Whom the list shows."""
    return [row["id"] for row in json.loads(billia("customers", "list", "--json", *arguments).stdout)["rows"]]


def test_lists_counts_and_exports_take_the_language(three: None, billia: Billia) -> None:
    """Query language: the same on the command line; a word with - before it is no option."""
    assert ids(billia, "status:active", "hold:yes") == [1]
    assert ids(billia, "-status:active") == [3, 2]
    assert ids(billia, "wallet:<0 -maria") == [2]
    assert ids(billia, "sort:wallet") == [2, 1, 3]
    assert ids(billia, "sort:wallet", "--reverse") == [3, 1, 2]
    assert ids(billia, "sort:wallet", "--sort", "id") == [3, 2, 1], "an option wins over the words"
    assert billia("customers", "count", "-hold:yes").stdout == "1\n"
    assert billia("customers", "count", "status:inactive", "--json").stdout == '{\n  "count": 2\n}\n'
    exported = json.loads(billia("export", "customers", "-wallet:0", "--format", "json").stdout)
    assert [row["id"] for row in exported["rows"]] == [2]
    assert '"Ana@b.org"' in billia("export", "emails", "wallet:<0").stdout


@pytest.mark.parametrize(
    "command", [["customers", "list"], ["customers", "count"], ["export", "customers"], ["export", "notes"]]
)
def test_a_wrong_word_is_pointed_at(command: list[str], store: Path, billia: Billia) -> None:
    """Query language: the message in one line, then the query with the word marked; wrong usage is 2; no data."""
    result = billia(*command, "北京", "statu:a\x1b", "x")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "billia: statu: is no field; did you mean status:?",
        "  北京 statu:a␛ x",
        "       ^^^^^^^^",
    ]
    of_the_store = billia(*command, "label:tier")
    assert (of_the_store.exit_code, of_the_store.stdout) == (2, "")
    assert "'tier'" in of_the_store.stderr.splitlines()[0]
    mistyped = billia(*command, "--sorrt", "wallet")
    assert (mistyped.exit_code, mistyped.stdout, mistyped.stderr.count("\n")) == (2, "", 1)
    assert "there is no option --sorrt" in mistyped.stderr


def test_a_long_query_is_cut_around_the_word() -> None:
    """Query language: the marked word stays in sight."""
    shown, marks = pointed("a" * 500 + " foo:bar " + "b" * 500, 501, 508)
    assert len(shown) < 120
    assert shown[marks.index("^") : marks.index("^") + 7] == "foo:bar"
