"""The query language: what is typed and what it means; what is wrong and where; what is not finished yet."""

import importlib
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billia_tui.operations.queries.customer_query import CustomerQuery, Sort
from billia_tui.operations.queries.fields import ABOUT, SORT
from billia_tui.operations.queries.language import MOST_LETTERS, ordered, parse
from billia_tui.operations.queries.suggestions import offered
from billia_tui.operations.queries.terms import (
    Comparison,
    Hold,
    ParsedQuery,
    Payment,
    QueryError,
    QueryField,
    Span,
    Term,
)
from billia_tui.operations.queries.tokens import tokens
from billia_tui.operations.queries.unfinished import Typed, typed
from billia_tui.vocabulary import CustomerStatus, PurchaseStatus, ServiceStatus

NOW = datetime(2026, 3, 31, 14, 5, tzinfo=UTC)
IS, LESS, AT_MOST, MORE, AT_LEAST = Comparison
DOCS = (Path(__file__).parents[3] / "docs" / "queries.md").read_text(encoding="utf-8")


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]  # parts of a date


def meant(text: str) -> list[tuple[object, ...]]:
    """The terms in short: field, value, and what else is unusual of it."""
    short: list[tuple[object, ...]] = []
    for term in parse(text, NOW).terms:
        signs = [term.comparison] * (term.comparison != IS) + ["not"] * term.negated
        short.append((term.field, term.value, *signs))
    return short


def refused(text: str) -> tuple[str, str]:
    """What is said of a query that is wrong, and the word that is pointed at."""
    with pytest.raises(QueryError) as caught:
        parse(text, NOW)
    return caught.value.text, text[caught.value.start : caught.value.end]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("Maria  KÖHLER", [("", "maria"), ("", "kohler")]),
        ('"Maria  Petrova" -"call back"', [("", "maria petrova"), ("", "call back", "not")]),
        ('"she said ""hi"" to', [("", 'she said "hi" to')]),
        ('foo - -- mar"ia "" a* "', [("", word) for word in ("foo", "-", "--", 'mar"ia', '""', "a*", '"')]),
        ("maria maria", [("", "maria")]),
        ("STATUS:Active -status:bl", [("status", CustomerStatus.ACTIVE), ("status", CustomerStatus.BLOCKED, "not")]),
        ("hold:y -hold:manual", [("hold", Hold.YES), ("hold", Hold.MANUAL, "not")]),
        ("wallet:<0 wallet:>=-14,20", [("wallet", 0, LESS), ("wallet", -142000, AT_LEAST)]),
        ("credit:1000", [("credit", 10_000_000)]),
        ("products:>3 products:=0", [("products", 3, MORE), ("products", 0)]),
        ("label:Tier=Gold label:vip", [("label", ("Tier", "Gold")), ("label", ("vip", ""))]),
        ('label:city="New York" -label:"a b=c"', [("label", ("city", "New York")), ("label", ("a b", "c"), "not")]),
        ("reseller:North* email:*@Example.org", [("reseller", "north*"), ("email", "*@example.org")]),
        ("service:p order:un", [("service", ServiceStatus.PENDING), ("order", Payment.UNPAID)]),
        ("order:paid order:pend", [("order", Payment.PAID), ("order", PurchaseStatus.PENDING)]),
        ("country:de country:DEU country:germ", [("country", "DE")]),
        ('country:"united kingdom" country:türkiye', [("country", "GB"), ("country", "TR")]),
        ('note:"Call  Back"', [("note", "call back")]),
        ("http://ana@shop.example:8080/x?y", [("", "shop.example")]),
        ("fe80::1 2001:db8::1 12:30 aa:bb:cc", [("", "fe80::1"), ("", "2001:db8::1"), ("", "12:30"), ("", "aa:bb:cc")]),
        ('"status:active" ana@example.org', [("", "status:active"), ("", "ana@example.org")]),
    ],
)  # fmt: skip
def test_what_a_query_means(text: str, terms: list[tuple[object, ...]]) -> None:
    """Query language: words, quotes, negation, typed values, prefixes, what only looks like a field."""
    assert meant(text) == terms


