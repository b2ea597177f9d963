"""Does a recorded story play again, on a world and on another system?"""

import dataclasses
import datetime
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mybt_sim.base.errors import JourneyError, RequestError
from mybt_sim.catalogue.model import Name
from mybt_sim.journeys import (
    Journey,
    Member,
    Player,
    Recorder,
    Role,
    Setting,
    Step,
    Target,
    WorldTarget,
    cast_of,
    journey_toml,
    literal,
    load_journeys,
    play,
    read_journey,
    record,
    world_of,
)
from mybt_sim.journeys.recording import Deed
from mybt_sim.operations import ASKED_BY_DEVICES
from mybt_sim.operations.request import parameters_of

JOURNEYS = load_journeys()
SETTING = Setting(subscribers=300, start=datetime.date(2026, 6, 1))
ROLES = {
    "home": Role(kind="internet", tariff=("T08",), plain=True, top_up_to="30.00"),
    "me": Role(kind="newcomer"),
}
TITLE = Name(ru="Запись", be="Запіс", en="A recording")


def read(text: str) -> Journey:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recorded.toml"
        path.write_text(text, encoding="utf-8")
        return read_journey(path)


def blank_journey(roles: dict[str, Role]) -> Journey:
    return Journey(
        name="recorded", title=TITLE, about=None, seed=(), setting=SETTING, cast=roles, steps=()
    )


def recorder() -> Recorder:
    target = WorldTarget(world_of(SETTING))
    return Recorder(target, cast_of(blank_journey(ROLES), target.world))


def signed_in() -> Recorder:
    taped = recorder()
    taped.do("client", "phone", kind="android")
    taped.do("request_code", "phone", phone="$me.mobile")
    taped.do("sign_in", "phone", phone="$me.mobile", code="$sms")
    taped.do("bind_by_login", "phone", login="$home.login", password="$home.password")
    return taped


def final_digest(journey: Journey) -> str:
    player = Player(journey)
    for _ in player:
        pass
    assert isinstance(player.target, WorldTarget)
    return player.target.world.digest()


@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=list(JOURNEYS))
def test_a_written_journey_is_the_one_that_was_read(journey: Journey) -> None:
    text = journey_toml(
        journey.title,
        journey.setting,
        journey.steps,
        cast=journey.cast,
        about=journey.about,
        seed=journey.seed,
    )
    again = read(text)
    assert (again.title, again.about, again.seed) == (journey.title, journey.about, journey.seed)
    assert (again.setting, again.cast, again.steps) == (
        journey.setting,
        journey.cast,
        journey.steps,
    )


def test_what_was_done_plays_again_and_leads_to_the_same() -> None:
    taped = signed_in()
    assert (
        taped.do("promise_payment", "phone", contract="$home.contract", amount="15.01").ok is False
    )
    taped.do("top_up", "phone", contract="$home.contract", amount=Decimal("5.00"), key="$$1")
    taped.do("promise_payment", "phone", preview=True, contract="$home.contract", amount=15)
    taped.do("advance", days=3)
    taped.do("statement", "phone", contract="$home.contract", from_day=datetime.date(2026, 6, 1),
             until_day=datetime.date(2026, 6, 4))  # fmt: skip
    journey = read(journey_toml(TITLE, SETTING, taped.steps, cast=ROLES))
    refused, paid, tried, waited, _ = journey.steps[4:]
    assert refused.expect == "PROMISE_ABOVE_LIMIT"
    assert (paid.balance, paid.arguments["key"]) == ({"home": "35.00"}, "$$1")
    assert (tried.preview, tried.balance) == (True, {})
    assert waited.balance == {"home": "32.30"}
    assert isinstance(taped.target, WorldTarget)
    assert final_digest(journey) == taped.target.world.digest()


