"""What if she had paid later: a contract's life from a payment on, as it was and with it delayed.

Two forks of her world on the morning of the payment live on by the same deeds, those of the run,
and by the same use; one of them pays later. Everything goes through `World`, as a phone would: what
a deed comes to is decided anew. Her other deeds stay as they were, however a delay would have
changed her mind.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from mybt_sim.base.errors import RunError
from mybt_sim.engine.refusals import Refusal
from mybt_sim.population.layouts import CONTRACT_PLACES
from mybt_sim.store import Run
from mybt_sim.store.again import simulation_of
from mybt_sim.world import World
from mybt_sim.world.outcome import Outcome

FOLLOWED_DAYS = 45
"""So long after the payment both lives are followed."""
DELAY_DAYS_MOST = 30
DONE = Refusal.NONE.name
MOBILE = "+375 29 123-45-67"
"""The phone in hand has it: whose it is changes nothing of a contract."""

DEEDS_SQL = """
-- One row per request about the contract from a moment on, in order.
SELECT operation_no, attempted_at, operation::VARCHAR AS operation, channel::VARCHAR AS channel,
    amount_kopecks, tariff_id::VARCHAR AS tariff_id, add_on_id::VARCHAR AS add_on_id, term_days,
    coalesce(refusal::VARCHAR, 'NONE') AS refusal
