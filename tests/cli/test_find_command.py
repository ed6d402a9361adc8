"""`billia find` (R213)."""

import json

from .conftest import Billia


def test_what_a_caller_names(maria: str, billia: Billia) -> None:
    """R213: a table, or JSON with kind, id, customer and what it is; nothing is an answer too."""
    assert "customer" in billia("find", "maria").stdout
    (row,) = json.loads(billia("find", "maria", "--json").stdout)["rows"]
    assert (row["kind"], row["id"], row["customer_id"]) == ("customer", int(maria), int(maria))
    done = billia("find", "#77")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "nothing is named like this\n")
