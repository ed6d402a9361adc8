"""Add a reseller, and set whose customers it reaches (R184)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from billia_tui.errors import Invalid
from billia_tui.operations.staff import resellers
from billia_tui.operations.staff.resellers import NewReseller, ResellerRow
from billia_tui.text import clean
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

if TYPE_CHECKING:
    from billia_tui.widgets.host import Host

_NO, _YES = "no", "yes"


class AddResellerDialog(Dialog):
    """A new reseller."""

    heading = "Add a reseller"
    verb = "add"

    def __init__(self, _row: None = None) -> None:
        super().__init__()

    def fields(self) -> Sequence[Field]:
        """Name, whether it reaches all, where its panel is."""
        ways = ((_NO, "only its own customers"), (_YES, "all customers, later ones too"))
        return (
            Field("name", "Name", hint="required"),
            Field("master", "Reaches", _NO, kind="choice", choices=ways),
            Field("panel_domain", "Panel domain", hint="optional, where its customers find their panel"),
        )

    async def save(self, values: Mapping[str, str]) -> str:
        """Adds, once."""
        new = NewReseller(values["name"], values["master"] == _YES, values["panel_domain"])
        await self.app.change(resellers.add, new, request_key=self.request_key)
        return f"reseller {clean(values['name'].strip())} added"


class AccessDialog(Dialog):
    """Whose customers the admins of a reseller reach besides its own: a yes or no for each other reseller."""

    @classmethod
    async def about(cls, app: "Host", row: ResellerRow) -> "AccessDialog":
        """With all resellers."""
        return cls(row, await app.ask(resellers.choices))

    def __init__(self, row: ResellerRow, choices: Sequence[tuple[int, str]]) -> None:
        super().__init__()
        self.row = row
        self.others = [(ident, name) for ident, name in choices if ident != row.id]
        self.heading = f"Reseller {row.name}"
        self.intro = "Whose customers do its admins reach besides their own? A name a line; empty for none."
        if self.others:
            self.intro += f"\nThere are: {', '.join(name for _, name in self.others)}"

    def fields(self) -> Sequence[Field]:
        """A line for each."""
        return (Field("reaches", "Reaches", "\n".join(self.row.reaches), kind="lines"),)

    async def save(self, values: Mapping[str, str]) -> str:
        """Sets it."""
        known = {name.casefold(): ident for ident, name in self.others}
        typed = [name for name in map(str.strip, values["reaches"].splitlines()) if name]
        unknown = [name for name in typed if name.casefold() not in known]
        if unknown:
            raise Invalid({"reaches": f"there is no other reseller {clean(unknown[0])!r}"})
        wanted = [known[name.casefold()] for name in typed]
        changed = await self.app.change(resellers.set_access, self.row.id, wanted)
        if not changed:
            return f"reseller {self.row.name} stays as it is"
        return f"reseller {self.row.name} reaches {clean(', '.join(typed)) or 'only its own'}"
