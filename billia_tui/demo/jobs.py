"""The automator jobs of purchases (R146): a job for each order, in the state that the purchase's status asks for."""

import json
from collections.abc import Iterator

from billia_tui.demo.rows import JobRow, OrderRow
from billia_tui.demo.times import DAY, stamp
from billia_tui.vocabulary import JobState, PurchaseStatus

KEPT = 30 * DAY
"""How long the demo keeps jobs that are done."""

FAILURE = "the provisioning API answered 503: no capacity in this zone"

_encoder = json.JSONEncoder(sort_keys=True)


def written(
    ids: Iterator[int], orders: list[OrderRow], status: PurchaseStatus, began: int, now: int
) -> Iterator[JobRow]:
    """The jobs of a purchase that was placed, or paid, at `began`."""
    if status == PurchaseStatus.CANCELLED or (status == PurchaseStatus.ACTIVATED and began < now - KEPT):
        return
    ended = min(began + 90, now)
    for place, order in enumerate(orders):
        state, message = _outcome(status, last=place == len(orders) - 1)
        started = None if state == JobState.WAITING else stamp(began)
        done = stamp(ended) if state in {JobState.DONE, JobState.FAILED} else None
        raw = {"order": order.id, "service": order.service_id, "type": order.type}
        name = f"{order.type}: {order.description}"
        yield JobRow(next(ids), order.purchase_id, name, str(state), started, done, message, _encoder.encode(raw))


def _outcome(status: PurchaseStatus, *, last: bool) -> tuple[JobState, str]:
    if status == PurchaseStatus.PENDING:
        return JobState.WAITING, "waits for payment"
    if status == PurchaseStatus.PROCESSING and last:
        return JobState.RUNNING, "is being carried out"
    if status == PurchaseStatus.COLLAPSED and last:
        return JobState.FAILED, FAILURE
    return JobState.DONE, "carried out"
