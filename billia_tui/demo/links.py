"""Links to try on a demo store, which no mail brings there (R225, R231)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Email
from billia_tui.operations.mails import links
from billia_tui.vocabulary import CustomerStatus, LinkPurpose, Marketing


def made(session: Session) -> dict[str, str]:
    """The path of a new link of each kind, by what it is for."""
    here = Customer.deleted_at.is_(None)
    inactive = select(Customer.id).where(here, Customer.status == CustomerStatus.INACTIVE)
    active = select(Customer.id).where(here, Customer.status == CustomerStatus.ACTIVE)
    subscribed = (
        select(Email.customer_id, Email.id)
        .join(Customer, Customer.id == Email.customer_id)
        .where(here, Email.marketing == Marketing.SUBSCRIBED)
    )
    paths = {}
    for purpose, statement in ((LinkPurpose.ACTIVATION, inactive), (LinkPurpose.RESET, active)):
        ident = session.scalars(statement.order_by(Customer.id).limit(1)).one()
        paths[f"{purpose} of {ident}"] = links.address("", purpose, links.make(session, ident, purpose))
    ident, email_id = session.execute(subscribed.order_by(Email.id).limit(1)).one()
    token = links.make(session, ident, LinkPurpose.UNSUBSCRIBE, email_id=email_id)
    paths[f"unsubscribe of {ident}"] = links.address("", LinkPurpose.UNSUBSCRIBE, token)
    return paths
