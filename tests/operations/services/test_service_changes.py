"""What admins and customers change of a service by hand (R114-R116, R123, R125, R182, R186, R189)."""

from collections.abc import Sequence
from typing import Any

import pytest
import time_machine

from billia_tui.db.models import Notification, Service
from billia_tui.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.services import pages as services
from billia_tui.operations.services.anchor import months_later
from billia_tui.operations.services.changes import change_status, set_auto_renew, set_name_servers, status_choices
from billia_tui.vocabulary import Role, ServiceStatus
from tests import factories
from tests.conftest import NOW, AddCustomer, DeskOfRole
from tests.operations.kit import customer, log_of, stored

S = ServiceStatus
TWO = ["ns1.example.net", "ns2.example.net"]


def service_of(desk: Desk, service_id: int) -> Service:
    """The row of a service."""
    row: Service = stored(desk.store, Service, id=service_id)[0]
    return row


# --- status ------------------------------------------------------------------------------------------------------


def test_what_can_be_chosen() -> None:
    """R115: any but the current one and Inactive; after Terminated nothing."""
    for current in ServiceStatus:
        possible = {target for target, reason in status_choices(current) if reason is None}
        expected = set() if current == S.TERMINATED else set(ServiceStatus) - {current, S.INACTIVE}
        assert possible == expected
        assert len(status_choices(current)) == len(ServiceStatus)


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (S.CONFIGURE, []),
        (S.ACTIVE, []),
        (S.EXPIRED, ["Service expired"]),
        (S.SUSPENDED, ["Service suspended"]),
        (S.REDEMPTION, ["Last time to renew"]),
        (S.TERMINATED, ["Service terminated"]),
    ],
)
def test_a_status_by_hand(
    sqlite_desk: Desk, add_customer: AddCustomer, target: ServiceStatus, told: list[str], frozen: time_machine.Traveller
) -> None:
    """R114, R116, R168, R186: at once, with the time of it, a log line with both names, and a notification."""
    del frozen
    ident = add_customer(sqlite_desk)
    made = factories.add_service(sqlite_desk, ident, status=S.PENDING, domain="shop.example")
    sqlite_desk.change(change_status, made, target, typed_name="Cloud server S", reason="asked by phone", seen=1)
    service = service_of(sqlite_desk, made)
    assert (service.status, service.status_set_at, service.version) == (target, NOW, 2)
    line = log_of(sqlite_desk, ident)[0]
    assert (line.action, line.thing, line.reason, line.admin) == (
        "service status",
        f"service {made}",
        "asked by phone",
        "ana",
    )
    assert ("status", "Pending", str(target)) in line.changes
    assert [one.title for one in stored(sqlite_desk.store, Notification, customer_id=ident)] == told
    assert customer(sqlite_desk.store, ident).products_count == int(target != S.TERMINATED)
    if target == S.ACTIVE:
        assert (service.activated_at, service.expires_at) == (NOW, months_later(NOW, 12))
    assert list(Check(sqlite_desk.store).findings()) == []


@pytest.mark.parametrize(
    ("current", "target"), [(S.ACTIVE, S.ACTIVE), (S.ACTIVE, S.INACTIVE), (S.TERMINATED, S.ACTIVE)]
)
def test_a_status_that_is_refused(
    sqlite_desk: Desk, add_customer: AddCustomer, current: ServiceStatus, target: ServiceStatus
) -> None:
    """R115: the store refuses it as well."""
    made = factories.add_service(sqlite_desk, add_customer(sqlite_desk), status=current)
    with pytest.raises(Refused) as refused:
        sqlite_desk.change(change_status, made, target)
    assert refused.value.rule == "R115"
    assert service_of(sqlite_desk, made).version == 1


@pytest.mark.parametrize(("typed", "right"), [("", False), ("cloud server s", False), (" Cloud server S ", True)])
def test_terminated_needs_the_name(sqlite_desk: Desk, add_customer: AddCustomer, typed: str, *, right: bool) -> None:
    """R116: the name of the product; all mistakes are told at once (R152)."""
    made = factories.add_service(sqlite_desk, add_customer(sqlite_desk))
    if right:
        sqlite_desk.change(change_status, made, S.TERMINATED, typed_name=typed)
        return
    with pytest.raises(Invalid) as wrong:
        sqlite_desk.change(change_status, made, S.TERMINATED, typed_name=typed, reason="x" * 501)
    assert set(wrong.value.fields) == {"typed_name", "reason"}
    assert service_of(sqlite_desk, made).status == S.ACTIVE


