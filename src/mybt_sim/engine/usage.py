"""Rating: what the use of a day costs (USE-*)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.money import E4_PER_KOPECK
from mybt_sim.base.whole import quotient
from mybt_sim.engine.book import Book, calendar_day, own_tariff
from mybt_sim.engine.ledger import charge_day
from mybt_sim.engine.records import NEVER, Record
from mybt_sim.engine.rule import rule
from mybt_sim.engine.vocabulary import Entry, ServiceKind, Settlement

CALL_CLASSES = 7


@compiled
def round_e4(amount_e4: int) -> int:
    """1/10,000 BYN to kopecks, half up (GEN-MONEY)."""
    return quotient(amount_e4 + E4_PER_KOPECK // 2, E4_PER_KOPECK)


@rule("USE-QUOTA")
def excess_charge_e4(tariff: Record, excess_mb: int) -> int:
    """Price of the volume above the included one, by marginal tiers."""
    charge_e4 = 0
    tier_from_mb = 0
    for tier in range(3):
        tier_until_mb = tariff.tier_until_mb[tier]
        in_tier_mb = max(0, min(excess_mb, tier_until_mb) - tier_from_mb)
        charge_e4 += in_tier_mb * tariff.tier_rate_e4[tier]
        tier_from_mb = tier_until_mb
    return charge_e4


@compiled
def volume_charge_e4(contract: Record, tariff: Record, used_mb: int) -> int:
    """Price of a day's volume on top of what the month has already seen."""
    if tariff.included_mb == NEVER:
        return 0
    before_mb = max(0, contract.month_mb - contract.quota_mb)
    after_mb = max(0, contract.month_mb + used_mb - contract.quota_mb)
    return excess_charge_e4(tariff, after_mb) - excess_charge_e4(tariff, before_mb)


@rule("USE-TEL", "USE-PKG")
def call_charge_e4(tariff: Record, service_day: Record) -> int:
    """Price of a day's calls: started minutes by class; what a package includes has rate 0."""
    charge_e4 = 0
    for call_class in range(CALL_CLASSES):
        charge_e4 += service_day.call_minutes[call_class] * tariff.call_rate_e4[call_class]
    return charge_e4


@compiled
def has_telephone(contract: Record) -> bool:
    """Whether calls can be made at all."""
    return bool(contract.kind == ServiceKind.TELEPHONY or contract.kind == ServiceKind.PACKAGE)


@rule("USE-NET", "USE-QUOTA", "USE-TEL", "GEN-MONEY")
def charge_usage(book: Book, contract: Record, service_day: Record, day: int) -> None:
    """Rate the use of an ended day: an advance contract pays it now, a credit one by its bill.

    The days of a bill are the differences of what has come together since the last one, rounded,
    so that they add up to it.
    """
    tariff = own_tariff(book, contract, day)
    used_mb = service_day.down_mb + service_day.up_mb
    charge_e4 = volume_charge_e4(contract, tariff, used_mb)
    if has_telephone(contract):
        charge_e4 += call_charge_e4(tariff, service_day)
    contract.month_mb += used_mb
    service_day.usage_kopecks = 0
    if charge_e4 == 0:  # on most days what is used is included
        return
    if contract.settlement == Settlement.CREDIT:
        unbilled_e4: int = contract.unbilled_e4
        contract.unbilled_e4 = unbilled_e4 + charge_e4
        service_day.usage_kopecks = round_e4(unbilled_e4 + charge_e4) - round_e4(unbilled_e4)
        return
    service_day.usage_kopecks = round_e4(charge_e4)
    charge_day(book, contract, Entry.USAGE, service_day.usage_kopecks, day)


@rule("USE-QUOTA")
def open_quota(book: Book, contract: Record, day: int) -> None:
    """Grant the included volume of the month that `day` stands in.

    In full on the 1st; from a later day on only for the days that are left.
    """
    row = calendar_day(book, day)
    included_mb = own_tariff(book, contract, day).included_mb
    contract.month_mb = 0
    contract.quota_mb = 0
    if included_mb != NEVER:
        days_left = row.days_in_month - row.day_of_month + 1
        contract.quota_mb = included_mb * days_left // row.days_in_month
