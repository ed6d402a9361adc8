"""Which styles of a frame are written after all others, so that the terminal changes its style less often.

A row of keys has two styles in turns, and a column of a list one of its own: to write all of the row in one style and
go back for the rest takes a movement for each piece instead of two changes of style.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from .cells import Row
from .pen import Spans, one_style
from .styles import PLAIN, Styles

_MOVE, _STEP = 8, 5
"""About how many bytes it takes to go to another row, and to step over some cells."""

_FEWEST = 3
"""Pieces of a style from which it may pay."""

_MANY = 40
"""Styles from which those that come less often are not looked at: an animation may have one for each cell."""

_MOST = 6
"""Styles from which no more are looked for: each takes another look at the whole frame."""

_NEAR = 4
"""Blanks between two words that are written with them."""


@dataclass(slots=True)  # a frozen one takes three times as long to make
class Job:
    """What is to be done in one row: columns to be written, and perhaps a part of it to be erased.

    Attributes:
        y: the row.
        row: what it then shows.
        spans: the columns to be written.
        wiped: the column from which it is erased; None if it is not.
        cells: how many are erased; 0 for all up to the end of the row.
        blank: the style of the blanks that erasing leaves.
        wiped_last: whether it is erased after `spans`, which end before that column.
        certain: whether all terminals agree where each of its signs stands.
    """

    y: int
    row: Row
    spans: Spans
    wiped: int | None = None
    cells: int = 0
    blank: int = PLAIN
    wiped_last: bool = False
    certain: bool = False


class Run(NamedTuple):
    """Columns of a job that have one style, but for blanks between them in which it is not seen."""

    style: int
    job: int
    first: int
    last: int


_STYLE_OF = attrgetter("style")


class Stretch(NamedTuple):
    """Runs of one style that follow each other: the first and the last, how many, and what it takes to go to them."""

    style: int
    first: Run
    last: Run
    runs: int
    moves: int


def layered(jobs: Sequence[Job], styles: Styles) -> tuple[Sequence[Job], list[Job]]:
    """The jobs without what is written later, and that, style by style."""
    runs = [run for number, job in enumerate(jobs) if job.certain for run in _runs(number, job, styles)]
    if len(runs) <= _FEWEST or max(Counter(map(_STYLE_OF, runs)).values()) < _FEWEST:
        return jobs, []
    order: list[int] = []
    stretches = _stretches(runs)
    while len(order) < _MOST and (found := _worth(stretches, styles)):
        order += found
        stretches = _joined([stretch for stretch in stretches if stretch.style not in found])
    if not order:
        return jobs, []
    taken: dict[int, list[Run]] = {}
    pieces: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        if run.style in order:
            taken.setdefault(run.job, []).append(run)
            pieces.setdefault((order.index(run.style), run.job), []).append(run)
    base = [_without(job, taken[n], styles) if n in taken else job for n, job in enumerate(jobs)]
    later = [
        Job(jobs[n].y, jobs[n].row, [(run.first, run.last) for run in pieces[place, n]]) for place, n in sorted(pieces)
    ]
    return base, later


def _runs(number: int, job: Job, styles: Styles) -> list[Run]:
    """The runs of a job from left to right; blanks are one only where no run beside them has their ground."""
    found: list[Run] = []
    texts, numbers = job.row.texts, job.row.styles
    before, since, until = -1, 0, 0
    if not job.spans:
        return found
    of_all = one_style(styles, job.row, job.spans[0][0], job.spans[-1][1]) if len(job.spans) > 1 else None
    for start, end in job.spans:
        x = start
        if of_all is None:
            only = one_style(styles, job.row, start, end)
        else:
            only = styles.blank(of_all) if job.row.line[start:end].isspace() else of_all
        for style, length in [(only, end - start)] if only is not None else _lengths(numbers[start:end]):
            first, x = x, x + length
            if texts[first] == " " and styles.erasable(style) and before >= 0 and styles.blank(before) == style:
                continue
            if style == before and since >= start and first - until <= _NEAR:
                found[-1] = Run(style, number, since, x)
            else:
                found.append(Run(style, number, first, x))
                before, since = style, first
            until = x
    return found


def _lengths(numbers: Sequence[int]) -> list[tuple[int, int]]:
    return [(style, len([*cells])) for style, cells in groupby(numbers)]


def _stretches(runs: Sequence[Run]) -> list[Stretch]:
    latest: dict[int, Run] = {}
    found: list[Stretch] = []
    style, first, last, many, moves = runs[0].style, runs[0], runs[0], 0, 0
    for run in runs:
        before = latest.get(run.style)
        if run.style != style:
            found.append(Stretch(style, first, last, many, moves))
            style, first, many, moves = run.style, run, 0, 0
        moves += _MOVE if before is None or before.job != run.job else min(run.first - before.last, _STEP)
        many += 1
        latest[style] = last = run
    return [*found, Stretch(style, first, last, many, moves)]


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The same, those of one style that follow each other as one."""
    found: list[Stretch] = []
    for stretch in stretches:
        if found and found[-1].style == stretch.style:
            style, first, _, runs, moves = found[-1]
            found[-1] = Stretch(style, first, stretch.last, runs + stretch.runs, moves + stretch.moves)
        else:
            found.append(stretch)
    return found