def test_codes_are_written_down_as_references() -> None:
    taped = recorder()
    mobile = taped._cast["me"].mobile
    assert mobile is not None
    taped.do("client", "phone")
    taped.do("request_code", "phone", phone=mobile)
    code = taped.target.inbox(mobile)[-1].code
    taped.do("sign_in", "phone", phone=mobile, code=code)
    taped.do("buy_card")
    assert taped.steps[2].arguments == {"phone": "$me.mobile", "code": "$sms"}
    assert str(code) not in journey_toml(TITLE, SETTING, taped.steps)


def test_the_moment_from_which_it_would_be_allowed_is_recorded() -> None:
    taped = signed_in()
    answer = taped.do("request_code", "phone", phone="$me.mobile")
    assert taped.steps[-1].expect == "OTP_RESEND_TOO_SOON"
    assert taped.steps[-1].allowed_from == answer.allowed_from is not None
    (taken, step) = record([("request_code", {"phone": "1"}, answer)], client="ios")
    assert (taken.arguments, step.allowed_from) == ({"kind": "ios"}, answer.allowed_from)


def test_what_is_no_request_is_not_recorded() -> None:
    taped = signed_in()
    count = len(taped.steps)
    with pytest.raises(RequestError):
        taped.do("top_up", "phone", contract="$home.contract", amount="much")
    with pytest.raises(JourneyError, match=r"\$card stands for nothing here"):
        taped.do("redeem_express_card", "phone", contract="$home.contract", card="$card")
    assert len(taped.steps) == count


def told_of(taped: Recorder) -> list[list[Any]]:
    return [list(taped.steps), list(taped.memory.cards), list(taped.memory.tickets)]


def test_a_rewound_recording_has_forgotten_all_that_was_done_since() -> None:
    taped = signed_in()
    taped.do("buy_card")
    taped.do("open_ticket", "phone", topic="", text="a")
    mark, before = taped.mark(), told_of(taped)
    assert isinstance(taped.target, WorldTarget)
    world = taped.target.world.fork()
    taped.do("buy_card")
    taped.do("open_ticket", "phone", topic="", text="b")
    assert all(len(now) > len(then) for now, then in zip(told_of(taped), before, strict=True))
    taped.rewind(mark)
    taped.target.world = world
    assert told_of(taped) == before
    taped.do("reply_ticket", "phone", ticket="$ticket", text="c")
    assert taped.steps[-1].arguments["ticket"] == "$ticket"
    assert taped.steps[-1].expect == "ok"


def test_a_forked_recording_shares_nothing_that_changes() -> None:
    taped = signed_in()
    taped.do("fork")
    fork = taped.forked()
    assert isinstance(taped.target, WorldTarget)
    assert isinstance(fork.target, WorldTarget)
    for part in dataclasses.fields(taped.memory):
        mine, other = getattr(taped.memory, part.name), getattr(fork.memory, part.name)
        assert other is not mine, part.name
        assert list(other) == list(mine), part.name
    before, steps = taped.target.world.digest(), list(taped.steps)
    for one in (fork, fork.forked()):  # back in one is not back in the other
        one.do("buy_card")
        one.do("back")
        one.do("open_ticket", "phone", topic="", text="a")
        one.do("advance", days=1)
    assert (taped.target.world.digest(), taped.steps, taped.memory.tickets) == (before, steps, [])
    taped.do("back")
    assert taped.target.world.digest() == before


def test_a_log_of_somebody_else_is_recorded() -> None:
    world = world_of(SETTING)
    phone = world.client("web")
    arguments = {"login": "12345678901", "password": "$ecret"}
    log: list[Any] = [
        ("list_tariffs", {}, phone.list_tariffs()),
        ("check_balance", arguments, phone.check_balance(**arguments)),
        Deed("advance", {"hours": 2}, None),
        ("new_line", {}, phone.new_line()),
        (
            "set_language",
            {"language": "be", "preview": True},
            phone.set_language("be", preview=True),
        ),
    ]
    steps = record(log)
    assert [step.do for step in steps] == ["client", "list_tariffs", "check_balance", "advance",
                                           "new_line", "set_language"]  # fmt: skip
    assert steps[2].expect == "BIND_BAD_CREDENTIALS"
    journey = read(journey_toml("Чужое", SETTING, steps))
    assert journey.title == Name(ru="Чужое", be="Чужое", en="Чужое")
    assert len(play(journey)) == 6


