"""The operator over HTTP under load: `python -m mybt_sim.bench.load --rate 200 --seconds 60`.

A server of its own is asked by people who look and pay, at moments that were planned beforehand: a
late answer makes the next one no later, and counts from its planned moment. Every eighth payment is
sent twice under its key. At the end each balance must be what was acknowledged, no kopeck less or
more. With `--world FILE --kill` the server is killed in the middle and started again.
"""

import argparse
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from mybt_sim.bench.measure import SUBSCRIBERS
from mybt_sim.conformance.transport import ConformError, HttpTransport, Response, query_of
from mybt_sim.service.shape import HEALTH, KEY_HEADER

PEOPLE = 8
START_SECONDS = 180.0
RETRY_SECONDS = 0.05
BAR_P99_MS = 100.0
AMOUNT_KOPECKS = 100
TWICE = 24
SERVE = (sys.executable, "-c", "from mybt_sim.cli import main; main()", "serve")


class Load(NamedTuple):
    """What came of it; times in milliseconds, from the planned moment to the answer."""

    answered: int
    refused: int
    p50_ms: float
    p99_ms: float
    most_ms: float
    wrong_balances: int

    def __str__(self) -> str:
        return (
            f"{self.answered:,} answers, {self.refused:,} not as they should be; p50 "
            f"{self.p50_ms:.1f} ms, p99 {self.p99_ms:.1f} ms (bar {BAR_P99_MS:.0f}), longest "
            f"{self.most_ms:.1f} ms; {self.wrong_balances} balances of {PEOPLE} lost or doubled"
        )


@dataclass
class Server:
    """A server in a process of its own."""

    world: Path | None = None
    subscribers: int = SUBSCRIBERS
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.port = self.port or _free_port()
        kept = [] if self.world is None else ["--world", str(self.world)]
        counted = ["--port", str(self.port), "--subscribers", str(self.subscribers)]
        self.process = subprocess.Popen(
            [*SERVE, *counted, *kept], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.perf_counter() + START_SECONDS
        while True:
            try:
                with HttpTransport(self.url) as transport:
                    transport.send("GET", HEALTH, {}, None)
                return
            except ConformError:
                if time.perf_counter() > until or self.process.poll() is not None:
                    self.stop()
                    raise
                time.sleep(RETRY_SECONDS)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it without a word."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Let it end in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


@dataclass
class Person:
    """Somebody with a token and a contract, on a connection of their own."""

    url: str
    number: int
    token: str = ""
    contract: int = 0
    before_kopecks: int = 0
    paid: int = 0
    refused: int = 0
    taken_ms: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.transport = HttpTransport(self.url)

    def sign_in(self, contract: int) -> None:
        """Sign in and bind a contract by its paper."""
        phone = f"+375 29 700-00-{self.number:02}"
        self.post("/v1/request_code", "code", phone=phone)
        code = self.get("/test/inbox", phone=phone).body["data"][-1]["code"]
        self.token = self.post("/v1/sign_in", None, phone=phone, code=code).body["token"]
        paper = self.get("/test/paper", contract=contract).body["data"][0]
        assert self.post("/v1/bind_by_login", "bind", **paper).status == 200
        self.contract = contract
        self.before_kopecks = self.balance_kopecks()

    def balance_kopecks(self) -> int:
        """The balance of the contract, as the person sees it."""
        body = self.get("/v1/balance", contract=self.contract).body
        return int(body["data"]["balance_kopecks"])

    def live(self, moments: Sequence[float]) -> None:
        """Do something at each moment; what meets no server is asked again, under its key."""
        for count, moment in enumerate(moments):
            time.sleep(max(0.0, moment - time.perf_counter()))
            self._insist(count)
            self.taken_ms.append((time.perf_counter() - moment) * 1_000)

    def _insist(self, count: int) -> None:
        while True:
            try:
                self.refused += not self._do(count)
                return
            except (ConformError, OSError):
                time.sleep(RETRY_SECONDS)

    def _do(self, count: int) -> bool:
        """Look twice, then pay, now and then under the same key again; whether all was well."""
        if count % 3 == 0:
            return self.get("/v1/balance", contract=self.contract).status == 200
        if count % 3 == 1:
            return self.get("/v1/contracts").status == 200
        is_right = self._pay(count).status == 200
        if count % TWICE == 2:
            is_right &= bool(self._pay(count).body["is_repeat"])
        self.paid += 1
        return is_right

    def _pay(self, count: int) -> Response:
        return self.post("/v1/top_up", f"pay {count}", contract=self.contract, amount="1.00")

    def is_right(self) -> bool:
        """Whether the balance is what was acknowledged."""
        return self.balance_kopecks() == self.before_kopecks + self.paid * AMOUNT_KOPECKS

    def get(self, path: str, **query: Any) -> Response:
        """A GET by this person."""
        return self.transport.send("GET", path + query_of(query), self._headers(), None)

    def post(self, path: str, key: str | None, **body: Any) -> Response:
        """A POST by this person."""
        keyed = {} if key is None else {KEY_HEADER: f"{self.number} {key}"}
        headers = {**self._headers(), **keyed, "Content-Type": "application/json"}
        return self.transport.send("POST", path, headers, json.dumps(body).encode())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def load(
    server: Server,
    contracts: Sequence[int],
    *,
    per_second: float,
    seconds: float,
    kill_after: float | None = None,
) -> Load:
    """Let `PEOPLE` ask a server that runs, so many requests a second in all."""
    people = [Person(server.url, number) for number in range(PEOPLE)]
    for person, contract in zip(people, contracts, strict=True):
        person.sign_in(contract)
    started, pause = time.perf_counter(), PEOPLE / per_second
    planned = int(seconds / pause)
    threads = [
        threading.Thread(
            target=person.live,
            args=(
                [started + (place + person.number / PEOPLE) * pause for place in range(planned)],
            ),
        )
        for person in people
    ]
    for thread in threads:
        thread.start()
    if kill_after is not None:
        time.sleep(kill_after)
        server.kill()
        server.start()
    for thread in threads:
        thread.join()
    taken = sorted(one for person in people for one in person.taken_ms)
    return Load(
        answered=len(taken),
        refused=sum(person.refused for person in people),
        p50_ms=taken[len(taken) // 2],
        p99_ms=taken[len(taken) * 99 // 100],
        most_ms=taken[-1],
        wrong_balances=sum(not person.is_right() for person in people),
    )


def prepaid_contracts(subscribers: int) -> list[int]:
    """Contracts for everybody, from which advance payments are taken."""
    from mybt_sim.service.serve import START
    from mybt_sim.world.world import World

    world = World.create(subscribers, 1, start=START)
    return list(world.contracts_where(settlement="advance", limit=PEOPLE))


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def main() -> None:
    """Measure and print; exit with 1 when the bar is missed or a balance is wrong."""
    options = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    options.add_argument("--rate", type=float, default=200.0)
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--world", type=Path)
    options.add_argument("--kill", action="store_true")
    asked = options.parse_args()
    contracts = prepaid_contracts(SUBSCRIBERS)
    server = Server(asked.world)
    server.start()
    try:
        came_to = load(
            server,
            contracts,
            per_second=asked.rate,
            seconds=asked.seconds,
            kill_after=asked.seconds / 2 if asked.kill else None,
        )
    finally:
        server.stop()
    print(came_to)
    is_quick = asked.kill or came_to.p99_ms <= BAR_P99_MS
    sys.exit(0 if is_quick and not came_to.refused and not came_to.wrong_balances else 1)


if __name__ == "__main__":
    main()
