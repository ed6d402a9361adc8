"""What the ribbon says of a customer, in words: why it stands as it does, what needs attention, the last contact."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from billia_tui import clock
from billia_tui.operations.customers.glance import Contact, Glance, Why
from billia_tui.vocabulary import CustomerStatus, ServiceStatus
from billia_tui.widgets.cells import Piece, Tone
from billia_tui.widgets.status_text import customer_status

NOTHING: Piece = ("✔ Nothing to attend to", "good")
WARNING = "▲ "
BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Item:
    """Something that needs attention: in short, all of it, and the entry of the table of keys that leads there."""

    short: str
    whole: str
    key: str
    tone: Tone = "bad"


def who_is_it(glance: Glance) -> str:
    """The person's name, and the company's where there is one (R216)."""
    customer = glance.customer
    person = f"{customer.first_name} {customer.last_name}".strip()
    return person if customer.name in {person, ""} else BETWEEN.join(filter(None, [person, customer.name]))


def why_words(why: Why, *, short: bool = False) -> Piece:
    """What, since when, by whom, the reason, and that a limit does not help (R217); `short` leaves the hour out."""
    sign, tone = _sign(why)
    since = f" since {clock.day(why.since) if short else clock.shown(why.since)}" if why.since is not None else ""
    by = f" by {why.who}" if why.who else " · nobody is named in the log"
    reason = f": {why.reason}" if why.reason else ""
    return f"{sign} {why.what}{since}{by}{reason}{'; the limit does not lift it' if why.limit_helps_not else ''}", tone


def _sign(why: Why) -> tuple[str, Tone]:
    if why.what not in {CustomerStatus.BLOCKED, CustomerStatus.INACTIVE}:
        return "‖", "warn"
    text, tone = customer_status(CustomerStatus(why.what))
    return text.partition(" ")[0], tone


def attention(glance: Glance) -> Iterator[Item]:
    """What needs attention, the loudest first (R218)."""
    for unpaid in glance.unpaid:
        words = f"{unpaid.count:,} unpaid, {unpaid.due} since {clock.day(unpaid.oldest)}"
        yield Item(words, words, "all_orders")
    if glance.lapsed:
        named = [
            f"{one.count:,} {'in ' * (status == ServiceStatus.REDEMPTION)}{status}" for status, one in glance.lapsed
        ]
        dated = [f"{words} since {clock.day(one.since)}" for words, (_, one) in zip(named, glance.lapsed, strict=True)]
        tone: Tone = "warn" if glance.lapsed[0][0] == ServiceStatus.EXPIRED else "bad"
        yield Item(", ".join(named), ", ".join(dated), "all_services", tone)
    if failed := glance.not_renewed:
        words = f"{failed.count:,} not renewed"
        yield Item(
            f"{words}: {failed.words}", f"{words} since {clock.day(failed.since)}: {failed.words}", "all_services"
        )
    if ends := glance.ends:
        words = f"{ends.count:,} end{'s' * (ends.count == 1)} {clock.day(ends.since)}"
        yield Item(words, f"{words}{' or later' * (ends.count > 1)}; not renewed by itself", "all_services", "warn")
    if failed := glance.failed:
        words = f"{failed.count:,} order{'s' * (failed.count > 1)} failed"
        said = f": {failed.words}" if failed.words else ""
        yield Item(words, f"{words} since {clock.day(failed.since)}{said}", "all_orders")
    if back := glance.bounced:
        words = f"mail to {back.words} bounced" + (f" (+{back.count - 1})" if back.count > 1 else "")
        yield Item(words, f"{words} on {clock.day(back.since)}", "panel_3", "warn")
    if glance.never_confirmed:
        yield Item("e-mail never confirmed", "e-mail never confirmed", "send_activation", "warn")


def paid_words(glance: Glance) -> str:
    """What was paid in all, by currency (R218)."""
    return " + ".join(str(amount) for amount in glance.paid) or "nothing"


def contact_words(contact: Contact | None) -> str:
    """When, by whom, what, and how it begins (R218)."""
    if contact is None:
        return "no contact yet"
    return f"last contact {clock.day(contact.at)} by {contact.who}: {contact.kind} “{contact.words}”"


def wrapped(parts: Sequence[str], width: int, most: int) -> list[list[int]]:
    """Which parts stand in which line, with `BETWEEN` between them: at most so many lines; what is left is missing."""
    lines: list[list[int]] = [[]]
    used = 0
    for place, part in enumerate(parts):
        room = cell_len(part) + (cell_len(BETWEEN) if lines[-1] else 0)
        if lines[-1] and used + room > width:
            if len(lines) == most:
                break
            lines.append([])
            used, room = 0, cell_len(part)
        lines[-1].append(place)
        used += room
    return lines
