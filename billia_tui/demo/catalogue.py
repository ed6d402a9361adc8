"""The price list of the demo host: categories, products, payment methods."""

from functools import lru_cache
from typing import NamedTuple

from sqlalchemy.orm import Session

from billia_tui.db.models import Category, PaymentMethod, Product
from billia_tui.demo.places import RATES
from billia_tui.money import exponent
from billia_tui.vocabulary import PaymentMethodType, PaymentTerm, ServiceKind

DOMAINS, SETUP = "Domains", "Set-up"


class Item(NamedTuple):
    """A product; `weight` is how often it is bought first, `cents` its price in EUR. Its number is its place + 1."""

    code: str
    name: str
    category: str
    cents: int
    months: int | None
    weight: int
    tld: str = ""
    term: PaymentTerm = PaymentTerm.PREPAID
    configure: bool = False
    options: str = "{}"

    @property
    def kind(self) -> ServiceKind:
        """A domain, or any other service."""
        return ServiceKind.DOMAIN if self.tld else ServiceKind.SERVICE

    @property
    def days_redemption(self) -> int:
        """Registries give a month to redeem a domain; other services have no redemption."""
        return 30 if self.tld else 0


_POSTPAID = PaymentTerm.POSTPAID
ITEMS = (
    Item("WEB-S", "Shared hosting S", "Shared hosting", 3588, 12, 90, options='{"Disk":"10 GB","PHP":"8.3"}'),
    Item("WEB-M", "Shared hosting M", "Shared hosting", 7188, 12, 110, options='{"Disk":"50 GB","PHP":"8.4"}'),
    Item("WEB-L", "Shared hosting L", "Shared hosting", 1199, 1, 40, options='{"Disk":"100 GB","PHP":"8.4"}'),
    Item("VPS-S", "Cloud server S", "VPS", 590, 1, 50, configure=True, options='{"CPU":"2","Memory":"4 GB"}'),
    Item("VPS-M", "Cloud server M", "VPS", 1190, 1, 45, configure=True, options='{"CPU":"4","Memory":"8 GB"}'),
    Item("VPS-L", "Cloud server L", "VPS", 27480, 12, 20, configure=True, options='{"CPU":"8","Memory":"32 GB"}'),
    Item("DED-1", "Dedicated server EX-1", "Dedicated servers", 8900, 1, 8, term=_POSTPAID, configure=True),
    Item("DED-2", "Dedicated server EX-2", "Dedicated servers", 14900, 1, 4, term=_POSTPAID, configure=True),
    Item("MAIL-10", "Mailboxes 10", "E-mail", 2388, 12, 35, options='{"Mailboxes":"10"}'),
    Item("MAIL-50", "Mailboxes 50", "E-mail", 990, 1, 15, options='{"Mailboxes":"50"}'),
    Item("SSL-DV", "SSL certificate", "SSL", 1900, 12, 20),
    Item("SSL-WILD", "SSL wildcard certificate", "SSL", 8900, 24, 8),
    Item("BACKUP", "Backup space 250 GB", "Backup", 490, 1, 12, term=_POSTPAID),
    Item("SETUP-SRV", "Server set-up", SETUP, 4900, None, 3),
    Item("MIGRATE", "Website migration", SETUP, 9900, None, 6),
    *(
        Item(f"DOM-{tld.upper()}", f"Domain .{tld}", DOMAINS, cents, months, weight, tld)
        for tld, cents, months, weight in (
            ("com", 1290, 12, 90), ("net", 1390, 12, 20), ("org", 1290, 12, 25), ("eu", 990, 12, 30),
            ("de", 790, 12, 80), ("co.uk", 890, 12, 40), ("fr", 990, 12, 25), ("es", 990, 12, 20), ("pl", 1190, 12, 20),
            ("cz", 1090, 12, 12), ("se", 1490, 12, 12), ("it", 1090, 12, 14), ("bg", 2900, 12, 10), ("gr", 2400, 24, 8),
            ("jp", 4900, 12, 5), ("com.br", 1490, 12, 10), ("shop", 2990, 12, 10), ("io", 4490, 12, 12),
        )
    ),
)  # fmt: skip


class Method(NamedTuple):
    """A payment method; its id is its place + 1."""

    name: str
    type: PaymentMethodType
    description: str
    shared: bool = True
    enabled: bool = True
    allows_invoice: bool = True
    allows_invoice_person: bool = True


METHODS = (
    Method("Card", PaymentMethodType.ONLINE, "Credit and debit cards"),
    Method("Bank transfer", PaymentMethodType.OFFLINE, "Two to three working days"),
    Method("Wallet", PaymentMethodType.WALLET, "Paid from the customer's wallet"),
    Method("Invoice", PaymentMethodType.INVOICE, "Due within 14 days", allows_invoice_person=False),
    Method("Cash on site", PaymentMethodType.OFFLINE, "At the front desk, by agreement", shared=False),
    Method("Cheque", PaymentMethodType.OFFLINE, "No longer taken", enabled=False),
    Method("Voucher", PaymentMethodType.ONLINE, "Prepaid cards from shops", allows_invoice=False),
)
CARD, TRANSFER, WALLET, INVOICE, CASH, CHEQUE, VOUCHER = range(1, len(METHODS) + 1)

_OFFSETS = {currency: place * len(ITEMS) for place, currency in enumerate(RATES)}
"""Each currency of a customer has a price list of its own; that in EUR comes first."""


def product_id(number: int, currency: str) -> int:
    """The id of product `number` in the price list of `currency`."""
    return number + _OFFSETS[currency]


@lru_cache(maxsize=4096)
def price(cents: int, currency: str) -> int:
    """A price of the EUR list in minor units of `currency`, made to end in 9 or 0 as prices do."""
    digits = exponent(currency)
    minor: int = cents * RATES[currency] * int(10**digits) // 1_000_000
    if currency == "EUR":
        return minor
    return minor // 10 * 10 + (9 if digits else 0)


def stock(session: Session) -> None:
    """Adds categories, products in every currency of the book's customers, and payment methods."""
    categories = {name: Category(name=name) for name in dict.fromkeys(item.category for item in ITEMS)}
    session.add_all(categories.values())
    session.flush()
    for currency in RATES:
        for number, item in enumerate(ITEMS, start=1):
            session.add(_product(number, item, currency, categories[item.category].id))
    for number, method in enumerate(METHODS, start=1):
        session.add(PaymentMethod(id=number, **method._asdict()))


def _product(number: int, item: Item, currency: str, category_id: int) -> Product:
    return Product(
        id=product_id(number, currency),
        code=item.code if currency == "EUR" else f"{item.code}-{currency}",
        name=item.name,
        category_id=category_id,
        kind=item.kind,
        price=price(item.cents, currency),
        currency=currency,
        period_months=item.months,
        payment_term=item.term,
        tld=item.tld,
        needs_configuration=item.configure,
        days_redemption=item.days_redemption,
    )
