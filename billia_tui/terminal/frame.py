"""The frame that the terminal shows, and the shortest bytes that turn it into the next one."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain, compress, permutations, repeat
from operator import ne, or_

from rich.color import ColorSystem

from .abilities import Abilities
from .cells import Row, is_certain, is_narrow
from .isolation import MARK
from .layers import Job, layered
from .pen import TAB, Pen, Spans, one_style
from .scroll import found_scroll
from .styles import PLAIN, Styles

_ERASURE, _STEP = 5, 4
"""About how many bytes it takes to erase the end of a row, and to step over some cells."""

_SWITCH = 12
"""About how many bytes it takes to write something in another style than what is beside it."""

_GAP = 2
"""Cells that are never shorter stepped over than written once more."""

_FEW = 4
"""Rows that may be written in any order."""

_NEXT, _MOVE = 3, 5
"""About how many bytes it takes to go to the next row, and to another one."""

_ONES = re.compile(b"[^\x00]+")
_WORDS = re.compile(r"[^ ]+(?: {1,4}[^ ]+)*")
_NEAR_ONES = re.compile(b"\x01+(?:\x00{1,4}\x01+)*")

_MOST_COVERED = 12
"""Columns that a sign of uncertain width may take on some terminal."""


class Frame:
    """What the terminal shows, cell by cell; `rows` is None until it was painted whole.

    Args:
        color_system: how the terminal takes colours.
        able: what else it can do; where it does not erase in colour, blanks are written.
    """

    def __init__(self, color_system: ColorSystem, able: Abilities) -> None:
        self.styles = Styles(color_system)
        self.rows: list[Row] | None = None
        self.style = PLAIN
        """The style that the terminal was left with."""
        self._able = able

    def forget(self) -> None:
        """The terminal shows something else: the next frame is painted whole."""
        self.rows = None

    def forget_styles(self) -> None:
        """Begins anew with the numbers of styles, and with the frame that has them."""
        self.styles = Styles(self.styles.color_system)
        self.forget()

    def turn_into(self, fresh: Sequence[Row], cursor: tuple[int, int] | None = None) -> str:
        """The bytes that make the terminal show `fresh`, which is what the frame holds from now on.

        Args:
            fresh: all rows, as many cells each as the screen is wide.
            cursor: column and line at which the cursor is left; None leaves it anywhere.

        The terminal keeps the style of the last cell for the next frame, which often goes on with it; nothing is taken
        for granted of where the cursor was.
        """
        held = self.rows
        pen = Pen(self.styles, len(fresh[0].texts), self._able, PLAIN if held is None else self.style)
        if held is None:
            rows: Sequence[Row | None] = self._cleared(pen, fresh)
        else:
            rows = held
            changed = [y for y, old in enumerate(held) if old is not fresh[y] and old != fresh[y]]
            scroll = found_scroll(held, fresh, changed)
            if scroll is not None:
                pen.send(scroll.sequence())
                rows = scroll.applied(held)
        jobs = [
            self._job(y, old, new)
            for y, (old, new) in enumerate(zip(rows, fresh, strict=True))
            if old is not new and old != new
        ]
        base, later = layered(jobs, self.styles)
        self.rows = [*fresh]
        for job in (*self._ordered([*base], pen.style), *later):  # what is written later is written over the rest
            _work(pen, job)
        if cursor is not None and pen.out:
            pen.move(*cursor)
        self.style = pen.style
        sent = "".join(pen.out)
        return sent if self._able.orders_letters else sent.replace(MARK, "")

    def _ordered(self, jobs: list[Job], start: int) -> list[Job]:
        """A few rows in the order that takes the fewest bytes from style `start` on, with which the first may go on."""
        if not 1 < len(jobs) <= _FEW:
            return jobs
        length, orders = self.styles.lengths, permutations([(job, *_ends(job)) for job in jobs])

        def cost(order: tuple[tuple[Job, int, int], ...]) -> int:
            style, y, sent = start, -2, 0
            for job, first, last in order:
                sent += length[style, first] + (_NEXT if job.y == y + 1 else _MOVE)
                style, y = last, job.y
            return sent

        return [job for job, _, _ in min(orders, key=cost)]

    # ── erasing ──

    def _erases(self, style: int) -> bool:
        """Whether erasing leaves blanks of this style."""
        return self.styles.erasable(style) and (self._able.erases_in_colour or not self.styles.on_ground(style))

    def _usual_blank(self, styles: Counter[int]) -> int:
        """The style of most blanks that can be erased."""
        return next((style for style, _ in styles.most_common() if self._erases(style)), PLAIN)

    def _cleared(self, pen: Pen, fresh: Sequence[Row]) -> list[Row]:
        """Wipes the screen in the colour of most of its blanks, whatever the terminal was left with."""
        found: Counter[int] = Counter()
        for row in fresh:
            found += _blanks(row)
        style = self._usual_blank(found)
        pen.send("\x1b[r\x1b[m")
        pen.turn(style)
        pen.send("\x1b[H\x1b[2J")
        if self._able.has_tabs:
            pen.send("\x1b[3g" + f"\x1b[{TAB}C\x1bH" * ((len(fresh[0].texts) - 1) // TAB))
        blank = Row.blank(len(fresh[0].texts), style)
        return [blank] * len(fresh)

    # ── one row ──

    def _job(self, y: int, old: Row | None, new: Row) -> Job:
        if old is None:
            return self._wiped(y, 0, new)
        if _is_turned(old) or _is_turned(new):
            return self._wiped(y, 0, new)
        changes = _changes(old, new)
        spans = _spans(changes)
        if old.simple and new.simple:
            return self._spanned(y, spans, new)
        if _is_certain(old) and _is_certain(new):
            return self._spanned(y, _spans(_whole(changes, old, new)), new)
        # Half of a wide sign cannot be changed, and signs of uncertain width may cover what is behind them.
        return self._wiped(y, min(spans[0][0], _first_special(old), _first_special(new)), new)

    def _spanned(self, y: int, spans: Spans, new: Row) -> Job:
        """Writes the spans, or erases a part of the row first, whatever is shorter."""
        if new.simple and len(spans) > 1:
            spans = self._joined(spans, new)
        cost, tail, first = _cost(spans), self._blank_tail(new), spans[0][0]
        if spans[-1][1] > tail:
            start = next(max(first, tail) for first, end in spans if end > tail)
            before = _up_to(spans, start)
            erased = _cost(before) + _ERASURE
        else:
            start, before, erased = first, spans, cost
        if min(cost, erased) > _ERASURE + _fewest_letters(new, first):
            style, words = self._words(new, first)
            if _cost(words) + _ERASURE + _SWITCH * _more_styles(new, words, spans) < min(cost, erased):
                return Job(y, new, words, first, blank=style, certain=True)
        if erased < cost:
            return Job(y, new, before, start, blank=new.styles[-1], wiped_last=True, certain=True)
        return self._erased_within(y, spans, new) or Job(y, new, spans, certain=True)

    def _erased_within(self, y: int, spans: Spans, row: Row) -> Job | None:
        """Erases the blanks of several spans, and what is between them, at once; None if that is no shorter."""
        if not (self._able.erases_cells and row.simple and len(row.blanks) == 1 and len(spans) > 1):
            return None
        (blank,), line = row.blanks, row.line
        if sum([line[last - 1] == " " for _, last in spans]) < 2:
            return None
        ends = [len(line[first:last].rstrip(" ")) + first for first, last in spans]
        blanks = [number for number, (_, last) in enumerate(spans) if last > ends[number]]
        if len(blanks) < 2 or not self._erases(blank):
            return None
        gain = sum(min(spans[number][1] - ends[number], _ERASURE) for number in blanks)
        start, end = spans[blanks[0]][0], spans[blanks[-1]][1]
        words = [found.span() for found in _WORDS.finditer(line, start, end)]
        written = sum(ends[number] - spans[number][0] for number in range(blanks[0], blanks[-1] + 1))
        if gain <= _ERASURE + sum(last - first for first, last in words) - written:
            return None
        kept = [*spans[: blanks[0]], *words, *spans[blanks[-1] + 1 :]]
        return Job(y, row, kept, start, end - start, blank, certain=True)

    def _joined(self, spans: Spans, row: Row) -> Spans:
        """The same, two as one where it is no shorter to step over what is between, and where that is blanks."""
        styles, line = row.styles, row.line
        joined: list[tuple[int, int]] = []
        start, end = spans[0]
        of_all = one_style(self.styles, row, start, spans[-1][1])
        for first, last in spans[1:]:
            gap = first - end
            if gap <= _GAP:
                is_one = line[end:first].isascii() and not (gap == _GAP and self._able.has_tabs and first % TAB == 0)
                if is_one and of_all is None:
                    is_one = one_style(self.styles, row, end - 1, first + 1) is not None
            else:
                is_one = line[end - 1 : first + 1].isspace() and (
                    of_all is not None or styles[end - 1 : first + 1].count(styles[first]) == gap + 2
                )
            if not is_one:
                joined.append((start, end))
                start = first
            end = last
        return [*joined, (start, end)]

    def _words(self, row: Row, start: int) -> tuple[int, Spans]:
        """The usual blank of a simple row from column `start` on, and what is to be written among such blanks."""
        if row.simple and len(row.blanks) == 1:
            (style,) = row.blanks
            if self._erases(style):
                return style, [found.span() for found in _WORDS.finditer(row.line, start)]
        style = self._usual_blank(_blanks(row, start))
        letters = bytes(start) + _letters(row, start, style)
        return style, [found.span() for found in _NEAR_ONES.finditer(letters)]

    def _wiped(self, y: int, start: int, new: Row) -> Job:
        """Erases a row from column `start` on and writes what is not blank there."""
        style = self._usual_blank(_blanks(new, start))
        letters = bytearray(start) + _letters(new, start, style)
        if _is_turned(new):
            _cover_turned(letters)
        elif not new.simple:
            _cover_uncertain(letters, start, new)
        return Job(y, new, _spans(letters), start, blank=style, certain=not _is_turned(new) and _is_certain(new))

    def _blank_tail(self, row: Row) -> int:
        """Where the equal blanks at the end of the row begin."""
        texts, styles = row.texts, row.styles
        end, style = len(texts), styles[-1]
        if not self._erases(style):
            return end
        if isinstance(texts, str) and isinstance(styles, bytes):
            return max(len(texts.rstrip(" ")), len(styles.rstrip(styles[-1:])))
        while end and texts[end - 1] == " " and styles[end - 1] == style:
            end -= 1
        return end


def _fewest_letters(row: Row, start: int) -> int:
    """The least that is to be written of a row from column `start` on, were that erased."""
    return len(row.line) - start - row.line.count(" ", start) if row.simple else 0


def _ends(job: Job) -> tuple[int, int]:
    """The styles that a job begins and ends with."""
    styles = job.row.styles
    if not job.spans:
        return job.blank, job.blank
    return styles[job.spans[0][0]], styles[job.spans[-1][1] - 1]


def _work(pen: Pen, job: Job) -> None:
    """Does a job."""
    if job.wiped is None:
        pen.write(job.y, job.row, job.spans)
    elif job.wiped_last:
        pen.write(job.y, job.row, job.spans)
        pen.wipe(job.wiped, job.y, job.blank)
    else:
        before = [span for span in job.spans if span[1] <= job.wiped] if job.cells else []
        if before:
            pen.write(job.y, job.row, before)
        spans = job.spans[len(before) :]
        pen.wipe(job.wiped, job.y, job.blank, job.row.styles[spans[0][0]] if spans else None, job.cells)
        pen.write(job.y, job.row, spans)


def _changes(old: Row, new: Row) -> bytes:
    """For each column 0 if its cells are the same, else another number."""
    was, now = old.code, new.code
    if was is not None and now is not None:
        differs = (was.low ^ now.low) | (was.high ^ now.high) | (was.styles ^ now.styles)
        return differs.to_bytes(len(new.texts), "little")
    if old.styles == new.styles:
        return bytes(map(ne, old.texts, new.texts))
    if old.texts == new.texts:
        return bytes(map(ne, old.styles, new.styles))
    return bytes(map(or_, map(ne, old.texts, new.texts), map(ne, old.styles, new.styles)))


def _letters(row: Row, start: int, style: int) -> bytes:
    """For each column from `start` on 0 if there is a blank of this style, else 1."""
    return bytes(map(or_, map(ne, row.texts[start:], repeat(" ")), map(ne, row.styles[start:], repeat(style))))


def _spans(mask: bytes | bytearray) -> Spans:
    """Where there are ones."""
    return [found.span() for found in _ONES.finditer(mask)]


def _up_to(spans: Spans, end: int) -> Spans:
    """What of the spans is before column `end`."""
    return [(first, min(last, end)) for first, last in spans if first < end]


def _cost(spans: Spans) -> int:
    """About how many bytes it takes to write these columns: the cells, and the steps over the gaps."""
    cost, end = 0, -_STEP
    for first, last in spans:
        gap = first - end
        cost += last - first + (min(_STEP, gap))
        end = last
    return cost - _STEP if spans else 0


def _more_styles(row: Row, spans: Spans, others: Spans) -> int:
    """How many styles more there are in these spans than in the others."""
    ours, theirs = (
        {*chain.from_iterable([row.styles[first:last] for first, last in some])} for some in (spans, others)
    )
    return len(ours - theirs)


def _blanks(row: Row, start: int = 0) -> Counter[int]:
    """How many blanks of which style there are from column `start` on."""
    return Counter(compress(row.styles[start:], map(" ".__eq__, row.texts[start:])))


def _is_turned(row: Row) -> bool:
    """Whether there is a text in it that is read from right to left."""
    return not row.simple and any(text.endswith(MARK) for text in row.texts)


def _is_certain(row: Row) -> bool:
    """Whether all terminals agree where each of its signs stands."""
    return row.simple or all(not text or is_certain(text) for text in row.texts)


def _whole(changes: bytes, old: Row, new: Row) -> bytearray:
    """The changes, and both halves of each wide sign that one of them is in: half of it cannot be changed."""
    mask = bytearray(changes)
    halves = [x for x in range(1, len(mask)) if not (old.texts[x] and new.texts[x])]
    for x in (*halves, *reversed(halves)):
        if mask[x - 1] or mask[x]:
            mask[x - 1] = mask[x] = 1
    return mask


def _first_special(row: Row) -> int:
    """The first column that is not simple."""
    if row.simple:
        return len(row.texts)
    return next((x for x, text in enumerate(row.texts) if not is_certain(text) or not is_narrow(text)), len(row.texts))


def _cover_turned(mask: bytearray) -> None:
    """Marks all columns up to the last: terminals that order a row by its letters count no steps over blanks.

    mlterm counts our mark as a column that it does not show: it must have them one after another.
    """
    end = mask.rfind(1) + 1
    mask[:end] = b"\1" * end


def _cover_uncertain(mask: bytearray, start: int, row: Row) -> None:
    """Marks the columns that a sign of uncertain width may cover: they are written, whatever they hold."""
    for x in range(start, len(row.texts)):
        if row.texts[x] and not is_certain(row.texts[x]):
            end = min(x + _MOST_COVERED, len(mask))
            mask[x:end] = b"\1" * (end - x)
