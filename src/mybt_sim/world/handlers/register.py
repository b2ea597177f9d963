"""Which function carries out which operation, in one table that the type checker reads."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from mybt_sim.engine.refusals import Refusal
from mybt_sim.operations import OPERATIONS
from mybt_sim.operations.binding import (
    BindByLogin,
    BindByVoiceCode,
    Contracts,
    RequestVoiceCode,
    Unbind,
)
from mybt_sim.operations.guest import (
    CheckBalance,
    Help,
    ListHotspots,
    ListNews,
    ListServiceCentres,
    ListTariffs,
    SetLanguage,
)
from mybt_sim.operations.money import CancelPromise, PromisePayment, RedeemExpressCard, TopUp
from mybt_sim.operations.outside import (
    Advance,
    CorrectBalance,
    EripPayment,
    IssueExpressCard,
    NewDevice,
    NewLine,
    RecordCall,
    RecordSession,
    RecordView,
    ReRegistration,
    SetAnswering,
    SetNetwork,
    Terminate,
    Termination,
)
from mybt_sim.operations.plans import (
    CancelTariffChange,
    ChangeTariff,
    ConnectAddOn,
    DisconnectAddOn,
    RentVideo,
    Resume,
    Suspend,
)
from mybt_sim.operations.request import Request
from mybt_sim.operations.sign_in import RequestCode, SignIn, SignOut
from mybt_sim.operations.statistics import Balance, Forecast, Statement, Usage
from mybt_sim.operations.support import CloseTicket, Notifications, OpenTicket, ReplyTicket
from mybt_sim.world.context import Context
from mybt_sim.world.handlers import (
    binding,
    guest,
    money,
    outside,
    plans,
    sign_in,
    statistics,
    support,
)

RequestT = TypeVar("RequestT", bound=Request)
Handler: TypeAlias = Callable[[Context, Any], Refusal]


def served(
    operation: type[RequestT], handler: Callable[[Context, RequestT], Refusal]
) -> tuple[type[Request], Handler]:
    """A row of the table: a function that takes another operation is none."""
    return operation, handler


HANDLERS: Mapping[type[Request], Handler] = dict(
    (
        served(ListNews, guest.list_news),
        served(ListTariffs, guest.list_tariffs),
        served(ListServiceCentres, guest.list_service_centres),
        served(ListHotspots, guest.list_hotspots),
        served(Help, guest.help_),
        served(SetLanguage, guest.set_language),
        served(CheckBalance, guest.check_balance),
        served(RequestCode, sign_in.request_code),
        served(SignIn, sign_in.sign_in),
        served(SignOut, sign_in.sign_out),
        served(Contracts, binding.contracts),
        served(BindByLogin, binding.bind_by_login),
        served(RequestVoiceCode, binding.request_voice_code),
        served(BindByVoiceCode, binding.bind_by_voice_code),
        served(Unbind, binding.unbind),
        served(Balance, statistics.balance),
        served(Statement, statistics.statement),
        served(Usage, statistics.usage),
        served(Forecast, statistics.forecast),
        served(TopUp, money.top_up),
        served(RedeemExpressCard, money.redeem_express_card),
        served(PromisePayment, money.promise_payment),
        served(CancelPromise, money.cancel_promise),
        served(ChangeTariff, plans.change_tariff),
        served(CancelTariffChange, plans.cancel_tariff_change),
        served(ConnectAddOn, plans.connect_add_on),
        served(DisconnectAddOn, plans.disconnect_add_on),
        served(RentVideo, plans.rent_video),
        served(Suspend, plans.suspend),
        served(Resume, plans.resume),
        served(OpenTicket, support.open_ticket),
        served(ReplyTicket, support.reply_ticket),
        served(CloseTicket, support.close_ticket),
        served(Notifications, support.notifications),
        served(NewLine, outside.outside_self_service),
        served(ReRegistration, outside.outside_self_service),
        served(Termination, outside.outside_self_service),
        served(EripPayment, outside.erip_payment),
        served(IssueExpressCard, outside.issue_express_card),
        served(NewDevice, outside.new_device),
        served(SetNetwork, outside.set_network),
        served(SetAnswering, outside.set_answering),
        served(RecordSession, outside.record_session),
        served(RecordCall, outside.record_call),
        served(RecordView, outside.record_view),
        served(Terminate, outside.terminate),
        served(CorrectBalance, outside.correct_balance),
    )
)
"""By operation. The clock alone has none: `course` moves it, for all contracts at once."""

UNSERVED = HANDLERS.keys() ^ (set(OPERATIONS) - {Advance})
assert not UNSERVED, f"not served, or not listed in OPERATIONS: {UNSERVED}"
