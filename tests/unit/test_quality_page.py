"""The tester's page without a browser: its figures are those of rules and hunts, its work aside."""

import asyncio
import json
import re
import sys
import threading
import time
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import msgspec
import pytest
from starlette.applications import Starlette

from mybt_sim.app.demo.link import (
    BROKEN,
    STEPS_MOST,
    address_of,
    address_of_tale,
    open_moment,
)
from mybt_sim.app.demo.sessions import new_demo
from mybt_sim.app.quality import work
from mybt_sim.app.quality.aside import caught_by, main
from mybt_sim.app.quality.caught import AT_THE_DOOR, line_words
from mybt_sim.app.quality.coverage import seen_by, shade_of, why_not
from mybt_sim.app.quality.matrix import ROWS, blocks, matrix
from mybt_sim.app.quality.page import page, parts
from mybt_sim.app.quality.reports import (
    CATCH,
    HUNT,
    Answer,
    Caught,
    Hunted,
    Line,
    Report,
    Task,
    Told,
)
from mybt_sim.app.quality.rules import ladders_of
from mybt_sim.app.quality.view import (
    ALL_LAWS,
    SECONDS_MOST,
    SEED_MOST,
    View,
    faults_of,
    laws_guarding,
    task_of,
    the_rulebook,
    usual_terms,
    view_of,
)
from mybt_sim.app.quality.work import Hunting, Known, Progress
from mybt_sim.app.site import create_app
from mybt_sim.catalogue.model import SUBJECTS
from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.quality.faults.matrix import kept_matrix
from mybt_sim.quality.faults.named import FAULTS
from mybt_sim.quality.hunt.coverage import UNREACHABLE
from mybt_sim.quality.hunt.outcomes import possible_outcomes
from mybt_sim.quality.steps import OPERATIONS, Deed
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate
from mybt_sim.text import LANGUAGES, Language, refusal_text, translate
from mybt_sim.world import World
from tests.support.asking import Reply, ask, post

WITHOUT_LIMIT = Task(what=CATCH, fault="promise-without-limit", seconds=300)
MET = Hunted(
    seed=1,
    seconds=1.0,
    steps=2_000_000,
    asked=900_000,
    trials=9,
    pairs_met=5_000,
    pairs_possible=9_000,
    counts=((Deed.TOP_UP, Refusal.NONE, 1_234_567), (Deed.TOP_UP, Refusal.TOPUP_AMOUNT_RANGE, 50)),
)
ANSWERS = """
import sys, json, time
task = json.loads(sys.argv[1])
print(json.dumps({"steps": 7}), flush=True)
time.sleep(600 if task["seconds"] == 60 else 0)
print("no json")
if task["seconds"] == 2: print(json.dumps({"trouble": "it fell"}))
else: print(json.dumps({"hunted": {"seed": task["seed"], "seconds": 1.0, "steps": 8, "asked": 2,
    "trials": 1, "counts": [[3, 0, 5]]}}), flush=True)
time.sleep(600 if task["seconds"] == 3 else 0)
"""


@cache
def without_limit() -> Caught:
    """What became of a fault, hunted once."""
    return caught_by(WITHOUT_LIMIT)


def told_without_limit() -> Told:
    """Its story."""
    told = without_limit().told
    assert told is not None
    return told


def seen(language: Language = "ru", known: Known | None = None, **asked: str) -> View:
    return view_of(asked.items(), language, known or Known())


def aside() -> Hunting:
    return Hunting((sys.executable, "-c", ANSWERS))


def until_over(hunting: Hunting) -> Known:
    ends = time.monotonic() + 60
    while hunting.known.is_busy and time.monotonic() < ends:
        time.sleep(0.01)
    return hunting.known


