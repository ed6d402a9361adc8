"""The labels that records carry. It loads nothing of what attaching them needs: a customer is shown without it."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.orm import Session

from billia_tui.db.models import Label
from billia_tui.operations.actor import Actor
from billia_tui.operations.labels.rows import LabelRow, by_name, row_of, shown
from billia_tui.operations.permissions import staff_only
from billia_tui.vocabulary import LabelResource


def of(session: Session, actor: Actor, resource: LabelResource, object_id: int) -> tuple[LabelRow, ...]:
    """The labels of one object by name, in one query; none of a customer out of reach (R63, R177, R185)."""
    staff_only(actor)
    mine = shown(actor).where(Label.resource == resource, Label.object_id == object_id)
    return by_name(row_of(row) for row in session.execute(mine))


def of_many(session: Session, actor: Actor, customer_ids: Sequence[int]) -> dict[int, tuple[LabelRow, ...]]:
    """The labels of some customers, in one query; those without labels are missing."""
    staff_only(actor)
    theirs = shown(actor).where(Label.resource == LabelResource.USERS, Label.object_id.in_(customer_ids))
    found: dict[int, list[LabelRow]] = defaultdict(list)
    for row in session.execute(theirs):
        found[row[0].object_id].append(row_of(row))
    return {customer_id: by_name(rows) for customer_id, rows in found.items()}
