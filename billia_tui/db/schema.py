"""The version of the schema, and how a store comes to it. Alembic is loaded only when something is to be done.

SQLAlchemy is imported where it is used: the first rows need only the version (docs/decisions/0008).
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from billia_tui.errors import StoreError
from billia_tui.settings.restricted import shown

if TYPE_CHECKING:
    from sqlalchemy import Engine

HEAD = "0014"
"""The newest migration; a test compares it with the folder."""

MIGRATIONS = Path(__file__).parent / "migrations"


def version(engine: "Engine") -> str | None:
    """The schema version that the store says it has; None for a store without one."""
    from sqlalchemy import inspect, text
    from sqlalchemy.exc import OperationalError, ProgrammingError

    with engine.connect() as connection:
        try:
            found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        except (OperationalError, ProgrammingError):
            connection.rollback()
            if inspect(connection).has_table("alembic_version"):
                raise
            return None
        else:
            return found


def prepare(engine: "Engine", place: str, *, upgrade: bool, keep: Callable[[], object] | None = None) -> None:
    """Makes sure that the schema is the program's; upgrades it if asked to.

    Args:
        engine: of the store.
        place: where it is, in words.
        upgrade: bring an older one up to date.
        keep: makes a copy of a store that is about to be changed.

    Raises:
        StoreError: no schema, an older one without `upgrade`, or a newer one than this program knows.
    """
    found = version(engine)
    if found == HEAD:
        return
    place = shown(place)
    if found is not None and not list((MIGRATIONS / "versions").glob(f"{found}_*.py")):
        raise StoreError(f"{place} was made by a newer billia-tui (schema {found}); update this program")
    if not upgrade:
        what = "has no tables yet" if found is None else f"has the older schema {found}"
        raise StoreError(f"{place} {what}; bring it up to date with: billia init")
    if found is not None and keep is not None:
        keep()
    _upgrade(engine)


def _upgrade(engine: "Engine") -> None:
    from alembic import command  # 0.4 s: only when the schema differs
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.execution_options(sqlite_begin="IMMEDIATE").connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
