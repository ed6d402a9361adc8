"""The table of the figures: measure, floor, ours, ratio, growth, budget, reached."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.measure import (
    BACK,
    DOWN,
    FIRST_SCREEN,
    IDLE,
    LETTER,
    MEMORY,
    OPEN,
    PAGE_DOWN,
    ROWS,
    SHELL,
    Figures,
    median,
)

MOST_GROWTH = 1.1


@dataclass(frozen=True, slots=True)
class Budget:
    """A measure with what is allowed: a ratio to the floor, or an amount."""

    measure: str
    unit: str
    floor: str = ""
    ratio: float | None = None
    amount: float | None = None


BUDGETS = (
    Budget(SHELL, "ms", "table", ratio=1.3),
    Budget(ROWS, "ms", "table", ratio=2.2),
    *(Budget(name, "ms", "lines", ratio=3) for name in (DOWN, PAGE_DOWN, OPEN, BACK)),
    Budget(LETTER, "ms"),
    Budget(FIRST_SCREEN, "bytes", "lines"),
    Budget(DOWN, "bytes", "lines", amount=900),
    Budget(PAGE_DOWN, "bytes", "lines", amount=9000),
    Budget(OPEN, "bytes", "lines"),
    Budget(BACK, "bytes", "lines"),
    Budget(LETTER, "bytes"),
    Budget(IDLE, "sent", amount=0),
    Budget(MEMORY, "MB", "lines", amount=80),
)


def _values(figures: Figures, budget: Budget) -> list[float]:
    kept = {"ms": figures.seconds, "bytes": figures.sent}.get(budget.unit, figures.other)
    return kept.get(budget.measure, [])


def _shown(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    return f"{value * 1000:,.0f} ms" if unit == "ms" else f"{value:,.0f} {'MB' if unit == 'MB' else 'bytes'}"


def _quotient(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """The middle of the ratios of each round: what slows a round down slows both of its programs down."""
    pairs = [(mine, other) for mine, other in zip(ours, theirs, strict=False) if other]
    return median([mine / other for mine, other in pairs]) if pairs else None


def rows(floors: dict[str, Figures], small: Figures, large: Figures) -> list[list[str]]:
    """A row for each budget."""
    return [_row(budget, floors, small, large) for budget in BUDGETS]


def _row(budget: Budget, floors: dict[str, Figures], small: Figures, large: Figures) -> list[str]:
    few, many = _values(small, budget), _values(large, budget)
    floor = _values(floors[budget.floor], budget) if budget.floor else []
    ratios = [ratio for ratio in (_quotient(few, floor), _quotient(many, floor)) if ratio is not None]
    ratio = max(ratios, default=None)
    growth = _quotient(many, few)
    reached = _reached(budget, ratio, max(median(few), median(many)), growth)
    allowed = f"≤ {budget.ratio} ×" if budget.ratio else "" if budget.amount is None else f"≤ {budget.amount:,.0f}"
    return [
        f"{budget.measure}, {budget.unit}",
        _shown(median(floor) if floor else None, budget.unit),
        _shown(median(few), budget.unit),
        _shown(median(many), budget.unit),
        f"{ratio:.2f} ×" if ratio is not None else "–",
        f"{growth:.2f} ×" if growth is not None else "–",
        allowed or "–",
        reached,
    ]


def _reached(budget: Budget, ratio: float | None, worst: float, growth: float | None) -> str:
    missed = []
    if budget.ratio is not None and ratio is not None and ratio > budget.ratio:
        missed.append("ratio")
    if budget.amount is not None and worst > budget.amount:
        missed.append("amount")
    if growth is not None and growth > MOST_GROWTH:
        missed.append("growth")
    return f"no: {', '.join(missed)}" if missed else "yes"


def markdown(titles: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """The table, aligned, so that it reads well on a terminal and in a page."""
    widths = [max(len(line[column]) for line in [titles, *body]) for column in range(len(titles))]
    lines = [titles, ["-" * width for width in widths], *body]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )
