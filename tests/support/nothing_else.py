"""What each operation may change, and that it changes nothing else."""

from typing import Any

from mybt_sim.engine.records import Records
from mybt_sim.world.state import COUNTERS, State, Table

PAID = frozenset({"balance_kopecks", "posting_count"})
TOLD = frozenset({"event_count"})
ACTIVE = frozenset({"is_blocked", "active_since", "active_s", "has_alerted"})
PROMISE = frozenset({"promise_kopecks", "promise_open_kopecks", "promise_due_at"})
REPAID = frozenset(
    {
        *("promise_open_kopecks", "promise_closed_at", "promise_unpaid_kopecks"),
        *("paid_since_expiry_kopecks", "has_promise_notice"),
    }
)
ORDER = frozenset(
    {"pending_tariff", "tariff_effective_at", "pending_fee_kopecks", "agreed_add_ons"}
)
ADD_ONS = frozenset({"add_ons", "add_ons_today", "timed_until", "unbilled_once_kopecks"})
PAUSE = frozenset({"suspended_from", "suspended_until", "suspension_fee_kopecks"})
QUOTA = frozenset({"suspension_year", "suspensions_in_year"})
PAYMENT = PAID | TOLD | ACTIVE | REPAID | {"is_barred"}

OF_CONTRACT: dict[str, frozenset[str]] = {
    "top_up": PAYMENT,
    "redeem_express_card": PAYMENT,
    "erip_payment": PAYMENT,
    "promise_payment": PAID | TOLD | ACTIVE | PROMISE | REPAID,
    "cancel_promise": frozenset(),
    "change_tariff": TOLD | PAID | ORDER,
    "cancel_tariff_change": TOLD | PAID | ORDER,
    "connect_add_on": PAID | TOLD | ADD_ONS,
    "disconnect_add_on": TOLD | ADD_ONS,
    "rent_video": PAID | TOLD | {"unbilled_once_kopecks"},
    "suspend": PAID | TOLD | PAUSE | QUOTA,
    "resume": PAID | TOLD | PAUSE | QUOTA | ACTIVE,
}
"""Fields of its own contract that an operation may change; none where it is not named."""

OF_WORLD: dict[str, frozenset[Table]] = {
    "set_language": frozenset({Table.DEVICE, Table.ACCOUNT}),
    "request_code": frozenset({Table.SMS, Table.SMS_CODE, Table.COUNT}),
    "sign_in": frozenset({Table.ACCOUNT, Table.ACCOUNT_OF, Table.COUNT, Table.SMS_CODE}),
    "bind_by_login": frozenset({Table.BOUND}),
    "request_voice_code": frozenset({Table.COUNT, Table.VOICE_CODE}),
    "bind_by_voice_code": frozenset({Table.BOUND}),
    "unbind": frozenset({Table.BOUND, Table.LET_GO}),
    "open_ticket": frozenset({Table.TICKET, Table.MESSAGES, Table.COUNT}),
    "reply_ticket": frozenset({Table.TICKET, Table.MESSAGES}),
    "close_ticket": frozenset({Table.TICKET}),
    "redeem_express_card": frozenset({Table.CARD}),
    "rent_video": frozenset({Table.VIDEO, Table.VIDEO_LOG}),
}
"""Tables that an accepted operation may change, counters apart; none where it is not named."""

Tables = dict[Table, dict[Any, Any]]


def tables_of(state: State) -> Tables:
    """The tables that only an accepted operation may change, as they are now."""
    return {table: dict(state.tables[table]) for table in Table if table not in COUNTERS}


def check_nothing_else(name: str, before: tuple[Records, Tables], after: State) -> None:
    """What changed is what the operation `name` is about."""
    contracts, tables = before
    fields = {
        field
        for row in (contracts != after.contracts).nonzero()[0]
        for field in after.contracts.dtype.names or ()
        if (contracts[row][field] != after.contracts[row][field]).any()
    }
    other_fields = fields - OF_CONTRACT.get(name, frozenset())
    assert not other_fields, f"{name} changed {sorted(other_fields)}"
    changed = {table for table, rows in tables.items() if rows != after.tables[table]}
    other_tables = changed - OF_WORLD.get(name, frozenset())
    assert not other_tables, f"{name} changed {sorted(one.value for one in other_tables)}"
