"""An operation is defined once, and clients, journeys, help and previews follow from that."""

import dataclasses
import datetime
import inspect
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from typer.testing import CliRunner

from mybt_sim import operations
from mybt_sim.base.errors import RequestError
from mybt_sim.catalogue.articles import Help, News
from mybt_sim.catalogue.places import Place
from mybt_sim.cli import app
from mybt_sim.engine.access import GUEST_OPERATIONS
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.operations import ASKED_BY_DEVICES, BY_NAME, OPERATIONS, read_request
from mybt_sim.operations.binding import BindByLogin
from mybt_sim.operations.money import PromisePayment, TopUp
from mybt_sim.operations.outside import Terminate
from mybt_sim.operations.page import operations_page
from mybt_sim.operations.plans import ChangeTariff, Resume, Suspend
from mybt_sim.operations.request import Asker, Request, SelfService, asked_with
from mybt_sim.operations.statistics import Balance
from mybt_sim.operations.support import OpenTicket
from mybt_sim.operations.words import help_of
from mybt_sim.world import Client, Outcome, World
from mybt_sim.world.clients.base import ClientBase
from mybt_sim.world.command import Command
from mybt_sim.world.reads import views
from mybt_sim.world.state import Account
from tests.support.worlds import base_world, contract_ids, contract_of

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
EACH_OF_A_DEVICE = pytest.mark.parametrize(
    "operation", ASKED_BY_DEVICES, ids=[one.name for one in ASKED_BY_DEVICES]
)
EACH = pytest.mark.parametrize("operation", OPERATIONS, ids=list(BY_NAME))
NAMES_IN_ANSWERS = {
    **vars(views),
    **{"News": News, "Help": Help, "Place": Place, "Account": Account, "Mapping": Mapping},
    **{"datetime": datetime.datetime},
}


@EACH_OF_A_DEVICE
def test_the_method_of_a_client_takes_what_the_definition_says(
    operation: type[SelfService],
) -> None:
    method = getattr(Client, operation.name)
    taken = dict(inspect.signature(method).parameters)
    del taken["self"]
    preview = taken.pop("preview", None)
    assert (preview is not None) == operation.has_preview()
    defined = asked_with(operation)
    assert list(taken) == list(defined)
    for name, parameter in taken.items():
        is_required = parameter.default is inspect.Parameter.empty
        assert is_required == defined[name].is_required, name
        assert is_required or (parameter.default or 0) == (defined[name].default or 0), name
    assert get_type_hints(method)["return"] is Outcome
    assert str(method.__doc__).partition("\n")[0] == help_of(operation)


def test_a_client_has_no_method_without_a_definition() -> None:
    public = {name for name in dir(Client) if not name.startswith("_")}
    assert public - set(dir(ClientBase)) == {one.name for one in ASKED_BY_DEVICES}


@EACH
def test_what_the_log_keeps_is_read_again_as_it_was(operation: type[Request]) -> None:
    kinds = {int: 7, str: "x", bool: True, list[int]: [1, -2]}
    hints = get_type_hints(operation)
    request = operation(**{name: kinds[hints[name]] for name in operation.__struct_fields__})
    assert read_request(operation.name, Command(request).text) == request
    with pytest.raises(ValueError, match="unknown field"):
        read_request(operation.name, '{"misspelt": 1}')


def test_a_log_of_an_operation_that_nobody_has_is_not_read() -> None:
    with pytest.raises(ValueError, match="there is no operation top_upp"):
        read_request("top_upp", "{}")


@EACH
def test_who_may_ask_is_what_the_rules_say(operation: type[Request]) -> None:
    assert operation.operation is None or operation.operation.name.lower() == operation.name
    is_of_device = operation in ASKED_BY_DEVICES
    assert (operation.asker() is Asker.OUTSIDE) == (not is_of_device)
    if is_of_device:
        assert operation.operation is not None
        is_guests = bool(GUEST_OPERATIONS >> operation.operation & 1)
        assert (operation.asker() is Asker.GUEST) == is_guests


@EACH
def test_the_type_of_an_answer_has_words_that_there_are(operation: type[Request]) -> None:
    if operation.answer:
        eval(operation.answer, {}, NAMES_IN_ANSWERS)


def test_all_operations_of_the_engine_are_defined() -> None:
    assert {one.operation for one in OPERATIONS if one.operation is not None} == set(Operation)
    assert len(BY_NAME) == len(OPERATIONS)


def test_no_field_can_be_forgotten_or_invented() -> None:
    with pytest.raises(TypeError, match="Missing required argument 'amount_kopecks'"):
        TopUp(contract_id=17)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Unexpected keyword argument 'amount'"):
        TopUp(contract_id=17, amount_kopecks=1, amount=1)  # type: ignore[call-arg]
    with pytest.raises(AttributeError, match="immutable"):
        TopUp(contract_id=17, amount_kopecks=1).contract_id = 18  # type: ignore[misc]


