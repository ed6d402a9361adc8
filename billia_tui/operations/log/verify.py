"""Does the log still say what was written (P4)? A walk over its chains; it shows tampering, it does not prevent it.

Reads a page at a time, each in a transaction of its own: memory stays flat, and others can work meanwhile.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from billia_tui.db import chained_lines, health
from billia_tui.db.chained_lines import ChainedLine, Place
from billia_tui.db.log_chain import digest_of, hash_of
from billia_tui.db.store import Store

TOGETHER = 2000
"""Lines of a page."""

MOST = 20
"""How many lines outside the chains are told one by one."""


@dataclass(slots=True)
class Walked:
    """What a walk has looked at. `ends` holds the number and hash of each chain's last line, as they were read."""

    lines: int = 0
    erased: int = 0
    ends: dict[int, tuple[int, str]] = field(default_factory=dict)


def verify(store: Store, walked: Walked, *, together: int = TOGETHER) -> Iterator[str]:
    """What does not fit: of each chain its first wrong line, then its head; last the lines that stand in no chain.

    Args:
        store: the store.
        walked: counts along.
        together: lines of a page.
    """
    with store.reading() as session:
        known = sorted({*chained_lines.heads(session), *chained_lines.chains(session)})
    for chain in known:
        yield from _walk(store, chain, walked, together)
    with store.reading() as session:
        loose = chained_lines.loose(session, MOST + 1)
    yield from (f"log entry {ident} stands in no chain" for ident in loose[:MOST])
    if len(loose) > MOST:
        yield "more log entries that stand in no chain"


def _walk(store: Store, chain: int, walked: Walked, together: int) -> Iterator[str]:
    seen = _Chain(chain)
    while True:
        with health.snapshot(store) as session:
            lines = chained_lines.page(session, chain, seen.place, together)
            head = chained_lines.head(session, chain)
        for line in lines:
            seen.look(line)
            walked.erased += line.erased
        walked.lines += len(lines)
        if len(lines) < together:
            break
    walked.ends[chain] = (seen.number, seen.hash)
    yield from seen.findings()
    yield from seen.compared(head)


class _Chain:
    """What is known of a chain while it is walked."""

    def __init__(self, chain: int) -> None:
        self.chain = chain
        self.place = Place()
        self.number = 0
        self.hash = ""
        self._first = ""
        self._others = 0

    def look(self, line: ChainedLine) -> None:
        """Compares a line with those before it, and goes on from what it says itself."""
        wrong = self._wrong(line)
        if wrong and self._first:
            self._others += 1
        self._first = self._first or wrong
        self.place = Place(line.number, line.id)
        self.number, self.hash = line.number, line.hash

    def _wrong(self, line: ChainedLine) -> str:
        """What is wrong with a line, empty if nothing is."""
        what = f"line {line.number:,} of chain {self.chain} (log entry {line.id})"
        expected = self.number + 1
        if line.number < expected:
            return f"{what} is there more than once" if line.number > 0 else f"{what} has a number that no line gets"
        if line.number > expected:
            return f"{self._missing(expected, line.number - 1)} before log entry {line.id}"
        if hash_of(self.hash, line._asdict()) != line.hash:
            return f"{what} was changed, or the line before it was"
        if not line.erased and digest_of(line.salt, line.before, line.after, line.reason) != line.digest:
            return f"{what} tells other values than those that were written"
        if line.belongs != self.chain:
            return f"{what} belongs into another chain: that of its customer's reseller"
        return ""

    def _missing(self, first: int, last: int) -> str:
        if first == last:
            return f"line {first:,} of chain {self.chain} is missing"
        return f"lines {first:,} to {last:,} of chain {self.chain} are missing"

    def findings(self) -> Iterator[str]:
        """The first wrong line, and how many are wrong beside it."""
        if self._first:
            yield f"{self._first}; {self._others:,} more like it" if self._others else self._first

    def compared(self, head: tuple[int, str] | None) -> Iterator[str]:
        """What does not fit between the last line and the head."""
        if head is None:
            yield f"chain {self.chain} has lines, but no head"
        elif head[0] > self.number:
            yield f"{self._missing(self.number + 1, head[0])}: the log was cut, its head knows more"
        elif head[0] < self.number:
            yield f"the head of chain {self.chain} says {head[0]:,}, its last line is {self.number:,}"
        elif head[1] != self.hash:
            yield f"the head of chain {self.chain} has another hash than line {self.number:,}"
