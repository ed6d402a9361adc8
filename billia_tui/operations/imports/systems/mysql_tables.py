"""The rows of a MySQL or MariaDB database as a dump of it would hold them, read in one consistent snapshot (R234)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from billia_tui.errors import Refused
from billia_tui.operations.imports.systems.dump import Row
from billia_tui.text import clean

SCHEMES = ("mysql://", "mariadb://")
CONNECT_TIMEOUT = 15
"""Seconds."""

_OPTIONS = frozenset({"unix_socket", "ssl_ca"})


class MySQLTables:
    """The wanted tables of a database. User and password may stand in the address, or in ~/.my.cnf."""

    what = "database"
    guessed = 0

    def __init__(self, address: str, wanted: Mapping[str, Sequence[str]]) -> None:
        """Connects to nothing yet; raises Refused: no such address, or the driver is not installed."""
        self._address = _read(address)
        self._wanted = wanted
        self.name = clean(self._address.database or "", limit=60)
        self.seen: set[str] = set()
        """The wanted tables that the database has."""
        self.read = 0
        """Rows that were read."""
        self.size = 0
        """About how many there are."""

    def rows(self) -> Iterator[Row]:
        """All rows of the wanted tables; raises Refused: the server is not there, or refuses us."""
        import pymysql

        try:
            with closing(self._connected()) as connection:
                columns = self._columns(connection)
                for table in columns:
                    yield from self._of(connection, table, columns[table])
        except pymysql.MySQLError as error:
            raise Refused(f"cannot read {self._where}: {clean(str(error.args[-1]), limit=300)}") from error

    @property
    def _where(self) -> str:
        host = self._address.query.get("unix_socket") or f"{self._address.host}:{self._address.port or 3306}"
        return clean(f"{host}/{self._address.database}", limit=200)

    def _connected(self) -> Any:
        import pymysql
        from pymysql.converters import encoders
        from pymysql.cursors import SSCursor

        said, own = self._address, Path.home() / ".my.cnf"
        given: dict[str, Any] = {
            "host": said.host,
            "port": said.port,
            "user": said.username,
            "password": said.password,
            **said.query,
        }
        if ca := given.pop("ssl_ca", None):
            given["ssl"] = {"ca": ca}
        connection = pymysql.connect(
            database=said.database,
            charset="utf8mb4",
            conv=encoders,  # no decoders: texts as a dump has them, 0000-00-00 is no time of Python
            cursorclass=SSCursor,
            connect_timeout=CONNECT_TIMEOUT,
            read_default_file=str(own) if own.is_file() else None,
            **{name: value for name, value in given.items() if value is not None},
        )
        with connection.cursor() as cursor:
            cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        return connection

    def _columns(self, connection: Any) -> dict[str, set[str]]:
        """The columns of those wanted tables that are there."""
        found: dict[str, set[str]] = {}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
            )
            for table, column in cursor.fetchall():
                if table in self._wanted:
                    found.setdefault(table, set()).add(column.lower())
            cursor.execute(
                "SELECT table_name, table_rows FROM information_schema.tables WHERE table_schema = DATABASE()"
            )
            self.size = sum(int(rows or 0) for table, rows in cursor.fetchall() if table in found)
        self.seen = set(found)
        return {table: found[table] for table in self._wanted if table in found}

    def _of(self, connection: Any, table: str, there: set[str]) -> Iterator[Row]:
        columns = ", ".join(f"`{name}`" if name in there else "NULL" for name in self._wanted[table])
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM `{table}`")  # noqa: S608 - names of ours
            for row in cursor:
                self.read += 1
                yield table, [cell.decode(errors="replace") if isinstance(cell, bytes) else cell for cell in row]
        self.size = max(self.size, self.read)


def is_address(source: str) -> bool:
    """Whether a source is a database, and no file."""
    return source.startswith(SCHEMES)


def _read(address: str) -> URL:
    """The address; raises Refused, which never repeats what may hold a password."""
    try:
        import pymysql  # noqa: F401 - whether it is there
    except ModuleNotFoundError:
        raise Refused(
            "reading a database of MySQL needs one package more: pip install 'billia-tui[mysql]'; a dump does not"
        ) from None
    try:
        read = make_url(address)
    except (ArgumentError, ValueError):
        raise Refused("that is no address of a database; write it as mysql://USER@HOST/DATABASE") from None
    if not read.database or not (read.host or read.query.get("unix_socket")):
        raise Refused("the address names no host or no database; write it as mysql://USER@HOST/DATABASE")
    if strange := sorted(set(read.query) - _OPTIONS):
        raise Refused(f"{clean(strange[0], limit=60)} is no option here; there are {', '.join(sorted(_OPTIONS))}")
    return read
