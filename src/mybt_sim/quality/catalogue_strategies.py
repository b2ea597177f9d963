"""Hypothesis strategies for terms and catalogues, sound ones and such as have a known fault.

What is wrong is said beside it, in the words in which it has to be found: a check that is weaker
than its message finds less than was planted.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import strategies as st

from mybt_sim.catalogue import seed_folder
from mybt_sim.catalogue.catalogue import SEED_FILES, TERMS_FILE
from mybt_sim.catalogue.notation import byn
from mybt_sim.catalogue.terms import FIELD_OF, LIMITS, MOST, SWITCHES, UNITS_S, Written

MONEY_MOST = 10**11 - 1
"""Kopecks: so much can be written, nine digits of roubles."""


class Planted(NamedTuple):
    """Something with a fault in it, and words with which the fault is told."""

    given: Any
    finding: str


def _bounds(name: str) -> tuple[int, int]:
    """The least and the largest amount of a term, in the unit in which it is written."""
    field = FIELD_OF[name]
    lowest, highest = (0, 1) if field in SWITCHES else LIMITS.get(field, (0, MOST))
    highest = min(highest, MONEY_MOST) if field.endswith("_kopecks") else highest
    unit_s = UNITS_S[name.rpartition("_")[2]] if field.endswith("_s") else 1
    return -(-lowest // unit_s), highest // unit_s


def _written(name: str, amount: int) -> Written:
    field = FIELD_OF[name]
    if field in SWITCHES:
        return bool(amount)
    return byn(amount) if field.endswith("_kopecks") else amount


@st.composite
def terms(draw: st.DrawFn, max_size: int = 4) -> dict[str, Written]:
    """Terms as a scenario overrides them: each sound by itself, often the least or the largest."""
    names = draw(st.lists(st.sampled_from(sorted(FIELD_OF)), max_size=max_size, unique_by=_field))
    chosen = {}
    for name in names:
        lowest, highest = _bounds(name)
        amounts = st.one_of(st.sampled_from((lowest, highest)), st.integers(lowest, highest))
        chosen[name] = _written(name, draw(amounts))
    return chosen


def _field(name: str) -> str:
    return FIELD_OF[name]


@st.composite
def wrong_terms(draw: st.DrawFn) -> Planted:
    """Terms of which one cannot be used: no such name, beyond its bounds, in another notation."""
    sound = draw(terms(max_size=2))
    name = draw(st.sampled_from(sorted(set(FIELD_OF) - SWITCHES)))
    sound = {one: value for one, value in sound.items() if _field(one) != _field(name)}
    lowest, highest = _bounds(name)
    is_money = FIELD_OF[name].endswith("_kopecks")
    choices = {
        f"There is no term {name + 'x'!r}": (name + "x", _written(name, lowest)),
        "is out of bounds; keep to": (name, _written(name, highest + 1)),
        "cannot be used: ": (name, "many"),
        "is not an amount of BYN" if is_money else "is not a whole number": (name, None),
    }
    if is_money and highest == MONEY_MOST:  # more cannot even be written
        del choices["is out of bounds; keep to"]
    finding = draw(st.sampled_from(sorted(choices)))
    wrong, value = choices[finding]
    return Planted(sound | {wrong: value}, finding.partition(";")[0])


Contents = dict[str, bytes]
"""The files of a catalogue by their names below its folder."""

_FEE = re.compile(r'^fee = "([0-9.]+)"$', re.MULTILINE)


def seed_contents() -> Contents:
    """The files of the seed."""
    return {name: (seed_folder() / name).read_bytes() for name in SEED_FILES}


def _with_fee(contents: Contents, place: int, written: str) -> Contents:
    """The same files with another monthly fee in the place of one of those of the tariffs."""
    name = next(one for one in SEED_FILES if "tariffs" in one)
    text = contents[name].decode()
    fees = list(_FEE.finditer(text))
    fee = fees[place % len(fees)]
    text = f"{text[: fee.start()]}fee = {written}{text[fee.end() :]}"
    return contents | {name: text.encode()}


def catalogues() -> st.SearchStrategy[Contents]:
    """Sound catalogues: the seed with other fees, a few at a time, from nothing to the dearest."""
    kopecks = st.one_of(st.sampled_from((0, 1, 99_999)), st.integers(0, 99_999))
    fees = st.lists(st.tuples(st.integers(0, 200), kopecks.map(byn)), max_size=4)

    def changed(chosen: list[tuple[int, str]]) -> Contents:
        contents = seed_contents()
        for place, fee in chosen:
            contents = _with_fee(contents, place, f'"{fee}"')
        return contents

    return fees.map(changed)


def _retold(old: str, new: str) -> Callable[[Contents], Contents]:
    """Change that puts a line into the terms in the place of another."""

    def change(contents: Contents) -> Contents:
        text = contents[TERMS_FILE].decode()
        assert text.count(old), f"{old!r} is no longer in {TERMS_FILE}"
        return contents | {TERMS_FILE: text.replace(old, new, 1).encode()}

    return change


@st.composite
def wrong_catalogues(draw: st.DrawFn) -> Planted:
    """A catalogue with one fault: in a price, in a term, in the file itself, or a file less."""
    contents, place = draw(catalogues()), draw(st.integers(0, 200))
    faults: dict[str, Callable[[Contents], Contents]] = {
        "is negative; give 0 or more": lambda one: _with_fee(one, place, '"-0.01"'),
        "is too fine; keep to 4 decimals": lambda one: _with_fee(one, place, '"1.00001"'),
        "is not an amount of BYN": lambda one: _with_fee(one, place, '"a lot"'),
        "topup_mix: is not a term": _retold("[topup_min]", "[topup_mix]"),
        "unknown field `colour`": _retold("[topup_max]", '[topup_max]\ncolour = "red"'),
        "is not TOML": _retold("[topup_max]", "[topup_max"),
        "is missing in": lambda one: {name: one[name] for name in sorted(one)[1:]},
    }
    finding = draw(st.sampled_from(sorted(faults)))
    return Planted(faults[finding](contents), finding)
