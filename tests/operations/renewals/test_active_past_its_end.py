"""No service is Active past its end (R195)."""

from datetime import datetime, timedelta

import pytest
import time_machine

from billia_tui.errors import Invalid
from billia_tui.operations.advance import run as advance
from billia_tui.operations.advance.run import Step
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from billia_tui.operations.services import changes as service_changes
from billia_tui.operations.wallet import movements as wallet
from billia_tui.vocabulary import ServiceStatus
from tests import factories
from tests.conftest import NOW, AddCustomer
from tests.operations.kit import log_of
from tests.operations.services.kit import service_of

S = ServiceStatus
DAY = timedelta(days=1)


@pytest.fixture
def lapsed(desk: Desk, add_customer: AddCustomer) -> int:
    """A Suspended monthly service with auto renew that ended 20 days ago; nothing is in the wallet."""
    owner = add_customer(desk)
    filled = {"price": 1000, "period_months": 1, "auto_renew": True, "activated_at": NOW - 51 * DAY}
    return factories.add_service(desk, owner, status=S.SUSPENDED, expires_at=NOW - 20 * DAY, **filled)


def test_a_new_end_is_asked_for(desk: Desk, lapsed: int, frozen: time_machine.Traveller) -> None:
    """R195: not without one, nor one that has passed; given free it is said so, and then it renews or expires."""
    until = NOW + 10 * DAY
    for wrong in (None, NOW, NOW - DAY):
        with pytest.raises(Invalid, match="until"):
            desk.change(service_changes.change_status, lapsed, S.ACTIVE, until=wrong)
    desk.change(service_changes.change_status, lapsed, S.ACTIVE, until=until, reason="goodwill")
    service = service_of(desk, lapsed)
    assert (service.status, service.expires_at, service.anchor_day) == (S.ACTIVE, until, until.day)
    assert log_of(desk, 1)[0].reason == "given free until 2026-03-12 14:05: goodwill"
    desk.change(wallet.add_funds, 1, "10")
    frozen.move_to(until, tick=False)
    assert advance.run(desk).steps[Step.RENEWED] == 1
    assert service_of(desk, lapsed).expires_at == datetime(2026, 4, 12, 14, 5, tzinfo=NOW.tzinfo)
    frozen.move_to(NOW + 60 * DAY, tick=False)
    assert advance.run(desk).steps[Step.EXPIRED] == 1


def test_one_that_has_not_ended_gets_no_other_end(desk: Desk, add_customer: AddCustomer) -> None:
    """R195: an end is for those whose own has passed."""
    made = factories.add_service(desk, add_customer(desk), status=S.SUSPENDED, expires_at=datetime.max.replace(
        tzinfo=NOW.tzinfo, microsecond=0))  # fmt: skip
    with pytest.raises(Invalid, match="only a service whose end has passed"):
        desk.change(service_changes.change_status, made, S.ACTIVE, until=NOW + 9999 * DAY)


def test_check_finds_old_ones(desk: Desk, add_customer: AddCustomer, frozen: time_machine.Traveller) -> None:
    """R195: Active, its end has passed, and set by hand after that: nothing will move it. Others are moved."""
    del frozen
    owner = add_customer(desk)
    stays = factories.add_service(desk, owner, status=S.ACTIVE, expires_at=NOW - 20 * DAY, status_set_at=NOW - 2 * DAY)
    factories.add_service(desk, owner, status=S.ACTIVE, expires_at=NOW - DAY)
    with Check(desk.store) as check:
        found = [str(one) for one in check.findings() if "R195" in str(one)]
    assert len(found) == 1
    assert f"service {stays} is Active, its end passed at 2026-02-10 14:05 and nothing will move it (R195)" in found[0]
