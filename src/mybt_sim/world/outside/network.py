"""Outside the application: short messages, ringing home phones, paper, banks and shops."""

import datetime
from dataclasses import dataclass
from typing import Any

from mybt_sim.base.errors import RequestError
from mybt_sim.base.volume import MB_BYTES
from mybt_sim.catalogue import Catalogue
from mybt_sim.catalogue.content import Content
from mybt_sim.engine.records import FAR, Record, Records, join
from mybt_sim.engine.traffic import class_of_call
from mybt_sim.engine.vocabulary import Event
from mybt_sim.operations.outside import (
    EripPayment,
    IssueExpressCard,
    RecordCall,
    RecordSession,
    RecordView,
    SetAnswering,
    Terminate,
)
from mybt_sim.operations.statistics import Balance
from mybt_sim.operations.support import Notifications
from mybt_sim.population import paper_contract
from mybt_sim.world.command import Command
from mybt_sim.world.course import Course
from mybt_sim.world.directory import Directory
from mybt_sim.world.moments import moment_of
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
from mybt_sim.world.reads.contract_view import contract_view
from mybt_sim.world.reads.tickets import ticket_view
from mybt_sim.world.reads.views import ContractView, TicketView
from mybt_sim.world.state import Sms, Table

SESSION_MB_MOST = 1 << 29
DAY_MINUTES = 1_440
UNKNOWN = -1


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


