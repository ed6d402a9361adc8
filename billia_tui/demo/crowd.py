"""The many customers that are made by chance, skewed like a real hosting book."""

from collections.abc import Iterator
from random import Random

from billia_tui.demo import labelling, texts
from billia_tui.demo.account import Account
from billia_tui.demo.addresses import Consent
from billia_tui.demo.catalogue import price
from billia_tui.demo.chance import Weighted
from billia_tui.demo.names import Person, company_name, people
from billia_tui.demo.partners import PERCENT, Affiliation
from billia_tui.demo.sheet import Sheet
from billia_tui.demo.shopping import Shopping
from billia_tui.demo.staff import Staff
from billia_tui.demo.times import DAY, HOUR, YEAR
from billia_tui.demo.words import coined
from billia_tui.vocabulary import AffiliateScheme, CustomerStatus, Marketing, MovementKind, Role

OLDEST = 9 * YEAR
_STATUSES = Weighted(tuple(CustomerStatus), (82, 10, 8))
_OWNERS = Weighted((0, 1, 2, 3), (80, 10, 6, 4))
_SIZES = Weighted(
    ((0, 0), (1, 1), (2, 2), (3, 3), (4, 6), (7, 12), (13, 25), (40, 60)),
    (280, 320, 170, 100, 80, 40, 8, 1),
)
_FIRST_HOUR_SIZES = ((0, 0), (0, 0), (1, 1))
_AUTHORS = (Role.SUPPORT, Role.SUPPORT, Role.SUPPORT, Role.SALES, Role.TECH, Role.ADMINISTRATOR, Role.MARKETING)
_UNSEEN = (0, 0, 0, 0, 0, 1, 1, 2, 4)
_OFFICES = ("billing", "office", "accounts", "tech", "info")


FAMILY = 100
"""So many customers are made together: affiliates stay open until the last of them, for they earn from others."""


