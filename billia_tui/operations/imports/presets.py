"""Presets: the columns of well-known files, by name."""

from dataclasses import dataclass, field

from billia_tui.errors import Refused
from billia_tui.operations.imports.columns import Values, Wishes
from billia_tui.operations.imports.fields import KindName
from billia_tui.vocabulary import CustomerStatus, PurchaseStatus

UNKNOWN = "unknown"
"""The company number that a preset gives where the source has none: R102 requires one."""


@dataclass(frozen=True, slots=True)
class Preset:
    """What is known of another system's files: wishes by kind, and the files that lie beside the orders."""

    wishes: dict[KindName, Wishes]
    lines: Wishes = field(default_factory=Wishes)
    catalogue: Wishes = field(default_factory=Wishes)
    lines_file: str = ""
    catalogue_file: str = ""


def _chinook_customer(values: Values) -> Values:
    """The state goes behind the city, the way addresses are written there; a company gets a number."""
    state = values.pop("_state", "").strip()
    if state:
        values["city"] = ", ".join(part for part in (values.get("city", "").strip(), state) if part)
    if values.get("company_name", "").strip() and not values.get("company_number"):
        values["company_number"] = UNKNOWN
    return values


_CHINOOK = Preset(
    wishes={
        KindName.CUSTOMERS: Wishes(
            columns={
                "id": "CustomerId",
                "first_name": "FirstName",
                "last_name": "LastName",
                "company_name": "Company",
                "address": "Address",
                "city": "City",
                "_state": "State",
                "country": "Country",
                "postcode": "PostalCode",
                "phone": "Phone",
                "email": "Email",
            },
            values={"currency": "USD", "status": CustomerStatus.ACTIVE},
            finish=_chinook_customer,
        ),
        KindName.ORDERS: Wishes(
            columns={"id": "InvoiceId", "customer": "CustomerId", "placed_at": "InvoiceDate", "price": "Total"},
            values={"currency": "USD", "status": PurchaseStatus.ACTIVATED, "paid": "yes"},
        ),
    },
    lines=Wishes(columns={"order": "InvoiceId", "product": "TrackId", "price": "UnitPrice", "quantity": "Quantity"}),
    catalogue=Wishes(columns={"id": "TrackId", "name": "Name"}),
    lines_file="InvoiceLine.csv",
    catalogue_file="Track.csv",
)
PRESETS = {"chinook": _CHINOOK}


def named(name: str, kind: KindName) -> Preset:
    """The preset `name`; raises Refused if there is none, or none for `kind`."""
    preset = PRESETS.get(name)
    if preset is None:
        raise Refused(f"there is no preset {name!r}; there is {', '.join(PRESETS)}")
    if kind not in preset.wishes:
        raise Refused(f"the preset {name} knows no {kind}; it knows {', '.join(preset.wishes)}")
    return preset
