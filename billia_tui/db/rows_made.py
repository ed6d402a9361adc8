"""A row that is made by whoever needs it first, at the same moment perhaps by several."""

from typing import Any, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import Insert

from billia_tui.db.models import Base

Row = TypeVar("Row", bound=Base)


class _InsertIfMissing(Insert):
    """An INSERT that leaves a row with the same key as it is; both databases say it in the same words."""

    inherit_cache = True


@compiles(_InsertIfMissing)
def _with_words(element: _InsertIfMissing, compiler: SQLCompiler, **options: Any) -> str:
    words = compiler.visit_insert(element, **options)  # type: ignore[no-untyped-call] # SQLAlchemy gives it no types
    return f"{words} ON CONFLICT DO NOTHING"


def made_and_locked(session: Session, model: type[Row], key: dict[str, Any], **values: Any) -> Row:
    """The row of `model` with the primary key `key`, made with `values` if there is none, locked."""
    session.execute(_InsertIfMissing(insert(model).table).values(**key, **values))
    conditions = [getattr(model, name) == value for name, value in key.items()]
    return session.scalars(select(model).where(*conditions).with_for_update()).one()
