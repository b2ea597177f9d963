"""Hypothesis strategies for what people give and for how contracts live, in whatever state.

Values are biased to the traps: a kopeck beside a limit, a letter of another alphabet, the second of
an end. Whatever a request needs is drawn by the type of its argument, so a new operation is drawn
by itself once its kinds of arguments are known here.
"""

import datetime
from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from mybt_sim.base.compiled import in_python
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.vocabulary import Technology
from mybt_sim.operations import arguments
from mybt_sim.operations.arguments import Argument
from mybt_sim.operations.request import Request, asked_with
from mybt_sim.quality.facts import plan_on
from mybt_sim.quality.hunt.corpus import load_corpus
from mybt_sim.quality.hunt.drawing import TIMED_OR_RENTED, held_together
from mybt_sim.quality.life import Life, relive
from mybt_sim.quality.room import FIRST_DATE, the_book, the_catalogue
from mybt_sim.quality.steps import OPERATIONS, Deed
from mybt_sim.quality.story import Done, Start, Story

EDGE_KOPECKS = (1, 99, 100, 101, 1_499, 1_500, 1_501, 49_999, 50_000, 50_001, 1_000_000)
APOSTROPHES = ("'", "\N{RIGHT SINGLE QUOTATION MARK}", "\N{MODIFIER LETTER APOSTROPHE}")
LATIN_TWINS = str.maketrans("АВЕКМНОРСТХаеорсх", "ABEKMHOPCTXaeopcx")

kopecks: st.SearchStrategy[int] = st.one_of(
    st.sampled_from(EDGE_KOPECKS), st.integers(-100, 2_000), st.integers(0, 10**9)
)
"""Sums, mostly at edges of the terms."""

amounts: st.SearchStrategy[str] = st.one_of(
    kopecks.map(lambda one: f"{one / 100:.2f}"),
    st.sampled_from(("15", "15,00", " 15.00 ", "1e3", "", "15.001", "-0", "１５", "nan")),
)
"""Sums as people write them, well or badly."""


@st.composite
def phones(draw: st.DrawFn) -> str:
    """Mobile numbers in the ways in which people write them, and some that are none."""
    code = draw(st.sampled_from(("25", "29", "33", "44")))
    digits = f"{draw(st.integers(0, 9_999_999)):07d}"
    forms = (
        f"+375{code}{digits}",
        f"+375 {code} {digits[:3]}-{digits[3:5]}-{digits[5:]}",
        f"80{code}{digits}",
        f"8 (0{code}) {digits}",
        f"375{code}{digits}"[: draw(st.integers(1, 12))],
        f"+37517{digits}",
    )
    return draw(st.sampled_from(forms))


@st.composite
def surnames(draw: st.DrawFn) -> str:
    """Surnames of the population with their traps: ё, apostrophes, double names, Latin twins."""
    roots = ("Иванова", "Ковалёв", "Лук\N{RIGHT SINGLE QUOTATION MARK}янаў", "Соловьёва", "Змитрок")
    name = draw(st.sampled_from(roots))
    if draw(st.booleans()):
        name = f"{name}-{draw(st.sampled_from(roots))}"
    if draw(st.booleans()):
        name = name.replace("ё", "е")
    name = name.replace(APOSTROPHES[1], draw(st.sampled_from(APOSTROPHES)))
    twin = draw(st.sampled_from((name, name, name.translate(LATIN_TWINS), name.upper())))
    return draw(st.sampled_from((twin, f"  {twin} ")))


logins: st.SearchStrategy[str] = st.one_of(
    st.integers(0, 10**13 - 1).map(lambda one: f"{one:013d}"), st.sampled_from(("", "12 34", "х"))
)
codes: st.SearchStrategy[str] = st.one_of(
    st.integers(0, 999_999).map(lambda one: f"{one:06d}"), st.sampled_from(("", "12", "00000o"))
)
tariffs: st.SearchStrategy[str] = st.sampled_from(
    (*(one.id for one in the_catalogue().tariffs), "T99")
)
add_ons: st.SearchStrategy[str] = st.sampled_from(
    (*(one.id for one in the_catalogue().add_ons), "A99")
)
contract_ids: st.SearchStrategy[int] = st.one_of(st.integers(1, 200), st.sampled_from((0, -1)))

days: st.SearchStrategy[datetime.date] = st.dates(
    datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
)
texts: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(("", "  ", "Пачаму?", "х" * 10_000)), st.text(max_size=20)
)

