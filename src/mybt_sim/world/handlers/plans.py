"""What a contract holds: tariff, add-ons, videos, voluntary suspension (S5b, S5c, S19b, S19c)."""

from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.video import video_ends_at
from mybt_sim.engine.vocabulary import Event, Operation
from mybt_sim.world.context import Context
from mybt_sim.world.handlers.register import service
from mybt_sim.world.moments import moment_of
from mybt_sim.world.state import Table


@service(Operation.CHANGE_TARIFF)
def change_tariff(context: Context, contract_id: int, tariff: int, is_confirmed: bool) -> Refusal:
    """Order another tariff plan."""
    return context.own(contract_id) or context.decide(
        Question.CHANGE_TARIFF, contract_id=contract_id, tariff=tariff, is_confirmed=is_confirmed
    )


@service(Operation.CANCEL_TARIFF_CHANGE)
def cancel_tariff_change(context: Context, contract_id: int) -> Refusal:
    """Take back the order of a tariff plan."""
    return context.own(contract_id) or context.decide(
        Question.CANCEL_TARIFF_CHANGE, contract_id=contract_id
    )


@service(Operation.CONNECT_ADD_ON)
def connect_add_on(context: Context, contract_id: int, add_on: int) -> Refusal:
    """Switch an add-on on."""
    return context.own(contract_id) or context.decide(
        Question.CONNECT_ADD_ON, contract_id=contract_id, add_on=add_on
    )


@service(Operation.DISCONNECT_ADD_ON)
def disconnect_add_on(context: Context, contract_id: int, add_on: int) -> Refusal:
    """Switch an add-on off."""
    return context.own(contract_id) or context.decide(
        Question.DISCONNECT_ADD_ON, contract_id=contract_id, add_on=add_on
    )


@service(Operation.RENT_VIDEO)
def rent_video(context: Context, contract_id: int, title: str) -> Refusal:
    """Pay for a video, which can then be watched for a day; `context.data` is its end."""
    if refused := context.own(contract_id):
        return refused
    is_known = any(film.id == title for film in context.operator.content.videos)
    if refused := context.decide(Question.FIND_VIDEO, is_known=is_known):
        return refused
    until = context.draft.get(Table.VIDEO, (contract_id, title), 0)
    if refused := context.decide(Question.RENT_VIDEO, contract_id=contract_id, rented_until=until):
        return refused
    ends_at = int(video_ends_at(context.book, context.now))
    context.draft.put(Table.VIDEO, (contract_id, title), ends_at)
    rented = context.draft.parts[contract_id].events
    number = next(int(row.event_no) for row in rented if row.event == Event.VIDEO_RENTED)
    context.draft.put(Table.VIDEO_LOG, (contract_id, number), title)
    context.data = moment_of(ends_at)
    return Refusal.NONE


@service(Operation.SUSPEND)
def suspend(context: Context, contract_id: int, term_days: int) -> Refusal:
    """Order a voluntary suspension."""
    return context.own(contract_id) or context.decide(
        Question.SUSPEND, contract_id=contract_id, term_days=term_days
    )


@service(Operation.RESUME)
def resume(context: Context, contract_id: int) -> Refusal:
    """End a voluntary suspension, or take its order back."""
    return context.own(contract_id) or context.decide(Question.RESUME, contract_id=contract_id)
