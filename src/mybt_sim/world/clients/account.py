"""What an account can do: contracts to hold, questions to ask."""

from mybt_sim.operations.binding import (
    BindByLogin,
    BindByVoiceCode,
    Contracts,
    RequestVoiceCode,
    Unbind,
)
from mybt_sim.operations.outside import NewLine, ReRegistration, Termination
from mybt_sim.operations.sign_in import SignOut
from mybt_sim.operations.support import CloseTicket, Notifications, OpenTicket, ReplyTicket
from mybt_sim.world.clients.base import TOPIC_MOST, ClientBase, contract_of
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.parsing import login_of, phone_of, surname_key, text_of, whole_of


class AccountMixin(ClientBase):
    """What an account does: contracts to hold, questions to ask."""

    def sign_out(self, *, preview: bool = False) -> Outcome:
        """End the session."""
        return self._perform(self._command(SignOut(), preview=preview))

    def contracts(self) -> Outcome:
        """All contracts of the account."""
        return self._perform(self._command(Contracts()))

    def bind_by_login(self, login: str, password: str, *, key: str | None = None) -> Outcome:
        """Bind the contract of a service."""
        secret = self._secret("The password", password)
        return self._perform(
            self._command(BindByLogin(login=login_of(login), password=secret), key)
        )

    def request_voice_code(
        self, home_phone: str, surname: str, *, key: str | None = None
    ) -> Outcome:
        """Have a code spoken to a home phone that is registered for this surname."""
        phone = phone_of(home_phone)
        request = RequestVoiceCode(
            home_phone=phone.number, is_fixed=phone.is_fixed, surname=surname_key(surname)
        )
        return self._perform(self._command(request, key))

    def bind_by_voice_code(self, home_phone: str, code: str, *, key: str | None = None) -> Outcome:
        """Enter the spoken code; all contracts of the number are bound at once."""
        is_code, secret = self._digits("The code", code, self._world.code_digits("voice_digits"))
        number = phone_of(home_phone).number
        return self._perform(
            self._command(BindByVoiceCode(home_phone=number, is_code=is_code, code=secret), key)
        )

    def unbind(self, contract: int, *, key: str | None = None, preview: bool = False) -> Outcome:
        """Let a contract go."""
        return self._perform(
            self._command(Unbind(contract_id=contract_of(contract)), key, preview=preview)
        )

    def open_ticket(
        self,
        topic: str,
        text: str,
        contract: int | None = None,
        *,
        key: str | None = None,
        preview: bool = False,
    ) -> Outcome:
        """Ask support something."""
        request = OpenTicket(
            topic=text_of("The topic", topic, most=TOPIC_MOST),
            text=text_of("The text", text),
            contract_id=0 if contract is None else contract_of(contract),
        )
        return self._perform(self._command(request, key, preview=preview))

    def reply_ticket(
        self, ticket: int, text: str, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Write again in a ticket."""
        number = whole_of("The ticket", ticket)
        request = ReplyTicket(ticket_id=number, text=text_of("The text", text))
        return self._perform(self._command(request, key, preview=preview))

    def close_ticket(
        self, ticket: int, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Say that the question is settled."""
        request = CloseTicket(ticket_id=whole_of("The ticket", ticket))
        return self._perform(self._command(request, key, preview=preview))

    def notifications(self) -> Outcome:
        """What happened to the contracts, newest first."""
        return self._perform(self._command(Notifications()))

    def new_line(self) -> Outcome:
        """Ask for a new line, which only a service centre makes."""
        return self._perform(self._command(NewLine()))

    def re_registration(self) -> Outcome:
        """Ask for another holder of a contract, which only a service centre enters."""
        return self._perform(self._command(ReRegistration()))

    def termination(self) -> Outcome:
        """Ask for the end of a contract, which only a service centre makes."""
        return self._perform(self._command(Termination()))