def _worth(stretches: Sequence[Stretch], styles: Styles) -> list[int]:
    """The styles by which most is gained if they are written later, none of them beside another; none if none are."""
    if not stretches:
        return []
    gains: dict[int, int] = {}
    many: Counter[int] = Counter()
    for stretch in stretches:
        many[stretch.style] += stretch.runs
    beside: dict[int, set[int]] = {}
    length = styles.lengths
    fewest = _FEWEST if len(many) > _MANY else 1
    usual = stretches[0].style
    before, left = PLAIN, None
    for number, (style, first, last, _, moves) in enumerate(stretches, 1):
        if many[style] < fewest:  # lengths of what comes once are many, and each is computed
            before, left = style, last
            continue
        right = stretches[number].first if number < len(stretches) else None
        after = PLAIN if right is None else right.style
        gain = length[before, style] + length[style, after] - length[before, after] - moves
        if left is not None and right is not None:
            gain -= _gap(left, first, last, right)
        gains[style] = gains.get(style, 0) + gain
        beside.setdefault(style, set()).update((before, after))
        before, left = style, last
    found: list[int] = []
    for style in sorted(gains, key=gains.__getitem__, reverse=True):
        pays = gains[style] > length[usual, style] and not styles.erasable(style)
        if pays and beside[style].isdisjoint(found):
            found.append(style)
    return found


def _gap(left: Run, first: Run, last: Run, right: Run) -> int:
    """What it costs to step over a stretch that is written later, if the runs beside it are near."""
    if not left.job == first.job == right.job or left.last + _NEAR < first.first or last.last + _NEAR < right.first:
        return 0
    return min(right.first - left.last, _STEP)


def _without(job: Job, taken: Sequence[Run], styles: Styles) -> Job:
    """A job without these runs: there the row has the style before them, for whatever is there is written over."""
    texts = job.row.texts
    numbers: bytearray | list[int] = [*job.row.styles]
    if isinstance(texts, str) and isinstance(job.row.styles, bytes):
        numbers = bytearray(job.row.styles)
    spans: list[tuple[int, int]] = []
    at = 0
    for start, end in job.spans:
        x = start
        while at < len(taken) and taken[at].first < end:
            first, last = taken[at].first, taken[at].last
            if x < first:
                spans.append((x, first))
            style = next((numbers[place] for place in range(first - 1, -1, -1) if texts[place] != " "), PLAIN)
            blank = styles.blank(style)
            numbers[first:last] = [blank if text == " " else style for text in texts[first:last]]
            x = last
            at += 1
        if x < end:
            spans.append((x, end))
    if job.wiped is not None and not job.wiped_last:
        end = job.wiped + job.cells if job.cells else len(texts)
        spans = [
            span
            for first, last in spans
            if (span := (first, last) if last > end else _trimmed(texts, numbers, job.blank, first, last))
        ]
    row = Row(
        texts, bytes(numbers) if isinstance(numbers, bytearray) else numbers, job.row.blanks, simple=job.row.simple
    )
    return replace(job, row=row, spans=spans)


def _trimmed(texts: Sequence[str], styles: Sequence[int], blank: int, first: int, last: int) -> tuple[int, int] | None:
    """A span without the blanks at its ends, which are there already."""
    while first < last and texts[first] == " " and styles[first] == blank:
        first += 1
    while first < last and texts[last - 1] == " " and styles[last - 1] == blank:
        last -= 1
    return (first, last) if first < last else None
