"""Every writing operation breaks at every statement and at its commit: all or nothing (P2, R188)."""

from collections.abc import Callable

import pytest

from billia_tui.operations.desk import Desk
from tests.operations import breaking
from tests.operations.broken_changes import CHANGES, desk_for
from tests.trials.tally import Tally


def run(filled: Callable[[], Desk]) -> Tally:
    """Breaks each change of the table; `filled` gives the desk of a fresh store with something of everything."""
    tally = Tally("statements that fail")
    for name, (operation, args, kwargs) in CHANGES.items():
        desk = filled()
        broken = breaking.FAULTS
        try:
            breaking.everywhere(desk_for(desk, name), operation, *args, **kwargs)
        except AssertionError:
            tally.leaks += 1
            tally.note(f"{name}: something was left behind")
        except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - it is what this trial looks for
            tally.crashes += 1
            tally.note(f"{name}: {type(error).__name__} {error}")
        tally.tries += breaking.FAULTS - broken
        desk.store.close()
    return tally
