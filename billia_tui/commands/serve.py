"""`billia serve`: the pages behind the links of mails (R231, docs/web.md)."""

import sys
from importlib.util import find_spec
from typing import Annotated

import typer

from billia_tui.commands import output
from billia_tui.commands.session import run_of
from billia_tui.errors import Refused

MISSING = "the pages need what is not installed here: pip install 'billia-tui[web]'"
NEEDED = ("starlette", "uvicorn", "jinja2")
PROXIES = "127.0.0.1,::1"


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(metavar="H", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="P", min=0, max=65535, help="0 for any that is free.")] = 8025,
    behind: Annotated[
        str, typer.Option(metavar="ADDRESSES", help="Web servers in front, whose X-Forwarded-For is taken.")
    ] = PROXIES,
) -> None:
    """Serve the pages of customers: those behind the links of mails, the sign-in and the account (docs/web.md)."""
    if any(find_spec(name) is None for name in NEEDED):
        raise Refused(MISSING, rule="R231")
    from billia_tui.operations.links.door import LinkDoor
    from billia_tui.web import serving

    door = LinkDoor.at(run_of(context).settings.database)
    try:
        if not serving.is_near(host):
            output.hint("billia: others reach these pages without TLS; put a web server in front (docs/web.md)")
        serving.serve(door, host, port, behind, _ready)
    finally:
        door.close()


def _ready(address: str) -> None:
    output.line(f"serving the pages of links at {address}")
    sys.stdout.flush()
