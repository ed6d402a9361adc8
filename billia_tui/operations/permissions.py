"""Who may do what: the table of R182, fixed in the program."""

from collections.abc import Mapping

from billia_tui.errors import Forbidden
from billia_tui.operations.actor import Actor
from billia_tui.vocabulary import Right, Role

__all__ = ["IN_PANEL", "RIGHTS", "Right", "customer_only", "require", "staff_only", "why_not"]


IN_PANEL = "a customer cannot do this; leave the Customer Panel first"
"""Said to an admin who acts as a customer (R72, R177)."""


class _Rights(dict[Role, frozenset[Right]]):
    """By role; a role that a damaged store holds has none."""

    def __missing__(self, role: Role) -> frozenset[Right]:
        return frozenset()


_EVERYONE = frozenset({Right.VIEW, Right.ATTACH_LABELS, Right.NOTES})

RIGHTS: Mapping[Role, frozenset[Right]] = _Rights(
    {
        Role.ADMINISTRATOR: frozenset(Right),
        Role.SUPPORT: _EVERYONE
        | {
            Right.EDIT,
            Right.STATUS,
            Right.PASSWORD,
            Right.FUNDS,
            Right.ORDER_STATUS,
            Right.SERVICES,
            Right.MARKETING,
        },
        Role.SALES: _EVERYONE | {Right.EDIT, Right.FUNDS, Right.CREDIT, Right.ORDER_STATUS, Right.ORDER_PAYMENT},
        Role.MARKETING: _EVERYONE | {Right.MARKETING, Right.MANAGE_LABELS},
        Role.TECH: _EVERYONE | {Right.ORDER_STATUS, Right.SERVICES},
    }
)


def why_not(actor: Actor, right: Right) -> str | None:
    """Why `actor` may not, in words; None if the role has the right."""
    if actor.acting_as is not None:
        return IN_PANEL
    if right in RIGHTS[actor.role]:
        return None
    return f"your role {actor.role} may not {right}"


def require(actor: Actor, right: Right, *, own: int | None = None) -> None:
    """Raises Forbidden unless the role of `actor` has `right` (R182).

    `own` is the id of a customer who may do this to itself in the Customer Panel: an admin who acts as that
    customer may, whatever the role says, and as no other customer (R66, R72).
    """
    if own is not None and actor.acting_as == own:
        return
    reason = why_not(actor, right)
    if reason:
        raise Forbidden(reason)


def staff_only(actor: Actor) -> None:
    """Raises Forbidden in the Customer Panel: notes, labels, log and other customers are never there (R177)."""
    if actor.acting_as is not None:
        raise Forbidden(IN_PANEL)


def customer_only(actor: Actor, customer_id: int) -> None:
    """Raises Forbidden unless this is the Customer Panel of that customer: what only a customer does (R175)."""
    if actor.acting_as != customer_id:
        raise Forbidden("only the customer can do this; open the Customer Panel first")
