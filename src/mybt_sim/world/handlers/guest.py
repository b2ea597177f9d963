"""What anybody may see: news, tariffs, places, help, language; a quick balance check (S9, S23)."""

import dataclasses

from mybt_sim.catalogue.places import find_places
from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import status_of
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.text.messages import LANGUAGES
from mybt_sim.world.answers import language_of
from mybt_sim.world.context import Context
from mybt_sim.world.handlers.register import service
from mybt_sim.world.kept import ADDRESS_TRIES, CHECK_TRIES
from mybt_sim.world.moments import moment_of
from mybt_sim.world.reads.contract_view import tariff_view
from mybt_sim.world.reads.views import BalanceView
from mybt_sim.world.secret import same
from mybt_sim.world.state import Table


@service(Operation.LIST_NEWS)
def list_news(context: Context, page: int) -> Refusal:
    """One page of news, newest first."""
    today = moment_of(context.now).date()
    size = int(context.terms.news_per_page)
    items = context.operator.content.news_page(page, today, size=size)
    if refused := context.decide(Question.LIST_NEWS, is_known=bool(items) or page == 1):
        return refused
    context.data = items
    return Refusal.NONE


@service(Operation.LIST_TARIFFS)
def list_tariffs(context: Context) -> Refusal:
    """All plans on sale today."""
    count = len(context.operator.catalogue.tariffs)
    views = [tariff_view(context.operator, index, context.now) for index in range(count)]
    context.data = tuple(view for view in views if view.is_on_sale)
    return Refusal.NONE


@service(Operation.LIST_SERVICE_CENTRES)
def list_service_centres(
    context: Context, region: str, locality: str, near: list[int], open_now: bool, limit: int
) -> Refusal:
    """Service centres, nearest first where a place is given."""
    return _list_places(context, "centres", region, locality, near, open_now, limit)


@service(Operation.LIST_HOTSPOTS)
def list_hotspots(
    context: Context, region: str, locality: str, near: list[int], open_now: bool, limit: int
) -> Refusal:
    """Wi-Fi access points, nearest first where a place is given."""
    return _list_places(context, "hotspots", region, locality, near, open_now, limit)


def _list_places(
    context: Context,
    kind: str,
    region: str,
    locality: str,
    near: list[int],
    open_now: bool,
    limit: int,
) -> Refusal:
    found = find_places(
        getattr(context.operator.content, kind),
        region=region or None,
        locality=locality or None,
        near=(near[0], near[1]) if near else None,
        open_at=context.now if open_now else None,
        limit=limit,
        language=language_of(context),
    )
    if refused := context.decide(Question.LIST_PLACES, is_known=bool(found)):
        return refused
    context.data = tuple(found)
    return Refusal.NONE


@service(Operation.HELP)
def help_(context: Context) -> Refusal:
    """The user guide (S18)."""
    context.data = context.operator.content.help
    return Refusal.NONE


@service(Operation.SET_LANGUAGE)
def set_language(context: Context, language: str) -> Refusal:
    """Choose the language of the device, and of the account that is signed in on it (S26)."""
    if refused := context.decide(Question.SET_LANGUAGE, is_known=language in LANGUAGES):
        return refused
    draft = context.draft
    if context.account_id:
        account = dataclasses.replace(context.account, language=language)
        draft.put(Table.ACCOUNT, account.account_id, account)
    device = dataclasses.replace(context.device, language=language)
    draft.put(Table.DEVICE, context.device_id, device)
    return Refusal.NONE


@service(Operation.CHECK_BALANCE, preview=False)
def check_balance(context: Context, login: int, password: str) -> Refusal:
    """Balance, tariff and state by login and password, on the web, without an account (S23)."""
    operator = context.operator
    service_id = operator.directory.service_of_login.get(login, 0)
    is_right = same(operator.vault.password_digest(service_id), password)
    refused = context.decide(
        Question.CHECK_BALANCE,
        CHECK_TRIES.of(login),
        ADDRESS_TRIES.of(context.device.address),
        client=context.device.client,
        is_wellformed=login > 0,
        is_match=service_id > 0 and is_right,
    )
    if refused:
        return refused
    contract = context.state.contracts[operator.directory.position(service_id // 10)]
    context.data = BalanceView(
        int(contract.balance_kopecks),
        tariff_view(operator, int(contract.tariff), context.now).name,
        status_of(contract, context.now),
    )
    return Refusal.NONE
