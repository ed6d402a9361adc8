"""Which movements of money by hand need a reason: corrections and refunds, or as the settings say (R30, R202).

It holds for the whole process, as the settings do: whatever moves money asks here, wherever it is called from.
"""

from enum import StrEnum


class MovedByHand(StrEnum):
    """How staff move money; the value is what the setting `reason_for_…` is called after."""

    CORRECTION = "corrections"
    REFUND = "refunds"
    FUNDS = "funds"


_without: frozenset[MovedByHand] = frozenset({MovedByHand.FUNDS})


def use(*, corrections: bool, refunds: bool, funds: bool) -> None:
    """From now on a reason is needed for these."""
    global _without  # noqa: PLW0603 - one rule for the whole process, so that no way leads around it
    wanted = {MovedByHand.CORRECTION: corrections, MovedByHand.REFUND: refunds, MovedByHand.FUNDS: funds}
    _without = frozenset(one for one, needed in wanted.items() if not needed)


def needed(moved: MovedByHand) -> bool:
    """Whether a reason is needed."""
    return moved not in _without


def hint(moved: MovedByHand) -> str:
    """What a form says beside the field."""
    return "required" if needed(moved) else "optional, stays with the movement"
