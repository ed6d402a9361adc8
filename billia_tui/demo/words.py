"""Words that domain names and nicknames are made of."""

import math
from collections.abc import Iterator
from random import Random

_FIRST = (
    "alpen", "amber", "atlas", "aurora", "bella", "blau", "blue", "bright", "casa", "cedar", "clear", "cloud",
    "copper", "coral", "crystal", "delta", "eco", "edel", "ember", "euro", "fair", "falken", "forest", "fresh",
    "garden", "golden", "grand", "green", "happy", "harbour", "hill", "home", "iris", "jolly", "kern", "lake",
    "linden", "lumen", "luna", "maple", "mare", "metro", "mill", "moon", "nord", "nova", "oak", "ocean",
    "olive", "open", "orbit", "pixel", "prima", "quiet", "rapid", "river", "rosen", "silver", "smart", "solar",
    "sonnen", "star", "stein", "stone", "sunny", "swift", "terra", "tiny", "urban", "vista", "wald", "wild",
)  # fmt: skip
_SECOND = (
    "arts", "atelier", "bakery", "bikes", "boat", "books", "bureau", "cafe", "care", "clinic", "code", "coffee",
    "concept", "crafts", "dance", "data", "design", "digital", "energy", "express", "farm", "films", "fit", "foods",
    "foto", "games", "gastro", "haus", "hotel", "ideas", "jazz", "kids", "kitchen", "lab", "legal", "living",
    "market", "media", "mobil", "motors", "music", "optik", "paper", "parts", "pets", "pharma", "play", "press",
    "print", "radio", "reisen", "school", "shop", "skills", "soft", "sport", "studio", "supply", "tea", "tech",
    "tools", "toys", "trade", "travel", "verein", "wear", "web", "wine", "wood", "works", "yoga", "zoo",
)  # fmt: skip


def scattered(size: int, random: Random) -> Iterator[tuple[int, str]]:
    """All of 0 … size-1 in a scattered order, again and again, with what tells the rounds apart ("", "2", "3" …).

    Names made from it are all different, and nothing has to remember those that were given.
    """
    step = max(int(size * 0.618), 1)
    while math.gcd(step, size) != 1:
        step += 1
    at, turn = random.randrange(size), 1
    while True:
        mark = "" if turn == 1 else str(turn)
        for _ in range(size):
            yield at, mark
            at = (at + step) % size
        turn += 1


def coined(random: Random, joint: str) -> Iterator[str]:
    """Different words of two parts, such as "blue-bakery"."""
    for index, mark in scattered(len(_FIRST) * len(_SECOND), random):
        first, second = divmod(index, len(_SECOND))
        yield f"{_FIRST[first]}{joint}{_SECOND[second]}{mark}"