def test_what_toml_cannot_hold_is_said() -> None:
    with pytest.raises(JourneyError, match="cannot be written in a journey"):
        journey_toml(TITLE, SETTING, [Step(do="top_up", who="phone", arguments={"amount": 1.5})])


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t\"'\\$"), max_size=40
)
AMOUNTS = st.integers(-100, 60_000).map(lambda kopecks: f"{Decimal(kopecks) / 100:.2f}")
HOME = st.just("$home.contract") | st.integers(-5, 10**6)
MONEY = st.fixed_dictionaries({"contract": HOME, "amount": AMOUNTS}, optional={"key": WORDS})
TARIFFS = st.sampled_from(["T08", "T09", "T10", "T99"])
ADD_ONS = st.sampled_from(["A02", "A03", "A04", "A05", "A14"])
WHERE = st.fixed_dictionaries(
    {"near": st.just([53_900_000, 27_560_000]), "open_now": st.booleans()}
)
SPANS = st.fixed_dictionaries({"days": st.integers(0, 12), "hours": st.integers(0, 30)})


def deeds(name: str, **arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.just(name), st.fixed_dictionaries(arguments))


DEEDS: st.SearchStrategy[tuple[str, dict[str, Any]]] = st.one_of(
    st.tuples(st.sampled_from(["top_up", "promise_payment"]), MONEY),
    deeds("change_tariff", contract=HOME, tariff=TARIFFS),
    deeds("connect_add_on", contract=HOME, add_on=ADD_ONS),
    deeds("suspend", contract=HOME, days=st.sampled_from([15, 30, 31])),
    deeds("resume", contract=HOME),
    deeds("open_ticket", topic=WORDS, text=WORDS),
    deeds("sign_in", phone=WORDS, code=WORDS),
    st.tuples(st.just("list_hotspots"), WHERE),
    st.tuples(st.just("advance"), SPANS),
    st.tuples(st.sampled_from(["go_offline", "go_online", "contracts", "sign_out"]), st.just({})),
)


@settings(max_examples=40)
@given(st.lists(DEEDS, max_size=12))
def test_whatever_is_recorded_plays_again(done: list[tuple[str, dict[str, Any]]]) -> None:
    taped = signed_in()
    for deed, arguments in done:
        who = "" if deed == "advance" else "phone"
        typed = {name: literal(value) for name, value in arguments.items() if name != "contract"}
        taped.do(deed, who, **{**arguments, **typed})
    journey = read(journey_toml(TITLE, SETTING, taped.steps, cast=ROLES))
    assert list(journey.steps) == taped.steps
    assert isinstance(taped.target, WorldTarget)
    assert final_digest(journey) == taped.target.world.digest()


class OtherSystem:
    """A system of somebody else: the operations of a world, under another roof."""

    def __init__(self) -> None:
        self._inner = WorldTarget(world_of(JOURNEYS["offline"].setting))
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        self.asked.append(name)
        return getattr(self._inner, name)


def test_a_journey_plays_on_another_system_with_a_cast_of_its_own() -> None:
    journey = JOURNEYS["offline"]
    system: Any = OtherSystem()
    with pytest.raises(JourneyError, match="offline has no cast on this system"):
        Player(journey, system)
    cast = cast_of(journey, system._inner.world)
    player = Player(journey, system, cast)
    assert len(list(player)) == len(journey.steps)
    assert {"client", "inbox", "balance_kopecks", "advance"} <= set(system.asked)


def test_a_world_is_a_target_and_its_devices_have_every_operation() -> None:
    target: Target = WorldTarget(world_of(SETTING))
    device: Any = target.client("web", language="ru")
    for operation in ASKED_BY_DEVICES:
        given = {name: one.argument.example for name, one in parameters_of(operation).items()}
        assert device.ask(operation, **given).operation == operation.name


