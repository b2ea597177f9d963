"""What the year's answer needs is prepared aside, and the page says so meanwhile."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from mybt_sim.app.demo import warm, year
from mybt_sim.app.demo.page import draw
from mybt_sim.text import translate
from tests.support.demo import Guest, words

SLEEPS = "import sys; sys.stdin.read()"


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that compiles until it is told to end."""
    with subprocess.Popen([sys.executable, "-c", SLEEPS], stdin=subprocess.PIPE) as process:
        monkeypatch.setattr(warm, "_begun", [process])
        yield process


def test_the_page_says_that_rules_are_compiled(compiling: "subprocess.Popen[bytes]") -> None:
    guest = Guest()
    guest.tap("rules.toggle")
    page = guest.tap("rules.term", item="promise_limit", value="20")
    told = translate("year.compiling", "ru")
    assert told in words(page)
    assert not year._ahead  # it would keep the one pair of hands from the stories
    assert compiling.stdin
    compiling.stdin.close()
    warm.await_compiled()
    assert told not in words(draw(guest.demo))


def test_nothing_is_prepared_where_no_site_was_started() -> None:
    assert not warm.is_begun()
    year.begin_usual_year()
    assert not year._ahead


def test_a_site_that_ends_leaves_no_compiler_behind(compiling: "subprocess.Popen[bytes]") -> None:
    warm.stop_compiling()
    assert compiling.returncode is not None
    assert not warm.is_begun()


def test_another_process_compiles_what_an_answer_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(warm, "_begun", [])
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: asked.append(command))
    warm.begin_to_compile()
    warm.begin_to_compile()
    assert asked == [[sys.executable, "-m", "mybt_sim.app.demo.warm"]]
    warm.compile_all()
