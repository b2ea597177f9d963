"""What a contract holds: tariff, add-ons, videos, voluntary suspension (S5b, S5c, S19b, S19c)."""

from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.video import video_ends_at
from mybt_sim.engine.vocabulary import Event
from mybt_sim.operations.plans import (
    CancelTariffChange,
    ChangeTariff,
    ConnectAddOn,
    DisconnectAddOn,
    RentVideo,
    Resume,
    Suspend,
)
from mybt_sim.world.context import Context
from mybt_sim.world.moments import moment_of
from mybt_sim.world.state import Table


def change_tariff(context: Context, request: ChangeTariff) -> Refusal:
    """Order another tariff plan."""
    return context.own(request.contract_id) or context.decide(
        Question.CHANGE_TARIFF,
        contract_id=request.contract_id,
        tariff=request.tariff,
        is_confirmed=request.is_confirmed,
    )


def cancel_tariff_change(context: Context, request: CancelTariffChange) -> Refusal:
    """Take back the order of a tariff plan."""
    return context.own(request.contract_id) or context.decide(
        Question.CANCEL_TARIFF_CHANGE, contract_id=request.contract_id
    )


def connect_add_on(context: Context, request: ConnectAddOn) -> Refusal:
    """Switch an add-on on."""
    return context.own(request.contract_id) or context.decide(
        Question.CONNECT_ADD_ON, contract_id=request.contract_id, add_on=request.add_on
    )


def disconnect_add_on(context: Context, request: DisconnectAddOn) -> Refusal:
    """Switch an add-on off."""
    return context.own(request.contract_id) or context.decide(
        Question.DISCONNECT_ADD_ON, contract_id=request.contract_id, add_on=request.add_on
    )


def rent_video(context: Context, request: RentVideo) -> Refusal:
    """Pay for a video, which can then be watched for a day; `context.data` is its end."""
    if refused := context.own(request.contract_id):
        return refused
    is_known = any(film.id == request.title for film in context.operator.content.videos)
    if refused := context.decide(Question.FIND_VIDEO, is_known=is_known):
        return refused
    until = context.draft.get(Table.VIDEO, (request.contract_id, request.title), 0)
    if refused := context.decide(
        Question.RENT_VIDEO, contract_id=request.contract_id, rented_until=until
    ):
        return refused
    ends_at = int(video_ends_at(context.book, context.now))
    context.draft.put(Table.VIDEO, (request.contract_id, request.title), ends_at)
    rented = context.draft.parts[request.contract_id].events
    number = next(int(row.event_no) for row in rented if row.event == Event.VIDEO_RENTED)
    context.draft.put(Table.VIDEO_LOG, (request.contract_id, number), request.title)
    context.data = moment_of(ends_at)
    return Refusal.NONE


def suspend(context: Context, request: Suspend) -> Refusal:
    """Order a voluntary suspension."""
    return context.own(request.contract_id) or context.decide(
        Question.SUSPEND, contract_id=request.contract_id, term_days=request.term_days
    )


def resume(context: Context, request: Resume) -> Refusal:
    """End a voluntary suspension, or take its order back."""
    return context.own(request.contract_id) or context.decide(
        Question.RESUME, contract_id=request.contract_id
    )
