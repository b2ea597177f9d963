"""What the phone and the panels beside it show, part by part, against what the world knows."""

import datetime
import re
from functools import cache
from html import unescape

import pytest

from mybt_sim.text import (
    LANGUAGES,
    Language,
    date_long,
    date_short,
    duration,
    fee,
    minutes,
    money,
    phone,
    translate,
    volume,
)
from mybt_sim.world import Client
from mybt_sim.world.reads.views import AddOnView, ContractView, UsageView
from tests.support.demo import Guest, words

ROLES = ("student", "grandmother", "parents", "sister", "pensioner")
each_language = pytest.mark.parametrize("language", LANGUAGES)


def plain(text: str) -> str:
    return " ".join(unescape(text).split())


def texts(page: str, pattern: str) -> list[str]:
    """What stands in every place of a page that fits."""
    return [plain(re.sub(r"<[^>]*>", " ", one)) for one in re.findall(pattern, page, re.DOTALL)]


def facts(page: str) -> list[str]:
    """The values of the lists of facts, those beside the phone apart."""
    return texts(page.split('class="outside"')[0], r"<dd[^>]*>(.*?)</dd>")


def part(page: str, cls: str) -> list[str]:
    """Words of every division of a class, as far as its first end."""
    return texts(page, rf'<div class="{cls}"[^>]*>(.*?)</div>')


def moment(at: datetime.datetime, language: Language) -> str:
    return plain(f"{date_short(at.date(), language)}, {at:%H:%M}")


def signed_in(language: Language = "ru", *roles: str) -> Guest:
    guest = Guest(language)
    guest.sign_in()
    for role in roles:
        guest.bind(role)
    return guest


@cache
def family(language: Language) -> Guest:
    """Somebody who has bound the contracts of the whole cast, and only looks."""
    return signed_in(language, *ROLES)


@each_language
def test_a_promise_that_is_partly_repaid_is_told_with_its_rest(language: Language) -> None:
    guest = signed_in(language, "student")
    contract = guest.person("student").contract_id
    world = guest.handset.world
    world.prepare(contract, balance="-1.00", promise_open="12.34")
    assert world.outside.erip_payment(world.outside.paper(contract)[0][0], "2.00").ok
    given = world.contract_page(contract).promise
    assert given
    assert (given.amount_kopecks, given.open_kopecks) == (1_234, 1_034)
    whole, rest = plain(money(1_234, language)), plain(money(1_034, language))
    going = next(iter(part(guest.open("contract", contract), "card going")))
    assert rest in going
    assert whole not in going
    shown = facts(guest.open("promise", contract))
    assert shown[:3] == [whole, rest, moment(given.due_at, language)]


@each_language
def test_a_plan_is_ordered_by_what_it_costs_before_and_after(language: Language) -> None:
    guest = family(language)
    contract = guest.person("parents").contract_id
    before = guest.handset.contracts()[contract]
    seen = 0
    for plan in guest.handset.world.catalogue.tariffs:
        fork = guest.handset.world.fork()
        client = Client(fork, guest.handset.device_id)
        if not client.change_tariff(contract, plan.id, confirmed=True).ok:
            continue
        fork.advance(until=fork.contract_page(contract).pending_from)
        after = fork.contract_page(contract)
        sums = [plain(money(one.monthly_sum_kopecks, language)) for one in (before, after)]
        names = [one.tariff.name[language] for one in (before, after)]
        page = guest.open("tariff_order", contract, plan.id)
        assert facts(page)[:4] == [moment(fork.now, language), *names, " → ".join(sums)]
        seen += sums[0] != sums[1]
    assert seen, "no plan costs something else"


