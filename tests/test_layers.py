"""What is loaded with what: the console starts fast because it loads little (R46), layers stay apart."""

import subprocess
import sys

import pytest

FORBIDDEN = {
    "billia_tui.text": {"sqlalchemy", "textual", "rich", "typer"},
    "billia_tui.money": {"sqlalchemy", "textual", "rich", "typer", "iso4217"},
    "billia_tui.db.store": {"textual", "rich", "typer", "alembic", "psycopg", "faker"},
    "billia_tui.operations.queries.customer_query": {"sqlalchemy", "textual", "rich", "typer"},
    "billia_tui.operations.customers.editing": {
        "textual", "rich", "typer", "alembic", "psycopg", "argon2", "pycountry", "email_validator", "faker", "iso4217",
        "jinja2", "markupsafe", "smtplib",
    },
    "billia_tui.operations.messages.notifications": {"jinja2", "markupsafe", "smtplib"},
    "billia_tui.screens.customers.details": {"jinja2", "markupsafe", "smtplib", "typst", "starlette"},
    "billia_tui.operations.customers.password": {"textual", "rich", "typer", "argon2"},
    "billia_tui.app.app": {"sqlalchemy", "typer", "typst", "starlette", "uvicorn", "jinja2"},
    "billia_tui.screens.orders.document": {"typer", "typst", "starlette", "uvicorn", "jinja2"},
    "billia_tui.cli": {"textual", "sqlalchemy", "typst", "starlette", "uvicorn", "jinja2"},
    "billia_tui.web.application": {"textual", "rich", "typer", "typst", "alembic", "psycopg"},
}  # fmt: skip


@pytest.mark.parametrize("module", FORBIDDEN)
def test_what_a_module_does_not_load(module: str) -> None:
    """Layers: operations and store know no screen; what is slow to load is loaded where it is used."""
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(result.stdout.split())
    assert "billia_tui" in loaded
    assert loaded & FORBIDDEN[module] == set()
