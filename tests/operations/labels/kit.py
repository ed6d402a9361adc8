"""Components of labels in short, for tests."""

from billia_tui.operations.desk import Desk
from billia_tui.operations.labels import carried
from billia_tui.operations.labels import components as label_components
from billia_tui.operations.labels.component_data import ComponentData
from billia_tui.vocabulary import LabelResource, LabelType

USERS, ORDERS, SERVICES = LabelResource
METALS = (("gold", "Gold"), ("silver", "Silver"))
TIER = ComponentData("tier", "Tier", values=METALS)
REGION = ComponentData("Region", "Region")
SEATS = ComponentData("seats", "Seats", type=LabelType.RANGE, lowest="1", highest="10")
VIP = ComponentData("vip", "VIP", type=LabelType.YES_NO, resources=(USERS, ORDERS, SERVICES))


def component(desk: Desk, data: ComponentData = TIER) -> int:
    """The id of a new component."""
    return desk.change(label_components.add, data)


def texts(desk: Desk, object_id: int, resource: LabelResource = USERS) -> list[str]:
    """The labels of an object, as they are shown."""
    return [row.text for row in desk.ask(carried.of, resource, object_id)]