class Crowd:
    """Makes customers one after the other, oldest first."""

    def __init__(self, sheet: Sheet, staff: Staff, *, seed: int, now: int, reserved: tuple[str, ...]) -> None:
        self._random = Random(seed)  # noqa: S311 - demo data
        self._sheet = sheet
        self._staff = staff
        self._now = now
        self._people: Iterator[Person] = people(self._random, seed, reserved=reserved)
        self._shopping = Shopping(self._random, coined(self._random, "-"), now)
        self._affiliates: list[Account] = []

    def close(self) -> None:
        """Ends a family: the affiliates among them are written."""
        for account in self._affiliates:
            account.close()
        self._affiliates.clear()

    def add(self, customer_id: int, youth: float) -> None:
        """Writes one customer; `youth` is 0 for the oldest of the book and nearly 1 for the newest."""
        random = self._random
        created = self._now - 3 * HOUR - int(OLDEST * (1 - youth) ** 1.6)
        account = Account(self._sheet, self._staff, customer_id, next(self._people), created)
        account.owner = self._staff.owners[_OWNERS.draw(random)]
        if random.random() < 0.3:
            account.username = account.email
        account.referrer = self._referrer(account)
        self._introduce(account)
        affiliate = random.random() < 0.03
        if affiliate:
            account.affiliation = self._affiliation(created)
        account.custom_payments = random.random() < 0.04
        becomes, until = _STATUSES.draw(random), self._now
        if becomes == CustomerStatus.BLOCKED:
            until = created + 2 * HOUR + int(random.random() ** 0.5 * (self._now - created - 2 * HOUR))
        if becomes == CustomerStatus.INACTIVE:
            account.activation_mail(created + 60)
        else:
            by = Role.SUPPORT if random.random() < 0.2 else None
            account.become(CustomerStatus.ACTIVE, created + 60 + int(random.random() * HOUR), by)
        if random.random() < 0.08 and becomes != CustomerStatus.INACTIVE:
            limit = price(random.choice((5000, 10_000, 25_000, 50_000)), account.currency)
            account.purse.set_limit(limit, created + HOUR, "", Role.SALES)
        self._shop(account, until)
        self._move_money(account, until)
        self._look_after(account)
        if becomes == CustomerStatus.BLOCKED:
            account.become(becomes, until, Role.SUPPORT, random.choice(texts.REASONS))
        account.unseen = random.choice(_UNSEEN)
        if affiliate:
            self._affiliates.append(account)
        else:
            account.close()

    def _look_after(self, account: Account) -> None:
        """What the staff does: notes, labels, holds, a look into the panel."""
        random = self._random
        self._write_notes(account)
        for component, value in labelling.drawn(random, account.person.place.country):
            account.label(component, value, self._since(account.created))
        if account.status == CustomerStatus.INACTIVE:
            return
        if random.random() < 0.02:
            account.hold(self._since(account.created), random.choice(texts.REASONS))
        if random.random() < 0.04:
            account.reset_mail(self._since(account.created))
        if random.random() < 0.03:
            account.impersonated(self._since(account.created), random.randint(1, 25), Role.SUPPORT)

    def _affiliation(self, created: int) -> Affiliation:
        """One in four has ended."""
        random = self._random
        scheme = AffiliateScheme.LEAD if random.random() < 0.6 else AffiliateScheme.LIFETIME
        ended = self._since(created + HOUR) if random.random() < 0.25 else None
        return Affiliation(random.choice(tuple(PERCENT)), scheme, created + HOUR, ended)

    def _referrer(self, account: Account) -> Account | None:
        """An affiliate of the same currency and reseller who brought the customer, if any."""
        if self._random.random() > 0.3:
            return None
        for other in self._affiliates:
            mine = other.affiliation
            if (
                mine
                and other.currency == account.currency
                and other.owner == account.owner
                and mine.since < account.created
                and (mine.ended is None or mine.ended > account.created)
            ):
                return other
        return None

    def _introduce(self, account: Account) -> None:
        """Addresses and companies; an admin added one in five of the customers."""
        random, place = self._random, account.person.place
        by = Role.SALES if random.random() < 0.2 else None
        invoiced = random.random() > 0.05
        consents = self._consents(account, account.created + HOUR) if random.random() < 0.12 else ()
        if random.random() >= 0.25:
            account.open(by=by, invoiced=invoiced, consents=consents)
        else:
            number, vat = str(random.randrange(10**5, 10**8)), f"{place.country}{random.randrange(10**8, 10**9)}"
            name = company_name(random, account.person)
            account.open(by=by, company=name, number=number, vat=vat, invoiced=invoiced, consents=consents)
            if random.random() < 0.05:
                name = f"{company_name(random, account.person)} II"
                account.company(name, str(random.randrange(10**5, 10**8)), "", account.created + HOUR)
        if random.random() < 0.03:
            account.person_profile("Private", account.person.first_name, account.created + 2 * HOUR)
        number_of_emails = 0 if random.random() < 0.75 else random.randint(1, 3)
        for office in random.sample(_OFFICES, number_of_emails):
            consents = self._consents(account, account.created + 2 * HOUR) if random.random() < 0.3 else ()
            account.add_email(f"{office}.{account.person.slug}@example.net", account.created + HOUR, *consents)

    def _consents(self, account: Account, at: int) -> tuple[Consent, ...]:
        """A subscription, now and then with a signed form, and sometimes taken back."""
        random, person = self._random, account.person
        form = texts.CONSENT_FORM.format(f"{person.first_name} {person.last_name}") if random.random() < 0.1 else ""
        first = Consent(at, Marketing.SUBSCRIBED, random.choice(texts.CONSENTS), document=form)
        if random.random() > 0.2:
            return (first,)
        later = at + int(random.random() * max(self._now - at, 1))
        return first, Consent(later, Marketing.UNSUBSCRIBED, "too many mails", random.random() < 0.5, by=Role.SUPPORT)

    def _shop(self, account: Account, until: int) -> None:
        random = self._random
        if account.status == CustomerStatus.INACTIVE:
            low, high = random.choice(_FIRST_HOUR_SIZES)
        else:
            low, high = _SIZES.draw(random)
        self._shopping.go(account, low if low == high else random.randint(low, high), until)

    def _move_money(self, account: Account, until: int) -> None:
        """Funds beside those for orders, and corrections that make some wallets negative."""
        random = self._random
        if account.status == CustomerStatus.INACTIVE:
            return
        if random.random() < 0.2:
            minor = price(random.choice((1000, 2000, 5000, 10_000, 25_000)), account.currency)
            account.purse.move(MovementKind.FUNDS, minor, until - HOUR, random.choice(texts.FUNDS_NOTES), Role.SUPPORT)
        if random.random() < 0.025 and account.purse.balance >= 0:
            minor = account.purse.balance + price(random.randint(100, 9000), account.currency)
            reason = random.choice(texts.CORRECTIONS)
            account.purse.move(MovementKind.CORRECTION, -minor, until - HOUR // 2, reason, Role.SALES)

    def _write_notes(self, account: Account) -> None:
        random = self._random
        if random.random() < 0.7:
            return
        for at in sorted(self._since(account.created) for _ in range(1 + int(random.random() ** 3 * 5))):
            text = random.choice(texts.NOTES).format(random.randrange(10_000, 99_999))
            edited = at + 2 * HOUR if random.random() < 0.08 and at + DAY < self._now else None
            account.note(text, random.choice(_AUTHORS), at, edited=edited)

    def _since(self, created: int) -> int:
        """Some time after `created`."""
        return created + HOUR + int(self._random.random() * (self._now - created - 2 * HOUR))
