"""People as the rules of access see them: who stands there, and the row of what they ask for."""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import key_of
from mybt_sim.behaviour.layouts import NO_ADD_ON, Channel, Payer
from mybt_sim.behaviour.streams import Stream
from mybt_sim.engine.access import is_guest_operation
from mybt_sim.engine.records import DAY_S, FAR, NO_TARIFF, Record, Records
from mybt_sim.engine.vocabulary import Client, Operation
from mybt_sim.simulation.layouts import BLANK_PERSON, Attempts

CLIENTS = (Client.ANDROID, Client.IOS, Client.WEB)
"""By the numbers of the population."""


@compiled
def become(room: Records, seed: int, person: Record) -> Record:
    """Somebody, as an empty life."""
    room[0] = BLANK_PERSON[0]
    life = room[0]
    life.subscriber_id = person.subscriber_id
    life.key = key_of(seed, Stream.VISITS, person.subscriber_id)
    life.account_id = person.subscriber_id if person.has_account else 0
    life.home_phone = person.home_phone
    return life


@compiled
def take_contracts(life: Record, facts: Records, first: int) -> int:
    """Note the contracts of somebody, `facts` from `first` on; where those of the next begin."""
    row = first
    life.begins_at = FAR
    while row < len(facts) and facts[row].subscriber_id == life.subscriber_id:
        fact = facts[row]
        holding = life.contracts[row - first]
        holding.contract_id = fact.contract_id
        holding.is_own = fact.account_id == life.subscriber_id
        holding.bound_at = fact.bound_at
        holding.unbound_at = fact.unbound_at
        holding.begins_at = fact.connected_on * DAY_S
        holding.ended_at = FAR
        life.begins_at = min(life.begins_at, holding.begins_at)
        life.region = fact.region
        life.new_region = fact.new_region
        life.moved_at = fact.moved_on * DAY_S if fact.moved_on else FAR
        row += 1
    life.contract_count = row - first
    return row


@compiled
def note_ends(life: Record, contracts: Records, first: int) -> None:
    """Note which contracts of somebody, `contracts` from `first` on, have ended and when."""
    for place in range(life.contract_count):
        if contracts[first + place].is_terminated:
            life.contracts[place].ended_at = contracts[first + place].terminated_at


@compiled
def write_attempt(
    attempts: Attempts, life: Record, operation: int, refusal: int, contract_id: int, now: int
) -> None:
    """The row of one attempt; guests and quick checks are not those of an account."""
    life.free_at = now + 1
    rows = attempts.rows
    place = attempts.written[0]
    attempts.written[0] += 1
    if place >= len(rows):
        return
    row = rows[place]
    is_own = operation == Operation.REQUEST_CODE or operation == Operation.SIGN_IN
    row.subscriber_id = life.subscriber_id
    row.contract_id = contract_id
    row.account_id = life.account_id
    if is_guest_operation(operation) and not is_own:
        row.account_id = 0
    row.attempted_at = now
    row.amount_kopecks = 0
    row.tariff = NO_TARIFF
    row.add_on = NO_ADD_ON
    row.term_days = 0
    row.payer = Payer.NOBODY
    row.operation = operation
    row.refusal = refusal
    row.channel = Channel.APP
    if operation == Operation.CHECK_BALANCE:
        row.channel = Channel.WEB