@each_language
def test_a_tile_names_the_holder_of_a_relatives_contract_only(language: Language) -> None:
    guest = Guest(language)
    world = guest.handset.world
    own = next(
        number
        for number in world.contracts_where(is_bound=True)
        if guest.person("sister").holder.subscriber_id
        != world.directory.holder_of(number).subscriber_id
    )
    account = int(world.directory.block.facts["account_id"][world.directory.position(own)])
    mobile = f"+{world.mobile_of(account)}"
    guest.tap("code.request", mobile=mobile)
    guest.tap("code.enter", code=world.outside.inbox(mobile)[-1].code or "")
    guest.tap("language", language=language)
    guest.bind("sister")
    contracts = guest.handset.contracts()
    assert {one.is_relative for one in contracts.values()} == {False, True}
    page = guest.open("home")
    for tile in re.findall(r'<button class="card tile".*?</button>', page, re.DOTALL):
        number = re.search(r'data-f-contract="(\d+)"', tile)
        assert number
        contract = contracts[int(number[1])]
        spelling = "be" if language == "be" else "ru"
        whose = (
            contract.holder[spelling] if contract.is_relative else translate("phone.mine", language)
        )
        kind = translate(f"service.{contract.kind.name.lower()}", language)
        assert texts(tile, r"<small[^>]*>(.*?)</small>") == [f"{kind} · {whose}"]
        assert texts(tile, r"<b[^>]*>(.*?)</b>") == [contract.tariff.name[language]]
        assert plain(money(contract.balance_kopecks, language)) in words(tile)


def test_the_decision_shows_each_entry_with_its_amount_and_balance() -> None:
    guest = signed_in("en", "student")
    contract = guest.person("student").contract_id
    guest.open("top_up", contract)
    page = guest.tap("pay", amount="20.00", brand="visa")
    assert guest.handset.deed
    entries = guest.handset.deed.outcome.entries
    table = page[page.index("Ledger entries") :].split("</table>")[0]
    assert texts(table, r"<td[^>]*>(.*?)</td>") == [
        cell
        for line in entries
        for cell in (
            translate(f"entry.{line.entry.name.lower()}", "en"),
            plain(money(line.amount_kopecks, "en")),
            plain(money(line.balance_after_kopecks, "en")),
        )
    ]
    changes = page[page.index("decision") :]
    cells = texts(changes, r"<tr><td><code>(.*?)</tr>")
    was, now = (side[contract] for side in (guest.handset.deed.before, guest.handset.deed.after))
    assert f"balance_ kopecks {was.balance_kopecks} {now.balance_kopecks}" in cells
    in_words = texts(changes, r'<tr><th scope="row">(.*?)</tr>')
    sums = (plain(money(side.balance_kopecks, "en")) for side in (was, now))
    assert f"Balance {' '.join(sums)}" in in_words
    assert "State Block Active" in in_words
    assert "status FINANCIAL_ BLOCK ACTIVE" in cells


def test_support_shows_the_questions_of_who_is_signed_in_not_of_the_phone() -> None:
    guest = signed_in("ru")
    guest.open("support")
    guest.tap("ticket.open", topic="of the first", text="a")
    guest.tap("sign_out")
    world = guest.handset.world
    guest.tap("code.request", mobile="+375 33 765-43-21")
    guest.tap("code.enter", code=world.outside.inbox("+375 33 765-43-21")[-1].code or "")
    page = guest.open("support")
    assert "of the first" not in words(page)
    assert "of the first" not in words(guest.open("ticket", item="1"))
    guest.tap("go", screen="support")
    guest.tap("ticket.open", topic="of the second", text="b")
    page = words(guest.open("support"))
    assert "of the second" in page
    assert "of the first" not in page


def bars_of(page: str) -> list[list[str]]:
    """The words of each bar of each drawing."""
    drawings = re.findall(r'<svg[^>]*class="bars".*?</svg>', page, re.DOTALL)
    return [texts(one, r"<title>(.*?)</title>") for one in drawings]


