"""What `check` looks at in the history of subscriptions: whether stored documents are still what was stored (R98)."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import GdprChange, GdprDocument
from billia_tui.operations.check.rows import Found, of

_document, _change = GdprDocument.__table__.c, GdprChange.__table__.c


def documents(session: Session, customers: Mapping[int, Any]) -> Iterator[Found]:
    """Size and SHA-256 of each document, one after another: each may be large; and whose change it belongs to."""
    statement = select(_document.customer_id, _document.id, _document.size, _document.sha256)
    for row in list(of(session, statement, _document.customer_id, customers, _document.id)):
        content = session.scalar(select(_document.content).where(_document.id == row.id)) or b""
        if (len(content), hashlib.sha256(content).hexdigest()) != (row.size, row.sha256):
            yield row.customer_id, f"document {row.id} of a subscription is not what was stored"
    joined = select(_change.customer_id, _change.id).join(GdprDocument, _change.document_id == _document.id)
    other = joined.where(_change.customer_id != _document.customer_id)
    for row in of(session, other, _change.customer_id, customers, _change.id):
        yield row.customer_id, f"change {row.id} of a subscription has a document of another customer"
