"""Behaviour from data/seed/behaviour: decimals become whole numbers and sampling tables.

Everything is computed exactly (decimal arithmetic is the same on every machine), so that a table
has the same bits everywhere.
"""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from copy import copy
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.errors import ScenarioError, SeedDataError
from mybt_sim.base.faults import Faults
from mybt_sim.base.files import read_seed
from mybt_sim.behaviour.bounds import (
    Bounds,
    bounds_of,
    check_order,
    checked_number,
    problem_of_value,
)
from mybt_sim.behaviour.hours import DIRECTIONS, read_hour_weights
from mybt_sim.behaviour.layouts import CELLS, DAY_CELLS, Q16, BehaviourTables, Line
from mybt_sim.catalogue.findings import did_you_mean
from mybt_sim.engine.records import DAY_S

BASES = ("FOUND", "COMPARABLE", "INFERRED", "ASSUMPTION")
SECONDS_PER_MINUTE = 60
HOUR_PARTS = 10
"""Weights of hours have one decimal."""
SESSIONS_MOST = 48
UNITS_S = {"minutes": 60, "days": DAY_S}


class BehaviourData:
    """The parameters of behaviour.toml by "section.name", with where each comes from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._entries = _read_entries(folder / "behaviour.toml")
        self._values = {name: entry["value"] for name, entry in self._entries.items()}

    def value(self, name: str) -> Any:
        """The value of a parameter: a Decimal, an integer, or a list or table of those."""
        if name not in self._values:
            raise SeedDataError(
                f"behaviour.toml: parameter {name} is missing.",
                next_step="Add it with value, basis and source.",
            )
        return self._values[name]

    def q16(self, name: str) -> int:
        """A share or multiplier in 1/65,536."""
        return to_q16(Decimal(self.value(name)))

    def part(self, name: str, part: str) -> int:
        """One of the whole numbers of a parameter that has several, by their names."""
        value = self.value(name)
        if not isinstance(value, dict) or not isinstance(value.get(part), int):
            raise SeedDataError(
                f"behaviour.toml: {name} has no number {part}.",
                next_step=f"Add it: value = {{ {part} = 1, … }}.",
            )
        return int(value[part])

    def names(self) -> tuple[str, ...]:
        """Names of all parameters, "section.name"."""
        return tuple(self._values)

    def bounds(self, name: str) -> Bounds | None:
        """What a parameter that is one number can be; None if there is no such number."""
        entry = self._entries.get(name, {"value": None})
        is_number = isinstance(entry["value"], int | Decimal)
        return bounds_of(name, entry) if is_number else None

    def having(self, changes: Mapping[str, Any]) -> "BehaviourData":
        """These data with other numbers in place of some; `ScenarioError` if they do not fit."""
        faults = Faults()
        changed = copy(self)
        changed._values = {**self._values}
        for name, value in changes.items():
            with faults.gathered():
                bounds = self.bounds(name)
                changed._values[name] = _checked_change(self._values, bounds, name, value)
        faults.refuse()
        for name, entry in self._entries.items():
            if "not_above" in entry:
                limit = f"{name.partition('.')[0]}.{entry['not_above']}"
                with faults.gathered():
                    check_order(name, changed._values[name], limit, changed._values[limit])
        faults.refuse()
        return changed

    def normal_quantiles(self) -> tuple[Decimal, ...]:
        """Standard normal quantiles at the middle of each of the `CELLS` cells."""
        return _quantiles_in(read_seed(self.folder / "normal_quantiles.csv"))


@cache
def _quantiles_in(text: str) -> tuple[Decimal, ...]:
    rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    next(rows)
    return tuple(Decimal(row[1]).scaleb(-6) for row in rows)


def _read_entries(path: Path) -> dict[str, dict[str, Any]]:
    """All entries of the file by "section.name"; every broken one is reported at once."""
    try:
        sections = tomllib.loads(read_seed(path), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise SeedDataError(
            f"{path.name} is not TOML: {error}.",
            next_step="Restore the file or mend that line.",
        ) from error
    read: dict[str, dict[str, Any]] = {}
    findings = []
    for section, entries in sections.items():
        for name, entry in entries.items():
            problem = _problem_of(entry) or problem_of_value(name, entry)
            if problem:
                findings.append(f"{path.name}: {section}.{name}: {problem}")
            else:
                read[f"{section}.{name}"] = entry
    if findings:
        raise SeedDataError(
            "\n".join(findings),
            next_step="\nGive each entry a value within its bounds, a basis and a source.",
        )
    return read


def _problem_of(entry: Any) -> str | None:
    if not isinstance(entry, dict):
        return "is not a table of value, basis and source."
    missing = {"value", "basis", "source"} - entry.keys()
    if missing:
        return f"lacks {', '.join(sorted(missing))}."
    if entry["basis"] not in BASES:
        return f"has basis {entry['basis']!r}, which is none of {', '.join(BASES)}."
    return None


def _checked_change(values: Mapping[str, Any], bounds: Bounds | None, name: str, value: Any) -> Any:
    """A scenario's number for one parameter, if there is such a number to change."""
    usual = values.get(name)
    if bounds is None or not isinstance(usual, int | Decimal):
        numbers = sorted(known for known, old in values.items() if isinstance(old, int | Decimal))
        raise ScenarioError(
            f"There is no number called {name!r} in behaviour.toml.{did_you_mean(name, numbers)}",
            next_step=_numbers_near(name, numbers),
        )
    return checked_number(name, value, usual, bounds)


