"""Names that were misheard, or written in other letters (R214), on both databases."""

import pytest

from billia_tui import likeness
from billia_tui.operations.customers import companies
from billia_tui.operations.customers import editing as customers
from billia_tui.operations.customers.companies import CompanyData
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import anything, near
from billia_tui.operations.queries.customer_query import CustomerQuery, StatusFilter
from billia_tui.vocabulary import Role
from tests.conftest import AddCustomer
from tests.operations.kit import seat


def meant(desk: Desk, words: str, status: StatusFilter = StatusFilter.ALL) -> list[tuple[int, str]]:
    """Who may be meant by words that find nobody, and by what."""
    return [(row.id, row.found) for row in desk.ask(near.matches, CustomerQuery(words, status)).rows]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("petrowa", "Petrova"), ("петрова", "Petrova"), ("petrova", "Петрова"), ("πέτροβα", "Petrova"),
     ("koehler", "Köhler"), ("maier", "Meyer"), ("ivanoff", "Иванов"), ("shevchenko", "Schewtschenko"),
     ("julia", "Юлия"), ("kovach", "Kovač"), ("papadopulos", "Παπαδόπουλος"), ("petorva", "Petrova")],
)  # fmt: skip
def test_alike(typed: str, stored: str) -> None:
    """R214: what sounds the same has a skeleton that one mistake at most tells apart."""
    (word,), (other,) = likeness.words_of(typed), likeness.words_of(stored)
    one, two = likeness.skeleton(word), likeness.skeleton(other)
    assert one == two or two in set(likeness.neighbours(one))
    assert likeness.likeness(word, other) >= 0.6


@pytest.mark.parametrize("words", ["petro sofia", "petrowa sofia", "petrova sofia"])
@pytest.mark.parametrize("namesake", [False, True])
def test_a_town_in_other_letters(desk: Desk, add_customer: AddCustomer, words: str, *, namesake: bool) -> None:
    """R214: who lives in София is found as living in Sofia, whether or not somebody is called so."""
    ident = add_customer(desk, first_name="Zoe", last_name="Petrova", city="София")
    if namesake:
        add_customer(desk, first_name="Sofia", last_name="Okafor", city="Bonn")
    add_customer(desk, first_name="Zoe", last_name="Petrova", city="Varna")
    ((found, said),) = meant(desk, words)
    assert found == ident
    assert said.endswith(" · city София")


def test_other_letters_are_nearer_than_a_mistake(desk: Desk, add_customer: AddCustomer) -> None:
    """R214: who types a town in Latin letters means it, and not somebody whose name is another by a letter."""
    there = add_customer(desk, first_name="Zoe", last_name="Okafor", city="София")
    sonia = add_customer(desk, first_name="Sonia", last_name="Riba", city="Bonn")
    assert meant(desk, "sofia") == [(there, "≈ София · city София"), (sonia, "≈ Sonia")]
    assert desk.ask(near.matches, CustomerQuery("sofia")).question == "did you mean София or Sonia?"


def test_nobody_has_it_but_some_are_like_it(desk: Desk, add_customer: AddCustomer) -> None:
    """R214: the likest first, at most five, marked; what else was typed has to hold; an exact hit ends it."""
    names = ("Petrova", "Petrov", "Петрова", "Petrovska", "Okafor", "Müller")
    ids = {name: add_customer(desk, first_name="Zoe", last_name=name, city="Sofia") for name in names}
    elsewhere = add_customer(desk, first_name="Zoe", last_name="Petrova", city="Varna")
    assert meant(desk, "petrowa sofia") == [
        (ids["Petrova"], "≈ Petrova · city Sofia"),
        (ids["Петрова"], "≈ Петрова · city Sofia"),
        (ids["Petrovska"], "≈ Petrovska · city Sofia"),
        (ids["Petrov"], "≈ Petrov · city Sofia"),
    ]
    assert meant(desk, "petrowa varna") == [(elsewhere, "≈ Petrova · city Varna")]
    assert meant(desk, "petrowa bonn") == []
    assert meant(desk, "petrowa софия")[0] == (ids["Petrova"], "≈ Petrova Sofia · city Sofia")
    assert [one for one, _ in meant(desk, "petrowa")][:2] == [elsewhere, ids["Petrova"]]
    assert meant(desk, "petrowa", StatusFilter.BLOCKED) == []
    assert meant(desk, "petrowa status:blocked") == []
    assert meant(desk, "mueller") == [(ids["Müller"], "≈ Müller")]
    for exact in ("petrova", "zoe", "", "status:blocked", "xqxqxq", "12345678", "\x00", "-petrowa", "a" * 500):
        assert meant(desk, exact) == [], exact
    for number in range(7):
        add_customer(desk, first_name="Zoe", last_name="Petrova", city=f"Town {number}")
    assert len(meant(desk, "petrowa")) == near.MOST
    question = desk.ask(near.matches, CustomerQuery("petrowa")).question
    assert question == "did you mean Petrova?"


def test_near_names_follow_what_is_stored(desk: Desk, add_customer: AddCustomer) -> None:
    """R214, R45, R185: companies too; no old name, nobody deleted, nobody out of reach."""
    ident = add_customer(desk, last_name="Petrova", username="mp")
    desk.change(companies.add, ident, CompanyData("Kestrel Hosting", "1", country="DE", city="Ulm", address="x"))
    assert meant(desk, "kestrell") == [(ident, "≈ Kestrel")]
    desk.change(customers.edit, ident, {"last_name": "Okafor"})
    assert meant(desk, "petrowa") == []
    assert [one for one, _ in meant(desk, "okaphor")] == [ident]
    assert meant(seat(desk, Role.SUPPORT, "North"), "okaphor") == []
    found = desk.ask(anything.find, "okaphor")
    assert [(one.kind, one.id, one.near, one.matched[:8]) for one in found] == [("customer", ident, True, "≈ Okafor")]
    assert [one.near for one in desk.ask(anything.find, "okafor")] == [False]
    desk.change(customers.delete, ident, typed_username="mp")
    assert meant(desk, "okaphor") == []
