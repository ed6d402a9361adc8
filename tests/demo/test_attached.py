"""What hangs on the customers of the demo: labels, documents, jobs, consents, affiliates, and who looks after them."""

import hashlib
from collections import Counter, defaultdict
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui.db.models import (
    Admin,
    Affiliate,
    AutomatorJob,
    Commission,
    Customer,
    Document,
    Email,
    GdprChange,
    GdprDocument,
    Impersonation,
    Label,
    LabelComponent,
    LogEntry,
    Note,
    Notification,
    OutgoingMail,
    PaymentMethod,
    Product,
    Profile,
    Purchase,
    Reseller,
    ResellerAccess,
    Service,
)
from billia_tui.vocabulary import (
    AffiliateScheme,
    Channel,
    DocumentType,
    JobState,
    LabelResource,
    LabelType,
    Marketing,
    NoteKind,
    PaymentMethodType,
    ProfileType,
    PurchaseStatus,
    ServiceKind,
)

DELAYED = {PaymentMethodType.OFFLINE, PaymentMethodType.INVOICE}


def maria(session: Session) -> Customer:
    """The customer of the pictures."""
    return session.scalars(select(Customer).where(Customer.username_key == "maria.petrova")).one()


def test_labels(session: Session) -> None:
    """R59, R60, R64: components of every type and for every resource; Maria's labels are those of the design."""
    components = {one.id: one for one in session.scalars(select(LabelComponent))}
    assert {one.type for one in components.values()} == set(LabelType)
    labels = list(session.scalars(select(Label)))
    assert {label.resource for label in labels} == set(LabelResource)
    hers = [one for one in labels if (one.resource, one.object_id) == (LabelResource.USERS, maria(session).id)]
    assert {components[label.component_id].name: label.value for label in hers} == {"tier": "gold", "region": "eu"}


def test_documents_follow_the_rules(session: Session) -> None:
    """R137-R139, R156, R203: exactly the documents that payment method, profile, payment and status ask for."""
    methods = {method.id: method for method in session.scalars(select(PaymentMethod))}
    profiles = {profile.id: profile for profile in session.scalars(select(Profile))}
    papers = defaultdict[int, list[Document]](list)
    for document in session.scalars(select(Document)):
        papers[document.purchase_id].append(document)
    seen = Counter[str]()
    for purchase in session.scalars(select(Purchase).where(Purchase.price > 0)):
        method, profile = methods[purchase.payment_method_id or 0], profiles[purchase.profile_id or 0]
        cancelled = purchase.status == PurchaseStatus.CANCELLED
        private = profile.type == ProfileType.PERSON and not method.allows_invoice_person
        invoiced = method.allows_invoice and profile.auto_generate_invoice and not private
        wanted = {
            DocumentType.PRO_FORMA: method.type in DELAYED,
            DocumentType.INVOICE: purchase.paid and invoiced,
            DocumentType.CREDIT_NOTE: cancelled and purchase.paid and invoiced,
        }
        assert {one.type for one in papers[purchase.id]} == {kind for kind, there in wanted.items() if there}
        assert {one.amount for one in papers[purchase.id]} <= {purchase.price}
        for one in papers[purchase.id]:
            taken_back = one.type == DocumentType.PRO_FORMA and cancelled and not purchase.paid
            assert (one.cancelled_at is not None) == taken_back
            assert one.number in one.body
        seen.update(kind for kind, there in wanted.items() if there)
        seen["on request"] += purchase.paid and not invoiced
    assert min(seen.values()) > 0
    assert len(seen) == 4


def test_documents_are_numbered_in_time(session: Session) -> None:
    """R138: in a book of one batch the numbers of a reseller and type run with time."""
    rows = session.scalars(select(Document).order_by(Document.reseller_id, Document.type, Document.sequence)).all()
    for first, second in pairwise(rows):
        if (first.reseller_id, first.type) == (second.reseller_id, second.type):
            assert first.issued_at <= second.issued_at


def test_payments(session: Session) -> None:
    """R28, R137: what was paid, and how much of it from the wallet; a cancelled purchase keeps nothing."""
    for purchase in session.scalars(select(Purchase)):
        kept = purchase.paid and purchase.status != PurchaseStatus.CANCELLED
        assert purchase.paid_amount == (purchase.price if kept else 0)
        assert purchase.wallet_paid in {0, purchase.paid_amount}


def test_jobs(session: Session) -> None:
    """R146: jobs of every state; those of a Processing purchase run, those of a Collapsed one failed."""
    states = defaultdict[str, set[str]](set)
    for job, status in session.execute(
        select(AutomatorJob, Purchase.status).join(Purchase, Purchase.id == AutomatorJob.purchase_id)
    ):
        states[status].add(job.state)
        assert (job.started_at is None) == (job.state == JobState.WAITING)
        assert (job.ended_at is not None) == (job.state in {JobState.DONE, JobState.FAILED})
    assert set().union(*states.values()) == set(JobState)
    assert states[PurchaseStatus.PENDING] == {JobState.WAITING}
    assert JobState.RUNNING in states[PurchaseStatus.PROCESSING]
    assert JobState.FAILED in states[PurchaseStatus.COLLAPSED]
    assert states[PurchaseStatus.ACTIVATED] == {JobState.DONE}


