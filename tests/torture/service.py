"""A server that is killed while people pay: what was acknowledged is there, and once.

`TORTURE_KILLS` says how often the server is killed between several who ask at once.
"""

import http.client
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from mybt_sim.base.draws import below, draw, key_of
from mybt_sim.bench.load import PEOPLE, Server, load, prepaid_contracts
from mybt_sim.conformance.histories import Called, order_of, sent
from mybt_sim.conformance.transport import Response, read_body
from mybt_sim.journeys.model import Setting
from mybt_sim.operations.binding import BindByLogin
from mybt_sim.operations.money import PromisePayment, TopUp
from mybt_sim.operations.outside import EripPayment
from mybt_sim.operations.sign_in import RequestCode, SignIn
from mybt_sim.operations.statistics import Balance
from mybt_sim.service.controls import BalanceOf, Inbox
from mybt_sim.service.operator import Asked, Asking, Reply, ServedOperator
from mybt_sim.service.serve import START, found

SETTING = Setting(subscribers=60, seed=1, start=START)
HISTORIES = 6
KILLS = min(20, int(os.environ.get("TORTURE_KILLS", "3")))
PEOPLE_AT_ONCE = 2
BANK = PEOPLE_AT_ONCE
CALLS_EACH = 3
MOMENT_S = 0.0005
STREAM = 991
HERE = "127.0.0.1"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_nothing_that_was_acknowledged_is_lost_or_doubled(tmp_path: Path) -> None:
    """Tokens and keys go on as well; how long it takes is not asked for here."""
    contracts = prepaid_contracts(200)
    server = Server(tmp_path / "world.duckdb", subscribers=200)
    server.start()
    try:
        came_to = load(server, contracts, per_second=100, seconds=2, kill_after=1)
    finally:
        server.stop()
    assert came_to.answered == 2 * 100 // PEOPLE * PEOPLE
    assert came_to.refused == 0
    assert came_to.wrong_balances == 0


