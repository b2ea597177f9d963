"""Every operation, defined once: name, arguments, who may ask, what it is answered with.

Clients, handlers, the log, journeys, their recorder and the help follow from these definitions. A
new operation is a class beside its like, a name in `OPERATIONS`, and what the checks at start and
`make check` then ask for.
"""

from collections.abc import Mapping

import msgspec

from mybt_sim.engine.vocabulary import Operation
from mybt_sim.operations import (
    binding,
    guest,
    money,
    outside,
    plans,
    sign_in,
    statistics,
    support,
)
from mybt_sim.operations.request import Request, SelfService

OPERATIONS: tuple[type[Request], ...] = (
    guest.ListNews,
    guest.ListTariffs,
    guest.ListServiceCentres,
    guest.ListHotspots,
    guest.Help,
    guest.SetLanguage,
    guest.CheckBalance,
    sign_in.RequestCode,
    sign_in.SignIn,
    sign_in.SignOut,
    binding.Contracts,
    binding.BindByLogin,
    binding.RequestVoiceCode,
    binding.BindByVoiceCode,
    binding.Unbind,
    statistics.Balance,
    statistics.Statement,
    statistics.Usage,
    statistics.Forecast,
    money.TopUp,
    money.RedeemExpressCard,
    money.PromisePayment,
    money.CancelPromise,
    plans.ChangeTariff,
    plans.CancelTariffChange,
    plans.ConnectAddOn,
    plans.DisconnectAddOn,
    plans.RentVideo,
    plans.Suspend,
    plans.Resume,
    support.OpenTicket,
    support.ReplyTicket,
    support.CloseTicket,
    support.Notifications,
    outside.NewLine,
    outside.ReRegistration,
    outside.Termination,
    outside.EripPayment,
    outside.IssueExpressCard,
    outside.NewDevice,
    outside.SetNetwork,
    outside.SetAnswering,
    outside.RecordSession,
    outside.RecordCall,
    outside.RecordView,
    outside.Terminate,
    outside.CorrectBalance,
    outside.Advance,
)
"""All that can reach a world: what devices ask for, then what comes from outside."""

BY_NAME: Mapping[str, type[Request]] = {one.name: one for one in OPERATIONS}
ASKED_BY_DEVICES: tuple[type[SelfService], ...] = tuple(
    one for one in OPERATIONS if issubclass(one, SelfService)
)


def read_request(name: str, arguments: str) -> Request:
    """A request as the log holds it: its name, and its fields as JSON. `ValueError` for no such."""
    if name not in BY_NAME:
        raise ValueError(f"there is no operation {name}")
    return msgspec.json.decode(arguments, type=BY_NAME[name])


def _check() -> None:
    """Every operation of the engine has one definition, and a device asks for nothing else."""
    defined = [one.operation for one in OPERATIONS if one.operation is not None]
    wrong = [one.name for one in Operation if defined.count(one) != 1]
    assert not wrong, f"not in OPERATIONS once: {wrong}"
    strays = [one for one in ASKED_BY_DEVICES if one.operation is None]
    assert not strays, f"{strays} are no operations of the engine"


_check()
