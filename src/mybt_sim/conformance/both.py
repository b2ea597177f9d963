"""Both systems at once: every step is done on a world and on the other one, and compared.

It is a target of journeys, so that whatever is played against it is a comparison. The answers that
it gives are the world's.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mybt_sim.base.errors import RequestError
from mybt_sim.conformance.compare import ACCESS_CODES, Difference, Kind, difference
from mybt_sim.conformance.mapping import MALFORMED, Seen
from mybt_sim.conformance.mapping import Mapping as Elsewhere
from mybt_sim.journeys.model import OK
from mybt_sim.journeys.target import WorldDevice, WorldTarget
from mybt_sim.operations.request import SelfService
from mybt_sim.service.answers import body_of
from mybt_sim.service.plain import written
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.outside.network import PhoneCall, ShortMessage


class DiffersError(Exception):
    """The other system answered something else."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(str(difference))
        self.difference = difference


class NotOfferedError(Exception):
    """The other system cannot be asked for this, so neither was asked."""


class Both:
    """A world as the oracle, and another system beside it; `asked` counts what was compared."""

    def __init__(self, oracle: WorldTarget, elsewhere: Elsewhere) -> None:
        self.oracle, self.elsewhere = oracle, elsewhere
        self.asked = 0

    @property
    def now(self) -> datetime.datetime:
        """The moment of the oracle."""
        return self.oracle.now

    def client(self, kind: str, *, language: str) -> "BothDevice":
        """A device on either side."""
        ours = self.oracle.client(kind, language=language)
        theirs = _mapped(lambda: self.elsewhere.client(kind, language))
        return BothDevice(self, ours, theirs)

    def advance(self, *, until: datetime.datetime) -> datetime.datetime:
        """Let time pass."""
        moment = self.oracle.advance(until=until)
        told = {"until": f"{until:%Y-%m-%d %H:%M:%S}"}
        self._happened("advance", told, {"data": written(moment)})
        return moment

    def inbox(self, phone: str) -> Sequence[ShortMessage]:
        """Short messages; those of the other system must be the same."""
        found = self.oracle.inbox(phone)
        self._looked("inbox", {"phone": phone}, found)
        return found

    def calls(self, home_phone: str) -> Sequence[PhoneCall]:
        """Calls of the auto-informer; the same holds for them."""
        found = self.oracle.calls(home_phone)
        self._looked("calls", {"home_phone": home_phone}, found)
        return found

    def set_answering(self, home_phone: str, is_answering: bool) -> None:
        """Let somebody at home take calls, or nobody."""
        self._need("set_answering")
        self.oracle.set_answering(home_phone, is_answering)
        told = {"home_phone": home_phone, "is_answering": is_answering}
        self._happened("set_answering", told, {"data": None})

    def buy_express_card(self) -> str:
        """A card on either side, with the same digits."""
        self._need("issue_express_card")
        card = self.oracle.buy_express_card()
        self._happened("issue_express_card", {}, {"data": card})
        return card

    def erip_payment(self, annex: str, amount: str) -> Outcome:
        """Pay through ЕРИП."""
        return self._outside("erip_payment", annex=annex, amount=amount)

    def record_call(self, contract: int, number: str, seconds: int, *, answered: bool) -> Outcome:
        """Call a number from a home phone."""
        told = {"contract": contract, "number": number, "seconds": seconds, "answered": answered}
        return self._outside("record_call", **told)

    def record_session(self, contract: int, *, down_mb: int, up_mb: int) -> Outcome:
        """Use the internet."""
        return self._outside("record_session", contract=contract, down_mb=down_mb, up_mb=up_mb)

    def record_view(self, contract: int, minutes: int) -> Outcome:
        """Watch television."""
        return self._outside("record_view", contract=contract, minutes=minutes)

    def correct_balance(self, contract: int, amount: str) -> Outcome:
        """Correct a balance."""
        return self._outside("correct_balance", contract=contract, amount=amount)

    def terminate(self, contract: int) -> Outcome:
        """End a contract."""
        return self._outside("terminate", contract=contract)

    def change_rules(self, changed: Mapping[str, Any]) -> None:
        """Go on by other rules."""
        self._need("change_rules")
        self.oracle.change_rules(changed)
        self._happened("change_rules", changed, {"data": None})

    def balance_kopecks(self, contract: int) -> int:
        """The balance of a contract, on either side."""
        found = self.oracle.balance_kopecks(contract)
        self._looked("balance_of", {"contract": contract}, found, path="balance_kopecks")
        return found

    def remember(self) -> None:
        """Keep the present."""
        self._need("remember")
        self.oracle.remember()
        self._happened("remember", {}, {"data": None})

    def come_back(self) -> None:
        """Be as it was when it was last remembered; neither is asked where nothing was."""
        self._need("come_back")
        if not self.oracle.is_kept:
            raise NotOfferedError("come_back")
        self.oracle.come_back()
        self._happened("come_back", {}, {"data": written(self.oracle.now)})

    def compare(
        self, name: str, ours: Callable[[], Outcome], theirs: Callable[[], Seen]
    ) -> Outcome:
        """Ask both; `RequestError` where neither takes it for a request."""
        if not self.elsewhere.offers(name):
            if name in self.elsewhere.ALONE:
                return ours()
            raise NotOfferedError(name)
        try:
            outcome = ours()
        except RequestError:
            self._hold(MALFORMED, None, theirs)
            raise
        if outcome.refusal in ACCESS_CODES and not self.elsewhere.KNOWS_PEOPLE:
            return outcome
        came_to = OK if outcome.ok else outcome.refusal.name
        self._hold(came_to, body_of(outcome), theirs)
        return outcome

    def _outside(self, name: str, **arguments: Any) -> Outcome:
        return self.compare(
            name,
            lambda: getattr(self.oracle, name)(**arguments),
            lambda: self.elsewhere.happen(name, arguments),
        )

    def _looked(self, name: str, arguments: Mapping[str, Any], found: Any, path: str = "") -> None:
        if self.elsewhere.offers(name):
            self._happened(name, arguments, {path or "data": written(found)}, path)

    def _happened(self, name: str, arguments: Mapping[str, Any], body: Any, path: str = "") -> None:
        def theirs() -> Seen:
            seen = self.elsewhere.happen(name, arguments)
            is_named = path and isinstance(seen.body, dict) and "data" in seen.body
            return Seen(came_to=seen.came_to, body={path: seen.body["data"]}) if is_named else seen

        self._hold(OK, body, theirs)

    def _hold(self, came_to: str, body: Any, theirs: Callable[[], Seen]) -> None:
        self.asked += 1
        found = difference(came_to, body, _mapped(theirs))
        if found is not None:
            raise DiffersError(found)

    def _need(self, name: str) -> None:
        if not self.elsewhere.offers(name):
            raise NotOfferedError(name)


class BothDevice:
    """A device on either side."""

    def __init__(self, both: Both, ours: WorldDevice, theirs: Any) -> None:
        self._both, self._ours, self._theirs = both, ours, theirs

    def ask(self, operation: type[SelfService], **arguments: Any) -> Outcome:
        """Ask both for an operation."""
        if self._both.elsewhere.LACKS & arguments.keys():
            raise NotOfferedError(operation.name)
        return self._both.compare(
            operation.name,
            lambda: self._ours.ask(operation, **arguments),
            lambda: self._both.elsewhere.ask(self._theirs, operation.name, arguments),
        )

    def set_online(self, is_online: bool) -> None:
        """Switch the connection on or off."""
        elsewhere = self._both.elsewhere
        if not elsewhere.offers("set_network"):
            raise NotOfferedError("set_network")
        self._ours.set_online(is_online)
        _mapped(lambda: elsewhere.happen("set_network", {"is_online": is_online}, self._theirs))


def _mapped(theirs: Callable[[], Any]) -> Any:
    """What a mapping makes of an answer; one that it cannot read differs in shape."""
    try:
        return theirs()
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        told = f"{type(error).__name__}: {error}"
        raise DiffersError(Difference(Kind.SHAPE, "answer", "one of its shape", told)) from error
