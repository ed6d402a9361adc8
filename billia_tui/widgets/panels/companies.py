"""Panel IV: companies (R101-R105)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui.operations.customers import companies
from billia_tui.operations.customers.companies import CompanyRow
from billia_tui.widgets.cells import Column
from billia_tui.widgets.panels.listing import ListPanel


class CompaniesPanel(ListPanel[CompanyRow]):
    """The companies of the customer."""

    NUMERAL: ClassVar[str] = "IV"
    NAME: ClassVar[str] = "Companies"
    READS = companies.page
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("NAME", 12, "name", grow=2),
        Column("NUMBER", 8, "number", "muted", grow=1, drop=1),
        Column("PLACE", 8, lambda row: (f"{row.country} {row.city}", "muted"), grow=1, drop=2),
        Column("MAIN", 4, lambda row: ("main" if row.main else "", "good")),
    )
    """Name, number, place, main mark."""
    TALL: ClassVar[Sequence[Sequence[int]]] = ((0, 3), (1, 2))
    EMPTY: ClassVar[str] = "No company: this customer is a person. a adds one."
    HINT: ClassVar[str] = "a add · enter edit · d delete"
