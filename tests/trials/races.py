"""Two admins save the same record at the same moment: one wins, the other is told and sees the fresh values (P3)."""

import threading
from collections.abc import Callable
from typing import Any

from billia_tui.db.store import open_store
from billia_tui.errors import BilliaError, Conflict, StoreBusy
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.desk import Desk
from billia_tui.operations.wallet import movements as wallet
from tests.operations.kit import customer
from tests.trials.tally import Tally


def run(url: str, customer_id: int, races: int) -> Tally:
    """Races of two desks on one customer: a form that both have open, then one request that both send."""
    tally = Tally("two admins on one record")
    stores = [open_store(url), open_store(url)]
    desks = [Desk(store, 1) for store in stores]
    for number in range(races):
        tally.tries += 1
        seen = desks[0].ask(customers.contact_data, customer_id).version
        _form(desks, customer_id, number, seen, tally)
        _request(desks, customer_id, number, tally)
    for finding in Check(stores[0]).findings():
        tally.leaks += 1
        tally.note(str(finding))
    for store in stores:
        store.close()
    return tally


def _form(desks: list[Desk], customer_id: int, number: int, seen: int, tally: Tally) -> None:
    """Both save what they typed over the version that both have seen."""
    typed = [f"City {number} of {name}" for name in ("ana", "ben")]
    answers = _both(
        [
            lambda desk=desk, city=city: _patient(  # type: ignore[misc]  # bound now, not when it is called
                lambda: desk.change(customers.edit, customer_id, {"city": city}, seen=seen)
            )
            for desk, city in zip(desks, typed, strict=True)
        ]
    )
    won = [city for city, answer in zip(typed, answers, strict=True) if answer == ["city"]]
    told = [answer for answer in answers if isinstance(answer, Conflict)]
    now = desks[0].ask(customers.contact_data, customer_id).city
    if len(won) != 1 or len(told) != 1 or now != won[0] or told[0].fresh.get("city") != won[0]:
        tally.lost += 1
        tally.note(f"race {number}: {answers!r}, now {now!r}")


def _request(desks: list[Desk], customer_id: int, number: int, tally: Tally) -> None:
    """Both send the same request: an enter pressed twice, a retry that meets the first try."""
    before = customer(desks[0].store, customer_id).wallet
    key = f"race-{number}"
    answers = _both(
        [
            lambda desk=desk: _patient(  # type: ignore[misc]  # the same
                lambda: desk.change(wallet.add_funds, customer_id, "0.01", request_key=key)
            )
            for desk in desks
        ]
    )
    moved = customer(desks[0].store, customer_id).wallet - before
    if moved > 1:
        tally.doubled += 1
    elif moved != 1 or len({getattr(answer, "id", None) for answer in answers}) != 1:
        tally.lost += 1
        tally.note(f"race {number}: moved {moved}, {answers!r}")


def _patient(change: Callable[[], Any]) -> Any:
    """Told "busy, nothing was saved", asks again, as a person would."""
    while True:
        try:
            return change()
        except StoreBusy:
            continue


def _both(works: list[Callable[[], Any]]) -> list[Any]:
    """Does two things at the same moment; gives what came of them, refusals included."""
    start = threading.Barrier(len(works))
    answers: list[Any] = [None] * len(works)

    def do(place: int, work: Callable[[], Any]) -> None:
        start.wait(timeout=30)
        try:
            answers[place] = work()
        except BilliaError as refusal:
            answers[place] = refusal

    threads = [threading.Thread(target=do, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
