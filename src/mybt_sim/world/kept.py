"""Access records that a world keeps: in which table, and for which part of ACCESS."""

from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from mybt_sim.engine.access_records import (
    Access,
    Calls,
    DayTries,
    Session,
    SignIn,
    Ticket,
    Tries,
    VoiceCode,
)
from mybt_sim.world.state import Key, Table

Row = TypeVar("Row", bound=tuple[Any, ...])


@dataclass(frozen=True)
class Kept(Generic[Row]):
    """Records of one kind. `part` is the place in ACCESS at which rules find them."""

    table: Table
    kind: type[Row]
    part: int

    def of(self, key: Key) -> "Owned":
        """That of one account, number, login …"""
        return Owned(self, key)


class Owned(NamedTuple):
    """An access record by its kind and its key."""

    kept: Kept[Any]
    key: Key


def _kept(table: Table, kind: type[Row], part: str) -> Kept[Row]:
    place = Access._fields.index(part)
    assert type(Access()[place]) is kind, f"{part} is another kind of record"
    return Kept(table, kind, place)


SESSION = _kept(Table.SESSION, Session, "session")
SIGN_IN = _kept(Table.SIGN_IN, SignIn, "sign_in")
ACCOUNT_TRIES = _kept(Table.ACCOUNT_TRIES, Tries, "account_tries")
LOGIN_TRIES = _kept(Table.LOGIN_TRIES, Tries, "login_tries")
CHECK_TRIES = _kept(Table.CHECK_TRIES, Tries, "login_tries")
ADDRESS_TRIES = _kept(Table.ADDRESS_TRIES, Tries, "address_tries")
CARD_TRIES = _kept(Table.CARD_TRIES, DayTries, "card_tries")
ACCOUNT_CALLS = _kept(Table.ACCOUNT_CALLS, Calls, "account_calls")
LINE_CALLS = _kept(Table.LINE_CALLS, Calls, "line_calls")
VOICE_CODE = _kept(Table.VOICE, VoiceCode, "voice_code")
TICKET = _kept(Table.TICKET, Ticket, "ticket")
