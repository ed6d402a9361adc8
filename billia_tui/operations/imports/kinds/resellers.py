"""Importing resellers (R184), known by their name, case ignored."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from billia_tui.db.models import Reseller
from billia_tui.errors import Invalid
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds.kind import Batch, Item, Mistakes, Updated, those_in
from billia_tui.operations.imports.kinds.set_up import SetUpKind, filled
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.mails import preferences
from billia_tui.operations.staff import resellers
from billia_tui.operations.staff.resellers import NewReseller
from billia_tui.text import clean

_STAYS = ("panel_domain", "grant_types")


class Resellers(SetUpKind):
    """A reseller; `reaches` names the others that it reaches, one a line. Master, panel and grants stay."""

    name = KindName.RESELLERS
    known_by = "name"
    model = Reseller
    column = Reseller.__table__.c.name_key

    def identity(self, values: Values) -> str:
        """See `Kind`."""
        return super().identity(values).casefold()

    def insert(self, session: Session, actor: Actor, batch: Batch, items: Sequence[Item]) -> list[int | Mistakes]:
        """All are added before any reaches another of them; one that reaches a refused one is refused, too."""
        refused: dict[str, Mistakes] = {}
        while True:
            waiting = [item for item in items if item.identity not in refused]
            with session.begin_nested() as savepoint:
                made = dict(
                    zip(
                        (item.identity for item in waiting), super().insert(session, actor, batch, waiting), strict=True
                    )
                )
                wrong = {item.identity: self._opened(session, actor, item, made[item.identity]) for item in waiting}
                wrong = {name: mistakes for name, mistakes in wrong.items() if mistakes}
                if not wrong:
                    return [made.get(item.identity, refused.get(item.identity, {})) for item in items]
                savepoint.rollback()
            refused |= wrong

    def add(self, session: Session, actor: Actor, values: Values) -> int:
        """See `SetUpKind`."""
        new = NewReseller(values["name"], _master(values), **filled(values, _STAYS))
        reseller_id = resellers.add(session, actor, new)
        if language := values.get("language", "").strip():
            preferences.set_reseller_language(session, actor, values["name"], language)
        return reseller_id

    def edit(self, session: Session, actor: Actor, row_id: int, values: Values) -> Updated:
        """See `SetUpKind`."""
        row = session.get_one(Reseller, row_id)
        changed = False
        language = values.get("language", "").strip()
        if language and language != row.language:
            preferences.set_reseller_language(session, actor, row.name, language)
            changed = True
        if "reaches" in values and not row.master:
            changed |= resellers.set_access(session, actor, row_id, _reached(session, values))
        fixed = [name for name, text in filled(values, _STAYS).items() if text and text != getattr(row, name)]
        fixed += ["master"] * bool(values.get("master", "").strip() and _master(values) != row.master)
        return Updated(changed, tuple(fixed))

    def _opened(self, session: Session, actor: Actor, item: Item, made: int | Mistakes) -> Mistakes:
        """Opens the others to one that was just added; what is wrong with it."""
        if isinstance(made, int) and item.values.get("reaches", "").strip() and not _master(item.values):
            try:
                resellers.set_access(session, actor, made, _reached(session, item.values))
            except Invalid as error:
                return error.fields
        return {}


def _master(values: Values) -> bool:
    cells = Cells()
    master = cells.yes("master", values.get("master", ""))
    cells.done()
    return master


def _reached(session: Session, values: Values) -> list[int]:
    """The resellers that the file names; raises Invalid."""
    names = [name.strip() for name in values["reaches"].splitlines() if name.strip()]
    statement = select(Reseller.name_key, Reseller.id)
    known = dict(those_in(session, statement, Reseller.name_key, [name.casefold() for name in names]))
    unknown = [name for name in names if name.casefold() not in known]
    if unknown:
        raise Invalid({"reaches": f"there is no reseller {clean(unknown[0], limit=100)!r}"})
    return [known[name.casefold()] for name in names]
