"""One question for everything that a caller may name (R213)."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from billia_tui.operations.actor import Actor
from billia_tui.operations.finding import jump, matched, records
from billia_tui.operations.finding.jump import Hit
from billia_tui.operations.finding.records import Record
from billia_tui.text import fold


@dataclass(frozen=True, slots=True)
class Answer:
    """Customers, those named exactly first, and records that are named exactly; all customers near, or none (R214)."""

    customers: tuple[Hit, ...] = ()
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A line of what was found: `what` says what it is, `customer` whose, `matched` by what it was found.

    `near` says that nothing was found, and that this is like it (R214).
    """

    kind: str
    id: int
    customer_id: int
    customer: str
    what: str
    matched: str
    near: bool = False


def look_up(session: Session, actor: Actor, text: str) -> Answer:
    """What `text` finds; raises QueryError (too many words)."""
    hits = jump.customers(session, actor, text)
    named = records.named(session, actor, text)
    found = [(hit.id, match) for hit in hits for match in hit.matches]
    if not hits and not named:
        return Answer(jump.near_to(session, actor, text))
    return Answer(hits, (*named, *records.of_matches(session, actor, text, found, named)))


def find(session: Session, actor: Actor, text: str) -> tuple[Found, ...]:
    """The same as lines: who is named exactly, then records, then the other customers."""
    answer = look_up(session, actor, text)
    customers = [
        (
            hit.exact,
            Found(
                "customer", hit.id, hit.id, hit.username, f"{hit.name} · {hit.status}", _matched(hit, text), hit.near
            ),
        )
        for hit in answer.customers
    ]
    return (
        *(line for exact, line in customers if exact),
        *(Found(one.kind, one.id, one.customer_id, one.customer, one.what, one.matched) for one in answer.records),
        *(line for exact, line in customers if not exact),
    )


def _matched(hit: Hit, text: str) -> str:
    """What is not in view of a customer, else which of id, username and name holds the words."""
    if hit.matches:
        return matched.said(hit.matches)
    own = {"id": str(hit.id), "username": hit.username, "name": hit.name}
    folded = fold(text).split()
    return ", ".join(name for name, value in own.items() if any(word in fold(value) for word in folded))