def _numbers_near(name: str, numbers: Sequence[str]) -> str:
    """The numbers of the section that was meant, else the sections: all are too many to read."""
    section = name.partition(".")[0]
    near = [f'"{known}"' for known in numbers if known.startswith(f"{section}.")]
    if near:
        return f"Write one of these, in quotes: {', '.join(near)}."
    sections = dict.fromkeys(known.partition(".")[0] for known in numbers)
    return f"Its sections are {', '.join(sections)}."


def to_q16(number: Decimal) -> int:
    """A decimal in 1/65,536, rounded half to even."""
    return int((number * Q16).quantize(Decimal(1), ROUND_HALF_EVEN))


def cells(weights: Sequence[Decimal]) -> NDArray[np.int64]:
    """`CELLS` cells, each holding an index, in proportion to `weights` by cumulative rounding."""
    total = sum(weights, Decimal(0))
    bounds = [int((part * CELLS / total).quantize(Decimal(1))) for part in accumulate(weights)]
    return np.searchsorted(np.array(bounds), np.arange(CELLS), side="right").astype(np.int64)


@cache
def lognormal_cells(quantiles: tuple[Decimal, ...], sigma: Decimal, mean: int) -> NDArray[np.int64]:
    """Quantiles of a lognormal distribution scaled to exactly this mean over the cells."""
    raw = [(sigma * z).exp() for z in quantiles]
    scale = mean * len(raw) / sum(raw, Decimal(0))
    return np.array([int((part * scale).quantize(Decimal(1))) for part in raw], np.int64)


@cache
def exponential_cells() -> NDArray[np.int64]:
    """Where each cell of an exponential distribution of mean 1 begins, in Q16."""
    return np.array([to_q16(-(1 - Decimal(n) / CELLS).ln()) for n in range(CELLS)], np.int64)


def fill_behaviour(tables: BehaviourTables, data: BehaviourData) -> None:
    """Write parameters and sampling tables into a BEHAVIOUR_TABLES record."""
    for field, name in _SHARES.items():
        setattr(tables, field, data.q16(name))
    for field, name in _NUMBERS.items():
        setattr(tables, field, int(data.value(name)))
    tables.net_persons_q16[:] = [to_q16(part) for part in data.value("volume.persons_multiplier")]
    tables.net_speed_q16[:] = [to_q16(part) for part in data.value("volume.speed_multiplier")]
    tables.net_speed_steps_kbps[:] = data.value("volume.speed_steps_kbps")
    tables.promise_above_kopecks[:] = data.value("promise.above_limit_kopecks")
    weights = data.value("add_on.weight")
    tables.add_on_weight[: len(weights)] = weights
    for field, (name, part) in _HABITS.items():
        unit_s = UNITS_S.get(part.rpartition("_")[2], 1)
        setattr(tables, field, data.part(name, part) * unit_s)
    tables.away_month_q16[:] = [to_q16(part) for part in data.value("away.month_share")]
    tables.come_q16[:] = [data.q16(f"come.{line.name.lower()}_share") for line in Line]
    tables.mean_age_months[:] = data.value("come.mean_age_months")
    tables.oldest_years[:] = data.value("come.oldest_years")
    tables.exponential_q16[:] = exponential_cells()
    _fill_spreads(tables, data)
    _fill_details(tables, data)
    for field, name in _CHOICES.items():
        tables[field][:] = cells([Decimal(part) for part in data.value(name)])
    tables.sessions[:] = _further_sessions(Decimal(data.value("app.sessions_per_active")))


