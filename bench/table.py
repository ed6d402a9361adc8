"""The table of the figures: measure, floor, peers, ours, ratio, growth, budget, reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.measure import (
    BACK,
    DOWN,
    EDGE,
    ESCAPE,
    FIRST_SCREEN,
    IDLE,
    LETTER,
    MEMORY,
    OPEN,
    PAGE_DOWN,
    ROWS,
    SHELL,
    WORST,
    Figures,
    median,
)
from bench.peers import NAMES as PEERS

MOST_GROWTH = 1.1


@dataclass(frozen=True, slots=True)
class Budget:
    """A measure with what is allowed: a ratio to the floor, or an amount. `growth` is what a large book may cost."""

    measure: str
    unit: str
    floor: str = ""
    ratio: float | None = None
    amount: float | None = None
    growth: float = MOST_GROWTH


BUDGETS = (
    Budget(SHELL, "ms", "table", ratio=1.1),
    Budget(ROWS, "ms", "table", ratio=1.5),
    *(Budget(name, "ms", "thin", ratio=2) for name in (DOWN, EDGE, PAGE_DOWN, OPEN)),
    Budget(BACK, "ms", "thin"),
    Budget(ESCAPE, "ms", "plain", amount=0.06),
    Budget(LETTER, "ms", growth=2),
    Budget(FIRST_SCREEN, "bytes", "thin", amount=5200),
    Budget(DOWN, "bytes", "thin", amount=260),
    Budget(WORST, "bytes", "thin", amount=320),
    Budget(EDGE, "bytes", "thin", amount=450),
    Budget(PAGE_DOWN, "bytes", "thin", amount=2600),
    Budget(OPEN, "bytes", "thin", amount=6500),
    Budget(BACK, "bytes", "thin", amount=5000),
    Budget(LETTER, "bytes", amount=4500),
    Budget(IDLE, "sent", amount=0),
    Budget(MEMORY, "MB", "table", amount=75),
)
TITLES = ("measure", "floor", *PEERS, "500", "1,000,000", "ratio", "growth", "budget", "reached")


def rows(figures: Mapping[str, Figures]) -> list[list[str]]:
    """A row for each budget of what is seen on the terminal."""
    return [_row(budget, figures) for budget in BUDGETS]


def _row(budget: Budget, figures: Mapping[str, Figures]) -> list[str]:
    few, many = _values(figures["small"], budget), _values(figures["large"], budget)
    floor = _values(figures[budget.floor], budget) if budget.floor else []
    ratios = [ratio for ratio in (_quotient(few, floor), _quotient(many, floor)) if ratio is not None]
    others = [_values(figures[peer], budget) if peer in figures else [] for peer in PEERS]
    return line(
        f"{budget.measure}, {'ms' if budget.unit == 'ms' else 'MB' if budget.unit == 'MB' else 'bytes'}",
        [_shown(median(values) if values else None, budget.unit) for values in (floor, *others, few, many)],
        ratio=max(ratios, default=None),
        most=budget.ratio,
        growth=_quotient(many, few),
        most_growth=budget.growth,
        amount=max(median(few), median(many)),
        most_amount=budget.amount,
        scale=1000 if budget.unit == "ms" else 1,
    )


def line(
    name: str,
    shown: Sequence[str],
    *,
    ratio: float | None,
    most: float | None,
    growth: float | None,
    most_growth: float = MOST_GROWTH,
    amount: float | None = None,
    most_amount: float | None = None,
    scale: float = 1,
) -> list[str]:
    """A line of the table, and whether its budget is kept.

    Args:
        name: the measure and its unit.
        shown: floor, peers, and ours for the small and the large book, as text.
        ratio: ours to the floor, and `most` what is allowed.
        most: see `ratio`.
        growth: the large book to the small one.
        most_growth: what is allowed of it.
        amount: ours, in bytes, seconds, or MB.
        most_amount: what is allowed of it.
        scale: of the unit that is shown to that of `amount`.
    """
    missed = [
        what
        for what, value, allowed in (
            ("ratio", ratio, most),
            ("amount", amount, most_amount),
            ("growth", growth, most_growth),
        )
        if value is not None and allowed is not None and value > allowed
    ]
    limits = [f"≤ {most} ×"] if most else []
    limits += [f"≤ {most_amount * scale:,.0f}"] if most_amount is not None else []
    return [
        name,
        *shown,
        f"{ratio:.2f} ×" if ratio is not None else "–",
        f"{growth:.2f} ×" if growth is not None else "–",
        " ".join(limits) or "–",
        f"no: {', '.join(missed)}" if missed else "yes",
    ]


def _values(figures: Figures, budget: Budget) -> list[float]:
    kept = {"ms": figures.seconds, "bytes": figures.sent}.get(budget.unit, figures.other)
    return kept.get(budget.measure, [])


def _shown(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    return f"{value * 1000:,.0f}" if unit == "ms" else f"{value:,.0f}"


def _quotient(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """The middle of the ratios of each round: what slows a round down slows both of its programs down."""
    pairs = [(mine, other) for mine, other in zip(ours, theirs, strict=False) if other]
    return median([mine / other for mine, other in pairs]) if pairs else None


def markdown(titles: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """The table, aligned, so that it reads well on a terminal and in a page."""
    widths = [max(len(line[column]) for line in [titles, *body]) for column in range(len(titles))]
    lines = [titles, ["-" * width for width in widths], *body]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )
