"""Whatever a device or the network sends: a refusal, or an error meant for people; no other one."""

import datetime
import inspect
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mybt_sim.base.errors import MybtError
from mybt_sim.operations.plans import Resume
from mybt_sim.world import Client, Outcome, World
from mybt_sim.world.outside.network import Outside
from tests.support.worlds import base_world, contract_ids, contract_of, snapshot

LONG = "9" * 10_000_000
DEEP: list[Any] = []
for _ in range(500):
    DEEP = [DEEP]
NASTY: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**53,
    2**53 + 1,
    -(2**63),
    2**63,
    2**64,
    10**30,
    10**5_000,
    -(10**5_000),
    [10**5_000],
    0.5,
    1.0,
    1e308,
    float("nan"),
    float("inf"),
    1j,
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("-Infinity"),
    Decimal("1E+999999"),
    Decimal("1E-999999"),
    Decimal("15.005"),
    Decimal("1E+2"),
    "",
    " ",
    "\n\t",
    "\x00",
    "a\x1b[2Jb",
    "\u202eevil",
    "\ud800",
    "\udfff surname",
    "x" * 10_001,
    LONG,
    "Иванов'; DROP TABLE command; --",
    "%s %(x)s {0} {name}",
    "$1 ? ::BIGINT",
    "👩‍👩‍👧‍👦",
    "ё" * 50,
    "e\u0301" * 100,
    "①②③",
    "٣٤٥",
    "１２３４",
    "0x10",
    "1e5",
    "1_000",
    "-0.00",
    "+1.00",
    "15,00",
    "15.0000",
    "NaN",
    "Infinity",
    "1" * 41,
    "123",
    "+375291234567",
    "+375" * 8,
    "+999999999999999",
    "tel:+375291234567;ext=5",
    "2026-06-01",
    "2026-13-01",
    "2026-W01-1",
    "0001-01-01",
    "9999-12-31",
    datetime.date.min,
    datetime.date.max,
    datetime.datetime(2026, 6, 1),
    datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC),
    datetime.timedelta(days=1),
    b"bytes",
    bytearray(b"x"),
    [],
    [1, 2],
    (53_900_000, 27_560_000),
    (1, 2, 3),
    {},
    {"a": 1},
    {1, 2},
    frozenset(),
    range(3),
    DEEP,
    object(),
    int,
    ...,
    lambda: 1,
)
DIRECT = (
    "digest_of",
    "tariff_index",
    "add_on_index",
    "client",
    "advance",
)
WHERE = ("region", "locality", "near", "open_now", "limit")


def methods_of(kind: type) -> tuple[str, ...]:
    """The names of what can be asked of something."""
    members = inspect.getmembers(kind, inspect.isfunction)
    return tuple(name for name, _ in members if not name.startswith("_"))


DEVICE, OUTSIDE = methods_of(Client), methods_of(Outside)
OWNERS: dict[str, type] = {
    **dict.fromkeys(DIRECT, World),
    **dict.fromkeys(OUTSIDE, Outside),
    **dict.fromkeys(DEVICE, Client),
}


@cache
def played() -> tuple[World, int]:
    """A world with a contract bound to the account of device 1."""
    world = base_world().fork()
    phone = world.client("android")
    phone.request_code("+375291234567")
    phone.sign_in("+375291234567", world.outside.inbox("+375291234567")[-1].code or "")
    contract = next(one for one in contract_ids(world) if contract_of(world, one).settlement == 0)
    phone.bind_by_login(*world.outside.paper(contract)[0])
    phone.open_ticket("Topic", "Why?")
    return world, contract


def good_value(name: str, contract: int) -> Any:
    """An argument that could be right."""
    world, _ = played()
    login, password = world.outside.paper(contract)[0]
    today = world.now.date()
    return {
        "contract": contract,
        "phone": "+375291234568",
        "home_phone": "+375172123456",
        "login": login,
        "annex": login,
        "password": password,
        "amount": "5.00",
        "days": 15,
        "from_day": today,
        "until_day": today,
        "ticket": 1,
        "page": 1,
        "seconds": 60,
        "minutes": 60,
        "number": "+375172123456",
        "tariff": "T01",
        "add_on": "A01",
        "is_online": True,
        "is_answering": True,
        "language": "be",
        "kind": "web",
        "hours": 1,
        "until": None,
        "limit": 3,
        "operation": Resume,
    }.get(name, "123456")


def check_message(text: str) -> None:
    """Short enough for a screen, and fit for any of them."""
    assert len(text) < 500
    assert text.encode().decode() == text


def target_of(world: World, name: str, device: int) -> Any:
    """Who has this method, in a world."""
    owner = OWNERS[name]
    if owner is Client:
        return Client(world, device)
    return world.outside if owner is Outside else world


def check_call(world: World, target: Any, name: str, values: dict[str, Any]) -> None:
    """One call on a fork: an outcome, a value, or an error for people that left no trace."""
    method = getattr(target, name)
    full, kept, log = snapshot(world), snapshot(world, counters=False), len(world.log)
    try:
        outcome = method(**values)
    except MybtError as error:
        check_message(str(error))
        assert snapshot(world) == full, "an error left a trace"
        assert len(world.log) == log
        return
    if isinstance(outcome, Outcome):
        for language in ("ru", "be", "en"):
            outcome.text(language)
        assert outcome.ladder is not None
        if not outcome.ok:
            assert snapshot(world, counters=False) == kept
        if outcome.is_preview:
            assert snapshot(world) == full


def parameters_of(name: str) -> list[str]:
    """What a method of a device, of a world, or of what is around it, can be told."""
    owner = OWNERS[name]
    if name in ("list_hotspots", "list_service_centres"):
        return list(WHERE)
    return [one for one in inspect.signature(getattr(owner, name)).parameters if one != "self"]


def values_for(name: str, bad: dict[str, Any], contract: int) -> dict[str, Any]:
    """Arguments of a call: what must be there, and what is bad."""
    owner = OWNERS[name]
    signature = inspect.signature(getattr(owner, name)).parameters.values()
    needed = [
        one.name
        for one in signature
        if one.default is one.empty and one.name != "self" and one.kind is not one.VAR_KEYWORD
    ]
    return {**{one: good_value(one, contract) for one in needed}, **bad}


@pytest.mark.parametrize("name", list(OWNERS))
def test_each_bad_value_at_each_place(name: str) -> None:
    """Every argument of every method takes every nasty value, the others being right."""
    base, contract = played()
    for parameter in parameters_of(name):
        for value in NASTY:
            world = base.fork()
            check_call(
                world,
                target_of(world, name, 1),
                name,
                values_for(name, {parameter: value}, contract),
            )


ANYTHING = st.one_of(
    st.sampled_from([value for value in NASTY if value is not LONG]),
    st.integers(),
    st.floats(),
    st.text(st.characters(), max_size=50),
    st.decimals(),
    st.dates(),
    st.binary(max_size=20),
    st.lists(st.integers(), max_size=3),
)


@settings(max_examples=800)
@given(st.sampled_from(list(OWNERS)), st.data())
def test_bad_values_together(name: str, data: Any) -> None:
    base, contract = played()
    world = base.fork()
    names = parameters_of(name)
    bad = data.draw(st.dictionaries(st.sampled_from(names), ANYTHING)) if names else {}
    target = target_of(world, name, data.draw(st.sampled_from((1, 99))))
    check_call(world, target, name, values_for(name, bad, contract))


def test_hard_text_comes_back_as_it_was_sent(tmp_path: Any) -> None:
    """SQL, emoji, marks and right-to-left text survive in the log and its file."""
    path = tmp_path / "world.duckdb"
    texts = [one for one in NASTY if isinstance(one, str) and one.strip() and len(one) < 9_000]
    with World.create(20, 5, path=path) as world:
        phone = world.client("ios")
        phone.request_code("+375291234567")
        phone.sign_in("+375291234567", world.outside.inbox("+375291234567")[-1].code or "")
        said = []
        for number, text in enumerate(texts):
            try:
                outcome = phone.open_ticket("T", text, key=text)
            except MybtError:
                continue
            if outcome.ok:
                said.append((number, text))
                assert outcome.data.messages[0].text == text
                assert phone.close_ticket(outcome.data.ticket_id).ok
        log = world.log
    assert len(said) > 20
    with World.open(path) as world:
        assert world.log == log