def test_rules_are_told_by_the_terms_of_a_world() -> None:
    one = Scenario(subscribers=1, days=1)
    world = World.of_subscriber(one, 1, one.start)
    assert usual_terms() == dict(world.terms)
    assert "15,00" in seen().sentence("PROMISE-LIMIT")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_page_with_ladder_laws_and_faults(language: Language) -> None:
    shown = {one.rule: page(seen(language, rule=one.rule)) for one in the_rulebook().entries[::9]}
    for rule, html in shown.items():
        entry = the_rulebook().entry(rule)
        for one in entry.refusals:
            assert one in html, rule
        assert all(one.name in html for one in laws_guarding(rule))
        assert all(one.name in html for one in faults_of(rule))
        assert f"<code>{rule}</code>" in html


def test_a_ladder_is_that_of_the_engine_in_its_order() -> None:
    (ladder,) = ladders_of(the_rulebook().entry("PROMISE-LIMIT"))
    assert ladder is RULES["promise_payment"]
    html = page(seen("en", rule="PROMISE-LIMIT"))
    places = [html.index(f"<code>{one.refusal.name}</code>") for one in ladder.checks]
    assert places == sorted(places)


def test_each_fault_and_law_belongs_to_a_rule_of_the_book() -> None:
    rules = [one.rule for one in the_rulebook().entries]
    assert sum(len(faults_of(one)) for one in rules) == len(FAULTS)
    assert {law.name for one in rules for law in laws_guarding(one)} == {
        one.name for one in ALL_LAWS
    }
    assert {one.subject for one in the_rulebook().entries} == set(SUBJECTS)


def test_a_law_says_in_english_what_its_docstring_says() -> None:
    for one in ALL_LAWS:
        says = one.says.replace("«Кредит доверия»", "Trust Credit")
        assert seen("en").law(one) == says
    for one in ALL_LAWS:
        assert len({seen(language).law(one) for language in LANGUAGES}) == len(LANGUAGES), one


def test_coverage_has_every_outcome_with_the_counts_of_the_hunt() -> None:
    found = seen_by(seen(known=Known(hunted=MET)))
    assert len(found) == sum(len(possible_outcomes(deed)) for deed in OPERATIONS)
    met = {(one.deed, one.refusal): one.times for one in found if one.times}
    assert met == {(deed, refusal): times for deed, refusal, times in MET.counts}
    html = page(seen("en", known=Known(hunted=MET)))
    assert "5,000 of 9,000" in html
    assert '<td title="Done." class="cell step-6">1,234,567</td>' in html.replace("\xa0", ",")
    assert html.count('class="cell never"') == len(found) - len(met) - len(UNREACHABLE) + 1
    assert [shade_of(times) for times in (1, 99, 100, 999, 10**3, 10**5, 10**9)] == [
        *(1, 1, 2, 2, 3, 5, 6)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_impossible_and_what_is_asked_have_words(language: Language) -> None:
    view = seen(language, known=Known(hunted=MET))
    assert all(why_not(view, one) for one in seen_by(view) if one.times == 0)
    for one in Question:
        if one.name.lower() not in AT_THE_DOOR:
            assert translate(f"operation.{one.name.lower()}", language)
    nothing = Answer(Refusal.NONE.name)
    for name in (*AT_THE_DOOR, "midnight", "due", "look"):
        line = Line(what=name, now=0, wrong=nothing, right=nothing)
        assert line_words(view, line)


def test_a_fault_is_caught_and_told_beside_the_right_rules() -> None:
    found = without_limit()
    assert found.told is not None
    assert found.told.law in [one.name for one in ALL_LAWS]
    last = found.told.lines[-1]
    assert last.parts
    assert (last.wrong.refusal, last.right.refusal) == ("NONE", "PROMISE_ABOVE_LIMIT")
    html = page(seen("be", known=Known(caught={found.fault: found}), fault=found.fault))
    assert refusal_text("PROMISE_ABOVE_LIMIT", "be") in html
    assert found.told.law in html
    assert re.search(r'href="/quality/story\.toml\?[^"]*fault=promise-without-limit"', html)
    _opens_on_the_phone(
        unescape(re.findall(r'href="([^"]*)" class="button" id="on-phone"', html)[0])
    )


def _opens_on_the_phone(address: str) -> None:
    """The story of the address is before its first step, and ends otherwise than by the rules."""
    asked = dict(parse_qsl(urlsplit(address).query))
    demo = new_demo("ru")
    open_moment(demo, asked["moment"])
    assert demo.story is not None
    assert demo.story.journey.title.be == translate(f"law.{told_without_limit().law}", "be")
    assert not demo.story.shown
    while not demo.story.is_over:
        demo.tap("story.next")
    held = [one.played.holds for one in demo.story.shown]
    steps = demo.story.journey.steps
    assert steps[held.index(False)].do == "promise_payment"
    again = new_demo("be")
    open_moment(again, dict(parse_qsl(urlsplit(address_of(demo)).query))["moment"])
    assert again.story is not None
    assert [one.played.holds for one in again.story.shown] == held
    demo.tap("story.back")
    assert [one.played.holds for one in demo.story.shown] == held[:-1]
    demo.tap("recording.again")
    assert demo.story.fault == again.story.fault == "promise-without-limit"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("start = ", "subscribers = 1001\nstart = ", ""),
        ("start = ", "past_days = 1\nstart = ", ""),
        ("start = ", "subscriber = 1\nrun_days = 2\nstart = ", ""),
        ("start = ", "start = ", "no-such-fault"),
        ("[[step]]", "[[stop]]", ""),
        ("[[step]]", "[[step]]\ndo = 'help'\nwho = 'phone'\n\n" * STEPS_MOST + "[[step]]", ""),
    ],
)
def test_a_link_brings_no_large_world_and_no_endless_story(old: str, new: str, fault: str) -> None:
    journey = told_without_limit().journey
    assert old in journey
    query = address_of_tale("ru", journey.replace(old, new, 1), fault)
    demo = new_demo("ru")
    open_moment(demo, dict(parse_qsl(query[1:]))["moment"])
    assert demo.story is None
    assert demo.notice == BROKEN


