"""The values of a service or domain to import, checked (R27, R118, R123, R125)."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from billia_tui import clock
from billia_tui.money import Money, parse_amount
from billia_tui.operations import stored_json
from billia_tui.operations.imports.kinds.owners import RecordOwner
from billia_tui.operations.imports.kinds.services import pairs
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.input import LONGEST_REASON
from billia_tui.operations.services import domains
from billia_tui.operations.services.changes import checked_name_servers
from billia_tui.vocabulary import PaymentTerm, ServiceKind, ServiceStatus

_LABELS = "ac co com edu gob gov gv ltd me mil net ne nom or org plc sch"
_SECOND_LEVEL = frozenset(_LABELS.split())
"""Labels behind which a country gives out names: example.co.uk."""

_TWO = 2
LONGEST_DOMAIN = 253
LONGEST_PERIOD = 1200
MANY_CHARACTERS = 10_000
"""The most of a cell of name servers: 13 long names, and some blanks."""

FOLLOWING = {
    "product_name": "product_name",
    "category": "category",
    "domain": "domain",
    "tld": "tld",
    "status": "status",
    "price": "price",
    "currency": "currency",
    "period_months": "period_months",
    "payment_term": "payment_term",
    "auto_renew": "auto_renew",
    "activated_at": "activated_at",
    "expires_at": "expires_at",
    "product_id": "product",
    "registrar": "registrar",
    "registrar_customer_id": "registrar_customer_id",
    "name_servers": "name_servers",
    "contacts": "contacts",
    "options": "options",
    "server": "server",
    "usage": "usage",
    "anchor_day": "anchor_day",
    "status_at": "status_at",
    "next_price": "next_price",
    "status_set_at": "status_set_at",
    "status_words": "status_words",
}
"""The columns that a second import changes, and the field that each follows; customer, kind and creation stay."""

_PAIRS = ("contacts", "options", "server", "usage")
_MONEY = frozenset({"price", "next_price", "currency"})
_TIMES = frozenset({"activated_at", "expires_at", "status_at", "status_set_at"})
_WHERE_EMPTY = {
    **dict.fromkeys(_PAIRS, "{}"),
    "name_servers": "[]",
    **dict.fromkeys(("period_months", "product_id", "anchor_day", "next_price")),
}
"""What stands in a column where there is nothing, if that is no empty text."""

_EMPTY = frozenset({None, "", "{}", "[]"})


def read(cells: Cells, values: Values, owner: RecordOwner | None, products: Mapping[str, int]) -> dict[str, Any]:
    """The columns of a service; without an owner only to find all mistakes. `products` are ids by code."""
    currency = cells.currency("currency", values.get("currency", ""), owner.currency if owner else "EUR")
    kind = cells.word("kind", values.get("kind", ""), ServiceKind.SERVICE)
    domain = cells.line("domain", values.get("domain", ""), limit=LONGEST_DOMAIN, required=kind == ServiceKind.DOMAIN)
    domain = domains.as_kept(domain)
    period = cells.period("period_months", values.get("period_months", ""), most=LONGEST_PERIOD)
    auto_renew = cells.yes("auto_renew", values.get("auto_renew", ""))
    if auto_renew and period is None:
        cells.errors.setdefault("auto_renew", "a one-time service is not renewed (R123)")
    if not values["price"].strip():
        cells.errors["price"] = "is required, e.g. 25.50"
    activated = cells.time("activated_at", values.get("activated_at", ""), past=True)
    created = cells.time("created_at", values.get("created_at", ""), past=True)
    return {
        "customer_id": owner.id if owner else 0,
        "reseller_id": owner.reseller_id if owner else 0,
        "product_id": _product(cells, values.get("product", ""), products),
        "product_name": cells.line("product_name", values["product_name"], required=True),
        "category": cells.line("category", values.get("category", "")),
        "kind": kind,
        "domain": domain,
        "tld": _tld(cells, values, domain) if kind == ServiceKind.DOMAIN else "",
        "status": cells.word("status", values.get("status", ""), ServiceStatus.ACTIVE),
        "price": cells.amount("price", values["price"], currency),
        "currency": currency,
        "period_months": period,
        "payment_term": cells.word("payment_term", values.get("payment_term", ""), PaymentTerm.PREPAID),
        "auto_renew": auto_renew,
        "created_at": created or activated or clock.now(),
        "activated_at": activated,
        "expires_at": cells.time("expires_at", values.get("expires_at", "")),
        "registrar": cells.line("registrar", values.get("registrar", "")),
        "registrar_customer_id": cells.line("registrar_customer_id", values.get("registrar_customer_id", "")),
        "name_servers": _name_servers(cells, values.get("name_servers", "")),
        "anchor_day": cells.whole("anchor_day", values.get("anchor_day", ""), most=31),
        "status_at": cells.time("status_at", values.get("status_at", ""), past=True),
        "status_set_at": cells.time("status_set_at", values.get("status_set_at", ""), past=True),
        "status_words": cells.line("status_words", values.get("status_words", ""), limit=LONGEST_REASON),
        "next_price": _next_price(cells, values.get("next_price", ""), currency),
        **{name: pairs.read(cells, name, values.get(name, "")) for name in _PAIRS},
    }


def _tld(cells: Cells, values: Values, domain: str) -> str:
    """What stands behind the name that was registered: as the file says, else the last label, or the last two."""
    if text := cells.line("tld", values.get("tld", "")).lstrip(".").lower():
        return text
    labels = domain.split(".")
    two = len(labels) > _TWO and len(labels[-1]) == _TWO and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-2:] if two else labels[-1:]) if len(labels) > 1 else ""


def logged(row: Mapping[str, Any]) -> dict[str, object]:
    """What the log says of a service: what is filled in, money with its currency."""
    told = {name: row[name] for name in FOLLOWING if name not in _MONEY and row[name] not in _EMPTY}
    amounts = {name: row[name] for name in ("price", "next_price") if row[name] is not None}
    return {**told, **{name: str(Money(minor, row["currency"])) for name, minor in amounts.items()}}


def unlogged(told: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a service of which `logged` said this; None is what was empty. Raises Invalid."""
    columns: dict[str, Any] = {}
    for name, value in told.items():
        if name in {"price", "next_price"} and value is not None:
            amount, _, currency = str(value).rpartition(" ")
            amount = "".join(sign for sign in amount if sign in "-.0123456789")
            columns[name] = parse_amount(amount, currency, field=name, signed=True)
            columns |= {"currency": currency} if name == "price" else {}
        elif name in _TIMES:
            columns[name] = None if value is None else datetime.fromisoformat(value)
        else:
            columns[name] = _WHERE_EMPTY.get(name, "") if value is None else value
    return columns


