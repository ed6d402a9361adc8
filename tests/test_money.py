"""Amounts: whole numbers of the smallest unit, the decimals of ISO 4217, one way to write them (R27, section 2)."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from iso4217 import Currency

from billia_tui.errors import Invalid
from billia_tui.money import LARGEST_BALANCE, Money, exponent, parse_amount

EXPONENTS = {"JPY": 0, "EUR": 2, "KWD": 3, "IQD": 3, "CLF": 4}
"""IQD: ISO 4217 says 3, where usage (and Babel) says 0."""
CURRENCY = st.sampled_from(sorted(EXPONENTS))
MINOR = st.integers(min_value=-LARGEST_BALANCE, max_value=LARGEST_BALANCE)


@pytest.mark.parametrize(("currency", "digits"), EXPONENTS.items())
def test_decimals_are_those_of_iso_4217(currency: str, digits: int) -> None:
    """Section 2: EUR 2, JPY 0, KWD 3."""
    assert exponent(currency) == digits


@pytest.mark.parametrize("currency", ["", "eur", "EURX", "XXX", "XAU", "Euro", "978", "ＥＵＲ", "EUR\n"])
def test_what_is_no_currency_is_refused(currency: str) -> None:
    """R149: a currency is an ISO 4217 code that money can be counted in."""
    with pytest.raises(Invalid) as refused:
        exponent(currency)
    assert list(refused.value.fields) == ["currency"]


def test_every_offered_currency_can_be_used() -> None:
    """R149: every usable currency of the standard's data is taken; no scale is finer than the sort order knows."""
    offered = [currency.code for currency in Currency if currency.exponent is not None]
    assert {code: exponent(code) for code in offered} == {code: Currency(code).exponent for code in offered}
    assert {"EUR", "USD", "JPY", "KWD"} <= set(offered)
    for code in offered:
        assert Money(10 ** exponent(code), code).rank == 10_000


@given(MINOR, CURRENCY)
@example(-5, "EUR")
@example(0, "KWD")
def test_what_is_shown_can_be_typed(minor: int, currency: str) -> None:
    """R27: the shown number, with comma or point, reads back as the same whole number."""
    money = Money(minor, currency)
    for written in (money.amount, money.amount.replace(".", ",")):
        read = parse_amount(written, currency, signed=True)
        assert read == minor
        assert type(read) is int
    assert str(money) == f"{money.amount} {currency}"
    assert len(money.amount.partition(".")[2]) == EXPONENTS[currency]


@given(st.lists(st.tuples(MINOR, CURRENCY), min_size=2, max_size=2))
def test_rank_orders_as_the_numbers_do(amounts: list[tuple[int, str]]) -> None:
    """R39: wallets sort by the number shown, whatever the currency; the rank fits into 64 bits."""
    (one, first), (two, second) = amounts
    a, b = Money(one, first), Money(two, second)
    exact = (one * 10 ** exponent(second) > two * 10 ** exponent(first)) - (
        one * 10 ** exponent(second) < two * 10 ** exponent(first)
    )
    assert (a.rank > b.rank) - (a.rank < b.rank) == exact
    assert abs(a.rank) < 2**63
    assert type(a.rank) is int


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("25.50", "EUR", 2550),
        ("25,5", "EUR", 2550),
        ("25", "EUR", 2500),
        ("0.01", "EUR", 1),
        ("007", "EUR", 700),
        ("1,000", "KWD", 1000),
        ("1200", "JPY", 1200),
        ("0.0001", "CLF", 1),
        ("0" * 5000 + "1", "EUR", 100),
        ("0", "EUR", 0),
    ],
)
def test_amounts_that_are_understood(text: str, currency: str, minor: int) -> None:
    """R27: comma or point marks the decimals."""
    assert parse_amount(text, currency) == minor


REFUSED = [
    "", " ", ".", ",", "1.", ".5", "1,000.50", "1.000,5", "1,000.5O", "1 000", "1e3", "0x10", "+5", "--5", "5-", "−5",
    "1_000", "１２", "٣", "१२", "²", "½", "NaN", "inf", "five", "5 EUR", "€5", "5\n", "\t5", "5\x00", "\u200b5",
    "5\u00a0", "12345678901234567890", "9" * 5000, " 5", "5 ", "1.2.3", "'5", "=5", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED, ids=ascii)
@pytest.mark.parametrize("signed", [False, True])
def test_amounts_that_are_refused(text: str, signed: bool) -> None:
    """R27: letters, blanks, other signs, thousands marks and foreign digits are refused at the field."""
    with pytest.raises(Invalid) as refused:
        parse_amount(text, "EUR", field="price", signed=signed)
    assert list(refused.value.fields) == ["price"]


@pytest.mark.parametrize(("text", "currency"), [("1.5", "JPY"), ("1,0", "JPY"), ("0.001", "EUR"), ("1.0000", "KWD")])
def test_more_decimals_than_the_currency_has(text: str, currency: str) -> None:
    """R27: refused, even where the extra decimals are zero."""
    with pytest.raises(Invalid, match=f"{currency} has"):
        parse_amount(text, currency)


def test_a_leading_minus_only_where_it_makes_sense() -> None:
    """R27, R30: "correct balance" takes a minus, "add funds" does not."""
    assert parse_amount("-5", "EUR", signed=True) == -500
    with pytest.raises(Invalid, match="must not be negative"):
        parse_amount("-5", "EUR")


@given(st.text(st.characters(), max_size=12), CURRENCY)
def test_any_text_is_a_number_or_refused(text: str, currency: str) -> None:
    """R27, P1: whatever is typed gives a whole number in range or a refusal at the field; only ASCII digits count."""
    try:
        minor = parse_amount(text, currency, signed=True)
    except Invalid as error:
        refused = error.fields
    else:
        assert type(minor) is int
        assert abs(minor) <= LARGEST_BALANCE
        assert set(text) <= set("0123456789.,-")
        return
    assert list(refused) == ["amount"]
    assert refused["amount"]


@given(st.integers(min_value=LARGEST_BALANCE // 100, max_value=10**25), st.integers(min_value=1, max_value=99))
@example(LARGEST_BALANCE // 100, 1)
def test_the_largest_amount(whole: int, cents: int) -> None:
    """Reliability 3.1: nothing that could leave 64 bits gets in."""
    assert parse_amount(f"{LARGEST_BALANCE // 100}", "EUR") == LARGEST_BALANCE
    with pytest.raises(Invalid, match="too large"):
        parse_amount(f"{whole}.{cents:02}", "EUR")
