"""What the comparison tells and ends with: exit codes, masks, classes, a story cut to its kind."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from mybt_sim.cli import app
from mybt_sim.conformance import stories
from mybt_sim.conformance.compare import Difference, Kind, difference
from mybt_sim.conformance.conform import Mismatch, Verdict
from mybt_sim.conformance.eyes import Sight
from mybt_sim.conformance.faults import OUTSIDE
from mybt_sim.conformance.mapping import Seen
from mybt_sim.conformance.report import MASK, as_junit, step_line, verdict_json
from mybt_sim.conformance.stories import Ended, Story, shrunk
from mybt_sim.conformance.transport import HttpTransport
from mybt_sim.journeys.model import OK, Setting, Step

STORY = Story(name="s", setting=Setting(), cast={}, steps=(Step(do="help", who="phone"),))
MONEY = Difference(Kind.MONEY, "data.balance_kopecks", 1, 9)
CODE = Difference(Kind.VALUE, "data.0.code", "271828", "314159")


def mismatch(found: Difference) -> Mismatch:
    return Mismatch(kind=found.kind, difference=found, story=STORY, steps_at_first=3)


def verdict(*found: Difference) -> Verdict:
    return Verdict(stories=1, asked=5, mismatches={one.kind: mismatch(one) for one in found})


@pytest.mark.parametrize(("found", "code"), [((), 0), ((MONEY,), 1)])
def test_a_comparison_ends_with_what_it_came_to(
    found: tuple[Difference, ...], code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def held(*_: Any, **__: Any) -> Verdict:
        return verdict(*found)

    monkeypatch.setattr("mybt_sim.conformance.conform.conform", held)
    junit = tmp_path / "c.xml"
    ended = CliRunner().invoke(app, ["conform", "http://127.0.0.1:9", "--junit", str(junit)])
    assert ended.exit_code == code, ended.output
    suite = ElementTree.fromstring(junit.read_text(encoding="utf-8"))
    assert (suite.get("tests"), suite.get("failures")) == (str(len(Kind)), str(len(found)))
    assert len(suite) == len(Kind)


@pytest.mark.parametrize(("unseen", "code"), [(2, 0), (3, 1)])
def test_a_look_for_faults_ends_by_how_many_went_unseen(
    unseen: int, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked(*_: Any, **__: Any) -> Iterator[Sight]:
        for place, fault in enumerate(OUTSIDE):
            yield Sight(fault, None if place < unseen else mismatch(MONEY), 1.0, 1)

    monkeypatch.setattr("mybt_sim.conformance.eyes.look_for", looked)
    ended = CliRunner().invoke(app, ["conform", "--faults"])
    assert ended.exit_code == code, ended.output
    assert f"{len(OUTSIDE) - unseen} of {len(OUTSIDE)} seen" in ended.output


def test_no_secret_is_told_whether_it_was_asked_with_or_answered() -> None:
    told = {"phone": "+375 29 600-00-01", "code": "271828"}
    line = step_line(Step(do="sign_in", who="phone", arguments=told))
    assert MASK in line
    assert "271828" not in line
    by_reference = step_line(Step(do="sign_in", who="phone", arguments={**told, "code": "$sms"}))
    assert "code=$sms" in by_reference
    for text in (verdict_json(verdict(CODE)), as_junit(verdict(CODE))):
        assert MASK in text
        assert "271828" not in text
        assert "314159" not in text


def test_a_story_is_cut_to_what_shows_the_same_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = tuple(Step(do=name, who="phone") for name in ("help", "contracts", "balance"))

    def played(story: Story, _: Any) -> Ended:
        shown = MONEY if steps[0] in story.steps else replace(MONEY, kind=Kind.TEXT)
        return Ended(difference=shown, steps=len(story.steps), asked=1)

    monkeypatch.setattr(stories, "play_both", played)
    story, nobody = replace(STORY, steps=steps), Any
    short = shrunk(story, played(story, nobody), nobody, seconds=60)  # type: ignore[arg-type]
    assert short.steps == steps[:1]


@pytest.mark.parametrize(
    ("ours", "theirs", "kind"),
    [
        ({"a_kopecks": 10}, {"a_kopecks": 12}, Kind.MONEY),
        ({"data": {"lines": [{}]}}, {"data": {"lines": []}}, Kind.POSTING),
    ],
)
def test_a_mismatch_has_its_class(ours: Any, theirs: Any, kind: Kind) -> None:
    found = difference(OK, ours, Seen(came_to=OK, body=theirs))
    assert found is not None
    assert found.kind is kind


def test_a_polite_comparison_waits_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("mybt_sim.conformance.transport.time.sleep", slept.append)
    monkeypatch.setattr("mybt_sim.conformance.transport.time.perf_counter", lambda: 1.0)
    polite = HttpTransport("http://127.0.0.1:9", per_second=4)
    for _ in range(3):
        polite._wait()
    assert slept == [0.25, 0.5]