def test_the_page_is_made_from_the_definitions() -> None:
    assert PAGE.read_text(encoding="utf-8") == operations_page(), "run `make docs`"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("top_up", ["who is signed in", "amount", "15.00", "required", "can be previewed"]),
        ("sign_in", ["anybody", "short message", "Account"]),
        ("correct_balance", ["it comes from outside", "reason"]),
        ("go_offline", ["a step of a journey"]),
        ("advance", ["the clock stands", "hours that pass"]),
    ],
)
def test_an_operation_is_shown_on_a_terminal(name: str, said: list[str]) -> None:
    shown = CliRunner().invoke(app, ["operations", name])
    assert shown.exit_code == 0
    assert all(one in " ".join(shown.stdout.split()) for one in said), shown.stdout


def test_all_operations_are_listed_and_a_misspelt_one_is_named() -> None:
    shown = CliRunner().invoke(app, ["operations"])
    assert all(name in shown.stdout for name in (*BY_NAME, "go_offline"))
    missed = CliRunner().invoke(app, ["operations", "top_upp"])
    assert "Did you mean top_up" in str(missed.exception)


def _at_home() -> tuple[World, Client, int, int]:
    """A world with somebody signed in who holds two contracts."""
    world = base_world().fork()
    phone = world.client("android")
    phone.request_code("+375291234567")
    phone.sign_in("+375291234567", world.outside.inbox("+375291234567")[-1].code or "")
    one, other, *_ = (c for c in contract_ids(world) if not contract_of(world, c).is_blocked)
    for contract in (one, other):
        assert phone.bind_by_login(*world.outside.paper(contract)[0]).ok
    return world, phone, one, other


def _basket(one: int, other: int) -> list[tuple[type[SelfService], dict[str, Any]]]:
    return [
        (Balance, {"contract": one}),
        (TopUp, {"contract": one, "amount": Decimal(400), "brand": "mastercard", "declined": True}),
        (TopUp, {"contract": one, "amount": "400.00"}),
        (PromisePayment, {"contract": one, "amount": "15.00"}),
        (ChangeTariff, {"contract": one, "tariff": "T00"}),
        (Suspend, {"contract": one, "days": 30}),
        (Suspend, {"contract": one, "days": 30}),
        (Resume, {"contract": one}),
        (OpenTicket, {"topic": "Bill", "text": "Why?", "contract": other}),
        (TopUp, {"contract": other, "amount": "0.01"}),
        (Balance, {"contract": one}),
    ]


def test_a_basket_says_what_would_come_of_all_and_changes_nothing() -> None:
    world, phone, one, other = _at_home()
    basket = _basket(one, other)
    before, log = world.digest(), world.log[-1].chain
    previewed = phone.preview(basket)
    assert (world.digest(), world.log[-1].chain) == (before, log)
    assert all(outcome.is_preview for outcome in previewed)
    done = [phone.ask(operation, **arguments) for operation, arguments in basket]
    assert [dataclasses.replace(outcome, is_preview=False) for outcome in previewed] == done
    refused = {outcome.refusal for outcome in done}
    assert {outcome.ok for outcome in done} == {True, False}
    assert len(refused) > 3, refused
    assert done[-1].data.balance_kopecks != done[0].data.balance_kopecks


def test_a_basket_of_one_is_a_preview() -> None:
    _, phone, one, _ = _at_home()
    assert phone.preview([(TopUp, {"contract": one, "amount": "15.00"})]) == (
        phone.top_up(one, "15.00", preview=True),
    )
    assert phone.preview([]) == ()


@pytest.mark.parametrize(
    ("requests", "said"),
    [
        ([(BindByLogin, {"login": "1", "password": "2"})], "bind_by_login has no preview"),
        ([(Terminate, {"contract": 1})], "nothing to ask for"),
        ([(SelfService, {})], "nothing to ask for"),
        ([TopUp(contract_id=1, amount_kopecks=1)], "is no request"),
        ([("top_up", {"contract": 1})], "nothing to ask for"),
        ([(TopUp, None)], "is no request"),
        ([(TopUp, {"contract": 1})], "top_up does not go with"),
        ([(Resume, {"contract": 1, "days": 1})], "resume does not go with"),
        ([(TopUp, {"contract": 1, "amount": 1.5})], "amount"),
        (17, "is no list"),
    ],
)
def test_what_cannot_be_previewed_is_named(requests: Any, said: str) -> None:
    world, phone, *_ = _at_home()
    before = world.digest()
    with pytest.raises(RequestError, match=said):
        phone.preview(requests)
    assert world.digest() == before


def test_an_operation_without_a_definition_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "OPERATIONS", OPERATIONS[1:])
    with pytest.raises(AssertionError, match=r"not in OPERATIONS once: \['LIST_NEWS'\]"):
        operations._check()
