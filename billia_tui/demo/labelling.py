"""The label components of the demo host (R59, R60), and which values its customers carry."""

from datetime import datetime
from random import Random
from typing import NamedTuple

from sqlalchemy.orm import Session

from billia_tui.db.models import LabelComponent, LabelTie, LabelValue
from billia_tui.demo.chance import Weighted
from billia_tui.vocabulary import LabelResource, LabelType

_USERS, _ORDERS, _SERVICES = LabelResource.USERS, LabelResource.ORDERS, LabelResource.SERVICES


class Component(NamedTuple):
    """A label component; `values` are pairs of value and name. Its id is its place + 1."""

    key: str
    name: str
    type: LabelType
    description: str = ""
    values: tuple[tuple[str, str], ...] = ()
    resources: tuple[LabelResource, ...] = (_USERS,)
    lowest: int | None = None
    highest: int | None = None


COMPONENTS = (
    Component(
        "tier", "tier", LabelType.STRING, "How well we know each other",
        (("bronze", "Bronze"), ("silver", "Silver"), ("gold", "Gold")),
    ),
    Component(
        "region", "region", LabelType.STRING, "Which team looks after the customer",
        (("eu", "EU"), ("europe", "Europe outside the EU"), ("americas", "Americas"), ("asia", "Asia")),
    ),
    Component("vip", "VIP", LabelType.YES_NO, "Calls go to the front of the queue"),
    Component("discount", "discount %", LabelType.RANGE, "Agreed with sales", lowest=0, highest=30),
    Component("account-manager", "account manager", LabelType.STRING),
    Component(
        "origin", "origin", LabelType.STRING, "How the order reached us",
        (("panel", "Customer Panel"), ("phone", "Phone"), ("partner", "Partner")), (_ORDERS,),
    ),
    Component("monitored", "monitored", LabelType.YES_NO, "Checked every five minutes", resources=(_SERVICES,)),
    Component("ticket", "ticket", LabelType.INTEGER, "Number in the help desk", resources=(_USERS, _ORDERS, _SERVICES)),
)  # fmt: skip
TIER, REGION, VIP, DISCOUNT, MANAGER, ORIGIN, MONITORED, TICKET = range(1, len(COMPONENTS) + 1)

_TIERS = Weighted(("bronze", "silver", "gold"), (60, 30, 10))
_MANAGERS = ("Chloé Marchand", "Ben Okafor")
_OUTSIDE = {"CH": "europe", "GB": "europe", "US": "americas", "CA": "americas", "MX": "americas", "BR": "americas"}
_ASIA = frozenset({"JP", "CN", "KW", "AE", "IL"})


def stock(session: Session, at: datetime) -> None:
    """Adds the components with their values and ties."""
    for number, one in enumerate(COMPONENTS, start=1):
        session.add(
            LabelComponent(
                id=number, key=one.key, folded_key=one.key, name=one.name, description=one.description, type=one.type,
                lowest=one.lowest, highest=one.highest, created_at=at,
            )
        )  # fmt: skip
        session.flush()
        session.add_all(LabelValue(component_id=number, value=value, name=name) for value, name in one.values)
        session.add_all(LabelTie(component_id=number, resource=resource) for resource in one.resources)


def region_of(country: str) -> str:
    """The value of "region" for a country."""
    return "asia" if country in _ASIA else _OUTSIDE.get(country, "eu")


def drawn(random: Random, country: str) -> list[tuple[int, str]]:
    """The labels of a customer: component and value; most have none."""
    chance = random.random()
    if chance > 0.25:
        return []
    labels = [(TIER, _TIERS.draw(random))]
    if chance < 0.12:
        labels.append((REGION, region_of(country)))
    if chance < 0.03:
        labels.append((VIP, "yes" if random.random() < 0.8 else "no"))
    if 0.02 < chance < 0.05:
        labels.append((DISCOUNT, str(random.randrange(0, 31, 5))))
    if chance < 0.01:
        labels.append((MANAGER, random.choice(_MANAGERS)))
    return labels
