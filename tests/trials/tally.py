"""What a trial counted."""

from dataclasses import dataclass, field


@dataclass
class Tally:
    """How often something was tried and what came of it; the last four must be 0.

    `lost` are changes that were acknowledged and are not there, `doubled` those that are there twice, `leaks` findings
    of `billia check` and what was left behind, `crashes` exceptions that are no refusal.
    """

    what: str
    tries: int = 0
    lost: int = 0
    doubled: int = 0
    leaks: int = 0
    crashes: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.lost or self.doubled or self.leaks or self.crashes)

    def note(self, text: str) -> None:
        """Keeps the first few words about what went wrong."""
        if len(self.notes) < 10:
            self.notes.append(text)

    def add(self, other: "Tally") -> None:
        """Counts what another process tried as well."""
        for name in ("tries", "lost", "doubled", "leaks", "crashes"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.notes += other.notes
