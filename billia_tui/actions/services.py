"""The actions on a service or domain."""

from billia_tui.actions.record import Action
from billia_tui.keys.entry import Where
from billia_tui.vocabulary import Right

STATUS = Action(
    places=Where.SERVICE, id="service_status", keys="t", label="status", help="Set another status by hand", footer=2,
    staff=True,
    right=Right.SERVICES, rule="services.allowed:why_no_status", operation="services.changes:change_status",
    dialog="services.service_dialogs:StatusDialog", commands=("services status",), over_ssh=True,
)  # fmt: skip
AUTO_RENEW = Action(
    places=Where.SERVICE, id="auto_renew", keys="r", label="auto renew", help="Switch auto renew on or off", footer=3,
    right=Right.SERVICES, own=True, rule="services.allowed:why_no_auto_renew",
    operation="services.changes:set_auto_renew", dialog="services.service_dialogs:AutoRenewDialog",
    commands=("services auto-renew",), over_ssh=True,
    runs="act('auto_renew')",
)  # fmt: skip
NAME_SERVERS = Action(
    places=Where.SERVICE, id="name_servers", keys="N", label="name servers", help="Edit the name servers", footer=4,
    right=Right.SERVICES, own=True, rule="services.allowed:why_no_name_servers",
    operation="services.changes:set_name_servers", dialog="services.service_dialogs:NameServersDialog",
    commands=("services name-servers",), over_ssh=True,
    runs="act('name_servers')",
)  # fmt: skip

RENEW = Action(
    id="renew", label="renew", help="Renew now", right=Right.SERVICES, own=True, operation="renewals.now:renew_now",
    commands=("services renew",), over_ssh=True,
)  # fmt: skip
PRICE = Action(
    id="service_price", label="price", help="Set the price from the next renewal on", right=Right.ORDER_PAYMENT,
    operation="services.price:set_price", commands=("services price",), over_ssh=True,
)  # fmt: skip
MOVE = Action(
    id="move_service", label="move", help="Move it to another customer", right=Right.SERVICES,
    operation="services.move:move",
    commands=("services move",), over_ssh=True,
)  # fmt: skip

WITH_KEY = (STATUS, AUTO_RENEW, NAME_SERVERS)
ACTIONS = (*WITH_KEY, RENEW, PRICE, MOVE)
