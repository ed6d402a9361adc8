"""What the program runs with. Apart from how it is read, so that who only needs the values loads nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from billia_tui.settings.own_commands import OwnCommand


@dataclass(frozen=True, slots=True)
class Settings:
    """What the program runs with.

    `keys` maps names of the table of keys to other keys; `theme` and `layout` (of the keyboard) may be empty;
    `display` is one of `DISPLAYS`; `clipboard` whether the terminal's is used for what is copied;
    `timezone` (empty for UTC), `times` and `thousands` are how times and amounts are shown (`showing`);
    `reason_for_corrections`, `reason_for_refunds` and `reason_for_funds` are whether money moved so needs a reason;
    `idle_minutes` is after how long without a key the console locks, 0 for never. In a restricted process (over SSH,
    docs/team.md) `uploads` is the folder with a folder for each admin, `log` the folder of the error log; a document
    has at most `upload_mb`, an admin's upload folder `upload_folder_mb`, a log file `log_mb` megabytes. `mail` is the
    table of that name as it stands in the file; `settings.mail` reads it. `commands` are those of the user's own, none
    over SSH.
    """

    database: str
    admin: str
    keys: Mapping[str, str] = field(default_factory=dict)
    layout: str = ""
    theme: str = ""
    mouse: bool = True
    clipboard: bool = True
    display: str = "thin"
    idle_minutes: int = 0
    timezone: str = ""
    times: str = "instead"
    thousands: str = "off"
    reason_for_corrections: bool = True
    reason_for_refunds: bool = True
    reason_for_funds: bool = False
    restricted: bool = False
    uploads: Path | None = None
    log: Path | None = None
    upload_mb: int = 10
    upload_folder_mb: int = 100
    log_mb: int = 10
    mail: Mapping[str, Any] = field(default_factory=dict)
    commands: "tuple[OwnCommand, ...]" = ()

    def reasons(self) -> dict[str, bool]:
        """Which movements of money need a reason, as `operations.money_reasons.use` takes it."""
        return {
            "corrections": self.reason_for_corrections,
            "refunds": self.reason_for_refunds,
            "funds": self.reason_for_funds,
        }
