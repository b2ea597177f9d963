"""What `$…` in the arguments of a step stands for.

    $parents.contract     of the cast: contract, number, login, annex, password, home_phone,
                          surname, surname_be, mobile; and debt, what is owed at this moment,
                          and to_nothing, the correction that leaves nothing on the balance
    $sms                  the newest code in the inbox of the number that this device used last
    $spoken               the code that was spoken last at the home phone it used last
    $card                 the digits of the card that was bought last
    $ticket               the ticket that was opened last

`.before` is the one before the newest, `.wrong` the same digits with the last one changed.
"""

import re
from collections.abc import Mapping
from typing import Any

from mybt_sim.base.errors import JourneyError
from mybt_sim.catalogue.notation import byn
from mybt_sim.journeys.casting import MEMBER_FIELDS, Member
from mybt_sim.journeys.events import BuyCard
from mybt_sim.journeys.memory import Memory
from mybt_sim.journeys.target import Target
from mybt_sim.operations.binding import RequestVoiceCode
from mybt_sim.operations.sign_in import RequestCode
from mybt_sim.operations.support import OpenTicket

REFERENCE = re.compile(r"\$([a-z][a-z0-9_]*)(?:\.([a-z_]+))?")
RECEIVED = {
    "sms": RequestCode.name,
    "spoken": RequestVoiceCode.name,
    "card": BuyCard.name,
    "ticket": OpenTicket.name,
}
"""What is received, and the step that brings it."""
CODES = frozenset({"sms", "spoken", "card"})
VARIANTS = ("before", "wrong")
FIELDS = (*MEMBER_FIELDS, "debt", "to_nothing")


def resolved(
    arguments: Mapping[str, Any],
    who: str,
    memory: Memory,
    cast: Mapping[str, Member],
    target: Target,
) -> dict[str, Any]:
    """Arguments with every reference replaced; `JourneyError` when one stands for nothing yet."""
    return {
        name: _resolve(value, who, memory, cast, target) if isinstance(value, str) else value
        for name, value in arguments.items()
    }


def _resolve(
    text: str, who: str, memory: Memory, cast: Mapping[str, Member], target: Target
) -> Any:
    if text.startswith("$$"):
        return text[1:]
    if not text.startswith("$"):
        return text
    found = REFERENCE.fullmatch(text)
    if found is None:
        raise JourneyError(f"{text} is no reference.", next_step="Write $$ for a plain $.")
    name, part = found[1], found[2] or ""
    value = (
        _received(name, part, who, memory, target)
        if name in RECEIVED
        else _of_member(name, part, cast, target)
    )
    if value is None:
        raise JourneyError(
            f"{text} stands for nothing here.",
            next_step="Let it come first, or choose somebody who has it.",
        )
    return value


def _of_member(name: str, part: str, cast: Mapping[str, Member], target: Target) -> Any:
    member = cast.get(name)
    if member is None or part not in FIELDS:
        return None
    if part in ("debt", "to_nothing"):
        owed = 0 if member.contract is None else -target.balance_kopecks(member.contract)
        return byn(max(0, owed) if part == "debt" else owed)
    return getattr(member, part)


def _received(name: str, part: str, who: str, memory: Memory, target: Target) -> Any:
    items = received(name, who, memory, target)
    place = 2 if part == "before" else 1
    if len(items) < place:
        return None
    item = items[-place]
    return wrong(item) if part == "wrong" else item


def received(name: str, who: str, memory: Memory, target: Target) -> list[Any]:
    """All that was received under a name so far, oldest first."""
    if name == "sms":
        inbox = target.inbox(memory.mobiles[who]) if who in memory.mobiles else ()
        return [sms.code for sms in inbox if sms.code is not None]
    if name == "spoken":
        calls = target.calls(memory.home_phones[who]) if who in memory.home_phones else ()
        return [call.code for call in calls if call.code is not None]
    return list(memory.cards if name == "card" else memory.tickets)


def literal(value: Any) -> Any:
    """A value as it is written when it means just itself, and is no reference."""
    return f"${value}" if isinstance(value, str) and value.startswith("$") else value


def wrong(code: str) -> str:
    """A code that is not this one: its last digit is the next."""
    return f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
