"""What an admin does not reach is as if it were not there, also in what a refusal says (R184, R185)."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from billia_tui.db.models import LabelValue
from billia_tui.errors import BilliaError, Invalid
from billia_tui.operations.desk import Desk
from billia_tui.operations.exports import customers as exports
from billia_tui.operations.finding import completion as query_completion
from billia_tui.operations.finding import listing as customer_list
from billia_tui.operations.finding import queues
from billia_tui.operations.labels import attached as labels
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.paging import Window
from billia_tui.vocabulary import Role
from tests import factories
from tests.conftest import AddCustomer
from tests.operations.imports.kit import Importer, customer_file, customer_line
from tests.operations.kit import seat
from tests.operations.labels.kit import REGION, component

ASKED: tuple[Callable[[Desk, str], object], ...] = (
    lambda desk, words: desk.ask(customer_list.page, CustomerQuery(words), Window()).rows,
    lambda desk, words: desk.ask(customer_list.count, CustomerQuery(words)).number,
    lambda desk, words: desk.ask(exports.page, words, Window()).rows,
    lambda desk, words: desk.change(queues.add, "mine", words) > 0,
    lambda desk, words: desk.ask(query_completion.complete, words, len(words)).choices,
)
"""All that takes a query: an answer, or a refusal, must be the same for what is out of reach and what is not there."""


def told(desk: Desk, words: str) -> list[object]:
    """What is said to a query, without what was typed."""
    typed = re.split("[:=]", words)[-1].lower()
    found: list[object] = []
    for ask in ASKED:
        try:
            found.append(ask(desk, words))
        except BilliaError as refused:
            fields = refused.fields if isinstance(refused, Invalid) else {}
            found.append(str((refused.text, fields)).lower().replace(typed, "…"))
    return found


@pytest.mark.parametrize(("there", "nowhere"), [("so*", "xo*"), ("South", "Xouth"), ("*th", "*tx"), ("s*", "x*")])
def test_resellers_do_not_leak(desk: Desk, there: str, nowhere: str) -> None:
    """R184, R185: not letter by letter either, by whoever cannot list them; the own one is found as before."""
    factories.reseller(desk.store, "South")
    tech = seat(desk, Role.TECH, "Nexus", username="tech")
    for sign in ("", "-"):
        seen = told(tech, f"{sign}reseller:{there}")
        assert seen == told(tech, f"{sign}reseller:{nowhere}")
        assert "there is no reseller" in str(seen[0])
    assert tech.ask(customer_list.count, CustomerQuery("reseller:ne*")).number == 0
    assert desk.ask(customer_list.count, CustomerQuery(f"reseller:{there}")).number == 0


def test_values_of_labels_do_not_leak(desk: Desk, add_customer: AddCustomer) -> None:
    """R61, R185: a value that is not allowed any more is known to those who reach a customer with it."""
    customer, free = add_customer(desk), component(desk, REGION)
    desk.change(labels.attach, customer, free, "bankrupt")
    with desk.store.writing() as session:
        session.add(LabelValue(component_id=free, value="north", name="North"))
    tech = seat(desk, Role.TECH, "Nexus", username="tech")
    assert told(tech, "label:region=bankrupt") == told(tech, "label:region=nonsense")
    assert desk.ask(customer_list.count, CustomerQuery("label:region=bankrupt")).number == 1


def test_an_import_does_not_tell_what_a_record_holds(desk: Desk, tmp_path: Path) -> None:
    """R185: a row that was imported by somebody else is refused the same, whether its values are guessed or not."""
    right, wrong = (customer_file(customer_line(7, last_name=name)) for name in ("Köhler", "Koch"))
    assert Importer(desk, tmp_path)(right).numbers == (1, 0, 0, 0)
    assert Importer(desk, tmp_path)(right).numbers == (0, 0, 1, 0)
    support = seat(desk, Role.SUPPORT, "Nexus", username="support")
    assert [Importer(support, tmp_path)(text).numbers for text in (right, wrong)] == [(0, 0, 0, 1)] * 2