def test_notifications(session: Session) -> None:
    """R57, R166-R168: of all channels, seen and not; three of Maria's are new."""
    found = list(session.scalars(select(Notification)))
    assert {one.channel for one in found} == set(Channel)
    assert {one.seen for one in found} == {True, False}
    hers = [one for one in found if one.customer_id == maria(session).id]
    assert [one.seen for one in hers].count(False) == 3
    assert len(hers) > 3
    assert "purchase collapsed" not in {one.title for one in hers}
    assert {"Order placed", "Order paid", "Order failed", "Service expired"} <= {one.title for one in hers}


def test_consents(session: Session) -> None:
    """R94-R99: each subscription is what its last change says; some came with a mail or a document, kept whole."""
    changes = list(session.scalars(select(GdprChange).order_by(GdprChange.email_id, GdprChange.at)))
    last = {change.email_id: change.new for change in changes}
    for email in session.scalars(select(Email)):
        assert email.marketing == last.get(email.id, Marketing.UNSUBSCRIBED)
    assert {change.mail_sent for change in changes} == {True, False}
    assert {change.document_id is None for change in changes} == {True, False}
    for document in session.scalars(select(GdprDocument)):
        assert (document.size, document.sha256) == (
            len(document.content),
            hashlib.sha256(document.content).hexdigest(),
        )


def test_affiliates(session: Session) -> None:
    """R158-R163: both schemes, several levels, one that ended and keeps what it earned; all from referred customers."""
    affiliates = {one.customer_id: one for one in session.scalars(select(Affiliate))}
    assert {one.scheme for one in affiliates.values()} == set(AffiliateScheme)
    assert len({one.level for one in affiliates.values()}) > 2
    earned = session.execute(
        select(Commission, Customer.referred_by)
        .join(Purchase, Purchase.id == Commission.purchase_id)
        .join(Customer, Customer.id == Purchase.customer_id)
    ).all()
    for commission, referrer in earned:
        assert commission.customer_id == referrer
        affiliate = affiliates[commission.customer_id]
        assert affiliate.since <= commission.at
        assert affiliate.ended_at is None or commission.at < affiliate.ended_at
    assert any(affiliates[commission.customer_id].ended_at for commission, _ in earned)


def test_profiles_notes_and_contacts(session: Session) -> None:
    """R124, R126, R153, R156: secondary Person profiles, invoices on request, order notes, contacts of domains."""
    secondary = select(func.count()).where(Profile.type == ProfileType.PERSON, ~Profile.main)
    assert (session.scalar(secondary) or 0) > 0
    assert set(session.scalars(select(Profile.auto_generate_invoice).where(Profile.main))) == {True, False}
    assert (session.scalar(select(func.count()).where(Note.kind == NoteKind.ORDER)) or 0) > 0
    domains = select(Service.contacts).where(Service.kind == ServiceKind.DOMAIN)
    assert all('"Owner":' in contacts for contacts in session.scalars(domains))


def test_every_customer_can_order(session: Session) -> None:
    """R176: the catalogue has each product in each currency, under a code of its own; services point to theirs."""
    products = {product.id: product for product in session.scalars(select(Product))}
    codes = {product.code: product for product in products.values()}
    assert (products[1].code, codes["WEB-S-GBP"].currency, codes["WEB-S-GBP"].name) == (
        "WEB-S",
        "GBP",
        codes["WEB-S"].name,
    )
    sizes = Counter(product.currency for product in products.values())
    assert len(set(sizes.values())) == 1
    assert set(session.scalars(select(Customer.currency))) <= sizes.keys()
    for service in session.scalars(select(Service)):
        product = products[service.product_id or 0]
        assert (product.currency, product.name, product.price) == (
            service.currency,
            service.product_name,
            service.price,
        )


def test_staff(session: Session) -> None:
    """R70, R71, R181, R183, R184: inactive admin, developer, access between resellers, a Master, impersonations."""
    admins = list(session.scalars(select(Admin)))
    assert {admin.status for admin in admins} == {"active", "inactive"}
    assert any(admin.developer for admin in admins)
    resellers = {one.id: one for one in session.scalars(select(Reseller))}
    assert {one.name_key for one in resellers.values() if one.master} == {"default", "ångström cloud"}
    assert len({one.grant_types for one in resellers.values()}) == 4
    (access,) = session.scalars(select(ResellerAccess))
    assert (resellers[access.reseller_id].name, resellers[access.reaches_id].name) == ("SouthNet", "NorthHost")
    looks = list(session.scalars(select(Impersonation)))
    assert all(look.ended_at is not None and look.started_at < look.ended_at for look in looks)
    acted = session.scalars(select(LogEntry).where(LogEntry.acting_as.is_not(None))).all()
    assert {entry.acting_as for entry in acted} == {entry.customer_id for entry in acted} == {maria(session).id}


def test_mails(session: Session) -> None:
    """R43, R97, R169: mails of several kinds, without a link in any of them."""
    mails = list(session.scalars(select(OutgoingMail)))
    assert {"activation", "password reset", "subscription"} <= {mail.reason for mail in mails}
    assert not any("http" in mail.body for mail in mails)
