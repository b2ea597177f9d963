"""What an account can do with one contract."""

from typing import Any

from mybt_sim.engine.vocabulary import CardBrand
from mybt_sim.world.clients.base import ID_MOST, KEY_MOST, Amount, ClientBase, Day, contract_of
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.parsing import (
    CARD_DIGITS,
    date_of,
    digits_of,
    flag_of,
    is_digits,
    kopecks_of,
    text_of,
    whole_of,
)


class ContractMixin(ClientBase):
    """What can be done with one contract."""

    def balance(self, contract: int) -> Outcome:
        """The contract with its balance and all that hangs on it."""
        return self._ask("balance", contract_id=contract_of(contract))

    def forecast(self, contract: int) -> Outcome:
        """For how many days the balance lasts."""
        return self._ask("forecast", contract_id=contract_of(contract))

    def statement(self, contract: int, from_day: Day, until_day: Day) -> Outcome:
        """Movements of money in a period, both days included."""
        return self._ask("statement", **_period(contract, from_day, until_day))

    def usage(self, contract: int, from_day: Day, until_day: Day) -> Outcome:
        """Usage by day in a period, both days included."""
        return self._ask("usage", **_period(contract, from_day, until_day))

    def top_up(
        self,
        contract: int,
        amount: Amount,
        *,
        brand: str = "visa",
        declined: bool = False,
        key: str | None = None,
        preview: bool = False,
    ) -> Outcome:
        """Pay by bank card; `declined` is what the acquirer would say."""
        name = text_of("The brand", brand, most=KEY_MOST).lower()
        known = name.upper() in CardBrand.__members__
        return self._ask(
            "top_up",
            key,
            preview=preview,
            contract_id=contract_of(contract),
            amount_kopecks=kopecks_of(amount),
            brand=name if known else "other",
            is_declined=flag_of("declined", declined),
        )

    def redeem_express_card(self, contract: int, card: str, *, key: str | None = None) -> Outcome:
        """Pay by the 16 digits of an express-payment card."""
        digits = digits_of("The card", card)
        return self._ask(
            "redeem_express_card",
            key,
            contract_id=contract_of(contract),
            is_card=is_digits(digits, CARD_DIGITS),
            card=self._world.digest_of(digits),
        )

    def promise_payment(
        self, contract: int, amount: Amount, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Take a promised payment."""
        arguments: dict[str, Any] = {
            "contract_id": contract_of(contract),
            "amount_kopecks": kopecks_of(amount),
        }
        return self._ask("promise_payment", key, preview=preview, **arguments)

    def cancel_promise(self, contract: int, *, preview: bool = False) -> Outcome:
        """Ask to take a promise back."""
        return self._ask("cancel_promise", preview=preview, contract_id=contract_of(contract))

    def change_tariff(
        self,
        contract: int,
        tariff: str,
        *,
        confirmed: bool = False,
        key: str | None = None,
        preview: bool = False,
    ) -> Outcome:
        """Order another plan by its id; `confirmed` agrees to lose add-ons that do not fit it."""
        return self._ask(
            "change_tariff",
            key,
            preview=preview,
            contract_id=contract_of(contract),
            tariff=self._world.tariff_index(text_of("The tariff", tariff)),
            is_confirmed=flag_of("confirmed", confirmed),
        )

    def cancel_tariff_change(
        self, contract: int, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Take back the order of a plan."""
        number = contract_of(contract)
        return self._ask("cancel_tariff_change", key, preview=preview, contract_id=number)

    def connect_add_on(
        self, contract: int, add_on: str, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Switch an add-on on, by its id."""
        arguments = self._add_on(contract, add_on)
        return self._ask("connect_add_on", key, preview=preview, **arguments)

    def disconnect_add_on(
        self, contract: int, add_on: str, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Switch an add-on off, by its id."""
        arguments = self._add_on(contract, add_on)
        return self._ask("disconnect_add_on", key, preview=preview, **arguments)

    def rent_video(
        self, contract: int, title: str, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Pay for a video by its id; `data` is the moment until which it can be watched."""
        arguments: dict[str, Any] = {
            "contract_id": contract_of(contract),
            "title": text_of("The title", title),
        }
        return self._ask("rent_video", key, preview=preview, **arguments)

    def suspend(
        self, contract: int, days: int, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Order a voluntary suspension of so many days."""
        term = whole_of("The term", days, least=-ID_MOST, most=ID_MOST)
        arguments: dict[str, Any] = {"contract_id": contract_of(contract), "term_days": term}
        return self._ask("suspend", key, preview=preview, **arguments)

    def resume(self, contract: int, *, key: str | None = None, preview: bool = False) -> Outcome:
        """End a suspension, or take its order back."""
        return self._ask("resume", key, preview=preview, contract_id=contract_of(contract))

    def _add_on(self, contract: int, add_on: str) -> dict[str, Any]:
        index = self._world.add_on_index(text_of("The add-on", add_on))
        return {"contract_id": contract_of(contract), "add_on": index}


def _period(contract: int, from_day: Day, until_day: Day) -> dict[str, Any]:
    return {
        "contract_id": contract_of(contract),
        "from_day": date_of("The first day", from_day),
        "until_day": date_of("The last day", until_day),
    }
