"""Random keys, pastes and sizes: the console goes on, and the store is sound (section 5 of the promises)."""

import asyncio
import multiprocessing
import os
import random
import shutil
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import time_machine
from textual import events
from textual.pilot import Pilot

from billia_tui.app.app import BilliaApp
from billia_tui.db.store import open_store
from billia_tui.operations.check.run import Check
from billia_tui.operations.desk import Desk
from tests.screens.book import NOW
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


def troop(made: Path, keys: int, seeds: int) -> Tally:
    """Many of them, each with a seed, a copy of the file `made` and a process of its own; `keys` in all."""
    whole = Tally("random keys, pastes, sizes")
    processes = multiprocessing.get_context("spawn")  # threads of this one are no matter of theirs
    at_once = 2 * (os.cpu_count() or 1)  # each waits for its console about half of the time
    with ProcessPoolExecutor(max_workers=at_once, mp_context=processes) as others:
        for tally in others.map(partial(_alone, made, keys // seeds), range(seeds)):
            whole.add(tally)
    return whole


def _alone(made: Path, keys: int, seed: int) -> Tally:
    folder = made.parent / f"keys-{seed}"
    folder.mkdir()
    os.chdir(folder)  # a dialog of the console may save a file
    with time_machine.travel(NOW, tick=True):
        desk = Desk(open_store(str(shutil.copy(made, folder / "store.db"))), 1)
        tally = asyncio.run(run(desk, keys, seed))
        desk.store.close()
    return tally


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