def as_stored(stored: Mapping[str, Any], wanted: Mapping[str, Any], values: Values) -> dict[str, Any]:
    """Of the wanted columns those that the file fills; JSON that says the same stays as it is written."""
    following = {name: wanted[name] for name, field in FOLLOWING.items() if field in values}
    if "tld" not in values and following.get("domain", stored["domain"]) != stored["domain"]:
        following["tld"] = wanted["tld"]
    for name in {*_PAIRS, "name_servers"} & following.keys():
        if stored_json.same(following[name], stored[name]):
            following[name] = stored[name]
    return following


def _next_price(cells: Cells, text: str, currency: str) -> int | None:
    """The price from the next renewal on (R206); none for an empty cell, for zero is a price."""
    return cells.amount("next_price", text, currency) if text.strip() else None


def _product(cells: Cells, text: str, products: Mapping[str, int]) -> int | None:
    code = text.strip()
    if code and code not in products:
        cells.errors["product"] = "is no code of the catalogue here; --map product= leaves the column out"
    return products.get(code)


def _name_servers(cells: Cells, text: str) -> str:
    """Names between blanks or commas; none is fine, else as many as R125 asks for."""
    names = text[:MANY_CHARACTERS].replace(",", " ").split()
    if not names:
        return "[]"
    return cells.collect(lambda: json.dumps(checked_name_servers(names), ensure_ascii=False), "[]")
