"""The real program, of which any one function can be made to fail: `python -m tests.terminal.breakable PLACES PLACE …`.

Nothing in it is named here: while its modules are loaded each of its functions gets a first statement that writes
down that it was called, or, at the chosen place, raises. The rest of the line is what `billia` is called with.
"""

import ast
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import decode_source
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

PACKAGE = "billia_tui"
HOOK = "__called__"
MESSAGE = "what failed was about " + "hunter2-in-the-" + "message"
"""What the exception says; never in one piece in any source, so a traceback that shows lines does not have it."""


class Breakdown(Exception):
    """A mistake of ours that talks."""


class Places:
    """Which functions were called; one of them fails.

    Args:
        file: gets a line for each function when it is first called; as soon as there is a file of that name with
            the ending `.armed` beside it, the chosen one fails, and the lines begin anew.
        chosen: which one, by module and name; with `!` before it, at once, armed or not.
    """

    def __init__(self, file: Path, chosen: str) -> None:
        self._file = file.open("a", encoding="utf-8", buffering=1)
        self._armed = file.with_suffix(".armed")
        self._at_once = chosen.startswith("!")
        self._chosen = chosen.removeprefix("!")
        self._seen: set[tuple[str, bool]] = set()
        self._done = False

    def called(self, place: str) -> None:
        """A function begins."""
        if place == self._chosen and not self._done and (self._at_once or self._armed.exists()):
            self._done = True
            self._file.write(f"broken {place}\n")
            raise Breakdown(MESSAGE)
        if not self._chosen:
            key = (place, self._armed.exists())
            if key not in self._seen:
                self._seen.add(key)
                self._file.write(f"{'armed' if key[1] else 'before'} {place}\n")


class _Marked(ast.NodeTransformer):
    """Puts the first statement into each function."""

    def __init__(self, module: str) -> None:
        self._path = [module]

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Its methods are told apart by its name."""
        self._path.append(node.name)
        self.generic_visit(node)
        self._path.pop()
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """After the docstring."""
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        """After the docstring."""
        return self._function(node)

    def _function(self, node: Any) -> ast.AST:
        self._path.append(node.name)
        call = ast.parse(f"{HOOK}({'.'.join(self._path)!r})").body[0]
        for part in ast.walk(call):
            ast.copy_location(part, node)
        self.generic_visit(node)
        self._path.pop()
        node.body.insert(1 if ast.get_docstring(node, clean=False) is not None else 0, call)
        marked: ast.AST = node
        return marked


class _Loader(SourceFileLoader):
    places: Places

    def get_code(self, fullname: str) -> CodeType:
        """From the source each time: what is cached has no marks."""
        path = self.get_filename(fullname)
        tree = ast.parse(decode_source(self.get_data(path)), path)
        _Marked(fullname).visit(tree)
        code: CodeType = compile(tree, path, "exec", dont_inherit=True)
        return code

    def exec_module(self, module: ModuleType) -> None:
        """The functions find what they call among the names of their module."""
        setattr(module, HOOK, self.places.called)
        super().exec_module(module)


class Finder(MetaPathFinder):
    """Finds the modules of the program."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where it is, and how it is loaded."""
        if fullname.partition(".")[0] != PACKAGE:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


def main() -> int:
    """Runs the program as its command does."""
    _Loader.places = Places(Path(sys.argv[1]), sys.argv[2])
    sys.meta_path.insert(0, Finder())
    sys.argv = ["billia", *sys.argv[3:]]
    from billia_tui import __main__

    return __main__.main()


if __name__ == "__main__":
    sys.exit(main())
