"""Anchors: a short text that says how far the log went, kept where whoever can write the store cannot.

With one, also a log that was cut at its end or written anew as a whole is found out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from billia_tui import clock
from billia_tui.db import chained_lines
from billia_tui.db.store import open_store
from billia_tui.errors import Refused
from billia_tui.text import clean

_ANCHOR = re.compile(r"\banchor (\d{4}-\d\d-\d\dT\d\d:\d\dZ)((?:[ \t]+\S+)*)")
_END = re.compile(r"(\d{1,18}):(\d{1,18}):([0-9a-f]{64})")
_LOOKS_LIKE_AN_END = re.compile(r"\d+:")


@dataclass(frozen=True, slots=True)
class End:
    """How far a chain went."""

    chain: int
    number: int
    hash: str

    def __str__(self) -> str:
        """As an anchor holds it."""
        return f"{self.chain}:{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Anchor:
    """How far all chains went; `at` is a time as text, in UTC."""

    at: str
    ends: tuple[End, ...]

    def __str__(self) -> str:
        """One line: `anchor 2026-03-02T14:05Z 0:12:… 1:8123:…`, of each chain number and hash."""
        return " ".join(["anchor", self.at, *map(str, self.ends)])

    def parts(self, longest: int) -> Iterator["Anchor"]:
        """The same as several anchors of at most `longest` letters each, where a message takes no more."""
        ends: list[End] = []
        for end in self.ends:
            if ends and len(str(Anchor(self.at, (*ends, end)))) > longest:
                yield Anchor(self.at, tuple(ends))
                ends = []
            ends.append(end)
        yield Anchor(self.at, tuple(ends))


def made_of(ends: Mapping[int, tuple[int, str]]) -> Anchor:
    """The anchor, of now, of chains that end with these numbers and hashes; chains without lines have none."""
    return Anchor(
        f"{clock.now():%Y-%m-%dT%H:%MZ}",
        tuple(End(chain, number, digest) for chain, (number, digest) in sorted(ends.items()) if number),
    )


def anchor(session: Session) -> Anchor:
    """How far the log goes now, as the store itself says."""
    return made_of(chained_lines.heads(session))


def of_store(url: str) -> Anchor:
    """The same of the store at `url`, whoever asks: hashes and numbers tell nothing of anybody; raises StoreError."""
    store = open_store(url)
    try:
        with store.reading() as session:
            return anchor(session)
    finally:
        store.close()


def read(text: str) -> list[Anchor]:
    """All anchors in a text, which may hold anything else too, such as the lines of a system log.

    Raises:
        Refused: there is none, or one that is not whole.
    """
    found = [Anchor(at, tuple(_ends(at, rest))) for at, rest in _ANCHOR.findall(text)]
    if not found:
        raise Refused("that holds no anchor; an anchor is what this prints: billia log anchor")
    return found


def _ends(at: str, rest: str) -> Iterator[End]:
    words = rest.split()
    for place, word in enumerate(words):
        match = _END.fullmatch(word)
        if match is None:
            if place and not _LOOKS_LIKE_AN_END.match(word):
                return  # what a log has put behind it
            raise Refused(f"the anchor of {at} is not whole: {clean(word, limit=100)}")
        yield End(int(match[1]), int(match[2]), match[3])
    if not words:
        raise Refused(f"the anchor of {at} is not whole: it names no chain")


def compare(session: Session, anchors: Iterable[Anchor]) -> Iterator[str]:
    """Where the log is not what the anchors know: of each chain the first place, in words.

    That the log fits together in itself is not looked at: `log_chain.verify` does.
    """
    known = sorted({(end.chain, end.number, kept.at, end.hash) for kept in anchors for end in kept.ends})
    told = set[int]()
    for chain, number, at, digest in known:
        if chain in told:
            continue
        stored = chained_lines.hashes_at(session, chain, number)
        if stored == [digest]:
            continue
        told.add(chain)
        if stored:
            yield (
                f"line {number:,} of chain {chain} is not the one that the anchor of {at} knows: "
                "it or what is before it was written anew"
            )
            continue
        last = chained_lines.last_number(session, chain)
        if last < number:
            yield (
                f"the log was cut: the anchor of {at} knows line {number:,} of chain {chain}, "
                f"the store ends at {last:,}"
            )
        else:
            yield f"line {number:,} of chain {chain}, which the anchor of {at} knows, is missing"
