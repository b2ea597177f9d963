"""What an account can do with one contract."""

from mybt_sim.engine.vocabulary import CardBrand
from mybt_sim.operations.money import CancelPromise, PromisePayment, RedeemExpressCard, TopUp
from mybt_sim.operations.plans import (
    CancelTariffChange,
    ChangeTariff,
    ConnectAddOn,
    DisconnectAddOn,
    RentVideo,
    Resume,
    Suspend,
)
from mybt_sim.operations.statistics import Balance, Forecast, Statement, Usage
from mybt_sim.world.clients.base import ID_MOST, KEY_MOST, Amount, ClientBase, Day, contract_of
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.parsing import CARD_DIGITS, date_of, flag_of, kopecks_of, text_of, whole_of


class ContractMixin(ClientBase):
    """What can be done with one contract."""

    def balance(self, contract: int) -> Outcome:
        """The contract with its balance and all that hangs on it."""
        return self._perform(self._command(Balance(contract_id=contract_of(contract))))

    def forecast(self, contract: int) -> Outcome:
        """For how many days the balance lasts."""
        return self._perform(self._command(Forecast(contract_id=contract_of(contract))))

    def statement(self, contract: int, from_day: Day, until_day: Day) -> Outcome:
        """Movements of money in a period, both days included."""
        return self._perform(self._command(Statement(**_period(contract, from_day, until_day))))

    def usage(self, contract: int, from_day: Day, until_day: Day) -> Outcome:
        """Usage by day in a period, both days included."""
        return self._perform(self._command(Usage(**_period(contract, from_day, until_day))))

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
        request = TopUp(
            contract_id=contract_of(contract),
            amount_kopecks=kopecks_of(amount),
            brand=name if known else "other",
            is_declined=flag_of("declined", declined),
        )
        return self._perform(self._command(request, key, preview=preview))

    def redeem_express_card(self, contract: int, card: str, *, key: str | None = None) -> Outcome:
        """Pay by the 16 digits of an express-payment card."""
        is_card, secret = self._digits("The card", card, CARD_DIGITS)
        number = contract_of(contract)
        return self._perform(
            self._command(RedeemExpressCard(contract_id=number, is_card=is_card, card=secret), key)
        )

    def promise_payment(
        self, contract: int, amount: Amount, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Take a promised payment."""
        number = contract_of(contract)
        request = PromisePayment(contract_id=number, amount_kopecks=kopecks_of(amount))
        return self._perform(self._command(request, key, preview=preview))

    def cancel_promise(self, contract: int, *, preview: bool = False) -> Outcome:
        """Ask to take a promise back."""
        return self._perform(
            self._command(CancelPromise(contract_id=contract_of(contract)), preview=preview)
        )

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
        request = ChangeTariff(
            contract_id=contract_of(contract),
            tariff=self._world.tariff_index(text_of("The tariff", tariff)),
            is_confirmed=flag_of("confirmed", confirmed),
        )
        return self._perform(self._command(request, key, preview=preview))

    def cancel_tariff_change(
        self, contract: int, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Take back the order of a plan."""
        request = CancelTariffChange(contract_id=contract_of(contract))
        return self._perform(self._command(request, key, preview=preview))

    def connect_add_on(
        self, contract: int, add_on: str, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Switch an add-on on, by its id."""
        return self._perform(
            self._command(ConnectAddOn(**self._add_on(contract, add_on)), key, preview=preview)
        )

    def disconnect_add_on(
        self, contract: int, add_on: str, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Switch an add-on off, by its id."""
        return self._perform(
            self._command(DisconnectAddOn(**self._add_on(contract, add_on)), key, preview=preview)
        )

    def rent_video(
        self, contract: int, title: str, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Pay for a video by its id; `data` is the moment until which it can be watched."""
        request = RentVideo(contract_id=contract_of(contract), title=text_of("The title", title))
        return self._perform(self._command(request, key, preview=preview))

    def suspend(
        self, contract: int, days: int, *, key: str | None = None, preview: bool = False
    ) -> Outcome:
        """Order a voluntary suspension of so many days."""
        term = whole_of("The term", days, least=-ID_MOST, most=ID_MOST)
        request = Suspend(contract_id=contract_of(contract), term_days=term)
        return self._perform(self._command(request, key, preview=preview))

    def resume(self, contract: int, *, key: str | None = None, preview: bool = False) -> Outcome:
        """End a suspension, or take its order back."""
        return self._perform(
            self._command(Resume(contract_id=contract_of(contract)), key, preview=preview)
        )

    def _add_on(self, contract: int, add_on: str) -> dict[str, int]:
        index = self._world.add_on_index(text_of("The add-on", add_on))
        return {"contract_id": contract_of(contract), "add_on": index}


def _period(contract: int, from_day: Day, until_day: Day) -> dict[str, int]:
    return {
        "contract_id": contract_of(contract),
        "from_day": date_of("The first day", from_day),
        "until_day": date_of("The last day", until_day),
    }
