"""Each trial for a moment, with a fixed seed; `make soak` runs them long."""

from pathlib import Path

import pytest

import billia_tui
from billia_tui.db.store import Store
from billia_tui.operations.desk import Desk
from billia_tui.operations.wallet import movements as wallet
from tests.conftest import AddCustomer
from tests.operations.together import url_of
from tests.trials import damage, hostile, kills, monkey, races, stray
from tests.trials.defects import DEFECTS
from tests.trials.tally import Tally


def clean(tally: Tally, tries: int) -> None:
    """All of it was tried and nothing went wrong."""
    assert (tally.tries, tally.clean) == (tries, True), tally


def test_killed_writers(store: Store, desk: Desk, add_customer: AddCustomer) -> None:
    """P1, P2, P6: kill -9 of writers; what was acknowledged is there, once, and nothing holds the store."""
    ids = [add_customer(desk), add_customer(desk)]
    address = url_of(store)
    store.close()  # no connection of ours is inherited
    clean(kills.run(address, ids, 10, seed=1), 10)


def test_races_of_two_admins(store: Store, desk: Desk, add_customer: AddCustomer) -> None:
    """P1, P3, R189: of two forms one wins, and the other shows its values; of two requests one is done."""
    ident = add_customer(desk)
    clean(races.run(url_of(store), ident, 10), 10)


def test_hostile_files(sqlite_desk: Desk, sqlite_path: Path, add_customer: AddCustomer) -> None:
    """P1, P2: restore, backup, copy, save, attach, replace, remove under eight writers: nothing saved is lost."""
    ids = [add_customer(sqlite_desk), add_customer(sqlite_desk)]
    sqlite_desk.store.close()
    clean(hostile.run(sqlite_path, ids, 6, seed=1), 6)


def test_damaged_files(sqlite_desk: Desk, sqlite_path: Path, add_customer: AddCustomer, tmp_path: Path) -> None:
    """P7: cut, flipped, swapped, overwritten: said in words, a store that is refused is not written to."""
    for _ in range(5):
        sqlite_desk.change(wallet.add_funds, add_customer(sqlite_desk), "5")
    sqlite_desk.store.close()
    folder = tmp_path / "damaged"
    folder.mkdir()
    clean(damage.run(sqlite_path, folder, 25, seed=1), 25)


async def test_random_keys(
    sqlite_desk: Desk, add_customer: AddCustomer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All promises: random keys, pastes and sizes end nothing, and the store stays sound."""
    for _ in range(5):
        add_customer(sqlite_desk)
    monkeypatch.chdir(tmp_path)  # a dialog may save a file here
    clean(await monkey.run(sqlite_desk, 60, seed=1), 60)


def test_stray_bytes(sqlite_desk: Desk, sqlite_path: Path, add_customer: AddCustomer) -> None:
    """P1, P5: what is no key press changes nothing and ends nothing, on the list and in the search."""
    for _ in range(5):
        add_customer(sqlite_desk)
    sqlite_desk.store.close()
    clean(stray.run(sqlite_path, 200, seed=1, places=2), 200)


def test_each_defect_can_be_put_in() -> None:
    """Craft: what a defect exchanges stands once in its file, else it would be no trial of its tests any more."""
    places = {defect.name: Path(billia_tui.__file__).parent / defect.file for defect in DEFECTS}
    assert [one.name for one in DEFECTS if places[one.name].read_text(encoding="utf-8").count(one.good) != 1] == []


def test_each_defect_names_tests_that_are_there() -> None:
    """Craft: what is no file, or no test of it, finds nothing; a name in brackets may hold blanks."""
    named = [(one.name, *part.partition("::")[::2]) for one in DEFECTS for part in one.selectors]
    here = Path(__file__).parent.parent
    missing = [name for name, file, _ in named if not (here / file).is_file()]
    assert missing == []
    strange = [
        name
        for name, file, test in named
        if test and f"def {test.partition('[')[0]}(" not in (here / file).read_text(encoding="utf-8")
    ]
    assert strange == []
