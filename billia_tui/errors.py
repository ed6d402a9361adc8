"""The one family of refusals: what went wrong, in words for the person at the keyboard.

Operations raise these and nothing else on purpose. The console shows `text`, the commands print it and
leave with `exit_code` (see docs/design of the commands in README).
"""

from collections.abc import Mapping

from billia_tui.text import clean


class BilliaError(Exception):
    """Anything that billia-tui refuses. `text`, cleaned (P5), is one line that says what to do next."""

    exit_code = 1

    def __init__(self, text: str) -> None:
        self.text = clean(text, lines=True, limit=None)
        super().__init__(self.text)


class Refused(BilliaError):
    """A rule forbids it. `rule` is the number of the rule in docs/domain.md, e.g. "R20"."""

    def __init__(self, text: str, *, rule: str = "") -> None:
        super().__init__(text)
        self.rule = rule


def refuse_if(why: str | None, *, rule: str = "") -> None:
    """Raises Refused with `why`, where something is in the way; None and an empty text are nothing."""
    if why:
        raise Refused(why, rule=rule)


class Forbidden(BilliaError):
    """The acting admin's role has no right to it (R182)."""


class SignedOut(Forbidden):
    """The acting admin is inactive or gone: whatever is under way ends with it (R181)."""


class NotFound(BilliaError):
    """There is no such record, or it belongs to a reseller that the admin does not reach (R185)."""


class Invalid(BilliaError):
    """Input with mistakes. `fields` maps each field's name to what is wrong with it (R152: all at once)."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name.replace('_', ' ')}: {text}" for name, text in fields.items()))
        self.fields = dict(fields)


class Conflict(BilliaError):
    """The record was changed by someone else since it was read (R189).

    `fresh` holds its values now; `seen` is what a form that has shown them gives back.
    """

    def __init__(self, text: str, fresh: Mapping[str, str], *, seen: int) -> None:
        super().__init__(text)
        self.fresh = dict(fresh)
        self.seen = seen


class StoreError(BilliaError):
    """The store cannot be used: missing, foreign, damaged, locked, full, newer than the program …."""

    exit_code = 3


class Unreadable(StoreError):
    """A value in the store is none of its kind: bytes that are no text, a time that is none. The others can be read."""


class StoreBusy(StoreError):
    """Another writer held the store for longer than we wait; nothing was changed."""


class StoreLost(StoreError):
    """The connection to the store is gone; it may come back.

    `cut`: there was one, and another try may find that the server is there; else none could be made.
    `advice` is what is to be done, without the name of anything.
    """

    def __init__(self, text: str, *, cut: bool = False, advice: str = "") -> None:
        super().__init__(text)
        self.cut = cut
        self.advice = advice


class StoreGone(StoreLost):
    """The store's file was removed or replaced while it was open; what was done last is in no store."""


class OutcomeUnknown(StoreLost):
    """The connection was lost while a change was being saved, and nobody can tell yet whether it was.

    `line` is the log line by which it can be told later (chain, id, hash), None if the change wrote none.
    """

    def __init__(self, line: tuple[int, int, str] | None, text: str = "") -> None:
        super().__init__(text or "the connection was lost while saving: it may be saved or not; look before you go on")
        self.line = line
