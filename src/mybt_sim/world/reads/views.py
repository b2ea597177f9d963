"""What operations answer with: plain values that a page can show without asking anything else."""

import datetime
from dataclasses import dataclass

from mybt_sim.catalogue.notation import byn
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.usage import round_e4
from mybt_sim.engine.vocabulary import (
    Entry,
    Event,
    PaymentChannel,
    PromiseState,
    ServiceKind,
    Settlement,
    Status,
    TicketState,
)
from mybt_sim.text.formats import moment, money
from mybt_sim.text.messages import Language, refusal_text, translate
from mybt_sim.world.moments import seconds_of


@dataclass(frozen=True)
class AddOnView:
    """An add-on of a contract, or one on offer."""

    id: str
    name: dict[str, str]
    fee_e4: int  # per month, in 1/10,000 BYN
    once_kopecks: int
    is_included: bool = False
    until: datetime.datetime | None = None

    def __repr__(self) -> str:
        ends = f" until {self.until}" if self.until else ""
        return f"<AddOnView {self.id}{ends}>"


@dataclass(frozen=True)
class TariffView:
    """A tariff plan as it is offered today."""

    id: str
    name: dict[str, str]
    kind: ServiceKind
    fee_e4: int
    down_kbps: int
    up_kbps: int
    included_mb: int | None
    is_on_sale: bool
    is_social: bool

    def __repr__(self) -> str:
        return f"<TariffView {self.id}: {self.kind}, {byn(round_e4(self.fee_e4))} BYN a month>"


@dataclass(frozen=True)
class PromiseView:
    """The open promised payment of a contract."""

    amount_kopecks: int
    open_kopecks: int
    due_at: datetime.datetime


@dataclass(frozen=True)
class ContractView:
    """A contract on the home screen of the account that it is bound to."""

    contract_id: int
    number: int
    kind: ServiceKind
    settlement: Settlement
    address: dict[str, str]
    holder: dict[str, str]
    home_phone: int
    is_relative: bool
    logins: tuple[int, ...]
    status: Status
    is_barred: bool
    balance_kopecks: int
    days_left: int | None  # None where bills are sent, and of a contract that has ended
    monthly_sum_kopecks: int
    tariff: TariffView
    pending_tariff: TariffView | None
    pending_from: datetime.datetime | None
    tariff_free_from: datetime.datetime | None
    add_ons: tuple[AddOnView, ...]
    promise: PromiseView | None
    promise_limit_kopecks: int
    suspended_from: datetime.datetime | None
    suspended_until: datetime.datetime | None

    def __repr__(self) -> str:
        return (
            f"<ContractView {self.contract_id}: {self.kind} {self.tariff.id}, "
            f"{byn(self.balance_kopecks)} BYN, {self.status}{', barred' * self.is_barred}>"
        )


@dataclass(frozen=True)
class BalanceView:
    """What a balance check without registration tells (QBAL-WEB), and no more."""

    balance_kopecks: int
    tariff: dict[str, str]
    status: Status


@dataclass(frozen=True)
class StatementLine:
    """One line of a statement; charges of a day are one line for each kind.

    `day` is the day to which it belongs; the charges of a day are posted at its end, 24:00.
    """

    day: datetime.date
    posted_at: datetime.datetime
    entry: Entry
    amount_kopecks: int
    balance_after_kopecks: int
    channel: PaymentChannel


@dataclass(frozen=True)
class PromiseLine:
    """A promised payment in a statement, with what has become of it by now."""

    amount_kopecks: int
    given_at: datetime.datetime
    due_at: datetime.datetime
    state: PromiseState
    closed_at: datetime.datetime | None


@dataclass(frozen=True)
class BlockLine:
    """A financial block in a statement: its beginning, its end if it has one, and the balance."""

    blocked_at: datetime.datetime
    restored_at: datetime.datetime | None
    balance_kopecks: int


