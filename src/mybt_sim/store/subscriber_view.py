"""One subscriber of a run, as a person would want to see it."""

from rich.console import Console
from rich.table import Table as RichTable

from mybt_sim.base.errors import RunError
from mybt_sim.population import paper_contract
from mybt_sim.store.run_file import Run

LAST_ENTRIES = 8

PERSON_SQL = """
SELECT surname_ru || ' ' || given_name_ru || ' ' || patronymic_ru AS name_ru,
    surname_be || ' ' || given_name_be || ' ' || patronymic_be AS name_be,
    address_ru, birth_year, home_phone, mobile
FROM subscriber JOIN household USING (household_id)
    LEFT JOIN account ON account_id = subscriber_id
WHERE subscriber_id = $1
"""

MOVE_SQL = "SELECT moved_on, address_ru, home_phone FROM move WHERE household_id = $1"

CONTRACTS_SQL = """
SELECT contract_id, kind, contract_day.tariff_id, contract_day.status,
    contract_day.balance_kopecks
FROM contract JOIN contract_day USING (contract_id)
WHERE subscriber_id = $1 AND day = (SELECT max(day) - 1 FROM calendar)
ORDER BY contract_id
"""

SERVICES_SQL = """
SELECT service_id, service.kind
FROM service JOIN contract USING (contract_id)
WHERE subscriber_id = $1 ORDER BY service_id
"""

LEDGER_SQL = """
SELECT contract_id, posted_at, entry, amount_kopecks, balance_after_kopecks
FROM (
    SELECT posting.*, row_number() OVER (
        PARTITION BY contract_id ORDER BY posting_no DESC
    ) AS from_last
    FROM posting JOIN contract USING (contract_id) WHERE subscriber_id = $1
)
WHERE from_last <= $2 ORDER BY contract_id, posting_no
"""


def show_subscriber(run: Run, subscriber_id: int, console: Console) -> None:
    """Print home, contracts, papers and the last postings of a subscriber.

    `RunError` when the run has no such subscriber, or stored no facts.
    """
    if run.metrics_only:
        raise RunError(
            f"{run.path} holds daily sums only, no subscribers.",
            next_step="Simulate it again without --metrics-only.",
        )
    with run.cursor() as cursor:
        people = cursor.sql(PERSON_SQL, params=[subscriber_id]).fetchall()
        if not people:
            raise RunError(
                f"{run.path} has no subscriber {subscriber_id}.",
                next_step=f"Ids go from 1 to {run.scenario.subscribers}.",
            )
        moves = cursor.sql(MOVE_SQL, params=[subscriber_id]).fetchall()
        contracts = cursor.sql(CONTRACTS_SQL, params=[subscriber_id]).fetchall()
        services = cursor.sql(SERVICES_SQL, params=[subscriber_id]).fetchall()
        entries = cursor.sql(LEDGER_SQL, params=[subscriber_id, LAST_ENTRIES]).fetchall()
    name_ru, name_be, address, birth_year, home_phone, mobile = people[0]
    console.print(f"[bold]{name_ru}[/] · {name_be} · {birth_year}", highlight=False)
    console.print(f"{address} · home {home_phone or 'none'} · mobile {mobile or 'none'}")
    for moved_on, new_address, new_phone in moves:
        console.print(f"since {moved_on}: {new_address} · home {new_phone or 'none'}")
    console.print("Synthetic person, numbers and papers.", style="dim")
    console.print(_contracts_table(contracts))
    console.print(_papers_table(run.scenario.seed, services))
    console.print(_entries_table(entries))


def roubles(kopecks: int) -> str:
    """Kopecks as roubles with a real minus."""
    sign = "\N{MINUS SIGN}" if kopecks < 0 else ""
    return f"{sign}{abs(kopecks) // 100}.{abs(kopecks) % 100:02d}"


def _contracts_table(rows: list[tuple[object, ...]]) -> RichTable:
    table = RichTable("contract", "kind", "tariff", "state", title="Contracts on the last day")
    table.add_column("balance, BYN", justify="right")
    for contract_id, kind, tariff_id, status, balance_kopecks in rows:
        assert isinstance(balance_kopecks, int)
        table.add_row(
            str(contract_id), str(kind), str(tariff_id), str(status), roubles(balance_kopecks)
        )
    return table


def _papers_table(seed: int, rows: list[tuple[object, ...]]) -> RichTable:
    table = RichTable("service", "login", "password", title="Paper contract, derived, never stored")
    for service_id, kind in rows:
        assert isinstance(service_id, int)
        login, password = paper_contract(seed, service_id)
        table.add_row(str(kind), login, password)
    return table


def _entries_table(rows: list[tuple[object, ...]]) -> RichTable:
    table = RichTable("contract", "posted at", "entry", title="Last postings")
    table.add_column("amount, BYN", justify="right")
    table.add_column("balance after", justify="right")
    for contract_id, posted_at, entry, amount_kopecks, balance_kopecks in rows:
        assert isinstance(amount_kopecks, int)
        assert isinstance(balance_kopecks, int)
        amount, balance = roubles(amount_kopecks), roubles(balance_kopecks)
        table.add_row(str(contract_id), str(posted_at), str(entry), amount, balance)
    return table
