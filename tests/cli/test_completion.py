"""`billia completion`, and what a shell is told for a tab."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from billia_tui.completion import answering, kept, made
from tests.cli.conftest import MARIA, PLACE, Billia, Process

LOADED = """
import sys
from billia_tui.__main__ import main
sys.argv = ["billia", "--complete", "fish", "customers", "show", "m"]
main()
print(sorted({"sqlalchemy", "typer", "textual", "rich"} & set(sys.modules)))
"""


def answered(capsys: pytest.CaptureFixture[str], *typed: str) -> list[str]:
    """The lines that a shell gets."""
    assert answering.run(typed) == 0
    return capsys.readouterr().out.splitlines()


def test_the_words_are_kept_until_the_program_is_another(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made once, read after that; a file that is damaged or of another program is made anew, and the old one goes."""
    cache = home / "cache" / "billia"
    assert kept.words() == made.tree()
    (file,) = cache.iterdir()
    file.write_text('{"from": "the file"}')
    assert kept.words() == {"from": "the file"}
    file.write_text("torn")
    assert kept.words() == made.tree()
    monkeypatch.setattr(kept, "__version__", "9")
    assert kept.words() == made.tree()
    (other,) = cache.iterdir()
    assert other != file


def test_words_without_a_place_to_keep_them(home: Path) -> None:
    """A home that cannot be written in is no reason to complete nothing."""
    (home / "cache").write_text("no folder")
    assert kept.words() == made.tree()


def test_words_options_and_choices(capsys: pytest.CaptureFixture[str]) -> None:
    """Groups, their commands, options and what a value may be, each from its first letter."""
    assert answered(capsys, "bash", "cust") == ["customers"]
    assert answered(capsys, "zsh", "customers", "era")[0].startswith("erase:Erase a customer's personal data")
    assert answered(capsys, "bash", "customers", "list", "--rev") == ["--reverse"]
    assert answered(capsys, "bash", "customers", "list", "--sort", "w") == ["wallet"]
    assert answered(capsys, "bash", "customers", "list", "--sort", "=", "w") == ["wallet"]
    assert answered(capsys, "fish", "customers", "list", "--sort=w") == ["--sort=wallet\t"]
    assert answered(capsys, "fish", "customers", "list", "--status", "on") == ["On-hold\t"]
    assert answered(capsys, "bash", "completion", "") == ["bash", "zsh", "fish"]


def test_files_are_left_to_the_shell(capsys: pytest.CaptureFixture[str]) -> None:
    """It knows them, and how each is to be quoted."""
    assert answered(capsys, "bash", "import", "customers", "cust") == [":files"]
    assert answered(capsys, "bash", "customers", "list", "--database", "") == [":files"]


def test_whom_the_store_knows(billia: Billia, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ids and usernames of the store that the command would use."""
    billia("customers", "add", *MARIA, *PLACE, "--username", "maria.k")
    assert answered(capsys, "fish", "customers", "show", "MAR") == ["maria.k\tMaria Köhler"]
    assert answered(capsys, "fish", "--database", str(store), "wallet", "add", "1") == ["1\tmaria.k"]
    assert answering.run(["fish", "--database", "elsewhere.db", "customers", "show", "m"]) == 1
    assert not Path("elsewhere.db").exists()


def test_nothing_is_said_where_something_is_wrong(store: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A prompt is being edited: no store, settings that cannot be read, a shell that nobody knows."""
    store.write_bytes(b"no store at all" * 100)
    assert answering.run(["bash", "customers", "show", "m"]) == 1
    assert answering.run(["bash"]) == 1
    assert answering.run([]) == 1
    assert capfd.readouterr() == ("", "")


def test_what_could_become_a_command_is_quoted(billia: Billia, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """P1: names in the store are strangers' text; what has invisible characters is not offered at all."""
    billia("queues", "add", "$(touch x) & more", "wallet:<0")
    billia("queues", "add", "plain", "wallet:<0")
    lines = answered(capsys, "bash", "queues", "show", "")
    assert "'$(touch x) & more'" in lines
    assert "plain" in lines


def test_a_tab_loads_no_store_library_and_no_typer(process: Process, store: Path) -> None:
    """A tab is answered before the next key: what is dear to load stays away."""
    answering.run(["fish", "customers"])
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


BASH = """
billia() {{ {program} "$@"; }}
eval "$(billia completion bash)"
COMP_WORDS=({words}); COMP_CWORD={at}
compopt() {{ echo "compopt $*"; }}
_billia
printf '%s\\n' "${{COMPREPLY[@]}}"
"""

ZSH = """
billia() {{ {program} "$@"; }}
autoload -Uz compinit; compinit -u -D
eval "$(billia completion zsh)"
words=({words}); CURRENT={at}
_describe() {{ print -l -- "${{(@P)3}}"; }}
_files() {{ echo files; }}
_billia
"""

FISH = """
function billia; {program} $argv; end
billia completion fish | source
complete -C "{line}"
"""


def of_shell(shell: str, script: str) -> list[str]:
    """What the script of a shell prints."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell} here")
    plain = {"bash": ["--norc", "-c"], "zsh": ["-f", "-c"], "fish": ["--no-config", "-c"]}[shell]
    done = subprocess.run([program, *plain, script], capture_output=True, text=True, check=False, timeout=120)
    assert done.stderr == ""
    return done.stdout.splitlines()


PROGRAM = f"{sys.executable} -m billia_tui"


def test_bash(billia: Billia, store: Path) -> None:
    """The real shell, with the words as it hands them over."""
    billia("customers", "add", *MARIA, *PLACE, "--username", "maria.k")
    words = BASH.format(program=PROGRAM, words="billia customers show ma", at=3)
    assert of_shell("bash", words) == ["compopt -o nosort", "maria.k"]
    files = BASH.format(program=PROGRAM, words="billia import customers x", at=3)
    assert of_shell("bash", files)[0] == "compopt -o default"


def test_zsh(billia: Billia, store: Path) -> None:
    """The same in zsh."""
    billia("customers", "add", *MARIA, *PLACE, "--username", "maria.k")
    assert of_shell("zsh", ZSH.format(program=PROGRAM, words="billia customers show ma", at=4)) == [
        "maria.k:Maria Köhler"
    ]
    assert of_shell("zsh", ZSH.format(program=PROGRAM, words="billia import customers x", at=4)) == ["files"]


def test_fish(billia: Billia, store: Path) -> None:
    """The same in fish, which completes a line itself."""
    billia("customers", "add", *MARIA, *PLACE, "--username", "maria.k")
    line = FISH.format(program=PROGRAM, line="billia customers show ma")
    assert of_shell("fish", line) == ["maria.k\tMaria Köhler"]
