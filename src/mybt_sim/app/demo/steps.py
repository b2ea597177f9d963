"""What a person can do next after a refusal, as buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from mybt_sim.app.demo.taps import ActionName, tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Attributes
from mybt_sim.engine.refusals import Refusal
from mybt_sim.text import money

Values: TypeAlias = dict[str, object]


@dataclass(frozen=True)
class Step:
    """A button: key of its words, and what it asks for."""

    words: str
    make: Callable[[View], Attributes]
    fill: Callable[[View], Values] | None = None

    def tap(self, view: View) -> Attributes:
        """The attributes of the button."""
        return self.make(view)

    def values(self, view: View) -> Values:
        """What its words tell."""
        return self.fill(view) if self.fill else {}


def _to(screen: str) -> Callable[[View], Attributes]:
    return lambda view: tap("go", screen=screen, contract=view.handset.screen.contract)


def _plain(action: ActionName, **fields: str) -> Callable[[View], Attributes]:
    return lambda _: tap(action, **fields)


def _limit(view: View) -> int:
    return view.contract.promise_limit_kopecks if view.contract else 0


SIGN_IN = Step("step.sign_in", _plain("sign_in"))
ENTER_CODE = Step("step.enter_code", _to("code"))
NEW_CODE = Step("step.new_code", _plain("code.request"))
TOP_UP = Step("step.top_up", _to("top_up"))
PROMISE = Step("step.promise", _to("promise"))
EXPRESS = Step("step.express", _to("express"))
BY_LOGIN = Step("step.by_login", _to("bind_login"))
BY_PHONE = Step("step.by_phone", _to("bind_phone"))
CALL_AGAIN = Step("step.call_again", _to("bind_phone"))
SUPPORT = Step("step.support", _to("support"))
CENTRES = Step("step.centres", _to("centres"))
RESUME = Step("step.resume", _plain("resume"))
CANCEL_ORDER = Step("step.cancel_order", _plain("tariff.cancel"))
TARIFFS = Step("step.tariffs", _to("tariff"))
ADD_ONS = Step("step.add_ons", _to("add_ons"))
HOME = Step("step.home", _plain("start"))
ONLINE = Step("step.online", _plain("outside.network"))
WEB = Step("step.web", _plain("outside.client", item="web"))
LIMIT = Step(
    "step.limit",
    lambda view: tap("typing", amount="{}.{:02}".format(*divmod(_limit(view), 100))),
    lambda view: {"amount": money(_limit(view), view.language)},
)

STEPS: dict[Refusal, tuple[Step, ...]] = {
    Refusal.NO_NETWORK: (ONLINE,),
    Refusal.CLIENT_UNSUPPORTED: (WEB,),
    Refusal.AUTH_REQUIRED: (SIGN_IN,),
    Refusal.SESSION_EXPIRED: (SIGN_IN,),
    Refusal.NOT_SELF_SERVICE: (CENTRES,),
    Refusal.OTP_RESEND_TOO_SOON: (ENTER_CODE,),
    Refusal.OTP_EXPIRED: (NEW_CODE,),
    Refusal.OTP_ATTEMPTS_EXCEEDED: (NEW_CODE,),
    Refusal.OTP_USED: (NEW_CODE,),
    Refusal.OTP_NONE: (SIGN_IN,),
    Refusal.BIND_BAD_CREDENTIALS: (BY_PHONE,),
    Refusal.BIND_RATE_LIMITED: (BY_PHONE,),
    Refusal.BIND_ALREADY: (HOME,),
    Refusal.BINDP_NO_MATCH: (BY_LOGIN,),
    Refusal.BINDP_NOTHING_TO_BIND: (HOME,),
    Refusal.VOICE_CODE_EXPIRED: (CALL_AGAIN,),
    Refusal.VOICE_CODE_ATTEMPTS: (CALL_AGAIN,),
    Refusal.VOICE_QUOTA_EXCEEDED: (BY_LOGIN,),
    Refusal.VOICE_TOO_SOON: (BY_LOGIN,),
    Refusal.CONTRACT_NOT_BOUND: (BY_LOGIN, BY_PHONE),
    Refusal.NOT_BOUND: (HOME,),
    Refusal.CARD_DECLINED: (EXPRESS,),
    Refusal.CARD_ALREADY_USED: (TOP_UP,),
    Refusal.CARD_TRIES_EXCEEDED: (TOP_UP,),
    Refusal.TOPUP_NOT_ALLOWED: (CENTRES,),
    Refusal.CONTRACT_TERMINATED: (HOME,),
    Refusal.PROMISE_ABOVE_LIMIT: (LIMIT, TOP_UP),
    Refusal.PROMISE_NOT_PREPAID: (TOP_UP,),
    Refusal.PROMISE_ALREADY_ACTIVE: (TOP_UP,),
    Refusal.PROMISE_LOCKED_UNPAID: (TOP_UP,),
    Refusal.PROMISE_DEBT_TOO_HIGH: (TOP_UP,),
    Refusal.PROMISE_BELOW_DEBT: (LIMIT, TOP_UP),
    Refusal.PROMISE_SUSPENDED: (RESUME,),
    Refusal.PROMISE_CREDIT_TRUST: (ADD_ONS, TOP_UP),
    Refusal.PROMISE_NOT_CANCELLABLE: (TOP_UP,),
    Refusal.TARIFF_NOT_ELIGIBLE: (CENTRES,),
    Refusal.CONTRACT_BLOCKED: (TOP_UP, PROMISE),
    Refusal.TARIFF_BALANCE_LOW: (TOP_UP,),
    Refusal.TARIFF_CHANGE_PENDING: (CANCEL_ORDER,),
    Refusal.TARIFF_FUNDS: (TOP_UP,),
    Refusal.ADDON_FUNDS: (TOP_UP,),
    Refusal.ADDON_NOT_REMOVABLE: (TARIFFS,),
    Refusal.TRUST_NOT_ELIGIBLE: (TARIFFS,),
    Refusal.TRUST_DEBT: (TOP_UP,),
    Refusal.VOD_FUNDS: (TOP_UP,),
    Refusal.CALL_BARRED: (TOP_UP,),
    Refusal.VOL_NOT_ACTIVE: (TOP_UP,),
    Refusal.VOL_FUNDS: (TOP_UP,),
    Refusal.VOL_PROMISE_ACTIVE: (TOP_UP,),
    Refusal.VOL_ALREADY: (RESUME,),
    Refusal.CONTRACT_SUSPENDED: (RESUME,),
    Refusal.VOL_NOT_SUSPENDED: (SUPPORT,),
    Refusal.QBAL_WEB_ONLY: (WEB, SIGN_IN),
    Refusal.SUPPORT_CLOSED: (SUPPORT,),
    Refusal.TICKET_NOT_FOUND: (SUPPORT,),
}
"""The steps of each refusal; what is not here can be mended on the screen itself."""


def next_steps(refusal: Refusal) -> tuple[Step, ...]:
    """The buttons of a refusal."""
    return STEPS.get(refusal, ())
