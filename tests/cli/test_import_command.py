"""`billia import …` and `billia export …` as commands: what they print, where, and how they end."""

import csv
import io
import json
import os
from pathlib import Path

import pytest

from billia_tui.operations.imports.fields import KindName
from tests.operations.imports.kit import customer_file, customer_line

from .conftest import Billia, Process


@pytest.fixture
def customers_file(store: Path, tmp_path: Path) -> Path:
    """Two good customers."""
    path = tmp_path / "customers.csv"
    path.write_text(customer_file(customer_line(1), customer_line(2)))
    return path


def test_summary(customers_file: Path, billia: Billia) -> None:
    """Design 2: one line of numbers; a second run changes nothing."""
    assert billia("import", "customers", str(customers_file)).stdout == "2 new, 0 changed, 0 unchanged, 0 refused\n"
    again = billia("import", "customers", str(customers_file))
    assert (again.exit_code, again.stdout) == (0, "0 new, 0 changed, 2 unchanged, 0 refused\n")


def test_refused_rows(customers_file: Path, billia: Billia) -> None:
    """Design 2: exit code 1 if any row was refused, and where they are listed."""
    with customers_file.open("a") as file:
        file.write(customer_line(3, country="XX") + "\n")
    result = billia("import", "customers", str(customers_file), "--json")
    rejected = customers_file.with_name("customers.rejected.csv")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "kind": "customers",
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "refused": 1,
        "rejected_file": str(rejected),
        "dry_run": False,
        "batch": 1,
    }
    assert f"the refused rows are listed in {rejected}" in result.stderr
    assert "'XX' is no country" in rejected.read_text()


def test_standard_input(store: Path, process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Design 2: `-` is standard input; its list of refused rows lies in the working directory."""
    monkeypatch.chdir(tmp_path)
    text = customer_file(customer_line(1), customer_line(2, country="XX"))
    done = process("import", "customers", "-", stdin=None, input=text)
    assert (done.returncode, done.stdout) == (1, "1 new, 0 changed, 0 unchanged, 1 refused\n")
    assert "import.rejected.csv" in done.stderr
    assert (tmp_path / "import.rejected.csv").stat().st_mode & 0o777 == 0o600


def test_pipe_as_file(store: Path, process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Design 2: a file that can be read once only, as the shell's <(…), works too."""
    monkeypatch.chdir(tmp_path)
    text = customer_file(customer_line(1))
    done = process("import", "customers", "/dev/stdin", stdin=None, input=text)
    assert done.stdout == "1 new, 0 changed, 0 unchanged, 0 refused\n"


def test_dry_run(customers_file: Path, billia: Billia) -> None:
    """Design 2: --dry-run tells and stores nothing."""
    result = billia("import", "customers", str(customers_file), "--dry-run")
    assert result.stdout == "2 new, 0 changed, 0 unchanged, 0 refused (dry run: nothing was stored)\n"
    assert json.loads(billia("customers", "list", "--json").stdout)["rows"] == []


def test_options(store: Path, billia: Billia, tmp_path: Path) -> None:
    """Design 2: --map, --set, --delimiter, --source."""
    path = tmp_path / "x.csv"
    path.write_text("Vorname|Nachname;Name,Mail\n".replace("|", ";") + "a;Lee;a@example.org\n")
    path.write_text("Vorname;Na,me;Mail\nAnn;Lee;a@example.org\n")
    options = ["--map", "first_name=Vorname", "--map", "last_name=Na,me", "--map", "email=Mail"]
    fixed = ["--set", "country=DE", "--set", "currency=EUR", "--delimiter", "semicolon", "--source", "old"]
    result = billia("import", "customers", str(path), *options, *fixed)
    assert result.stdout == "1 new, 0 changed, 0 unchanged, 0 refused\n", result.output
    assert "from old" in billia("log", "1").stdout


@pytest.mark.parametrize(
    "wrong", [["--map", "email"], ["--set", "=x"], ["--delimiter", "|"], ["--colour", "red"], ["--lines", "x.csv"]]
)
def test_wrong_usage(customers_file: Path, billia: Billia, wrong: list[str]) -> None:
    """Design 2: wrong usage is exit code 2, and one line."""
    result = billia("import", "customers", str(customers_file), *wrong)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_refusals_are_one_line(store: Path, billia: Billia, tmp_path: Path) -> None:
    """Design 2: what is refused is exit code 1 and one line that holds no control character."""
    path = tmp_path / "x.csv"
    path.write_text("\x1b[2J,b\n1,2\n")
    for arguments in ([str(path)], [str(tmp_path / "none.csv")], [str(tmp_path)], [str(path), "--preset", "x"]):
        result = billia("import", "customers", *arguments)
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
        assert "\x1b" not in result.stderr


@pytest.mark.parametrize("kind", list(KindName))
def test_help_names_the_fields(kind: str, billia: Billia) -> None:
    """Design 2: the help lists what can be imported."""
    text = " ".join(billia("import", kind, "--help").stdout.split())
    assert "Fields: " in text
    assert "(required)" in text


def test_export_is_importable(customers_file: Path, billia: Billia, tmp_path: Path) -> None:
    """Design 2, reliability 3.5: the same fields again, UTF-8 whatever the terminal has; every export says the mark."""
    billia("import", "customers", str(customers_file))
    result = billia("export", "customers")
    assert "carry a leading '" in result.stderr
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["id"], row["last_name"]) for row in rows] == [("1", "Köhler"), ("2", "Köhler")]
    path = tmp_path / "again.csv"
    path.write_bytes(result.stdout_bytes)
    assert billia("import", "customers", str(path), "--source", "own").stdout.startswith("0 new, 0 changed, 2 unch")
    assert len(csv_rows(billia("export", "customers", "c2@example").stdout)) == 1
    assert len(json.loads(billia("export", "customers", "--format", "json").stdout)["rows"]) == 2