def test_the_kept_matrix_has_every_fault_and_no_other_name() -> None:
    kept = kept_matrix()
    assert kept.keys() == {one.name for one in FAULTS}, "write it anew by `faults --matrix`"
    broken = {law for laws in kept.values() for law in laws}
    assert broken == set(ROWS), "no law goes without a fault that breaks it"
    found = list(blocks())
    assert [one for block in found for one in block.faults] == sorted(
        FAULTS, key=lambda one: [block.concern for block in found].index(one.concern)
    )
    for block in found:
        for law in block.laws:
            assert any(law in kept[one.name] for one in block.faults)
        for fault in block.faults:
            assert set(kept[fault.name]) <= set(block.laws)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_matrix_is_told_by_concern_and_as_a_table(language: Language) -> None:
    html = matrix(seen(language, fault="promise-upon-promise"))
    assert html.count('class="block"') == len(list(blocks()))
    assert len(re.findall("<details open|<details[^>]* open", html)) == 1
    alone = sum(len(laws) == 1 for laws in kept_matrix().values())
    assert html.count('<td class="alone"') == alone
    several = sum(len(laws) for laws in kept_matrix().values() if len(laws) > 1)
    assert html.count('<td class="also"') == several
    rows = html.rpartition("<tbody>")[2].count("<tr>")
    assert rows == alone + several


def test_a_state_that_differs_is_told_though_the_money_is_the_same() -> None:
    found = caught_by(Task(what=CATCH, fault="expiry-without-block", seconds=300))
    assert found.told is not None
    last = found.told.lines[-1]
    assert last.wrong.balance_kopecks == last.right.balance_kopecks
    assert (last.wrong.status, last.right.status) == ("active", "financial_block")


