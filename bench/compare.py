"""`python -m bench.compare ADDRESS ADDRESS`: the same questions to two stores with the same customers, side by side.

The better of two calls each, of the operation that the console asks; the slowest and the median of a class are printed.
"""

import argparse
import random
import statistics
from collections.abc import Callable, Iterator

from bench.fields import BY_HAND
from bench.searches import timed
from billia_tui.operations.customers import page as customer_page
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding import queues
from billia_tui.operations.queries.customer_query import CustomerQuery, Sort
from billia_tui.operations.store import opening
from billia_tui.paging import Window

SAMPLES = 12
_SEED = 7
_TOP = Window(limit=50)


def main() -> None:
    """Measures both and prints a line for each class."""
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description=__doc__)
    parser.add_argument("addresses", nargs=2)
    parser.add_argument("--admin", default="ana")
    typed = parser.parse_args()
    desks = [opening.open_desk(address, typed.admin) for address in typed.addresses]
    found: list[dict[str, list[tuple[float, str]]]] = [{}, {}]
    for name, detail, ask in asked(desks[0]):
        for desk, times in zip(desks, found, strict=True):
            times.setdefault(name, []).append((timed(lambda: ask(desk)), detail))  # noqa: B023 - called at once
    print(f"{'ms: median, slowest':40}{'first':>20}{'second':>20}")
    for name in found[0]:
        shown = [
            f"{statistics.median(t for t, _ in times[name]) * 1000:.1f}, {max(times[name])[0] * 1000:.1f}"
            for times in found
        ]
        print(f"{name:40}{shown[0]:>20}{shown[1]:>20}   {max(found[1][name])[1]}")
    for desk in desks:
        desk.store.close()


def asked(desk: Desk) -> Iterator[tuple[str, str, Callable[[Desk], object]]]:
    """Class, question, and how it is asked."""
    for sort in Sort:
        query = CustomerQuery(sort=sort, descending=False)
        middle = desk.ask(customer_list.key_of, query, 100_001)
        for place, window in (
            ("top", _TOP),
            ("middle", Window(limit=50, after=middle)),
            ("end", Window(limit=50, bottom=True)),
        ):
            yield f"list, {place}", sort, page(query, window)
    for name, texts in words(desk).items():
        for text in texts:
            yield f"search, {name}", text, page(CustomerQuery(text))
            yield f"search, {name}, count", text, count(CustomerQuery(text))
            by_wallet = CustomerQuery(text, sort=Sort.WALLET)
            yield f"search, {name}, by wallet", text, page(by_wallet)
    for term in BY_HAND:
        yield "a field, page", term, page(CustomerQuery(term))
        yield "a field, count", term, count(CustomerQuery(term))
    for ident in sample(desk):
        yield "a customer's page", str(ident), opened(ident)
    for queue in desk.ask(queues.of):
        yield "a queue, page", queue.query, page(CustomerQuery(queue.query))
        yield "a queue, count", queue.query, count(CustomerQuery(queue.query))


def page(query: CustomerQuery, window: Window = _TOP) -> Callable[[Desk], object]:
    """Asks for a page."""
    return lambda desk: desk.ask(customer_list.page, query, window)


def count(query: CustomerQuery) -> Callable[[Desk], object]:
    """Asks for the count that is shown at once."""
    return lambda desk: desk.ask(customer_list.count, query)


def opened(ident: int) -> Callable[[Desk], object]:
    """Asks for what the page of a customer shows first."""
    return lambda desk: desk.ask(customer_page.read, ident)


def sample(desk: Desk) -> list[int]:
    """Some customers, the same at every run."""
    last = desk.ask(customer_list.page, CustomerQuery(), _TOP).rows[0].id
    chance = random.Random(_SEED)
    found: list[int] = []
    while len(found) < SAMPLES:
        ident = chance.randint(1, last)
        found += list(desk.ask(customer_list.rows, [ident]))
    return found


def words(desk: Desk) -> dict[str, list[str]]:
    """What is searched, by class."""
    rows = desk.ask(customer_list.rows, sample(desk)).values()
    names = [row.name.split(" ") for row in rows]
    return {
        "1 letter": sorted({name[0][:1] for name in names}),
        "2 letters": sorted({name[0][:2] for name in names}),
        "3 letters": sorted({name[0][:3] for name in names}),
        "5 letters": sorted({name[0][:5] for name in names}),
        "two words": [f"{name[0]} {name[-1]}" for name in names],
        "a part in the middle": [name[-1][1:5] for name in names],
        "no hit": [f"{name[-1][:4]}qxzj" for name in names],
    }


if __name__ == "__main__":
    main()
