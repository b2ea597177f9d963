"""Four threads on one durable world: one at a time gets through, and none is forgotten."""

import threading
from collections.abc import Callable
from pathlib import Path

from mybt_sim.engine.vocabulary import Settlement
from mybt_sim.operations.money import TopUp
from mybt_sim.world import Client, Outcome, World
from mybt_sim.world.state import Table
from tests.support.worlds import check_money, contract_ids, contract_of, rows_of, signed_in

THREADS = 4
ROUNDS = 25
LONG_S = 60


def together(work: Callable[[int], None]) -> None:
    """Do `work` in four threads that begin at once, and pass on what went wrong."""
    gate = threading.Barrier(THREADS)
    wrong: list[BaseException] = []

    def run(number: int) -> None:
        try:
            gate.wait(LONG_S)
            work(number)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG_S)
        assert not thread.is_alive(), "the threads wait for each other"
    if wrong:
        raise wrong[0]


def advance_contracts(world: World) -> list[int]:
    """Contracts that are paid before use."""
    ids = contract_ids(world)
    return [one for one in ids if contract_of(world, one).settlement == Settlement.ADVANCE]


def device_of(world: World, number: int) -> Client:
    """A device of an account of its own, to which the same contracts are bound."""
    contracts = advance_contracts(world)[:3]
    return signed_in(world, *contracts, mobile=f"+37529500000{number}")


def test_worlds_of_several_threads_share_what_is_read_once(tmp_path: Path) -> None:
    """Statements of the file are read once a process, and belong to no world."""
    digests: dict[int, str] = {}

    def work(number: int) -> None:
        with World.create(20, number, path=tmp_path / f"{number}.duckdb") as world:
            (contract, *_) = advance_contracts(world)
            phone = signed_in(world, contract)
            assert all(phone.top_up(contract, "1.00").ok for _ in range(ROUNDS))
            digests[number] = world.digest()

    together(work)
    for number, digest in digests.items():
        with World.open(tmp_path / f"{number}.duckdb") as world:
            assert (world.digest(), len(world.log)) == (digest, ROUNDS + 4)
            check_money(world)


def test_every_acknowledged_operation_is_there_once(tmp_path: Path) -> None:
    path = tmp_path / "world.duckdb"
    paid: dict[int, list[int]] = {number: [] for number in range(THREADS)}
    asked = [0] * THREADS
    with World.create(20, 5, path=path) as world:
        phones = [device_of(world, number) for number in range(THREADS)]
        contracts = advance_contracts(world)[:3]
        before = {one: int(contract_of(world, one).balance_kopecks) for one in contracts}
        first = len(world.log)

        def work(number: int) -> None:
            for turn in range(ROUNDS):
                contract, kopecks = contracts[turn % 3], 100 * (number + 1) + turn
                amount = f"{kopecks // 100}.{kopecks % 100:02}"
                assert phones[number].top_up(contract, amount, preview=True).ok
                if phones[number].top_up(contract, amount).ok:
                    paid[number].append(kopecks)
                assert phones[number].balance(contract).ok
                assert not phones[number].promise_payment(contract, "99.00").ok
                asked[number] += 3

        together(work)
        assert [len(amounts) for amounts in paid.values()] == [ROUNDS] * THREADS
        assert len(world.log) == first + sum(asked)
        gained = sum(
            int(contract_of(world, one).balance_kopecks) - before[one] for one in contracts
        )
        assert gained == sum(map(sum, paid.values()))
        check_money(world)
        digest, log = world.digest(), world.log
    with World.open(path) as world:
        assert world.digest() == digest
        assert world.log == log
        for number, phone in enumerate(phones):
            assert payments_of(world, phone) == paid[number]


def payments_of(world: World, phone: Client) -> list[int]:
    """Amounts in kopecks that a device has paid by card, as the log has them."""
    mine = [logged.command for logged in world.log if logged.command.device == phone.device_id]
    return [one.request.amount_kopecks for one in mine if isinstance(one.request, TopUp)]


def test_one_key_in_two_threads_is_carried_out_once(tmp_path: Path) -> None:
    with World.create(20, 5, path=tmp_path / "world.duckdb") as world:
        one = device_of(world, 0)
        mobile = "+375295000000"
        world.advance(minutes=2)
        devices = [one]
        for _ in range(THREADS - 1):  # more devices of the same account
            phone = world.client("ios")
            assert phone.request_code(mobile).ok
            assert phone.sign_in(mobile, world.outside.inbox(mobile)[-1].code or "").ok
            world.advance(minutes=2)
            devices.append(phone)
        contract = advance_contracts(world)[0]
        before = int(contract_of(world, contract).balance_kopecks)
        answers: list[Outcome] = []

        def work(number: int) -> None:
            for turn in range(ROUNDS):
                answers.append(devices[number].top_up(contract, "2.00", key=f"turn {turn}"))

        together(work)
        assert all(answer.ok for answer in answers)
        assert sum(not answer.is_repeat for answer in answers) == ROUNDS
        assert int(contract_of(world, contract).balance_kopecks) == before + 200 * ROUNDS
        check_money(world)


def test_threads_may_look_fork_and_wait_at_the_same_time() -> None:
    world = World.create(20, 5)
    phones = [device_of(world, number) for number in range(THREADS)]
    contract = advance_contracts(world)[0]
    forks: list[World] = []

    def work(number: int) -> None:
        for turn in range(ROUNDS):
            if number == 0:
                world.advance(hours=5)
            elif number == 1:
                forks.append(world.fork())
                world.outside.inbox("+375295000000")
            elif number == 2:
                world.as_of(world.now)
            else:
                phones[number].top_up(contract, "3.00", key=str(turn % 5))

    together(work)
    check_money(world)
    assert world.replayed().digest() == world.digest()
    for fork in forks:
        check_money(fork)
        assert fork.replayed().digest() == fork.digest()
    assert len(rows_of(world, Table.DEVICE)) == THREADS
