"""One customer in the making: what is added is kept in step, as the operations would."""

import json
from collections.abc import Mapping

from billia_tui.demo import rows
from billia_tui.demo.catalogue import Item, price
from billia_tui.demo.course import Course
from billia_tui.demo.names import Person
from billia_tui.demo.sheet import Sheet
from billia_tui.demo.staff import Owner, Staff
from billia_tui.demo.times import stamp, stamp_or_none
from billia_tui.money import Money
from billia_tui.operations.outbox import ACTIVATION
from billia_tui.text import fold
from billia_tui.vocabulary import (
    CustomerStatus,
    EmailKind,
    Marketing,
    MovementKind,
    NoteKind,
    OrderType,
    ProfileType,
    PurchaseStatus,
    Role,
    ServiceStatus,
)

REGISTRAR = "Example Registrar"
_NAME_SERVERS = '["ns1.example.net","ns2.example.net"]'
_EMPTY = "{}"

_encoder = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
_SERVERS = [_encoder.encode({"address": f"192.0.2.{n + 10}", "host": f"srv-{n:02}.example.net"}) for n in range(40)]
_USAGES = [_encoder.encode({"disk": f"{n % 9 + 1} GB", "traffic": f"{n + 3} GB"}) for n in range(70)]

Line = tuple[OrderType, int | None, str, int]
"""An order of a purchase: type, service, description, price."""


def canonical(values: Mapping[str, object]) -> str:
    """JSON as the log writes it."""
    return _encoder.encode(values)


