"""What somebody with a key of an admin may try, to get more than the console: the escape list's requested commands.

`{canary}` is a file that nobody made, `{secret}` one that only the account may read. A try has succeeded when the
canary is there or the secret has come out.
"""

OF_A_SHELL = {
    "touch": "touch {canary}",
    "read": "cat {secret}",
    "absolute path": "/bin/cat {secret}",
    "sh -c": "sh -c 'touch {canary}'",
    "login shell": "exec bash -lc 'touch {canary}'",
    "python": 'python3 -c \'open("{canary}", "w")\'',
    "semicolon": "customers list; touch {canary}",
    "semicolon, no space": "customers list;touch {canary}",
    "or": "customers list || touch {canary}",
    "background": "customers list & touch {canary}",
    "pipe": "customers list | tee {canary}",
    "redirection": "customers list > {canary}",
    "input": "cat < {secret}",
    "substitution": "customers list $(touch {canary})",
    "backticks": "customers list `touch {canary}`",
    "in double quotes": 'customers list "$(touch {canary})"',
    "process substitution": "eval 'touch {canary}'",
    "newline": "customers list\ntouch {canary}",
    "carriage return and newline": "customers list\r\ntouch {canary}",
    "newline in quotes": "sh -c 'true\ntouch {canary}'",
    "variable before": "X=1 touch {canary}",
    "copy to the account": "scp -t {canary}; touch {canary}",
}
"""A shell obeys each of them, which the plain key shows."""

OF_BILLIA = {
    "another store": "--database {canary} init",
    "another store, one word": "--database={canary} customers list",
    "another store, after the command": "customers list --database {canary}",
    "a store for another": "init --database {canary} --admin ana",
    "backup": "backup {canary}",
    "demo data": "demo --database {canary}",
    "import a file of the host": "import customers {secret}",
    "a document to a path": "emails document save 1 1 {canary}",
    "an invoice to a path": "documents save 1 {canary}",
    "a proof of a path": "subscriptions set 1 new-offers on --document {secret}",
    "another key": "admins authorize-key ben {secret} --install {canary}",
    "the wrapper": "admins wrapper",
    "the program itself": "billia --database {canary} init",
    "a module": "-m billia_tui --database {canary} init",
    "code": '-c \'open("{canary}","w")\'',
}
"""Options and commands that write or read where the account may, or open another store."""

AS_ANOTHER = {
    "--admin before": "--admin ana notes add 1 stolen",
    "--admin= before": "--admin=ana notes add 1 stolen",
    "--admin after": "notes add 1 stolen --admin ana",
    "--restricted before": "--restricted ana notes add 1 stolen",
    "--restricted= before": "--restricted=ana notes add 1 stolen",
    "--restricted after": "notes add 1 stolen --restricted ana",
    "a second line": "customers list\n--admin ana notes add 1 stolen",
    "abbreviated": "--adm ana notes add 1 stolen",
}
"""Signed in as ben: nothing of it may be written in ana's name."""
