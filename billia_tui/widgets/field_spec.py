"""What a form asks for, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Field:
    """What a form asks for.

    Attributes:
        name: the name that the operation uses, so that its mistakes find their way here.
        label: what a person reads.
        value: what stands in it first, exactly as stored.
        kind: a line, a hidden line, several lines, or a choice.
        choices: for a choice: (value, label).
        hint: shown while the field is empty.
        old: the stored value to show as "was …" when another is typed; None shows nothing.
        replaced: whether the value is mostly typed anew: then it is selected when the cursor comes into the field.
    """

    name: str
    label: str
    value: str = ""
    kind: Literal["line", "hidden", "lines", "choice"] = "line"
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""
    old: str | None = None
    replaced: bool = False
