"""What is typed or imported, checked: every mistake is collected, none is stored."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeVar

from billia_tui.errors import Conflict, Invalid
from billia_tui.money import Money, parse_amount
from billia_tui.text import hidden_character

T = TypeVar("T")
U = TypeVar("U")

LONGEST_LINE = 200
"""The most characters of a name, a city, an address …."""

LONGEST_REASON = 500
LONGEST_NOTE = 5000
LONGEST_EMAIL = 254

_PHONE = re.compile(r"[0-9 +\-()./]*( ?(x|ext\.?) ?[0-9]{1,7})?", re.ASCII | re.IGNORECASE)
_PLAIN_LOCAL = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9_+\-]+(\.[A-Za-z0-9_+\-]+)*", re.ASCII)


def check_seen(seen: int | None, version: int, what: str, fresh: Mapping[str, str]) -> None:
    """Raises Conflict with the `fresh` values if `what` was saved since the version that a form has `seen` (R189)."""
    if seen is not None and seen != version:
        raise Conflict(f"someone saved this {what} meanwhile; nothing of yours is lost", dict(fresh), seen=version)


class Fields:
    """Reads fields one by one, collects what is wrong with them, and tells all of it at once (R152)."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def line(self, name: str, value: str, *, required: bool = False, limit: int = LONGEST_LINE) -> str:
        """A single line, trimmed."""
        text = value.strip()
        if required and not text:
            self.errors[name] = "is required"
        elif len(text) > limit:
            self.errors[name] = f"has {len(text):,} characters; at most {limit} are possible"
        elif hidden := hidden_character(text):
            self.errors[name] = hidden
        return text

    def lines(self, name: str, value: str, *, required: bool = False, limit: int = LONGEST_NOTE) -> str:
        """A text of several lines, trimmed at its end; all kinds of line ends become line feeds."""
        text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").strip()
        if required and not text:
            self.errors[name] = "is required"
        elif len(text) > limit:
            self.errors[name] = f"has {len(text):,} characters; at most {limit:,} are possible"
        elif hidden := hidden_character(text, lines=True):
            self.errors[name] = hidden
        return text

    def phone(self, name: str, value: str) -> str:
        """A phone number: digits, spaces, `+ - ( ) . /`, and an extension (R76, R211)."""
        text = self.line(name, value, limit=40)
        if name not in self.errors and not _PHONE.fullmatch(text):
            self.errors[name] = "may hold digits, spaces and + - ( ) . / only, and an extension such as x12"
        return text

    def country(self, name: str, value: str, *, required: bool = True) -> str:
        """A country, by its two-letter code or its English name; the code comes out (R76)."""
        text = self.line(name, value, required=required)
        if name in self.errors or not text:
            return text
        from billia_tui.operations import countries

        code = countries.code_of(text)
        if code is None:
            self.errors[name] = f"{text!r} is no country; use a two-letter code such as DE"
        return code or ""

    def email(self, name: str, value: str) -> str:
        """An e-mail address, trimmed (R91)."""
        text = self.line(name, value, required=True, limit=LONGEST_EMAIL)
        if name not in self.errors:
            wrong = why_no_address(text)
            if wrong:
                self.errors[name] = wrong
        return text

    def check(self, name: str, read: Callable[[], int]) -> int:
        """A value that `read` makes or refuses with Invalid; 0 if refused."""
        try:
            return read()
        except Invalid as error:
            self.errors[name] = next(iter(error.fields.values()))
            return 0

    def collect(self, read: Callable[[], T], otherwise: U) -> T | U:
        """What `read` gives, or `otherwise` if it raises Invalid: its mistakes join the others."""
        try:
            return read()
        except Invalid as error:
            self.errors |= error.fields
            return otherwise

    def reason(self, text: str, *, required: bool = False) -> str:
        """The reason for a change."""
        return self.line("reason", text, required=required, limit=LONGEST_REASON)

    def done(self) -> None:
        """Raises Invalid if anything was wrong."""
        if self.errors:
            raise Invalid(self.errors)


def why_no_address(text: str) -> str | None:
    """Why `text` is no e-mail address, None if it is one.

    R91 decides what is refused here; the library adds what no mail server takes. Nothing is looked up.
    """
    if " " in text:
        return "must not contain spaces"
    if text.count("@") != 1:
        return "needs exactly one @, e.g. ana@example.org"
    local, _, domain = text.partition("@")
    if not local:
        return "needs a name before the @"
    if "." not in domain.strip("."):
        return "needs a dot in the domain, e.g. ana@example.org"
    if _PLAIN_LOCAL.fullmatch(local) and len(text) <= LONGEST_EMAIL:
        return _why_no_domain(domain)
    return _asked_library(text)


@lru_cache(maxsize=8192)
def _why_no_domain(domain: str) -> str | None:
    """What the library has against a domain. Kept: it takes 0.15 ms, and an import asks a million times."""
    return _asked_library(f"a@{domain}")


def _asked_library(text: str) -> str | None:
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        return str(error)
    return None


def reason_text(text: str, *, required: bool = False) -> str:
    """The reason for a change, checked; raises Invalid at `reason`."""
    fields = Fields()
    reason = fields.reason(text, required=required)
    fields.done()
    return reason


def positive_amount(text: str, currency: str) -> int:
    """An amount as typed, in minor units: more than zero; raises Invalid at `amount`."""
    minor = parse_amount(text, currency)
    if not minor:
        raise Invalid({"amount": "must be more than zero"})
    return minor


def part_of(text: str, whole: Money, *, is_what: str) -> int:
    """An amount as typed, in minor units: more than zero, at most `whole`, all that is due, paid …; raises Invalid."""
    minor = positive_amount(text, whole.currency)
    if minor > whole.minor:
        raise Invalid({"amount": f"only {whole} are {is_what}"})
    return minor


def note_text(text: str, *, required: bool = False) -> str:
    """The note of a movement of money, checked; raises Invalid at `note`."""
    fields = Fields()
    note = fields.line("note", text, required=required, limit=LONGEST_REASON)
    fields.done()
    return note
