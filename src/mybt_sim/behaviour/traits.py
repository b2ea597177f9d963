"""Who a contract's people are as users and payers: luck that is drawn once, kept for life.

What it makes of somebody is in the numbers of behaviour. Where they change, the same luck makes
other habits from that day on.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, key_of, low_below
from mybt_sim.base.time import MONTHS_PER_YEAR
from mybt_sim.behaviour.layouts import CELLS, Q16, BehaviourTables, Channel, Payer
from mybt_sim.behaviour.streams import Stream
from mybt_sim.behaviour.usage import PER_CENT, soft_cap
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import NEVER, Record
from mybt_sim.engine.vocabulary import ServiceKind, Settlement, Technology

SENIOR_AGE = 65
OLD_AGE = 75
YOUNG_AGE = 45


@compiled
def draw_traits(
    book: Book, tables: BehaviourTables, seed: int, fact: Record, contract: Record, traits: Record
) -> None:
    """Fill blank `traits` of one contract, as it comes, from its row of the population."""
    subject = contract.contract_id
    traits.net_key = key_of(seed, Stream.NET, subject)
    traits.tv_key = key_of(seed, Stream.TV, subject)
    traits.calls_key = key_of(seed, Stream.CALLS, subject)
    traits.call_key = key_of(seed, Stream.CALL, subject)
    traits.plans_key = key_of(seed, Stream.PLANS, subject)
    traits.acting_key = key_of(seed, Stream.ACTING, subject)
    traits.blocks_key = key_of(seed, Stream.BLOCKS, subject)
    traits.home_key = key_of(seed, Stream.HOME, fact.subscriber_id)
    traits.payer_key = key_of(seed, Stream.PAYER, fact.subscriber_id)
    traits.account_id = fact.account_id
    traits.bound_at = fact.bound_at
    traits.unbound_at = fact.unbound_at
    traits.region = fact.region
    traits.new_region = fact.new_region
    traits.new_locality = fact.new_locality
    traits.tariff = contract.tariff
    draw_habits(book, tables, seed, fact, contract, traits)


@compiled
def draw_habits(
    book: Book, tables: BehaviourTables, seed: int, fact: Record, contract: Record, traits: Record
) -> None:
    """What the luck of somebody makes by these numbers; nothing else of `traits` is touched."""
    key = key_of(seed, Stream.TRAITS, contract.contract_id)
    if fact.has_internet:
        _net_traits(book, tables, fact, contract, traits, draw(key, 0, 0))
    if fact.has_tv:
        _tv_traits(tables, fact, traits)
    if fact.has_phone and contract.kind != ServiceKind.INTERNET:
        _call_traits(tables, fact, contract, traits, draw(key, 0, 1))
    _payer_traits(tables, fact, contract, traits)


@compiled
def _speed_step(tables: BehaviourTables, down_kbps: int) -> int:
    step = 0
    for limit_kbps in tables.net_speed_steps_kbps:
        if down_kbps > limit_kbps:
            step += 1
    return step


@compiled
def _net_traits(
    book: Book, tables: BehaviourTables, fact: Record, contract: Record, traits: Record, bits: int
) -> None:
    personal_q16 = tables.net_level[below(bits, CELLS)]
    tariff = book.tariffs[0, traits.tariff]
    speed = _speed_step(tables, tariff.down_kbps)
    persons = min(4, max(1, fact.persons)) - 1
    age_q16 = Q16
    if fact.age >= OLD_AGE:
        age_q16 = tables.net_age_75_q16
    elif fact.age >= SENIOR_AGE:
        age_q16 = tables.net_age_65_q16
    elif fact.age < YOUNG_AGE:
        age_q16 = tables.net_under_45_q16
    level_q16 = (personal_q16 * tables.net_speed_q16[speed]) >> 16
    level_q16 = (level_q16 * tables.net_persons_q16[persons]) >> 16
    level_q16 = (level_q16 * age_q16) >> 16
    level_q16 = (level_q16 * tables.net_scale_q16) >> 16
    traits.net_q16 = _chosen_level_q16(tables, tariff, level_q16)
    traits.up_q16 = tables.up_pon_q16
    if contract.technology == Technology.XDSL:
        traits.up_q16 = tables.up_xdsl_q16
    if personal_q16 >= tables.heavy_net_q16:
        traits.up_q16 = tables.up_heavy_q16


@compiled
def _chosen_level_q16(tables: BehaviourTables, tariff: Record, level_q16: int) -> int:
    """Who chose a tariff with little included uses little: people know what they need."""
    if tariff.included_mb == NEVER:
        return level_q16
    included_q16 = (tariff.included_mb << 16) // tables.month_mb
    knee_q16 = included_q16 * tables.metered_knee_part // PER_CENT
    return soft_cap(level_q16, knee_q16, included_q16 * tables.metered_most_part // PER_CENT)


@compiled
def _tv_traits(tables: BehaviourTables, fact: Record, traits: Record) -> None:
    is_senior_home = fact.age >= SENIOR_AGE and fact.persons <= 2
    traits.tv_on_q16 = tables.tv_active_65_q16 if is_senior_home else tables.tv_active_q16
    traits.tv_minutes = tables.tv_minutes


@compiled
def _call_traits(
    tables: BehaviourTables, fact: Record, contract: Record, traits: Record, bits: int
) -> None:
    traits.calls_q16 = 0
    if low_below(bits, Q16) < tables.calls_zero_q16:
        return
    level_q16 = tables.calls_level[below(bits, CELLS)]
    traits.calls_q16 = (level_q16 * tables.calls_per_day_q16) >> 16
    if fact.age >= SENIOR_AGE:
        traits.calls_q16 = (traits.calls_q16 * tables.calls_65_q16) >> 16
    elif fact.age < YOUNG_AGE:
        traits.calls_q16 = (traits.calls_q16 * tables.calls_under_45_q16) >> 16
    if contract.kind == ServiceKind.PACKAGE:
        traits.calls_q16 = (traits.calls_q16 * tables.calls_package_q16) >> 16


@compiled
def _payer_traits(tables: BehaviourTables, fact: Record, contract: Record, traits: Record) -> None:
    """Habits of paying belong to the holder, for all contracts alike."""
    key = traits.payer_key
    bits = draw(key, 0, 2)
    traits.rhythm = tables.rhythm[below(bits, CELLS)]
    traits.amount_style = tables.amount_style[low_below(bits, CELLS)]
    bits = draw(key, 0, 3)
    traits.pay_day = 1 + tables.pay_day[below(bits, CELLS)]
    months_ahead: int = tables.months_ahead[low_below(bits, CELLS)]
    traits.months_ahead = months_ahead
    traits.phase = below(draw(key, 0, 5), months_ahead)
    bits = draw(key, 0, 4)
    channels = tables.channel_65 if fact.age >= SENIOR_AGE else tables.channel
    traits.channel = channels[below(bits, CELLS)]
    if traits.channel == Channel.APP_CARD:
        traits.channel = _app_channel(tables, fact, traits)
    traits.payer = _usual_payer(tables, fact, key)
    is_repeater = low_below(bits, Q16) < tables.repeater_q16
    traits.late_q16 = tables.late_repeater_q16 if is_repeater else tables.late_q16
    if contract.settlement == Settlement.CREDIT:
        traits.late_q16 = tables.late_bill_q16
        traits.forgets_q16 = 0
        traits.forgets_phase = below(draw(key, 0, 8), MONTHS_PER_YEAR)
        if traits.channel != Channel.AUTOPAY_BANK:
            forgets_q16 = tables.forgets_repeater_q16 if is_repeater else tables.forgets_q16
            traits.forgets_q16 = forgets_q16


@compiled
def _app_channel(tables: BehaviourTables, fact: Record, traits: Record) -> Channel:
    """How somebody pays in the app: by bank card, or by cards bought for cash."""
    express_q16 = tables.express_65_q16 if fact.age >= SENIOR_AGE else tables.express_q16
    if low_below(draw(traits.payer_key, 0, 6), Q16) < express_q16:
        return Channel.EXPRESS_CARD
    return Channel.APP_CARD


@compiled
def _usual_payer(tables: BehaviourTables, fact: Record, payer_key: int) -> Payer:
    """Who goes to the bank or to the counter for somebody."""
    is_cared_for = fact.account_id != 0 and fact.account_id != fact.subscriber_id
    share_q16 = tables.carer_pays_q16 if is_cared_for else tables.relative_pays_q16
    if low_below(draw(payer_key, 0, 7), Q16) < share_q16:
        return Payer.RELATIVE
    return Payer.HOLDER


@compiled
def payer_at(traits: Record, channel: int, holder_id: int, now: int) -> int:
    """Who pays by `channel`: in the application it is whose account the contract is in."""
    is_in_app = channel == Channel.APP_CARD or channel == Channel.EXPRESS_CARD
    if not is_in_app:
        return int(traits.payer)
    return Payer.HOLDER if account_at(traits, now) == holder_id else Payer.RELATIVE


@compiled
def account_at(traits: Record, now: int) -> int:
    """The account that operates the contract at `now`; 0: none."""
    is_bound = traits.bound_at <= now < traits.unbound_at
    return traits.account_id if is_bound else 0


@compiled
def channel_at(traits: Record, now: int) -> int:
    """How somebody pays at `now`: in the application only while the contract is bound."""
    channel: int = traits.channel
    is_in_app = channel == Channel.APP_CARD or channel == Channel.EXPRESS_CARD
    if is_in_app and account_at(traits, now) == 0:
        channel = Channel.ERIP_MOBILE_BANK.value
    return channel
