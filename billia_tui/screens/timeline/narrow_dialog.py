"""What of a timeline is shown: kind, days, words (R221)."""

from collections.abc import Mapping, Sequence

from billia_tui.operations.timeline.events import ALL, EventKind, Wanted, wanted
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

_ANY = ""
_KINDS = ((_ANY, "all"), *((kind.value, kind.value) for kind in EventKind))


class NarrowDialog(Dialog):
    """Asks for it; what was typed and what it means stand in `typed` and `wanted` afterwards."""

    heading = "Show only"
    verb = "show"
    intro = "Days are written 2026-11-01, months 2026-11; what is left empty is not asked for."

    def __init__(self, typed: Mapping[str, str]) -> None:
        super().__init__()
        self.typed = typed
        self.wanted: Wanted = ALL

    def fields(self) -> Sequence[Field]:
        """From, to, words, kind."""
        now = self.typed
        return (
            Field("since", "From", now.get("since", ""), hint="a day or month"),
            Field("until", "To", now.get("until", ""), hint="a day or month, all of it"),
            Field("text", "Words", now.get("text", ""), hint="all of these, anywhere in it"),
            Field("kind", "Kind", now.get("kind", _ANY), kind="choice", choices=_KINDS),
        )

    async def save(self, values: Mapping[str, str]) -> str:
        """Nothing is stored; raises Invalid."""
        self.wanted = wanted(**values)
        self.typed = dict(values)
        return ""
