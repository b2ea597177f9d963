"""Requests that come together are stored by one write: all of them, or none."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from mybt_sim.base.errors import KeyReusedError, WorldError
from mybt_sim.journeys.model import Setting
from mybt_sim.operations.guest import ListTariffs, SetLanguage
from mybt_sim.operations.money import TopUp
from mybt_sim.operations.outside import (
    CorrectBalance,
    EripPayment,
    IssueExpressCard,
    NewDevice,
    RecordCall,
    RecordSession,
    RecordView,
    SetAnswering,
    SetNetwork,
    Terminate,
)
from mybt_sim.operations.request import Definition
from mybt_sim.service.app import Writer
from mybt_sim.service.controls import Now
from mybt_sim.service.operator import Asked, Asking, Reply, ServedOperator
from mybt_sim.service.serve import found
from mybt_sim.world.durable import world_file
from tests.support.api import awaited

SETTING = Setting(subscribers=60, seed=1)
CONTRACT = 51
NOBODY = Asking()


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[ServedOperator]:
    one = found(SETTING, tmp_path / "world.duckdb")
    yield one
    one.close()


def payment(operator: ServedOperator, amount: str) -> Asked:
    """A payment from outside, for some contract."""
    annex = operator.world.outside.paper(CONTRACT)[0][0]
    return Asked(EripPayment, {"annex": annex, "amount": amount}, NOBODY)


def balance(operator: ServedOperator) -> int:
    return operator.target.balance_kopecks(CONTRACT)


def reopened(operator: ServedOperator) -> ServedOperator:
    """The same file, after its process has ended without a word."""
    assert operator.file is not None
    operator.world._file.abandon()  # type: ignore[union-attr]
    return found(SETTING, operator.file)


def test_what_was_answered_together_is_there_after_a_crash(operator: ServedOperator) -> None:
    before = balance(operator)
    wrong = Asked(TopUp, {"contract": CONTRACT, "amount": "1.00"}, Asking(token="none"))
    asked = [payment(operator, "1.00"), wrong, payment(operator, "2.00"), Asked(Now, {}, NOBODY)]
    replies = operator.answer_all(asked)
    assert [isinstance(one, Reply) for one in replies] == [True, False, True, True]
    assert balance(operator) == before + 300
    digest = operator.world.digest()
    again = reopened(operator)
    assert again.world.digest() == digest
    again.close()


def test_a_bank_that_tells_again_after_a_crash_pays_once(operator: ServedOperator) -> None:
    before = balance(operator)
    told = payment(operator, "1.00")._replace(asking=Asking(key="bank 1"))
    (first,) = operator.answer_all([told])
    again = reopened(operator)
    (second,) = again.answer_all([told])
    assert isinstance(first, Reply)
    assert isinstance(second, Reply)
    assert second.body == {**first.body, "is_repeat": True}
    assert balance(again) == before + 100
    again.close()


TWICE: tuple[tuple[type[Definition], dict[str, Any]], ...] = (
    (CorrectBalance, {"contract": CONTRACT, "amount": "900000.00"}),
    (RecordSession, {"contract": CONTRACT, "down_mb": 5}),
    (RecordCall, {"contract": CONTRACT, "number": "8 017 200-00-00", "seconds": 60}),
    (RecordView, {"contract": CONTRACT, "minutes": 5}),
    (IssueExpressCard, {}),
    (NewDevice, {"kind": "android"}),
    (SetAnswering, {"home_phone": "+375 17 212-34-56", "is_answering": False}),
    (Terminate, {"contract": CONTRACT}),
)


def test_what_comes_from_outside_happens_once_though_a_crash_lies_between(
    operator: ServedOperator,
) -> None:
    told = [Asked(one, given, Asking(key=one.name)) for one, given in TWICE]
    first = operator.answer_all(told)
    assert all(isinstance(one, Reply) for one in first), first
    digest = operator.world.digest()
    again = reopened(operator)
    for before, now in zip(first, again.answer_all(told), strict=True):
        assert isinstance(before, Reply)
        assert isinstance(now, Reply), now
        assert now.status == before.status
        assert now.body.get("data") == before.body.get("data")
        assert now.body.get("entries") == before.body.get("entries")
        assert now.body.get("is_repeat", True)
    assert again.world.digest() == digest
    again.close()


def test_a_key_with_a_past_is_refused_whatever_comes_with_it(operator: ServedOperator) -> None:
    device = operator.answer(NewDevice, {"kind": "web"}, Asking(key="a"))
    token = str(device.body["token"])
    operator.answer(SetNetwork, {"is_online": False}, Asking(key="b", token=token))
    digest = operator.world.digest()
    answering = {"home_phone": "+375 17 212-34-56", "is_answering": True}
    others: tuple[tuple[type[Definition], dict[str, Any], Asking], ...] = (
        (NewDevice, {"kind": "ios"}, Asking(key="a")),
        (IssueExpressCard, {}, Asking(key="a")),
        (SetAnswering, answering, Asking(key="a")),
        (SetNetwork, {"is_online": True}, Asking(key="b", token=token)),
    )
    for asked in others:
        with pytest.raises(KeyReusedError):
            operator.answer(*asked)
    asked_for = {"contract": CONTRACT, "amount": "1.00"}
    refused = operator.answer(CorrectBalance, asked_for, Asking(key="a"))
    assert refused.body["refusal"]["name"] == "IDEMPOTENCY_CONFLICT"
    assert operator.world.digest() == digest


def test_a_crash_before_the_end_leaves_nothing_of_it(operator: ServedOperator) -> None:
    digest = operator.world.digest()
    operator.answer_all([Asked(Now, {}, NOBODY)])

    def interrupted() -> None:
        with operator.world.together():
            operator.answer(*payment(operator, "1.00"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    again = reopened(operator)
    assert again.world.digest() == digest
    again.close()


def test_where_storing_fails_nothing_of_it_is_so_and_the_operator_goes_on(
    operator: ServedOperator, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = balance(operator)

    def broken(*_: Any) -> None:
        raise WorldError("The disk is full.", next_step="Make room.")

    token = str(operator.answer(NewDevice, {"kind": "web"}, NOBODY).body["token"])
    spoken = Asked(SetLanguage, {"language": "en"}, Asking(token=token, key="en"))
    asked = [spoken, *(payment(operator, f"{place}.00") for place in (1, 2, 3))]
    with monkeypatch.context() as patched:
        patched.setattr(world_file, "write_parts", broken)
        assert all(isinstance(one, WorldError) for one in operator.answer_all(asked))
    assert balance(operator) == before
    assert all(isinstance(one, Reply) for one in operator.answer_all(asked))
    assert balance(operator) == before + 600
    assert operator.answer(ListTariffs, {}, Asking(token=token)).body["language"] == "en"


def test_checkpoints_wait_for_what_came_together(operator: ServedOperator) -> None:
    asked = [payment(operator, "1.00")] * 30
    for _ in range(20):
        assert all(isinstance(one, Reply) for one in operator.answer_all(asked))
    digest = operator.world.digest()
    again = reopened(operator)
    assert again.world.digest() == digest
    again.close()


class Slow:
    """An operator that is at work until it is told; `batches` are what it was asked at once."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.go_on = threading.Event()

    def answer_all(self, asked: Sequence[Asked]) -> list[Reply | Exception]:
        self.batches.append(len(asked))
        self.go_on.wait(60)
        if len(asked) == 4:
            raise MemoryError
        return [Reply(200, {"n": one.arguments["n"]}) for one in asked]

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("company", [2, 4])
def test_what_comes_meanwhile_is_answered_together_and_nobody_waits_for_who_left(
    company: int,
) -> None:
    slow = Slow()

    async def ask() -> list[Any]:
        writer = Writer(slow)  # type: ignore[arg-type]
        first = asyncio.create_task(writer.answer(ListTariffs, {"n": 0}, NOBODY))
        while not slow.batches:
            await asyncio.sleep(0)
        rest = [
            asyncio.create_task(writer.answer(ListTariffs, {"n": n + 1}, NOBODY))
            for n in range(company)
        ]
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        slow.go_on.set()
        found = await asyncio.gather(*rest, return_exceptions=True)
        assert not writer.is_busy
        await writer.close()
        return found

    answers = awaited(ask())
    assert slow.batches == [1, company]
    if company == 4:
        assert all(isinstance(one, MemoryError) for one in answers)
    else:
        assert [one.body["n"] for one in answers] == [1, 2]