def test_records_go_out_and_in(customers_file: Path, billia: Billia, tmp_path: Path) -> None:
    """Design 2: each kind has a command both ways; orders leave with their lines."""
    billia("import", "customers", str(customers_file))
    orders = tmp_path / "orders.csv"
    orders.write_text("id,customer,placed_at,price,description\n1,1,2020-01-01,5,Set-up\n")
    assert billia("import", "orders", str(orders)).exit_code == 0
    files = {}
    for kind in ("emails", "services", "orders", "lines", "payments", "notes", "labels"):
        result = billia("export", kind)
        assert result.exit_code == 0, result.output
        files[kind] = tmp_path / f"{kind}.csv"
        files[kind].write_bytes(result.stdout_bytes)
    assert csv_rows(files["lines"].read_text())[0]["description"] == "Set-up"
    again = billia("import", "orders", str(files["orders"]), "--lines", str(files["lines"]), "--source", "own")
    assert again.stdout == "0 new, 0 changed, 1 unchanged, 0 refused\n", again.output
    for kind in ("emails", "payments", "notes", "labels"):
        assert billia("import", kind, str(files[kind])).exit_code == 0
    assert len(json.loads(billia("export", "emails", "c2@example", "--format", "json").stdout)["rows"]) == 1


def csv_rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV text."""
    return list(csv.DictReader(io.StringIO(text)))


def test_export_in_another_encoding(customers_file: Path, billia: Billia, process: Process) -> None:
    """Design 2: an export loses no letter to the encoding of the terminal."""
    billia("import", "customers", str(customers_file))
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = process("export", "customers", env=environment, text=False)
    assert "Köhler".encode() in bytes(done.stdout)  # type: ignore[arg-type] # with text=False


def test_an_export_is_a_fixed_point(store: Path, billia: Billia, tmp_path: Path) -> None:
    """R235: what was exported changes nothing in the same store; a tld of two labels stays (co.uk)."""
    first = Path(__file__).parents[1] / "operations" / "imports" / "cases" / "02-first.csv"
    path = tmp_path / "02-first.csv"
    path.write_bytes(first.read_bytes())
    domain = ["--price", "9", "--currency", "EUR", "--period-months", "12", "--kind", "domain", "--tld", "co.uk"]
    for arguments in (
        ["products", "add", "DOM-UK", "--name", "Domain .co.uk", "--category", "Domains", *domain],
        ["payment-methods", "add", "Wallet", "wallet"],
        ["import", "customers", str(path), "--source", "w"],
        ["panel", "order", "1", "DOM-UK", "--method", "Wallet", "--domain", "sample.co.uk"],
    ):
        assert billia(*arguments).exit_code == 0
    out = tmp_path / "services.csv"
    for kind in ("customers", "emails", "services"):
        out = tmp_path / f"{kind}.csv"
        assert billia("export", kind, "--output", str(out)).exit_code == 0
        done = billia("import", kind, str(out))
        assert done.stdout == "0 new, 0 changed, 1 unchanged, 0 refused\n", done.output
    text = out.read_text()
    out.write_text(text.replace(',"co.uk"', "").replace(',"tld"', ""))
    assert billia("import", "services", str(out), "--source", "w").exit_code == 0
    assert billia("export", "services").stdout == text


def test_a_file_name_is_no_query(customers_file: Path, billia: Billia, tmp_path: Path) -> None:
    """Issue: `export customers out.csv` says what to write; --output writes a new file of ours alone."""
    billia("import", "customers", str(customers_file))
    asked = billia("export", "customers", "out.csv")
    assert (asked.exit_code, asked.stdout) == (2, "")
    assert "billia export customers --output out.csv" in asked.stderr
    out = tmp_path / "out.csv"
    assert billia("export", "customers", "--output", str(out)).stdout == ""
    assert out.stat().st_mode & 0o777 == 0o600
    assert len(csv_rows(out.read_text())) == 2
    again = billia("export", "customers", "--output", str(out))
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)


def test_explain(customers_file: Path, billia: Billia, tmp_path: Path) -> None:
    """R233: --explain stores nothing and tells columns, three records as they would be, and reasons by number."""
    with customers_file.open("a") as file:
        file.write("".join(customer_line(number, country="XX") + "\n" for number in (3, 4)))
    told = billia("import", "customers", str(customers_file), "--explain", "--save-mapping", str(tmp_path / "m.toml"))
    assert (told.exit_code, told.stdout.count("record ")) == (1, 3)
    assert "2 × country: 'XX' is no country" in told.stdout
    assert 'last_name = "last_name"' in (tmp_path / "m.toml").read_text()
    data = json.loads(billia("import", "customers", str(customers_file), "--explain", "--json").stdout)
    assert (data["columns"]["email"], data["records"][0]["last_name"]) == ("email", "Köhler")
    assert json.loads(billia("customers", "list", "--json").stdout)["rows"] == []


def test_a_folder_of_all(customers_file: Path, billia: Billia, tmp_path: Path) -> None:
    """Design 2, R237: all kinds in one command, there and back; a folder that is there stays, an empty one is told."""
    assert billia("import", "customers", str(customers_file)).exit_code == 0
    assert billia("products", "add", "VPS", "--name", "Server", "--category", "Servers", "--price", "5",
                  "--currency", "EUR").exit_code == 0  # fmt: skip
    folder = tmp_path / "all"
    assert billia("export", "all", "--output", str(folder)).exit_code == 0
    assert sorted(path.stem for path in folder.iterdir()) == sorted([*KindName, "lines"])
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    again = billia("export", "all", "--output", str(folder))
    assert (again.exit_code, again.stderr.count("File exists")) == (1, 1)
    told = json.loads(billia("import", "all", str(folder), "--json").stdout)["kinds"]
    assert list(told) == list(KindName)
    assert {(one["new"], one["changed"], one["refused"]) for one in told.values()} == {(0, 0, 0)}
    (folder / "products.csv").write_text("code,name,category,price,currency\nX,,Y,1,EUR\n")
    refused = billia("import", "all", str(folder), "--dry-run")
    assert refused.exit_code == 1
    assert refused.stdout.startswith(
        "products: 0 new, 0 changed, 0 unchanged, 1 refused (dry run: nothing was stored)\n"
    )
    assert "holds none of products.csv" in billia("import", "all", str(tmp_path / "nowhere")).stderr
