"""Choosing by weight, prepared once: `random.choices` adds the weights up at every call."""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Weighted(Generic[Value]):
    """Values of which some are drawn more often than others."""

    def __init__(self, values: Sequence[Value], weights: Sequence[int]) -> None:
        self._values = values
        self._bounds = list(accumulate(weights))

    def draw(self, random: Random) -> Value:
        """One of the values."""
        return self._values[bisect(self._bounds, random.random() * self._bounds[-1], hi=len(self._values) - 1)]
