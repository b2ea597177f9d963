"""What a scenario changes in the midst of a run: terms, fees, behaviour and sale, from a day on."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.faults import Faults
from mybt_sim.base.plain import as_written, day_in
from mybt_sim.catalogue.findings import did_you_mean
from mybt_sim.catalogue.notation import parse_byn
from mybt_sim.text.wording import check_texts

PARTS = ("from", "terms", "fees", "behaviour", "archived", "tariffs", "texts")
TABLES = ("terms", "fees", "behaviour")
FEE_MAX_BYN = 10_000
E4_PLACES = 4


@dataclass(frozen=True, kw_only=True)
class Change:
    """Terms, fees and numbers of behaviour that hold from the day `since` on, until a later change
    of the same. By other numbers the luck of people stays what it is.

    Tariffs that are `archived` on it can't be ordered any more; who has one keeps it. New `tariffs`
    (see `catalogue.new_tariffs`) are sold from it on. `texts` are other words for what the operator
    says (see `text.wording`), by key and language: nothing is decided by them.
    """

    since: datetime.date
    terms: Mapping[str, Any] = field(default_factory=dict)
    fees: Mapping[str, str] = field(default_factory=dict)
    behaviour: Mapping[str, Any] = field(default_factory=dict)
    archived: tuple[str, ...] = ()
    tariffs: tuple[Mapping[str, Any], ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def over(self, other: "Change") -> "Change":
        """Both on the day of this one; what both change is as the other has it."""
        return Change(
            since=self.since,
            terms={**self.terms, **other.terms},
            fees={**self.fees, **other.fees},
            behaviour={**self.behaviour, **other.behaviour},
            archived=tuple(dict.fromkeys((*self.archived, *other.archived))),
            tariffs=(*self.tariffs, *other.tariffs),
            texts={**self.texts, **other.texts},
        )

    @property
    def written(self) -> dict[str, Any]:
        """The change as a scenario's file has it."""
        parts = {
            **{"from": self.since, "terms": self.terms, "fees": self.fees},
            "behaviour": self.behaviour,
            "archived": list(self.archived),
            "tariffs": [dict(one) for one in self.tariffs],
            "texts": {key: dict(words) for key, words in self.texts.items()},
        }
        return {name: value for name, value in parts.items() if value not in ({}, [])}


def read_changes(changes: object) -> tuple[Change, ...]:
    """Changes as they are written, in order of their days; `ScenarioError` with all faults."""
    if isinstance(changes, str | Mapping) or not isinstance(changes, Sequence):
        raise ScenarioError("changes is not a list.", next_step="Write each as [[changes]].")
    faults = Faults()
    read: dict[datetime.date, Change] = {}
    for place, written in enumerate(changes, start=1):
        with faults.gathered(f"Change {place}: "):
            change = _read_change(written)
            if change.since in read:
                raise ScenarioError(
                    f"{change.since} has a change already.", next_step="Make one of the two."
                )
            read[change.since] = change
    faults.refuse()
    return tuple(read[since] for since in sorted(read))


def _read_change(written: object) -> Change:
    check_table("it", written)
    assert isinstance(written, Mapping)
    faults = Faults()
    for name in sorted(written.keys() - set(PARTS)):
        with faults.gathered():
            raise ScenarioError(
                f"{name} is no part of a change.{did_you_mean(name, PARTS)}",
                next_step=f"The parts are {', '.join(PARTS)}.",
            )
    since = day_in(written.get("from"))
    with faults.gathered():
        if since is None:
            raise ScenarioError(
                f"from is {written.get('from')}, which is no date.",
                next_step="Give the first day on which it holds, such as 2026-07-01.",
            )
    tables = {name: written.get(name, {}) for name in TABLES}
    for name, table in tables.items():
        with faults.gathered():
            check_table(name, table)
    archived, tariffs = written.get("archived", ()), written.get("tariffs", ())
    with faults.gathered():
        _check_list("archived", archived, 'Name tariffs, such as ["T14"].')
    with faults.gathered():
        _check_list("tariffs", tariffs, "Write each as [[changes.tariffs]].")
        for one in tariffs:
            check_table("a new tariff", one)
    texts = written.get("texts", {})
    with faults.gathered():
        check_texts(texts)
    with faults.gathered():
        if not any((*tables.values(), archived, tariffs, texts)):
            raise ScenarioError(
                "It changes nothing.", next_step="Give it terms, fees or behaviour."
            )
    faults.refuse()
    assert since is not None
    named = tuple(str(one) for one in archived)
    return Change(since=since, **tables, archived=named, tariffs=tuple(tariffs), texts=texts)


def _check_list(name: str, value: object, next_step: str) -> None:
    if isinstance(value, str | Mapping) or not isinstance(value, Sequence):
        raise ScenarioError(f"{name} is not a list.", next_step=next_step)


def check_table(name: str, value: object) -> None:
    """`ScenarioError` when `value` holds nothing by name."""
    if not isinstance(value, Mapping):
        raise ScenarioError(f"{name} is not a table.", next_step=f"Write it as [{name}].")


def fee_e4(fees: Mapping[str, str], tariff_id: str) -> int:
    """The fee that a scenario sets for a tariff, in 1/10,000 BYN per month."""
    text = fees[tariff_id]
    try:
        amount_e4 = parse_byn(text, places=E4_PLACES)
    except ValueError:
        amount_e4 = -1
    if not 0 <= amount_e4 <= FEE_MAX_BYN * 10**E4_PLACES:
        raise ScenarioError(
            f"The fee {as_written(text)} of {tariff_id} is not an amount in BYN.",
            next_step=f'Write it as text from "0.00" to "{FEE_MAX_BYN}.00", such as "49.00".',
        )
    return amount_e4
