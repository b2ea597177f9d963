"""What an account can do: contracts to hold, questions to ask."""

from typing import Any

from mybt_sim.base.errors import RequestError
from mybt_sim.world.clients.base import TOPIC_MOST, ClientBase, contract_of
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.parsing import (
    digits_of,
    is_digits,
    login_of,
    phone_of,
    shown,
    surname_key,
    text_of,
    whole_of,
)


class AccountMixin(ClientBase):
    """What an account does: contracts to hold, questions to ask."""

    def sign_out(self, *, preview: bool = False) -> Outcome:
        """End the session."""
        return self._ask("sign_out", preview=preview)

    def contracts(self) -> Outcome:
        """All contracts of the account."""
        return self._ask("contracts")

    def bind_by_login(self, login: str, password: str, *, key: str | None = None) -> Outcome:
        """Bind the contract of a service."""
        secret = self._secret("The password", password)
        return self._ask("bind_by_login", key, login=login_of(login), password=secret)

    def request_voice_code(
        self, home_phone: str, surname: str, *, key: str | None = None
    ) -> Outcome:
        """Have a code spoken to a home phone that is registered for this surname."""
        phone = phone_of(home_phone)
        arguments: dict[str, Any] = {"home_phone": phone.number, "is_fixed": phone.is_fixed}
        return self._ask("request_voice_code", key, **arguments, surname=surname_key(surname))

    def bind_by_voice_code(self, home_phone: str, code: str, *, key: str | None = None) -> Outcome:
        """Enter the spoken code; all contracts of the number are bound at once."""
        digits = digits_of("The code", code)
        return self._ask(
            "bind_by_voice_code",
            key,
            home_phone=phone_of(home_phone).number,
            is_code=is_digits(digits, self._world.code_digits("voice_digits")),
            code=self._world.digest_of(digits),
        )

    def unbind(self, contract: int, *, key: str | None = None, preview: bool = False) -> Outcome:
        """Let a contract go."""
        return self._ask("unbind", key, preview=preview, contract_id=contract_of(contract))

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
        return self._ask(
            "open_ticket",
            key,
            preview=preview,
            topic=text_of("The topic", topic, most=TOPIC_MOST),
            text=text_of("The text", text),
            contract_id=0 if contract is None else contract_of(contract),
        )

    def reply_ticket(
        self, ticket: int, text: str, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Write again in a ticket."""
        arguments: dict[str, Any] = {
            "ticket_id": whole_of("The ticket", ticket),
            "text": text_of("The text", text),
        }
        return self._ask("reply_ticket", key, preview=preview, **arguments)

    def close_ticket(
        self, ticket: int, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Say that the question is settled."""
        number = whole_of("The ticket", ticket)
        return self._ask("close_ticket", key, preview=preview, ticket_id=number)

    def notifications(self) -> Outcome:
        """What happened to the contracts, newest first."""
        return self._ask("notifications")

    def outside(self, name: str) -> Outcome:
        """Ask for what only a service centre does: new_line, re_registration, termination."""
        if name not in ("new_line", "re_registration", "termination"):
            raise RequestError(f"{shown(name)} is nothing to ask for.", next_step="See help.")
        return self._ask(name)
