"""`Rules`: what of the operator's rules is changed, as a scenario writes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mybt_sim.journeys.recording import toml
from mybt_sim.simulation.changes import Change
from mybt_sim.simulation.scenario import Scenario

YEAR = Scenario()
"""The year in which a change is tried on everybody: 20,000 subscribers."""


@dataclass(frozen=True)
class Rules:
    """Terms, fees, tariffs and texts that are other ones, as `[[changes]]` of a scenario."""

    terms: Mapping[str, Any] = field(default_factory=dict)
    fees: Mapping[str, str] = field(default_factory=dict)
    archived: tuple[str, ...] = ()
    tariffs: tuple[Mapping[str, Any], ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, change: Change | None) -> "Rules":
        """What a world says of its change."""
        if change is None:
            return cls()
        return cls(change.terms, change.fees, change.archived, change.tariffs, change.texts)

    def __bool__(self) -> bool:
        return any(self.written.values())

    @property
    def written(self) -> dict[str, Any]:
        """All parts, for `World.under` and the step `change_rules`."""
        return {
            "terms": dict(self.terms),
            "fees": dict(self.fees),
            "archived": list(self.archived),
            "tariffs": [dict(one) for one in self.tariffs],
            "texts": {key: dict(words) for key, words in self.texts.items()},
        }

    def with_term(self, name: str, value: object, usual: object) -> "Rules":
        """With another value of a term; the usual one is no change."""
        return replace(self, terms=_having(self.terms, name, value, usual))

    def with_fee(self, tariff: str, fee: str, usual: str) -> "Rules":
        """With another fee of a tariff; that of a new one is its own."""
        if any(one["id"] == tariff for one in self.tariffs):
            priced = (({**one, "fee": fee} if one["id"] == tariff else one) for one in self.tariffs)
            return replace(self, tariffs=tuple(priced))
        return replace(self, fees=_having(self.fees, tariff, fee, usual))

    def with_sale(self, tariff: str, *, is_sold: bool) -> "Rules":
        """With a tariff that is sold, or archived; a new one is taken away again."""
        if any(one["id"] == tariff for one in self.tariffs):
            return replace(self, tariffs=tuple(one for one in self.tariffs if one["id"] != tariff))
        others = tuple(one for one in self.archived if one != tariff)
        return replace(self, archived=others if is_sold else (*others, tariff))

    def with_tariff(self, tariff: Mapping[str, Any]) -> "Rules":
        """With one more tariff."""
        return replace(self, tariffs=(*self.tariffs, tariff))

    def with_text(self, key: str, words: Mapping[str, str], usual: Mapping[str, str]) -> "Rules":
        """With other words for a message, in all languages."""
        return replace(self, texts=_having(self.texts, key, words, usual))

    @property
    def scenario(self) -> Scenario:
        """The year with this change from its first day on; `ScenarioError` when it cannot be."""
        if not self:
            return YEAR
        parts = {name: part for name, part in self.written.items() if part}
        return YEAR.having(changes=[{"from": YEAR.start, **parts}])

    @property
    def file(self) -> str:
        """The same as the file of a scenario, for `simulate` and `compare`."""
        head = {name: getattr(YEAR, name) for name in ("subscribers", "days", "start", "seed")}
        lines = [f"{name} = {toml(value)}" for name, value in head.items()]
        parts = {"from": YEAR.start, **self.written}
        change = [f"{name} = {toml(value)}" for name, value in parts.items() if value]
        return "\n".join([*lines, "", "[[changes]]", *change, ""] if self else [*lines, ""])


def _having(table: Mapping[str, Any], name: str, value: object, usual: object) -> dict[str, Any]:
    others = {one: given for one, given in table.items() if one != name}
    return others if value == usual else {**others, name: value}
