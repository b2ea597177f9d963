"""The guide to the operator over HTTP does what it says, against a server that listens."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mybt_sim.cli import app
from mybt_sim.conformance.chosen import mapping_of
from mybt_sim.conformance.stories import play_both, story_of
from mybt_sim.conformance.transport import HttpTransport
from mybt_sim.journeys.model import Setting
from mybt_sim.journeys.player import world_of
from mybt_sim.journeys.reading import find_journey
from mybt_sim.journeys.target import WorldTarget
from mybt_sim.service.operator import ServedOperator
from mybt_sim.service.serve import START, answering

GUIDE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
USUAL = "http://127.0.0.1:8080"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with answering(ServedOperator(WorldTarget(world_of(Setting(start=START))))) as address:
        yield address


def blocks(kind: str) -> list[str]:
    """The code of a kind, in order."""
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)


def test_an_app_gets_from_sign_in_to_a_promise(url: str) -> None:
    assert shutil.which("curl"), "the guide is told in curl: install it"
    script = "set -e\n" + "\n".join(blocks("sh")).replace(USUAL, url)
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    answers = re.findall(r'"operation":"(\w+)".*?"is_ok":(\w+)', done.stdout)
    assert answers == [
        ("request_code", "true"),
        ("bind_by_login", "true"),
        ("balance", "true"),
        ("promise_payment", "false"),
        ("promise_payment", "true"),
        ("promise_payment", "true"),
        ("notifications", "true"),
    ]
    assert '"rule":"PROMISE-LIMIT"' in done.stdout
    assert done.stdout.count('"is_repeat":true') == 1
    assert "PROMISE_EXPIRED" in done.stdout


def test_a_tester_holds_it_against_the_engine(url: str, tmp_path: Path) -> None:
    files = ["--junit", str(tmp_path / "a.xml"), "--json", str(tmp_path / "a.json")]
    short = ["conform", url, "--operations", "60", "--no-journeys", *files]
    ended = CliRunner().invoke(app, short)
    assert ended.exit_code == 0, ended.output
    assert "nothing differs" in ended.output
    assert (tmp_path / "a.xml").exists()
    assert '"holds": true' in (tmp_path / "a.json").read_text(encoding="utf-8")


def test_a_tester_writes_a_mapping(url: str, tmp_path: Path) -> None:
    (mapping,) = blocks("python")
    file = tmp_path / "theirs.py"
    file.write_text(mapping, encoding="utf-8")
    asked = ["conform", url, "--mapping", str(file), "--operations", "40", "--no-journeys"]
    ended = CliRunner().invoke(app, asked)
    assert ended.exit_code == 0, ended.output
    with HttpTransport(url) as transport:
        with_a_past = story_of(find_journey("statistics"))
        assert play_both(with_a_past, mapping_of(str(file))(transport)).difference is None
    file.write_text(mapping.replace('one["balance_after_kopecks"]', "0"), encoding="utf-8")
    ended = CliRunner().invoke(app, asked)
    assert ended.exit_code == 1
    assert "entries.0.balance_after_kopecks" in ended.output
