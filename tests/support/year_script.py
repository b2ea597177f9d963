"""A year of deeds at a handful of contracts, drawn while a world lives it by one jump from deed to
deed: what people of a run did, and around other contracts everything that can be asked for at all.

The requests are made from the definitions in `operations`, field by field. A new operation is mixed
in at once; a new kind of argument has to say in `VALUES` what could be given for it.
"""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, get_args

import msgspec

from mybt_sim.behaviour.layouts import Channel
from mybt_sim.engine.access_records import Session
from mybt_sim.engine.records import DAY_S, Record, Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Client, Operation
from mybt_sim.operations import OPERATIONS, arguments
from mybt_sim.operations.binding import BindByLogin, BindByVoiceCode, RequestVoiceCode, Unbind
from mybt_sim.operations.money import PromisePayment, RedeemExpressCard, TopUp
from mybt_sim.operations.outside import (
    Advance,
    EripPayment,
    IssueExpressCard,
    NewDevice,
    Terminate,
    Termination,
)
from mybt_sim.operations.plans import (
    CancelTariffChange,
    ChangeTariff,
    ConnectAddOn,
    DisconnectAddOn,
    RentVideo,
    Resume,
    Suspend,
)
from mybt_sim.operations.request import Look, Request, SelfService
from mybt_sim.operations.sign_in import RequestCode, SignIn
from mybt_sim.operations.support import CloseTicket, OpenTicket, ReplyTicket
from mybt_sim.world import World
from mybt_sim.world.command import Command
from mybt_sim.world.moments import moment_of
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.parsing import surname_key
from mybt_sim.world.state import Table
from tests.support.worlds import (
    check_nothing_is_overdue,
    contract_ids,
    contract_of,
    rows_of,
    state_of,
)

FIRST_MOBILE = 375_291_000_000
NO_LOGIN = 9_999_999_999_999
SESSION_S = 29 * DAY_S
PAUSE_S = 4 * DAY_S
"""Two deeds of a contract are so far apart at most, before those that follow at its own ends."""
SOON_S = DAY_S // 4
TERMINATED_AFTER = 0.8
"""A contract may be ended when so much of the year is over."""


class Deed(NamedTuple):
    """A request, and the second at which it is made."""

    at: int
    command: Command


@dataclass(order=True)
class Plan:
    """Somebody means to do something: what people of a run did, an operation, or any."""

    at: int
    number: int
    contract: int = field(compare=False)
    row: Record | None = field(compare=False, default=None)
    operation: type[Request] | None = field(compare=False, default=None)