@pytest.mark.parametrize(
    ("text", "first", "until"),
    [
        ("created:2026-01-31", at(2026, 1, 31), at(2026, 2, 1)),
        ("created:2026-01", at(2026, 1, 1), at(2026, 2, 1)),
        ("created:2026", at(2026, 1, 1), at(2027, 1, 1)),
        ("created:<2026-01", None, at(2026, 1, 1)),
        ("created:<=2026-01", None, at(2026, 2, 1)),
        ("created:>2026-01-01", at(2026, 1, 2), None),
        ("expires:>=2025", at(2025, 1, 1), None),
        ("created:<7d", at(2026, 3, 24, 14, 5, 1), None),
        ("created:>=7d", None, at(2026, 3, 24, 14, 5, 1)),
        ("created:>1h", None, at(2026, 3, 31, 13, 5)),
        ("blocked:<=2w", at(2026, 3, 17, 14, 5), None),
        ("blocked:1m", at(2026, 2, 28, 14, 5), None),
        ("blocked:1y", at(2025, 3, 31, 14, 5), None),
        ("expires:<7d", NOW, at(2026, 4, 7, 14, 5)),
        ("expires:1m", NOW, at(2026, 4, 30, 14, 5, 1)),
        ("expires:>30d", at(2026, 4, 30, 14, 5, 1), None),
        ("expires:>=30d", at(2026, 4, 30, 14, 5), None),
        ("expires:<0d", None, NOW),
    ],
)
def test_days_and_ages(text: str, first: datetime | None, until: datetime | None) -> None:
    """Query language: a day, month or year is all of it; an age counts from now, ahead for what expires."""
    (term,) = parse(text, NOW).terms
    assert (term.value, term.comparison) == (Span(first, until), IS)


@pytest.mark.parametrize(
    ("text", "said", "word"),
    [
        ("maria statu:a x", "statu: is no field; did you mean status:?", "statu:a"),
        ("foo:bar", 'foo: is no field; quotes make it a word: "foo:bar"', "foo:bar"),
        ("x -name:maria", "name: is no field; type the word alone", "-name:maria"),
        ("wallet<0", "a colon is missing: wallet:<0", "wallet<0"),
        ("--sorrt", "put it in quotes", "--sorrt"),
        ("wallet:", "wallet: needs a number, e.g. wallet:<0", "wallet:"),
        ("wallet:<", "wallet: needs a number", "wallet:<"),
        ("wallet:<5EURO", "is no number", "wallet:<5EURO"),
        ("wallet:<5EUX", "there is no currency 'EUX'; did you mean EUR?", "wallet:<5EUX"),
        ("currency:", "currency: needs a code, e.g. currency:eur", "currency:"),
        ("currency:12", "it takes a code of ISO 4217, e.g. EUR", "currency:12"),
        ("credit:>1.000.000", "is no number", "credit:>1.000.000"),
        ("credit:>999999999999999", "more than any wallet holds", "credit:>999999999999999"),
        ("status:foo", "it takes active, inactive or blocked", "status:foo"),
        ("service:expried", "did you mean expired?", "service:expried"),
        ("order:p", "'p' may be paid, pending or processing; type another letter", "order:p"),
        ("country:d", "may be denmark, djibouti, dominica or 1 more", "country:d"),
        ("country:germony", "did you mean germany?", "country:germony"),
        ("created:2026-13", "no date (2026-01-31)", "created:2026-13"),
        ("created:>9999", "no date", "created:>9999"),
        ("blocked:999999y", "no age", "blocked:999999y"),
        ("products:-1", "is no whole number", "products:-1"),
        ("products:٣", "is no whole number", "products:٣"),
        ("label:=gold", "needs a key, or key=value", "label:=gold"),
        ("label:tier=", "needs a key, or key=value", "label:tier="),
        ("note:\u0301", "note: needs a part of the text", "note:\u0301"),
        ("email:a\x00", "holds a character that no text can hold", "email:a\x00"),
        ("a sort:shoe", "sort: there is no 'shoe'", "sort:shoe"),
        ("sort:id sort:name", "a list has one order", "sort:name"),
        ("-sort:wallet", "write sort:-wallet", "-sort:wallet"),
        (" ".join(map(str, range(51))), "at most 50 words", "50"),
        ("x" * (MOST_LETTERS + 2), "at most 4,000 letters", "xx"),
    ],
    ids=lambda value: ascii(value)[:30],
)  # fmt: skip
def test_an_error_points_at_the_word_and_says_what_to_do(text: str, said: str, word: str) -> None:
    """Query language: one line, the place of the word, what to type instead."""
    text_said, at_word = refused(text)
    assert said in text_said
    assert (at_word, text_said.isprintable()) == (word, True)


def test_sort_is_said_and_taken_out() -> None:
    """Query language: `sort:` gives the order, and can be taken out for another one, the rest stays."""
    for text, sort, falling in (("sort:wal", Sort.WALLET, False), ("SORT:-Name x", Sort.NAME, True)):
        assert parse(text, NOW).sort == sort
        assert parse(text, NOW).descending is falling
    query = CustomerQuery("maria sort:-wallet  x")
    assert ordered(query) == CustomerQuery("maria x", sort=Sort.WALLET, descending=True)
    assert ordered(CustomerQuery("sort:shoe x")) == CustomerQuery("x")


