"""The state of a live operator at one moment: values only, so that it can be copied and compared.

Contracts are one array of records, as in a run. Everything else stands in tables of immutable
values: access records as their typed tuples, the rest as numbers and text. A fork copies the tables
and shares the values.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any, NamedTuple, TypeAlias

from mybt_sim.engine.records import Records
from mybt_sim.world.history import History

Key: TypeAlias = int | str | tuple[int | str, ...]


class Table(Enum):
    """The tables of a world; beside each its key and value."""

    DEVICE = "device"  # device id → Device
    ACCOUNT = "account"  # account id → Account
    ACCOUNT_OF = "account_of"  # mobile number → account id
    BOUND = "bound"  # account id → contract ids with the moment of binding
    LET_GO = "let_go"  # account id → contract ids with the moments of binding and unbinding
    SESSION = "session"  # device id → Session
    SIGN_IN = "sign_in"  # mobile number → SignIn
    SMS_CODE = "sms_code"  # mobile number → digest of its newest code
    SMS = "sms"  # mobile number → messages, oldest first
    ACCOUNT_TRIES = "account_tries"  # account id → Tries
    LOGIN_TRIES = "login_tries"  # login → Tries, of bindings
    CHECK_TRIES = "check_tries"  # login → Tries, of balance checks
    ADDRESS_TRIES = "address_tries"  # address of a device → Tries
    CARD_TRIES = "card_tries"  # account id → DayTries
    ACCOUNT_CALLS = "account_calls"  # account id → Calls
    LINE_CALLS = "line_calls"  # home phone → Calls
    VOICE = "voice"  # account id → VoiceCode
    VOICE_CODE = "voice_code"  # account id → digest of its newest code
    RINGING = "ringing"  # home phone → calls of the auto-informer, oldest first
    SILENT = "silent"  # home phone → nobody answers it
    CARD = "card"  # digest of an express card → moment at which it was used, or NEVER
    VIDEO = "video"  # contract id and title → end of the rental
    VIDEO_LOG = "video_log"  # contract id and number of the event → title that was rented
    TICKET = "ticket"  # ticket id → Ticket
    MESSAGES = "messages"  # ticket id → what the subscriber wrote
    USE = "use"  # contract id → SERVICE_DAY used today
    ANSWER = "answer"  # owner and idempotency key → Answer
    COUNT = "count"  # name → how many were given out


COUNTERS = frozenset(
    {
        Table.SESSION,
        Table.SIGN_IN,
        Table.ACCOUNT_TRIES,
        Table.LOGIN_TRIES,
        Table.CHECK_TRIES,
        Table.ADDRESS_TRIES,
        Table.CARD_TRIES,
        Table.ACCOUNT_CALLS,
        Table.LINE_CALLS,
        Table.VOICE,
        Table.RINGING,
        Table.ANSWER,
    }
)
"""What a refused request may change: attempts and the trace that it was made."""


@dataclass(frozen=True)
class Device:
    """Something with a screen. Its language counts while nobody is signed in."""

    client: int  # engine Client
    address: str
    language: str = "ru"
    is_online: bool = True


@dataclass(frozen=True)
class Account:
    """An account of the application, known by its mobile number (AUTH-CREATE)."""

    account_id: int
    mobile: int
    language: str
    opened_at: int


@dataclass(frozen=True)
class Sms:
    """A short message. A code is not in it: it is derived when somebody looks."""

    sent_at: int
    kind: str  # "code" or "alert"
    count: int  # number of the code, or days left


@dataclass(frozen=True)
class Ring:
    """A call of the auto-informer to a home phone, for an account."""

    rung_at: int
    account_id: int
    count: int  # number of the code that it speaks
    is_answered: bool


class Answer(NamedTuple):
    """The first answer to a request with an idempotency key."""

    given_at: int
    request: str  # its fingerprint
    outcome: bytes  # packed


Bindings: TypeAlias = tuple[tuple[int, int], ...]
"""Contract ids with the moment at which each was bound."""


Tables: TypeAlias = "dict[Table, dict[Key, Any]]"


@dataclass
class State:
    """Everything that a world is at `now`."""

    now: int
    contracts: Records
    tables: Tables
    history: History = field(default_factory=History)

    def copy(self) -> "State":
        """A state that goes on by itself; values that never change are shared."""
        tables = {name: dict(rows) for name, rows in self.tables.items()}
        return State(self.now, self.contracts.copy(), tables, self.history.copy())

    def digest(self, *, counters: bool = True) -> str:
        """One fingerprint of it all; without `counters`, of what a refusal must leave alone."""
        whole = hashlib.sha256(f"{self.now}".encode())
        for name in self.contracts.dtype.names or ():  # by field: the gaps between do not count
            whole.update(self.contracts[name].tobytes())
        whole.update(self.history.digest.encode())
        for table in Table:
            if counters or table not in COUNTERS:
                whole.update(table.value.encode())
                _update(whole, self.tables[table].items())
        return whole.hexdigest()


def _update(whole: Any, rows: Iterable[tuple[Key, Any]]) -> None:
    for line in sorted(f"{key!r}={plain(value)!r}" for key, value in rows):
        whole.update(line.encode())


def plain(value: Any) -> Any:
    """A value as numbers, text and tuples, whatever its types are called."""
    if hasattr(value, "__dataclass_fields__"):
        return tuple(plain(getattr(value, item.name)) for item in fields(value))
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    return value


def empty_tables() -> Tables:
    """Tables with nothing in them."""
    return {table: {} for table in Table}