def _fill_spreads(tables: BehaviourTables, data: BehaviourData) -> None:
    z = data.normal_quantiles()
    for field, name in _SPREADS.items():
        quantiles = z if len(tables[field]) == CELLS else z[2 :: CELLS // DAY_CELLS]
        tables[field][:] = lognormal_cells(quantiles, Decimal(data.value(name)), Q16)
    tables.call_class[:] = _call_classes(data)
    seconds = _call_seconds(data, z)
    minutes = (seconds + SECONDS_PER_MINUTE - 1) // SECONDS_PER_MINUTE
    tables.call_minutes[:] = np.maximum(minutes, 1)
    between = (seconds[:, :-1] + seconds[:, 1:]) // 2
    tables.call_edge_s[:] = np.hstack([seconds[:, :1], between, seconds[:, -1:]])


def _fill_details(tables: BehaviourTables, data: BehaviourData) -> None:
    """What the details of a day are drawn from; nothing else depends on it."""
    weights = read_hour_weights(data.folder)
    for (direction, weekday), hours in weights.items():
        tables.net_hour_e4[DIRECTIONS.index(direction), weekday] = hours
    for field, name in (("tv_hour", "tv_hour_chance"), ("calls_hour", "calls_hour_weight")):
        parts = [Decimal(part) for part in data.value(f"details.{name}")]
        tables[field][:] = [int(part * HOUR_PARTS) for part in parts]
    z = data.normal_quantiles()
    minutes = int(data.value("details.view_minutes"))
    sigma = Decimal(data.value("details.view_sigma"))
    tables.view_minutes[:] = np.maximum(lognormal_cells(z, sigma, minutes), 1)
    rates = data.value("details.sessions_per_day")
    tables.sessions_q16[:] = [to_q16(Decimal(rate)) for rate in rates]


_SHARES = {
    "late_q16": "late.share",
    "late_repeater_q16": "late.share_of_repeaters",
    "repeater_q16": "late.repeaters_share",
    "late_bill_q16": "late.bill_share",
    "forgets_q16": "late.forget_share",
    "forgets_repeater_q16": "late.forget_share_of_repeaters",
    "pays_within_day_q16": "late.blocked_pays_within_day_share",
    "never_pays_q16": "late.blocked_never_share",
    "promise_when_blocked_q16": "promise.when_blocked_share",
    "promise_above_limit_q16": "promise.above_limit_share",
    "promise_hopeless_q16": "promise.hopeless_share",
    "promise_reluctant_q16": "promise.reluctant_share",
    "promise_spontaneous_q16": "promise.spontaneous_share",
    "promise_in_term_q16": "promise.in_term_share",
    "promise_late_q16": "promise.late_share",
    "card_declined_q16": "payment.card_declined_share",
    "wrong_annex_q16": "payment.wrong_annex_share",
    "tariff_try_q16": "tariff.try_share",
    "tariff_upgrade_q16": "tariff.upgrade_share",
    "price_try_q16": "tariff.price_try_factor",
    "price_upgrade_q16": "tariff.price_upgrade_share",
    "shock_try_q16": "tariff.shock_try_share",
    "shock_upgrade_q16": "tariff.shock_upgrade_share",
    "tariff_random_q16": "tariff.random_share",
    "tariff_confirm_q16": "tariff.confirm_share",
    "add_on_connect_q16": "add_on.connect_share",
    "add_on_disconnect_q16": "add_on.disconnect_share",
    "add_on_boost_q16": "add_on.boost_share",
    "add_on_random_q16": "add_on.random_share",
    "suspend_q16": "away.suspend_share",
    "video_q16": "video.share",
    "leave_pon_q16": "leave.pon_share",
    "leave_xdsl_q16": "leave.xdsl_share",
    "leave_tv_q16": "leave.tv_share",
    "leave_phone_q16": "leave.phone_share",
    "leave_blocked_q16": "leave.blocked_factor",
    "leave_price_q16": "leave.price_factor",
    "leave_by_app_q16": "leave.by_app_share",
    "fibre_q16": "fibre.share",
    "move_q16": "move.share",
    "tariff_cancel_q16": "tariff.cancel_share",
    "relative_pays_q16": "payment.relative_share",
    "carer_pays_q16": "payment.carer_share",
    "express_q16": "payment.express_share",
    "express_65_q16": "payment.express_share_65",
    "express_format_q16": "payment.express_format_share",
    "express_unknown_q16": "payment.express_unknown_share",
    "express_used_q16": "payment.express_used_share",
    "pay_after_weekend_q16": "payment.after_weekend_share",
    "pay_use_q16": "payment.use_factor",
    "active_q16": "app.active_share",
    "guest_q16": "app.guest_share",
    "quick_check_q16": "app.quick_check_share",
    "look_balance_q16": "app.balance_share",
    "look_usage_q16": "app.usage_share",
    "look_notices_q16": "app.notices_share",
    "look_statement_q16": "app.statement_share",
    "look_forecast_q16": "app.forecast_share",
    "look_contracts_q16": "app.contracts_share",
    "sign_out_q16": "app.sign_out_share",
    "offline_q16": "app.offline_share",
    "unknown_place_q16": "app.unknown_place_share",
    "relogin_q16": "auth.relogin_share",
    "not_delivered_q16": "auth.not_delivered_share",
    "late_code_q16": "auth.late_share",
    "wrong_code_q16": "auth.wrong_code_share",
    "expired_q16": "auth.expired_share",
    "abandon_q16": "auth.abandon_share",
    "bad_password_q16": "auth.bad_password_share",
    "wrong_again_q16": "auth.wrong_again_share",
    "malformed_q16": "auth.malformed_share",
    "bind_try_q16": "binding.try_share",
    "bind_new_q16": "binding.new_share",
    "bind_by_phone_q16": "binding.by_home_phone_share",
    "no_answer_q16": "binding.no_answer_share",
    "busy_q16": "binding.busy_share",
    "wrong_voice_code_q16": "binding.wrong_code_share",
    "wrong_surname_q16": "binding.wrong_surname_share",
    "unbind_q16": "binding.unbind_share",
    "chat_q16": "support.chat_share",
    "block_chat_q16": "support.after_block_share",
    "call_q16": "support.call_share",
    "block_call_q16": "support.call_after_block_share",
    "bill_call_q16": "support.call_after_bill_share",
    "outage_call_q16": "support.call_after_outage_share",
    "reply_q16": "support.reply_share",
    "close_q16": "support.close_share",
    "empty_text_q16": "support.empty_share",
    "away_net_q16": "away.net_share",
    "tv_active_q16": "tv.active_share",
    "tv_active_65_q16": "tv.active_share_65",
    "calls_zero_q16": "calls.zero_share",
    "calls_per_day_q16": "calls.per_day",
    "calls_65_q16": "calls.multiplier_65",
    "calls_under_45_q16": "calls.multiplier_under_45",
    "calls_package_q16": "calls.multiplier_package",
    "net_age_75_q16": "volume.age_75_multiplier",
    "net_age_65_q16": "volume.age_65_multiplier",
    "net_under_45_q16": "volume.under_45_multiplier",
    "net_scale_q16": "volume.net_scale",
    "up_pon_q16": "volume.up_pon_share",
    "up_xdsl_q16": "volume.up_xdsl_share",
    "up_heavy_q16": "volume.up_heavy_share",
    "heavy_net_q16": "volume.heavy_level",
}
_NUMBERS = {
    "late_days": "late.days",
    "slow_pay_days": "late.blocked_slow_days",
    "never_pays_days": "late.blocked_never_days",
    "promise_late_days": "promise.late_days",
    "tv_minutes": "tv.minutes",
    "tv_knee_minutes": "tv.knee_minutes",
    "tv_most_minutes": "tv.most_minutes",
    "price_days": "tariff.price_days",
    "suspend_least_days": "away.suspend_least_days",
    "pay_jitter_days": "payment.jitter_days",
    "tries_most": "auth.tries",
    "bill_call_part": "support.bill_percent",
}
_HABITS = {
    "pay_least_kopecks": ("payment.amount", "least_kopecks"),
    "pay_most_kopecks": ("payment.amount", "most_kopecks"),
    "pay_round_kopecks": ("payment.amount", "round_kopecks"),
    "pay_apart_s": ("payment.apart", "minutes"),
    "pay_per_month": ("payment.amount", "payments_per_month"),
    "pay_fees": ("payment.amount", "fees"),
    "pay_again_s": ("payment.several", "pause_days"),
    "pay_again_spread_s": ("payment.several", "spread_days"),
    "retry_tries": ("payment.retry", "tries"),
    "retry_within_s": ("payment.retry", "within_minutes"),
    "retry_rest_s": ("payment.retry", "rest_days"),
    "retry_least_part": ("payment.retry", "least_part"),
    "leave_blocked_s": ("leave.blocked", "after_days"),
    "express_cards": ("payment.express", "cards"),
    "express_apart_s": ("payment.express", "apart_minutes"),
    "blocked_soonest_s": ("late.blocked_soonest", "after_minutes"),
    "promise_round_kopecks": ("promise.needed", "round_kopecks"),
    "promise_modest_after_s": ("promise.modest", "after_minutes"),
    "promise_blocked_after_s": ("promise.when_blocked", "after_minutes"),
    "promise_blocked_within_s": ("promise.when_blocked", "within_minutes"),
    "shock_part": ("tariff.shock", "fee_part"),
    "type_after_s": ("auth.typing", "after_seconds"),
    "type_within_s": ("auth.typing", "within_seconds"),
    "impatient_after_s": ("auth.patience", "after_seconds"),
    "impatient_within_s": ("auth.patience", "within_seconds"),
    "late_after_s": ("auth.late_code", "after_seconds"),
    "late_within_s": ("auth.late_code", "within_seconds"),
    "distracted_after_s": ("auth.distraction", "after_minutes"),
    "distracted_within_s": ("auth.distraction", "within_minutes"),
    "text_least": ("support.text", "least_characters"),
    "text_spread": ("support.text", "spread_characters"),
    "read_after_s": ("support.reading", "after_minutes"),
    "read_within_s": ("support.reading", "within_minutes"),
    "net_knee_part": ("volume.line_use", "knee_percent"),
    "net_most_part": ("volume.line_use", "most_percent"),
    "metered_knee_part": ("volume.metered", "knee_percent"),
    "metered_most_part": ("volume.metered", "most_percent"),
    "reserve_most": ("payment.opening", "reserve_thousandths"),
    "bill_calls_most": ("payment.opening", "calls_thousandths"),
    "reconnect_s": ("details.reconnect", "within_s"),
}
_SPREADS = {
    "net_level": "volume.level_sigma",
    "net_span": "volume.span_sigma",
    "net_day": "volume.day_sigma",
    "tv_day": "tv.day_sigma",
    "calls_level": "calls.level_sigma",
    "calls_day": "calls.day_sigma",
    "net_hour": "details.hour_sigma",
}
_CHOICES = {
    "hour_of_payment": "payment.hour_weight",
    "hour_at_counter": "payment.counter_hour_weight",
    "hour_in_app": "payment.app_hour_weight",
    "hour_of_call": "support.hour_weight",
    "hour_of_video": "video.hour_weight",
    "pay_day": "payment.month_day_weight",
    "forgotten_months": "late.forgotten_months",
    "rhythm": "payment.rhythm",
    "months_ahead": "payment.months_ahead",
    "amount_style": "payment.amount_style",
    "channel": "payment.channel",
    "channel_65": "payment.channel_65",
    "promise_wish": "promise.wish",
    "away_days": "away.days_weight",
    "guest_wish": "app.guest_wish",
}


def _further_sessions(mean: Decimal) -> NDArray[np.int64]:
    """Sessions of a month beyond the first: each is followed by one more with the same chance."""
    again = max(Decimal(0), 1 - 1 / max(Decimal(1), mean))
    return cells([Decimal(1), *(again**further for further in range(1, SESSIONS_MOST))])


def _call_classes(data: BehaviourData) -> NDArray[np.int64]:
    """Classes by number of calls: the share of minutes over the length of a call."""
    shares = data.value("calls.minutes_share")
    lengths = data.value("calls.mean_minutes")
    return cells([Decimal(share) / length for share, length in zip(shares, lengths, strict=True)])


def _call_seconds(data: BehaviourData, z: tuple[Decimal, ...]) -> NDArray[np.int64]:
    """Lengths of calls by class and cell."""
    lengths = data.value("calls.mean_minutes")
    sigmas = data.value("calls.length_sigma")
    return np.array(
        [
            lognormal_cells(z, Decimal(sigma), int(length * SECONDS_PER_MINUTE))
            for length, sigma in zip(lengths, sigmas, strict=True)
        ],
        np.int64,
    )
