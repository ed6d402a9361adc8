"""`billia queues list|show|report|add|edit|move|delete|done|put-off|reopen`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from billia_tui import clock
from billia_tui.commands import output, tables
from billia_tui.commands.group import Group
from billia_tui.commands.lazy_imports import late
from billia_tui.commands.output import Answer, Column, columns
from billia_tui.commands.parameters import USUAL, USUAL_AS_JSON, Customer, Desk, LimitOrUsual, Reason, RequestId, Since
from billia_tui.commands.session import desk_of
from billia_tui.errors import BilliaError
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.queries.times import between
from billia_tui.paging import Page, Window

with late():
    from billia_tui.operations.finding import listing as customer_list
    from billia_tui.operations.finding import queue_numbers, queue_work, queues

if TYPE_CHECKING:
    from billia_tui.operations.finding.queues import QueueRow

queues_app = Group("Queues: saved queries, with the number of customers in each.")
QueueName = Annotated[str, typer.Argument(metavar="QUEUE", help="A queue: its name or its key; your own goes first.")]
Query = Annotated[str, typer.Argument(metavar="QUERY", help="As in the search box: docs/queries.md.")]
Key = Annotated[str | None, typer.Option(metavar="KEY", help='A digit that opens it in the list; "" for none.')]


class Way(StrEnum):
    """Which way a queue is moved."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Counted:
    """A queue as `queues list` prints it. `customers` is None where `problem` says why it cannot be counted.

    `open` of them wait, `taken` says who has how many, the others are `put_off` or done; `done_today` counts all that
    were called done since midnight UTC.
    """

    id: int
    key: str
    name: str
    query: str
    own: bool
    customers: int | None
    more: bool
    """Whether there are more than `customers`: counting stopped there."""
    problem: str
    open: int | None = None
    taken: str = ""
    put_off: int = 0
    done_today: int = 0

    @property
    def number(self) -> str:
        """How many, or why not."""
        if self.customers is None:
            return f"✖ {self.problem}"
        return f"{self.customers:,}{'+' if self.more else ''}"


COLUMNS = columns(
    "KEY", "NAME", "CUSTOMERS=number>", "OPEN>", "TAKEN", "PUT OFF>", "DONE TODAY>", "QUERY",
    Column("WHOSE", lambda row: "mine" if row.own else "everybody"),
)  # fmt: skip
WORK = columns("QUEUE", "ADMIN", "DONE>", "PUT OFF>", "CUSTOMERS>")


@queues_app.command("list")
def list_queues(desk: Desk) -> Answer:
    """List the queues, everybody's and yours, with how many customers are in each (1,000+ for more)."""
    rows = tuple(_counted(desk, queue) for queue in desk.ask(queues.of))
    return output.listed(Page(rows, (), more=False), COLUMNS, "no queues; billia queues add makes one")


@queues_app.command("show")
def show(desk: Desk, name: QueueName, limit: LimitOrUsual = None, as_json: bool = False) -> Answer:
    """List the customers in a queue."""
    query = CustomerQuery(words=desk.ask(queues.find, name).query)
    window = Window(limit=limit or (USUAL_AS_JSON if as_json else USUAL))
    found = desk.ask(customer_list.page, query, window)
    return output.listed(found, tables.CUSTOMERS, "nobody is in this queue")


@queues_app.command("add")
def add(
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    query: Query,
    key: Key = None,
    everybody: Annotated[bool, typer.Option("--everybody", help="For all admins, not for you alone.")] = False,
    request_id: RequestId = None,
) -> Answer:
    """Save a query as a queue of yours, or of everybody's."""
    made = desk.change(queues.add, name, query, key=key or "", everybody=everybody, request_key=request_id)
    queue = next(row for row in desk.ask(queues.of) if row.id == made)
    return output.said(f"added queue {queue.name}: {queue.query}", queue)


