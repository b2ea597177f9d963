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
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from mybt_sim.base.errors import ScenarioError
from mybt_sim.catalogue.calendar import LAST_DATE, day_of
from mybt_sim.catalogue.model import FIRST_DATE

SUBSCRIBERS_MAX = 10_000_000
DAYS_MAX = 3_660
SEED_MAX = 2**62
FEE_MAX_BYN = 10_000
E4_PER_BYN = 10_000


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
        _check_number("subscribers", self.subscribers, 1, SUBSCRIBERS_MAX)
        _check_number("days", self.days, 1, DAYS_MAX)
        _check_number("seed", self.seed, 0, SEED_MAX)
        _check_start(self.start, self.days)
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
            fee = Decimal(text) if isinstance(text, str) else Decimal("NaN")
        except InvalidOperation:
            fee = Decimal("NaN")
        if not (fee.is_finite() and 0 <= fee <= FEE_MAX_BYN and fee * E4_PER_BYN % 1 == 0):
            raise ScenarioError(
                f"The fee {text!r} of {tariff_id} is not an amount in BYN.",
                next_step=f'Write it as text from "0.00" to "{FEE_MAX_BYN}.00", such as "49.00".',
            )
        return int(fee * E4_PER_BYN)

    def having(self, **changes: Any) -> "Scenario":
        """This scenario with those of `changes` that are not None."""
        return replace(self, **{name: v for name, v in changes.items() if v is not None})


def _check_number(name: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ScenarioError(
            f"{name} is {value!r}, which cannot be simulated.",
            next_step=f"Give a whole number from {least:,} to {most:,}.",
        )


def _check_start(start: object, days: int) -> None:
    last_start = LAST_DATE - datetime.timedelta(days=days)
    is_date = isinstance(start, datetime.date) and not isinstance(start, datetime.datetime)
    if not is_date or not FIRST_DATE <= start <= last_start:  # type: ignore[operator]
        raise ScenarioError(
            f"start is {start}, which cannot be simulated for {days} days.",
            next_step=f"Give a date from {FIRST_DATE} to {last_start}, such as 2026-01-01.",
        )


def read_scenario(path: Path) -> Scenario:
    """The scenario in a TOML file; `ScenarioError` when it cannot be read or understood."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ScenarioError(
            f"The scenario {path} cannot be read: {reason}.", next_step="Name a TOML file."
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
