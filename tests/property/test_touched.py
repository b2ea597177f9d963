"""Only touched lives live again, and nobody can tell: the result is that of living all of them.

Every term, fee, sale and number of behaviour that a scenario can change is changed, alone and with
others, from the first day and from a later one.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.lib.recfunctions import repack_fields
from numpy.typing import NDArray

from mybt_sim.base.compiled import IS_COMPILED
from mybt_sim.base.remembering import WORD_BITS
from mybt_sim.behaviour.parameters import BehaviourData
from mybt_sim.catalogue import load_catalogue, seed_folder
from mybt_sim.catalogue.terms import LIMITS, MOST, SWITCHES, TERM_FIELDS
from mybt_sim.engine.records import Records
from mybt_sim.population.layouts import REGIONS
from mybt_sim.simulation.baseline import Baseline, bound_facts, live_baseline
from mybt_sim.simulation.block import BlockLife, prepare, simulate_block
from mybt_sim.simulation.conditions import DRAWN_BEFORE
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.simulation.noting import Reads
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.simulation.totals import Total, totals_of

BASE = Scenario(subscribers=160, days=100, start=datetime.date(2026, 2, 10), seed=11)
LATER = datetime.date(2026, 4, 7)
TARIFFS = [tariff.id for tariff in load_catalogue().tariffs]
ON_SALE = [tariff.id for tariff in load_catalogue().tariffs if tariff.sale == "open"]
BEHAVIOUR = BehaviourData(seed_folder() / "behaviour")
NUMBERS = [name for name in BEHAVIOUR.names() if isinstance(BEHAVIOUR.value(name), int | Decimal)]
SHARES = [name for name in NUMBERS if name.endswith("_share") and not name.startswith(DRAWN_BEFORE)]
OF_ACCOUNTS = [
    name for name in NUMBERS if name.startswith(("app.", "auth.", "binding.", "support."))
]
"""No contract looks at them; some decide by whom it is bound."""
TERMS_OF_BINDING = [name for name in TERM_FIELDS if name.startswith(("bind_", "voice_"))]
EAGER = BASE.having(
    behaviour={
        "binding.try_share": 0.9,
        "binding.unbind_share": 0.2,
        "binding.no_answer_share": 0.3,
        "binding.busy_share": 0.3,
        "binding.wrong_code_share": 0.5,
        "binding.wrong_surname_share": 0.4,
        "auth.bad_password_share": 0.6,
        "auth.wrong_again_share": 0.9,
        "auth.abandon_share": 0.02,
        "auth.malformed_share": 0.1,
        "leave.xdsl_share": 0.2,
        "leave.phone_share": 0.2,
        "come.xdsl_share": 0.2,
        "come.phone_share": 0.2,
    }
)
"""People who come, bind, mistype, let go and leave all the time."""
TRIAL = {
    "id": "T90",
    "like": "T08",
    "name": {"ru": "Проба", "be": "Проба", "en": "Trial"},
    "fee": "9.00",
}
BASES = {"usual": BASE, "eager": EAGER}


@pytest.fixture(autouse=True)
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The few people here are bound in several parts, as many are."""
    monkeypatch.setattr("mybt_sim.simulation.baseline.PEOPLE_AT_ONCE", 50)


@cache
def baseline(people: str = "usual") -> Baseline:
    return live_baseline(prepare(BASES[people]))


@cache
def base_lives(people: str = "usual") -> Mapping[int, Any]:
    return dict(lives_of(simulate_block(prepare(BASES[people]), 1, BASE.subscribers)))


def lives_of(block: BlockLife) -> Iterator[tuple[int, Any]]:
    """Everything that is known of each contract, by its id."""
    days = np.ascontiguousarray(block.days.T)
    tables = [
        rows_by_contract(owners, repack_fields(rows, recurse=True))
        for owners, rows in (
            (block.contracts["contract_id"], block.contracts),
            (block.population.facts["contract_id"], block.population.facts),
            *((part["contract_id"], part) for part in (block.entries, block.events)),
            (block.operations["contract_id"], block.operations),
        )
    ]
    tables.append(rows_by_contract(block.days[DayColumn.CONTRACT_ID], days))
    for contract_id in block.contracts["contract_id"].tolist():
        yield contract_id, tuple(table.get(contract_id, b"") for table in tables)


def rows_by_contract(owners: NDArray[np.int64], rows: NDArray[Any]) -> Mapping[int, bytes]:
    """The bytes of each contract's rows, in their order; rows have no padding."""
    order = np.argsort(owners, kind="stable")
    told, size = rows[order].tobytes(), rows.nbytes // max(1, len(rows))
    ids, firsts = np.unique(owners[order], return_index=True)
    bounds = pairwise([*(firsts * size).tolist(), len(told)])
    return {one: told[first:end] for one, (first, end) in zip(ids.tolist(), bounds, strict=True)}