class Line:
    """A connection on which nothing is ever sent twice."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(HERE, port, timeout=60)

    def send(self, method: str, path: str, headers: Any, body: bytes | None) -> Response:
        """Send a request and wait for what comes back."""
        self._connection.request(method, path, body, dict(headers))
        answer = self._connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Response(answer.status, named, read_body(named, answer.read()))

    def close(self) -> None:
        """Let it go."""
        self._connection.close()


@dataclass
class AtOnce:
    """Two people with one contract and a bank, each on a connection; beside them the oracle.

    `operator` is how the server's operator stands when nobody asks; it answers one after the other.
    """

    server: Server
    operator: ServedOperator = field(default_factory=lambda: found(SETTING, None))
    tokens: dict[int, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        world = self.operator.world
        self.contract = world.contracts_where(settlement="advance", limit=1)[0]
        self.annex, self.password = world.outside.paper(self.contract)[0]
        with closing(Line(self.server.port)) as line:
            for who in range(PEOPLE_AT_ONCE):
                self._sign_in(line, who)

    def _sign_in(self, line: Line, who: int) -> None:
        phone = f"+375 29 600-00-0{who}"
        device = Asking(kind="android", address=HERE)
        coded = Asked(RequestCode, {"phone": phone}, replace(device, key=phone))
        inbox = Asked(Inbox, {"phone": phone}, Asking())
        tokens = []
        sides: tuple[Callable[[Asked], Reply], ...] = (
            lambda one: sent(line, one),
            lambda one: self.operator.answer(*one),
        )
        for answer in sides:
            answer(coded)
            code = answer(inbox).body["data"][-1]["code"]
            told = {"phone": phone, "code": code}
            tokens.append(str(answer(Asked(SignIn, told, device)).body["token"]))
            paper = {"login": self.annex, "password": self.password}
            bound = Asked(BindByLogin, paper, Asking(token=tokens[-1], key="bind"))
            assert answer(bound).status == 200
        self.tokens[who] = tokens[0], tokens[1]

    def asked(self, who: int, one: Any, key: str | None = None, **arguments: Any) -> Asked:
        """A request of one of the two, or of the bank, with the token of the server."""
        token = self.tokens[who][0] if who in self.tokens else None
        return Asked(one, arguments, Asking(token=token, key=key, address=HERE))

    def drawn(self, seed: int, who: int, place: int) -> Asked:
        """What somebody asks for; the bank tells of two payments again and again."""
        luck = int(key_of(seed, STREAM, who))
        chance, key = below(draw(luck, place, 0), 4), f"{seed} {who} {place}"
        if who == BANK:
            told = {"annex": self.annex, "amount": f"{chance % 2 + 4}.00"}
            return self.asked(who, EripPayment, f"{seed} bank {chance % 2}", **told)
        if chance == 0:
            return self.asked(who, Balance, contract=self.contract)
        one = (TopUp, PromisePayment)[chance % 2]
        return self.asked(who, one, key, contract=self.contract, amount=f"{chance}.00")

    def live(self, seed: int, kill_after: int | None = None) -> list[Called]:
        """All ask at once; `kill_after` so many answers the server is killed, and comes back.

        Who gets no answer asks again.
        """
        history: list[Called] = []
        is_back = threading.Event()

        def ask(*asked: Asked) -> int:
            """How many were answered, up to the first that was not."""
            with closing(Line(self.server.port)) as line:
                for place, one in enumerate(asked):
                    began = time.perf_counter()
                    try:
                        reply = sent(line, one)
                    except (OSError, http.client.HTTPException):
                        history.append(Called(one, began))
                        return place
                    history.append(Called(one, began, time.perf_counter(), reply))
            return len(asked)

        def live(who: int) -> None:
            asked = [self.drawn(seed, who, place) for place in range(CALLS_EACH)]
            answered = ask(*asked)
            if answered < CALLS_EACH:
                is_back.wait()
                assert ask(*asked[answered:]) == CALLS_EACH - answered

        threads = [threading.Thread(target=live, args=(who,)) for who in range(BANK + 1)]
        for thread in threads:
            thread.start()
        if kill_after is not None:
            while len(history) < kill_after:
                time.sleep(MOMENT_S)
            self.server.kill()
            self.server.start()
            is_back.set()
        for thread in threads:
            thread.join()
        look = self.asked(BANK, BalanceOf, contract=self.contract)
        assert ask(self.drawn(seed, BANK, 0), look) == 2  # the bank tells again, late
        return history

    def explained(self, history: Sequence[Called]) -> bool:
        """Whether there is an order of it; the oracle then goes on after that."""
        ours = [replace(one, asked=self._of_oracle(one.asked)) for one in history]
        order = order_of(self.operator, ours)
        for place in order or ():
            self.operator.answer(*ours[place].asked)
        return order is not None

    def _of_oracle(self, asked: Asked) -> Asked:
        tokens = dict(self.tokens.values())
        token = asked.asking.token
        return asked._replace(
            asking=replace(asked.asking, token=None if token is None else tokens[token])
        )


@contextmanager
def at_once(file: Path | None) -> Iterator[AtOnce]:
    """A server with the two and the bank."""
    server = Server(file, subscribers=SETTING.subscribers)
    server.start()
    try:
        yield AtOnce(server)
    finally:
        server.stop()


def test_what_several_were_answered_at_once_has_an_order(tmp_path: Path) -> None:
    with at_once(tmp_path / "world.duckdb") as people:
        for seed in range(HISTORIES):
            history = people.live(seed)
            assert len(history) == CALLS_EACH * (BANK + 1) + 2
            assert people.explained(history), history
        doubled = people.live(HISTORIES)
        wrong = [
            replace(one, reply=Reply(200, {"data": one.reply.body["data"] + 500}))
            if one.asked.one is BalanceOf and one.reply is not None
            else one
            for one in doubled
        ]
        assert not people.explained(wrong), "a search that explains anything"


def test_a_server_that_is_killed_among_them_has_done_each_once_or_not(tmp_path: Path) -> None:
    lost = 0
    with at_once(tmp_path / "world.duckdb") as people:
        for seed in range(100, 100 + KILLS):
            answers = below(draw(int(key_of(seed, STREAM, 0)), 99, 0), CALLS_EACH * (BANK + 1) - 1)
            history = people.live(seed, answers)
            lost += sum(one.reply is None for one in history)
            assert people.explained(history), history
    print(f"{KILLS} kills, {lost} calls without an answer")
