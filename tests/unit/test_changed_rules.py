"""A world goes on by other rules from a second on: what has happened stays, the rest differs."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from mybt_sim.base.errors import JourneyError, ScenarioError
from mybt_sim.catalogue import load_catalogue
from mybt_sim.engine.refusals import Refusal
from mybt_sim.journeys import Player, Recorder, WorldTarget, journey_toml, read_journey
from mybt_sim.journeys.events import ChangeRules
from mybt_sim.journeys.model import Role, Setting
from mybt_sim.journeys.player import world_of
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.reading import read_scenario
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run, simulate
from mybt_sim.store.verify import verify_run
from mybt_sim.world import Client, World
from mybt_sim.world.durable.verify import verify
from tests.support.runs import rows_of
from tests.support.worlds import base_world

LIMIT = {"promise_limit": "20.00"}
NAME = {"ru": "Проба", "be": "Проба", "en": "Trial"}
TRIAL = {"id": "T90", "like": "T08", "name": NAME, "fee": "21.00"}


def someone(world: World) -> tuple[int, int]:
    """A device that is signed in, and an internet contract without money that is bound to it."""
    phone = world.client("web")
    contract = world.find(settlement="advance", kind="internet", status="active", tariff="T08")
    world.prepare(contract, balance="0.00")
    phone.request_code("+375 29 700-00-01")
    phone.sign_in("+375 29 700-00-01", world.outside.inbox("+375 29 700-00-01")[-1].code or "")
    login, password = world.outside.paper(contract)[0]
    assert phone.bind_by_login(login, password).ok
    return phone.device_id, contract


@pytest.fixture
def world() -> World:
    return base_world(subscribers=200).fork()


def asked(world: World, device: int, contract: int, amount: str) -> Refusal:
    return Client(world, device).promise_payment(contract, amount).refusal


def test_the_limit_is_another_from_this_second_on(world: World) -> None:
    device, contract = someone(world)
    assert asked(world, device, contract, "18.00") is Refusal.PROMISE_ABOVE_LIMIT
    other = world.under(terms=LIMIT)
    assert asked(other, device, contract, "18.00") is Refusal.NONE
    assert asked(world, device, contract, "18.00") is Refusal.PROMISE_ABOVE_LIMIT
    assert world.change is None
    assert other.change
    assert other.change.terms == LIMIT


def test_a_changed_world_is_made_again_from_its_log(world: World) -> None:
    device, contract = someone(world)
    asked(world, device, contract, "18.00")
    other = world.under(terms=LIMIT)
    other.advance(hours=1)
    asked(other, device, contract, "18.00")
    third = other.under(terms={"promise_term_days": 2})
    third.advance(days=3)
    for one in (other, third):
        assert one.replayed().digest() == one.digest()
    assert asked(third, device, contract, "18.00") is not Refusal.NONE


def test_who_goes_back_before_the_change_has_the_rules_of_then(world: World) -> None:
    device, contract = someone(world)
    before = world.now
    world.advance(minutes=1)
    other = world.under(terms=LIMIT)
    other.back_to(before)
    assert other.change is None
    for _ in range(3):  # further than the change was
        other.advance(minutes=1)
        asked(other, device, contract, "18.00")
    assert other.change is None
    assert asked(other, device, contract, "18.00") is Refusal.PROMISE_ABOVE_LIMIT


def test_a_change_is_all_that_is_changed(world: World) -> None:
    other = world.under(terms=LIMIT).under(fees={"T08": "1.00"})
    assert other.change
    assert (other.change.terms, other.change.fees) == ({}, {"T08": "1.00"})
    assert other.under().change is None
    assert other.fork().change == other.change


def test_only_the_last_of_several_changes_of_a_moment_is_kept(world: World) -> None:
    device, contract = someone(world)
    other = world
    for limit in ("16.00", "17.00", "20.00"):
        other = other.under(terms={"promise_limit": limit})
    assert len(other._reforms) == 1
    assert asked(other, device, contract, "18.00") is Refusal.NONE
    assert len(other.under(terms=LIMIT)._reforms) == 2


def test_a_fee_is_charged_by_the_new_price_from_the_next_midnight(world: World) -> None:
    device, contract = someone(world)
    Client(world, device).top_up(contract, "100.00")
    other = world.under(fees={"T08": "300.00"})
    for one in (world, other):
        one.advance(days=1)
    paid = [int(one.contract_record(contract).balance_kopecks) for one in (world, other)]
    assert paid[0] - paid[1] > 800


def test_a_moment_in_the_midst_of_a_changed_week_is_charged_by_its_rules(world: World) -> None:
    device, contract = someone(world)
    Client(world, device).top_up(contract, "300.00")
    week, days = world.under(fees={"T08": "300.00"}), world.under(fees={"T08": "300.00"})
    week.advance(days=7)
    days.advance(days=2)
    then = week.as_of(days.now)
    assert then.contract_page(contract) == days.contract_page(contract)
    assert then.change == days.change


def test_a_changed_world_is_kept_in_a_file_with_its_change(world: World, tmp_path: Path) -> None:
    """What was asked before and after each change is opened as it was, by the rules of then."""
    device, contract = someone(world)
    assert asked(world, device, contract, "18.00") is Refusal.PROMISE_ABOVE_LIMIT
    texts = {"refusal.PROMISE_ABOVE_LIMIT": dict.fromkeys(("ru", "be", "en"), "No.")}
    changed = world.under(terms=LIMIT, archived=["T09"], tariffs=[TRIAL], texts=texts)
    assert asked(changed, device, contract, "18.00") is Refusal.NONE
    Client(changed, device).top_up(contract, "60.00")
    assert Client(changed, device).change_tariff(contract, "T90").ok
    changed.advance(days=2)
    path = tmp_path / "world.duckdb"
    with changed.fork(path=path) as kept:
        assert kept.change == changed.change
        assert kept.digest() == changed.digest()
    assert verify(path).failures == ()
    with World.open(path) as opened:
        assert opened.change == changed.change
        assert opened.digest() == changed.digest()
        assert opened.log[-1].chain == changed.log[-1].chain
        assert opened.contract_page(contract).tariff.id == "T90"
        assert opened.as_of(world.now).change == changed.as_of(world.now).change
        changed.advance(days=3)
        opened.advance(days=3)
        assert opened.digest() == changed.digest()
        assert opened.tables()["posting"].equals(changed.tables()["posting"])
    with World.open(path) as again:
        assert again.digest() == changed.digest()
        reset = again.under()
    assert reset.change is None
    assert asked(reset, device, contract, "18.00") is not Refusal.NONE


def test_rules_that_were_taken_back_are_kept_so(world: World, tmp_path: Path) -> None:
    """And a change after the last command is there when the file is opened."""
    device, contract = someone(world)
    first = world.under(terms=LIMIT)
    assert asked(first, device, contract, "17.00") is Refusal.NONE
    back = first.under()
    back.advance(days=1)
    path = tmp_path / "world.duckdb"
    back.under(terms={"promise_limit": "1.00"}).fork(path=path).close()
    with World.open(path) as opened:
        assert opened.change
        assert opened.change.terms == {"promise_limit": "1.00"}
        assert opened.replayed().digest() == opened.digest()
        assert opened.fork().terms["promise_limit_kopecks"] == 100


def test_an_archived_tariff_is_offered_no_more(world: World) -> None:
    device, contract = someone(world)
    Client(world, device).top_up(contract, "100.00")
    other = world.under(archived=["T09"])
    for one, has in ((world, True), (other, False)):
        offered = [plan.id for plan in Client(one, device).list_tariffs().data]
        assert ("T09" in offered) is has
    refusal = Client(other, device).change_tariff(contract, "T09", confirmed=True).refusal
    assert refusal is Refusal.TARIFF_ARCHIVED


def test_a_new_tariff_can_be_ordered_where_there_is_one(world: World) -> None:
    device, contract = someone(world)
    Client(world, device).top_up(contract, "100.00")
    other = world.under(tariffs=[TRIAL])
    plan = next(one for one in Client(other, device).list_tariffs().data if one.id == "T90")
    assert (plan.fee_e4, plan.name["be"]) == (210_000, "Проба")
    assert Client(world, device).change_tariff(contract, "T90").refusal is not Refusal.NONE
    assert Client(other, device).change_tariff(contract, "T90", confirmed=True).ok
    other.advance(days=2)
    assert other.contract_page(contract).tariff.id == "T90"
    assert other.replayed().digest() == other.digest()


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"terms": {"promise_limit": "1e3"}}, "is not an amount"),
        ({"terms": {"promise_limits": "3.00"}}, "promise_limit"),
        ({"terms": {"promise_term_days": -1}}, "negative"),
        ({"fees": {"T08": "many"}}, "not an amount"),
        ({"archived": ["T77"]}, "no tariff"),
        ({"tariffs": [TRIAL | {"id": "T08"}]}, "already"),
        ({"tariffs": [TRIAL | {"like": "T77"}]}, "no tariff T77"),
        ({"tariffs": [TRIAL | {"fee": "-1.00"}]}, "negative"),
        ({"tariffs": [TRIAL | {"speed": 3}]}, "unknown field"),
        ({"tariffs": [TRIAL | {"id": f"T{n}"} for n in range(100, 150)]}, "too many"),
    ],
)
def test_rules_that_cannot_be_are_refused(world: World, parts: dict[str, Any], told: str) -> None:
    with pytest.raises(ScenarioError, match=told):
        world.under(**parts)


def test_a_scenario_adds_tariffs_from_a_day_on() -> None:
    since = datetime.date(2026, 3, 1)
    scenario = Scenario(subscribers=50, days=100, changes=[{"from": since, "tariffs": [TRIAL]}])
    simulation = prepare(scenario)
    place = simulation.catalogue.tariff_index("T90")
    assert place == len(load_catalogue().tariffs)
    on_sale = simulation.book.tariffs[: simulation.book.editions, place]["is_on_sale"]
    assert not on_sale[0]
    assert on_sale[-1]


def test_a_run_with_a_new_tariff_proves_itself_and_people_take_it(tmp_path: Path) -> None:
    since = datetime.date(2026, 1, 5)
    fast = {"down": 900_000, "up": 900_000}
    cheap = TRIAL | {"like": "T14", "fee": "5.00", "speed_kbps": fast}
    scenario = Scenario(subscribers=300, days=75, changes=[{"from": since, "tariffs": [cheap]}])
    path = simulate(scenario, tmp_path / "run.duckdb")
    with open_run(path) as run:
        assert not verify_run(run, say=lambda *_: None).failures
    sql = "select min(day), count(*) > 0 from contract_day where tariff_id = 'T90'"
    first, is_taken = rows_of(path, sql)[0]
    assert is_taken
    assert first > since


def test_new_tariffs_stand_in_a_scenario_file(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text(
        '[[changes]]\nfrom = 2026-03-01\n[[changes.tariffs]]\nid = "T90"\nlike = "T08"\n'
        'name = { ru = "Проба", be = "Проба", en = "Trial" }\nfee = "21.00"\n',
        encoding="utf-8",
    )
    assert read_scenario(path).dated_changes[0].tariffs == (TRIAL,)


def test_a_change_is_recorded_and_plays_again(tmp_path: Path) -> None:
    setting = Setting(subscribers=50)
    recorder = Recorder(WorldTarget(world_of(setting)))
    recorder.let(ChangeRules(terms=LIMIT, tariffs=[TRIAL]))
    recorder.do("client", "phone", kind="android")
    recorder.do("list_tariffs", "phone")
    path = tmp_path / "story.toml"
    cast = {"nobody": Role(kind="newcomer")}
    path.write_text(journey_toml("Проба", setting, recorder.steps, cast=cast), encoding="utf-8")
    journey = read_journey(path)
    player = Player(journey)
    assert [step.found for step in player] == ["", "", "ok"]
    assert isinstance(player.target, WorldTarget)
    assert player.target.world.change
    assert player.target.world.change.tariffs == (TRIAL,)


def test_a_change_that_cannot_be_names_its_step(tmp_path: Path) -> None:
    path = tmp_path / "story.toml"
    step = '[[step]]\ndo = "change_rules"\nwith = { terms = { promise_limit = "x" } }\n'
    path.write_text(
        'title.ru = "Я"\ntitle.be = "Я"\ntitle.en = "I"\n[world]\nsubscribers = 50\n' + step,
        encoding="utf-8",
    )
    with pytest.raises(
        JourneyError, match=r"step 1 \(change_rules\): From 2026-06-01: The override promise_limit"
    ):
        list(Player(read_journey(path)))
