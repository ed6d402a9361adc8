"""SQL dumps of invented businesses, as mysqldump and phpMyAdmin write them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

Cell = str | int | None

STATUSES = ("Active", "Inactive", "Closed")
CYCLES = (
    "Free Account", "One Time", "Monthly", "Quarterly", "Semi-Annually", "Annually", "Biennially", "Triennially",
)  # fmt: skip
OF_SERVICES = ("Pending", "Active", "Suspended", "Terminated", "Cancelled", "Fraud", "Completed")
OF_DOMAINS = (
    "Pending", "Pending Registration", "Pending Transfer", "Active", "Grace", "Redemption", "Expired",
    "Transferred Away", "Cancelled", "Fraud",
)  # fmt: skip
OF_INVOICES = ("Draft", "Unpaid", "Paid", "Cancelled", "Refunded", "Collections", "Payment Pending")
NOT_YET = "0000-00-00"


@dataclass
class Table:
    """A table with its rows."""

    columns: str
    rows: list[list[Cell]] = field(default_factory=list)
    types: Mapping[str, str] = field(default_factory=dict)
    """Of columns that are no text."""

    def add(self, *cells: Cell) -> None:
        """Adds a row."""
        assert len(cells) == len(self.columns.split()), (self.columns, cells)
        self.rows.append(list(cells))


def whmcs() -> dict[str, Table]:
    """A WHMCS of 20 customers that use every status, cycle and corner."""
    tables = {
        "tblactivitylog": Table("id description"),
        "tblcurrencies": Table("id code default"),
        "tblclients": Table(
            "id uuid firstname lastname companyname email address1 address2 city state postcode country phonenumber"
            " tax_id password currency credit datecreated status language notes marketing_emails_opt_in"
        ),
        "tblcontacts": Table("id userid firstname lastname companyname email phonenumber"),
        "tblproductgroups": Table("id name"),
        "tblproducts": Table("id gid name paytype hidden retired"),
        "tblpricing": Table("type currency relid monthly quarterly semiannually annually biennially triennially"),
        "tblhosting": Table(
            "id userid packageid server regdate domain firstpaymentamount amount billingcycle nextduedate domainstatus"
            " username password dedicatedip notes"
        ),
        "tbldomains": Table(
            "id userid registrationdate domain recurringamount registrar registrationperiod expirydate nextduedate"
            " status additionalnotes"
        ),
        "tblhostingaddons": Table("id hostingid addonid userid name recurring billingcycle status regdate nextduedate"),
        "tbladdons": Table("id name"),
        "tblservers": Table("id name"),
        "tblorders": Table("id ordernum userid invoiceid"),
        "tblinvoices": Table("id userid invoicenum date datepaid credit tax tax2 total status notes"),
        "tblinvoiceitems": Table("id invoiceid type relid description amount"),
        "tblaccounts": Table("id userid gateway date description amountin amountout transid invoiceid"),
        "tblnotes": Table("id userid created note"),
        "tblcustomfields": Table("id type fieldname fieldtype"),
        "tblcustomfieldsvalues": Table("fieldid relid value"),
    }
    tables["tblactivitylog"].add(1, 'it\'s; a "log"\n-- no comment\nINSERT INTO `tblclients` VALUES (1);')
    for row in ((1, "EUR", 1), (2, "USD", 0), (3, "JPY", 0)):
        tables["tblcurrencies"].add(*row)
    tables["tblservers"].add(1, "web-1")
    tables["tblproductgroups"].add(1, "Hosting")
    for number, paytype in ((1, "recurring"), (2, "onetime"), (3, "free")):
        tables["tblproducts"].add(number, 1, f"Plan {number} & more", paytype, 0, int(number == 3))
    tables["tblpricing"].add("product", 1, 1, "-1.00", "27.00", "-1.00", "99.00", "-1.00", "-1.00")
    tables["tblpricing"].add("product", 1, 2, "15.00", "-1.00", "-1.00", "-1.00", "-1.00", "-1.00")
    tables["tbladdons"].add(1, "Backup")
    _clients(tables)
    _services(tables)
    _invoices(tables)
    tables["tblnotes"].add(1, 1, "2024-05-01 10:00:00", "Called; says\nall is \\ well")
    tables["tblcustomfields"].add(1, "client", "Found us by", "text")
    tables["tblcustomfields"].add(2, "product", "SSH access", "tickbox")
    tables["tblcustomfields"].add(3, "client", "PIN", "password")
    tables["tblcustomfieldsvalues"].add(1, 2, "a friend")
    tables["tblcustomfieldsvalues"].add(2, 1, "on")
    tables["tblcustomfieldsvalues"].add(3, 2, "1234")
    return tables


def _clients(tables: Mapping[str, Table]) -> None:
    for number in range(1, 21):
        company = "Söhne & Co. 'Nord'" if number % 4 == 0 else ""
        currency = 3 if number == 20 else 2 if number % 5 == 0 else 1
        credit = "1500.00" if number == 20 else f"{number % 3}.50"
        tables["tblclients"].add(
            number, f"uuid-{number}", f"Ann{number}", "O'Neil" if number % 2 else "Köhler", company,
            f"c{number}@example.org", "Weg 1", "" if number % 2 else "Hof", "Bonn", "NRW", "53111", "DE",
            "+49.228100200", "DE123456789" if company else "", "secret", currency, credit, f"2020-01-{number:02}",
            STATUSES[number % 3], "german" if number % 2 else "english", "Pays late" if number == 3 else "", number % 2,
        )  # fmt: skip
    tables["tblclients"].rows[4][3], tables["tblclients"].rows[4][6] = "D&#039;Arc", "Rue A &amp; B 5"
    tables["tblcontacts"].add(1, 1, "Otto", "Weber", "", "otto@example.org", "")
    tables["tblcontacts"].add(2, 1, "Otto", "Weber", "", "C1@example.org", "")


def _services(tables: Mapping[str, Table]) -> None:
    hosting, domains = tables["tblhosting"], tables["tbldomains"]
    for number in range(1, 57):
        cycle, status = CYCLES[number % 8], OF_SERVICES[number % 7]
        end = NOT_YET if cycle in CYCLES[:2] else "2027-01-31"
        hosting.add(
            number, number % 20 + 1, number % 3 + 1, 1, "2021-02-03", f"h{number}.example.org", "49.00", "9.00", cycle,
            end, status, f"user{number}", "secret", "192.0.2.1", "Move me" if number == 5 else "",
        )  # fmt: skip
    for number, status in enumerate(OF_DOMAINS, 1):
        domains.add(
            number, number, "2021-02-03", f"d{number}.co.uk", "-1.00" if number == 2 else "12.00", "enom",
            number % 3, "2027-05-05" if number % 2 else NOT_YET, "2027-05-04", status, "",
        )  # fmt: skip
    tables["tblhostingaddons"].add(1, 1, 1, 0, "", "3.00", "Monthly", "Active", "2021-02-03", "2027-01-31")


def _invoices(tables: Mapping[str, Table]) -> None:
    items = 0
    for number in range(1, 36):
        status, client = OF_INVOICES[number % 7], number % 20 + 1
        credit = "2.00" if number % 6 == 0 else "0.00"
        price, tax = ("1000.00", "190.00") if client == 20 else ("10.00", "1.90")
        total = f"{float(price) + float(tax) - float(credit):.2f}"
        paid = "2024-03-05 12:00:00" if status in {"Paid", "Refunded"} else f"{NOT_YET} 00:00:00"
        number_there = f"2024-{number:04}" if status == "Paid" else ""
        note = "by hand" if number == 2 else ""
        tables["tblinvoices"].add(
            number, client, number_there, "2024-03-01", paid, credit, tax, "0.00", total, status, note
        )
        items += 1
        service = next((row[0] for row in tables["tblhosting"].rows if row[1] == client), 0)
        tables["tblinvoiceitems"].add(items, number, "Hosting", service, "Plan 1\n(2024-03-01 - 2024-03-31)", price)
        if status in {"Paid", "Refunded"}:
            row = (number, client, "paypal", "2024-03-05 12:00:00", "Invoice Payment", total, "0.00", f"T{number:06}")
            tables["tblaccounts"].add(*row, number)
        if status == "Refunded":
            tables["tblaccounts"].add(
                100 + number, client, "paypal", "2024-04-05 12:00:00", "Refund", "0.00", total, "R", number
            )
    tables["tblaccounts"].add(300, 2, "bank", "2024-03-09 12:00:00", "A part", "4.00", "0.00", "P", 1)
    tables["tblaccounts"].add(301, 2, "bank", "2024-03-09 12:00:00", "Add Funds", "50.00", "0.00", "F", 0)
    tables["tblorders"].add(1, "1234567890", 3, 2)
    tables["tblinvoices"].add(
        90, 2, "", "2024-03-01", f"{NOT_YET} 00:00:00", "0.00", "0.00", "0.00", "11.90", "Unpaid", ""
    )
    tables["tblinvoiceitems"].add(items + 1, 90, "Invoice", 1, "Invoice #1", "11.90")


def fossbilling() -> dict[str, Table]:
    """A FOSSBilling of 20 customers that use every status, period and corner."""
    tables = {
        "currency": Table("id code is_default"),
        "client": Table(
            "id email billing_email pass status first_name last_name phone_cc phone company company_vat company_number"
            " address_1 address_2 city state postcode country notes currency lang created_at custom_1"
        ),
        "client_balance": Table("id client_id amount"),
        "product_category": Table("id title"),
        "product": Table("id product_category_id product_payment_id title status hidden"),
        "product_payment": Table("id type once_price"),
        "product_payment_period": Table("id product_payment_id code price enabled"),
        "client_order": Table(
            "id client_id product_id title currency service_id service_type period quantity price status notes"
            " expires_at activated_at created_at"
        ),
        "service_domain": Table("id tld_registrar_id sld tld ns1 ns2 ns3 ns4"),
        "tld_registrar": Table("id name"),
        "invoice": Table("id client_id serie nr currency status notes approved taxname taxrate paid_at created_at"),
        "invoice_item": Table("id invoice_id type rel_id title quantity price taxed"),
        "pay_gateway": Table("id name"),
        "transaction": Table("id invoice_id gateway_id txn_id amount type status note created_at"),
    }
    tables["currency"].add(1, "EUR", 1)
    tables["currency"].add(2, "USD", 0)
    tables["product_category"].add(1, "Hosting")
    for number, kind in enumerate(("recurrent", "once", "free"), 1):
        tables["product"].add(
            number, 1, number, f"Plan {number}", "disabled" if number == 2 else "enabled", int(number == 3)
        )
        tables["product_payment"].add(number, kind, "20.00")
    tables["product_payment_period"].add(1, 1, "1W", "1.00", 1)
    tables["product_payment_period"].add(2, 1, "3M", "30.00", 1)
    tables["tld_registrar"].add(1, "Custom")
    tables["pay_gateway"].add(1, "PayPal")
    then = "2024-03-01 10:00:00"
    for number in range(1, 21):
        tables["client"].add(
            number, f"c{number}@example.org", f"bill{number}@example.org" if number == 1 else None, "secret",
            ("active", "suspended", "canceled")[number % 3], f"Ann{number}", "O'Neil", "49", "0228 100200",
            "Söhne" if number % 4 == 0 else None, None, None, "Weg 1", None, "Bonn", None, "53111", "DE",
            "Pays late" if number == 3 else None, (None, "EUR", "USD")[number % 3], "de_DE", then,
            "blue" if number == 2 else None,
        )  # fmt: skip
        tables["client_balance"].add(2 * number, number, "10.00")
        tables["client_balance"].add(2 * number + 1, number, "-2.50")
    statuses = ("pending_setup", "failed_setup", "failed_renew", "active", "canceled", "suspended")
    for number, period in zip(range(1, 25), ("1M", "3M", "6M", "1Y", "2Y", "3Y", "1W", None) * 3, strict=True):
        domain = number % 8 == 1
        tables["client_order"].add(
            number, number % 20 + 1, number % 3 + 1, f"Order {number}", None, number, "domain" if domain else "hosting",
            period, 1 + number % 2, "5.00", statuses[number % 6], None, "2027-01-01 00:00:00", then, then,
        )  # fmt: skip
        if domain:
            tables["service_domain"].add(number, 1, f"d{number}", ".de", "ns1.example.org", "ns2.example.org", None, "")
    for number in range(1, 26):
        status = ("paid", "unpaid", "refunded", "canceled")[number % 4]
        client = number % 20 + 1
        tables["invoice"].add(
            number, client, "FOSS", f"{number:05}", None, status, None, 0 if number == 5 else 1, "VAT",
            "19" if number % 2 else None, then if status == "paid" else None, then,
        )  # fmt: skip
        order = next((row[0] for row in tables["client_order"].rows if row[1] == client), None)
        tables["invoice_item"].add(2 * number, number, "order", order, "Plan", 2, "5.05", 1)
        tables["invoice_item"].add(2 * number + 1, number, "custom", None, None, 1, "1.00", 0)
        if status == "paid":
            tables["transaction"].add(number, number, 1, f"T{number}", "11.10", "payment", "processed", None, then)
    tables["transaction"].add(90, 1, 1, "T90", "11.10", "payment", "error", None, then)
    return tables


def of_clients(tables: Mapping[str, Table], most: int) -> dict[str, Table]:
    """The same of the first clients alone, with a service and an invoice each at most."""
    few = {name: Table(table.columns, list(table.rows)) for name, table in tables.items()}
    clients, invoices = ("tblclients", "tblinvoices") if "tblclients" in few else ("client", "invoice")
    few[clients].rows = few[clients].rows[:most]
    for table in few.values():
        columns = table.columns.split()
        place = next((columns.index(name) for name in ("userid", "client_id") if name in columns), None)
        if place is None:
            continue
        first = {row[place]: row for row in reversed(table.rows) if row[place] in range(1, most + 1)}
        table.rows = [row for row in table.rows if row in first.values()]
    kept = {row[0] for row in few[invoices].rows}
    for name in ("tblinvoiceitems", "invoice_item", "transaction"):
        if name in few:
            few[name].rows = [row for row in few[name].rows if row[1] in kept]
    return few


@cache
def _schemas() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "schemas.toml").read_text())


def real(system: str, tables: Mapping[str, Table]) -> dict[str, Table]:
    """The same with all columns of the system, in its order and of its types; what nobody filled is NULL.

    Tables that the system has and nobody filled are there, too.
    """
    made = {}
    for name, text in _schemas()[system].items():
        parts = [part.strip().partition(" ") for part in re.split(r";\s", text)]
        filled = tables.get(name, Table(""))
        places = {column: place for place, column in enumerate(filled.columns.split())}
        assert places.keys() <= {column for column, _, _ in parts}, (name, places)
        rows = [[row[places[column]] if column in places else None for column, _, _ in parts] for row in filled.rows]
        made[name] = Table(
            " ".join(column for column, _, _ in parts), rows, {column: kind for column, _, kind in parts}
        )
    return made


_SET_UP = """currency product product_category product_payment product_payment_period tld_registrar pay_gateway
    tblactivitylog tblcurrencies tblproductgroups tblproducts tblpricing tbladdons tblservers tblcustomfields"""
_THEIRS = ["id", "userid", "hostingid", "invoiceid", "relid", "client_id", "service_id", "invoice_id", "rel_id"]
_EACH = 1000


def grown(tables: Mapping[str, Table], times: int) -> dict[str, Table]:
    """So many times the customers with all that is theirs, each with ids and addresses of its own."""
    more = {name: Table(table.columns, list(table.rows), table.types) for name, table in tables.items()}
    for name, table in tables.items():
        if name in _SET_UP.split():
            continue
        for more_by in range(_EACH, _EACH * times, _EACH):
            more[name].rows += [
                [_shifted(column, cell, more_by) for column, cell in zip(table.columns.split(), row, strict=True)]
                for row in table.rows
            ]
    return more


def _shifted(column: str, cell: Cell, more: int) -> Cell:
    if column in _THEIRS and cell:
        return int(cell) + more
    if column in {"domain", "sld"} and cell:
        return f"n{more}{cell}"
    if "email" in column and isinstance(cell, str) and "@" in cell:
        return f"n{more}.{cell}"
    return cell


def mysqldump(tables: Mapping[str, Table]) -> str:
    """As mysqldump writes them: no columns in INSERT, all rows of a table in one."""
    parts = ["-- MySQL dump 10.19\n--\n-- Host: localhost    Database: old\n/*!40101 SET NAMES utf8mb4 */;\n"]
    for name, table in tables.items():
        parts += [
            f"\n--\n-- Table structure for table `{name}`\n--\n\nDROP TABLE IF EXISTS `{name}`;\n",
            _create(name, table),
        ]
        parts.append(f"\nLOCK TABLES `{name}` WRITE;\n/*!40000 ALTER TABLE `{name}` DISABLE KEYS */;\n")
        if table.rows:
            rows = ",".join(_row(row, "\\'") for row in table.rows)
            parts.append(f"INSERT INTO `{name}` VALUES {rows};\n")  # noqa: S608 - a text for a test
        parts.append(f"/*!40000 ALTER TABLE `{name}` ENABLE KEYS */;\nUNLOCK TABLES;\n")
    return (
        "".join(parts)
        + "\nDELIMITER ;;\n/*!50003 CREATE TRIGGER t it's mine; END */;;\nDELIMITER ;\n-- Dump completed\n"
    )


def phpmyadmin(tables: Mapping[str, Table]) -> str:
    """As phpMyAdmin writes them: columns in INSERT, a row a line, quotation marks doubled."""
    parts = [
        '-- phpMyAdmin SQL Dump\n-- version 5.2.1\n\nSET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";\nSTART TRANSACTION;\n'
    ]
    for name, table in tables.items():
        parts += [f"\n-- --------\n\n--\n-- Table structure for table `{name}`\n--\n\n", _create(name, table)]
        columns = ", ".join(f"`{column}`" for column in table.columns.split())
        for start in range(0, len(table.rows), 7):
            rows = ",\n".join(_row(row, "''", ", ") for row in table.rows[start : start + 7])
            parts.append(f"\nINSERT INTO `{name}` ({columns}) VALUES\n{rows};\n")
    return "".join(parts) + "COMMIT;\n"


def _create(name: str, table: Table) -> str:
    columns = [
        f"  `{column}` {table.types.get(column, 'text')} DEFAULT NULL COMMENT 'a; b'"
        for column in table.columns.split()
    ]
    if "id" in table.columns.split():
        columns[table.columns.split().index("id")] = "  `id` int(10) unsigned NOT NULL AUTO_INCREMENT"
        columns.append("  PRIMARY KEY (`id`)")
    inside = ",\n".join(columns)
    return f"CREATE TABLE `{name}` (\n{inside}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n"


def _row(cells: Sequence[Cell], mark: str, between: str = ",") -> str:
    return f"({between.join(_cell(cell, mark) for cell in cells)})"


def _cell(cell: Cell, mark: str) -> str:
    if cell is None:
        return "NULL"
    if isinstance(cell, int):
        return str(cell)
    text = cell.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("'", mark)
    return "'" + text.replace('"', '\\"' if mark.startswith("\\") else '"') + "'"
