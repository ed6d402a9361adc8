"""What the hand-written customers are written with: days before now instead of times, codes instead of ids."""

from collections.abc import Mapping
from typing import Self

from billia_tui.demo.account import Account
from billia_tui.demo.addresses import Consent
from billia_tui.demo.basket import Part
from billia_tui.demo.catalogue import CARD, ITEMS, WALLET, Item, price
from billia_tui.demo.course import Course, waiting
from billia_tui.demo.names import Person, slug
from billia_tui.demo.partners import Affiliation
from billia_tui.demo.places import PLACES
from billia_tui.demo.sheet import Sheet
from billia_tui.demo.staff import Staff
from billia_tui.demo.times import DAY, HOUR, months_later
from billia_tui.vocabulary import (
    AffiliateScheme,
    CustomerStatus,
    MovementKind,
    OrderType,
    PurchaseStatus,
    Role,
    ServiceStatus,
)

_BY_CODE = {item.code: (number, item) for number, item in enumerate(ITEMS, start=1)}
_PLACES = {place.country: place for place in PLACES}
_RUNNING = frozenset({ServiceStatus.ACTIVE, ServiceStatus.CONFIGURE, ServiceStatus.INACTIVE})


class Scene:
    """One hand-written customer: `account` and the ways to fill it."""

    def __init__(self, sheet: Sheet, staff: Staff, customer_id: int, others: Mapping[str, Account]) -> None:
        self._sheet, self._staff, self._id, self._others = sheet, staff, customer_id, others
        self._products: dict[int, Item] = {}
        self._now = sheet.now
        self.account: Account

    def enter(
        self,
        name: tuple[str, str],
        address: tuple[str, str, str, str, str],
        days: float,
        *,
        username: str = "",
        email: str = "",
        owner: int = 0,
        company: tuple[str, str, str] = ("", "", ""),
        active: bool = True,
        invoiced: bool = True,
        brought_by: str = "",
        consents: tuple[Consent, ...] = (),
    ) -> Self:
        """Starts the customer.

        Args:
            name: first and last name.
            address: country, phone, city, address, postcode.
            days: how long ago the customer was added.
            username: if it is not made from the name.
            email: if it is not made from the username.
            owner: the number of the reseller.
            company: name, number, VAT number.
            active: whether the customer was activated.
            invoiced: whether the main profile has "auto generate invoice" on.
            brought_by: the username of an affiliate who was written before.
            consents: the changes of the subscription of the registration address.
        """
        letters = username or f"{slug(name[0])}.{slug(name[1])}"
        country, phone, *rest = address
        person = Person(*name, letters, phone, _PLACES[country], *rest)
        self.account = Account(self._sheet, self._staff, self._id, person, self.ago(days))
        self.account.owner = self._staff.owners[owner]
        self.account.email = email or f"{letters}@example.org"
        if "@" in email and not username:
            self.account.username = email
        self.account.referrer = self._others.get(brought_by)
        self.account.open(
            by=Role.SALES, company=company[0], number=company[1], vat=company[2], invoiced=invoiced, consents=consents
        )
        if active:
            self.account.become(CustomerStatus.ACTIVE, self.ago(days) + 1200, None)
        return self

    def ago(self, days: float) -> int:
        """That many days before now."""
        return self._now - int(days * DAY)

    def product(
        self,
        code: str,
        days: float,
        status: ServiceStatus = ServiceStatus.ACTIVE,
        domain: str = "",
        *,
        renews: bool = True,
    ) -> int:
        """Adds a service or domain bought so many days ago, and renewed until now or until it lapsed; gives its id."""
        number, item = _BY_CODE[code]
        created = self.ago(days)
        course = waiting(created)
        if status != ServiceStatus.PENDING:
            activated = created + HOUR // 4
            course = Course(status, created, activated, self._end(item, activated, running=status in _RUNNING))
        service = self.account.basket.service(item, number, course, domain, auto_renew=renews and status in _RUNNING)
        self._products[service] = item
        return service

    def _end(self, item: Item, activated: int, *, running: bool) -> int | None:
        """The end of the period that runs, or of the one before it; None if one-time."""
        if item.months is None:
            return None
        periods = 1
        while months_later(activated, item.months * periods) <= self._now:
            periods += 1
        return months_later(activated, item.months * (periods if running else max(periods - 1, 1)))

    def line(self, kind: OrderType, service: int) -> Part:
        """An order on one of the products; edits and cancellations are free."""
        item = self._products[service]
        free = kind in {OrderType.EDIT, OrderType.CANCEL}
        return kind, service, item.name, 0 if free else price(item.cents, self.account.currency)

    def given_up(self, code: str) -> Part:
        """An order that never became a service."""
        item = _BY_CODE[code][1]
        return OrderType.NEW, None, item.name, price(item.cents, self.account.currency)

    def buy(
        self,
        days: float,
        *lines: Part,
        status: PurchaseStatus = PurchaseStatus.ACTIVATED,
        method: int = CARD,
        paid: bool = True,
        profile: int | None = None,
    ) -> int:
        """Adds a purchase of so many days ago, for the main profile or another; gives its id."""
        at = self.ago(days)
        paid_at = at + 240 if paid else None
        return self.account.basket.purchase(at, status, list(lines), method, paid_at=paid_at, profile=profile)

    def new(self, days: float, *codes: str, domain: str = "", method: int = CARD) -> int:
        """Buys products that are Active ever since, in one purchase; gives its id."""
        services = [self.product(code, days, domain=domain) for code in codes]
        return self.buy(days, *(self.line(OrderType.NEW, service) for service in services), method=method)

    def pay_in(self, days: float, minor: int, note: str = "") -> None:
        """Adds funds."""
        self.account.purse.move(MovementKind.FUNDS, minor, self.ago(days), note, Role.SUPPORT)

    def correct(self, days: float, minor: int, reason: str) -> None:
        """Corrects the balance."""
        self.account.purse.move(MovementKind.CORRECTION, minor, self.ago(days), reason, Role.SALES)

    def pay_by_wallet(self, days: float, *lines: Part) -> None:
        """Buys with the wallet."""
        self.buy(days, *lines, method=WALLET)

    def note(
        self,
        days: float,
        text: str,
        by: Role = Role.SUPPORT,
        *,
        edited: float | None = None,
        purchase: int | None = None,
    ) -> None:
        """Adds a user note, or an order note of `purchase`."""
        last = None if edited is None else self.ago(edited)
        self.account.note(text, by, self.ago(days), edited=last, purchase=purchase)

    def credit(self, days: float, minor: int, note: str) -> None:
        """Sets the credit limit."""
        self.account.purse.set_limit(minor, self.ago(days), note, Role.SALES)

    def partner(self, level: int, scheme: AffiliateScheme, days: float, *, ended: float | None = None) -> None:
        """Makes the customer an affiliate since so many days, until `ended` days before now."""
        last = None if ended is None else self.ago(ended)
        self.account.affiliation = Affiliation(level, scheme, self.ago(days), last)

    def label(self, component: int, value: str, days: float = 30) -> None:
        """Attaches a label to the customer."""
        self.account.label(component, value, self.ago(days))
