"""`clean`, `hidden_character` and `fold`: text from strangers is only data (P5, reliability 3.5)."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from billia_tui.text import clean, first_line, fold, hidden_character, storable

ANY = st.text(st.characters(), max_size=60)
"""Any string, lone surrogates included."""
NASTY = st.text(
    st.sampled_from("a\u0301\u0300\u0327\u200d\u202e\u2066\x1b\x07\x00\n\r\t\x7f\x9b\ufeff\u3164\ufe0f\ud800 \u00a0ß™"),
    max_size=40,
)
INVISIBLE = "\u034f\u115f\u1160\u2800\u3164\uffa0\ufe00\ufe0f\U000e0100\U000e01ef"
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def most_marks_in_a_row(text: str) -> int:
    """The longest run of combining marks."""
    longest = run = 0
    for char in text:
        run = run + 1 if unicodedata.category(char).startswith("M") else 0
        longest = max(longest, run)
    return longest


@given(st.one_of(ANY, NASTY), st.booleans())
@example("\x1b]0;title\x07", False)
@example("a\n\u0301b", True)
def test_nothing_that_acts_on_a_terminal_is_left(text: str, lines: bool) -> None:
    """P5: no control, format, surrogate, private, invisible or bidirectional character; at most three marks."""
    shown = clean(text, lines=lines)
    for char in shown:
        if lines and char == "\n":
            continue
        assert unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}, repr(shown)
        assert char not in INVISIBLE + BIDI
        assert char == " " or unicodedata.category(char) != "Zs"
    assert most_marks_in_a_row(shown) <= 3
    assert not any(unicodedata.category(line[0]).startswith("M") for line in shown.split("\n") if line)
    shown.encode("utf-8")


@given(st.one_of(ANY, NASTY), st.booleans(), st.one_of(st.none(), st.integers(min_value=1, max_value=80)))
@example("\u200b" * 500, False, 500)
@example("a" * 79 + "\u0301\u0301", False, 80)
def test_clean_is_done_after_once_and_keeps_its_limit(text: str, lines: bool, limit: int | None) -> None:
    """Reliability 3.5: the result is never longer than the limit, and cleaning again changes nothing."""
    shown = clean(text, lines=lines, limit=limit)
    assert limit is None or len(shown) <= limit
    assert clean(shown, lines=lines, limit=limit) == shown


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=200))
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    """R74: what holds nothing hidden is not changed."""
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\x00\x7f\x9bb", "a␀␡<009B>b"),
        ("a\nb", "a␊b"),
        ("\u202eevil", "<202E>evil"),
        ("\u0301x", "◌\u0301x"),
        ("e\u0301\u0302\u0303\u0304", "e\u0301\u0302\u0303"),
        ("a\u00a0b", "a b"),
        ("\ud800", "<D800>"),
        ("\U000e0100", "<E0100>"),
        ("Ελένη 山田 عمر Łódź", "Ελένη 山田 عمر Łódź"),
        ("[/] [@click=app.quit]x[/]", "[/] [@click=app.quit]x[/]"),
        ("", ""),
    ],
)
def test_what_is_hidden_is_shown_as_a_mark(text: str, shown: str) -> None:
    """P5: hostile characters turn into something that can be seen; names of all scripts stay as they are."""
    assert clean(text) == shown


def test_line_feeds_stay_only_where_asked_for() -> None:
    """R173: a note keeps its lines, a table row never breaks."""
    assert clean("a\nb\r\n", lines=True) == "a\nb␍\n"
    assert "\n" not in clean("a\nb")


def test_a_long_text_is_cut_with_a_mark() -> None:
    """Reliability 3.5: a long cell is cut, and says so; None cuts nothing."""
    assert clean("x" * 501) == "x" * 499 + "…"
    assert clean("x" * 500) == "x" * 500
    assert len(clean("x" * 100_000, limit=None)) == 100_000


def test_the_first_line_with_anything_in_it() -> None:
    """R172: the list shows the first line of a note."""
    assert first_line("\n  \nCall \x1b back\nmore") == "Call ␛ back"
    assert first_line("") == ""


@given(st.one_of(ANY, NASTY), st.booleans())
def test_what_may_be_stored_holds_no_control_character(text: str, lines: bool) -> None:
    """Reliability 3.5: forms refuse control, bidirectional and unpaired characters, and nothing else."""
    bad = [
        char
        for char in text
        if not (lines and char == "\n") and (unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} or char in BIDI)
    ]
    why = hidden_character(text, lines=lines)
    assert (why is None) == (not bad)
    assert not bad or f"U+{ord(bad[0]):04X}" in str(why)


@given(ANY)
def test_what_no_store_can_hold(text: str) -> None:
    """Reliability 3.2: NUL and unpaired surrogates are refused by one store or the other, nothing else is."""
    assert storable(text) == ("\x00" not in text and not any(unicodedata.category(char) == "Cs" for char in text))


@given(st.one_of(ANY, NASTY))
@example("Acme™")
@example("ϓ")
@example("ﬃ№℡")
@example("İıßẞ")
def test_folding_twice_is_folding_once(text: str) -> None:
    """R37: the stored text and the typed word meet in the same form."""
    assert fold(fold(text)) == fold(text)


@given(ANY)
def test_case_and_accents_do_not_matter(text: str) -> None:
    """R37: a text is found by its capitals and by its decomposed form."""
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert fold(text.casefold()) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Köhler", "kohler"),
        ("KO\u0308HLER", "kohler"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Núñez", "nunez"),
        ("Acme™", "acmetm"),
        ("Ελένη", "ελενη"),
        ("山田", "山田"),
        ("１２", "12"),
    ],
)
def test_how_names_fold(text: str, folded: str) -> None:
    """R37: search finds umlauts and capitals by their plain letters."""
    assert fold(text) == folded
