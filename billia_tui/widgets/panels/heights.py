"""How high panels are that stand one below the other: as high as what they hold, as far as there is room (R219)."""

from collections.abc import Sequence

FRAME = 2
LEAST = 3
"""Lines of content that a panel gets before another one gets more."""


def heights(wanted: Sequence[int], room: int) -> list[int]:
    """The lines of each panel with its frame; one that holds nothing has one, the last one has what is left.

    Args:
        wanted: the lines of content of each.
        room: the lines of all.
    """
    given = [min(want, LEAST) for want in wanted]
    # Whole records before the lists that can be long: what is short is seen whole, in the order of the panels.
    left = room - sum(lines + FRAME if lines else 1 for lines in given)
    for place in sorted(range(len(wanted)), key=lambda place: wanted[place]):
        more = min(wanted[place] - given[place], max(left, 0))
        given[place] += more
        left -= more
    found = [lines + FRAME if lines else 1 for lines in given]
    found[-1] += max(left, 0)
    return found
