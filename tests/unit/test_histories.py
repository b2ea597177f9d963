"""Several at once: what was answered has an order in which a single operator answers so."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mybt_sim.base.draws import below, draw, key_of
from mybt_sim.conformance.histories import Called, forked, order_of
from mybt_sim.journeys.model import Setting
from mybt_sim.operations.binding import BindByLogin
from mybt_sim.operations.money import PromisePayment, TopUp
from mybt_sim.operations.outside import EripPayment
from mybt_sim.operations.sign_in import RequestCode, SignIn
from mybt_sim.operations.statistics import Balance
from mybt_sim.service.operator import Asked, Asking, Reply, ServedOperator
from mybt_sim.service.serve import found

SETTING = Setting(subscribers=60, seed=1)
ROUNDS = 6


class Two:
    """Two people with a device each, who have bound the same contract; and a bank."""

    def __init__(self, file: Path | None = None) -> None:
        self.operator = found(SETTING, file)
        self.contract = self.operator.world.contracts_where(settlement="advance", limit=1)[0]
        paper = self.operator.world.outside.paper(self.contract)[0]
        self.annex = paper[0]
        self.tokens = [self._signed_in(f"+375 29 600-00-0{one}", *paper) for one in (1, 2)]

    def _signed_in(self, phone: str, login: str, password: str) -> str:
        device = Asking(kind="android", key=phone)
        self.operator.answer(RequestCode, {"phone": phone}, device)
        code = self.operator.world.outside.inbox(phone)[-1].code
        asked = {"phone": phone, "code": code}
        token = str(self.operator.answer(SignIn, asked, replace(device, key=None)).body["token"])
        paper = {"login": login, "password": password}
        assert self.operator.answer(BindByLogin, paper, Asking(token=token)).status == 200
        return token

    def call(self, who: int, one: Any, key: str | None = None, **arguments: Any) -> Asked:
        """A request of one of the two."""
        told = {"contract": self.contract, **arguments}
        return Asked(one, told, Asking(token=self.tokens[who], key=key))

    def callback(self, key: str, amount: str) -> Asked:
        """A payment that a bank tells of, maybe not for the first time."""
        return Asked(EripPayment, {"annex": self.annex, "amount": amount}, Asking(key=key))


def lived(threads: Sequence[Sequence[Asked]], ask: Callable[[Asked], Reply]) -> list[Called]:
    """What is called on threads, with the moments."""
    history: list[Called] = []

    def live(calls: Sequence[Asked]) -> None:
        for one in calls:
            began = time.perf_counter()
            reply = ask(one)
            history.append(Called(one, began, time.perf_counter(), reply))

    at_work = [threading.Thread(target=live, args=(calls,)) for calls in threads]
    for thread in at_work:
        thread.start()
    for thread in at_work:
        thread.join()
    return history


def one_at_a_time(operator: ServedOperator) -> Callable[[Asked], Reply]:
    """How the server works: a request waits until its turn has come."""
    lock = threading.Lock()

    def ask(asked: Asked) -> Reply:
        with lock:
            (reply,) = operator.answer_all([asked])
        assert isinstance(reply, Reply)
        return reply

    return ask


@pytest.mark.parametrize("number", range(ROUNDS))
def test_two_devices_and_a_bank_at_once(number: int) -> None:
    two, key = Two(), int(key_of(7, 990, number))
    choices = [
        lambda who: two.call(who, PromisePayment, f"{who} p", amount="15.00"),
        lambda who: two.call(who, TopUp, f"{who} t", amount="3.00"),
        lambda who: two.call(who, Balance),
        lambda who: two.callback("bank", "5.00"),
    ]
    threads = [
        [choices[below(draw(key, who, place), len(choices))](who) for place in range(4)]
        for who in (0, 1)
    ]
    before = forked(two.operator)
    history = lived(threads, one_at_a_time(two.operator))
    order = order_of(before, history)
    assert order is not None
    assert sorted(order) == list(range(8))


def test_a_repeated_and_late_callback_pays_once() -> None:
    two = Two()
    before = forked(two.operator)
    calls = [[two.callback("a", "5.00"), two.call(0, Balance)], [two.callback("a", "5.00")]]
    history = lived(calls, one_at_a_time(two.operator))
    assert order_of(before, history) is not None
    (balance,) = (one.reply for one in history if one.asked.one is Balance and one.reply)
    twice = balance.body["data"] | {
        "balance_kopecks": balance.body["data"]["balance_kopecks"] + 500
    }
    lied = Reply(200, balance.body | {"data": twice})
    wrong = [replace(one, reply=lied) if one.asked.one is Balance else one for one in history]
    assert order_of(before, wrong) is None


def test_two_promises_at_once_have_no_order() -> None:
    two = Two()
    asked = [two.call(who, PromisePayment, f"{who}", amount="15.00") for who in (0, 1)]
    replies = [forked(two.operator).answer(*one) for one in asked]
    assert [one.status for one in replies] == [200, 200]
    history = [Called(a, 0, 1, reply) for a, reply in zip(asked, replies, strict=True)]
    assert order_of(two.operator, history) is None
    assert order_of(two.operator, history[:1]) == (0,)


def test_what_ended_before_is_before() -> None:
    two = Two()
    before = forked(two.operator)
    look, pay = two.call(0, Balance), two.call(1, TopUp, "1", amount="3.00")
    seen, paid = two.operator.answer(*look), two.operator.answer(*pay)
    assert order_of(before, [Called(pay, 0, 2, paid), Called(look, 1, 3, seen)]) == (1, 0)
    assert order_of(before, [Called(pay, 0, 1, paid), Called(look, 2, 3, seen)]) is None


def test_another_order_of_the_same_calls_leads_elsewhere() -> None:
    """A payment repays what was promised before it, and adds to what is promised after it."""
    two = Two()
    before = forked(two.operator)
    promise = two.call(0, PromisePayment, "p", amount="15.00")
    pay, look = two.call(1, TopUp, "t", amount="5.00"), two.call(0, Balance)
    seen = [two.operator.answer(*one) for one in (pay, promise, look)][-1]
    history = [Called(promise, 0), Called(pay, 1), Called(look, 3, 4, seen)]
    assert order_of(before, history) == (1, 0, 2)


@pytest.mark.parametrize("is_stored", [True, False])
def test_a_server_killed_in_the_middle_has_done_it_or_not(tmp_path: Path, is_stored: bool) -> None:
    two = Two(tmp_path / "world.duckdb")
    before, operator = forked(two.operator), two.operator
    first, lost = two.callback("a", "5.00"), two.callback("b", "2.00")
    (paid,) = operator.answer_all([first])
    if is_stored:
        operator.answer_all([lost])
    operator.world._file.abandon()  # type: ignore[union-attr]
    again = found(SETTING, tmp_path / "world.duckdb")
    look = two.call(0, Balance)
    (seen,) = again.answer_all([look])
    assert isinstance(paid, Reply)
    assert isinstance(seen, Reply)
    history = [Called(first, 0, 1, paid), Called(lost, 2), Called(look, 3, 4, seen)]
    order = order_of(before, history)
    assert order == ((0, 1, 2) if is_stored else (0, 2))
    again.close()