@each_language
def test_every_bar_of_the_statistics_is_its_day(language: Language) -> None:
    guest = family(language)
    last = guest.handset.world.now.date().replace(day=1) - datetime.timedelta(days=1)
    drawn = 0
    for contract in guest.handset.contracts():
        asked = guest.handset.look(Client.usage, contract, last.replace(day=1), last)
        used: UsageView = asked.data
        page = guest.open("usage", contract, "last")
        names = [plain(date_short(day.day, language)) for day in used.days]
        expected = []
        if used.down_mb + used.up_mb:
            assert sum(day.down_mb != day.up_mb for day in used.days)
            expected.append([volume(day.down_mb, language) for day in used.days])
        if sum(day.tv_minutes for day in used.days):
            expected.append([duration(day.tv_minutes, language) for day in used.days])
        by_day = [one for one in bars_of(page) if len(one) != 24]
        assert by_day == [
            [
                plain(f"{name}: {told}")
                for name, told in zip(names, values, strict=True)
                if not told.startswith("0\N{NO-BREAK SPACE}")  # nothing is no bar
            ]
            for values in expected
        ]
        talked = {
            kind: sum(getattr(day, f"{kind}_minutes") for day in used.days)
            for kind in ("local", "long_distance", "mobile", "international", "service")
        }
        rows = texts(page, r'<dl class="shares">(.*?)</dl>')
        shown = " ".join(
            f"{translate(f'phone.calls.{kind}', language)} {minutes(amount, language)}"
            for kind, amount in talked.items()
            if amount
        )
        assert rows == ([plain(shown)] if shown else [])
        drawn += len(expected) + len(rows)
    assert drawn > 2


@each_language
def test_a_row_of_a_statement_stands_on_its_day(language: Language) -> None:
    """What a day costs is taken at its end, at 24:00, not on the day after."""
    guest = family(language)
    last = guest.handset.world.now.date().replace(day=1) - datetime.timedelta(days=1)
    kinds = set()
    for contract in guest.handset.contracts():
        told = guest.handset.look(Client.statement, contract, last.replace(day=1), last).data
        page = guest.open("statement", contract, "last")
        table = page[page.index('class="card rows"') :] if told.lines else ""
        rows = texts(table, r'<div class="row still"><span class="text">(.*?)</span>')
        for row, line in zip(rows, reversed(told.lines), strict=False):
            title = translate(f"entry.{line.entry.name.lower()}", language)
            is_charge = line.posted_at.date() != line.day
            if is_charge:
                when = plain(f"{date_short(line.day, language)}, 24:00")
            else:
                when = moment(line.posted_at, language)
            assert row.startswith(f"{title} {when}"), (row, line)
            kinds.add(is_charge)
        assert len(rows) >= len(told.lines)
    assert kinds == {False, True}


def price(one: AddOnView, language: Language) -> str:
    """What an add-on costs, in the words of the page."""
    parts = []
    if one.once_kopecks:
        amount = money(one.once_kopecks, language)
        parts.append(translate("phone.once", language, amount=amount))
    if one.fee_e4:
        parts.append(f"{fee(one.fee_e4, language)} {translate('phone.a_month', language)}")
    return plain(" · ".join(parts) or translate("phone.free", language))


@each_language
def test_prices_are_those_of_the_book(language: Language) -> None:
    """Of add-ons, terms of a suspension, films and plans: as the rules would charge them."""
    guest = family(language)
    world = guest.handset.world
    operator, now = world._operator, world._state.now
    offered = set()
    for contract in (guest.person(role).contract_id for role in ("parents", "sister")):
        page = guest.open("add_ons", contract)
        rows = dict(re.findall(r'<span class="text"><b>([^<]*)</b><small>([^<]*)</small>', page))
        for index, add_on in enumerate(world.catalogue.add_ons):
            record = operator.add_on_at(index, now)
            view = AddOnView(add_on.id, {}, int(record.fee_e4), int(record.once_kopecks))
            told = rows.get(getattr(add_on.name, language))
            held = {one.id: one for one in guest.handset.contracts()[contract].add_ons}
            if told is None or (add_on.id in held and held[add_on.id].is_included):
                continue
            if add_on.id in held and held[add_on.id].until:
                continue
            assert plain(told) == price(view, language), add_on.id
            offered.add((view.fee_e4 > 0, view.once_kopecks > 0))
    assert len(offered) > 1, "all add-ons are paid in one way"