@dataclass(frozen=True)
class Statement:
    """A contract's money in a period (LED-HISTORY).

    Balance before, lines in the order of the ledger, balance after; the promises and blocks that
    held on any of its days.
    """

    from_day: datetime.date
    until_day: datetime.date
    opening_kopecks: int
    lines: tuple[StatementLine, ...]
    closing_kopecks: int
    promises: tuple[PromiseLine, ...] = ()
    blocks: tuple[BlockLine, ...] = ()

    def __repr__(self) -> str:
        return (
            f"<Statement from {self.from_day} to {self.until_day}: {len(self.lines)} lines, "
            f"{byn(self.opening_kopecks)} to {byn(self.closing_kopecks)} BYN>"
        )


@dataclass(frozen=True)
class UsageDay:
    """What a contract used on one day, and what that day cost."""

    day: datetime.date
    status: Status
    down_mb: int
    up_mb: int
    tv_minutes: int
    local_minutes: int
    long_distance_minutes: int
    mobile_minutes: int
    international_minutes: int
    service_minutes: int
    usage_kopecks: int


@dataclass(frozen=True)
class UsageView:
    """Usage of a contract in a period, day by day."""

    from_day: datetime.date
    until_day: datetime.date
    days: tuple[UsageDay, ...]

    def __repr__(self) -> str:
        return (
            f"<UsageView from {self.from_day} to {self.until_day}: {len(self.days)} days, "
            f"{self.down_mb:,} MB down, {self.up_mb:,} MB up>"
        )

    @property
    def down_mb(self) -> int:
        """MB received in the period."""
        return sum(day.down_mb for day in self.days)

    @property
    def up_mb(self) -> int:
        """MB sent in the period."""
        return sum(day.up_mb for day in self.days)


@dataclass(frozen=True)
class Notice:
    """A notification in the application (NTF-PUSH); `event` is None for a payment.

    `amount_kopecks`, `count`, `until`, `names` (by language) and `reason` are what the event tells,
    and None where it does not.
    """

    contract_id: int
    at: datetime.datetime
    event: Event | None
    amount_kopecks: int | None = None
    count: int | None = None
    until: datetime.datetime | None = None
    names: dict[str, str] | None = None
    is_overdue: bool = False
    reason: Refusal | None = None

    def title(self, language: Language) -> str:
        """What happened, in a few words."""
        event = "payment" if self.event is None else self.event.name.lower()
        return translate(f"event.{event}", language)

    def text(self, language: Language) -> str:
        """The notification itself."""
        told: dict[str, object] = {}
        if self.amount_kopecks is not None:
            told["amount"] = money(self.amount_kopecks, language)
        if self.count is not None:
            told["count"] = self.count
        if self.until is not None:
            told["date"] = moment(seconds_of(self.until), language)
        if self.names is not None:
            told["name"] = self.names[language]
        if self.reason is not None:
            told["reason"] = refusal_text(self.reason.name, language)
        return translate(f"notice.{self.key}", language, **told)

    @property
    def key(self) -> str:
        """The notice's name in the catalogue of texts."""
        if self.event is None:
            return "PAYMENT"
        if self.event is Event.VIDEO_RENTED and self.names is None:
            return "VIDEO_RENTED_UNNAMED"
        return f"{self.event.name}_OVERDUE" if self.is_overdue else self.event.name


@dataclass(frozen=True)
class TicketView:
    """A question to support, with what was said."""

    ticket_id: int
    topic: str
    state: TicketState
    contract_id: int | None
    opened_at: datetime.datetime
    messages: tuple["Message", ...]

    def __repr__(self) -> str:
        return f"<TicketView {self.ticket_id}: {self.state}, {len(self.messages)} messages>"


@dataclass(frozen=True)
class Message:
    """One message of a ticket; `text` is None for the operator's answer, which texts hold."""

    at: datetime.datetime
    text: str | None


@dataclass(frozen=True)
class BindingView:
    """What a binding brought: contracts that are new, and those that were bound before."""

    bound: tuple[int, ...]
    already_bound: tuple[int, ...] = ()
