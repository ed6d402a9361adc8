"""Rows that many want to change: on a server they stand in line for them, so that nobody starves.

PostgreSQL gives a row that changes to those who wait for it in no order, and some wait very long. For a lock that is no
row they stand in line. It is taken in the statement that locks the row, so that it is not a step more, and it ends with
the transaction. On SQLite writers take turns already (`turns`).
"""

from hashlib import sha256
from typing import Any, TypeVar

from sqlalchemy import Boolean, Select, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

Question = TypeVar("Question", bound=Select[*tuple[Any, ...]])

TURNS = 0x42494C43 << 32
"""With a row's id added: the number of its lock; next to those of the log's chains (`log_chain.TURNS`)."""


class _InTurn(FunctionElement[bool]):
    """True, once it is our turn at the row whose id is asked about."""

    name = "in_turn"
    type = Boolean()
    inherit_cache = True


@compiles(_InTurn)
def _always(_element: _InTurn, _compiler: SQLCompiler, **_: Any) -> str:
    return "1 = 1"


@compiles(_InTurn, "postgresql")
def _waits(element: _InTurn, compiler: SQLCompiler, **options: Any) -> str:
    return f"pg_advisory_xact_lock({TURNS} + {compiler.process(element.clauses, **options)}) IS NOT NULL"


NAMES = 0x42494C44 << 32
"""With 32 bits of a name's digest added: the number of its lock."""


def turn_at(session: Session, name: str) -> None:
    """Waits until it is our turn at something that has a name and no row yet, to the end of the transaction.

    Two names may share a lock: then their writers wait for each other, no more.
    """
    number = int.from_bytes(sha256(name.encode("utf-8", "surrogatepass")).digest()[:4])
    session.execute(select(_InTurn(NAMES - TURNS + number)))


def locked(statement: Question, ident: InstrumentedAttribute[int]) -> Question:
    """`statement` with its row locked to the end of the transaction, after all who came before.

    Args:
        statement: names the one row by `ident` before any other condition, without a join: the server asks for the
            lock of each row that it looks at and that fits so far.
        ident: the primary key of its table.
    """
    return statement.where(_InTurn(ident)).with_for_update()


def writes_alone(session: Session) -> bool:
    """Whether nobody else can change anything before this writing transaction ends, as on SQLite."""
    return session.get_bind().dialect.name == "sqlite"
