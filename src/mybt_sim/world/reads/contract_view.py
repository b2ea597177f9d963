"""A contract as its account sees it."""

import datetime

from mybt_sim.engine.forecast import days_left, monthly_sum_kopecks
from mybt_sim.engine.records import NO_TARIFF, Record
from mybt_sim.engine.status import status_of
from mybt_sim.engine.vocabulary import ServiceKind, Settlement, Status
from mybt_sim.world.context import Context
from mybt_sim.world.moments import moment_of
from mybt_sim.world.operator import Operator
from mybt_sim.world.reads.views import AddOnView, ContractView, PromiseView, TariffView


def contract_view(context: Context, contract_id: int) -> ContractView:
    """Everything that a contract's page shows."""
    operator, now = context.operator, context.now
    directory = operator.directory
    contract = context.state.contracts[directory.position(contract_id)]
    holder = directory.holder_of(contract_id)
    is_pending = contract.pending_tariff != NO_TARIFF
    is_suspended = contract.suspended_until > now
    return ContractView(
        contract_id=contract_id,
        number=directory.number(contract_id),
        kind=ServiceKind(int(contract.kind)),
        settlement=Settlement(int(contract.settlement)),
        address=holder.address,
        holder=holder.full_name,
        home_phone=holder.home_phone,
        is_relative=_is_relative(context.account_id, holder.subscriber_id),
        logins=tuple(service.login for service in directory.services(contract_id)),
        status=Status(int(status_of(contract, now))),
        is_barred=bool(contract.is_barred),
        balance_kopecks=int(contract.balance_kopecks),
        days_left=forecast_of(context, contract_id),
        monthly_sum_kopecks=int(monthly_sum_kopecks(context.book, contract, now)),
        tariff=tariff_view(operator, int(contract.tariff), now),
        pending_tariff=tariff_view(operator, int(contract.pending_tariff), now)
        if is_pending
        else None,
        pending_from=moment_of(contract.tariff_effective_at) if is_pending else None,
        tariff_free_from=_later(contract.tariff_free_from, now),
        add_ons=tuple(_held_add_ons(operator, contract, now)),
        promise=_promise_view(contract),
        promise_limit_kopecks=int(context.terms.promise_limit_kopecks),
        suspended_from=moment_of(contract.suspended_from) if is_suspended else None,
        suspended_until=moment_of(contract.suspended_until) if is_suspended else None,
    )


def forecast_of(context: Context, contract_id: int) -> int | None:
    """Days for which the balance lasts; None where bills are sent, or nothing is left to last."""
    contract = context.state.contracts[context.operator.directory.position(contract_id)]
    if contract.settlement == Settlement.CREDIT or contract.is_terminated:
        return None
    return int(days_left(context.book, contract, context.now))


def tariff_view(operator: Operator, index: int, now: int) -> TariffView:
    """A tariff with its price of today."""
    tariff = operator.catalogue.tariffs[index]
    record = operator.tariff_at(index, now)
    return TariffView(
        id=tariff.id,
        name=names_of(tariff.name),
        kind=ServiceKind(int(record.kind)),
        fee_e4=int(record.fee_e4),
        down_kbps=int(record.down_kbps),
        up_kbps=int(record.up_kbps),
        included_mb=tariff.included_mb,
        is_on_sale=bool(record.is_on_sale),
        is_social=bool(record.is_social),
    )


def add_on_view(operator: Operator, index: int, now: int) -> AddOnView:
    """An add-on with its price of today."""
    add_on = operator.catalogue.add_ons[index]
    record = operator.add_on_at(index, now)
    return AddOnView(add_on.id, names_of(add_on.name), int(record.fee_e4), int(record.once_kopecks))


def _held_add_ons(operator: Operator, contract: Record, now: int) -> list[AddOnView]:
    included = int(operator.tariff_at(int(contract.tariff), now).included_add_ons)
    views = []
    for index in range(len(operator.catalogue.add_ons)):
        if not (int(contract.add_ons) >> index) & 1:
            continue
        view = add_on_view(operator, index, now)
        slot = int(operator.add_on_at(index, now).timed_slot)
        until = moment_of(contract.timed_until[slot]) if slot >= 0 else None
        is_included = bool((included >> index) & 1)
        views.append(
            AddOnView(view.id, view.name, view.fee_e4, view.once_kopecks, is_included, until)
        )
    return views


def _promise_view(contract: Record) -> PromiseView | None:
    if contract.promise_open_kopecks == 0:
        return None
    return PromiseView(
        int(contract.promise_kopecks),
        int(contract.promise_open_kopecks),
        moment_of(contract.promise_due_at),
    )


def _is_relative(account_id: int, subscriber_id: int) -> bool:
    """Whether somebody else holds the contract (BIND-RELATIVE); an account bears its owner's id.

    For nobody, account 0, no contract is a relative's.
    """
    return account_id not in (0, subscriber_id)


def _later(at: int, now: int) -> datetime.datetime | None:
    return moment_of(at) if at > now else None


def names_of(name: object) -> dict[str, str]:
    """A name of the catalogue by language."""
    return {language: getattr(name, language) for language in ("ru", "be", "en")}
