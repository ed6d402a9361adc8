"""The question before the console is left although something would be lost (R224)."""

from collections.abc import Mapping, Sequence

from billia_tui.widgets.dialog import Dialog


class LeaveDialog(Dialog):
    """`enter` leaves, `esc` goes on; `lost` says what would be lost, cleaned."""

    heading = "Leave the console?"
    verb = "leave"
    way_out = "go on"

    def __init__(self, lost: Sequence[str]) -> None:
        super().__init__()
        self.intro = "\n".join(lost)

    async def save(self, _values: Mapping[str, str]) -> str:
        """Leaves."""
        self.app.exit(0)
        return ""
