"""What of a known customer differs in a file and is left: it is told, and `--update` brings it along (R236)."""

from typing import Any

from sqlalchemy.orm import Session

from billia_tui.db.models import Customer
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import custom_payment, status
from billia_tui.operations.imports.kinds.kind import Batch, Updated
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.log import lines as log
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.wallet import hold, movements
from billia_tui.vocabulary import CustomerStatus

_DIRECT = ("created_at", "activated_at", "language", "reminders")
"""What has no operation of its own."""

_YES = {"on_hold": "on_hold_manual", "custom_payments": "custom_payments"}
"""What is yes or no, and where a customer has it."""


def bring_along(session: Session, actor: Actor, batch: Batch, values: Values, customer: Customer) -> Updated:
    """Status, balance, limit and times that a file has otherwise; raises what operations raise, Invalid."""
    differing = _differing(values, customer)
    fixed = tuple(name for name in differing if name == "status" and differing[name] == CustomerStatus.INACTIVE)
    differing = {name: wanted for name, wanted in differing.items() if name not in fixed}
    if not batch.update:
        return Updated(changed=False, fixed=fixed, left=tuple(differing))
    if "status" in differing:
        change = status.activate if differing["status"] == CustomerStatus.ACTIVE else status.block
        change(session, actor, customer.id, batch.reason)
    if "wallet" in differing:
        more = Money(differing["wallet"] - customer.wallet, customer.currency)
        movements.correct_balance(session, actor, customer.id, more.amount, f"brought along {batch.reason}")
    if "credit_limit" in differing:
        limit = Money(differing["credit_limit"], customer.currency)
        movements.set_credit_limit(session, actor, customer.id, limit.amount, f"brought along {batch.reason}")
    if "on_hold" in differing:
        put = hold.put_on if differing["on_hold"] else hold.release
        put(session, actor, customer.id, batch.reason)
    if "custom_payments" in differing:
        custom_payment.switch(session, actor, customer.id, on=differing["custom_payments"])
    _set(session, actor, batch, customer, {name: differing[name] for name in _DIRECT if name in differing})
    return Updated(bool(differing), fixed)


def _differing(values: Values, customer: Customer) -> dict[str, Any]:
    """The fields that are filled in the file and say something else, with what they say."""
    cells = Cells()
    text = {name: values.get(name, "").strip() for name in ("status", "wallet", "credit_limit", *_YES, *_DIRECT)}
    read: dict[str, Any] = {
        "status": cells.word("status", text["status"], CustomerStatus.INACTIVE),
        "wallet": cells.amount("wallet", text["wallet"], customer.currency, signed=True),
        "credit_limit": cells.amount("credit_limit", text["credit_limit"], customer.currency),
        "created_at": cells.time("created_at", text["created_at"], past=True),
        "activated_at": cells.time("activated_at", text["activated_at"], past=True),
        "language": text["language"].lower(),
        **{name: cells.yes(name, text[name]) for name in (*_YES, "reminders")},
    }
    cells.done()
    return {
        name: wanted
        for name, wanted in read.items()
        if text[name] and wanted is not None and wanted != getattr(customer, _YES.get(name, name))
    }


def _set(session: Session, actor: Actor, batch: Batch, customer: Customer, wanted: dict[str, Any]) -> None:
    before, after = log.changed({name: getattr(customer, name) for name in wanted}, wanted)
    if not after:
        return
    require(actor, Right.STATUS)
    customer.put(after)
    thing = ("customer", customer.id)
    log.write(session, actor, customer.id, thing, "import", before=before, after=after, reason=batch.reason)
