"""A driver of a live world: every request is checked against laws, and against a model of its own.

The model knows what the world must not be asked for: who is signed in on which device, and to which
contracts each account is bound. Hypothesis and a seeded generator both drive it.
"""

import copy
import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from mybt_sim.base.errors import MybtError
from mybt_sim.engine.refusals import Refusal
from mybt_sim.world import Client, Outcome, World
from mybt_sim.world.moments import moment_of
from mybt_sim.world.state import Table
from tests.support.nothing_else import check_nothing_else, tables_of
from tests.support.worlds import check_money, check_one_promise, rows_of, snapshot, state_of, told

Pick = Callable[[Sequence[Any]], Any]
SECOND = datetime.timedelta(seconds=1)
MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)
GUEST = frozenset(
    {
        *("list_news", "list_tariffs", "list_service_centres", "list_hotspots", "help"),
        *("set_language", "request_code", "sign_in", "check_balance"),
    }
)
KINDS = ("web", "android", "ios", "toaster")
AT_THE_DOOR = (
    Refusal.NO_NETWORK,
    Refusal.CLIENT_UNSUPPORTED,
    Refusal.AUTH_REQUIRED,
    Refusal.SESSION_EXPIRED,
)


@dataclass
class Session:
    """Who signed in on a device, when, and when the device was last seen."""

    account_id: int
    opened_at: datetime.datetime
    seen_at: datetime.datetime

    def holds(self, kind: str, now: datetime.datetime) -> bool:
        """30 days, and on the web 30 idle minutes (AUTH-SESSION)."""
        is_idle = kind == "web" and now >= self.seen_at + 30 * MINUTE
        return now < self.opened_at + 30 * DAY and not is_idle


@dataclass
class Model:
    """What the driver knows without asking the world."""

    devices: list[tuple[int, str]] = field(default_factory=list)
    offline: set[int] = field(default_factory=set)
    sessions: dict[int, Session] = field(default_factory=dict)
    bound: dict[int, list[int]] = field(default_factory=dict)
    answers: dict[tuple[int, str], tuple[datetime.datetime, str, Outcome]] = field(
        default_factory=dict
    )
    tickets: dict[int, int] = field(default_factory=dict)  # ticket → account
    cards: list[str] = field(default_factory=list)

    def account(self, device: int, kind: str, now: datetime.datetime) -> int:
        """Who asks on a device; 0: nobody."""
        session = self.sessions.get(device)
        return session.account_id if session and session.holds(kind, now) else 0

    def owned(self, account_id: int) -> list[int]:
        """Contracts that an account may touch."""
        return self.bound.get(account_id, [])


