"""What is asked at random: a person signs in, binds contracts, and does whatever comes to mind.

A trial is a story like those of `journeys`: steps with references instead of codes and passwords,
so that it plays again with any of its steps left out, and can be saved. What is asked, and with
what, follows from the definitions of operations: here stand only values that are worth a try.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from mybt_sim.base.draws import below, draw, key_of
from mybt_sim.base.named import Named
from mybt_sim.journeys.events import (
    Advance,
    AnswerPhone,
    Browse,
    BuyCard,
    Call,
    CorrectBalance,
    EripPayment,
    GoOffline,
    GoOnline,
    LetItRing,
    Watch,
)
from mybt_sim.journeys.model import NEWCOMER, Role, Step
from mybt_sim.operations import ASKED_BY_DEVICES
from mybt_sim.operations import arguments as known
from mybt_sim.operations.arguments import KEY, Argument
from mybt_sim.operations.binding import BindByLogin, BindByVoiceCode, RequestVoiceCode
from mybt_sim.operations.money import PromisePayment, RedeemExpressCard, TopUp
from mybt_sim.operations.plans import ChangeTariff, ConnectAddOn, DisconnectAddOn, Suspend
from mybt_sim.operations.request import Definition, Parameter, SelfService, asked_with
from mybt_sim.operations.sign_in import RequestCode, SignIn, SignOut
from mybt_sim.operations.statistics import Balance, Statement, Usage
from mybt_sim.operations.support import Notifications

T = TypeVar("T")

STEPS = 40
HOLDERS = ("internet", "tv", "telephony", "package")
NEWCOMERS = ("andrey", "maria")
ROLES: Mapping[str, Role] = {
    **{kind: Role(kind=kind) for kind in HOLDERS},
    **{name: Role(kind=NEWCOMER) for name in NEWCOMERS},
}
OFTEN = 4
"""So many times as likely as the rest."""
USUAL: tuple[type[Definition], ...] = (
    *(TopUp, PromisePayment, ChangeTariff, ConnectAddOn, DisconnectAddOn, Suspend),
    *(Balance, Statement, Notifications, EripPayment, SignIn, Advance, Advance),
)
AROUND: tuple[type[Definition], ...] = (
    *(Advance, EripPayment, Call, Browse, Watch, GoOffline, GoOnline),
    *(BuyCard, AnswerPhone, LetItRing),
)
CHOICES: tuple[type[Definition], ...] = (*ASKED_BY_DEVICES, *AROUND, *USUAL * OFTEN)
NEEDED_BEFORE: Mapping[type[Definition], type[Definition]] = {
    SignIn: RequestCode,
    BindByVoiceCode: RequestVoiceCode,
    RedeemExpressCard: BuyCard,
}
"""What brings a code or a card, so that it is mostly done just before."""
SHOWN_BY: Mapping[type[Definition], type[Definition]] = {Call: Usage, Browse: Usage, Watch: Usage}
"""Where it is seen, so that it is mostly looked at just after."""
BOUGHT_ONCE, PRICE = "A09", "2.95"
"""What everybody can have and is paid once: a balance of just its price does not buy it."""
RARE: tuple[type[Definition], ...] = (SignOut, GoOffline, LetItRing)
"""What ends a good deal of what follows, and so comes one time in four."""


class Stream(Named):
    """Streams of trials; those of worlds are below 300."""

    TRIAL = 300
    MUTANT = 301


class Luck:
    """Draws of one trial, in order."""

    def __init__(self, seed: int, stream: Stream, number: int) -> None:
        self._key, self._drawn = int(key_of(seed, stream, number)), 0

    def below(self, limit: int) -> int:
        """A whole number from 0 on, below a limit."""
        self._drawn += 1
        return int(below(draw(self._key, self._drawn, 0), limit))

    def one_of(self, values: Sequence[T]) -> T:
        """One of some values."""
        return values[self.below(len(values))]

    def is_once_in(self, times: int) -> bool:
        """Yes, once in so many times."""
        return self.below(times) == 0


def trial_steps(
    seed: int, number: int, offers: Callable[[type[Definition]], bool], steps: int = STEPS
) -> list[Step]:
    """The steps of a trial; only what can be asked for is chosen."""
    luck = Luck(seed, Stream.TRIAL, number)
    choices = [one for one in CHOICES if offers(one)]
    bound = list(dict.fromkeys(luck.one_of(HOLDERS) for _ in HOLDERS))
    found = _opening(luck, bound)
    while len(found) < steps:
        one = luck.one_of(choices)
        if one in RARE and not luck.is_once_in(OFTEN):
            continue
        holder = luck.one_of(HOLDERS if luck.is_once_in(6) else bound)
        if one is ConnectAddOn and offers(CorrectBalance) and luck.is_once_in(2):
            found += _with_the_last_kopeck(holder)
            continue
        before = NEEDED_BEFORE.get(one)
        if before is not None and offers(before) and not luck.is_once_in(OFTEN):
            found.append(_step(before, luck, holder))
        found.append(_step(one, luck, holder))
        shown_by = SHOWN_BY.get(one)
        if shown_by is not None and offers(shown_by):
            found.append(_step(shown_by, luck, holder))
        if one is GoOffline:
            found += [_step(luck.one_of(choices), luck, holder), _step(GoOnline, luck, holder)]
    return found


def _opening(luck: Luck, bound: Sequence[str]) -> list[Step]:
    """A device in hand, mostly with somebody signed in who has bound some contracts."""
    kind, language = luck.one_of(("web", "android", "ios")), luck.one_of(("ru", "be", "en", ""))
    mobile = f"${luck.one_of(NEWCOMERS)}.mobile"
    found = [Step(do="client", who="phone", arguments={"kind": kind, "language": language})]
    if luck.is_once_in(8):
        return found
    found.append(Step(do=RequestCode.name, who="phone", arguments={"phone": mobile}))
    told = {"phone": mobile, "code": "$sms"}
    found.append(Step(do=SignIn.name, who="phone", arguments=told))
    for holder in bound:
        paper = {"login": f"${holder}.login", "password": f"${holder}.password"}
        found.append(Step(do=BindByLogin.name, who="phone", arguments=paper))
    return found


def _with_the_last_kopeck(holder: str) -> list[Step]:
    """Somebody who has just the price of something wants to buy it."""
    contract = f"${holder}.contract"
    nothing = {"contract": contract, "amount": f"${holder}.to_nothing"}
    paid = {"annex": f"${holder}.annex", "amount": PRICE}
    asked = {"contract": contract, "add_on": BOUGHT_ONCE}
    return [
        Step(do=CorrectBalance.name, arguments=nothing),
        Step(do=EripPayment.name, arguments=paid),
        Step(do=ConnectAddOn.name, who="phone", arguments=asked),
    ]


def _step(one: type[Definition], luck: Luck, holder: str) -> Step:
    """A step with values for all that it needs, and for some of what it can be given."""
    told = {
        name: _value(each, luck, holder)
        for name, each in asked_with(one).items()
        if each.is_required or luck.is_once_in(10 if each.argument is KEY else 3)
    }
    is_asked = issubclass(one, SelfService)
    is_preview = issubclass(one, SelfService) and one.has_preview() and luck.is_once_in(8)
    is_devices = is_asked or one in (GoOffline, GoOnline)
    return Step(
        do=one.name,
        who="phone" if is_devices else "",
        arguments=told,
        preview=is_preview and KEY.name not in told,
    )


def _value(parameter: Parameter, luck: Luck, holder: str) -> Any:
    value = luck.one_of(VALUES[parameter.argument])
    return value.replace("$holder", f"${holder}") if isinstance(value, str) else value


HOLDERS_OWN = (*("$holder",) * 9, "$internet", "$tv", "$telephony", "$package")
CONTRACTS = tuple(f"{one}.contract" for one in HOLDERS_OWN)
FIRST_DAYS = ("2026-05-31", "2026-06-01", "2026-06-01", "2026-06-02")
LAST_DAYS = ("2026-05-30", "2026-06-01", "2026-06-01", "2026-06-02", "2026-06-05", "2026-06-30")
TARIFF_IDS = (*(f"T{number:02}" for number in range(1, 22)), *("T21",) * 4, "T99")
ADD_ON_IDS = (*(f"A{number:02}" for number in range(1, 21)), "A99")
AMOUNTS = (
    *("0.01", "0.99", "1.00", "1.01", "5.00", "7.77", "10.00", "14.99", "15.00", "15.01", "20.00"),
    *("33.33", "50.00", "500.00", "500.01", "0.00", "-1.00", "1.005", "abc", "$holder.debt"),
)
SOME_TEXTS = (
    "Интернет",
    "Why is it slow?",
    "Ці будзе ў нядзелю?",
    " ",
    "ё’\N{NO-BREAK SPACE}<b>",
)
VALUES: Mapping[Argument, Sequence[Any]] = {
    known.KEY: ("a", "b"),
    known.PREVIEW: (True,),
    known.CONTRACT: (*CONTRACTS, 999_999_999),
    known.TICKET: ("$ticket", "$ticket", "$ticket.before", 999),
    known.TARIFF: TARIFF_IDS,
    known.ADD_ON: ADD_ON_IDS,
    known.TITLE: ("V01", "V02", "V99"),
    known.AMOUNT: AMOUNTS,
    known.BRAND: ("visa", "visa", "mastercard", "belkart", "diners"),
    known.DECLINED: (False, False, True),
    known.CONFIRMED: (True, False),
    known.DAYS: (15, 30, 45, 90, 31, 0),
    known.FROM_DAY: FIRST_DAYS,
    known.UNTIL_DAY: LAST_DAYS,
    known.PHONE: (*(f"${name}.mobile" for name in NEWCOMERS), "+375 17 212-34-56", "12"),
    known.HOME_PHONE: ("$telephony.home_phone", "$telephony.home_phone", "8 017 212 34 56", "x"),
    known.LOGIN: (*(f"{one}.login" for one in HOLDERS_OWN), "1234567890123", "x"),
    known.PASSWORD: (*("$holder.password",) * 6, "$tv.password", "00000000"),
    known.SURNAME: ("$telephony.surname", "$telephony.surname", "Иванова"),
    known.SMS_CODE: ("$sms", "$sms", "$sms.wrong", "$sms.before", "0000", "x"),
    known.VOICE_CODE: ("$spoken", "$spoken", "$spoken.wrong", "0000"),
    known.CARD: ("$card", "$card", "$card.wrong", "$card.before", "1234567812345678", "12"),
    known.LANGUAGE: ("ru", "be", "en", "de"),
    known.TOPIC: SOME_TEXTS,
    known.TEXT: SOME_TEXTS,
    known.PAGE: (1, 2, 99),
    known.REGION: ("MSQ", "GRO", "ABC"),
    known.LOCALITY: ("Гродно", "Мінск", "Brest", "Nowhere"),
    known.NEAR: ([53_902_000, 27_561_000], [52_100_000, 23_700_000]),
    known.OPEN_NOW: (True, False),
    known.LIMIT: (1, 3, 50),
    known.ANNEX: (*(f"{one}.annex" for one in HOLDERS_OWN), "1234567890123"),
    known.NUMBER: ("8 0152 22-33-44", "+375 29 123-45-67", "123", "8 10 44 20 7946 0958", "x"),
    known.SECONDS: (0, 1, 60, 61, 3_600),
    known.ANSWERED: (True, True, False),
    known.MINUTES: (0, 1, 90, 1_440),
    known.DOWN_MB: (0, 1, 500, 10_240),
    known.UP_MB: (0, 1, 50),
    known.SPANS[0]: (0, 1, 1, 2, 3, 5, 6, 31),
    known.SPANS[1]: (0, 1, 12, 23),
    known.SPANS[2]: (0, 1, 10),
    known.SPANS[3]: (0, 1, 59, 60),
}
"""Values that are worth a try, by argument."""

NOT_TRIED = [one.name for one in CHOICES
             if any(each.argument not in VALUES for each in asked_with(one).values())]  # fmt: skip
assert not NOT_TRIED, f"no values for the arguments of {NOT_TRIED}"
