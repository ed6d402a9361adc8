"""What a defect is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Defect:
    """A part of a file that is exchanged, and the tests that must fail then."""

    name: str
    file: str
    good: str
    bad: str
    tests: str
