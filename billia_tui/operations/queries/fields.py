"""The fields of the query language, as docs/queries.md, the help and the completion tell of them. Loads no database."""

from dataclasses import dataclass

from billia_tui.operations.queries.customer_query import Sort
from billia_tui.operations.queries.terms import Hold, Payment, QueryField
from billia_tui.vocabulary import CustomerStatus, PurchaseStatus, ServiceStatus

SORT = "sort"
"""What stands before the colon of an order; it is no field, since it leaves nobody out."""


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a field: what it means, what stands behind its colon, values to show and to offer."""

    meaning: str
    value: str
    examples: tuple[str, ...]
    compared: bool = False


def _listed(words: type[CustomerStatus | ServiceStatus | PurchaseStatus | Hold | Payment | Sort]) -> tuple[str, ...]:
    return tuple(str(word).lower() for word in words)


STATUSES = _listed(CustomerStatus)
HOLDS = _listed(Hold)
SERVICES = _listed(ServiceStatus)
ORDERS = (*_listed(Payment)[::-1], *_listed(PurchaseStatus))
SORTS = tuple(sign + name for name in _listed(Sort) for sign in ("", "-"))

_DAYS_AGO = "an age or a date"

ABOUT: dict[str, About] = {
    QueryField.STATUS: About("status of the account", "a status", STATUSES),
    QueryField.HOLD: About("on hold, and by what", "yes, no, manual or auto", HOLDS),
    QueryField.WALLET: About(
        "balance, in any currency or in one", "a number", ("<0", ">0", "<-14.20", "<-50EUR"), compared=True
    ),
    QueryField.CREDIT: About(
        "credit limit, in any currency or in one", "a number", (">0", ">100", ">100EUR", "0"), compared=True
    ),
    QueryField.CURRENCY: About("pays in this currency", "a code", ("eur", "usd", "gbp", "jpy")),
    QueryField.LABEL: About("a label of the customer", "a key, or key=value", ("tier=gold", "tier", 'city="New York"')),
    QueryField.RESELLER: About("who owns the customer", "a name, * for any characters", ("northhost", "north*")),
    QueryField.SERVICE: About("a service or domain has this status", "a status of services", ("expired", "suspended")),
    QueryField.EXPIRES: About(
        "an active service or domain expires then",
        "an age from now, or a date",
        ("<7d", ">30d", "<0d", "2026-03"),
        compared=True,
    ),
    QueryField.ORDER: About(
        "has an order of this payment or status", "paid, unpaid or a status of orders", ("unpaid", "pending")
    ),
    QueryField.EMAIL: About(
        "has this e-mail address", "an address, * for any characters", ("*@example.org", "ana@example.org")
    ),
    QueryField.COUNTRY: About(
        "lives in this country", "a code, or an English name", ("de", "germany", '"south africa"')
    ),
    QueryField.NOTE: About("has a note with this text", "a part of the text", ("callback", '"call back"')),
    QueryField.CREATED: About(
        "when it was created", _DAYS_AGO, ("<7d", ">1h", ">2026-01-01", "2026-01"), compared=True
    ),
    QueryField.BLOCKED: About("when it was blocked", _DAYS_AGO, ("<7d", "<24h", ">2026-01-01"), compared=True),
    QueryField.PRODUCTS: About("how many services and domains", "a whole number", (">3", "0"), compared=True),
    SORT: About("the order of the list; - turns it round", "a column", ("wallet", "-wallet", "-id")),
}
"""By what is typed before the colon, in the order in which they are shown."""

FOUND_BY_WORDS = frozenset(
    {"company", "domain", "firstname", "id", "lastname", "mail", "name", "phone", "user", "username"}
)
"""What people may take for a field: a word alone is looked for there."""


def in_short() -> list[tuple[str, str]]:
    """The language as the help tells of it: what is typed, and what it means."""
    return [
        ("maria petrova", "both words, in names, e-mail, phone, domain"),
        ('"maria petrova"', "the words together, as they stand"),
        ("-label:vip  -word", "- leaves out"),
        *((f"{name}:{about.examples[0]}", about.meaning) for name, about in ABOUT.items()),
        ("<  <=  >  >=  =", "for numbers, dates (2026-01), ages (12h 7d 2w)"),
    ]
