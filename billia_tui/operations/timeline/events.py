"""What stands in a timeline, and what it can be narrowed to (R221)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from billia_tui.errors import Invalid
from billia_tui.operations.queries.terms import ANY_TIME, Span
from billia_tui.operations.queries.times import between
from billia_tui.text import storable


class EventKind(StrEnum):
    """What an event is about."""

    CHANGE = "change"
    SERVICE = "service"
    ORDER = "order"
    PAYMENT = "payment"
    WALLET = "wallet"
    DOCUMENT = "document"
    MAIL = "mail"
    NOTIFICATION = "notification"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, cleaned: `what` in a few words, `facts` whatever else is known of it, named.

    `at` is UTC. `who` is a username, with the customer's in whose panel that was, `log.SYSTEM` for what nobody did,
    and empty where it is not recorded. `purchase_id` or `service_id` is what it happened to, where that has a page.
    """

    id: str
    at: datetime
    kind: EventKind
    who: str
    what: str
    facts: tuple[tuple[str, str], ...] = ()
    purchase_id: int | None = None
    service_id: int | None = None

    @property
    def line(self) -> str:
        """All of it in one line."""
        facts = (f"{name}: {value}" if name else value for name, value in self.facts)
        return " · ".join([self.what, *(" ".join(fact.split()) for fact in facts)])


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a timeline is wanted: one kind, a stretch of time (UTC), all of these words."""

    kind: EventKind | None = None
    days: Span = ANY_TIME
    words: tuple[str, ...] = ()


ALL = Wanted()


def wanted(*, kind: str = "", since: str = "", until: str = "", text: str = "") -> Wanted:
    """What was typed: days, months or years such as 2026-11-01 or 2026-11, the one of `until` whole; any words.

    Raises:
        Invalid: at `kind`, `since`, `until`, `text`.
    """
    errors: dict[str, str] = {}
    days = ANY_TIME
    if kind and kind not in {*EventKind}:
        errors["kind"] = f"is none; there are: {', '.join(EventKind)}"
    try:
        days = between(since, until)
    except Invalid as error:
        errors |= error.fields
    if not storable(text):
        errors["text"] = "has characters that no text of a store can have"
    if errors:
        raise Invalid(errors)
    return Wanted(EventKind(kind) if kind else None, days, tuple(text.split()))