def test_a_fault_at_the_door_is_told_by_visits() -> None:
    found = caught_by(Task(what=CATCH, fault="offline-is-served", seconds=300))
    assert found.told is not None
    assert [one.is_visit for one in found.told.lines] == [True]
    assert refusal_text("NO_NETWORK", "ru") in page(seen(known=Known(caught={found.fault: found})))


def test_the_work_is_done_aside_one_at_a_time() -> None:
    hunting = aside()
    assert hunting.begin(Task(what=HUNT, seconds=60))
    assert not hunting.begin(Task(what=HUNT, seconds=1))
    hunting.stop()
    assert not hunting.known.is_busy
    assert hunting.known.hunted is None
    assert hunting.begin(Task(what=HUNT, seconds=1, seed=5))
    known = until_over(hunting)
    assert known.hunted is not None
    assert (known.hunted.seed, known.hunted.counts) == (5, ((3, 0, 5),))
    assert hunting.begin(Task(what=HUNT, seconds=2))
    known = until_over(hunting)
    assert known.progress is not None
    assert known.progress.trouble == "it fell"
    assert known.hunted is not None  # that before is still shown


def test_a_process_that_ends_without_a_word_is_told() -> None:
    hunting = Hunting((sys.executable, "-c", "raise SystemExit(3)"))
    assert hunting.begin(WITHOUT_LIMIT)
    known = until_over(hunting)
    assert known.progress is not None
    assert known.progress.trouble == "exit status 3"
    assert "exit status 3" in page(seen(known=known))


def test_who_asks_for_a_fault_while_another_is_hunted_learns_which_one() -> None:
    busy = Known(Progress(Task(what=CATCH, fault="declined-card-pays", seconds=60)))
    other = parts(seen(known=busy, fault="promise-without-limit"))["catch-state"]
    assert "declined-card-pays" in other
    assert translate("quality.busy.catch", "ru") not in other
    own = parts(seen(known=busy, fault="declined-card-pays"))["catch-state"]
    assert translate("quality.busy.catch", "ru") in own


def test_what_became_of_a_fault_is_kept_beside_that_of_the_next() -> None:
    told = "import json, sys; name = json.loads(sys.argv[1])['fault']\n"
    told += "print(json.dumps({'caught': {'fault': name, 'seconds': 1, 'steps': 9, 'told': None}}))"
    hunting = Hunting((sys.executable, "-c", told))
    names = ("declined-card-pays", "promise-without-limit")
    for name in names:
        hunting.begin(Task(what=CATCH, fault=name))
        until_over(hunting)
    lives_on = translate("quality.lives_on", "ru", took="1,0")
    for name in names:
        assert lives_on in page(seen(known=hunting.known, fault=name))
    assert seen(known=hunting.known).fault.name == names[-1]
    hunting.begin(Task(what=CATCH, fault=names[0]))
    assert seen(known=until_over(hunting)).fault.name == names[0]


def test_what_has_told_its_result_is_over_though_its_process_lingers() -> None:
    hunting = aside()
    for seed in (1, 2):
        assert hunting.begin(Task(what=HUNT, seconds=3, seed=seed))
        known = until_over(hunting)
        assert not known.is_busy
        assert known.hunted is not None
        assert known.hunted.seed == seed
    hunting.stop()


def test_what_is_stopped_leaves_no_process_and_no_thread() -> None:
    hunting, before = aside(), set(threading.enumerate())
    hunting.begin(Task(what=HUNT, seconds=60))
    listeners = set(threading.enumerate()) - before
    hunting.stop()
    for one in listeners:
        one.join(60)
    assert not any(one.is_alive() for one in listeners)


@pytest.mark.parametrize(
    ("what", "given"),
    [
        (HUNT, {}),
        (HUNT, {"seconds": "0", "seed": "1"}),
        (HUNT, {"seconds": str(SECONDS_MOST + 1), "seed": "1"}),
        (HUNT, {"seconds": "1", "seed": str(SEED_MOST + 1)}),
        (HUNT, {"seconds": "1", "seed": "-1"}),
        (HUNT, {"seconds": "1e1", "seed": "1"}),
        (CATCH, {"fault": "no-such-fault"}),
        (CATCH, {"fault": "<script>"}),
    ],
)
def test_what_no_field_can_say_is_refused(what: str, given: dict[str, str]) -> None:
    assert task_of(what, given) is None


