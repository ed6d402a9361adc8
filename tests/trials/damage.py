"""A store file is damaged: it is said in words, nothing is written, and nothing ends in an exception (P7)."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from billia_tui.db.store import open_store
from billia_tui.errors import BilliaError
from billia_tui.operations.check.run import Check
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.operations.wallet import movements as wallet
from billia_tui.paging import Window
from tests.trials.tally import Tally

PAGE = 4096


def run(sound: Path, folder: Path, files: int, seed: int) -> Tally:
    """Damages `files` copies of `sound`, each in another way, and works with each."""
    chance = random.Random(seed)
    tally = Tally("damaged store files")
    told = {"refused": 0, "found by check": 0, "not noticed": 0}
    for number in range(files):
        tally.tries += 1
        path = folder / f"damaged-{number}.db"
        shutil.copy(sound, path)
        path.chmod(0o600)
        harm = chance.choice(HARMS)
        harm(path, chance)
        try:
            told[_work_with(path)] += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what this trial looks for
            tally.crashes += 1
            tally.note(f"{harm.__name__} {seed}-{number}: {type(error).__name__} {error}")
        for left in folder.glob(f"{path.name}*"):
            left.unlink()
    tally.notes += [f"{count} {what}" for what, count in told.items()]
    return tally


def _work_with(path: Path) -> str:
    """Lists, opens, changes and checks; gives in a few words how the damage was met."""
    before = path.read_bytes()
    try:
        store = open_store(str(path))
    except BilliaError:
        assert path.read_bytes() == before, "a store that is refused is not written to"
        return "refused"
    refused = 0
    try:
        for step in (_list, _page, _change):
            try:
                step(Desk(store, 1))
            except BilliaError:
                refused += 1
        findings = 0
        try:
            findings = len(list(Check(store).findings()))
        except BilliaError:
            refused += 1
    finally:
        store.close()
    return "found by check" if findings else "refused" if refused else "not noticed"


def _list(desk: Desk) -> None:
    desk.ask(customer_list.page, CustomerQuery(), Window(limit=100))
    desk.ask(customer_list.page, CustomerQuery(words="maria"), Window(limit=100))


def _page(desk: Desk) -> None:
    desk.ask(customer_page.read, 1)
    desk.ask(wallet.history, 1, Window(limit=50))


def _change(desk: Desk) -> None:
    desk.change(wallet.add_funds, 1, "1")


def cut(path: Path, chance: random.Random) -> None:
    """The end is missing."""
    raw = path.read_bytes()
    path.write_bytes(raw[: chance.randrange(len(raw))])


def flip_bytes(path: Path, chance: random.Random) -> None:
    """Some bytes are others."""
    raw = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 1, 8, 200))):
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    path.write_bytes(raw)


def lose_page(path: Path, chance: random.Random) -> None:
    """A page is empty, or holds anything."""
    raw = bytearray(path.read_bytes())
    start = chance.randrange(len(raw) // PAGE) * PAGE
    raw[start : start + PAGE] = chance.choice((bytes(PAGE), chance.randbytes(PAGE)))
    path.write_bytes(raw)


def swap_pages(path: Path, chance: random.Random) -> None:
    """Two pages stand in each other's place."""
    raw = bytearray(path.read_bytes())
    one, two = (chance.randrange(1, len(raw) // PAGE) * PAGE for _ in range(2))
    raw[one : one + PAGE], raw[two : two + PAGE] = raw[two : two + PAGE], raw[one : one + PAGE]
    path.write_bytes(raw)


def spoil_head(path: Path, chance: random.Random) -> None:
    """The first hundred bytes are others."""
    raw = bytearray(path.read_bytes())
    start = chance.randrange(100)
    raw[start : start + 4] = chance.randbytes(4)
    path.write_bytes(raw)


def foreign_journal(path: Path, chance: random.Random) -> None:
    """A journal of something else lies beside it."""
    path.with_name(path.name + "-wal").write_bytes(chance.randbytes(5000))


HARMS: tuple[Callable[[Path, random.Random], None], ...] = (
    cut,
    flip_bytes,
    lose_page,
    swap_pages,
    spoil_head,
    foreign_journal,
)