class TestCasting:
    """The first contract by id that meets every condition."""

    def cast(self, **roles: Role) -> dict[str, Member]:
        return cast_of(blank_journey(roles), world_of(SETTING))

    def test_the_first_by_id_is_chosen(self) -> None:
        facts = world_of(SETTING).directory.block.facts
        chosen = self.cast(
            one=Role(kind="telephony", min_age=70), two=Role(kind="telephony", min_age=70)
        )
        fitting = facts[(facts["kind"] == 2) & (facts["age"] >= 70)]["contract_id"].tolist()
        assert [chosen["one"].contract, chosen["two"].contract] == fitting[:2]

    def test_everybody_comes_from_another_home_unless_said(self) -> None:
        cast = self.cast(
            phone=Role(kind="telephony", contracts_at_home=2),
            net=Role(kind="internet", same_home_as="phone"),
            other=Role(kind="internet"),
        )
        assert cast["phone"].home_phone == cast["net"].home_phone != cast["other"].home_phone
        assert cast["phone"].contract != cast["net"].contract

    def test_the_mobile_is_that_of_the_account(self) -> None:
        world = world_of(SETTING)
        role = Role(kind="internet", account=True, language="be")
        cast = self.cast(olga=role, stranger=Role(kind="internet", account=False))
        assert cast["stranger"].mobile is None
        phone = world.client("android")
        mobile = str(cast["olga"].mobile)
        assert phone.request_code(mobile).ok
        outcome = phone.sign_in(mobile, str(world.outside.inbox(mobile)[-1].code))
        assert outcome.language == "be"
        bound = {view.contract_id for view in phone.contracts().data}
        assert cast["olga"].contract in bound

    def test_newcomers_are_no_subscribers_and_differ(self) -> None:
        cast = self.cast(one=Role(kind="newcomer"), two=Role(kind="newcomer"))
        assert cast["one"].mobile != cast["two"].mobile
        assert cast["one"].contract is None

    @pytest.mark.parametrize(
        ("role", "condition"),
        [
            (Role(kind="internet", tariff=("T20",)), r"internet none meets tariff = \['T20'\]"),
            (Role(kind="tv", min_age=120), "none meets min_age = 120"),
            (Role(kind="tv", min_age=50, max_age=40), "min_age = 50 none meets max_age = 40"),
            (Role(kind="tv", technology="pon", max_balance="-500.00"), "max_balance = -500.00"),
            (Role(kind="internet", min_balance="9000.00"), "min_balance = 9000.00"),
            (Role(kind="internet", has=("A06",)), "has = A06"),
            (Role(kind="tv", contracts_at_home=9), "contracts_at_home = 9"),
            (Role(kind="package", has=("A12",), has_not=("A12",)), "has_not = A12"),
        ],
    )
    def test_nobody_to_play_it_names_the_condition(self, role: Role, condition: str) -> None:
        with pytest.raises(JourneyError, match=f"recorded: nobody can play one.*{condition}"):
            self.cast(one=role)

    def test_a_balance_is_brought_to_what_was_asked(self) -> None:
        world = world_of(SETTING)
        cast = cast_of(blank_journey(ROLES), world)
        contract = cast["home"].contract
        assert contract is not None
        assert int(world.contract_record(contract).balance_kopecks) == 3000
        assert world.log[-1].command.name == "erip_payment"

    def test_a_plain_contract_has_what_its_tariff_includes_and_no_more(self) -> None:
        cast = self.cast(one=Role(kind="package", tariff=("T12",), plain=True))
        world = world_of(SETTING)
        assert cast["one"].contract is not None
        record_now = world.contract_record(cast["one"].contract)
        ids = [one.id for one in world.catalogue.add_ons]
        assert [one for n, one in enumerate(ids) if int(record_now.add_ons) >> n & 1] == ["A12"]
