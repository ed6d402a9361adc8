"""Whether an action can be done now, and if not, why (R51): read from its record, for key lines, menus and messages.

The operations ask the same functions again when it is done.
"""

from billia_tui.actions.record import Action, operation_named
from billia_tui.operations.actor import Actor
from billia_tui.operations.permissions import why_not


def refusal(actor: Actor, action: Action, subject: object = None) -> str | None:
    """Why `actor` cannot do `action` now, in words; None if it can be tried.

    `subject` is what is known of its object: a row or page of a customer, an order, a service. Without it only the
    right is asked for (R182). In the Customer Panel a customer may do what is its own (R66, R175).
    """
    own = action.own and actor.acting_as is not None
    forbidden = why_not(actor, action.right) if action.right is not None and not own else None
    if forbidden or subject is None:
        return forbidden
    if action.who and (said := operation_named(action.who)(actor, subject)):
        return str(said)
    return by_rule(action, subject, own=own)


def by_rule(action: Action, subject: object, *, own: bool = False) -> str | None:
    """Why the rules forbid `action` with its object, whoever asks, or for its `own` customer; None if they do not."""
    rule = (own and action.own_rule) or action.rule
    said: str | None = operation_named(rule)(subject) if rule else None
    return said
