"""Commands as processes of their own that are forked: what they import is imported once, and not what tests import."""

import multiprocessing
import os
import sys
from multiprocessing.process import BaseProcess

from billia_tui.__main__ import main

IMPORTED = (__name__, "billia_tui.cli", "billia_tui.commands.mails", "billia_tui.operations.mails.run")


def program(*arguments: str) -> BaseProcess:
    """`billia` with these words, in the environment of this moment; it is to be started."""
    programs = multiprocessing.get_context("forkserver")
    programs.set_forkserver_preload([*IMPORTED])
    return programs.Process(target=_run, args=(dict(os.environ), arguments), daemon=True)


def _run(environment: dict[str, str], arguments: tuple[str, ...]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["billia", *arguments]
    sys.exit(main())
