"""The values of a customer to import, checked: those of "add a customer" and what an existing book knows besides."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Reseller
from billia_tui.errors import Invalid
from billia_tui.operations.actor import Actor
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.imports.kinds.customers.rows import Imported
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.messages import mail_texts
from billia_tui.operations.permissions import Right, why_not
from billia_tui.operations.staff import resellers
from billia_tui.vocabulary import CustomerStatus

_EMPTY = asdict(customers.NewCustomer())


def read(session: Session, actor: Actor, cells: Cells, values: Values, known: dict[str, object]) -> Imported | None:
    """A customer as it is stored; None if `cells` collected mistakes.

    Args:
        session: to look resellers up.
        actor: whose rights decide on status and money (R182), row by row.
        cells: collects what is wrong.
        values: the record.
        known: resellers, or why not, by name; kept for the next record.
    """
    new = {name: text if (text := values.get(name, "")).strip() else empty for name, empty in _EMPTY.items()}
    if not new["company_name"] and (new["vat_number"] or new["company_number"]):  # of a trader who has no other name
        new["company_name"] = f"{new['first_name']} {new['last_name']}".strip()
    fields, checked = customers.checked_fields(new, imported=values)
    cells.errors |= fields.errors
    reseller = _reseller(session, actor, cells, new["reseller"], known)
    status, created, activated = _life(actor, cells, values)
    wallet, limit = _money(actor, cells, values, checked["currency"])
    language = values.get("language", "").strip().lower()
    if language and mail_texts.LANGUAGE.fullmatch(language) is None:
        cells.errors["language"] = "takes two letters, as en or de"
    settled = _settled(actor, cells, values)
    if cells.errors or reseller is None:
        return None
    return Imported(checked, reseller, status, created, activated, wallet, limit, language, **settled)


def _settled(actor: Actor, cells: Cells, values: Values) -> dict[str, bool]:
    """What the staff settled about a customer: on hold by hand (R16), paying as arranged, whether it is reminded."""
    found = {name: cells.yes(name, values.get(name, "")) for name in ("on_hold", "custom_payments")}
    for name, right in (("on_hold", Right.STATUS), ("custom_payments", Right.CREDIT)):
        if found[name] and (forbidden := why_not(actor, right)):
            cells.errors.setdefault(name, forbidden)
    return {**found, "reminders": cells.yes("reminders", values.get("reminders", "").strip() or "yes")}


def _reseller(session: Session, actor: Actor, cells: Cells, name: str, known: dict[str, object]) -> Reseller | None:
    if name not in known:
        try:
            known[name] = resellers.named(session, actor, name)
        except Invalid as error:
            known[name] = error.fields["reseller"]
    found = known[name]
    if isinstance(found, Reseller):
        return found
    cells.errors["reseller"] = str(found)
    return None


def _life(actor: Actor, cells: Cells, values: Values) -> tuple[CustomerStatus, datetime, datetime | None]:
    """Status and times. A new customer is Inactive (R3); one of an existing book keeps the status it has there."""
    status = cells.word("status", values.get("status", ""), CustomerStatus.INACTIVE)
    created = cells.time("created_at", values.get("created_at", ""), past=True) or clock.now()
    activated = cells.time("activated_at", values.get("activated_at", ""), past=True)
    if status == CustomerStatus.ACTIVE:
        activated = activated or created
    elif status == CustomerStatus.INACTIVE and activated:
        cells.errors.setdefault("activated_at", "an Inactive customer was never activated")
    if status != CustomerStatus.INACTIVE and (forbidden := why_not(actor, Right.STATUS)):
        cells.errors.setdefault("status", forbidden)
    return status, created, activated


def _money(actor: Actor, cells: Cells, values: Values, currency: str) -> tuple[int, int]:
    """Opening balance and credit limit, in minor units."""
    if "currency" in cells.errors:
        return 0, 0
    wallet = cells.amount("wallet", values.get("wallet", ""), currency, signed=True)
    limit = cells.amount("credit_limit", values.get("credit_limit", ""), currency)
    for name, amount in (("wallet", wallet), ("credit_limit", limit)):
        if amount and (forbidden := why_not(actor, Right.CREDIT)):
            cells.errors.setdefault(name, forbidden)
    return wallet, limit
