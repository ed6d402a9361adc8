"""The name of a reseller as people read it (R54)."""

from billia_tui.text import clean


def shown_name(reseller: str) -> str:
    """The name of a reseller as it is shown: the stored "default" is "Default" (R54)."""
    return "Default" if reseller == "default" else clean(reseller)