@queues_app.command("edit")
def edit(
    context: typer.Context,
    name: QueueName,
    new_name: Annotated[str | None, typer.Option("--name", metavar="NAME")] = None,
    query: Annotated[str | None, typer.Option(metavar="QUERY", help="As in the search box: docs/queries.md.")] = None,
    key: Key = None,
) -> Answer:
    """Change a queue; what is not named stays."""
    given = {"name": new_name, "query": query, "key": key}
    values = {field: value for field, value in given.items() if value is not None}
    if not values:
        raise typer.BadParameter("name what to change: --name, --query or --key")
    desk = desk_of(context)
    old = desk.ask(queues.find, name)
    desk.change(queues.edit, old.id, values, seen=old.version)
    new = next(row for row in desk.ask(queues.of) if row.id == old.id)
    before = {"name": old.name, "query": old.query, "key": old.key}
    after = {"name": new.name, "query": new.query, "key": new.key}
    pairs = {field: (before[field], after[field]) for field in after if before[field] != after[field]}
    return output.changed(f"queue {old.name}", old.id, dict(pairs))


@queues_app.command("move")
def move(desk: Desk, name: QueueName, way: Way) -> Answer:
    """Move a queue one place up or down."""
    queue = desk.ask(queues.find, name)
    moved = desk.change(queues.move, queue.id, up=way == Way.UP)
    said = f"queue {queue.name}: moved {way}" if moved else f"queue {queue.name}: is at the end already"
    return output.said(said, {"id": queue.id, "moved": moved})


@queues_app.command("delete")
def delete(desk: Desk, name: QueueName) -> Answer:
    """Delete a queue; no customer changes."""
    queue = desk.ask(queues.find, name)
    desk.change(queues.delete, queue.id)
    return output.deleted(f"deleted queue {queue.name}", queue.id)


@queues_app.command("report")
def report(desk: Desk, since: Since = "") -> Answer:
    """Count what was done and put off, by queue and admin: since a day, a month or a year; today, if left out."""
    first = between(since, "").first or queue_numbers.midnight(clock.now())
    rows = desk.ask(queue_numbers.report, first)
    nothing = f"nothing was done or put off since {clock.day(first)}"
    return output.listed(Page(rows, (), more=False), WORK, nothing)


@queues_app.command("done")
def done(
    desk: Desk, name: QueueName, customer_id: Customer, reason: Reason = "", request_id: RequestId = None
) -> Answer:
    """Call a customer of a queue done, until it leaves the queue and enters it anew."""
    queue = desk.ask(queues.find, name)
    desk.change(queue_work.done, queue.id, customer_id, reason, request_key=request_id)
    return output.said(f"customer {customer_id}: done in {queue.name}", {"id": customer_id, "queue": queue.name})


@queues_app.command("put-off")
def put_off(
    desk: Desk,
    name: QueueName,
    customer_id: Customer,
    until: Annotated[str, typer.Argument(metavar="WHEN", help="2026-12-01, 2026-12-01 14:00, 14:00, 3d, 2h; UTC.")],
    reason: Reason,
    request_id: RequestId = None,
) -> Answer:
    """Put a customer of a queue off until a day or hour."""
    queue = desk.ask(queues.find, name)
    when = desk.change(queue_work.put_off, queue.id, customer_id, until, reason, request_key=request_id)
    said = f"customer {customer_id}: put off in {queue.name} until {clock.shown(when)}"
    return output.said(said, {"id": customer_id, "queue": queue.name, "until": when})


@queues_app.command("reopen")
def reopen(desk: Desk, name: QueueName, customer_id: Customer) -> Answer:
    """Open a customer of a queue again that was put off or done."""
    queue = desk.ask(queues.find, name)
    desk.change(queue_work.reopen, queue.id, customer_id)
    return output.said(f"customer {customer_id}: open in {queue.name}", {"id": customer_id, "queue": queue.name})


def _counted(desk: Desk, queue: "QueueRow") -> Counted:
    about = (queue.id, queue.key, queue.name, queue.query, queue.own)
    try:
        stands = desk.ask(queue_numbers.standing, queue.id)
    except BilliaError as error:
        return Counted(*about, None, more=False, problem=error.text)
    count = stands.customers
    work = (stands.open.number, stands.holders, stands.put_off, stands.done_today)
    return Counted(*about, count.number, not count.exact, "", *work)
