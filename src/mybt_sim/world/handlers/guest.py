"""What anybody may see: news, tariffs, places, help, language; a quick balance check (S9, S23)."""

import dataclasses
from collections.abc import Sequence

from mybt_sim.catalogue.places import Place, find_places
from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import status_of
from mybt_sim.operations.guest import (
    CheckBalance,
    Help,
    ListHotspots,
    ListNews,
    ListPlaces,
    ListServiceCentres,
    ListTariffs,
    SetLanguage,
)
from mybt_sim.text.messages import LANGUAGES
from mybt_sim.world.answers import language_of
from mybt_sim.world.context import Context
from mybt_sim.world.kept import ADDRESS_TRIES, CHECK_TRIES
from mybt_sim.world.moments import moment_of
from mybt_sim.world.reads.contract_view import tariff_view
from mybt_sim.world.reads.views import BalanceView
from mybt_sim.world.secret import same
from mybt_sim.world.state import Table


def list_news(context: Context, request: ListNews) -> Refusal:
    """One page of news, newest first."""
    today = moment_of(context.now).date()
    size = int(context.terms.news_per_page)
    items = context.operator.content.news_page(request.page, today, size=size)
    if refused := context.decide(Question.LIST_NEWS, is_known=bool(items) or request.page == 1):
        return refused
    context.data = items
    return Refusal.NONE


def list_tariffs(context: Context, _: ListTariffs) -> Refusal:
    """All plans on sale today."""
    count = len(context.operator.catalogue.tariffs)
    views = [tariff_view(context.operator, index, context.now) for index in range(count)]
    context.data = tuple(view for view in views if view.is_on_sale)
    return Refusal.NONE


def list_service_centres(context: Context, request: ListServiceCentres) -> Refusal:
    """Service centres, nearest first where a place is given."""
    return _list_places(context, context.operator.content.centres, request)


def list_hotspots(context: Context, request: ListHotspots) -> Refusal:
    """Wi-Fi access points, nearest first where a place is given."""
    return _list_places(context, context.operator.content.hotspots, request)


def _list_places(context: Context, places: Sequence[Place], request: ListPlaces) -> Refusal:
    near = request.near
    found = find_places(
        places,
        region=request.region or None,
        locality=request.locality or None,
        near=(near[0], near[1]) if near else None,
        open_at=context.now if request.open_now else None,
        limit=request.limit,
        language=language_of(context),
    )
    if refused := context.decide(Question.LIST_PLACES, is_known=bool(found)):
        return refused
    context.data = tuple(found)
    return Refusal.NONE


def help_(context: Context, _: Help) -> Refusal:
    """The user guide (S18)."""
    context.data = context.operator.content.help
    return Refusal.NONE


def set_language(context: Context, request: SetLanguage) -> Refusal:
    """Choose the language of the device, and of the account that is signed in on it (S26)."""
    if refused := context.decide(Question.SET_LANGUAGE, is_known=request.language in LANGUAGES):
        return refused
    draft = context.draft
    if context.account_id:
        account = dataclasses.replace(context.account, language=request.language)
        draft.put(Table.ACCOUNT, account.account_id, account)
    device = dataclasses.replace(context.device, language=request.language)
    draft.put(Table.DEVICE, context.device_id, device)
    return Refusal.NONE


def check_balance(context: Context, request: CheckBalance) -> Refusal:
    """Balance, tariff and state by login and password, on the web, without an account (S23)."""
    operator = context.operator
    service_id = operator.directory.service_of_login.get(request.login, 0)
    is_right = same(operator.vault.password_digest(service_id), request.password)
    refused = context.decide(
        Question.CHECK_BALANCE,
        CHECK_TRIES.of(request.login),
        ADDRESS_TRIES.of(context.device.address),
        client=context.device.client,
        is_wellformed=request.login > 0,
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