FROM operation
WHERE contract_id = $contract AND attempted_at >= $since AND attempted_at < $until
ORDER BY attempted_at, operation_no
"""
PAYMENTS = ("erip_payment", "top_up", "redeem_express_card")


class Deed(NamedTuple):
    """A request of the run: which, when, with what, and what it came to then."""

    number: int
    at: datetime.datetime
    operation: str
    channel: str | None
    amount_kopecks: int
    tariff_id: str | None
    add_on_id: str | None
    term_days: int | None
    refusal: str

    @property
    def amount(self) -> Decimal:
        """Its sum in BYN."""
        return Decimal(self.amount_kopecks).scaleb(-2)


class Came(NamedTuple):
    """A deed as it was done, when, and the name of the refusal it came to, or NONE."""

    deed: Deed
    at: datetime.datetime
    came: str


@dataclass(frozen=True)
class Side:
    """One of the two lives.

    days    contract_day of the contract from the day of the payment on
    events  event of the contract from then on
    """

    days: pl.DataFrame
    events: pl.DataFrame
    deeds: tuple[Came, ...]


@dataclass(frozen=True)
class PaidLater:
    """A payment, when it would have been, and both lives from its day to that of `until`."""

    paid: Deed
    later: datetime.datetime
    until: datetime.datetime
    base: Side
    variant: Side


def payment_at(run: Run, contract: int, moment: datetime.datetime) -> Deed | None:
    """The payment of a contract at a second of the run; None where none came in then."""
    second = datetime.timedelta(seconds=1)
    found = _deeds(run, contract, moment, moment + second)
    paid = (one for one in found if one.operation in PAYMENTS and one.refusal == DONE)
    return next(paid, None)


def paid_later(run: Run, contract: int, moment: datetime.datetime, days: int) -> PaidLater:
    """Live on from the payment at a second as it was, and with the payment so many days later.

    `RunError` when no payment came in then, or the run was made by other rules.
    """
    paid = payment_at(run, contract, moment)
    if paid is None or not 1 <= days <= DELAY_DAYS_MOST:
        raise RunError(
            f"Contract {contract} of {run.path} did not pay at {moment}.",
            next_step=f"Name the second of one of its payments, and 1 to {DELAY_DAYS_MOST} days.",
        )
    scenario = simulation_of(run).scenario
    ends = datetime.datetime.combine(scenario.start, datetime.time())
    ends += datetime.timedelta(days=scenario.days)
    morning = datetime.datetime.combine(moment.date(), datetime.time())
    until = min(ends, morning + datetime.timedelta(days=FOLLOWED_DAYS))
    deeds = _deeds(run, contract, morning, until)
    later = paid.at + datetime.timedelta(days=days)
    delayed = [one._replace(at=later) if one.number == paid.number else one for one in deeds]
    begin = World.of_subscriber(scenario, contract // CONTRACT_PLACES, morning.date())
    sides = (_live_on(begin.fork(), contract, some, until) for some in (deeds, delayed))
    return PaidLater(paid, later, until, *sides)


def _deeds(
    run: Run, contract: int, since: datetime.datetime, until: datetime.datetime
) -> list[Deed]:
    asked = {"contract": contract, "since": since, "until": until}
    with run.cursor() as cursor:
        rows = cursor.sql(DEEDS_SQL, params=asked).fetchall()
    return [Deed(*row) for row in rows]


def _live_on(world: World, contract: int, deeds: Sequence[Deed], until: datetime.datetime) -> Side:
    """Do what was done, each at its second, and go on to the end."""
    began = world.now
    hand = _Hand(world, contract)
    done = []
    for deed in sorted(deeds, key=lambda one: (one.at, one.number)):
        if deed.at >= until:
            continue
        world.advance(until=deed.at)
        outcome = hand.do(deed)
        if outcome is not None:
            done.append(Came(deed, deed.at, outcome.refusal.name))
    world.advance(until=until)
    tables = world.tables()
    mine = pl.col("contract_id") == contract
    days = tables["contract_day"].filter(mine, pl.col("day") >= began.date()).sort("day")
    events = tables["event"].filter(mine, pl.col("happened_at") >= began).sort("event_no")
    return Side(days, events, tuple(done))


class _Hand:
    """Whoever does what was done in the run: on a phone, at a bank, in a service centre."""

    def __init__(self, world: World, contract: int) -> None:
        self.world, self.contract = world, contract
        self.phone = world.client("android")

    def do(self, deed: Deed) -> Outcome | None:
        """What it comes to; None for what nobody could do again, such as a mistyped account."""
        outside = self.world.outside
        if deed.operation == "erip_payment":
            if deed.refusal == Refusal.ERIP_UNKNOWN_ACCOUNT.name:
                return None
            return outside.erip_payment(outside.paper(self.contract)[0][0], deed.amount)
        if deed.operation == "termination" and deed.channel == "service_centre":
            return outside.terminate(self.contract)
        ask = ASKED.get(deed.operation)
        if ask is None or (deed.operation == "redeem_express_card" and deed.refusal != DONE):
            return None
        if self.world.is_guest(self.phone.device_id):
            self._sign_in()
        return ask(self, deed)

    def _sign_in(self) -> None:
        outside = self.world.outside
        self.phone.request_code(MOBILE)
        codes = [one.code for one in outside.inbox(MOBILE) if one.code]
        self.phone.sign_in(MOBILE, codes[-1] if codes else "")
        if not self.phone.balance(self.contract).ok:
            self.phone.bind_by_login(*outside.paper(self.contract)[0])

    def card(self, _: Deed) -> Outcome:
        """A card of the shop."""
        return self.phone.redeem_express_card(self.contract, self.world.outside.buy_express_card())

    def film(self, _: Deed) -> Outcome:
        """Any film, for all have one price; which it was is not stored."""
        return self.phone.rent_video(self.contract, self.world.content.videos[0].id)


def _top_up(hand: _Hand, deed: Deed) -> Outcome:
    is_declined = deed.refusal == Refusal.CARD_DECLINED.name
    return hand.phone.top_up(hand.contract, deed.amount, declined=is_declined)


def _change_tariff(hand: _Hand, deed: Deed) -> Outcome:
    is_confirmed = deed.refusal != Refusal.TARIFF_CONFIRM_REQUIRED.name
    return hand.phone.change_tariff(hand.contract, deed.tariff_id or "", confirmed=is_confirmed)


def _connect(hand: _Hand, deed: Deed) -> Outcome:
    return hand.phone.connect_add_on(hand.contract, deed.add_on_id or "")


def _disconnect(hand: _Hand, deed: Deed) -> Outcome:
    return hand.phone.disconnect_add_on(hand.contract, deed.add_on_id or "")


ASKED: dict[str, Callable[[_Hand, Deed], Outcome]] = {
    "top_up": _top_up,
    "redeem_express_card": _Hand.card,
    "promise_payment": lambda hand, deed: hand.phone.promise_payment(hand.contract, deed.amount),
    "cancel_promise": lambda hand, _: hand.phone.cancel_promise(hand.contract),
    "change_tariff": _change_tariff,
    "cancel_tariff_change": lambda hand, _: hand.phone.cancel_tariff_change(hand.contract),
    "connect_add_on": _connect,
    "disconnect_add_on": _disconnect,
    "suspend": lambda hand, deed: hand.phone.suspend(hand.contract, deed.term_days or 0),
    "resume": lambda hand, _: hand.phone.resume(hand.contract),
    "rent_video": _Hand.film,
}
"""What is asked for on a phone, by the name of the operation."""
