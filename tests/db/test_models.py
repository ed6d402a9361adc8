"""Tables are loaded when they are named: which, and that none is missing where all are asked for."""

import subprocess
import sys

from billia_tui.db import models

WRITTEN = """
import sys
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from billia_tui.db.models import SearchEntry
engine = create_engine("sqlite://")
with Session(engine) as session:
    session.execute(text("CREATE TABLE search_entries (customer_id, text)"))
    session.add(SearchEntry(customer_id=1, text="petrova"))
    session.flush()
print(*sorted(name.rpartition(".")[2] for name in sys.modules if name.startswith("billia_tui.db.models.")))
"""


def test_every_class_stands_where_it_is_looked_for() -> None:
    """Craft guide 10: a name is enough to load its table, and all of them are there where all are meant."""
    named = {name: table for classes in models.MODULES.values() for name, table in classes.items()}
    assert {name: getattr(models, name).__tablename__ for name in named} == named
    assert set(models.__all__) == {"Base", "all_tables", *named}
    assert set(models.all_tables().tables) == set(named.values())
    assert {mapper.class_.__name__ for mapper in models.Base.registry.mappers} == set(named)


def test_a_table_that_a_foreign_key_names_is_loaded_when_it_is_needed() -> None:
    """Craft guide 10: who names a class loads its module, and with a change what its keys point at; no other."""
    done = subprocess.run([sys.executable, "-c", WRITTEN], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["base", "customers", "finding"]
