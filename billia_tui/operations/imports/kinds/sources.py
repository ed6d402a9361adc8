"""Which sources records came from: a bare number means nothing without its source (R235)."""

from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from billia_tui.db.models import ImportKey
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds.kind import Batch
from billia_tui.text import clean

USERNAME = "username "
"""How the identity of a customer begins that has no id in its source."""


_KEPT = "sources of records by kind"


class Numbers(NamedTuple):
    """What bare numbers are in a file: ids of ours, or of its source alone; or why they can be neither."""

    own_ids: bool
    refusal: str = ""


def of(session: Session, batch: Batch, kind: KindName) -> Numbers:
    """What the numbers are by which a file of this batch names records of a kind."""
    known = with_ids(session, kind)
    others = [name for name in known if name != batch.source]
    if batch.source in known:
        if batch.named or not others:
            return Numbers(own_ids=False)
        return Numbers(own_ids=False, refusal=f"{kind} came from {_listed(known)}; say from which with --source")
    if not others or batch.own:
        return Numbers(own_ids=True)
    words = f"no {kind.removesuffix('s')} came from {clean(batch.source)}; {kind} came from {_listed(others)}"
    named = f": --source {clean(others[0])}" if len(others) == 1 else "; name one with --source"
    return Numbers(own_ids=False, refusal=words + named)


def with_ids(session: Session, kind: KindName) -> list[str]:
    """The sources from which records of a kind came with ids, by name.

    Asked source by source, each by the index: there are a few, and a million keys. Within a transaction they are kept
    until keys are stored.
    """
    kept: dict[KindName, list[str]] = session.info.setdefault(_KEPT, {})
    if kind not in kept:
        kept[kind] = _asked(session, kind)
    return kept[kind]


def forget(session: Session) -> None:
    """Keys were stored: there may be another source."""
    session.info.pop(_KEPT, None)


def _asked(session: Session, kind: KindName) -> list[str]:
    found = []
    name: str | None = ""
    while name is not None:
        keys = ImportKey.source == name, ImportKey.kind == kind, ~ImportKey.external_id.startswith(USERNAME)
        if name and session.scalar(select(exists().where(*keys))):
            found.append(name)
        later = select(ImportKey.source).where(ImportKey.source > name).order_by(ImportKey.source).limit(1)
        name = session.scalar(later)
    return found


def _listed(names: list[str]) -> str:
    shown = [clean(name) for name in names]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
