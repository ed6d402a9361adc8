"""A customer signs in by username or registration address and password (R7, R8, R231).

A name that nobody has and a wrong password take the same statements and the same hash, and get the same sentence. Each
try is counted before it is looked at, so that many at the same moment are no way around the wait; a good one takes its
own count back and no other. What was typed is kept nowhere (P8).
"""

from dataclasses import dataclass, field

from sqlalchemy import Select, case, select, union_all
from sqlalchemy.orm import Session

from billia_tui import identifiers
from billia_tui.db.models import Customer, Email
from billia_tui.errors import Forbidden, Refused
from billia_tui.operations import password_hashes
from billia_tui.operations.links import accounts, tries
from billia_tui.operations.links.accounts import Account
from billia_tui.operations.links.door import LinkDoor
from billia_tui.operations.links.redeeming import the_customer_itself
from billia_tui.operations.log import lines as log
from billia_tui.operations.orders import document_pdf
from billia_tui.operations.orders.document_pdf import Pdf
from billia_tui.operations.orders.documents import DocumentText
from billia_tui.operations.reach import reached
from billia_tui.text import storable
from billia_tui.vocabulary import EmailKind

REFUSED = "this signs nobody in: name or password is not right"

FREE_OF_A_NAME = 50
"""Tries in vain at one name without a wait, from wherever they come: more than one who forgot needs."""

_LONGEST_NAME = 320
_NOBODY = 0


class KeptOut(Refused):
    """The password is right, and the customer may not be signed in: `why` is `blocked` or `inactive`."""

    def __init__(self, why: str) -> None:
        super().__init__(f"this account is {why}", rule="R7" if why == "blocked" else "R8")
        self.why = why


@dataclass(frozen=True, slots=True)
class _Known:
    """Whose name was typed, nobody's perhaps; its hash is one that no password has if there is none."""

    customer_id: int
    password_hash: str = field(repr=False)


class AccountDoor:
    """Signs customers in and out and shows them their account. Safe to use from several threads.

    A token is what `sign_in` gave; one that signs nobody in (any more) raises NotFound, but for `sign_out`.
    """

    def __init__(self, links: LinkDoor) -> None:
        self._links = links

    def sign_in(self, name: str, password: str, address: str) -> str:
        """The token of a customer who signed in; it is told to the browser and nobody else. Takes a moment.

        Raises:
            Forbidden: name or password is wrong, always in the same words.
            KeptOut: both are right, and the customer is Blocked, or Inactive after the first hour.
            TooManyTries: nothing of this name, or nothing from there, is looked at now.
        """
        name = name.strip()[:_LONGEST_NAME]
        name = name if storable(name) else ""
        places = (
            (tries.origin_of(address), tries.FREE),
            (tries.name_word(identifiers.username_key(name)), FREE_OF_A_NAME),
        )
        known = self._links.change(_counted, name, places)
        with self._links.hashing:
            right = password_hashes.matches(known.password_hash, password)
            outdated = right and password_hashes.is_outdated(known.password_hash)
            newer = password_hashes.hashed(password) if outdated else known.password_hash
        if not right:
            raise Forbidden(REFUSED)
        return self._links.change(_let_in, known, newer, places)

    def sign_out(self, token: str) -> None:
        """Ends it; twice is once."""
        self._links.change(accounts.end, token)

    def account(self, token: str) -> Account:
        """A few facts of the account."""
        with self._links.store.reading() as session:
            return accounts.account(session, token)

    def document(self, token: str, document_id: int) -> DocumentText:
        """An own document."""
        with self._links.store.reading() as session:
            return accounts.document(session, token, document_id)

    def pdf(self, token: str, document_id: int) -> Pdf:
        """An own document as PDF; raises Refused where what makes them is not installed."""
        found = self.document(token, document_id)
        with self._links.hashing:
            return document_pdf.made(found)


Places = tuple[tuple[str, int], ...]


def _counted(session: Session, name: str, places: Places) -> _Known:
    """Counts a try as one in vain and finds the customer of the name; raises TooManyTries while none is looked at."""
    for word, _ in places:
        tries.look(session, word)
    for word, free in places:
        tries.count(session, word, free)
    found = session.execute(_named(name)).one_or_none()
    customer_id, password_hash = found or (_NOBODY, None)
    return _Known(customer_id, password_hash or password_hashes.nobodys())


def _named(name: str) -> Select[int, str | None]:
    """The customer of a name: by its username, else by its registration address; each by its index, whoever guesses."""
    named = Customer.username_key == identifiers.username_key(name)
    of_name = select(Customer.id).where(named, Customer.deleted_at.is_(None))
    of_address = select(Email.customer_id).where(
        Email.address_key == identifiers.address_key(name),
        Email.kind == EmailKind.REGISTRATION,
        Email.released_at.is_(None),
    )
    return (
        select(Customer.id, Customer.password_hash)
        .where(Customer.id.in_(union_all(of_name, of_address)), Customer.deleted_at.is_(None))
        .order_by(case((named, 0), else_=1))
        .limit(1)
    )


def _let_in(session: Session, known: _Known, newer: str, places: Places) -> str:
    """Signs in, unless the password or the customer is another one by now; `newer` is the hash that is kept."""
    actor = the_customer_itself(known.customer_id)
    customer = session.scalar(
        select(Customer).where(Customer.id == known.customer_id, reached(actor)).with_for_update()
    )
    if customer is None or customer.password_hash != known.password_hash:
        raise Forbidden(REFUSED)
    why = accounts.why_kept_out(customer)
    if why:
        raise KeptOut(why)
    for word, _ in places:
        tries.take_back(session, word)
    customer.password_hash = newer
    log.about(session, actor, customer, "sign in")
    return accounts.begin(session, customer.id)
