"""What a person meets at a prompt says in one line what it is; in a notebook it shows itself."""

import datetime
from pathlib import Path

import pytest

from mybt_sim import Scenario, World, open_run, simulate
from mybt_sim.catalogue import load_catalogue
from mybt_sim.engine.rule import RULES
from mybt_sim.simulation.block import prepare, simulate_block
from mybt_sim.world import Client, Outcome
from tests.support.worlds import base_world

PHONE = "+375291234567"


@pytest.fixture(scope="module")
def world() -> World:
    return base_world().fork()


@pytest.fixture(scope="module")
def phone(world: World) -> Client:
    client = world.client("android", language="en")
    assert repr(client) == "<Client 1: android, guest>"
    client.request_code(PHONE)
    client.sign_in(PHONE, str(world.outside.inbox(PHONE)[-1].code))
    assert repr(client) == f"<Client 1: android, signed in as {PHONE}>"
    return client


def test_a_world_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with World.create(5, seed=7, start=datetime.date(2026, 5, 1), path=path) as durable:
        durable.client()
        told = "<World of 5 subscribers, seed 7, at 2026-05-01 00:00:00, 1 commands,"
        assert repr(durable) == f"{told} in {path}>"
        assert repr(durable.fork()) == f"{told} in memory>"
        assert repr(durable._operator) == "<Operator of 5 subscribers, seed 7>"
    assert "80 subscribers" in repr(base_world())


def test_a_device_tells_who_is_signed_in(world: World, phone: Client) -> None:
    other = world.fork()
    later = Client(other, phone.device_id)
    later.sign_out()
    assert repr(later) == "<Client 1: android, guest>"
    assert repr(phone) == f"<Client 1: android, signed in as {PHONE}>"
    assert repr(Client(other, 9)) == "<Client 9: not in this world>"
    digest, log = world.digest(), world.log
    repr(phone)
    assert (world.digest(), world.log) == (digest, log)


def test_an_outcome_says_its_text_and_what_it_came_to(phone: Client) -> None:
    refused = phone.promise_payment(13, "15.00", preview=True)
    assert str(refused) == f"{refused}" == refused.text() == refused.text("en")
    told = "<Outcome of promise_payment: CONTRACT_NOT_BOUND, 2026-01-01 00:00:00, preview>"
    assert repr(refused) == told
    assert repr(phone.help()) == "<Outcome of help: ok, 2026-01-01 00:00:00>"


def test_an_outcome_shows_its_ladder_escaped(phone: Client) -> None:
    page = phone.promise_payment(13, "15.00")._repr_html_()
    assert "CONTRACT_NOT_BOUND" in page
    assert page.count("<tr>") == len(phone.promise_payment(13, "15.00").ladder) + 1
    shown = Outcome("<script>", datetime.datetime(2026, 1, 1), language="en")
    assert "<script>" not in _html_without_text(shown)


def _html_without_text(outcome: Outcome) -> str:
    class Silent(Outcome):
        def text(self, language: object = None) -> str:
            return "<script>"

    return Silent(outcome.operation, outcome.at)._repr_html_()


def test_views_say_what_they_show(world: World, phone: Client) -> None:
    contract = world.find(kind="internet", status="active")
    world.prepare(contract, balance="3.00")
    page = world.contract_page(contract)
    tariff = page.tariff
    assert repr(page) == f"<ContractView {contract}: INTERNET {tariff.id}, 3.00 BYN, ACTIVE>"
    assert repr(tariff).startswith(f"<TariffView {tariff.id}: INTERNET, ")
    phone.bind_by_login(*world.outside.paper(contract)[0])
    today = world.now.date()
    assert repr(phone.usage(contract, today, today).data).startswith(f"<UsageView from {today}")
    assert repr(phone.statement(contract, today, today).data).endswith(" to 3.00 BYN>")


def test_runs_scenarios_and_what_they_are_made_of(tmp_path: Path) -> None:
    scenario = Scenario(subscribers=10, days=3, seed=5, terms={"promise_limit": "20.00"})
    told = "Scenario(subscribers=10, days=3, start=2026-01-01, seed=5"
    assert repr(scenario) == told + ", terms={'promise_limit': '20.00'})"
    path = simulate(scenario, tmp_path / "<b>.duckdb")
    with open_run(path) as run:
        text = f"<Run {path}: 10 subscribers, 3 days from 2026-01-01, seed 5>"
        assert repr(run) == text
        page = run._repr_html_()
        assert "<b>.duckdb" not in page
        assert "&lt;b&gt;.duckdb" in page
        assert f"<td>contract_day</td><td>{run.stored_rows()['contract_day']:,}</td>" in page
    simulation = prepare(scenario)
    life = simulate_block(simulation, 1, 10)
    for one in (load_catalogue(), simulation, life, life.population, RULES["top_up"]):
        assert repr(one).startswith("<"), one
        assert len(repr(one)) < 200
        assert "\n" not in repr(one)
