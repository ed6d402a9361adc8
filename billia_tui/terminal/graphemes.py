"""The signs of a text and how many columns each takes, as this Rich counts them."""

from rich import cells

Spans = list[tuple[int, int, int]]
"""Where signs begin and end, and their columns."""


def by_character(text: str) -> tuple[Spans, int]:
    """Each character by itself, as Rich counted before 14.3; and the columns of all."""
    spans = [(at, at + 1, cells.get_character_cell_size(char)) for at, char in enumerate(text)]
    return spans, sum(width for _, _, width in spans)


split_graphemes = getattr(cells, "split_graphemes", by_character)
