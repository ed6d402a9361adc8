"""`make web`: the pages behind the links of mails over the demo store, with links to try (R231)."""

import sys

from billia_tui import failures
from billia_tui.commands import demo, output
from billia_tui.commands.serve import PROXIES
from billia_tui.settings.config import data_folder


def main() -> int:
    """Makes the demo store if it is not there, and serves its pages; the port may be given."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8025
    return failures.guarded(lambda: _served(port))


def _served(port: int) -> int:
    from billia_tui.demo import links
    from billia_tui.operations.links.door import LinkDoor
    from billia_tui.web import serving

    path = data_folder() / "demo-500-1.db"
    if not path.exists():
        demo.make(path, customers=500, seed=1, admin="demo", replace=False)
    door = LinkDoor.at(str(path))
    try:
        with door.store.writing() as session:
            paths = links.made(session)
        serving.serve(door, "127.0.0.1", port, PROXIES, lambda address: _show(address, paths))
    finally:
        door.close()
    return 0


def _show(address: str, paths: dict[str, str]) -> None:
    output.line("The pages of the demo store; `make demo` beside it shows what they do. ctrl+c ends them.\n")
    for what, path in {**paths, "sign-in, after a reset": "/sign-in"}.items():
        output.line(f"{what:24} {address}{path}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