class Network(Course):
    """What is seen and done outside the application."""

    @property
    def directory(self) -> Directory:
        """Who holds what: contracts, services, names, addresses."""
        return self._operator.directory

    @property
    def content(self) -> Content:
        """News, places, videos and the user guide."""
        return self._operator.content

    def contract_record(self, contract: int) -> Record:
        """A copy of what the operator knows of a contract now: balance, tariff, states.

        `RequestError` when there is none. It asks no rule and leaves no trace in the log.
        """
        with self._lock:
            record: Record = self._state.contracts[self._position(contract)].copy()
            return record

    def contract_records(self) -> Records:
        """A copy of all contracts, in the order of `directory`."""
        with self._lock:
            return self._state.contracts.copy()

    def contract_page(self, contract: int) -> ContractView:
        """What the page of a contract would show now, whoever asks; no session is needed."""
        contract_id = self._known(contract)
        with self._lock:
            context = self._context(Command(Balance(contract_id=contract_id)))
            return contract_view(context, contract_id)

    @property
    def catalogue(self) -> Catalogue:
        """Tariffs, add-ons and terms."""
        return self._operator.catalogue

    def mobile_of(self, account: int) -> int:
        """The mobile number of an account, 375XXXXXXXXX; `KeyError` when there is none."""
        with self._lock:
            return int(self._state.tables[Table.ACCOUNT][account].mobile)

    def has_account(self, mobile: int | str) -> bool:
        """Whether somebody has signed in with this number before."""
        with self._lock:
            return phone_of(mobile).number in self._state.tables[Table.ACCOUNT_OF]

    def digest_of(self, secret: str) -> str:
        """A secret as the world knows it."""
        return self._operator.vault.digest(text_of("The secret", secret))

    def code_digits(self, term: str) -> int:
        """The length of codes today, by the name of its term."""
        return int(self._operator.terms_at(self._state.now)[term])

    def tariff_index(self, tariff_id: str) -> int:
        """Catalogue index of a tariff; one that no tariff has, where there is none."""
        ids = [tariff.id for tariff in self._operator.catalogue.tariffs]
        return ids.index(tariff_id) if tariff_id in ids else UNKNOWN - 1

    def add_on_index(self, add_on_id: str) -> int:
        """Catalogue index of an add-on; one that no add-on has, where there is none."""
        ids = [add_on.id for add_on in self._operator.catalogue.add_ons]
        return ids.index(add_on_id) if add_on_id in ids else UNKNOWN - 1

    def inbox(self, phone: str) -> tuple[ShortMessage, ...]:
        """Short messages of a mobile number, oldest first."""
        mobile = phone_of(phone).number
        with self._lock:
            sent = [
                self._short(mobile, sms) for sms in self._state.tables[Table.SMS].get(mobile, ())
            ]
            return tuple(sorted([*sent, *self._alerts(mobile)], key=lambda sms: sms.at))

    def _short(self, mobile: int, sms: Sms) -> ShortMessage:
        digits = int(self._operator.terms_at(sms.sent_at).otp_digits)
        code = self._operator.vault.sms_code(mobile, sms.count, digits)
        return ShortMessage(moment_of(sms.sent_at), mobile, code)

    def _alerts(self, mobile: int) -> list[ShortMessage]:
        """Paid alerts (NTF-SMS) about contracts, sent while the number's account held them."""
        tables = self._state.tables
        account_id = tables[Table.ACCOUNT_OF].get(mobile, 0)
        held = [(*bound, FAR) for bound in tables[Table.BOUND].get(account_id, ())]
        found = []
        for contract_id, bound_at, let_go_at in (*tables[Table.LET_GO].get(account_id, ()), *held):
            past = self._operator.past.events(contract_id)
            for row in join([past, self._state.history.events(contract_id)]):
                if row.event == Event.SMS_ALERT and bound_at <= row.happened_at < let_go_at:
                    at = moment_of(row.happened_at)
                    found.append(ShortMessage(at, mobile, None, int(row.value)))
        return found

    def calls(self, home_phone: str) -> tuple[PhoneCall, ...]:
        """Calls of the auto-informer to a home phone, oldest first."""
        number = phone_of(home_phone).number
        with self._lock:
            rung = self._state.tables[Table.RINGING].get(number, ())
            found = []
            for ring in rung:
                digits = int(self._operator.terms_at(ring.rung_at).voice_digits)
                code = self._operator.vault.voice_code(ring.account_id, ring.count, digits)
                spoken = code if ring.is_answered else None
                found.append(PhoneCall(moment_of(ring.rung_at), number, spoken))
            return tuple(found)

    def set_answering(self, home_phone: str, is_answering: bool) -> None:
        """Let somebody at home take calls, or nobody."""
        number = phone_of(home_phone).number
        answers = flag_of("is_answering", is_answering)
        self.perform(Command(SetAnswering(home_phone=number, is_answering=answers)))

    def paper(self, contract: int) -> tuple[tuple[str, str], ...]:
        """Login and password of each service, as printed on a paper contract."""
        services = self._operator.directory.services(self._known(contract))
        seed = self._operator.directory.seed
        return tuple(paper_contract(seed, service.service_id) for service in services)

    def buy_express_card(self) -> str:
        """A new express-payment card: its 16 digits."""
        card = self.perform(Command(IssueExpressCard())).data
        return self._operator.vault.express_card(card)

    def erip_payment(self, annex: str, amount: Any) -> Outcome:
        """A payment from ЕРИП by annex number, which is the login of a service."""
        request = EripPayment(login=login_of(annex), amount_kopecks=kopecks_of(amount))
        return self.perform(Command(request))

    def terminate(self, contract: int) -> Outcome:
        """A service centre ends a contract for good."""
        return self.perform(Command(Terminate(contract_id=self._known(contract))))

    def tickets(self, phone: str) -> tuple[TicketView, ...]:
        """What the account of a mobile number asked support, as support sees it, oldest first."""
        mobile = phone_of(phone).number
        with self._lock:
            tables = self._state.tables
            account_id = tables[Table.ACCOUNT_OF].get(mobile, 0)
            context = self._context(Command(Notifications()))
            return tuple(
                ticket_view(context, ticket.ticket_id)
                for ticket in tables[Table.TICKET].values()
                if ticket.account_id == account_id
            )

    def record_session(self, contract: int, *, down_mb: int = 0, up_mb: int = 0) -> Outcome:
        """An internet session of a contract ends, with so many MB."""
        request = RecordSession(
            contract_id=self._known(contract),
            down_bytes=whole_of("down_mb", down_mb, most=SESSION_MB_MOST) * MB_BYTES,
            up_bytes=whole_of("up_mb", up_mb, most=SESSION_MB_MOST) * MB_BYTES,
        )
        return self.perform(Command(request))

    def record_call(
        self, contract: int, number: str, seconds: int, *, answered: bool = True
    ) -> Outcome:
        """Somebody calls a number from the home phone of a contract."""
        contract_id = self._known(contract)
        request = RecordCall(
            contract_id=contract_id,
            call_class=self._class_of(contract_id, number),
            seconds=whole_of("The length in seconds", seconds, most=DAY_MINUTES * 60),
            is_answered=flag_of("answered", answered),
        )
        return self.perform(Command(request))

    def record_view(self, contract: int, minutes: int) -> Outcome:
        """Somebody watched television for so many minutes."""
        contract_id = self._known(contract)
        length = whole_of("The minutes", minutes, most=DAY_MINUTES)
        return self.perform(Command(RecordView(contract_id=contract_id, minutes=length)))

    def _known(self, contract: object) -> int:
        """The id of a contract that there is, as the engine counts."""
        number = whole_of("The contract", contract)
        if self._operator.directory.position(number) < 0:
            raise RequestError(
                f"There is no contract {number}.", next_step="Take an id from `world.directory`."
            )
        return number

    def _position(self, contract: object) -> int:
        return self._operator.directory.position(self._known(contract))

    def _class_of(self, contract: int, number: object) -> int:
        home_phone = self._operator.directory.holder_of(contract).home_phone
        dialled = dialled_of(number, home_phone)
        is_same_area = dialled.area != "" and dialled.area == area_of(home_phone)
        found = class_of_call(dialled.country, dialled.is_service, dialled.is_mobile, is_same_area)
        return int(found)
