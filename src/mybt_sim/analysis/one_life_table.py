"""A subscriber at a moment, as a person would want to see it."""

from rich.console import Console
from rich.table import Table as RichTable

from mybt_sim.analysis.one_life import ContractAt, SubscriberAt
from mybt_sim.store.subscriber_view import roubles


def show_moment(shown: SubscriberAt, console: Console) -> None:
    """Print each contract with its money, its use of today, and what comes next."""
    console.print(f"[bold]Subscriber {shown.subscriber_id}[/] at {shown.moment}", highlight=False)
    for coming in shown.coming:
        kind = coming.kind.name.lower()
        console.print(f"Contract {coming.contract_id} ({kind}) begins on {coming.begins_on}.")
    if not shown.contracts:
        return
    console.print(_state_table(shown.contracts))
    console.print(_use_table(shown.contracts))
    console.print(_due_table(shown.contracts))


def _state_table(contracts: tuple[ContractAt, ...]) -> RichTable:
    table = RichTable("contract", "kind", "tariff", "add-ons", "state", title="Contracts")
    table.add_column("balance, BYN", justify="right")
    table.add_column("open promise, BYN", justify="right")
    for contract in contracts:
        state = contract.status.name.lower() + ", barred" * contract.is_barred
        table.add_row(
            str(contract.contract_id),
            contract.kind.name.lower(),
            contract.tariff_id,
            " ".join(contract.add_on_ids) or "none",
            state,
            roubles(contract.balance_kopecks),
            roubles(contract.promise_open_kopecks),
        )
    return table


def _use_table(contracts: tuple[ContractAt, ...]) -> RichTable:
    table = RichTable("contract", title="Used since midnight, and this month")
    for name in ("received, MB", "sent, MB", "TV, min", "calls, min", "month, MB"):
        table.add_column(name, justify="right")
    for contract in contracts:
        today = contract.today
        used = (today.down_mb, today.up_mb, today.tv_minutes, today.call_minutes)
        table.add_row(str(contract.contract_id), *map(str, used), str(contract.month_mb))
    return table


def _due_table(contracts: tuple[ContractAt, ...]) -> RichTable:
    table = RichTable("contract", "when", "what", title="Next")
    for contract in contracts:
        for due in contract.due:
            table.add_row(str(contract.contract_id), str(due.at), due.what)
    return table