class Driver:
    """Asks a world and checks each answer."""

    def __init__(self, world: World, model: Model | None = None) -> None:
        self.world = world
        bound = rows_of(world, Table.BOUND).items()
        owned = {account: [one for one, _ in rows] for account, rows in bound}
        self.model = Model(bound=owned) if model is None else copy.deepcopy(model)
        self.met: set[tuple[str, Refusal]] = set()
        self.moments: list[tuple[datetime.datetime, str, Model]] = []

    def take_device(self, kind: str) -> None:
        """One more device in somebody's hand."""
        self.model.devices.append((self.world.client(kind).device_id, kind))

    def ask(
        self,
        device: tuple[int, str],
        name: str,
        *arguments: Any,
        contract: int | None = None,
        **options: Any,
    ) -> Outcome:
        """A request of a device, checked from all sides; `contract` is its first argument."""
        world = self.world
        method = getattr(Client(world, device[0]), name)
        if contract is not None:
            arguments = (contract, *arguments)
        can_preview = "preview" in (method.__kwdefaults__ or {})
        expected = self._preview(method, arguments, options) if can_preview else None
        account, door = self._expected(device, name)
        owner, key = account or -device[0], options.get("key")
        told_before = self._told_before(owner, key, name, arguments, options)
        before = snapshot(world, counters=False)
        contracts, log = state_of(world).contracts.copy(), len(world.log)
        tables = tables_of(state_of(world))
        outcome: Outcome = method(*arguments, **options)
        self.met.add((name, outcome.refusal))
        assert len(world.log) == log + 1
        assert (outcome.refusal in AT_THE_DOOR) == (door is not None)
        assert door in (None, outcome.refusal), (name, door, outcome.refusal)
        if door is None:
            self._seen(device)
            self._check_key(owner, key, told_before, outcome)
        if not outcome.ok or outcome.is_repeat:
            assert snapshot(world, counters=False) == before, f"{name} changed something"
        if expected is not None:
            assert expected.is_repeat == outcome.is_repeat
            assert told(expected) == told(outcome), f"a preview of {name} is not what happens"
        check_nothing_else(name, (contracts, tables), state_of(world))
        self._check_own(account, contract, name, outcome, contracts)
        check_told(outcome)
        if door is None and not outcome.is_repeat:
            self._learn(device, account, name, outcome, contract)
        if outcome.allowed_from is not None and not outcome.is_repeat:
            self._check_allowed_from(device, name, arguments, options, outcome)
        return outcome

    def _check_allowed_from(
        self, device: tuple[int, str], name: str, arguments: Any, options: Any, outcome: Outcome
    ) -> None:
        """Not a second before; and from that moment on another check may refuse, not this one."""
        assert outcome.allowed_from is not None
        later = self.world.fork()
        if outcome.allowed_from >= moment_of(later._operator.end_at):
            return
        if outcome.refusal is Refusal.IDEMPOTENCY_CONFLICT:
            if name in GUEST:  # by then it may be a guest who asks, whose keys are others
                return
        else:
            options = {**options, "key": None} if "key" in options else options
        later.advance(until=outcome.allowed_from - SECOND)
        assert not getattr(Client(later, device[0]), name)(*arguments, **options).ok
        later.advance(seconds=1)
        again = getattr(Client(later, device[0]), name)(*arguments, **options)
        assert again.refusal is not outcome.refusal, f"{name} is not allowed from then"

    def _preview(self, method: Any, arguments: Any, options: dict[str, Any]) -> Outcome:
        before, log = snapshot(self.world), len(self.world.log)
        outcome: Outcome = method(*arguments, **options, preview=True)
        assert snapshot(self.world) == before, "a preview changed something"
        assert len(self.world.log) == log
        assert outcome.is_preview
        return outcome

    def _expected(self, device: tuple[int, str], name: str) -> tuple[int, Refusal | None]:
        """Who asks, and the refusal at the door, if there must be one."""
        number, kind = device
        account = self.model.account(number, kind, self.world.now)
        if number in self.model.offline:
            return account, Refusal.NO_NETWORK
        if kind == "toaster":
            return account, Refusal.CLIENT_UNSUPPORTED
        if name in GUEST or account:
            return account, None
        is_old = number in self.model.sessions
        return 0, Refusal.SESSION_EXPIRED if is_old else Refusal.AUTH_REQUIRED

    def _seen(self, device: tuple[int, str]) -> None:
        session = self.model.sessions.get(device[0])
        if session and session.holds(device[1], self.world.now):
            session.seen_at = self.world.now

    def _told_before(
        self, owner: int, key: str | None, name: str, arguments: Any, options: Any
    ) -> Any:
        """What a key stands for: None, or the first answer and whether this is the same request."""
        self._asked = repr((name, arguments, sorted(options.items())))
        if key is None or (owner, key) not in self.model.answers:
            return None
        at, asked, first = self.model.answers[owner, key]
        is_over = self.world.now >= at + DAY
        return None if is_over else (asked == self._asked, first)

    def _check_key(self, owner: int, key: str | None, before: Any, outcome: Outcome) -> None:
        if before is None:
            assert not outcome.is_repeat
            assert outcome.refusal is not Refusal.IDEMPOTENCY_CONFLICT
            if key is not None:
                self.model.answers[owner, key] = (self.world.now, self._asked, outcome)
            return
        is_same, first = before
        if is_same:
            assert outcome.is_repeat
            assert told(outcome) == told(first), "the key gives another answer"
        else:
            assert outcome.refusal is Refusal.IDEMPOTENCY_CONFLICT

    def _check_own(
        self, account: int, contract: int | None, name: str, outcome: Outcome, before: Any
    ) -> None:
        after = state_of(self.world).contracts
        changed = after["contract_id"][before != after].tolist()
        assert changed in ([], [contract]), f"{name} changed {changed}"
        assert outcome.ok or not changed
        touched = {one.contract_id for one in outcome.entries}
        touched |= {one.contract_id for one in outcome.events}
        assert touched <= {contract}
        if name in ("reply_ticket", "close_ticket") and outcome.ok and not outcome.is_repeat:
            assert self.model.tickets[outcome.data.ticket_id] == account, "somebody else's ticket"
        if name in ("contracts", "notifications") and outcome.ok:
            seen = {view.contract_id for view in outcome.data}
            assert seen <= set(self.model.owned(account)), "somebody else's contract"
        if contract is None or outcome.refusal in AT_THE_DOOR or outcome.is_repeat:
            return
        if contract not in self.model.owned(account):
            stranger = Refusal.NOT_BOUND if name == "unbind" else Refusal.CONTRACT_NOT_BOUND
            expected = (stranger, Refusal.IDEMPOTENCY_CONFLICT)
            assert outcome.refusal in expected, f"{name} on a contract that is not bound"
            assert outcome.data is None
        else:
            check_one_promise(self.world, contract)

    def _learn(
        self, device: tuple[int, str], account: int, name: str, outcome: Outcome, contract: Any
    ) -> None:
        if not outcome.ok:
            return
        model, now = self.model, self.world.now
        if name == "sign_in":
            model.sessions[device[0]] = Session(outcome.data.account_id, now, now)
        elif name == "sign_out":
            del model.sessions[device[0]]
        elif name in ("bind_by_login", "bind_by_voice_code"):
            assert not set(outcome.data.bound) & set(model.owned(account))
            model.bound[account] = [*model.owned(account), *outcome.data.bound]
        elif name == "unbind":
            model.bound[account] = [one for one in model.owned(account) if one != contract]
        elif name == "open_ticket":
            model.tickets[outcome.data.ticket_id] = account
        elif name == "contracts":
            assert [view.contract_id for view in outcome.data] == model.owned(account)

    def outside(self, name: str, *arguments: Any, **options: Any) -> Any:
        """Something happens that is no request of a device."""
        before = snapshot(self.world, counters=False)
        outcome = getattr(self.world.outside, name)(*arguments, **options)
        if isinstance(outcome, Outcome):
            self.met.add((name, outcome.refusal))
            check_told(outcome)
            if not outcome.ok:
                assert snapshot(self.world, counters=False) == before
        return outcome

    def pass_time(self, until: datetime.datetime) -> None:
        """Move the clock; what the world was is kept, to go back to."""
        self.moments.append((self.world.now, self.world.digest(), copy.deepcopy(self.model)))
        self.moments = self.moments[-12:]
        middle = self.world.now + (until - self.world.now) / 2
        middle = middle.replace(microsecond=0)
        if self.world.now < middle < until:
            aside = self.world.fork()
            aside.advance(until=middle)
            self.moments.append((middle, aside.digest(), copy.deepcopy(self.model)))
        self.world.advance(until=until)
        check_money(self.world)

    def go_back(self, place: int) -> None:
        """Go back to a moment that was kept."""
        moment, digest, model = self.moments[place]
        gone = {device for device, _ in self.model.devices[len(model.devices) :]}
        self.world.back_to(moment)
        self.model = copy.deepcopy(model)
        self.moments = self.moments[:place]
        assert self.world.now == moment
        assert self.world.digest() == digest
        for device in gone:  # it was bought later
            with pytest.raises(MybtError):
                Client(self.world, device).help()
        assert self.world.digest() == digest

    def check_end(self, moments: int = 4) -> None:
        """What must hold whatever was done: money, replay, kept moments, independent forks."""
        check_money(self.world)
        digest = self.world.digest()
        assert self.world.replayed().digest() == digest
        for moment, expected, _ in self.moments[-moments:]:
            assert self.world.as_of(moment).digest() == expected
        fork = self.world.fork()
        assert fork.digest() == digest
        assert fork.log == self.world.log
        fork.client("web").set_language("en")
        fork.advance(days=40)
        assert self.world.digest() == digest


def check_told(outcome: Outcome) -> None:
    """Every answer can be read, and its ladder ends where it was refused."""
    for language in ("ru", "be", "en"):
        assert outcome.text(language)
    ladder = outcome.ladder
    failed = [rung for rung in ladder if not rung.is_passed]
    if outcome.ok:
        assert not failed
    else:
        assert not outcome.entries
        assert not outcome.events
        assert len(failed) == 1
        assert ladder[-1] is failed[0]
        assert failed[0].check.refusal is outcome.refusal
    assert outcome.allowed_from is None or outcome.allowed_from > outcome.at