def test_bounds_belong_to_what_is_allowed() -> None:
    asked = {"seconds": str(SECONDS_MOST), "seed": str(SEED_MOST)}
    assert task_of(HUNT, asked) == Task(what=HUNT, seconds=SECONDS_MOST, seed=SEED_MOST)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    path: Path = tmp_path_factory.mktemp("quality") / "run.duckdb"
    return create_app(simulate(Scenario(subscribers=5, days=2), path))


def sent(site: Starlette, path: str, body: str, **headers: str) -> Reply:
    return post(site, path, [body.encode()], **headers)


def test_a_form_begins_a_hunt_and_leads_back(
    site: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    hunting = aside()
    monkeypatch.setattr("mybt_sim.app.quality.routes.HUNTING", hunting)
    reply = sent(site, "/quality/hunt", "lang=be&seconds=1&seed=6&rule=PROMISE-ONE")
    assert (reply.status, reply.headers["location"].partition("#")[2]) == (303, "hunt")
    assert "lang=be&rule=PROMISE-ONE" in reply.headers["location"]
    until_over(hunting)
    told = json.loads(ask(site, "/quality/parts?lang=en").text)
    assert not told["busy"]
    assert "All laws hold." in told["parts"]["hunt-figures"]
    assert sent(site, "/quality/hunt", "seconds=61&seed=6").status == 422
    assert sent(site, "/quality/other", "seconds=1&seed=6").status == 404
    strange = sent(site, "/quality/hunt", "seconds=1&seed=6", origin="http://elsewhere.example")
    assert strange.status == 403
    assert ask(site, "/quality/hunt").status in (404, 405)
    assert ask(site, "/quality/story.toml").status == 404


def test_a_story_is_that_of_the_fault_that_is_asked_for(
    site: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    hunting = aside()
    found = without_limit()
    monkeypatch.setattr(hunting, "_known", Known(caught={found.fault: found}))
    monkeypatch.setattr("mybt_sim.app.quality.routes.HUNTING", hunting)
    reply = ask(site, f"/quality/story.toml?fault={found.fault}")
    assert (reply.status, reply.text) == (200, told_without_limit().file)
    for other in ("?fault=declined-card-pays", "?fault=no-such-fault", ""):
        assert ask(site, f"/quality/story.toml{other}").status == 404


def test_nothing_of_an_address_reaches_the_page_as_html(site: Starlette) -> None:
    strange = quote('"><script>alert(1)</script>')
    reply = ask(site, f"/quality?lang=ru&rule={strange}&fault={strange}&seed={strange}")
    assert reply.status == 200
    assert "<script>alert" not in reply.text
    assert "alert(1)" not in reply.text


def test_a_site_that_ends_stops_the_hunt(site: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    hunting = aside()
    monkeypatch.setattr("mybt_sim.app.site.HUNTING", hunting)
    monkeypatch.setattr("mybt_sim.app.site.gather_cubes", lambda path: None)

    async def live() -> None:
        async with site.router.lifespan_context(site):
            hunting.begin(Task(what=HUNT, seconds=60))

    asyncio.run(live())
    assert not hunting.known.is_busy


def test_the_process_of_the_page_is_ours_and_does_a_task(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert work.COMMAND[1:] == ("-m", main.__module__)
    monkeypatch.setattr(sys, "argv", ["aside", msgspec.json.encode(WITHOUT_LIMIT).decode()])
    main()
    report = msgspec.json.decode(capsys.readouterr().out, type=Report)
    assert report.caught is not None
    assert report.caught.fault == WITHOUT_LIMIT.fault