def check(variant: Scenario, people: str = "usual", base: Baseline | None = None) -> int:
    """Hold the two ways of living a variant against each other; says how many were touched."""
    base = base or baseline(people)
    simulation = prepare(variant)
    touched = base.touched_by(simulation)
    lives = dict(base_lives(people))
    for block in base.live_again(simulation, touched.positions, touched.bound):
        lives |= dict(lives_of(block))
    full = simulate_block(simulation, 1, variant.subscribers)
    told = dict(lives_of(full))
    assert [one for one in told if told[one] != lives[one]] == []
    sums = totals_of(full.days, full.contracts, full.operations)
    assert (base.totals_under(simulation, touched) == sums).all()
    return len(touched.positions)


KNEES = {"tv.most_minutes": "tv.knee_minutes"}
"""Numbers of behaviour that can't be below another."""


def other_amounts(field: str) -> Iterator[Any]:
    """Values of a term that differ from the present one, as a scenario writes them."""
    amount = int(prepare(BASE).book.terms[0][field])
    if field in SWITCHES:
        yield not amount
        return
    lowest, highest = LIMITS.get(field, (0, MOST))
    for other in {amount // 3, amount + 1 + amount // 2} - {amount}:
        within = max(lowest, min(highest, other))
        yield f"{within / 100:.2f}" if field.endswith("_kopecks") else within


def term_name(field: str) -> str:
    return (
        field.removesuffix("_kopecks")
        if field.endswith("_kopecks")
        else (f"{field.removesuffix('_s')}_seconds" if field.endswith("_s") else field)
    )


@pytest.mark.parametrize("field", TERM_FIELDS)
def test_each_term_touches_whom_it_can(field: str) -> None:
    for value in other_amounts(field):
        check(BASE.having(terms={term_name(field): value}))
        check(BASE.having(changes=[{"from": LATER, "terms": {term_name(field): value}}]))


@pytest.mark.parametrize("tariff", TARIFFS)
def test_each_price_touches_whom_it_can(tariff: str) -> None:
    check(BASE.having(fees={tariff: "9.00"}))
    check(BASE.having(fees={tariff: "99.00"}))
    check(BASE.having(changes=[{"from": LATER, "fees": {tariff: "30.00"}}]))


@pytest.mark.parametrize("tariff", ON_SALE)
def test_each_archived_tariff_touches_whom_it_can(tariff: str) -> None:
    check(BASE.having(changes=[{"from": LATER, "archived": [tariff]}]))


@pytest.mark.parametrize("name", NUMBERS)
def test_each_number_of_behaviour_touches_whom_it_can(name: str) -> None:
    value = BEHAVIOUR.value(name)
    kind, bounds = type(value), BEHAVIOUR.bounds(name)
    assert bounds is not None
    least = max(kind(bounds.least), BEHAVIOUR.value(KNEES[name]) if name in KNEES else kind(0))
    less, more = (
        {name: max(least, min(kind(bounds.most), kind(other)))}
        for other in (value / 2, value * 3 / 2 + 1)
    )
    check(BASE.having(behaviour=less))
    if name.startswith(DRAWN_BEFORE):
        check(BASE.having(behaviour=more))
    else:
        check(BASE.having(changes=[{"from": LATER, "behaviour": more}]))


def test_a_new_tariff_touches_whom_it_can() -> None:
    """Who was drawn before there was one is the same person with it."""
    assert check(BASE.having(changes=[{"from": LATER, "tariffs": [TRIAL]}])) > 0


@pytest.mark.parametrize("name", OF_ACCOUNTS)
def test_numbers_of_accounts_touch_those_alone_who_are_bound_otherwise(name: str) -> None:
    counts = []
    for other in other_numbers(name):
        variant = EAGER.having(behaviour={**EAGER.behaviour, name: other})
        touched = check(variant, "eager")
        counts.append(bound_otherwise(variant))
        if IS_COMPILED:
            assert touched == counts[-1]
    if not name.startswith("auth."):
        assert (max(counts) > 0) == name.startswith("binding.")


@pytest.mark.parametrize("field", TERMS_OF_BINDING)
def test_terms_of_binding_touch_those_alone_who_are_bound_otherwise(field: str) -> None:
    for value in other_amounts(field):
        terms = {term_name(field): value}
        for variant in (
            EAGER.having(terms=terms),
            EAGER.having(changes=[{"from": LATER, "terms": terms}]),
        ):
            touched = check(variant, "eager")
            if IS_COMPILED:
                assert touched == bound_otherwise(variant)


def other_numbers(name: str) -> Iterator[Any]:
    """Values of a number of accounts that differ from the present one."""
    value = BEHAVIOUR.value(name)
    if isinstance(value, int):
        bounds = BEHAVIOUR.bounds(name)
        assert bounds is not None
        yield from (int(bounds.least), value + 3)
    else:
        most = Decimal(1) if "share" in name else value * 2
        yield from (value / 2, min(most, value + 1))


def bound_otherwise(variant: Scenario) -> int:
    """How many contracts are bound otherwise than among the eager, before they live."""
    return int(np.count_nonzero(bound_in(variant) != bound_in(EAGER)))


def bound_in(scenario: Scenario) -> Records:
    return bound_facts(prepare(scenario), baseline("eager").population)


def test_a_baseline_tells_facts_as_a_run_does() -> None:
    for people, scenario in BASES.items():
        base = baseline(people)
        full = simulate_block(prepare(scenario), 1, scenario.subscribers).population
        assert (base.told == full.facts).all()
    eager = baseline("eager")
    assert (eager.bound != eager.population.facts).mean() > 0.2
    assert (eager.bound["account_id"] != eager.told["account_id"]).any()  # they had ended


def test_nobody_binds_again_for_what_nobody_looked_at_to_bind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not IS_COMPILED:
        return  # nothing is noted
    monkeypatch.setattr(Baseline, "_bound_under", None)
    for people, scenario in BASES.items():
        for changes in ({"promise_limit": "20.00"}, {"block_at": "2.00"}):
            check(scenario.having(terms=changes), people)
        check(scenario.having(fees={"T14": "60.00"}), people)
        check(scenario.having(behaviour={**scenario.behaviour, "late.share": 0.5}), people)


@pytest.mark.parametrize(
    "changes",
    [
        {"terms": {"bind_tries": 1}},
        {"behaviour": {**EAGER.behaviour, "binding.try_share": 0.1}},
        {"behaviour": {**EAGER.behaviour, "come.xdsl_share": 0.1}},
        {"behaviour": {**EAGER.behaviour, "move.share": 0.3}},
    ],
    ids=str,
)
def test_what_was_consulted_to_bind_and_not_noted_would_be_seen(changes: dict[str, Any]) -> None:
    if IS_COMPILED:
        reads = Reads(*(np.zeros_like(part) for part in baseline("eager").bound_by))
        with pytest.raises(AssertionError):
            check(EAGER.having(**changes), "eager", replace(baseline("eager"), bound_by=reads))


def test_a_binding_that_was_not_looked_at_would_be_seen() -> None:
    variant = EAGER.having(terms={"bind_tries": 1})
    careless = replace(baseline("eager"), bound=bound_in(variant))
    with pytest.raises(AssertionError):
        check(variant, "eager", careless)


@pytest.mark.parametrize("region", REGIONS)
def test_an_outage_touches_whom_it_can(region: str) -> None:
    outage = {"from": "2026-03-01 08:00", "until": "2026-03-03 07:00", "regions": [region]}
    check(BASE.having(outages=[outage]))


def test_hardly_anybody_is_touched_by_what_hardly_anybody_looks_at() -> None:
    contracts = len(base_lives())
    assert check(BASE) == 0
    if IS_COMPILED:
        assert check(BASE.having(terms={"otp_digits": 5})) == 0
        assert 0 < check(BASE.having(terms={"promise_limit": "20.00"})) < contracts // 4
        assert 0 < check(BASE.having(fees={"T14": "60.00"})) < contracts // 4


def test_a_look_that_was_not_noted_would_be_seen() -> None:
    notes = baseline().notes
    word, bit = divmod(TERM_FIELDS.index("block_at_kopecks"), WORD_BITS)
    consulted = notes.consulted.copy()
    consulted[:, word] &= ~(1 << bit)
    forgetful = replace(baseline(), notes=notes._replace(consulted=consulted))
    with pytest.raises(AssertionError):
        check(BASE.having(terms={"block_at": "2.00"}), base=forgetful)


def test_a_decision_that_was_not_kept_would_be_seen() -> None:
    if IS_COMPILED:
        notes = baseline().notes
        forgetful = replace(baseline(), notes=notes._replace(decisions=notes.decisions[:0]))
        with pytest.raises(AssertionError):
            check(BASE.having(terms={"promise_limit": "20.00"}), base=forgetful)


moves = st.fixed_dictionaries(
    {},
    optional={
        "terms": st.sampled_from(TERM_FIELDS).map(
            lambda field: {term_name(field): next(other_amounts(field))}
        ),
        "fees": st.dictionaries(
            st.sampled_from(TARIFFS), st.sampled_from(["5.00", "45.00"]), min_size=1
        ),
        "behaviour": st.dictionaries(
            st.sampled_from(SHARES), st.sampled_from([0, 0.5]), min_size=1
        ),
    },
).filter(bool)
days = st.dates(BASE.start, datetime.date(2026, 5, 20))
ends_of_sale = st.dictionaries(st.sampled_from(ON_SALE), days, max_size=3)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(days, moves, max_size=3), ends_of_sale)
def test_dated_changes_together(
    dated: dict[datetime.date, dict[str, Any]], ends: dict[str, datetime.date]
) -> None:
    for tariff, since in ends.items():
        dated.setdefault(since, {}).setdefault("archived", []).append(tariff)
    check(BASE.having(changes=[{"from": since, **move} for since, move in dated.items()]))


def test_totals_are_the_sums_of_facts() -> None:
    block = simulate_block(prepare(BASE), 1, BASE.subscribers)
    totals = baseline().totals
    charged = sum(
        block.days[column].sum(dtype=np.int64)
        for column in (
            DayColumn.USAGE_KOPECKS,
            DayColumn.TARIFF_FEE_KOPECKS,
            DayColumn.ADD_ON_FEE_KOPECKS,
        )
    )
    assert totals[:, Total.CHARGED_KOPECKS].sum() == charged
