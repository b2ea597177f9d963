"""The operator's terms: their names, how they are written, and what they are in the engine.

A term's name follows from the engine's own layout, so there is no second list to keep: the field
`promise_limit_kopecks` is written `promise_limit`, in BYN; `promise_term_s` is written
`promise_term_days`, `_hours` or `_seconds`; every other field keeps its name.
"""

from collections.abc import Mapping
from typing import Annotated, TypeAlias

import msgspec

from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.faults import Faults
from mybt_sim.base.time import HOUR_S
from mybt_sim.catalogue.findings import did_you_mean
from mybt_sim.catalogue.model import Entry, Version
from mybt_sim.catalogue.notation import byn, parse_byn, parse_switch, parse_whole
from mybt_sim.engine.records import DAY_S, TERMS

TERM_FIELDS: tuple[str, ...] = tuple(TERMS.names or ())
SWITCHES = {"promise_allows_positive_balance", "tariff_effect_next_month"}
UNITS_S = {"days": DAY_S, "hours": HOUR_S, "seconds": 1}

# What a rule can work with, in units of the engine. MOST keeps sums far from the end of 64 bits;
# a step of 0 kopecks would divide by zero.
MOST = 10**11
BALANCE_MOST = 2 * 10**9
"""Kopecks, MB and minutes of a day are kept in 32 bits, with room for what is drawn on top."""
PROMISE_MOST = 10**8
LIMITS = {
    "topup_window_day": (0, 31),
    "topup_window_from_s": (0, DAY_S),
    "topup_window_until_s": (0, DAY_S),
    "promise_min_kopecks": (1, MOST),
    "promise_step_kopecks": (1, MOST),
    "block_at_kopecks": (-BALANCE_MOST // 2, BALANCE_MOST // 2),
    "trust_limit_kopecks": (-BALANCE_MOST // 2, 0),
    "balance_most_kopecks": (1, BALANCE_MOST),
    "promise_limit_kopecks": (0, PROMISE_MOST),
    "promise_debt_limit_kopecks": (0, PROMISE_MOST),
    "net_day_most_mb": (0, BALANCE_MOST),
    "call_day_most_minutes": (0, BALANCE_MOST),
    "tv_day_most_minutes": (0, BALANCE_MOST),
    "telephony_grace_days": (0, 28),  # a bill that is due on the 1st is late within its month
    "bill_reminder_day": (1, 31),
    "bill_reminder_every_days": (1, 31),
    "suspensions_per_year": (1, 366),
    "express_tries": (1, MOST),
    "express_card_kopecks": (1, MOST),
    "fee_month_days": (0, 31),
    "forecast_month_days": (1, 31),
    "sms_alert_days": (0, 366),
    "otp_digits": (1, 18),
    "otp_tries": (1, MOST),
    "otp_codes_per_hour": (1, MOST),
    "bind_tries": (1, MOST),
    "voice_digits": (1, 18),
    "voice_tries": (1, MOST),
    "qbal_tries": (1, MOST),
    "usage_days_most": (61, MOST),  # this month and all of the last one
    "news_per_page": (1, MOST),
}

VOID_AT: dict[str, int] = {
    "topup_min_kopecks": 1,
    "topup_max_kopecks": BALANCE_MOST,
    "topup_erip_min_kopecks": 1,
    "topup_erip_max_kopecks": BALANCE_MOST,
    "promise_limit_kopecks": PROMISE_MOST,
    "promise_debt_limit_kopecks": PROMISE_MOST,
    "promise_wait_s": 0,
    "promise_allows_positive_balance": 1,
    "suspensions_per_year": 366,
    "tariff_wait_s": 0,
    "tariff_fee_up_kopecks": 0,
    "tariff_fee_same_kopecks": 0,
    "tariff_fee_down_kopecks": 0,
    "otp_resend_s": 0,
    "voice_wait_s": 0,
    "net_day_most_mb": 0,
}
"""Rules that can be switched off: the value of the term, in units of the engine, at which its rule
refuses nobody and charges nothing. A rule has no other switch than its terms."""

RuleId: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[A-Z]+(-[A-Z]+)*$")]
Written: TypeAlias = bool | int | str
"""A value in the notation of the seed file: true, 5, "15.00"."""


class TermVersion(Version, frozen=True, kw_only=True):
    """The value of a term from a date on."""

    value: Written


class Term(Entry, frozen=True, kw_only=True):
    """A term: the rule that reads it, and its history or, with `same_as`, the term it follows."""

    rule: RuleId
    versions: tuple[TermVersion, ...] = msgspec.field(name="version", default=())
    same_as: str | None = None


def spellings(field: str) -> tuple[str, ...]:
    """The names by which a field of the engine may be written, the usual one first."""
    if field.endswith("_kopecks"):
        return (field.removesuffix("_kopecks"),)
    if field.endswith("_s"):
        return tuple(f"{field.removesuffix('_s')}_{unit}" for unit in UNITS_S)
    return (field,)


FIELD_OF = {name: field for field in TERM_FIELDS for name in spellings(field)}
"""The engine's field of every name that a term may have."""


def void_value(name: str) -> Written:
    """The value at which the rule of a term is switched off, as people write it."""
    field = FIELD_OF[name]
    amount = VOID_AT[field]
    if field in SWITCHES:
        return bool(amount)
    if field.endswith("_kopecks"):
        return byn(amount)
    return amount // UNITS_S[name.rpartition("_")[2]] if field.endswith("_s") else amount


def amount_of(name: str, written: object) -> int:
    """`written` in units of the engine: kopecks, seconds, a number, or 0 and 1 for a switch.

    Raises `ValueError` with "what is wrong; what to do".
    """
    field = FIELD_OF[name]
    amount = _parse(name, field, written)
    lowest, highest = LIMITS.get(field, (0, MOST))
    if lowest == 0 and amount < 0:
        raise ValueError(f"{written} is negative; give 0 or more")
    if not lowest <= amount <= highest:
        unit = next((f" {unit}" for unit in ("kopecks", "s") if field.endswith(f"_{unit}")), "")
        raise ValueError(f"{written} is out of bounds; keep to {lowest} … {highest}{unit}")
    return amount


def _parse(name: str, field: str, written: object) -> int:
    if field in SWITCHES:
        return parse_switch(written)
    if field.endswith("_kopecks"):
        return parse_byn(written, places=2)
    if field.endswith("_s"):
        return parse_whole(written) * UNITS_S[name.rpartition("_")[2]]
    return parse_whole(written)


def override_amounts(overrides: Mapping[str, object]) -> dict[str, int]:
    """Overrides by term name as amounts by field of the engine.

    Raises `ScenarioError` on unknown names, bad values, and one term named in two units.
    """
    faults = Faults()
    amounts: dict[str, int] = {}
    for name, written in overrides.items():
        with faults.gathered():
            field = FIELD_OF.get(name)
            if field is None:
                raise _unknown_term(name)
            if field in amounts:
                raise ScenarioError(
                    f"{name} overrides a term that is already overridden.",
                    next_step="Keep one of the two.",
                )
            amounts[field] = _override_amount(name, written)
    faults.refuse()
    return amounts


def _override_amount(name: str, written: object) -> int:
    try:
        return amount_of(name, written)
    except ValueError as error:
        problem, _, remedy = str(error).partition("; ")
        raise ScenarioError(
            f"The override {name} cannot be used: {problem}.",
            next_step=f"{remedy[:1].upper()}{remedy[1:]}.",
        ) from None


def _unknown_term(name: str) -> ScenarioError:
    return ScenarioError(
        f"There is no term {name!r}.{did_you_mean(name, FIELD_OF)}",
        next_step="`list(load_catalogue().terms)` names them all.",
    )
