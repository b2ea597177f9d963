"""What a long log costs: reopening, going back by a second, looking back, memory, payments.

A world in memory is filled by real operations of a device and then forked into a file.
"""

import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from mybt_sim.bench.live import signed_in
from mybt_sim.bench.measure import SUBSCRIBERS, Measurement, best_seconds, percentiles_ms
from mybt_sim.world import Client, World
from mybt_sim.world.moments import moment_of

PLAIN = 2_000
"""Commands of the replay from the beginning that is carried out; for more it is extrapolated."""
LENGTHS = (10_000, 100_000)
LONGEST = 1_000_000
A_DAY = 2_000
"""Commands of a day: payments with a key, and a clock that moves on after every twentieth."""
KEYED = 2_000
PAYMENTS = 4_000


def long_logs(*, longest: bool = False) -> Iterator[Measurement]:
    """The ways into a log of each length, beside a replay from the beginning; memory; payments."""
    filler = _Filler()
    filler.fill(PLAIN)
    plain_s = best_seconds(lambda: filler.world.replayed(), 1) / PLAIN
    for length in (*LENGTHS, LONGEST) if longest else LENGTHS:
        filler.fill(length)
        with tempfile.TemporaryDirectory(prefix="mybt_sim-") as folder:
            yield from _ways_in(filler.world, Path(folder) / "world.duckdb", plain_s * length)
    yield _memory_of_keys()
    yield _payments_into_one()


class _Filler:
    """A world, and a device that goes on with it."""

    def __init__(self) -> None:
        self.world = World.create(SUBSCRIBERS)
        self.phone = signed_in(self.world)
        ids = self.world.directory.block.facts["contract_id"][:50]
        self.contracts = [int(one) for one in ids]
        for contract in self.contracts:
            assert self.phone.bind_by_login(*self.world.outside.paper(contract)[0]).ok

    def fill(self, length: int) -> None:
        """Go on until the log has `length` commands."""
        while (turn := len(self.world.log)) < length:
            if turn % A_DAY == 0:
                self.world.advance(days=1)
            elif turn % 20 == 0:
                self.world.advance(seconds=30)
            else:
                contract = self.contracts[turn % len(self.contracts)]
                self.phone.top_up(contract, "5.00", key=f"payment {turn}")


def _ways_in(memory: World, path: Path, plain_s: float) -> Iterator[Measurement]:
    memory.fork(path=path).close()
    length = len(memory.log)
    second, middle = (moment_of(memory.log[place].at) for place in (-40, length // 2))
    reopen_s = best_seconds(lambda: World.open(path).close())
    back_s = best_seconds(lambda: memory.fork().back_to(second))
    with World.open(path) as world:
        as_of_s = best_seconds(lambda: world.as_of(middle))
    before = f"from the beginning {plain_s:.1f} s, extrapolated from {PLAIN:,} commands"
    for what, seconds in (("reopen", reopen_s), ("go back", back_s), ("look back", as_of_s)):
        name = f"{what}, {length:,} commands"
        yield Measurement(name, round(seconds, 2), "s", "≤ 1", before)
    yield Measurement(f"file, {length:,} commands", round(path.stat().st_size / 1e6), "MB", "", "")


def _memory_of_keys() -> Measurement:
    """What is left of commands with a key when their keys no longer count."""
    with (
        tempfile.TemporaryDirectory(prefix="mybt_sim-") as folder,
        World.create(SUBSCRIBERS, path=Path(folder) / "world.duckdb") as world,
    ):
        pay = _payer(world)
        tracemalloc.start()
        before, _ = tracemalloc.get_traced_memory()
        for turn in range(KEYED):
            pay(f"key {turn}")
        world.advance(days=2)
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    kept = round((after - before) / KEYED)
    return Measurement("memory kept per keyed command", kept, "bytes", "", "4,800 before")


def _payments_into_one() -> Measurement:
    """The last payments into one contract beside the first ones, in memory."""
    pay = _payer(World.create(SUBSCRIBERS))
    first_ms, _ = percentiles_ms(lambda: pay(None), PAYMENTS // 8)
    for _ in range(PAYMENTS * 6 // 8):
        pay(None)
    last_ms, _ = percentiles_ms(lambda: pay(None), PAYMENTS // 8)
    told = f"the first {first_ms:.2f} ms"
    return Measurement(f"payment {PAYMENTS:,} into one", round(last_ms, 2), "ms p50", "", told)


def _payer(world: World) -> "_Payer":
    phone = signed_in(world)
    contract = int(world.directory.block.facts["contract_id"][0])
    assert phone.bind_by_login(*world.outside.paper(contract)[0]).ok
    return _Payer(phone, contract)


class _Payer:
    def __init__(self, phone: Client, contract: int) -> None:
        self.phone, self.contract = phone, contract

    def __call__(self, key: str | None) -> None:
        assert self.phone.top_up(self.contract, "5.00", key=key).ok
