"""A scenario: all that a run depends on besides the seed data and the code.

It is read from TOML, every key optional:

    subscribers = 20000
    days = 365
    start = 2026-01-01
    seed = 1
    [terms]                      # any term of data/seed/terms.toml, for every day
    promise_limit = "20.00"
    [fees]                       # monthly fees by tariff id
    T14 = "52.00"
    [behaviour]                  # any number of data/seed/behaviour/behaviour.toml
    "promise.when_blocked_share" = 0.5
"""

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.files import read_text, why_unreadable
from mybt_sim.base.plain import day_in, whole
from mybt_sim.catalogue.calendar import LAST_DATE, day_of
from mybt_sim.catalogue.model import FIRST_DATE
from mybt_sim.catalogue.notation import parse_byn

SUBSCRIBERS_MAX = 10_000_000
DAYS_MAX = 3_660
SEED_MAX = 2**62
FEE_MAX_BYN = 10_000
E4_PLACES = 4


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What is simulated. `terms`, `fees` and `behaviour` override the seed data by name."""

    subscribers: int = 20_000
    days: int = 365
    start: datetime.date = datetime.date(2026, 1, 1)
    seed: int = 1
    terms: Mapping[str, Any] = field(default_factory=dict)
    fees: Mapping[str, str] = field(default_factory=dict)
    behaviour: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated, with `ScenarioError`."""
        for name, least, most in (
            ("subscribers", 1, SUBSCRIBERS_MAX),
            ("days", 1, DAYS_MAX),
            ("seed", 0, SEED_MAX),
        ):
            number = _checked_number(name, getattr(self, name), least, most)
            object.__setattr__(self, name, number)  # what a table holds is numpy's
        object.__setattr__(self, "start", _checked_start(self.start, self.days))
        for name in ("terms", "fees", "behaviour"):
            if not isinstance(getattr(self, name), Mapping):
                raise ScenarioError(f"{name} is not a table.", next_step=f"Write it as [{name}].")

    def __repr__(self) -> str:
        parts = {name: getattr(self, name) for name in self.__dataclass_fields__}
        told = ", ".join(
            f"{name}={value if name == 'start' else repr(value)}"
            for name, value in parts.items()
            if value != {}
        )
        return f"Scenario({told})"

    @property
    def first_day(self) -> int:
        """The first day as days since 1970-01-01."""
        return day_of(self.start)

    def fee_e4(self, tariff_id: str) -> int:
        """The fee that the scenario sets for a tariff, in 1/10,000 BYN per month."""
        text = self.fees[tariff_id]
        try:
            fee_e4 = parse_byn(text, places=E4_PLACES)
        except ValueError:
            fee_e4 = -1
        if not 0 <= fee_e4 <= FEE_MAX_BYN * 10**E4_PLACES:
            raise ScenarioError(
                f"The fee {text!r} of {tariff_id} is not an amount in BYN.",
                next_step=f'Write it as text from "0.00" to "{FEE_MAX_BYN}.00", such as "49.00".',
            )
        return fee_e4

    def having(self, **changes: Any) -> "Scenario":
        """This scenario with those of `changes` that are not None."""
        return replace(self, **{name: v for name, v in changes.items() if v is not None})


def _checked_number(name: str, value: object, least: int, most: int) -> int:
    number = whole(value)
    if number is None or not least <= number <= most:
        raise ScenarioError(
            f"{name} is {value!r}, which cannot be simulated.",
            next_step=f"Give a whole number from {least:,} to {most:,}.",
        )
    return number


def _checked_start(start: object, days: int) -> datetime.date:
    last_start = LAST_DATE - datetime.timedelta(days=days)
    day = day_in(start)
    if day is None or not FIRST_DATE <= day <= last_start:
        raise ScenarioError(
            f"start is {start}, which cannot be simulated for {days} days.",
            next_step=f"Give a date from {FIRST_DATE} to {last_start}, such as 2026-01-01.",
        )
    return day


def read_scenario(path: Path | str) -> Scenario:
    """The scenario in a TOML file; `ScenarioError` when it cannot be read or understood."""
    try:
        document = tomllib.loads(read_text(Path(path)), parse_float=Decimal)
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(
            f"The scenario {path} cannot be read: {why_unreadable(error)}.",
            next_step="Name a TOML file that is saved as UTF-8.",
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(
            f"The scenario {path} is not TOML: {error}.", next_step="Mend that line."
        ) from error
    known = [item.name for item in fields(Scenario)]
    unknown = sorted(document.keys() - set(known))
    if unknown:
        raise ScenarioError(
            f"The scenario {path} has {', '.join(unknown)}, which is no part of a scenario.",
            next_step=f"The parts are {', '.join(known)}.",
        )
    return Scenario(**document)