def test_a_domain_is_terminated_by_its_name(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R116: a domain's name is the domain."""
    made = factories.add_domain(sqlite_desk, add_customer(sqlite_desk), "a.example")
    with pytest.raises(Invalid):
        sqlite_desk.change(change_status, made, S.TERMINATED, typed_name="Domain")
    sqlite_desk.change(change_status, made, S.TERMINATED, typed_name="a.example")


# --- auto renew --------------------------------------------------------------------------------------------------


def test_auto_renew(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R123, R186: on and off; switching to what it is already changes nothing."""
    ident = add_customer(sqlite_desk)
    made = factories.add_service(sqlite_desk, ident)
    assert sqlite_desk.change(set_auto_renew, made, on=True, seen=1)
    assert not sqlite_desk.change(set_auto_renew, made, on=True)
    assert (service_of(sqlite_desk, made).auto_renew, service_of(sqlite_desk, made).version) == (True, 2)
    assert log_of(sqlite_desk, ident)[0].summary == "auto renew: no → yes"
    assert sqlite_desk.change(set_auto_renew, made, on=False)
    assert [line.action for line in log_of(sqlite_desk, ident)][:2] == ["auto renew", "auto renew"]


@pytest.mark.parametrize(
    ("values", "reason"), [({"period_months": None}, "one-time"), ({"status": S.TERMINATED}, "Terminated")]
)
def test_auto_renew_is_refused(
    sqlite_desk: Desk, add_customer: AddCustomer, values: dict[str, Any], reason: str
) -> None:
    """R123: one-time is refused with the reason; what is Terminated stays as it is."""
    made = factories.add_service(sqlite_desk, add_customer(sqlite_desk), **values)
    with pytest.raises(Refused, match=reason):
        sqlite_desk.change(set_auto_renew, made, on=True)


# --- name servers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (TWO, TWO),
        ([" NS1.Example.net. ", "", "ns2.example.net"], TWO),
        ([f"ns{n}.example.net" for n in range(13)], [f"ns{n}.example.net" for n in range(13)]),
        (["ns1.köhler.example", "NS2.KÖHLER.example"], ["ns1.köhler.example", "ns2.köhler.example"]),
        (["ns1.xn--khler-jua.example", "n\u200bs2.пример.рф"], ["ns1.xn--khler-jua.example", "ns2.пример.рф"]),
    ],
)
def test_name_servers(sqlite_desk: Desk, add_customer: AddCustomer, typed: list[str], expected: Sequence[str]) -> None:
    """R125: 2 to 13 names, of any script; stored in small letters, nothing invisible."""
    ident = add_customer(sqlite_desk)
    made = factories.add_domain(sqlite_desk, ident, "a.example")
    assert sqlite_desk.change(set_name_servers, made, typed, seen=1)
    assert list(sqlite_desk.ask(services.details, made).name_servers) == list(expected)
    assert not sqlite_desk.change(set_name_servers, made, typed)
    assert log_of(sqlite_desk, ident)[0].changes == (("name_servers", "", ", ".join(expected)),)


@pytest.mark.parametrize(
    "typed",
    [
        [],
        ["ns1.example.net"],
        [f"ns{n}.example.net" for n in range(14)],
        [*TWO, "NS1.example.net."],
        ["ns1.köhler.example", "ns1.xn--khler-jua.example"],
        [*TWO, "ns3"],
        [*TWO, "-ns3.example.net"],
        [*TWO, "ns_3.example.net"],
        [*TWO, "192.0.2.1"],
        [*TWO, "ns3..example.net"],
        [*TWO, "ns 3.example.net"],
        [*TWO, "ns3.example.net\x1b[2J"],
        [*TWO, f"{'a' * 64}.example.net"],
        [*TWO, ".".join(["a" * 60] * 5)],
        [*TWO, "ä" * 100_000],
        [*TWO, "\ud800.example.net"],
    ],
)
def test_wrong_name_servers(sqlite_desk: Desk, add_customer: AddCustomer, typed: list[str]) -> None:
    """R125: too few, too many, twice, no host names: said at the field, nothing is saved."""
    made = factories.add_domain(sqlite_desk, add_customer(sqlite_desk), "a.example")
    with pytest.raises(Invalid) as wrong:
        sqlite_desk.change(set_name_servers, made, typed)
    assert set(wrong.value.fields) == {"name_servers"}
    assert "\x1b" not in wrong.value.text
    assert service_of(sqlite_desk, made).version == 1


def test_only_domains_have_name_servers(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R121, R125: a service that came with name servers may keep them true; what is Terminated is final."""
    ident = add_customer(sqlite_desk)
    without = factories.add_service(sqlite_desk, ident)
    having = factories.add_service(sqlite_desk, ident, name_servers='["a.example", "b.example"]')
    ended = factories.add_domain(sqlite_desk, ident, "a.example", status=S.TERMINATED)
    for refused in (without, ended):
        with pytest.raises(Refused):
            sqlite_desk.change(set_name_servers, refused, TWO)
    assert sqlite_desk.change(set_name_servers, having, TWO)


# --- who, and at the same time -----------------------------------------------------------------------------------


CHANGES: dict[str, Any] = {
    "status": (change_status, (S.SUSPENDED,), {"reason": "x"}),
    "auto renew": (set_auto_renew, (), {"on": True}),
    "name servers": (set_name_servers, (TWO,), {}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_two_admins_at_once(desk: Desk, add_customer: AddCustomer, name: str) -> None:
    """R189: saving over a newer version is refused with the fresh values; knowing them, it goes."""
    operation, args, kwargs = CHANGES[name]
    made = factories.add_domain(desk, add_customer(desk), "a.example", name_servers='["x.example", "y.example"]')
    desk.change(change_status, made, S.EXPIRED)
    with pytest.raises(Conflict, match="Expired") as conflict:
        desk.change(operation, made, *args, seen=1, **kwargs)
    assert conflict.value.fresh == {"status": "Expired", "name_servers": "x.example\ny.example"}
    desk.change(operation, made, *args, seen=conflict.value.seen, **kwargs)


@pytest.mark.parametrize("name", CHANGES)
def test_who_may(desk: Desk, desk_of_role: DeskOfRole, add_customer: AddCustomer, name: str) -> None:
    """R182, R185: by role and reach."""
    operation, args, kwargs = CHANGES[name]
    made = factories.add_domain(desk, add_customer(desk), "a.example")
    for role in (Role.SALES, Role.MARKETING):
        with pytest.raises(Forbidden):
            desk_of_role(role).change(operation, made, *args, **kwargs)
    with pytest.raises(NotFound):
        desk_of_role(Role.TECH, "North").change(operation, made, *args, **kwargs)
    desk_of_role(Role.TECH).change(operation, made, *args, **kwargs)


def test_in_the_customer_panel(sqlite_desk: Desk, add_customer: AddCustomer) -> None:
    """R66, R70, R72: the customer switches auto renew and edits name servers of its own alone; no status."""
    one, two = add_customer(sqlite_desk), add_customer(sqlite_desk)
    own = factories.add_domain(sqlite_desk, one, "a.example")
    other = factories.add_domain(sqlite_desk, two, "b.example")
    panel = Desk(sqlite_desk.store, 1, acting_as=one)
    assert panel.change(set_auto_renew, own, on=True)
    assert panel.change(set_name_servers, own, TWO)
    assert {line.who for line in log_of(sqlite_desk, one)[:2]} == {
        f"ana as {customer(sqlite_desk.store, one).username}"
    }
    with pytest.raises(Forbidden):
        panel.change(change_status, own, S.SUSPENDED)
    for operation, args, kwargs in (CHANGES["auto renew"], CHANGES["name servers"]):
        with pytest.raises(NotFound):
            panel.change(operation, other, *args, **kwargs)
