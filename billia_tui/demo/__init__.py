"""Demo data: books of made-up customers of any size. Imported by `billia demo` and by tests alone."""

from billia_tui.demo.book import make

__all__ = ["make"]
