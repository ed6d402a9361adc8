"""Numbers over time as a line of block characters, for where people would rather look than read (R243).

They can be told apart without colour; the words beside them say the same.
"""

from collections.abc import Sequence

ABOVE = "▁▂▃▄▅▆▇█"
"""From zero to the largest number."""

BELOW = "░▒▓"
"""The same below zero: a ground instead of a height."""

UNKNOWN = "·"
"""Where nobody counted."""


def picture(numbers: Sequence[int | None], width: int) -> str:
    """The numbers, oldest first, in at most `width` cells: of several in one cell the last that is known is drawn."""
    width = max(min(width, len(numbers)), 1)
    cells = [numbers[place * len(numbers) // width : (place + 1) * len(numbers) // width] for place in range(width)]
    drawn = [next((one for one in reversed(cell) if one is not None), None) for cell in cells]
    known = [number for number in drawn if number is not None]
    most, least = max(known, default=0), min(known, default=0)
    return "".join(_cell(number, most, least) for number in drawn)


def _cell(number: int | None, most: int, least: int) -> str:
    if number is None:
        return UNKNOWN
    if number < 0:
        return BELOW[min(number * len(BELOW) // least, len(BELOW) - 1)]
    return ABOVE[number * (len(ABOVE) - 1) // most] if most > 0 else ABOVE[0]


def compared(numbers: Sequence[int | None], now: str) -> str:
    """The picture in words, e.g. "57 now, 12 fewer than 30 days ago"; a cell of `numbers` is a day, the last is today.

    Args:
        numbers: oldest first.
        now: the number of now, as it is shown.
    """
    known = [(len(numbers) - place, number) for place, number in enumerate(numbers[:-1], start=1) if number is not None]
    last = numbers[-1] if numbers else None
    if not known or last is None:
        return f"{now} now"
    days, before = known[0]
    ago = f"{days} days ago" if days > 1 else "yesterday"
    if before == last:
        return f"{now} now, as many as {ago}"
    return f"{now} now, {abs(last - before):,} {'more' if last > before else 'fewer'} than {ago}"
