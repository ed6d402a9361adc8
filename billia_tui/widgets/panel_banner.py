"""The banner of the Customer Panel (R69): on every page of it, in words, and it never scrolls away."""

from textual.content import Content
from textual.widgets import Static


class PanelBanner(Static):
    """Says who acts as whom, in reverse: seen in every theme and without colour."""

    DEFAULT_CSS = "PanelBanner { height: 1; width: 1fr; text-wrap: nowrap; text-overflow: clip; }"

    def __init__(self, admin: str, customer: str) -> None:
        said = f" ⚠ CUSTOMER PANEL · {admin} acts as {customer} · everything is logged with both names"
        super().__init__(Content.styled(said.ljust(400), "bold reverse $warning"))