VALUES: Mapping[Argument, st.SearchStrategy[Any]] = {
    arguments.KEY: st.one_of(st.none(), st.sampled_from(("first", "second"))),
    arguments.CONTRACT: contract_ids,
    arguments.TARIFF: tariffs,
    arguments.ADD_ON: add_ons,
    arguments.TITLE: st.sampled_from(("V01", "V02", "?")),
    arguments.AMOUNT: amounts,
    arguments.BRAND: st.sampled_from(("visa", "mastercard", "belkart", "amex")),
    arguments.DECLINED: st.booleans(),
    arguments.CONFIRMED: st.booleans(),
    arguments.DAYS: st.sampled_from((15, 30, 45, 90, 180, 14, 0, -15)),
    arguments.PHONE: phones(),
    arguments.LOGIN: logins,
    arguments.PASSWORD: st.text(max_size=10),
    arguments.SURNAME: surnames(),
    arguments.SMS_CODE: codes,
    arguments.VOICE_CODE: codes,
    arguments.CARD: st.integers(0, 10**16 - 1).map(lambda one: f"{one:016d}"),
    arguments.LANGUAGE: st.sampled_from(("ru", "be", "en", "pl")),
    arguments.TICKET: st.sampled_from((1, 2, 999)),
    arguments.HOME_PHONE: st.sampled_from(("+375 17 212-34-56", "8 017 2123456", "103", "")),
    arguments.FROM_DAY: days,
    arguments.UNTIL_DAY: days,
    arguments.TOPIC: texts,
    arguments.TEXT: texts,
    arguments.PAGE: st.sampled_from((1, 2, 0, 10**6)),
    arguments.REGION: st.sampled_from(("", "MSQ", "BRE", "?")),
    arguments.LOCALITY: st.sampled_from(("", "Гродно", "гродна", "nowhere")),
    arguments.NEAR: st.sampled_from(((53_900_000, 27_560_000), (0, 0), (90_000_000, 0))),
    arguments.OPEN_NOW: st.booleans(),
    arguments.LIMIT: st.sampled_from((1, 10, 0)),
    arguments.ANNEX: logins,
    arguments.NUMBER: st.sampled_from(("123", "8 0152 22-33-44", "8 10 44 20 7946 0958", "x")),
    arguments.SECONDS: st.sampled_from((0, 1, 59, 60, 61, DAY_S)),
    arguments.ANSWERED: st.booleans(),
    arguments.MINUTES: st.sampled_from((0, 90, 1_440)),
    arguments.DOWN_MB: st.integers(0, 5_000),
    arguments.UP_MB: st.integers(0, 5_000),
    arguments.REASON: texts,
}
"""What is given for an argument."""


def given_with(operation: type[Request]) -> st.SearchStrategy[dict[str, Any]]:
    """Arguments of an operation by name; those that have a default may be left out.

    `LookupError` for a kind of argument that `VALUES` does not know.
    """
    parameters = asked_with(operation)
    unknown = [name for name, one in parameters.items() if one.argument not in VALUES]
    if unknown:
        raise LookupError(f"{operation.name}: say in VALUES what is given for {unknown}")
    values = {name: VALUES[one.argument] for name, one in parameters.items()}
    needed = {name: values[name] for name, one in parameters.items() if one.is_required}
    return st.fixed_dictionaries(
        needed, optional={name: one for name, one in values.items() if name not in needed}
    )


@st.composite
def starts(draw: st.DrawFn) -> Start:
    """How a contract begins: any tariff on a line that it fits, any day of two years, and any
    add-ons that can be held together."""
    tariff = draw(st.integers(0, len(the_catalogue().tariffs) - 1))
    bits = the_catalogue().tariffs[tariff].technology_bits
    lines = [one for one in Technology if bits >> one & 1]
    book, day = the_book(), day_of(FIRST_DATE) + draw(st.integers(0, 700))
    plan = in_python(plan_on)(book, tariff, day * DAY_S)
    wanted = draw(st.integers(0, (1 << 21) - 1)) & int(plan.fitting_add_ons) & ~TIMED_OR_RENTED
    return Start(
        opened_day=day,
        add_ons=int(in_python(held_together)(book, wanted, int(plan.included_add_ons), day)),
        tariff=tariff,
        balance_kopecks=draw(kopecks),
        technology=draw(st.sampled_from(lines)),
        is_social=draw(st.integers(0, 1)),
    )


CHOICES: Mapping[Deed, tuple[int, ...]] = {
    Deed.TOP_UP: (0, 1, 2, 3),
    Deed.REDEEM_EXPRESS_CARD: (0, 1, 2, 3),
    Deed.CHANGE_TARIFF: tuple(range(-1, 23)),
    Deed.CONNECT_ADD_ON: tuple(range(-1, 21)),
    Deed.DISCONNECT_ADD_ON: tuple(range(-1, 21)),
    Deed.SUSPEND: (15, 30, 45, 90, 180, 14, 0, -15),
    Deed.RECORD_CALL: tuple(range(7)),
}


@st.composite
def stories(draw: st.DrawFn, max_size: int = 12) -> Story:
    """Lives of a contract: a start, and deeds at growing moments; shrinks to few and early ones."""
    start = draw(starts())
    now, deeds = start.opened_day * DAY_S, []
    for what in draw(st.lists(st.sampled_from(OPERATIONS), max_size=max_size)):
        now += draw(st.sampled_from((0, 1, 60, 3_600, 86_399, 86_400, 432_000, 2_700_000)))
        amount = draw(kopecks)
        if what is Deed.RECORD_VIEW:
            amount = draw(st.integers(0, 1_440))
        if what in (Deed.RECORD_CALL, Deed.RECORD_SESSION):
            amount = draw(st.integers(0, DAY_S))
        choice = draw(st.sampled_from(CHOICES.get(what, (0,))))
        deeds.append(Done(what, now, amount, choice, draw(st.integers(0, 1))))
    return Story(start, tuple(deeds))


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Contracts in any state that can be reached: what rules can come to, they have come to.

    First a function of the engine is drawn, then a story of the corpus that comes by it: so what is
    seldom is drawn as often as what is not. Some time passes behind it. Whatever is asked of such a
    life next is judged by all laws.
    """
    function = draw(st.sampled_from(sorted(_stories_by_function())))
    known = st.sampled_from(_stories_by_function()[function])
    life = relive(draw(st.one_of(known, stories())))
    life.advance(life.now + draw(st.sampled_from((0, 0, 1, DAY_S, 20 * DAY_S))))
    return life


@cache
def _stories_by_function() -> Mapping[str, tuple[Story, ...]]:
    found: dict[str, list[Story]] = {}
    for kept in load_corpus():
        for name in kept.functions:
            found.setdefault(name, []).append(kept.story)
    return {name: tuple(stories) for name, stories in found.items()}
