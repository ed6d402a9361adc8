"""Random keys, pastes and sizes: the console goes on, and the store is sound (section 5 of the promises)."""

import random
from typing import Any

from textual import events
from textual.pilot import Pilot

from billia_tui.app import BilliaApp
from billia_tui.operations.check import Check
from billia_tui.operations.desk import Desk
from tests.screens.console import settle
from tests.terminal.hostile import STRINGS
from tests.trials.tally import Tally

LOOK_EVERY = 100
SIZES = ((120, 40), (80, 24), (200, 50), (60, 20), (40, 10))
KEYS = (
    *"abcdefhijlmnopsuvwxyABCDGHJKLMNPQSTVWXYZ0123456789/?!:[]*-. ",
    *("enter", "enter", "enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end"),
    *("pageup", "pagedown", "space", "backspace", "delete", "ctrl+n", "ctrl+p", "ctrl+r"),
)
NAMES = {"/": "slash", "?": "question_mark", "!": "exclamation_mark", ":": "colon", "*": "asterisk", "-": "minus"} | {
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    ".": "full_stop",
    " ": "space",
}


async def run(desk: Desk, keys: int, seed: int) -> Tally:
    """Types `keys` random keys into a console on the store of `desk`."""
    chance = random.Random(seed)
    tally = Tally("random keys")
    while tally.tries < keys:  # `q` and escape leave it now and then
        app = BilliaApp(lambda: desk, place="local")
        try:
            async with app.run_test(size=chance.choice(SIZES)) as pilot:
                await settle(pilot)
                await _type(pilot, chance, keys, tally)
        except Exception as error:  # noqa: BLE001 - it is what this trial looks for
            tally.crashes += 1
            tally.note(f"seed {seed}, after {tally.tries} keys: {type(error).__name__} {error}")
            tally.tries += 1
    return tally


async def _type(pilot: Pilot[Any], chance: random.Random, keys: int, tally: Tally) -> None:
    while tally.tries < keys and pilot.app.is_running:
        dice = chance.random()
        if dice < 0.02:
            await pilot.resize_terminal(*chance.choice(SIZES))
        elif dice < 0.04:
            pilot.app.post_message(events.Paste(chance.choice(STRINGS)))
        else:
            key = chance.choice(KEYS)
            await pilot.press(NAMES.get(key, key))
        tally.tries += 1
        if tally.tries % LOOK_EVERY == 0:
            await settle(pilot)
            app = pilot.app
            desk = app.desk if isinstance(app, BilliaApp) else None
            findings = list(Check(desk.store).findings()) if desk is not None else []
            tally.leaks += len(findings)
            for finding in findings:
                tally.note(str(finding))
