"""The `billia` command. The way to the console is short: neither Typer nor a database is loaded for it."""

import sys
from dataclasses import replace


def main() -> int:
    """Runs what was typed; gives the exit code."""
    from billia_tui.failures import guarded, leave_no_traces, tolerant_streams

    leave_no_traces()
    tolerant_streams()
    return guarded(lambda: _run(sys.argv[1:]))


def _run(typed: list[str]) -> int:
    if typed[:1] == ["--restricted"]:
        from billia_tui.over_ssh import start as restricted_start

        return restricted_start.run(typed[1:])
    if typed == ["--version"]:
        from billia_tui import __version__

        sys.stdout.write(f"billia {__version__}\n")
        return 0
    if typed[:1] == ["--complete"]:
        from billia_tui.completion import answering

        return answering.run(typed[1:])
    from billia_tui import console
    from billia_tui.settings import arguments, config

    options = arguments.root_options(typed)
    if options is not None:
        return console.run(config.load(options))
    if typed == ["demo"] and config.demo_store().exists():  # once it is made, it opens as quickly as another store
        return console.run(replace(config.load(), database=str(config.demo_store())), place="demo")
    from billia_tui import one_command

    return one_command.run(typed)


if __name__ == "__main__":
    sys.exit(main())
