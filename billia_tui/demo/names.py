"""People, streets and companies of many countries. Faker is asked for pools of names once, not for each customer."""

import re
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any, NamedTuple

from billia_tui.demo.chance import Weighted
from billia_tui.demo.places import BUSINESSES, PLACES, Place
from billia_tui.demo.words import coined, scattered
from billia_tui.text import fold

FIRST_NAMES, LAST_NAMES, CITIES, STREETS = 60, 160, 60, 60
"""How many of each are drawn: first and last names for each sex."""

# Letters that `fold` leaves, because they have no Latin base.
_LATIN = str.maketrans(
    "łøđæœıабвгдежзиклмнопрстуфхцчшщъыьэюяαβγδεζηθικλμνξοπρστυφχψω",
    "lodaoiabvgdezziklmnoprstufhccssayieuaavgdezitiklmnxoprstyfhpo",
)
_NO_LETTER = re.compile(r"[^a-z]+")


class Person(NamedTuple):
    """Who a customer is and where; all names are different, `slug` is free to be a username."""

    first_name: str
    last_name: str
    slug: str
    phone: str
    place: Place
    city: str
    address: str
    postcode: str


class _Sex(NamedTuple):
    """Names of a language for one sex, each with its Latin letters ("" if it has none)."""

    firsts: list[tuple[str, str]]
    lasts: list[tuple[str, str]]


class _Pool(NamedTuple):
    """What Faker gave for a locale."""

    sexes: tuple[_Sex, _Sex]
    cities: list[str]
    streets: list[str]
    postcodes: list[str]


def slug(name: str) -> str:
    """A name in plain Latin letters for usernames, "" if it cannot be written so."""
    return _NO_LETTER.sub("", fold(name).translate(_LATIN))


def people(random: Random, seed: int, *, reserved: Iterable[str]) -> Iterator[Person]:
    """Endlessly many people, no two with the same slug.

    Args:
        random: decides.
        seed: for Faker.
        reserved: last names, as slugs, that are not to be given.
    """
    taken = set(reserved)
    pools = {locale: _pool(locale, seed, taken) for locale in dict.fromkeys(place.names for place in PLACES)}
    orders = {
        locale: tuple(scattered(len(sex.firsts) * len(sex.lasts), random) for sex in pool.sexes)
        for locale, pool in pools.items()
    }
    nicknames = coined(random, "_")
    places = Weighted(PLACES, [place.weight for place in PLACES])
    while True:
        place = places.draw(random)
        pool = pools[place.names]
        male = random.random() < 0.6
        index, mark = next(orders[place.names][male])
        last_index, first_index = divmod(index, len(pool.sexes[male].firsts))
        first, first_slug = pool.sexes[male].firsts[first_index]
        last, last_slug = pool.sexes[male].lasts[last_index]
        name = f"{first_slug}.{last_slug}{mark}" if first_slug and last_slug else next(nicknames)
        yield Person(first, last, name, _phone(random, place), place, *_address(random, place, pool))


def company_name(random: Random, person: Person) -> str:
    """A company of this person, in the way of the country."""
    business = BUSINESSES[person.place.names]
    trade = business.trades[int(random.random() * len(business.trades))]
    return business.form.format(person.last_name, trade, business.legal[int(random.random() * len(business.legal))])


def _phone(random: Random, place: Place) -> str:
    if random.random() < 0.1:
        return ""
    number = random.randrange(10**6)
    return f"+{place.dial} {int(random.random() * 800) + 100} {number // 1000:03} {number % 1000:03}"


def _address(random: Random, place: Place, pool: _Pool) -> tuple[str, str, str]:
    """City, address and postcode."""
    cities, streets = place.cities or pool.cities, place.streets or pool.streets
    street = streets[int(random.random() * len(streets))]
    number = int(random.random() ** 2 * 180) + 1
    return (
        cities[int(random.random() * len(cities))],
        f"{number} {street}" if place.dial in {"44", "353", "1", "33"} else f"{street} {number}",
        pool.postcodes[int(random.random() * len(pool.postcodes))],
    )


def _pool(locale: str, seed: int, taken: set[str]) -> _Pool:
    """Asks Faker; last names (as slugs) that another language has taken are left out, and these are taken then."""
    from faker import Faker

    faker: Any = Faker(locale, providers=["faker.providers.person", "faker.providers.address"], use_weighting=False)
    faker.seed_instance(seed)
    firsts: set[str] = set()
    lasts = set(taken)
    male = _Sex(_named(faker.first_name_male, FIRST_NAMES, firsts), _named(faker.last_name_male, LAST_NAMES, lasts))
    female = _Sex(
        _named(faker.first_name_female, FIRST_NAMES, firsts),
        _named(faker.last_name_female, LAST_NAMES, set(taken)),
    )
    taken.update(name_slug for sex in (male, female) for _, name_slug in sex.lasts if name_slug)
    return _Pool(
        (female, male),
        _drawn(faker.city, CITIES),
        _drawn(faker.street_name, STREETS),
        _drawn(faker.postcode, STREETS),
    )


def _named(draw: Callable[[], str], count: int, taken: set[str]) -> list[tuple[str, str]]:
    """Names with their slugs; a slug that is taken, or only partly Latin, is left out."""
    found = []
    for name in _drawn(draw, count * 2):
        letters = slug(name)
        if letters not in taken and len(letters) != 1:
            found.append((name, letters))
            if letters:
                taken.add(letters)
    return found[:count]


def _drawn(draw: Callable[[], str], count: int) -> list[str]:
    """Different draws, in the order in which they came; fewer if Faker has no more."""
    return list(dict.fromkeys(draw() for _ in range(count * 2)))[:count]
