"""Names and numbers that are the same (R210-R212)."""

import pytest

from billia_tui.errors import Invalid
from billia_tui.operations.customers import emails, naming, subscriptions
from billia_tui.operations.desk import Desk
from billia_tui.operations.finding import listing, lookup
from billia_tui.operations.queries.customer_query import CustomerQuery
from billia_tui.vocabulary import Marketing
from tests.conftest import AddCustomer
from tests.operations.kit import ALL


def found(desk: Desk, words: str) -> list[int]:
    """The customers that a search finds."""
    return sorted(row.id for row in desk.ask(listing.page, CustomerQuery(words), ALL).rows)


@pytest.mark.parametrize(
    ("first", "second"),
    [("jos\u00e9", "jose\u0301"), ("jos\u00e9", "JOSE\u0301"), ("anna", "\uff41\uff4e\uff4e\uff41"), ("anna", "ANNA")],
)
def test_one_username_in_two_forms(desk: Desk, add_customer: AddCustomer, first: str, second: str) -> None:
    """R210: PRECIS: two forms of Unicode, width and case are one name."""
    ident = add_customer(desk, username=first)
    with pytest.raises(Invalid, match="username: is taken"):
        add_customer(desk, username=second)
    assert desk.ask(lookup.customer_id, second) == ident


def test_one_domain_in_two_forms(desk: Desk, add_customer: AddCustomer) -> None:
    """R210: the domain of an address is compared as IDNA writes it."""
    add_customer(desk, username="one", email="info@m\u00fcller.example")
    with pytest.raises(Invalid, match="email"):
        add_customer(desk, username="two", email="info@xn--mller-kva.example")


def test_what_only_looks_the_same(desk: Desk, add_customer: AddCustomer) -> None:
    """R210: letters of another script are another name, which is not refused; it is known what it looks like."""
    latin = add_customer(desk, username="anna")
    cyrillic = add_customer(desk, username="\u0430nn\u0430")
    assert desk.ask(naming.lookalike, cyrillic) == f"anna ({latin})"
    assert desk.ask(naming.lookalike, add_customer(desk, username="berta")) == ""


@pytest.mark.parametrize(
    "words",
    [
        "+49301234567", "0049301234567", "0301234567", '"030 1234567"', '"123 45 67"', "1234567", "+49 30 1234567",
        '"0049 30 1234567"', '"(030) 123-4567"', "030/1234567", "0049 30 1234567", "030 1234567",
        "123 45 67", "45 67", "30 123 45 67", "123 4567", "(030) 123-4567",
    ],
)  # fmt: skip
def test_a_number_as_telephony_gives_it(desk: Desk, add_customer: AddCustomer, words: str) -> None:
    """R211: search compares digits; however it was typed in the form."""
    ident = add_customer(desk, username="typed", phone="+49 30 1234567", country="DE")
    at_home = add_customer(desk, username="home", phone="030 123 45.67 ext. 12", country="DE")
    add_customer(desk, username="other", phone="+49 30 7654321", country="DE")
    assert found(desk, words) == [ident, at_home]


def test_numbers_beside_each_other_are_still_words(desk: Desk, add_customer: AddCustomer) -> None:
    """R211, R213: where each may be something of its own, all of them find, too."""
    ident = add_customer(desk, username="u7001", phone="+49 30 5550123", country="DE")
    add_customer(desk, username="u7002", phone="+49 30 5550999", country="DE")
    assert found(desk, "7001 0123") == [ident]
    assert found(desk, "7002 0123") == []
    assert found(desk, "7001 12 3") == []


def test_a_changed_letter_case_is_no_new_address(desk: Desk, add_customer: AddCustomer) -> None:
    """R212: the consent stays; for another address it does not (R100)."""
    ident = add_customer(desk, email="lu@example.org")
    row = desk.ask(emails.page, ident, ALL).rows[0]
    desk.change(subscriptions.change, ident, row.id, Marketing.SUBSCRIBED)
    assert desk.change(emails.edit, ident, row.id, "LU@example.org")
    row = desk.ask(emails.page, ident, ALL).rows[0]
    assert (row.address, row.marketing) == ("LU@example.org", Marketing.SUBSCRIBED)
    desk.change(emails.edit, ident, row.id, "lou@example.org")
    assert desk.ask(emails.page, ident, ALL).rows[0].marketing == Marketing.UNSUBSCRIBED
