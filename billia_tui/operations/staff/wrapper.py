"""The script between sshd and the program: it starts billia for the admin of a key line from an empty environment."""

import re

from billia_tui.settings.arguments import BadCall

PLAIN_PATH = re.compile(r"/[A-Za-z0-9/._+@-]+")
"""A path that means the same to sshd, to a shell and in quotes."""

_SCRIPT = """\
#!/bin/sh
# Made by `billia admins wrapper`; docs/team.md says where it belongs. The line of an admin's key runs it:
#     restrict,pty,command="<this file> NAME" ssh-ed25519 ...
# Nothing of the other side's environment goes further than here: the kind of terminal if it is a plain word, and
# the command that was asked for, which billia matches against a list and gives to no shell.
set -u
LC_ALL=C
ulimit -c 0
name=${1-}
case $name in
'' | [!A-Za-z0-9_]* | *[!A-Za-z0-9._@-]*)
    echo 'billia: the key line names no admin' >&2
    exit 2
    ;;
esac
term=${TERM-}
case $term in
'' | [!A-Za-z0-9]* | *[!A-Za-z0-9._+-]*) term=dumb ;;
esac
if [ "${SSH_ORIGINAL_COMMAND+asked}" = asked ]; then
    set -- SSH_ORIGINAL_COMMAND="$SSH_ORIGINAL_COMMAND"
else
    set --
fi
exec /usr/bin/env -i PATH=/usr/bin:/bin LANG=C.UTF-8 HOME=/nonexistent TERM="$term" "$@" \\
    @PYTHON -I -m billia_tui --restricted "$name" --settings @SETTINGS
"""


def script(python: str, settings: str) -> str:
    """The text of the wrapper.

    Args:
        python: the interpreter that has billia-tui; its whole path.
        settings: the settings file of the host; its whole path.

    Raises:
        BadCall: a path is not whole, or not plain enough to stand in a script.
    """
    for path in (python, settings):
        if not PLAIN_PATH.fullmatch(path):
            raise BadCall("the wrapper takes whole paths of letters, digits and / . _ + @ -")
    return _SCRIPT.replace("@PYTHON", python).replace("@SETTINGS", settings)
