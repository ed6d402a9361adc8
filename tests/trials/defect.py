"""What a defect is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Defect:
    """A part of a file that is exchanged, and the tests that must fail then: `tests`, or any of several files."""

    name: str
    file: str
    good: str
    bad: str
    tests: str | tuple[str, ...]

    @property
    def selectors(self) -> tuple[str, ...]:
        """What pytest is told of them; a name in brackets may hold blanks."""
        return (self.tests,) if isinstance(self.tests, str) else self.tests
