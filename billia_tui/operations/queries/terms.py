"""What a query says, once it is understood: the terms of docs/queries.md with typed values. Loads no database."""

from dataclasses import dataclass
from dataclasses import field as of_class
from datetime import datetime
from enum import StrEnum

from billia_tui.errors import BilliaError
from billia_tui.operations.queries.customer_query import Sort
from billia_tui.vocabulary import CustomerStatus, PurchaseStatus, ServiceStatus


class QueryError(BilliaError):
    """A query that cannot be understood. `start` and `end` are the places of the wrong word in what was typed."""

    exit_code = 2

    def __init__(self, text: str, start: int, end: int) -> None:
        super().__init__(text)
        self.start = start
        self.end = end


class QueryField(StrEnum):
    """The fields of the language; the value is what is typed before the colon, "" for a plain word."""

    WORD = ""
    STATUS = "status"
    HOLD = "hold"
    WALLET = "wallet"
    CREDIT = "credit"
    CURRENCY = "currency"
    LABEL = "label"
    RESELLER = "reseller"
    SERVICE = "service"
    EXPIRES = "expires"
    ORDER = "order"
    EMAIL = "email"
    COUNTRY = "country"
    NOTE = "note"
    CREATED = "created"
    BLOCKED = "blocked"
    PRODUCTS = "products"


class Comparison(StrEnum):
    """How a value is compared; the value is the sign that is typed."""

    IS = "="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


class Hold(StrEnum):
    """What `hold:` takes."""

    YES = "yes"
    NO = "no"
    MANUAL = "manual"
    AUTO = "auto"


class Payment(StrEnum):
    """What `order:` takes besides the statuses of an order."""

    PAID = "paid"
    UNPAID = "unpaid"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: from `first` on, up to `until` but without it; None leaves that side open."""

    first: datetime | None = None
    until: datetime | None = None


ANY_TIME = Span()


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in one currency alone, on the scale of `Money.rank`."""

    rank: int
    currency: str


Value = str | int | Amount | Span | tuple[str, str] | CustomerStatus | ServiceStatus | PurchaseStatus | Hold | Payment
"""The value of a term, by field:

- WORD, NOTE: text, folded (`text.fold`); RESELLER, EMAIL: text, folded, in which `*` stands for any characters.
  Without a `*` the whole name or address is meant. A WORD alone may hold what no store can hold (`text.storable`).
- STATUS: CustomerStatus. HOLD: Hold. SERVICE: ServiceStatus (of a service or domain). ORDER: PurchaseStatus or Payment.
- WALLET, CREDIT: an amount in any currency on the scale of `Money.rank` (1/10,000 of the major unit), or an Amount.
- CURRENCY: its ISO 4217 code. LABEL: (key, value), as typed; the value is "" for any. COUNTRY: ISO 3166-1 code in
  capitals. PRODUCTS: a number.
- CREATED, BLOCKED, EXPIRES: a Span (UTC, whole seconds) that the one time lies in; what was typed as a comparison,
  a day or an age has become that. EXPIRES means one service or domain for both ends.

`comparison` says something of WALLET, CREDIT and PRODUCTS alone. A negated term holds for all customers for whom the
term does not: `-service:expired` for those without any expired service.
"""


@dataclass(frozen=True, slots=True)
class Term:
    """A condition. `start` and `end` are its places in what was typed; they do not make two terms differ."""

    field: QueryField
    value: Value
    comparison: Comparison = Comparison.IS
    negated: bool = False
    start: int = of_class(default=0, compare=False)
    end: int = of_class(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """All terms must hold. `sort` is None if the query does not say; then `descending` says nothing either."""

    terms: tuple[Term, ...] = ()
    sort: Sort | None = None
    descending: bool = False
