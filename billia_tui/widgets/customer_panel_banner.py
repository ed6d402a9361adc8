"""The banner of the Customer Panel (R69): on every page of it, in words, and it never scrolls away."""

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from billia_tui.widgets.cells import fit

HINTS = (" · esc at the overview leaves", " · esc leaves it", "")
"""How to leave, in as many words as there is room for."""


class CustomerPanelBanner(Widget):
    """Says who acts as whom, in reverse: seen in every theme and without colour."""

    DEFAULT_CSS = "CustomerPanelBanner { height: 1; width: 1fr; }"

    def __init__(self, admin: str, customer: str) -> None:
        super().__init__()
        self._said = f" ⚠ CUSTOMER PANEL · {admin} acts as {customer}"

    def render(self) -> Content:
        """The names, and how to leave."""
        width = self.size.width
        hint = next((hint for hint in HINTS if cell_len(self._said + hint) <= width), "")
        return Content.styled(fit(self._said + hint, width), "bold reverse $warning")