class Author:
    """Lives a world up to `end_at` and writes down what was asked of it, and when.

    Contracts in `left_alone` do what `rows`, the operations of a run, say, and nothing else.
    """

    def __init__(self, world: World, left_alone: set[int], rows: Records, end_at: int, seed: int):
        self.world, self.end_at, self.luck = world, end_at, random.Random(seed)
        self.begun_at = state_of(world).now
        self.contracts = contract_ids(world)
        self.mixed = [one for one in self.contracts if one not in left_alone]
        self.deeds: list[Deed] = []
        self.answers: list[tuple[Record, Outcome]] = []
        self.devices: dict[int, int] = {}
        self.bag: list[type[Request]] = []
        self.plans: list[Plan] = []
        self.planned = 0
        for row in rows[[int(one) in left_alone for one in rows["contract_id"]]]:
            self._plan(int(row.attempted_at), int(row.contract_id), row=row)
        for contract in self.mixed:
            self._plan(self.begun_at + 1, contract)

    def write(self) -> list[Deed]:
        """The deeds of the whole time; the world stands at its end then."""
        for contract in self.contracts:
            client = Client.WEB if contract == self.mixed[0] else Client.ANDROID
            request = NewDevice(client=int(client), address=f"192.0.2.{contract % 256}")
            self.devices[contract] = int(self.do(request).data)
            self._sign_in(contract)
            self._bind(contract)
        while self.plans and self.plans[0].at < self.end_at:
            plan = heapq.heappop(self.plans)
            self.world.advance(until=moment_of(plan.at))
            check_nothing_is_overdue(self.world)
            if plan.row is None:
                self._mix_in(plan.contract, plan.operation or self._next_operation())
            else:
                self._do_as_in_the_run(plan.contract, plan.row)
        self.world.advance(until=moment_of(self.end_at))
        return self.deeds

    def do(self, request: Request, contract: int = 0, key: str | None = None) -> Outcome:
        """Make a request now, on the device of a contract or from outside."""
        device = self.devices.get(contract, 0) if _has_device(request) else 0
        command = Command(request, device, key)
        self.deeds.append(Deed(state_of(self.world).now, command))
        return self.world.perform(command)

    def _plan(self, at: int, contract: int, **what: Any) -> None:
        self.planned += 1
        heapq.heappush(self.plans, Plan(at, self.planned, contract, **what))

    # what people of a run did

    def _do_as_in_the_run(self, contract: int, row: Record) -> None:
        refusal, amount = Refusal(int(row.refusal)), int(row.amount_kopecks)
        if row.operation == Operation.ERIP_PAYMENT:
            login = NO_LOGIN if refusal is Refusal.ERIP_UNKNOWN_ACCOUNT else self.login(contract)
            outcome = self.do(EripPayment(login=login, amount_kopecks=amount))
        elif row.channel == Channel.SERVICE_CENTRE:
            outcome = self.do(Terminate(contract_id=contract))
        else:
            if not self._is_signed_in(contract):
                self._sign_in(contract)
            if row.operation == Operation.REDEEM_EXPRESS_CARD:
                request: SelfService = self._express_card(contract, refusal)
            else:
                request = _in_the_app(contract, row, refusal, amount)
            outcome = self.do(request, contract)
        self.answers.append((row, outcome))

    def _express_card(self, contract: int, refusal: Refusal) -> RedeemExpressCard:
        """A new card, or digits that are none."""
        is_card = refusal is not Refusal.CARD_FORMAT
        digits = "0" * 16
        if is_card and refusal is not Refusal.CARD_UNKNOWN:
            number = int(self.do(IssueExpressCard()).data)
            digits = self.world._operator.vault.express_card(number)
        return RedeemExpressCard(contract_id=contract, is_card=is_card, card=self.digest(digits))

    def _sign_in(self, contract: int) -> None:
        for operation in (RequestCode, SignIn):
            self.do(operation(**self._fields(operation, contract, is_right=True)), contract)

    # everything else

    def _mix_in(self, contract: int, operation: type[Request]) -> None:
        """One request of any kind, mostly by somebody who may ask; then the next is planned."""
        if self.luck.random() < 0.8:
            self._come_back(contract, is_binding=operation in BINDING)
        is_right = self.luck.random() < 0.85
        request = operation(**self._fields(operation, contract, is_right=is_right))
        has_key = issubclass(operation, SelfService) and operation.has_key
        key = self.luck.choice((None, None, "key")) if has_key else None
        is_done = self.do(request, contract, key).ok
        if is_done and operation in FOLLOWED_BY and self.luck.random() < 0.5:
            self._plan(self._soon(), contract, operation=FOLLOWED_BY[operation])
        elif self.luck.random() < 0.7 or not self._plan_at_an_end(contract):
            self._plan(self._some_moment(), contract)

    def _come_back(self, contract: int, *, is_binding: bool) -> None:
        """Be signed in and have the contract, as is needed for most of what can be asked."""
        if not self._is_signed_in(contract):
            self._sign_in(contract)
        session = rows_of(self.world, Table.SESSION).get(self.devices[contract], Session())
        bound = dict(rows_of(self.world, Table.BOUND).get(session.account_id, ()))
        if contract not in bound and not is_binding:
            self._bind(contract)

    def _bind(self, contract: int) -> None:
        self.do(BindByLogin(**self._fields(BindByLogin, contract, is_right=True)), contract)

    def _is_signed_in(self, contract: int) -> bool:
        session = rows_of(self.world, Table.SESSION).get(self.devices[contract])
        if session is None or session.is_closed:
            return False
        age_s = state_of(self.world).now - session.opened_at
        return bool(age_s < SESSION_S and (age_s == 0 or session.client != Client.WEB))

    def _next_operation(self) -> type[Request]:
        """All of them in turn, those that move money or time more often; ends come late."""
        if not self.bag:
            self.bag = [
                *(one for one in ASKED for _ in range(1 if one in SELDOM else 4)),
                *(one for one in ASKED if one in OFTEN for _ in range(4)),
            ]
            self.luck.shuffle(self.bag)
        operation = self.bag.pop()
        lived = (state_of(self.world).now - self.begun_at) / (self.end_at - self.begun_at)
        return TopUp if operation is Terminate and lived < TERMINATED_AFTER else operation

    def _some_moment(self) -> int:
        """This very second, some second of the next days, or one at a midnight."""
        now = state_of(self.world).now
        at = now + self.luck.randrange(PAUSE_S)
        midnight = (at // DAY_S + 1) * DAY_S
        near = tuple(midnight + step for step in (-1, 0, 1))
        return max(now, self.luck.choice((now, at, at, at, *near)))

    def _soon(self) -> int:
        """This very second, the next one, or within some hours."""
        now = state_of(self.world).now
        return self.luck.choice((now, now + 1, now + self.luck.randrange(SOON_S)))

    def _plan_at_an_end(self, contract: int) -> bool:
        """Something more at the second at which something of the contract ends, or beside it."""
        now, record = state_of(self.world).now, contract_of(self.world, contract)
        ends = [int(record[name]) for name in ENDS]
        ends += [int(one) for one in record.timed_until]
        ahead = [one for one in ends if now < one < now + 60 * DAY_S]
        for end in sorted(ahead)[:1]:
            self._plan(max(now, end + self.luck.choice((-1, 0, 0, 1))), contract)
        return bool(ahead)

    def _fields(self, operation: type[Request], contract: int, *, is_right: bool) -> dict[str, Any]:
        """A value for every field; where it is not right, it may be anything of its kind."""
        return {
            name: self._value(argument, kind, contract, is_right)
            for name, argument, kind in _fields_of(operation)
        }

    def _value(self, argument: arguments.Argument, kind: Any, contract: int, is_right: bool) -> Any:
        if kind is bool:
            usual = argument not in USUALLY_NOT
            return usual if is_right or self.luck.random() < 0.6 else not usual
        other = contract if is_right else self.luck.choice(self.mixed)
        values = VALUES[argument](self, other, is_right)
        return values[0] if len(values) == 1 else self.luck.choice(values)

    # what can be given

    def login(self, contract: int) -> int:
        """That of the first service of a contract."""
        return self.world.directory.services(contract)[0].login

    def digest(self, secret: str) -> str:
        """A secret as a request holds it."""
        return self.world.digest_of(secret)

    def mobile(self, contract: int) -> int:
        """Everybody has a mobile, and by it an account, for one contract."""
        return FIRST_MOBILE + contract

    def sms_code(self, contract: int) -> str:
        """The newest code."""
        sent = rows_of(self.world, Table.SMS).get(self.mobile(contract))
        digits, vault = self.world.code_digits("otp_digits"), self.world._operator.vault
        return vault.sms_code(self.mobile(contract), sent[-1].count if sent else 0, digits)

    def home_phone(self, contract: int) -> int:
        """The home phone of who holds a contract; some number where there is none."""
        return self.world.directory.holder_of(contract).home_phone or 375_172_000_000

    def voice_code(self, contract: int) -> str:
        """The code that was spoken last."""
        codes = [call.code for call in self.world.outside.calls(f"+{self.home_phone(contract)}")]
        return next((code for code in reversed(codes) if code), "0000")

    def cards(self) -> list[str]:
        """Digests of the express cards that were sold, used ones among them."""
        return [str(one) for one in rows_of(self.world, Table.CARD)][-3:]

    def tickets(self, contract: int) -> list[int]:
        """The newest ticket about a contract, or the first of all."""
        tickets = rows_of(self.world, Table.TICKET).values()
        return [one.ticket_id for one in tickets if one.contract_id == contract][-1:] or [1]

    def plans_like(self, contract: int) -> list[int]:
        """Tariffs of the same kind, by their place in the catalogue."""
        operator, now = self.world._operator, state_of(self.world).now
        kind = self.world.directory.kind(contract)
        places = range(len(self.world.catalogue.tariffs))
        return [one for one in places if operator.tariff_at(one, now).kind == kind]

    def fitting(self, contract: int) -> list[int]:
        """Add-ons that the plan of a contract may have, by their place in the catalogue."""
        operator, now = self.world._operator, state_of(self.world).now
        tariff = int(contract_of(self.world, contract).tariff)
        bits = int(operator.tariff_at(tariff, now).fitting_add_ons)
        places = range(len(self.world.catalogue.add_ons))
        return [one for one in places if bits >> one & 1] or [UNKNOWN]

    def today(self) -> int:
        """The day, as days since 1970-01-01."""
        return state_of(self.world).now // DAY_S


def _has_device(request: Request) -> bool:
    return isinstance(request, SelfService) or request.name == "set_network"


def _in_the_app(contract: int, row: Record, refusal: Refusal, amount: int) -> SelfService:
    if row.operation == Operation.TOP_UP:
        is_declined = refusal is Refusal.CARD_DECLINED
        return TopUp(contract_id=contract, amount_kopecks=amount, is_declined=is_declined)
    if row.operation == Operation.PROMISE_PAYMENT:
        return PromisePayment(contract_id=contract, amount_kopecks=amount)
    if row.operation == Operation.CONNECT_ADD_ON:
        return ConnectAddOn(contract_id=contract, add_on=int(row.add_on))
    if row.operation == Operation.DISCONNECT_ADD_ON:
        return DisconnectAddOn(contract_id=contract, add_on=int(row.add_on))
    if row.operation == Operation.SUSPEND:
        return Suspend(contract_id=contract, term_days=int(row.term_days))
    if row.operation == Operation.RENT_VIDEO:
        return RentVideo(contract_id=contract, title="V01")
    if row.operation == Operation.CANCEL_TARIFF_CHANGE:
        return CancelTariffChange(contract_id=contract)
    if row.operation == Operation.TERMINATION:
        return Termination()
    if row.operation == Operation.RESUME:
        return Resume(contract_id=contract)
    assert row.operation == Operation.CHANGE_TARIFF, "people of a run do something new"
    is_confirmed = refusal is not Refusal.TARIFF_CONFIRM_REQUIRED
    return ChangeTariff(contract_id=contract, tariff=int(row.tariff), is_confirmed=is_confirmed)


@cache
def _fields_of(operation: type[Request]) -> list[tuple[str, arguments.Argument, Any]]:
    """Name, argument and type of every field."""
    fields = msgspec.structs.fields(operation)
    kinds = [get_args(one.type) for one in fields]
    return [(one.name, kind[-1], kind[0]) for one, kind in zip(fields, kinds, strict=True)]


ASKED = tuple(one for one in OPERATIONS if one is not Advance)
"""All that is mixed in: the clock is what the ways differ in."""
OFTEN = frozenset({TopUp, PromisePayment, ConnectAddOn, ChangeTariff, Suspend, Resume})
SELDOM = frozenset(
    {*(one for one in ASKED if "contract_id" not in one.__struct_fields__), Unbind, Terminate}
    | {one for one in ASKED if issubclass(one, Look)}
)
BINDING: tuple[type[Request], ...] = (RequestVoiceCode, BindByVoiceCode)
FOLLOWED_BY: dict[type[Request], type[Request]] = {
    ChangeTariff: CancelTariffChange,
    ConnectAddOn: DisconnectAddOn,
    IssueExpressCard: RedeemExpressCard,
    PromisePayment: TopUp,
    Suspend: Resume,
    Unbind: RequestVoiceCode,
    RequestVoiceCode: BindByVoiceCode,
    OpenTicket: ReplyTicket,
    ReplyTicket: CloseTicket,
}
"""What somebody who was given the first often asks for next."""
ENDS = (
    *("promise_due_at", "suspended_from", "suspended_until", "tariff_effective_at"),
    "tariff_free_from",
)
USUALLY_NOT = frozenset({arguments.DECLINED})
UNKNOWN = -2

Values = Callable[[Author, int, bool], Any]


def _either(*values: Any) -> Values:
    return lambda _author, _contract, _is_right: values


VALUES: dict[arguments.Argument, Values] = {
    arguments.CONTRACT: lambda _author, contract, _: (contract,),
    arguments.TICKET: lambda author, contract, is_right: (
        author.tickets(contract) if is_right else (1, 999)
    ),
    arguments.TARIFF: lambda author, contract, is_right: (
        author.plans_like(contract) if is_right else (*author.plans_like(contract), 3, UNKNOWN)
    ),
    arguments.ADD_ON: lambda author, contract, is_right: (
        author.fitting(contract) if is_right else (*range(20), UNKNOWN)
    ),
    arguments.TITLE: _either("V01", "V01", "V02", "?"),
    arguments.AMOUNT: _either(1, 100, 900, 1_500, 1_501, 3_000, 6_000, -1_000, 50_000),
    arguments.BRAND: lambda *_: ("visa", "mastercard", "belkart", "other"),
    arguments.DAYS: _either(15, 15, 30, 45, 180, 16),
    arguments.FROM_DAY: lambda author, *_: (author.today(), author.today() - 30),
    arguments.UNTIL_DAY: lambda author, *_: (author.today(), author.today() + 1),
    arguments.PHONE: lambda author, contract, _: (author.mobile(contract),),
    arguments.HOME_PHONE: lambda author, contract, _: (author.home_phone(contract),),
    arguments.LOGIN: lambda author, contract, is_right: (
        (author.login(contract),) if is_right else (author.login(contract), NO_LOGIN)
    ),
    arguments.PASSWORD: lambda author, contract, is_right: (
        (author.digest(author.world.outside.paper(contract)[0][1]),)
        if is_right
        else (author.digest("no"),)
    ),
    arguments.SURNAME: lambda author, contract, is_right: (
        (surname_key(author.world.directory.holder_of(contract).surname["ru"]),)
        if is_right
        else ("nobody",)
    ),
    arguments.SMS_CODE: lambda author, contract, is_right: (
        (author.digest(author.sms_code(contract)),) if is_right else (author.digest("000000"),)
    ),
    arguments.VOICE_CODE: lambda author, contract, is_right: (
        (author.digest(author.voice_code(contract)),) if is_right else (author.digest("0000"),)
    ),
    arguments.CARD: lambda author, *_: (*author.cards(), author.digest("1" * 16)),
    arguments.LANGUAGE: _either("ru", "be", "en"),
    arguments.TOPIC: _either("Topic"),
    arguments.TEXT: _either("Why?", "Why?", " "),
    arguments.PAGE: _either(1, 2, 99),
    arguments.REGION: _either("", "MSQ"),
    arguments.LOCALITY: _either("", "nowhere"),
    arguments.NEAR: _either([], [53_902_000, 27_561_000]),
    arguments.LIMIT: _either(1, 10),
    arguments.KIND: lambda *_: [int(one) for one in Client],
    arguments.ADDRESS: _either("", "192.0.2.1"),
    arguments.ANNEX: lambda author, contract, is_right: (
        (author.login(contract),) if is_right else (NO_LOGIN,)
    ),
    arguments.REASON: _either("", "a complaint"),
    arguments.NUMBER: _either(*range(7)),
    arguments.SECONDS: _either(0, 1, 60, 61, 4_000),
    arguments.MINUTES: _either(0, 1, 90, 1_440),
    arguments.DOWN_MB: _either(0, 1, 700_000_000, 60_000_000_000),
    arguments.UP_MB: _either(0, 5_000_000),
}
"""For each kind of argument some values of it, for a contract; what a flag says is drawn apart."""
