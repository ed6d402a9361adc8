"""Money: an integer of the currency's smallest unit, with its ISO 4217 code. No float anywhere.

The exponents (EUR 2, JPY 0, KWD 3) are those of ISO 4217 itself; a test compares them with the `iso4217` data package.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from billia_tui import showing
from billia_tui.errors import Invalid
from billia_tui.text import clean

RANK_DIGITS = 4
"""`rank` counts in 1/10,000 of the major unit: ISO 4217 knows no currency with more decimals."""

MOST_FUNDS = 1_000_000
"""The largest single amount, in major units (R24)."""

LARGEST_BALANCE = 10**14
"""The largest balance or credit limit, in minor units: far beyond any customer, far within 64 bits."""

_AMOUNT = re.compile(r"(-?)([0-9]+)(?:[.,]([0-9]+))?", re.ASCII)


_CODES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW "
    "CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF "
    "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
    "MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP "
    "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG "
    "YER ZAR ZMW ZWG",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_ENDED = {
    "HRK": (2, date(2023, 1, 14)),
    "BGN": (2, date(2026, 1, 31)),
    "LTL": (2, date(2015, 1, 15)),
    "LVL": (2, date(2014, 1, 14)),
    "EEK": (2, date(2011, 1, 14)),
    "SKK": (2, date(2009, 1, 16)),
    "MTL": (2, date(2008, 1, 31)),
    "CYP": (2, date(2008, 1, 31)),
    "SIT": (2, date(2007, 1, 14)),
    **dict.fromkeys(
        ("DEM", "ATS", "FRF", "BEF", "LUF", "ESP", "PTE", "NLG", "FIM", "GRD", "IEP", "ITL"), (2, date(2002, 2, 28))
    ),
    "SLL": (2, date(2024, 3, 31)),
    "ANG": (2, date(2025, 6, 30)),
    "CUC": (2, date(2021, 6, 30)),
    "ZWL": (2, date(2024, 8, 31)),
}
"""Currencies that were: their decimals, and the last day on which one could pay with them (R238)."""

_EXPONENTS = {code: digits for digits, codes in _CODES.items() for code in codes.split()}

_SHOWN = _EXPONENTS | {code: digits for code, (digits, _) in _ENDED.items()}


def exponent(currency: str) -> int:
    """The number of decimals that ISO 4217 gives `currency`; raises Invalid for an unknown or unusable code."""
    try:
        return _EXPONENTS[currency]
    except KeyError:
        raise Invalid({"currency": f"{currency!r} is no ISO 4217 currency; for example EUR"}) from None


def decimals(currency: str) -> int:
    """The decimals of a currency, of one that is no more too; 0 for one that never was."""
    return _SHOWN.get(currency, 0)


def was_currency(code: str, day: date) -> bool:
    """Whether `code` is a currency that is no more, and still was one on that day."""
    return code in _ENDED and day <= _ENDED[code][1]


def codes() -> Iterable[str]:
    """The codes of all usable currencies."""
    return _EXPONENTS.keys()


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: `minor` smallest units of `currency`."""

    minor: int
    currency: str

    @property
    def amount(self) -> str:
        """The number alone, e.g. "-14.20"; as many decimals as the currency has, none if a damaged store knows it."""
        return self._written("")

    def _written(self, mark: str) -> str:
        digits = _SHOWN.get(self.currency, 0)
        sign = "-" if self.minor < 0 else ""
        whole, rest = divmod(abs(self.minor), 10**digits)
        marked = f"{whole:,}".replace(",", mark) if mark else str(whole)
        return f"{sign}{marked}.{rest:0{digits}d}" if digits else f"{sign}{marked}"

    def __str__(self) -> str:
        """As it is shown: the number with its currency, e.g. "-14.20 EUR"; "1420 ? ZZZ" where it is none.

        In a console that is set so, with marks between thousands.
        """
        if self.currency not in _SHOWN:
            return f"{self.minor} ? {clean(self.currency, limit=10)}"
        return f"{self._written(showing.now().mark)} {self.currency}"

    @property
    def rank(self) -> int:
        """The size of the number shown, the same scale for all currencies: what lists are sorted by."""
        digits = _SHOWN[self.currency] if self.currency in _SHOWN else exponent(self.currency)
        return int(self.minor * 10 ** (RANK_DIGITS - digits))


def parse_amount(text: str, currency: str, *, field: str = "amount", signed: bool = False) -> int:
    """What was typed, as minor units of `currency` (R27); a comma or a point marks the decimals.

    Raises:
        Invalid: with the reason at `field`: letters, blanks, signs, thousands marks, too many decimals, too large.
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise Invalid({field: _what_is_wrong(text)})
    sign, whole, decimals = match[1], match[2].lstrip("0") or "0", match[3] or ""
    if sign and not signed:
        raise Invalid({field: "must not be negative"})
    digits = _SHOWN[currency] if currency in _ENDED else exponent(currency)
    if len(decimals) > digits:
        most = f"at most {digits} decimals" if digits else "no decimals"
        raise Invalid({field: f"{currency} has {most}"})
    if len(whole) > len(str(LARGEST_BALANCE)):
        raise Invalid({field: "is too large"})
    minor = int(whole + decimals.ljust(digits, "0"))
    if minor > LARGEST_BALANCE:
        raise Invalid({field: "is too large"})
    return -minor if sign else minor


def _what_is_wrong(text: str) -> str:
    """Names the mistake in an amount that is not a plain number."""
    if not text.strip():
        return "is required, e.g. 25.50"
    if re.search(r"[.,].*[.,]", text) and re.fullmatch(r"[-0-9.,]+", text):
        return "write it without thousands marks, e.g. 1000.50"
    if " " in text:
        return "must not contain blanks"
    if text.startswith("+"):
        return "write it without a plus sign"
    return "is not a number, e.g. 25.50"
