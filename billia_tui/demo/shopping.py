"""What customers buy: baskets of services and domains, renewals, changes, and how they pay."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from billia_tui.demo import texts
from billia_tui.demo.account import Account
from billia_tui.demo.basket import Part
from billia_tui.demo.catalogue import CARD, CASH, CHEQUE, INVOICE, ITEMS, TRANSFER, VOUCHER, WALLET, Item, price
from billia_tui.demo.chance import Weighted
from billia_tui.demo.course import Course, lapsing_since, run, waiting
from billia_tui.demo.labelling import COMPONENTS, MONITORED, ORIGIN
from billia_tui.demo.times import DAY, HOUR, YEAR
from billia_tui.money import exponent
from billia_tui.vocabulary import (
    CustomerStatus,
    LabelResource,
    MovementKind,
    OrderType,
    PurchaseStatus,
    Role,
    ServiceStatus,
)

_BASKETS = Weighted((1, 2, 3, 4, 5), (60, 22, 11, 5, 2))
_NUMBERED = tuple(enumerate(ITEMS, start=1))
_SERVICES = Weighted(_NUMBERED, [0 if item.tld else item.weight for item in ITEMS])
_DOMAINS = Weighted(_NUMBERED, [item.weight if item.tld else 0 for item in ITEMS])
_UNDER_WAY = Weighted((PurchaseStatus.PENDING, PurchaseStatus.PROCESSING, PurchaseStatus.COLLAPSED), (50, 30, 20))
_METHODS = Weighted((CARD, TRANSFER, WALLET, INVOICE, VOUCHER), (56, 17, 15, 10, 2))
_HOME = {"GB": "co.uk", "BR": "com.br", "AT": "eu", "CH": "eu", "IE": "eu"}
_BY_TLD = {item.tld: (number, item) for number, item in _NUMBERED if item.tld}
_WITHOUT_DOMAIN = frozenset({"VPS", "Dedicated servers", "Backup"})


class Plan(NamedTuple):
    """A purchase to be made, in the order of time."""

    at: int
    status: PurchaseStatus
    lines: list[Part]
    paid: bool = True


class Shopping:
    """Fills accounts. `words` gives the first part of domain names, each once."""

    def __init__(self, random: Random, words: Iterator[str], now: int) -> None:
        self._random = random
        self._words = words
        self._now = now

    def go(self, account: Account, count: int, until: int) -> None:
        """Gives the customer `count` services and domains, bought before `until`, and the purchases around them."""
        random = self._random
        baskets = []
        while count > 0:
            size = min(_BASKETS.draw(random), count)
            baskets.append((*self._occasion(account, size, until), size))
            count -= size
        plans = []
        for at, status, size, *_ in sorted((at, str(status), size, status) for at, status, size in baskets):
            plans += self._basket(account, at, PurchaseStatus(status), size)
        if account.status != CustomerStatus.INACTIVE and random.random() < 0.12:
            plans.append(self._given_up(account, until))
        for plan in sorted(plans, key=lambda plan: plan.at):
            self._buy(account, plan)

    def _occasion(self, account: Account, size: int, until: int) -> tuple[int, PurchaseStatus]:
        """When a basket is bought, and what became of it. An Inactive customer's stays Pending (R10)."""
        random, earliest = self._random, account.created + HOUR // 6
        if account.status == CustomerStatus.INACTIVE:
            return earliest + int(random.random() * 2400), PurchaseStatus.PENDING
        chance = random.random()
        if chance < 0.07 and until > self._now - DAY:
            at = max(earliest, self._now - HOUR - int(random.random() * 10 * DAY))
            return at, _UNDER_WAY.draw(random)
        if chance > 0.9 and size == 1:
            return -1, PurchaseStatus.ACTIVATED  # lapsing: the time depends on the product
        return earliest + int(random.random() * (until - earliest - HOUR)), PurchaseStatus.ACTIVATED

    def _basket(self, account: Account, at: int, status: PurchaseStatus, size: int) -> list[Plan]:
        """Adds the services of a basket; gives its purchase and those that followed."""
        lines: list[Part] = []
        followed: list[Plan] = []
        when, domain = at, ""
        for _ in range(size):
            number, item = self._choice(account)
            lapsed = lapsing_since(item, account.created, self._now, self._random) if at < 0 else None
            when = at if at >= 0 else lapsed or account.created + HOUR
            if status == PurchaseStatus.ACTIVATED:
                course = run(item, when, self._now, self._random, lapsing=lapsed is not None)
            else:
                course = waiting(when)
            domain = self._domain(account, item, domain)
            renews = course.status == ServiceStatus.ACTIVE and self._random.random() < 0.75
            linked = "" if item.category in _WITHOUT_DOMAIN else domain
            service = account.basket.service(item, number, course, linked, auto_renew=renews)
            if item.configure and self._random.random() < 0.05:
                account.label(MONITORED, "yes", when, by=Role.TECH, thing=(LabelResource.SERVICES, service))
            kind = OrderType.TRANSFER if item.tld and self._random.random() < 0.12 else OrderType.NEW
            lines.append((kind, service, item.name, price(item.cents, account.currency)))
            if status == PurchaseStatus.ACTIVATED:
                followed += self._followed(account, item, service, course, renews=renews)
        paid = status not in {PurchaseStatus.PENDING, PurchaseStatus.CANCELLED}
        return [Plan(when, status, lines, paid), *followed]

    def _choice(self, account: Account) -> tuple[int, Item]:
        """A product and its id: domains mostly of the customer's country."""
        random, country = self._random, account.person.place.country
        if random.random() < 0.55:
            return _SERVICES.draw(random)
        home = _BY_TLD.get(_HOME.get(country, country.lower()))
        if home and random.random() < 0.55:
            return home
        return _DOMAINS.draw(random)

    def _domain(self, account: Account, item: Item, before: str) -> str:
        """A new domain, or the one of the same basket for what belongs to it."""
        if item.tld:
            return f"{next(self._words)}.{item.tld}"
        if before or item.months is None or self._random.random() < 0.3:
            return before
        country = account.person.place.country
        return f"{next(self._words)}.{_HOME.get(country, country.lower() if country != 'US' else 'com')}"

    def _followed(self, account: Account, item: Item, service: int, course: Course, *, renews: bool) -> Iterator[Plan]:
        """The purchases after the first one: renewals, changes, cancellation."""
        random, cost = self._random, price(item.cents, account.currency)
        for at in course.renewed:
            yield Plan(at, PurchaseStatus.ACTIVATED, [(OrderType.RENEW, service, f"{item.name}, renewal", cost)])
        chance, active = random.random(), course.status == ServiceStatus.ACTIVE
        at = course.created + HOUR + int(random.random() * max(self._now - course.created - 2 * HOUR, 0))
        if active and chance < 0.04 and not item.tld:
            line: Part = (OrderType.UPGRADE, service, f"{item.name}, more memory", cost // 2)
            yield Plan(at, PurchaseStatus.ACTIVATED, [line])
        elif active and chance > 0.96:
            line = (OrderType.EDIT, service, f"{item.name}, new owner data", 0)
            yield Plan(at, PurchaseStatus.ACTIVATED, [line])
        elif course.expires and course.status == ServiceStatus.TERMINATED and chance < 0.3:
            line = (OrderType.CANCEL, service, f"{item.name}, cancelled", 0)
            yield Plan(course.expires - DAY, PurchaseStatus.ACTIVATED, [line])
        elif course.expires and not renews and item.months and chance < 0.6:
            asked = course.expires - 10 * DAY
            if course.created + HOUR < asked < self._now and course.status != ServiceStatus.TERMINATED:
                yield Plan(asked, PurchaseStatus.PENDING, [(OrderType.RENEW, service, item.name, cost)], paid=False)

    def _given_up(self, account: Account, until: int) -> Plan:
        """A purchase that came to nothing."""
        _, item = self._choice(account)
        at = account.created + HOUR // 2 + int(self._random.random() * max(until - account.created - HOUR, 0))
        line: Part = (OrderType.NEW, None, item.name, price(item.cents, account.currency))
        return Plan(at, PurchaseStatus.CANCELLED, [line], self._random.random() < 0.15)

    def _buy(self, account: Account, plan: Plan) -> None:
        method, cost = self._method(account, plan), sum(line[3] for line in plan.lines)
        slow = method in {TRANSFER, INVOICE}
        paid_at = plan.at + (int(self._random.random() * 6 * DAY) if slow else 240) if plan.paid else None
        if paid_at is not None:
            paid_at = min(paid_at, self._now - 60)
        if paid_at is not None and method == WALLET and cost:
            self._fill_wallet(account, cost, paid_at)
        purchase = account.basket.purchase(plan.at, plan.status, plan.lines, method, paid_at=paid_at)
        if self._random.random() < 0.02:
            by = self._random.choice((Role.SALES, Role.TECH, Role.SUPPORT))
            account.note(self._random.choice(texts.ORDER_NOTES), by, min(plan.at + HOUR, self._now), purchase=purchase)
        if self._random.random() < 0.01:
            origin = self._random.choice(COMPONENTS[ORIGIN - 1].values)[0]
            account.label(ORIGIN, origin, plan.at, by=Role.SALES, thing=(LabelResource.ORDERS, purchase))

    def _method(self, account: Account, plan: Plan) -> int:
        """Only those of R165; what was bought long ago may have been paid in a way that is no longer offered."""
        chance = self._random.random()
        if chance > 0.95 and plan.at < self._now - 5 * YEAR:
            return CHEQUE
        if chance < 0.3 and account.custom_payments:
            return CASH
        if plan.paid:
            return _METHODS.draw(self._random)
        return TRANSFER if chance < 0.7 else INVOICE

    def _fill_wallet(self, account: Account, cost: int, at: int) -> None:
        """Adds funds before a payment, unless wallet and credit limit suffice (R28)."""
        missing = cost - account.purse.balance
        if missing <= 0 or (account.purse.limit >= missing and self._random.random() < 0.5):
            return
        step = 10 ** exponent(account.currency) * 10
        by = Role.SUPPORT if self._random.random() < 0.5 else None
        account.purse.move(
            MovementKind.FUNDS, (missing // step + 1) * step, at - 120, "" if by else "top-up by card", by
        )
