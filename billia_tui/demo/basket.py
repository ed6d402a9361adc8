"""What one customer in the making has bought: services and domains, purchases and what they bring with them."""

import json
from typing import TYPE_CHECKING

from billia_tui.db.search_lines import Line, of_service
from billia_tui.demo import jobs, rows
from billia_tui.demo.catalogue import WALLET, Item, price, product_id
from billia_tui.demo.course import DAYS_EXPIRED, DAYS_SUSPENDED, Course
from billia_tui.demo.paperwork import Bought, Buyer, drafts
from billia_tui.demo.sheet import Sheet
from billia_tui.demo.times import DAY, stamp, stamp_or_none
from billia_tui.money import Money
from billia_tui.operations.messages.notifications import Template
from billia_tui.operations.staff.reseller_name import shown_name
from billia_tui.vocabulary import MovementKind, OrderType, PaymentKind, PurchaseStatus, ServiceStatus

if TYPE_CHECKING:
    from billia_tui.demo.account import Account

REGISTRAR = "Example Registrar"
_NAME_SERVERS = '["ns1.example.net","ns2.example.net"]'
_EMPTY = "{}"
_CANCELLED_AFTER = 3 * DAY

_encoder = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
_SERVERS = [_encoder.encode({"address": f"192.0.2.{n + 10}", "host": f"srv-{n:02}.example.net"}) for n in range(40)]
_USAGES = [_encoder.encode({"disk": f"{n % 9 + 1} GB", "traffic": f"{n + 3} GB"}) for n in range(70)]
_STEPS = (
    (ServiceStatus.EXPIRED, 0, Template.EXPIRED),
    (ServiceStatus.SUSPENDED, DAYS_EXPIRED, Template.SUSPENDED),
    (ServiceStatus.REDEMPTION, DAYS_EXPIRED + DAYS_SUSPENDED, Template.REDEMPTION),
)
_LAPSED = [status for status, *_ in _STEPS] + [ServiceStatus.TERMINATED]

Part = tuple[OrderType, int | None, str, int]
"""An order of a purchase: type, service, description, price."""