PIECES = [
    *("status:", "wallet:", "created:", "expires:", "label:", "country:", "sort:", "foo:", "act", "7d", "2026-01", "0"),
    *("-", "--", '"', '""', "<", ">=", "=", "*", ":", "::", "//", " ", "\u00a0", "\x00", "\ud800", "\u202e", "é", "北"),
]


def outcome(text: str) -> ParsedQuery | tuple[str, int, int]:
    """What a text means, or what is said of it and where."""
    try:
        return parse(text, NOW)
    except QueryError as error:
        wrong = error
    assert 0 <= wrong.start < wrong.end <= len(text)
    assert wrong.text.isprintable()
    return wrong.text, wrong.start, wrong.end


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join))
def test_no_text_breaks_it(text: str) -> None:
    """Query language, P5: a text is understood or refused at a place in it, always the same way; while typing too."""
    assert outcome(text) == outcome(text)
    words = tokens(text)
    assert "".join(text.split()) == "".join("".join(token.raw.split()) for token in words)
    for cursor in {0, len(text) // 2, len(text)}:
        said = typed(text, cursor, "", NOW)
        assert isinstance(meant(said.asked), list)
        offer = offered(text, cursor)
        assert offer is None or 0 <= offer.start <= offer.end <= len(text)


@pytest.mark.parametrize(
    ("text", "shown", "said"),
    [
        ("maria", "", Typed("maria")),
        ("maria status:", "maria status", Typed("maria", unfinished=True)),
        ("maria status:a", "maria", Typed("maria status:a")),
        ("created:>2026-", "created:>2026", Typed("created:>2026", unfinished=True)),
        ("label:ti", "maria", Typed("", unfinished=True)),
        ("label:tier=s", "label:tier=gold", Typed("label:tier=gold", unfinished=True)),
        ("label:tier=gold ", "", Typed("label:tier=gold")),
        ("maria -", "maria", Typed("maria", unfinished=True)),
        ('"maria p', "", Typed('"maria p')),
        ("statu:a", "x", Typed("", unfinished=True)),
    ],
)
def test_a_word_that_is_not_finished_is_no_mistake(text: str, shown: str, said: Typed) -> None:
    """Query language: while typing the list does not flash an error at every key."""
    assert typed(text, len(text), shown, NOW) == said


def test_a_wrong_word_that_was_left_is_a_mistake() -> None:
    """Query language: it is told as soon as the cursor is elsewhere; the rows stay as they are."""
    for cursor in (8, len("statu:a maria")):
        said = typed("statu:a maria", cursor, "before", NOW)
        assert (said.asked, said.unfinished) == ("before", False)
        assert said.error is not None
        assert said.error.start == 0


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("maria cr", ["credit:", "created:"]),
        ("m", []),
        ("c", []),
        ("-st", ["status:"]),
        ("so", ["sort:"]),
        ("-so", []),
        ("status:", ["active", "inactive", "blocked"]),
        ("-STATUS:In", ["inactive"]),
        ("status:active", []),
        ("order:p", ["paid", "pending", "processing"]),
        ("expires:", ["<7d", ">30d", "<0d", "2026-03"]),
        ("sort:-w", ["-wallet"]),
        ('"st', []),
        ("status: ", []),
    ],
)
def test_what_is_offered_without_the_store(text: str, choices: list[str]) -> None:
    """Query language: fields and values are completed while typing; the static ones without a read of the store."""
    offer = offered(text, len(text))
    assert offer is not None
    assert [choice.text for choice in offer.choices] == choices
    for choice in offer.choices:
        assert (text[: offer.start] + choice.text).lower().startswith(text.lower())


def test_the_documented_fields_are_those_of_the_code() -> None:
    """docs/queries.md: its table is that of the code, its examples are understood; so are the queues of a new store."""
    rows = [
        f"| `{name}:` | {about.meaning} | {about.value} | {' '.join(f'`{name}:{one}`' for one in about.examples)} |"
        for name, about in ABOUT.items()
    ]
    table = [line for line in DOCS.splitlines() if re.match(r"\| `[a-z]+:` \|", line)]
    assert table == rows
    assert set(ABOUT) == {*(field.value for field in QueryField if field), SORT}
    for name, about in ABOUT.items():
        for example in about.examples:
            assert parse(f"{name}:{example}", NOW) != ParsedQuery()
    first = importlib.import_module("billia_tui.db.migrations.versions.0003_queues_and_bulk_work")
    for name, _, query in first.READY_MADE:
        assert f"| {name} | `{query}` |" in DOCS
        assert parse(query, NOW).terms


def test_terms_know_their_places() -> None:
    """Query language: what the store refuses can be pointed at, too."""
    assert [(term.start, term.end) for term in parse(" maria -label:vip", NOW).terms] == [(1, 6), (7, 17)]
    assert Term(QueryField.WORD, "x", start=1) == Term(QueryField.WORD, "x")
