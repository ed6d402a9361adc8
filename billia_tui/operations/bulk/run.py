"""Bulk work from beginning to end, step by step: what the console and the commands drive, and may stop."""

import time
from uuid import uuid4

from billia_tui.operations.bulk import work as bulk
from billia_tui.operations.bulk.plan import Plan
from billia_tui.operations.bulk.work import Done
from billia_tui.operations.desk import Desk

TOGETHER = 100
"""Customers that are changed in one transaction."""

TURN = 0.12
"""Seconds between two transactions on SQLite, where a waiting writer looks every 0.1 s whether it can begin."""


NO_TURN = "stopped before its turn"


class BulkRun:
    """The work of a dry run: `step` does the next customers, until it tells that there are no others.

    `finish` ends the batch, at the end as well as before it; what was done stays done.
    """

    def __init__(self, desk: Desk, plan: Plan) -> None:
        self.work = plan.work
        self.outcomes = plan.outcomes.only_refused()
        self.total = len(plan.outcomes.changing)
        self.tried = 0
        self.done = Done(0, sum(plan.outcomes.refused.values()))
        self.batch_id: int | None = None
        self._desk = desk
        self._plan = plan
        self._request_key = uuid4().hex
        self._pause = TURN if desk.store.dialect == "sqlite" else 0.0

    def step(self) -> bool:
        """Does the next customers; tells whether there are others. After an error it can be called again."""
        if self.batch_id is None:
            self.batch_id = self._desk.change(
                bulk.begin,
                self.work,
                changing=self.total,
                refused=self._plan.outcomes.refused,
                request_key=self._request_key,
            )
        elif self.tried:
            time.sleep(self._pause)
        ids = self._plan.outcomes.changing[self.tried : self.tried + TOGETHER]
        self.done = self._desk.change(bulk.do_some, self.batch_id, self.work, ids)
        refused = {one.id: one.refusal for one in self.done.refusals}
        for customer_id in ids:
            self.outcomes.add(customer_id, refused.get(customer_id, ""))
        self.tried += len(ids)
        return self.tried < self.total

    def finish(self) -> Done:
        """Ends the batch, if there is one; those without a turn are among the outcomes."""
        if self.batch_id is not None:
            self.done = self._desk.change(bulk.finish, self.batch_id)
        self.outcomes.add_all(self._plan.outcomes.changing[self.tried :], NO_TURN)
        self.outcomes.sort()
        return self.done

    @property
    def left(self) -> int:
        """How many had no turn."""
        return self.total - self.tried