class Basket:
    """`products` counts what is not Terminated, `found_by` are the lines by which that is found (R33, R213)."""

    def __init__(self, sheet: Sheet, account: "Account") -> None:
        self._sheet, self._account = sheet, account
        self._buyers: dict[int, Buyer] = {}
        self._main = 0
        self._products: dict[int, int] = {}
        self._contacts = ""
        self._has_paid = False
        self.products = 0
        self.found_by: list[Line] = []

    def add_buyer(self, buyer: Buyer, *, main: bool = False) -> None:
        """A profile that purchases can be for; the first one is the main profile until another is."""
        self._buyers[buyer.profile_id] = buyer
        if main or not self._main:
            self._main = buyer.profile_id

    def service(self, item: Item, number: int, course: Course, domain: str, *, auto_renew: bool = True) -> int:
        """Adds a service or domain and gives its id; `number` is the item's in the catalogue."""
        account, service_id, is_domain = self._account, next(self._sheet.ids[rows.ServiceRow]), bool(item.tld)
        product = self._products[service_id] = product_id(number, account.currency)
        row = rows.ServiceRow(
            service_id, account.id, product, item.name, item.category, str(item.kind), domain, str(course.status),
            price(item.cents, account.currency), account.currency, item.months, str(item.term),
            int(auto_renew and item.months is not None), stamp(course.created), stamp_or_none(course.activated),
            stamp_or_none(course.expires), account.owner.id, item.tld, REGISTRAR if is_domain else "",
            f"R{account.id:07}" if is_domain else "", _NAME_SERVERS if is_domain else "[]", item.options,
            _SERVERS[service_id % len(_SERVERS)]
            if item.configure and course.activated else _EMPTY,
            _USAGES[service_id % len(_USAGES)]
            if item.options != _EMPTY and course.status == ServiceStatus.ACTIVE else _EMPTY,
            self._contact_data() if is_domain else _EMPTY,
        )  # fmt: skip
        self._sheet.write(row)
        if course.status != ServiceStatus.TERMINATED:
            self.products += 1
            self.found_by += of_service(domain, row.server)
        if course.expires is not None and course.status in _LAPSED:
            self._tell_course(item, course.status, course.expires, domain if is_domain else item.name)
        return service_id

    def purchase(
        self,
        at: int,
        status: PurchaseStatus,
        lines: list[Part],
        method: int,
        *,
        paid_at: int | None = None,
        profile: int | None = None,
    ) -> int:
        """Adds a purchase with its orders, documents and jobs, and gives its id; without `paid_at` it is Unpaid."""
        account, purchase_id = self._account, next(self._sheet.ids[rows.PurchaseRow])
        orders = [
            rows.OrderRow(next(self._sheet.ids[rows.OrderRow]), purchase_id, str(kind), service_id, description, cost)
            for kind, service_id, description, cost in lines
        ]
        self._sheet.write(*orders)
        total, buyer = sum(line[3] for line in lines), self._buyers[profile or self._main]
        kept = paid_at is not None and status != PurchaseStatus.CANCELLED  # else credited (R137), or never paid
        paid_amount = total if kept else 0
        self._sheet.write(
            rows.PurchaseRow(
                purchase_id, account.id, buyer.profile_id, stamp(at), str(status), int(paid_at is not None),
                stamp_or_none(paid_at), paid_amount, paid_amount if method == WALLET else 0, method, total,
                account.currency, account.owner.id,
            )
        )  # fmt: skip
        if total and paid_at is not None and method == WALLET:
            account.purse.move(MovementKind.ORDER, -total, paid_at, f"order {purchase_id}")
        if paid_amount and paid_at is not None:
            self._sheet.add(
                rows.PaymentRow, purchase_id, str(PaymentKind.PAYMENT), paid_amount, stamp(paid_at), stamp(paid_at),
                method, int(method == WALLET), "", "", None,
            )  # fmt: skip
        bought = Bought(
            purchase_id, account.id, account.owner.id, shown_name(account.owner.name), at, method, total,
            account.currency, tuple((cost, f"{kind}: {description}") for kind, _, description, cost in lines),
        )  # fmt: skip
        ended = None
        if status == PurchaseStatus.CANCELLED:
            ended = min((paid_at or at) + _CANCELLED_AFTER, self._sheet.now - 30)
        customer = f"Customer number {account.id}"
        printed = buyer._replace(lines=(*buyer.lines, customer))
        self._sheet.drafts += drafts(bought, printed, paid=paid_at, cancelled=ended)
        self._sheet.write(*jobs.written(self._sheet.ids[rows.JobRow], orders, status, paid_at or at, self._sheet.now))
        self._tell_purchase(bought, status, paid_at)
        self._reward(purchase_id, lines, paid_at if kept else None)  # R205: what was given back earns nothing
        return purchase_id

    def _reward(self, purchase_id: int, lines: list[Part], paid_at: int | None) -> None:
        """Credits the affiliate who brought the customer (R158, R163)."""
        if paid_at is None:
            return
        first, self._has_paid = not self._has_paid, True
        referrer = self._account.referrer
        if referrer is None or referrer.affiliation is None:
            return
        orders = ((kind, self._products.get(service or 0), cost) for kind, service, _, cost in lines)
        commission = referrer.affiliation.commission(orders, paid_at, first=first)
        if commission:
            referrer.purse.earn(purchase_id, commission, referrer.affiliation.level, paid_at)

    def _tell_purchase(self, bought: Bought, status: PurchaseStatus, paid_at: int | None) -> None:
        if bought.placed < self._sheet.now - jobs.KEPT * 3:
            return  # money in words takes its time
        journal, amount = self._account.journal, str(Money(bought.total, bought.currency))
        journal.tell(bought.placed, Template.PLACED, order=bought.id, amount=amount)
        if paid_at is not None:
            journal.tell(paid_at, Template.PAID, order=bought.id, amount=amount)
        if status == PurchaseStatus.COLLAPSED:
            journal.tell((paid_at or bought.placed) + 90, Template.COLLAPSED, order=bought.id)

    def _tell_course(self, item: Item, status: ServiceStatus, expires: int, name: str) -> None:
        """One notification for each step that the service has made (R168)."""
        day, journal = stamp(expires)[:10], self._account.journal
        for step, days, template in _STEPS:
            if step == ServiceStatus.REDEMPTION and not item.days_redemption:
                continue
            if _LAPSED.index(step) <= _LAPSED.index(status):
                journal.tell(expires + days * DAY, template, service=name, day=day)
        if status == ServiceStatus.TERMINATED:
            days = DAYS_EXPIRED + DAYS_SUSPENDED + item.days_redemption
            journal.tell(expires + days * DAY, Template.TERMINATED, service=name, day=day)

    def _contact_data(self) -> str:
        """Who stands in the registry for all domains of the customer (R124)."""
        if not self._contacts:
            person = self._account.person
            name = f"{person.first_name} {person.last_name}"
            owner = self._account.company_name or name
            self._contacts = _encoder.encode({"Owner": owner, "Administrative": name, "Technical": f"{REGISTRAR} NOC"})
        return self._contacts