@each_language
def test_an_order_costs_what_its_screen_says(language: Language) -> None:
    """Each suspension and each film is paid with exactly the sum beside its button."""
    guest = family(language)
    parents = guest.person("parents").contract_id
    asked = {
        "suspend": (
            parents,
            r'<b>([^<]*)</b><small>([^<]*)</small></span><button[^>]*days="(\d+)"',
        ),
        "videos": (
            next(n for n, one in guest.handset.contracts().items() if one.kind.name in SHOWING),
            r'()aria-label="([^"]*?):[^"]*"[^>]*data-tap="video.rent" data-f-item="([^"]*)"',
        ),
    }
    for screen, (contract, pattern) in asked.items():
        page = guest.open(screen, contract)
        rows = re.findall(pattern, page)
        assert rows, screen
        for _, told, item in rows:
            fork = guest.handset.world.fork()
            fork.outside.erip_payment(fork.outside.paper(contract)[0][0], "300.00")
            phone_in_hand = Client(fork, guest.handset.device_id)
            outcome = (
                phone_in_hand.suspend(contract, int(item))
                if screen == "suspend"
                else phone_in_hand.rent_video(contract, item)
            )
            assert outcome.ok, (item, outcome.refusal)
            paid = -sum(line.amount_kopecks for line in outcome.entries)
            assert plain(money(paid, language)) in plain(told)


SHOWING = ("TV", "PACKAGE")


@each_language
def test_the_page_of_a_contract_tells_what_it_is(language: Language) -> None:
    guest = family(language)
    spelling = "be" if language == "be" else "ru"
    for number, contract in guest.handset.contracts().items():
        found = facts(guest.open("contract", number))
        none = translate("phone.none", language)
        assert found[:4] == [
            str(contract.number),
            contract.holder[spelling],
            contract.address[spelling],
            plain(phone(contract.home_phone)) if contract.home_phone else none,
        ]
        assert found[4].startswith(contract.tariff.name[language])
        assert found[5:] == [plain(one) for one in last_facts(contract, language)]


def last_facts(contract: ContractView, language: Language) -> list[str]:
    """The sum of a month, for how long the balance lasts, when another plan may be ordered."""
    found = [money(contract.monthly_sum_kopecks, language)]
    if contract.days_left is not None and contract.status.name != "FINANCIAL_BLOCK":
        found.append(translate("phone.days", language, count=contract.days_left))
    if contract.tariff_free_from:
        found.append(moment(contract.tariff_free_from, language))
    return found


def test_the_paper_beside_the_phone_is_that_of_the_person() -> None:
    guest = Guest("ru")
    world = guest.handset.world
    for place, person in enumerate(guest.demo.setting.people):
        page = guest.tap("outside.person", item=place)
        sheet = page[page.index('class="sheet"') :].split("</section>")[0]
        papers = [
            cell
            for contract in person.contracts
            for cell in [paper for papers in world.outside.paper(contract) for paper in papers]
        ]
        assert facts(sheet) == papers
        numbers = re.findall(r"№\s*(\d+)", sheet)
        assert numbers == [
            str(world.directory.number(contract))
            for contract in person.contracts
            for _ in world.directory.services(contract)
        ]
        assert person.holder.full_name["ru"] in words(sheet)
        assert person.holder.address["ru"] in words(sheet)


@each_language
def test_a_page_says_a_year_when_it_is_another_one(language: Language) -> None:
    guest = signed_in(language, "parents")
    contract = guest.person("parents").contract_id
    world = guest.handset.world
    for _ in range(2):
        assert world.outside.erip_payment(world.outside.paper(contract)[0][0], "400.00").ok
    world.advance(until=datetime.datetime(2027, 1, 2, 10))
    guest.tap("code.request", mobile=guest.handset.mobile)
    guest.tap("code.enter", code=world.outside.inbox(guest.handset.mobile)[-1].code or "")
    told = guest.handset.look(Client.statement, contract, "2026-12-01", "2027-01-02").data
    assert {line.day.year for line in told.lines} == {2026, 2027}
    page = words(guest.open("statement", contract, "2026-12-01_2027-01-02"))
    for line in told.lines:
        is_other = line.day.year == 2026
        assert (plain(date_long(line.day, language)) in page) == is_other, line
        assert is_other or plain(date_short(line.day, language)) in page
