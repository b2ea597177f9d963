"""What a contract holds: tariff, add-ons, videos, voluntary suspension (S5b, S5c, S19b, S19c)."""

from mybt_sim.engine.front_desk import Step
from mybt_sim.engine.kinds import Event, Operation
from mybt_sim.engine.refusals import Refusal
from mybt_sim.world.moments import moment_of
from mybt_sim.world.operations.register import service
from mybt_sim.world.state import Table
from mybt_sim.world.visit import Visit


@service(Operation.CHANGE_TARIFF)
def change_tariff(visit: Visit, contract_id: int, tariff: int, is_confirmed: bool) -> Refusal:
    """Order another tariff plan."""
    return visit.own(contract_id) or visit.contract(
        contract_id, tariff=tariff, is_confirmed=is_confirmed
    )


@service(Operation.CANCEL_TARIFF_CHANGE)
def cancel_tariff_change(visit: Visit, contract_id: int) -> Refusal:
    """Take back the order of a tariff plan."""
    return visit.own(contract_id) or visit.contract(contract_id)


@service(Operation.CONNECT_ADD_ON)
def connect_add_on(visit: Visit, contract_id: int, add_on: int) -> Refusal:
    """Switch an add-on on."""
    return visit.own(contract_id) or visit.contract(contract_id, add_on=add_on)


@service(Operation.DISCONNECT_ADD_ON)
def disconnect_add_on(visit: Visit, contract_id: int, add_on: int) -> Refusal:
    """Switch an add-on off."""
    return visit.own(contract_id) or visit.contract(contract_id, add_on=add_on)


@service(Operation.RENT_VIDEO)
def rent_video(visit: Visit, contract_id: int, title: str) -> Refusal:
    """Pay for a video, which can then be watched for a day; `visit.data` is its end."""
    if refused := visit.own(contract_id):
        return refused
    is_known = any(film.id == title for film in visit.operator.content.videos)
    if refused := visit.front(Step.FIND_VIDEO, is_known=is_known):
        return refused
    until = visit.draft.get(Table.VIDEO, (contract_id, title), 0)
    if refused := visit.contract(contract_id, rented_until=until):
        return refused
    ends_at = visit.now + visit.operator.video_lasts_s(visit.now)
    visit.draft.put(Table.VIDEO, (contract_id, title), ends_at)
    rented = visit.draft.parts[contract_id].events
    number = next(int(row.event_no) for row in rented if row.event == Event.VIDEO_RENTED)
    visit.draft.put(Table.VIDEO_LOG, (contract_id, number), title)
    visit.data = moment_of(ends_at)
    return Refusal.NONE


@service(Operation.SUSPEND)
def suspend(visit: Visit, contract_id: int, term_days: int) -> Refusal:
    """Order a voluntary suspension."""
    return visit.own(contract_id) or visit.contract(contract_id, term_days=term_days)


@service(Operation.RESUME)
def resume(visit: Visit, contract_id: int) -> Refusal:
    """End a voluntary suspension, or take its order back."""
    return visit.own(contract_id) or visit.contract(contract_id)
