"""The migrations make what the models say, on both databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text

from billia_tui.db import schema
from billia_tui.db.models import all_tables
from billia_tui.db.store import Store, open_store
from billia_tui.errors import StoreError
from billia_tui.operations.store.opening import prepare
from tests import postgres


def test_the_head_is_the_newest_migration() -> None:
    """P7: the program knows the version that its own folder ends with, and there is one end."""
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_models_and_migrations_agree(store: Store) -> None:
    """P7: no column, type, key or index differs; the search index is made by hand in the migration."""

    def include(_: object, name: str | None, kind: str, *__: object) -> bool:
        by_hand = str(name).startswith(("customer_search", "customer_words", "note_search", "note_words"))
        return not (by_hand or str(name).endswith(("_trigrams", "_beginnings"))) or kind == "column"

    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": include, "target_metadata": all_tables()}
        )
        assert compare_metadata(context, all_tables()) == []


def test_indexes_of_a_file_agree(sqlite_store: Store) -> None:
    """P7: Alembic reads no index on an expression out of a file, so their own words are compared."""
    made = create_engine("sqlite://")
    all_tables().create_all(made)
    expected, found = indexes(made), indexes(sqlite_store.engine)
    assert "(lower(domain))" in expected["ix_services_live_domains"]
    assert found == expected


def indexes(engine: Engine) -> dict[str, str]:
    """The words of each index of a file, by its name."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
        return {name: " ".join(words.split()) for name, words in rows}


def test_a_migrated_store_says_its_version(store: Store) -> None:
    """P7."""
    assert schema.version(store.engine) == schema.HEAD


def test_a_store_without_tables_on_the_server(postgresql: postgres.Server) -> None:
    """P7: an empty database is said to have no tables, and `billia init` fills it; twice is no harm."""
    with postgresql.database("template1") as url:
        with pytest.raises(StoreError, match="has no tables yet"):
            open_store(url)
        made = prepare(url, "ana")
        assert (made.upgraded or made.created, made.first_admin) == (True, "ana")
        again = prepare(url, "ana")
        assert (again.created, again.upgraded, again.first_admin) == (False, False, None)


@pytest.mark.parametrize(("found", "said"), [("9999", "newer billia-tui"), ("", "newer billia-tui")])
def test_a_newer_store_is_left_alone(postgresql: postgres.Server, found: str, said: str) -> None:
    """P7: refused also by `billia init`, with nothing written."""
    with postgresql.database() as url:
        store = open_store(url)
        with store.writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :found"), {"found": found})
        store.close()
        for create in (False, True):
            with pytest.raises(StoreError, match=said):
                open_store(url, create=create)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "cannot reach the store"),
        ("postgresql://nobody:secret@127.0.0.1:1/none", "cannot reach the store"),
        ("mysql://a@b/c", "takes a file"),
        ("nonsense://x", "no address|takes a file"),
        ("postgresql://[bad", "cannot reach the store"),
        ("://", "no address"),
    ],
)
def test_addresses_that_lead_nowhere(url: str, said: str) -> None:
    """P7, P8: said in one line, without the password."""
    with pytest.raises(StoreError, match=said) as refused:
        open_store(url)
    assert "secret" not in refused.value.text
    assert "\n" not in refused.value.text


def test_a_server_that_drops_the_line(postgresql: postgres.Server) -> None:
    """P2, P7: a lost connection is said in words, and the next call works again."""
    with postgresql.database() as url:
        store = open_store(url)
        name = str(store.engine.url.database)
        end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 - ours
        with pytest.raises(StoreError, match=r"cannot reach the store"):  # noqa: PT012, SIM117 - the transaction is the point
            with store.writing() as session:
                session.execute(text("SELECT 1"))
                postgresql.run(end)
                session.execute(text("SELECT 1"))
        with store.reading() as session:
            assert session.scalar(text("SELECT 1")) == 1
        store.close()


def test_migrations_are_part_of_the_package() -> None:
    """P7: a store can be made wherever the program is installed."""
    assert (Path(schema.__file__).parent / "migrations" / "versions").is_dir()
