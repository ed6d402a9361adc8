"""One customer in the making: what is added is kept in step, as the operations would."""

from billia_tui import identifiers, likeness
from billia_tui.db import search, search_lines
from billia_tui.db.search_lines import Line
from billia_tui.demo import rows
from billia_tui.demo.addresses import Addresses, Consent
from billia_tui.demo.basket import Basket
from billia_tui.demo.journal import Journal
from billia_tui.demo.labelling import COMPONENTS
from billia_tui.demo.names import Person
from billia_tui.demo.paperwork import Buyer
from billia_tui.demo.partners import Affiliation
from billia_tui.demo.purse import Purse
from billia_tui.demo.sheet import Sheet
from billia_tui.demo.staff import Owner, Staff
from billia_tui.demo.times import HOUR, stamp, stamp_or_none
from billia_tui.money import Money
from billia_tui.operations import countries
from billia_tui.text import fold
from billia_tui.vocabulary import (
    CustomerStatus,
    EmailKind,
    LabelResource,
    LabelType,
    LinkPurpose,
    NoteKind,
    ProfileType,
    Role,
)


class Account:
    """A customer being written. Times are seconds since 1970; call the methods in the order of time, `close` last.

    `purse` is the wallet, `basket` what the customer has bought. `unseen` is how many of the notifications no admin
    has opened.
    """

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
        self.blocked: int | None = None
        self.on_hold_manual = self.custom_payments = False
        self.affiliation: Affiliation | None = None
        self.referrer: Account | None = None
        self.unseen = 0
        self.company_name = ""
        self.journal = Journal(sheet, staff, customer_id)
        self.addresses = Addresses(sheet, staff, self.journal, customer_id)
        self.purse = Purse(sheet, staff, self.journal, customer_id, self.currency)
        self.basket = Basket(sheet, self)
        self._sheet = sheet
        self._staff = staff
        self._companies: list[Line] = []
        self._labels: list[Line] = []
        self._notes: list[Line] = []

    def open(
        self,
        *,
        by: Role | None = None,
        company: str = "",
        number: str = "",
        vat: str = "",
        invoiced: bool = True,
        consents: tuple[Consent, ...] = (),
    ) -> None:
        """Writes what a customer has from the start: address, Person profile, perhaps a company, log line "add"."""
        person, full_name = self.person, f"{self.person.first_name} {self.person.last_name}"
        added = {
            "first_name": person.first_name, "last_name": person.last_name, "phone": person.phone,
            "country": person.place.country, "city": person.city, "address": person.address,
            "postcode": person.postcode, "currency": self.currency, "username": self.username, "email": self.email,
            "company_name": company, "company_number": number, "vat_number": vat, "reseller": self.owner.name,
        }  # fmt: skip
        self.journal.log(self.created, by, "add", after={name: value for name, value in added.items() if value})
        self.addresses.add(self.email, EmailKind.REGISTRATION, self.created, consents)
        self.person_profile(full_name, full_name, self.created, main=not company, invoiced=invoiced or bool(company))
        if company:
            self.company(company, number, vat, self.created, invoiced=invoiced)

    def person_profile(
        self, title: str, contact: str, at: int, *, data: str = "", main: bool = False, invoiced: bool = True
    ) -> int:
        """Adds a Person profile, secondary unless `main` (R153); gives its id."""
        profile_id = self._sheet.add(
            rows.ProfileRow, self.id, title, str(ProfileType.PERSON), int(main), stamp(at), contact_person=contact,
            contact_data=data, auto_generate_invoice=int(invoiced),
        )  # fmt: skip
        self.basket.add_buyer(Buyer(profile_id, (contact, *self._address()), company=False, invoiced=invoiced))
        return profile_id

    def company(self, name: str, number: str, vat: str, at: int, *, invoiced: bool = True) -> None:
        """Adds a company; the first one is the main profile (R104)."""
        person = self.person
        responsible = f"{person.first_name} {person.last_name}"
        profile_id = self._sheet.add(
            rows.ProfileRow, self.id, name, str(ProfileType.COMPANY), int(not self.company_name), stamp(at),
            auto_generate_invoice=int(invoiced), company_name=name, company_number=number, vat_number=vat,
            responsible_person=responsible, country=person.place.country, city=person.city, address=person.address,
            postcode=person.postcode, phone=person.phone,
        )  # fmt: skip
        self._companies += search_lines.of_company(name, number, vat, person.city, person.postcode)
        lines = (name, responsible, *self._address(), f"Company number {number}", *([f"VAT number {vat}"] * bool(vat)))
        buyer = Buyer(profile_id, lines, company=True, invoiced=invoiced)
        self.basket.add_buyer(buyer, main=not self.company_name)
        self.company_name = self.company_name or name

    def add_email(self, address: str, at: int, *consents: Consent) -> None:
        """Adds an additional address."""
        self.addresses.add(address, EmailKind.ADDITIONAL, at, consents)

    def note(self, text: str, by: Role, at: int, *, edited: int | None = None, purchase: int | None = None) -> None:
        """Adds a user note, or an order note of `purchase`."""
        kind = NoteKind.USER if purchase is None else NoteKind.ORDER
        editor = None if edited is None else self._staff.admins[Role.SUPPORT]
        note_id = self._sheet.add(
            rows.NoteRow, str(kind), self.id, purchase, text, fold(text), self._staff.admins[by], stamp(at), editor,
            stamp_or_none(edited),
        )  # fmt: skip
        self._notes += search_lines.of_note(text)
        self.journal.log(at, by, "add note", thing=("note", note_id))

    def label(
        self,
        component: int,
        value: str,
        at: int,
        *,
        by: Role = Role.MARKETING,
        thing: tuple[LabelResource, int] | None = None,
    ) -> None:
        """Attaches a label to the customer, or to an order or service of it (R58)."""
        resource, object_id = thing or (LabelResource.USERS, self.id)
        admin = self._staff.admins[by]
        self._sheet.add(rows.LabelRow, component, str(resource), object_id, self.id, value, admin, stamp(at))
        what = COMPONENTS[component - 1]
        named = dict(what.values).get(value, value)
        if what.type != LabelType.YES_NO:
            self._labels += search_lines.of_label(what.name, value, named)
        self.journal.log(at, by, "attach label", after={what.name: named}, thing=(_THINGS[resource], object_id))

    def become(self, status: CustomerStatus, at: int, by: Role | None, reason: str = "") -> None:
        """Changes the status; the first time Active sets the time of activation (R11)."""
        old, self.status = self.status, status
        action = "activate" if status == CustomerStatus.ACTIVE else "block"
        if status == CustomerStatus.ACTIVE and self.activated is None:
            self.activated = at
        self.blocked = at if status == CustomerStatus.BLOCKED else None
        self.journal.log(at, by, action, before={"status": str(old)}, after={"status": str(status)}, reason=reason)

    def hold(self, at: int, reason: str) -> None:
        """Puts the customer on hold by hand (R16)."""
        self.on_hold_manual = True
        before, after = {"on_hold_manual": False}, {"on_hold_manual": True}
        self.journal.log(at, Role.SUPPORT, "hold", before=before, after=after, reason=reason)

    def activation_mail(self, at: int) -> None:
        """Writes the activation e-mail (R43)."""
        self.addresses.send(at, LinkPurpose.ACTIVATION)
        self.journal.log(at, Role.SUPPORT, "send activation e-mail")

    def reset_mail(self, at: int) -> None:
        """Writes the mail with a link to set a new password (R83)."""
        self.addresses.send(at, LinkPurpose.RESET)
        self.journal.log(at, Role.SUPPORT, "send reset link")

    def impersonated(self, at: int, minutes: int, by: Role, *done: tuple[str, tuple[str, int]]) -> None:
        """An admin was in the Customer Panel and did things there: action and what it was done to (R70, R71)."""
        admin, end = self._staff.admins[by], at + minutes * 60
        session_id = self._sheet.add(rows.ImpersonationRow, admin, self.id, stamp(at), stamp(end))
        panel = ("impersonation", session_id)
        self.journal.log(at, by, "impersonation started", thing=panel)
        for number, (action, thing) in enumerate(done, start=1):
            self.journal.log(min(at + number * 60, end), by, action, thing=thing, in_panel=True)
        self.journal.log(end, by, "impersonation ended", thing=panel)

    def close(self) -> None:
        """Writes the customer itself, when all else is known."""
        self.purse.close()
        person, wallet, limit = self.person, self.purse.balance, self.purse.limit
        full_name = f"{person.first_name} {person.last_name}"
        name = self.company_name or full_name
        over = self.status == CustomerStatus.INACTIVE and self.created + HOUR <= self._sheet.now
        row = rows.CustomerRow(
            self.id, self.username, self.username.casefold(), person.first_name, person.last_name, person.phone,
            person.place.country, person.city, person.address, person.postcode, self.currency, str(self.status),
            stamp(self.created), stamp_or_none(self.activated), self.owner.id, int(self.on_hold_manual),
            int(wallet < 0), int(self.custom_payments), wallet, wallet and Money(wallet, self.currency).rank, limit,
            limit and Money(limit, self.currency).rank, int(self._close_affiliation()), name, fold(name),
            self.basket.products, self.owner.key, self.referrer.id if self.referrer else None,
            stamp(self.created + HOUR) if over else None, stamp_or_none(self.blocked),
            identifiers.e164(person.phone, person.place.country), identifiers.looks(self.username.casefold()),
        )  # fmt: skip
        self._sheet.write(row)
        self._write_search(row)
        self.journal.close(self.unseen)

    def _write_search(self, row: rows.CustomerRow) -> None:
        called = (row.id, row.username, row.first_name, row.last_name, row.phone, row.country, row.city, row.postcode)
        found_by = [*search_lines.of_customer(*called)]
        found_by += (line for address in self.addresses.texts for line in search_lines.of_email(address))
        found_by += self._companies + self.basket.found_by + self._labels + self._notes
        sought = search.sought(found_by)
        self._sheet.write(rows.SearchRow(self.id, sought.text))
        self._sheet.write(*(rows.NameWordRow(likeness.skeleton(word), word, self.id) for word in sorted(sought.names)))

    def _close_affiliation(self) -> bool:
        """Writes the affiliate, if the customer is or was one; tells whether it is one now (R161)."""
        mine = self.affiliation
        if mine is None:
            return False
        self._sheet.write(
            rows.AffiliateRow(self.id, mine.level, str(mine.scheme), stamp(mine.since), stamp_or_none(mine.ended))
        )
        terms, thing = {"level": mine.level, "scheme": str(mine.scheme)}, ("affiliate", self.id)
        self.journal.log(mine.since, Role.MARKETING, "make affiliate", after=terms, thing=thing)
        if mine.ended is not None:
            self.journal.log(mine.ended, Role.MARKETING, "end affiliate", before=terms, thing=thing)
        return mine.ended is None

    def _address(self) -> tuple[str, ...]:
        """The address as documents print it."""
        person = self.person
        lines = (person.address, f"{person.postcode} {person.city}".strip(), countries.name_of(person.place.country))
        return tuple(line for line in lines if line)


_THINGS = {LabelResource.USERS: "customer", LabelResource.ORDERS: "purchase", LabelResource.SERVICES: "service"}
