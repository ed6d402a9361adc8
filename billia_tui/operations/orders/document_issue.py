"""Issuing and cancelling documents, with numbers that have no gaps (R138, R139, R142).

The caller holds the locks on customer and purchase; the counter is locked last, in the same transaction.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db.models import Customer, Document, DocumentCounter, PaymentMethod, Profile, Purchase
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.log import lines as log
from billia_tui.operations.orders import document_text
from billia_tui.operations.orders.change import due_of, is_delayed, method_of
from billia_tui.vocabulary import DocumentType, ProfileType

PREFIXES = {DocumentType.PRO_FORMA: "PF", DocumentType.INVOICE: "INV", DocumentType.CREDIT_NOTE: "CN"}


def issue(
    session: Session,
    actor: Actor,
    customer: Customer,
    purchase: Purchase,
    kind: DocumentType,
    minor: int,
    *,
    by_system: bool = True,
) -> Document:
    """Issues a document over `minor` units with the next number of the reseller and type."""
    sequence = _next_number(session, purchase.reseller_id, kind)
    document = Document(
        customer_id=customer.id,
        purchase_id=purchase.id,
        reseller_id=purchase.reseller_id,
        type=kind,
        sequence=sequence,
        number=f"{PREFIXES[kind]}-{sequence:06}",
        issued_at=clock.now(),
        amount=minor,
        currency=purchase.currency,
        body="",
    )
    document.body = document_text.printed(session, customer, purchase, document)
    session.add(document)
    session.flush()
    amount = str(Money(minor, purchase.currency))
    after = {"number": document.number, "amount": amount, "order": purchase.id}
    log.about(session, actor, document, f"issue {kind}", after=after, by_system=by_system)
    return document


def open_pro_formas(session: Session, purchase: Purchase) -> list[Document]:
    """The pro-formas whose money has not come yet; ask before the purchase changes.

    One that was paid stays valid. So all are open while nothing was paid, and the newest if a part is due (R200).
    """
    found = valid(session, purchase, DocumentType.PRO_FORMA)
    if not purchase.paid_amount and not purchase.paid:
        return found
    return found[-1:] if due_of(purchase) else []


def fit_pro_formas(
    session: Session,
    actor: Actor,
    customer: Customer,
    purchase: Purchase,
    open_ones: list[Document],
    *,
    anew: bool = False,
    owes_again: bool = False,
) -> None:
    """Makes the open pro-formas ask for what is due, no more and no less; `anew` prints it again in any case.

    A purchase of which nothing was paid has one only if its method is a delayed one (R138); the rest of one that is
    paid in part, or that `owes_again` after a higher price, always does (R142, R201).
    """
    asked, paid = sum(document.amount for document in open_ones), purchase.paid_amount
    asks = owes_again or is_delayed(method_of(session, purchase))
    wanted = asked_anew(asked, due_of(purchase), paid=paid, asks=asks, anew=anew)
    if wanted is None:
        return
    for document in open_ones:
        _cancel(session, actor, document)
    if wanted:
        issue(session, actor, customer, purchase, DocumentType.PRO_FORMA, wanted)


def asked_anew(asked: int, due: int, *, paid: int, asks: bool, anew: bool = False) -> int | None:
    """What a new pro-forma is over that comes for the open ones, which are over `asked`; 0 for none, None if they stay.

    In minor units, as all of them are once the purchase has changed; `asks` also while nothing was paid.
    """
    wanted = due if asks or paid > 0 else 0
    return None if asked == wanted and not anew else wanted


def invoice_payment(
    session: Session, actor: Actor, customer: Customer, purchase: Purchase, method: PaymentMethod | None, minor: int
) -> Document | None:
    """The invoice over a payment of `minor` units; None where only an admin may make it (R139)."""
    if minor and why_not_by_itself(session, purchase, method) is None:
        return issue(session, actor, customer, purchase, DocumentType.INVOICE, minor)
    return None


def why_not_by_itself(session: Session, purchase: Purchase, method: PaymentMethod | None) -> str | None:
    """Why a payment brings no invoice by itself (R139), None if it does."""
    profile = session.get(Profile, purchase.profile_id) if purchase.profile_id is not None else None
    if method is not None and not method.allows_invoice:
        return "the payment method makes no invoices by itself"
    private = profile is None or profile.type == ProfileType.PERSON
    if method is not None and private and not method.allows_invoice_person:
        return "the payment method makes no invoices by itself for private persons"
    if profile is not None and not profile.auto_generate_invoice:
        return "the profile has invoices made on request only"
    return None


def credit(session: Session, actor: Actor, customer: Customer, purchase: Purchase, minor: int) -> Document | None:
    """The credit note over `minor` units of what was paid (R137, R142); None where nothing of it was invoiced.

    It is over what was invoiced and not credited yet, at most (R203).
    """
    over = min(minor, invoiced(session, purchase))
    return issue(session, actor, customer, purchase, DocumentType.CREDIT_NOTE, over) if over > 0 else None


def cancel_invoices(session: Session, actor: Actor, purchase: Purchase, of: int | None) -> None:
    """Cancels the invoice `of` a payment that was taken back (R136), and the newest that are over more than is paid."""
    found = valid(session, purchase, DocumentType.INVOICE)
    for document in sorted(found, key=lambda one: (one.id != of, -one.id)):
        if document.id == of or not_invoiced(session, purchase) < 0:
            _cancel(session, actor, document)


def invoiced(session: Session, purchase: Purchase) -> int:
    """What valid invoices are over, in minor units, less what was credited."""
    made = sum(document.amount for document in valid(session, purchase, DocumentType.INVOICE))
    return made - sum(document.amount for document in valid(session, purchase, DocumentType.CREDIT_NOTE))


def not_invoiced(session: Session, purchase: Purchase) -> int:
    """How much of what was paid, in minor units, no invoice is over yet (R140)."""
    return purchase.paid_amount - invoiced(session, purchase)


def valid(session: Session, purchase: Purchase, kind: DocumentType) -> list[Document]:
    """The documents of a kind that were not cancelled, oldest first."""
    statement = select(Document).where(
        Document.purchase_id == purchase.id, Document.type == kind, Document.cancelled_at.is_(None)
    )
    return list(session.scalars(statement.order_by(Document.id)))


def _cancel(session: Session, actor: Actor, document: Document) -> None:
    document.cancelled_at = clock.now()
    changes = {"number": (document.number, f"{document.number} cancelled")}
    log.about(session, actor, document, f"cancel {document.type}", changes, by_system=True)


def _next_number(session: Session, reseller_id: int, kind: DocumentType) -> int:
    counter = session.scalar(
        select(DocumentCounter)
        .where(DocumentCounter.reseller_id == reseller_id, DocumentCounter.type == kind)
        .with_for_update()
    )
    if counter is None:
        counter = DocumentCounter(reseller_id=reseller_id, type=kind, last=0)
        session.add(counter)
    counter.last += 1
    session.flush()
    return counter.last
