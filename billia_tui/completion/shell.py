"""The shells that complete by tab."""

from enum import StrEnum


class Shell(StrEnum):
    """The shells for which there is a script in `shells/`."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
