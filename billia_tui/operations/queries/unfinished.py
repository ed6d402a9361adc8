"""What a query means while it is still being typed: a word that is not finished is no mistake. Loads no database."""

from dataclasses import dataclass
from datetime import datetime

from billia_tui.operations.queries.language import field_of, parse
from billia_tui.operations.queries.terms import QueryError, QueryField
from billia_tui.operations.queries.tokens import Token, token_at, tokens

NAMED_WHOLE = frozenset({QueryField.LABEL, QueryField.RESELLER, QueryField.EMAIL})
"""Fields whose value names something in the store as a whole: a part of it finds nothing, or is refused."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a search box says so far.

    `asked` is the query that the list can show now; `error` the mistake to be shown at once; `unfinished` whether
    the word at the cursor is left out of `asked` because more of it may come.
    """

    asked: str
    error: QueryError | None = None
    unfinished: bool = False


def typed(text: str, cursor: int, shown: str, now: datetime) -> Typed:
    """What the list shall show for a box that holds `text`, its cursor at `cursor`, while it shows `shown`.

    A word counts as not there yet while the cursor stands behind it and it is wrong so far, or names something in
    the store by a part of its name. If `shown` has the same field at that place, it is left as it is.
    """
    error = _error_of(text, now)
    token = token_at(text, cursor)
    if token is None or token.end != cursor or not _may_go_on(token, error):
        return Typed(text.rstrip() if error is None else shown, error)
    if _same_field(text, token, shown):
        return Typed(shown, unfinished=True)
    rest = (text[: token.start] + " " * (token.end - token.start) + text[token.end :]).rstrip()
    error = _error_of(rest, now)
    return Typed(rest if error is None else shown, error, unfinished=error is None)


def _error_of(text: str, now: datetime) -> QueryError | None:
    try:
        parse(text, now)
    except QueryError as error:
        return error
    return None


def _may_go_on(token: Token, error: QueryError | None) -> bool:
    if error is not None:
        return error.start == token.start
    return field_of(token) in NAMED_WHOLE or not token.raw.strip('-"')


def _same_field(text: str, token: Token, shown: str) -> bool:
    """Whether `shown` is `text` with another value in the field at the cursor."""
    if not token.name or shown[: token.start] != text[: token.start]:
        return False
    there = next((other for other in tokens(shown) if other.start == token.start), None)
    return there is not None and there.name == token.name and shown[there.end :] == text[token.end :].rstrip()