class Account:
    """A customer being written. Times are seconds since 1970; call the methods in the order of time, `close` last."""

    def __init__(self, sheet: Sheet, staff: Staff, customer_id: int, person: Person, created: int) -> None:
        self.id = customer_id
        self.person = person
        self.created = created
        self.currency = person.place.currency
        self.owner: Owner = staff.owners[0]
        self.username = person.slug
        self.email = f"{person.slug}@example.org"
        self.status = CustomerStatus.INACTIVE
        self.activated: int | None = None
        self.on_hold_manual = self.custom_payments = self.affiliate = False
        self.wallet = self.credit_limit = self.products = 0
        self.main_profile = 0
        self.company_name = ""
        self._sheet = sheet
        self._staff = staff
        self._moved_at = created
        self._lines: list[rows.LogRow] = []
        self._addresses: list[str] = []
        self._companies: list[str] = []
        self._domains: list[str] = []

    def open(self, *, by: Role | None = None, company: str = "", number: str = "", vat: str = "") -> None:
        """Writes what a customer has from the start: address, Person profile, perhaps a company, log line "add"."""
        person, at, full_name = self.person, stamp(self.created), f"{self.person.first_name} {self.person.last_name}"
        added = {
            "first_name": person.first_name, "last_name": person.last_name, "phone": person.phone,
            "country": person.place.country, "city": person.city, "address": person.address,
            "postcode": person.postcode, "currency": self.currency, "username": self.username, "email": self.email,
            "company_name": company, "company_number": number, "vat_number": vat, "reseller": self.owner.name,
        }  # fmt: skip
        self._log(self.created, by, "add", after={name: value for name, value in added.items() if value})
        self._email(self.email, EmailKind.REGISTRATION, Marketing.UNSUBSCRIBED, self.created)
        self.main_profile = next(self._sheet.profile_ids)
        profile = rows.ProfileRow(
            self.main_profile,
            self.id,
            full_name,
            str(ProfileType.PERSON),
            int(not company),
            at,
            contact_person=full_name,
        )
        self._sheet.profiles.append(profile)
        if company:
            self.company(company, number, vat, self.created)

    def company(self, name: str, number: str, vat: str, at: int) -> None:
        """Adds a company; the first one is the main profile (R104)."""
        profile_id, person = next(self._sheet.profile_ids), self.person
        profile = rows.ProfileRow(
            profile_id, self.id, name, str(ProfileType.COMPANY), int(not self.company_name), stamp(at),
            company_name=name, company_number=number, vat_number=vat,
            responsible_person=f"{person.first_name} {person.last_name}", country=person.place.country,
            city=person.city, address=person.address, postcode=person.postcode, phone=person.phone,
        )  # fmt: skip
        self._sheet.profiles.append(profile)
        self._companies.append(name)
        if not self.company_name:
            self.company_name, self.main_profile = name, profile_id

    def add_email(self, address: str, at: int, *, marketing: Marketing = Marketing.UNSUBSCRIBED) -> None:
        """Adds an additional address."""
        self._email(address, EmailKind.ADDITIONAL, marketing, at)

    def service(self, item: Item, product_id: int, course: Course, domain: str, *, auto_renew: bool = True) -> int:
        """Adds a service or domain and gives its id."""
        service_id, is_domain = next(self._sheet.service_ids), bool(item.tld)
        row = rows.ServiceRow(
            service_id, self.id, product_id, item.name, item.category, str(item.kind), domain, str(course.status),
            price(item.cents, self.currency), self.currency, item.months, str(item.term),
            int(auto_renew and item.months is not None), stamp(course.created), stamp_or_none(course.activated),
            stamp_or_none(course.expires), self.owner.id, item.tld, REGISTRAR if is_domain else "",
            f"R{self.id:07}" if is_domain else "", _NAME_SERVERS if is_domain else "[]", item.options,
            _SERVERS[service_id % len(_SERVERS)]
            if item.configure and course.activated else _EMPTY,
            _USAGES[service_id % len(_USAGES)]
            if item.options != _EMPTY and course.status == ServiceStatus.ACTIVE else _EMPTY,
        )  # fmt: skip
        self._sheet.services.append(row)
        if course.status != ServiceStatus.TERMINATED:
            self.products += 1
            if domain:
                self._domains.append(domain)
        return service_id

    def purchase(
        self, at: int, status: PurchaseStatus, lines: list[Line], method: int, *, paid_at: int | None = None
    ) -> int:
        """Adds a purchase with its orders and gives its id; without `paid_at` it is Unpaid."""
        purchase_id = next(self._sheet.purchase_ids)
        total = 0
        for kind, service_id, description, cost in lines:
            order = rows.OrderRow(next(self._sheet.order_ids), purchase_id, str(kind), service_id, description, cost)
            self._sheet.orders.append(order)
            total += cost
        row = rows.PurchaseRow(
            purchase_id, self.id, self.main_profile, stamp(at), str(status), int(paid_at is not None),
            stamp_or_none(paid_at), method, total, self.currency, self.owner.id,
        )  # fmt: skip
        self._sheet.purchases.append(row)
        return purchase_id

    def note(self, text: str, by: Role, at: int, *, edited: int | None = None, purchase: int | None = None) -> None:
        """Adds a user note, or an order note of `purchase`."""
        note_id, admin = next(self._sheet.note_ids), self._staff.admins[by]
        kind = NoteKind.USER if purchase is None else NoteKind.ORDER
        editor = None if edited is None else self._staff.admins[Role.SUPPORT]
        self._sheet.notes.append(
            rows.NoteRow(note_id, str(kind), self.id, purchase, text, admin, stamp(at), editor, stamp_or_none(edited))
        )
        self._log(at, by, "add note", thing=("note", note_id))

    def move(self, kind: MovementKind, minor: int, at: int, note: str = "", by: Role | None = None) -> None:
        """Moves the wallet; what an admin does has a log line, and so has the hold that follows (R17, R19)."""
        old, self.wallet = self.wallet, self.wallet + minor
        at = self._moved_at = max(at, self._moved_at)
        admin = None if by is None else self._staff.admins[by]
        entry = rows.MovementRow(
            next(self._sheet.movement_ids), self.id, str(kind), minor, self.wallet, note, admin, stamp(at)
        )
        self._sheet.movements.append(entry)
        if by is not None:
            before, after = Money(old, self.currency), Money(self.wallet, self.currency)
            action = "add funds" if kind == MovementKind.FUNDS else "correct balance"
            self._log(at, by, action, before={"wallet": str(before)}, after={"wallet": str(after)}, reason=note)
        if (old < 0) != (self.wallet < 0):
            negative = self.wallet < 0
            self._log(
                at, None, "hold by system" if negative else "release by system",
                before={"on_hold_auto": not negative}, after={"on_hold_auto": negative},
                reason="wallet below zero" if negative else "wallet back at zero or more",
            )  # fmt: skip

    def credit(self, new: int, at: int, note: str = "", by: Role = Role.SALES) -> None:
        """Sets the credit limit."""
        old, self.credit_limit = self.credit_limit, new
        change = rows.CreditRow(
            next(self._sheet.credit_ids), self.id, old, new, note, self._staff.admins[by], stamp(at)
        )
        self._sheet.credits.append(change)
        before, after = Money(old, self.currency), Money(new, self.currency)
        self._log(
            at, by, "credit limit",
            before={"credit_limit": str(before)}, after={"credit_limit": str(after)}, reason=note,
        )  # fmt: skip

    def become(self, status: CustomerStatus, at: int, by: Role | None, reason: str = "") -> None:
        """Changes the status; the first time Active sets the time of activation (R11)."""
        old, self.status = self.status, status
        action = "activate" if status == CustomerStatus.ACTIVE else "block"
        if status == CustomerStatus.ACTIVE and self.activated is None:
            self.activated = at
        self._log(at, by, action, before={"status": str(old)}, after={"status": str(status)}, reason=reason)

    def hold(self, at: int, reason: str) -> None:
        """Puts the customer on hold by hand (R16)."""
        self.on_hold_manual = True
        before, after = {"on_hold_manual": False}, {"on_hold_manual": True}
        self._log(at, Role.SUPPORT, "hold", before=before, after=after, reason=reason)

    def activation_mail(self, at: int) -> None:
        """Writes the activation e-mail (R43)."""
        mail = rows.MailRow(
            next(self._sheet.mail_ids), self.id, self.email, ACTIVATION.subject, ACTIVATION.body, stamp(at),
            ACTIVATION.reason,
        )  # fmt: skip
        self._sheet.mails.append(mail)
        self._log(at, Role.SUPPORT, "send activation e-mail")

    def close(self) -> None:
        """Writes the customer itself, when all else is known."""
        person = self.person
        full_name = f"{person.first_name} {person.last_name}"
        name = self.company_name or full_name
        row = rows.CustomerRow(
            self.id, self.username, self.username.casefold(), person.first_name, person.last_name, person.phone,
            person.place.country, person.city, person.address, person.postcode, self.currency, str(self.status),
            stamp(self.created), stamp_or_none(self.activated), self.owner.id, int(self.on_hold_manual),
            int(self.wallet < 0), int(self.custom_payments), self.wallet,
            self.wallet and Money(self.wallet, self.currency).rank, self.credit_limit,
            int(self.affiliate), name, fold(name), self.products, self.owner.key,
        )  # fmt: skip
        self._sheet.customers.append(row)
        digits = "".join(char for char in person.phone if char.isdigit())
        found_by = [str(self.id), self.username, full_name, person.phone, digits]
        found_by += self._addresses + self._companies + self._domains
        self._sheet.searches.append(rows.SearchRow(self.id, "\n".join(map(fold, dict.fromkeys(found_by)))))
        for line in sorted(self._lines, key=lambda line: line.at):
            self._sheet.logs.append(line._replace(id=next(self._sheet.log_ids)))

    def _email(self, address: str, kind: EmailKind, marketing: Marketing, at: int) -> None:
        email_id = next(self._sheet.email_ids)
        self._addresses.append(address)
        self._sheet.emails.append(
            rows.EmailRow(email_id, self.id, address, address.casefold(), str(kind), str(marketing), stamp(at))
        )

    def _log(
        self,
        at: int,
        by: Role | None,
        action: str,
        *,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
        reason: str = "",
        thing: tuple[str, int] | None = None,
    ) -> None:
        """A line of the log, numbered when all are there; by None is by the customer or the system."""
        what, what_id = thing or ("customer", self.id)
        admin = None if by is None else self._staff.admins[by]
        old, new = canonical(before) if before else _EMPTY, canonical(after) if after else _EMPTY
        self._lines.append(rows.LogRow(0, stamp(at), admin, self.id, what, what_id, action, old, new, reason))
