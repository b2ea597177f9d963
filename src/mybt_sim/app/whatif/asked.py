"""`Asked`: what somebody has moved. It is an address, a scenario, and the file of one."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from mybt_sim.app.whatif.levers import FEE, HOURS, NEW_FEE, PER_MILLE, SHARES, TERMS, Bench, Lever
from mybt_sim.base.plain import moment_in
from mybt_sim.catalogue.model import Name
from mybt_sim.journeys.recording import toml
from mybt_sim.population.layouts import REGIONS
from mybt_sim.simulation.scenario import SEED_MAX, Scenario
from mybt_sim.text import LANGUAGES, translate
from mybt_sim.world.parsing import number_in

NEW_TARIFF = "T90"
CHOICES = ("tariff", "like", "region", "outage_at", "seed")


@dataclass(frozen=True)
class Asked:
    """Levers that stand elsewhere than today, by name, and what they are about.

    tariff     whose fee is moved; like: what a new tariff is like
    region     where an outage is, from the moment `outage_at` on
    seed       the luck under which both sides live
    """

    moved: Mapping[str, int]
    tariff: str
    like: str
    region: str
    outage_at: datetime.datetime
    seed: int

    @classmethod
    def nothing(cls, bench: Bench) -> "Asked":
        """Everything as it is today."""
        first = bench.tariffs[0].id
        return cls({}, first, first, REGIONS[0], bench.midway, bench.scenario.seed)

    def levers(self, bench: Bench) -> dict[str, Lever]:
        """The levers as they are with what was chosen."""
        return bench.levers(self.tariff, self.like)

    def address(self, bench: Bench) -> list[tuple[str, str]]:
        """What differs from today, as pairs of an address, in one order."""
        usual, levers = Asked.nothing(bench), self.levers(bench)
        pairs = [(name, levers[name].written(self.moved[name])) for name in levers
                 if name in self.moved]  # fmt: skip
        for name in CHOICES:
            value = getattr(self, name)
            if value != getattr(usual, name):
                written = value.isoformat() if name == "outage_at" else str(value)
                pairs.append((name, written))
        return pairs

    def scenario(self, bench: Bench) -> Scenario:
        """The run's scenario with what was moved; `ScenarioError` where there can be none."""
        base, moved, levers = self.base(bench), self.moved, self.levers(bench)
        terms = {name: _term(levers[name], moved[name]) for name in TERMS if name in moved}
        shares = {name: Decimal(moved[name]) / PER_MILLE for name in SHARES if name in moved}
        fees = {self.tariff: levers[FEE].written(moved[FEE])} if FEE in moved else {}
        return base.having(
            terms={**base.terms, **terms},
            fees={**base.fees, **fees},
            behaviour={**base.behaviour, **shares},
            changes=[*base.changes] if NEW_FEE not in moved else self._with_tariff(base, levers),
            outages=[*base.outages, *self._outage()],
        )

    def base(self, bench: Bench) -> Scenario:
        """The run's scenario under the seed."""
        return bench.scenario.having(seed=self.seed)

    def _with_tariff(self, base: Scenario, levers: Mapping[str, Lever]) -> list[Mapping[str, Any]]:
        words = {code: translate("rules.new_tariff", code) for code in LANGUAGES}
        assert set(words) == set(Name.__struct_fields__)
        fee = levers[NEW_FEE].written(self.moved[NEW_FEE])
        new = {"id": NEW_TARIFF, "like": self.like, "name": words, "fee": fee}
        changes = [dict(one) for one in base.changes]
        for one in changes:
            if one["from"] == base.start:
                one["tariffs"] = [*one.get("tariffs", ()), new]
                return [*changes]
        return [{"from": base.start, "tariffs": [new]}, *changes]

    def _outage(self) -> list[dict[str, Any]]:
        hours = self.moved.get(HOURS, 0)
        if not hours:
            return []
        until = self.outage_at + datetime.timedelta(hours=hours)
        return [{"from": self.outage_at, "until": until, "regions": [self.region]}]

    @property
    def is_today(self) -> bool:
        """Whether nothing is moved."""
        return not self.moved


def _term(lever: Lever, value: int) -> str | int:
    written = lever.written(value)
    return written if lever.unit == "money" else int(written)


def read_asked(bench: Bench, pairs: Iterable[tuple[str, str]]) -> tuple[Asked, tuple[str, ...]]:
    """What an address asks for, and the names in it that were not understood."""
    given, strange = dict[str, str](), list[str]()
    for name, text in pairs:
        given.setdefault(name, text)
    asked = Asked.nothing(bench)
    for name in CHOICES:
        if name in given:
            chosen = _choice(bench, name, given.pop(name))
            if chosen is None:
                strange.append(name)
            else:
                asked = replace(asked, **{name: chosen})
    levers, moved = asked.levers(bench), dict[str, int]()
    for name, text in given.items():
        if name not in levers or not text.strip():
            strange += [] if name in levers else [name]
            continue
        value = levers[name].read(text)
        if value is None:
            strange.append(name)
        elif value != levers[name].today or name == NEW_FEE:
            moved[name] = value
    return replace(asked, moved=moved), tuple(strange)


def _choice(bench: Bench, name: str, text: str) -> Any:
    if name in ("tariff", "like"):
        return text if any(one.id == text for one in bench.tariffs) else None
    if name == "region":
        return text if text in REGIONS else None
    if name == "seed":
        seed = number_in(text)
        return seed if seed is not None and seed <= SEED_MAX else None
    moment, scenario = moment_in(text), bench.scenario
    end = scenario.start + datetime.timedelta(days=scenario.days)
    return moment if moment and scenario.start <= moment.date() < end else None


def scenario_file(scenario: Scenario) -> str:
    """A scenario as the file of one, for `simulate` and `compare`."""
    heads = ("subscribers", "days", "start", "seed")
    lines = [f"{name} = {toml(getattr(scenario, name))}" for name in heads]
    for name in ("terms", "fees", "behaviour"):
        part = getattr(scenario, name)
        if part:
            lines += [
                "",
                f"[{name}]",
                *(f"{_key(key)} = {_value(one)}" for key, one in part.items()),
            ]
    for name in ("changes", "outages"):
        for one in getattr(scenario, name):
            lines += [
                "",
                f"[[{name}]]",
                *(f"{key} = {_value(value)}" for key, value in one.items()),
            ]
    return "\n".join([*lines, ""])


def _key(name: str) -> str:
    return toml(name) if "." in name else name


def _value(value: object) -> str:
    """As TOML; numbers with a point are read exactly."""
    return str(value) if isinstance(value, Decimal | float) else toml(value)
