"""Column types that behave the same on SQLite (STRICT tables) and PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from billia_tui.errors import Unreadable

WholeNumber = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both: ids and minor units of money. STRICT knows INTEGER alone."""

KeyText = Text().with_variant(Text(collation="C"), "postgresql")
"""Folded text that lists are sorted by: compared byte by byte on both, whatever the server's language."""


NO_TIME = datetime(1, 1, 1, tzinfo=UTC)
"""Stands for what is no time, where the rest of a record is to be shown all the same."""

_ANY_TIME = ContextVar("billia reads any time", default=False)


@contextmanager
def reading_any_time() -> Iterator[None]:
    """In it a text that is no time is read as `NO_TIME`."""
    before = _ANY_TIME.set(True)
    try:
        yield
    finally:
        _ANY_TIME.reset(before)


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time in whole seconds: TEXT that sorts by time on SQLite, TIMESTAMPTZ on PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the column in `dialect`."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """To the store; a naive time is a mistake of ours and raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return _as_text(value) if dialect.name == "sqlite" else value.astimezone(UTC).replace(microsecond=0)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """From the store."""
        if value is None:
            return None
        if isinstance(value, str):
            try:
                return datetime.fromisoformat(value)
            except ValueError as error:  # no change of ours writes such a text
                if _ANY_TIME.get():
                    return NO_TIME
                raise Unreadable("the store is damaged: a time in it is none (billia check says which)") from error
        found: datetime = value
        return found.astimezone(UTC)


@lru_cache(maxsize=4096)
def _as_text(value: datetime) -> str:
    """A time as SQLite keeps it; rows written together have it in common, or come back to it table by table."""
    return f"{value.astimezone(UTC).isoformat(timespec='seconds')[:19]}Z"


class Flag(TypeDecorator[bool]):
    """Yes or no: INTEGER 0/1 on SQLite, BOOLEAN on PostgreSQL."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type of the column in `dialect`."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:  # noqa: FBT001 - the signature is SQLAlchemy's
        """To the store."""
        return int(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """From the store."""
        return None if value is None else bool(value)
