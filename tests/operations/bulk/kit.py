"""Bulk work as the tests do it: planned, and done."""

from typing import Any

from billia_tui.operations.bulk.actions import BulkAction, Work
from billia_tui.operations.bulk.plan import Plan
from billia_tui.operations.bulk.run import BulkRun
from billia_tui.operations.desk import Desk
from billia_tui.operations.queries.selection import Selection

A = BulkAction


def planned(desk: Desk, action: A, selection: Selection, value: str = "", **more: Any) -> Plan:
    """A dry run to its end."""
    plan = Plan(desk, Work(action, selection, value, **more))
    while plan.step():
        pass
    return plan


def done(desk: Desk, plan: Plan) -> BulkRun:
    """The work to its end."""
    run = BulkRun(desk, plan)
    while run.step():
        pass
    run.finish()
    return run


def number(run: BulkRun) -> int:
    """The number of its batch."""
    assert run.batch_id is not None
    return run.batch_id


def of(*ids: int) -> Selection:
    """Some customers."""
    return Selection(frozenset(ids))
