"""Pictures of the query language in the list of customers. Look at each that changes before you accept it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.operations.desk import Desk
from billia_tui.screens.finding import query_box
from tests.operations.labels.kit import TIER, component
from tests.screens.console import LARGE, SMALL, open_dialog, press, settle, the_list, until

Steps = Callable[[Pilot[Any]], Awaitable[object]]
SnapCompare = Callable[..., bool]


def typing(text: str, *then: str) -> Steps:
    """Types into the search box, then presses keys."""

    async def steps(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        await press(pilot, "slash", *text)
        for key in then:
            await press(pilot, key)

    return steps


async def refused_by_the_store(pilot: Pilot[Any]) -> None:
    """There is no such label: the cursor comes back into the box."""
    await typing("maria label:nothing=x", "enter")(pilot)
    await until(pilot, lambda: the_list(pilot).query_error is not None)


async def help_from_the_box(pilot: Pilot[Any]) -> None:
    """`?` where a word would begin."""
    await settle(pilot)
    await press(pilot, "slash")
    await open_dialog(pilot, "question_mark")


PICTURES: dict[str, Steps] = {
    "fields": typing("maria cr"),
    "values": typing("maria status:"),
    "next-value": typing("maria status:", "tab", "tab"),
    "many-values": typing("service:", *["tab"] * 7),
    "values-of-the-store": typing("label:tier="),
    "expected": typing("maria created:>5"),
    "wrong": typing("statu:active maria"),
    "wrong-value": typing("maria status:activ created:yesterday", "enter"),
    "refused-by-the-store": refused_by_the_store,
    "ordered": typing("hold:yes sort:wallet"),
    "nothing-found": typing("wallet:<-1000 "),
    "help": help_from_the_box,
}


@pytest.mark.parametrize("size", [LARGE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("name", PICTURES)
def test_pictures(
    name: str,
    size: tuple[int, int],
    app: BilliaApp,
    book_desk: Desk,
    snap_compare: SnapCompare,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Query language: what is offered, expected or wrong stands in one line; no row moves, no colour alone."""
    monkeypatch.setattr(query_box, "PATIENCE", 60)
    component(book_desk, TIER)

    async def steps(pilot: Pilot[Any]) -> None:
        await PICTURES[name](pilot)

    assert snap_compare(app, terminal_size=size, run_before=steps)
