"""What the page of an order says of it (R131, R143, R146)."""

from collections import Counter
from collections.abc import Sequence

from billia_tui import clock
from billia_tui.money import Money
from billia_tui.operations.orders.pages import JobRow, PurchaseDetails
from billia_tui.screens.kinds.facts_page import Fact
from billia_tui.screens.kinds.record_page import Section
from billia_tui.vocabulary import DocumentType, JobState
from billia_tui.widgets.cells import Piece, Tone
from billia_tui.widgets.status_text import customer_status, paid_mark, purchase_status

_JOB_TONES: dict[JobState, Tone] = {
    JobState.WAITING: "muted",
    JobState.RUNNING: "info",
    JobState.DONE: "good",
    JobState.FAILED: "bad",
}


def sections(order: PurchaseDetails, *, further: bool, staff: bool) -> Sequence[Section]:
    """All sections; `further` adds each order, the times of the jobs, and what only developers see (R144, R183).

    Not for the `staff`, that is in the Customer Panel, there are no jobs, notes and log (R177).
    """
    row = order.row
    profile = [("Profile", order.profile)] if order.profile else []
    merged = [("Was of", f"{order.merged_from}, merged into this one")] if order.merged_from else []
    owner = order.customer
    return (
        ("Owner", [("Customer", f"{owner.id} {owner.name}"), *merged, ("Status", customer_status(owner.status))]),
        (
            f"Order {row.id}",
            [
                ("Status", _status(order, staff=staff)),
                ("Placed", clock.shown(row.placed_at)),
                ("Type", row.type),
                ("Payment", paid_mark(paid=row.paid, due=row.rest)),
                ("Paid at", clock.shown(row.paid_at)),
                ("Payment method", row.payment_method),
                *profile,
            ],
        ),
        ("Price in detail", _price(order)),
        (f"Orders ({len(order.orders)})", _orders(order) if further else ()),
        (f"Payments ({len(order.payments)})", _payments(order)),
        (f"Documents ({len(order.documents)})", _documents(order)),
        (f"Automator jobs ({len(order.jobs)})", _jobs(order, further=further) if staff else ()),
        (_notes_heading(order), _notes(order) if staff else ()),
        ("Log · the newest lines", _log(order)),
        ("Raw ids", order.raw_ids if further else ()),
    )


def _status(order: PurchaseDetails, *, staff: bool) -> Piece:
    """With the jobs that are not done: they stand further down, on a small terminal out of view."""
    text, tone = purchase_status(order.row.status)
    left = Counter(job.state for job in order.jobs if staff and job.state != JobState.DONE)
    told = ", ".join(f"{number} {state}" for state, number in left.items())
    return (f"{text} · jobs: {told}", tone) if told else (text, tone)


def _price(order: PurchaseDetails) -> list[Fact]:
    """The amounts stand first, so that they line up beside names of any length."""
    parts = order.price
    amounts = [(line.price, f"{line.type}: {line.title}") for line in order.orders]
    if parts.adjustment.minor:
        amounts.append((parts.adjustment, "adjustment"))
    credited = any(one.type == DocumentType.CREDIT_NOTE and not one.cancelled for one in order.documents)
    paid = "paid, less what was credited" if credited else "paid"
    wallet = f", {parts.from_wallet} of it from the wallet" if parts.from_wallet.minor else ""
    last = [(parts.paid, f"{paid}{wallet}"), (parts.due, "due")]
    widest = max(len(str(amount)) for amount, _ in [*amounts, (order.row.price, ""), *last])

    def line(amount: Money, words: str, tone: Tone = "") -> Fact:
        return "", (f"{amount!s:>{widest}}  {words}", tone)

    return [
        *(line(amount, words) for amount, words in amounts),
        line(order.row.price, "price", "strong"),
        *(line(amount, words) for amount, words in last),
    ]


def _orders(order: PurchaseDetails) -> list[Fact]:
    """Each order with the service that it is about."""
    facts: list[Fact] = []
    for line in order.orders:
        about = [line.description, f"service {line.service_id}" if line.service_id is not None else "no service"]
        about += [line.product] if line.product not in {"", line.description} else []
        about += [line.domain] if line.domain else []
        facts.append((f"{line.type}", " · ".join([*about, str(line.price)])))
    return facts


def _payments(order: PurchaseDetails) -> list[Fact]:
    """Each record in a line; one that was taken back says so (R201, R202)."""
    facts: list[Fact] = []
    for one in order.payments:
        parts = [clock.day(one.at), str(one.amount), f"{one.kind}, {one.method}", one.document, one.reference]
        words = " · ".join(filter(None, [*parts, one.reason, one.admin]))
        back = one.taken_back_at
        facts.append((f"{one.id}", words if back is None else (f"{words} · ✖ taken back {clock.day(back)}", "muted")))
    return facts or [("", ("No payments yet.", "muted"))]


def _documents(order: PurchaseDetails) -> list[Fact]:
    facts: list[Fact] = []
    for document in order.documents:
        words = f"{document.type} · {clock.day(document.issued_at)} · {document.amount}"
        facts.append((document.number, (f"{words} · ✖ cancelled", "muted") if document.cancelled else words))
    return facts or [("", ("No documents yet.", "muted"))]


def _jobs(order: PurchaseDetails, *, further: bool) -> list[Fact]:
    facts: list[Fact] = []
    for job in order.jobs:
        tone = _JOB_TONES.get(job.state, "warn")
        facts.append((f"{job.id}", (f"{job.state} · {job.name} · {job.message or '–'}", tone)))
        if further:
            facts += _job_details(job)
    return facts or [("", ("No automator jobs.", "muted"))]


def _job_details(job: JobRow) -> list[Fact]:
    times: list[Fact] = [("", f"started {clock.shown(job.started_at)} · ended {clock.shown(job.ended_at)}")]
    return times + ([("", (job.raw, "muted"))] if job.raw else [])


def _notes_heading(order: PurchaseDetails) -> str:
    more = order.note_count - len(order.notes)
    return f"Notes ({order.note_count})" + (f" · the newest {len(order.notes)}" if more > 0 else "")


def _notes(order: PurchaseDetails) -> list[Fact]:
    facts: list[Fact] = [
        (f"{note.id}", f"{clock.day(note.created_at)} · {note.admin} · {note.line}") for note in order.notes
    ]
    return facts or [("", ("No notes.", "muted"))]


def _log(order: PurchaseDetails) -> list[Fact]:
    return [
        (clock.shown(line.at), " · ".join(filter(None, [line.who, line.action, line.summary]))) for line in order.log
    ]
