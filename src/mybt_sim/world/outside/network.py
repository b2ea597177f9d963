"""Outside the application: short messages, ringing home phones, paper, banks and shops."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mybt_sim.base.volume import MB_BYTES
from mybt_sim.engine.records import FAR, join
from mybt_sim.engine.traffic import class_of_call
from mybt_sim.engine.vocabulary import Event
from mybt_sim.operations.outside import (
    CorrectBalance,
    EripPayment,
    IssueExpressCard,
    RecordCall,
    RecordSession,
    RecordView,
    SetAnswering,
    Terminate,
)
from mybt_sim.population import paper_contract
from mybt_sim.world.clients.base import Amount, key_of
from mybt_sim.world.command import Command
from mybt_sim.world.machine import Machine
from mybt_sim.world.moments import moment_of
from mybt_sim.world.operator import Operator
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.parsing import (
    area_of,
    dialled_of,
    flag_of,
    kopecks_of,
    login_of,
    phone_of,
    text_of,
    whole_of,
)
from mybt_sim.world.reads.tickets import ticket_view
from mybt_sim.world.reads.views import TicketView
from mybt_sim.world.state import Ring, Sms, State, Table

SESSION_MB_MOST = 1 << 29
DAY_MINUTES = 1_440
REASON_MOST = 200


@dataclass(frozen=True)
class ShortMessage:
    """A short message on a mobile: a code to sign in, or an alert (`code` is None)."""

    at: datetime.datetime
    mobile: int
    code: str | None = None
    days_left: int | None = None


@dataclass(frozen=True)
class PhoneCall:
    """A call of the auto-informer to a home phone; `code` is None when nobody answered."""

    at: datetime.datetime
    home_phone: int
    code: str | None


class Outside:
    """What is seen and done outside the application, around a world.

    Told of again under the same `key`, what happens is answered as it was first and happens once.
    A key with another request is refused, or is a `KeyReusedError` where nothing could refuse.
    """

    def __init__(self, operator: Operator, world: Machine) -> None:
        self._operator, self._world = operator, world

    def __repr__(self) -> str:
        return f"<Outside of {self._world}>"

    def inbox(self, phone: str) -> tuple[ShortMessage, ...]:
        """Short messages of a mobile number, oldest first."""
        mobile = phone_of(phone).number
        with self._world.looking() as context:
            codes = [
                _code(self._operator, mobile, sms)
                for sms in context.state.tables[Table.SMS].get(mobile, ())
            ]
            alerts = _alerts(self._operator, context.state, mobile)
            return tuple(sorted([*codes, *alerts], key=lambda sms: sms.at))

    def calls(self, home_phone: str) -> tuple[PhoneCall, ...]:
        """Calls of the auto-informer to a home phone, oldest first."""
        number = phone_of(home_phone).number
        with self._world.looking() as context:
            rung = context.state.tables[Table.RINGING].get(number, ())
            return tuple(_call(self._operator, number, ring) for ring in rung)

    def set_answering(self, home_phone: str, is_answering: bool, *, key: str | None = None) -> None:
        """Let somebody at home take calls, or nobody."""
        number = phone_of(home_phone).number
        answers = flag_of("is_answering", is_answering)
        request = SetAnswering(home_phone=number, is_answering=answers)
        self._world.happen(Command(request, key=key_of(key)))

    def paper(self, contract: int) -> tuple[tuple[str, str], ...]:
        """Login and password of each service, as printed on a paper contract."""
        directory = self._operator.directory
        services = directory.services(directory.known(contract))
        return tuple(paper_contract(directory.seed, service.service_id) for service in services)

    def buy_express_card(self, *, key: str | None = None) -> str:
        """A new express-payment card: its 16 digits."""
        card = self._world.happen(Command(IssueExpressCard(), key=key_of(key))).data
        return self._operator.vault.express_card(card)

    def erip_payment(self, annex: str, amount: Any, *, key: str | None = None) -> Outcome:
        """A payment from ЕРИП by annex number, which is the login of a service."""
        request = EripPayment(login=login_of(annex), amount_kopecks=kopecks_of(amount))
        return self._world.perform(Command(request, key=key_of(key)))

    def terminate(self, contract: int, *, key: str | None = None) -> Outcome:
        """A service centre ends a contract for good."""
        request = Terminate(contract_id=self._operator.directory.known(contract))
        return self._world.perform(Command(request, key=key_of(key)))

    def tickets(self, phone: str) -> tuple[TicketView, ...]:
        """What the account of a mobile number asked support, as support sees it, oldest first."""
        mobile = phone_of(phone).number
        with self._world.looking() as context:
            tables = context.state.tables
            account_id = tables[Table.ACCOUNT_OF].get(mobile, 0)
            return tuple(
                ticket_view(context, ticket.ticket_id)
                for ticket in tables[Table.TICKET].values()
                if ticket.account_id == account_id
            )

    def record_session(
        self, contract: int, *, down_mb: int = 0, up_mb: int = 0, key: str | None = None
    ) -> Outcome:
        """An internet session of a contract ends, with so many MB."""
        request = RecordSession(
            contract_id=self._operator.directory.known(contract),
            down_bytes=whole_of("down_mb", down_mb, most=SESSION_MB_MOST) * MB_BYTES,
            up_bytes=whole_of("up_mb", up_mb, most=SESSION_MB_MOST) * MB_BYTES,
        )
        return self._world.perform(Command(request, key=key_of(key)))

    def record_call(
        self,
        contract: int,
        number: str,
        seconds: int,
        *,
        answered: bool = True,
        key: str | None = None,
    ) -> Outcome:
        """Somebody calls a number from the home phone of a contract."""
        contract_id = self._operator.directory.known(contract)
        request = RecordCall(
            contract_id=contract_id,
            call_class=self._class_of(contract_id, number),
            seconds=whole_of("The length in seconds", seconds, most=DAY_MINUTES * 60),
            is_answered=flag_of("answered", answered),
        )
        return self._world.perform(Command(request, key=key_of(key)))

    def record_view(self, contract: int, minutes: int, *, key: str | None = None) -> Outcome:
        """Somebody watched television for so many minutes."""
        contract_id = self._operator.directory.known(contract)
        request = RecordView(
            contract_id=contract_id, minutes=whole_of("The minutes", minutes, most=DAY_MINUTES)
        )
        return self._world.perform(Command(request, key=key_of(key)))

    def correct_balance(
        self, contract: int, amount: Amount, *, reason: str = "", key: str | None = None
    ) -> Outcome:
        """Staff correct a balance by an amount of either sign (LED-ADJUST); it stands in the log.

        `RequestError` for nothing, and for what would lead beyond a million BYN.
        """
        request = CorrectBalance(
            contract_id=self._operator.directory.known(contract),
            amount_kopecks=kopecks_of(amount),
            reason=text_of("The reason", reason, most=REASON_MOST),
        )
        return self._world.perform(Command(request, key=key_of(key)))

    def _class_of(self, contract: int, number: object) -> int:
        home_phone = self._operator.directory.holder_of(contract).home_phone
        dialled = dialled_of(number, home_phone)
        is_same_area = dialled.area != "" and dialled.area == area_of(home_phone)
        found = class_of_call(dialled.country, dialled.is_service, dialled.is_mobile, is_same_area)
        return int(found)


def _code(operator: Operator, mobile: int, sms: Sms) -> ShortMessage:
    digits = int(operator.terms_at(sms.sent_at).otp_digits)
    code = operator.vault.sms_code(mobile, sms.count, digits)
    return ShortMessage(moment_of(sms.sent_at), mobile, code)


def _alerts(operator: Operator, state: State, mobile: int) -> Iterator[ShortMessage]:
    """Paid alerts (NTF-SMS) about contracts, sent while the number's account held them."""
    account_id = state.tables[Table.ACCOUNT_OF].get(mobile, 0)
    held = [(*bound, FAR) for bound in state.tables[Table.BOUND].get(account_id, ())]
    let_go = state.tables[Table.LET_GO].get(account_id, ())
    for contract_id, bound_at, let_go_at in (*let_go, *held):
        past = operator.past.events(contract_id)
        for row in join([past, state.history.events(contract_id)]):
            if row.event == Event.SMS_ALERT and bound_at <= row.happened_at < let_go_at:
                yield ShortMessage(moment_of(row.happened_at), mobile, None, int(row.value))


def _call(operator: Operator, home_phone: int, ring: Ring) -> PhoneCall:
    digits = int(operator.terms_at(ring.rung_at).voice_digits)
    code = operator.vault.voice_code(ring.account_id, ring.count, digits)
    return PhoneCall(moment_of(ring.rung_at), home_phone, code if ring.is_answered else None)
