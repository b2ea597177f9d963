"""Another system against the engine: no false alarm, no blind eye, and what is told of it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from mybt_sim.cli import app
from mybt_sim.conformance.chosen import mapping_of
from mybt_sim.conformance.compare import Kind, difference
from mybt_sim.conformance.conform import Budget, Verdict, conform
from mybt_sim.conformance.eyes import Falsified, falsified
from mybt_sim.conformance.mapping import MALFORMED, REFUSED, Seen
from mybt_sim.conformance.own import Own
from mybt_sim.conformance.report import (
    as_junit,
    save_stories,
    story_lines,
    summary_of_falsified,
    verdict_json,
)
from mybt_sim.conformance.stories import play_both, story_of
from mybt_sim.conformance.tmf import Tmf
from mybt_sim.conformance.transport import ConformError, HttpTransport, Response
from mybt_sim.journeys.model import OK
from mybt_sim.journeys.reading import find_journey, read_journey
from tests.support.api import SETTING, AppTransport, served
from tests.support.tmf_server import TmfServer

MUTANTS = 40
MAPPING_LINES_MAX = 150


@pytest.fixture(scope="module")
def api() -> Iterator[AppTransport]:
    with served(SETTING) as transport:
        yield transport


class Faulty:
    """A system with one fault: `falsify` changes answers to one path."""

    def __init__(self, transport: AppTransport, path: str, falsify: Any) -> None:
        self._transport, self._path, self._falsify = transport, path, falsify

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> Response:
        response = self._transport.send(method, path, headers, body)
        if path.partition("?")[0] == self._path and response.status == 200:
            self._falsify(response.body)
        return response


def verdict_on(transport: Any, operations: int = 400) -> Verdict:
    budget = Budget(seconds=120, operations=operations)
    return conform(Own(transport), budget=budget, setting=SETTING, has_journeys=False)


def test_our_own_server_is_like_the_engine(api: AppTransport) -> None:
    verdict = verdict_on(api)
    assert verdict.holds, verdict.mismatches
    assert verdict.asked >= 400


@pytest.mark.parametrize("name", ["grandmother", "repeat", "offline"])
def test_stories_go_the_same_way(api: AppTransport, name: str) -> None:
    story = story_of(find_journey(name))
    ended = play_both(story, Own(api))
    assert ended.difference is None
    assert ended.steps == len(story.steps)


def test_no_false_value_goes_unseen(api: AppTransport) -> None:
    found = list(falsified(api, MUTANTS, seed=7))
    assert len(found) == MUTANTS
    assert [one.path for one in found if not one.is_seen] == []
    told = summary_of_falsified([*found, Falsified("/v1/balance .text", False)], 1.0)
    assert told.splitlines() == [
        "NOT SEEN /v1/balance .text",
        f"{MUTANTS} of {MUTANTS + 1} falsified answers seen in 1 s.",
    ]


def test_eyes_are_tried_by_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def some(count: int, *, seed: int) -> Iterator[Falsified]:
        yield from [Falsified(f"/v1/balance .{seed}", seed < 9)] * count

    monkeypatch.setattr("mybt_sim.conformance.eyes.falsified_of_our_own", some)
    seen = CliRunner().invoke(app, ["conform", "--eyes", "3"])
    assert (seen.exit_code, "3 of 3" in seen.output) == (0, True), seen.output
    blind = CliRunner().invoke(app, ["conform", "--eyes", "2", "--seed", "9"])
    assert (blind.exit_code, "NOT SEEN /v1/balance .9" in blind.output) == (1, True)


def a_kopeck(body: dict[str, Any]) -> None:
    body["data"]["balance_kopecks"] += 1


def no_posting(body: dict[str, Any]) -> None:
    body["entries"].clear()


def test_a_lost_kopeck_is_told_as_a_short_story(api: AppTransport, tmp_path: Path) -> None:
    faulty = Faulty(api, "/v1/balance", a_kopeck)
    verdict = verdict_on(faulty)
    assert verdict.mismatches.keys() == {Kind.ROUNDING}
    found = verdict.mismatches[Kind.ROUNDING]
    assert found.difference.path == "data.balance_kopecks"
    assert [step.do for step in found.story.steps] == [
        *("client", "request_code", "sign_in", "bind_by_login", "balance")
    ]
    save_stories(verdict.mismatches.items(), tmp_path)
    saved = story_of(read_journey(tmp_path / "rounding.toml"))
    again = play_both(saved, Own(faulty)).difference
    assert again == found.difference
    assert play_both(saved, Own(api)).difference is None


def test_classes_are_told_once_each_and_secrets_never(api: AppTransport) -> None:
    verdict = verdict_on(Faulty(api, "/v1/top_up", no_posting), operations=900)
    assert verdict.mismatches.keys() == {Kind.POSTING}
    assert verdict.differing > 1
    told = json.loads(verdict_json(verdict))
    assert told["holds"] is False
    assert [one["kind"] for one in told["mismatches"]] == ["missing posting"]
    suite = ElementTree.fromstring(as_junit(verdict))
    assert suite.get("failures") == "1"
    lines = story_lines(verdict.mismatches[Kind.POSTING])
    assert all("$" in line or "•••" in line for line in lines if "password=" in line)


def test_the_example_of_another_shape_holds_and_finds_a_fault() -> None:
    right = AppTransport(TmfServer().app)
    budget = Budget(seconds=120, operations=150)
    verdict = conform(Tmf(right), budget=budget, setting=SETTING, has_journeys=False)
    assert verdict.holds, verdict.mismatches
    assert verdict.asked >= 150
    wrong = AppTransport(TmfServer(rounded=lambda kopecks: kopecks // 10 * 10).app)
    found = conform(Tmf(wrong), budget=budget, setting=SETTING, has_journeys=False)
    assert {Kind.ROUNDING, Kind.MONEY} & found.mismatches.keys()
    right.close()
    wrong.close()


def test_a_mapping_is_short() -> None:
    import mybt_sim.conformance.tmf as example

    lines = Path(example.__file__).read_text(encoding="utf-8").splitlines()
    assert len(lines) < MAPPING_LINES_MAX


def test_a_mapping_is_found_by_file_or_module(tmp_path: Path) -> None:
    assert mapping_of("mybt_sim.conformance.tmf") is Tmf
    file = tmp_path / "theirs.py"
    file.write_text(
        "from mybt_sim.conformance.mapping import Mapping\nclass Theirs(Mapping): ...\n",
        encoding="utf-8",
    )
    assert mapping_of(str(file)).__name__ == "Theirs"
    for wrong in ("no.such.module", str(tmp_path / "missing.py"), "json"):
        with pytest.raises(ConformError):
            mapping_of(wrong)


@pytest.mark.parametrize(
    ("came_to", "body", "seen", "kind"),
    [
        (OK, {"a_kopecks": 1}, Seen(came_to=OK, body={"a_kopecks": 2}), Kind.ROUNDING),
        (OK, {"a_kopecks": 1}, Seen(came_to=OK, body={"a_kopecks": 9}), Kind.MONEY),
        (OK, {"fee_e4": 1}, Seen(came_to=OK, body={"fee_e4": 2}), Kind.TARIFF),
        (OK, {"at": "2026-06-01"}, Seen(came_to=OK, body={"at": "2026-06-02"}), Kind.DATE),
        (OK, {"text": "a"}, Seen(came_to=OK, body={"text": "b"}), Kind.TEXT),
        (OK, {"entries": [{}]}, Seen(came_to=OK, body={"entries": []}), Kind.POSTING),
        (OK, {"a": 1}, Seen(came_to=OK, body={}, is_whole=True), Kind.VALUE),
        (OK, {"a": 1}, Seen(came_to=OK, body={}), None),
        (OK, {"a": True}, Seen(came_to=OK, body={"a": 1}), Kind.VALUE),
        ("AUTH_REQUIRED", None, Seen(came_to=OK), Kind.ACCESS),
        ("PROMISE_ABOVE_LIMIT", None, Seen(came_to=OK), Kind.DECISION),
        ("PROMISE_ABOVE_LIMIT", None, Seen(came_to=REFUSED), None),
        ("TARIFF_SAME", None, Seen(came_to=OK), Kind.TARIFF),
        (OK, None, Seen(came_to="HTTP 500"), Kind.SHAPE),
        (MALFORMED, None, Seen(came_to=MALFORMED), None),
        (MALFORMED, None, Seen(came_to=REFUSED), Kind.DECISION),
    ],
)
def test_each_mismatch_has_its_class(came_to: str, body: Any, seen: Seen, kind: Kind) -> None:
    found = difference(came_to, body, seen)
    assert (None if found is None else found.kind) == kind


def test_nothing_there_is_one_clear_error() -> None:
    with pytest.raises(ConformError, match="does not answer"):
        HttpTransport("http://127.0.0.1:9").send("GET", "/", {}, None)
    for wrong in ("127.0.0.1", "ftp://x", "http://[", "http://x:y"):
        with pytest.raises(ConformError, match="no address"):
            HttpTransport(wrong)
    assert "--mapping" in CliRunner().invoke(app, ["conform", "--help"]).output
