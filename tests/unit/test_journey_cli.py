"""Does `mybt-sim play` show a story to people, and columns to programs?"""

import io
import sys

import pytest
from rich.console import Console

from mybt_sim import cli
from mybt_sim.journeys import Player, find_journey, load_journeys
from mybt_sim.journeys.show import show_journeys, show_step, show_title
from mybt_sim.text.messages import LANGUAGES, Language


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["mybt-sim", *arguments])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return int(left.value.code or 0)


def test_all_journeys_are_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "play", "--language", "be") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in lines] == list(load_journeys())
    assert "promise\tS24\tСлова гонару на пяць дзён" in lines


def test_a_journey_is_played_as_columns_when_piped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "play", "promise") == 0
    told = capsys.readouterr()
    rows = [line.split("\t") for line in told.out.splitlines()]
    assert len(rows) == len(find_journey("promise").steps)
    assert {len(row) for row in rows} == {6}
    assert rows[7] == ["8", "2026-06-11 10:00:00", "phone", "promise_payment", "ok", "maksim=15.00"]
    assert told.err == "promise: all 24 steps go as the journey says.\n"


def test_a_quiet_journey_leaves_no_data(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "play", "new_year", "--quiet") == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("play", "promis"), "There is no journey promis. Did you mean promise?"),
        (("play", "promise", "--language", "pl"), "Nothing is told in 'pl'."),
        (("play", "nowhere/x.toml"), "There is no file nowhere/x.toml."),
    ],
)
def test_what_cannot_be_played_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    assert run(monkeypatch, *arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(sentence)
    assert "Traceback" not in told.err


def test_an_unmet_expectation_is_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    path = f"{tmp_path}/wrong.toml"
    with open(path, "w", encoding="utf-8") as file:
        file.write('title = { ru = "a", be = "b", en = "c" }\n')
        file.write('[[step]]\nwho = "phone"\ndo = "client"\n')
        file.write('[[step]]\nwho = "phone"\ndo = "contracts"\n')
    assert run(monkeypatch, "play", path, "--quiet") == 2
    told = capsys.readouterr().err
    assert told.startswith("wrong.toml, step 2 (contracts): expected ok, found AUTH_REQUIRED")
    assert told.count("\n") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_see_captions_answers_and_balances(language: Language) -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, color_system=None, width=200)
    player = Player(find_journey("promise"))
    show_journeys([player.journey], language, console)
    show_title(player, language, console)
    for played in player:
        show_step(played, language, console)
    text = screen.getvalue().replace("\N{NO-BREAK SPACE}", " ")
    assert text.count(getattr(player.journey.title, language)) == 2
    for step in player.journey.steps:
        if step.caption is not None:
            assert getattr(step.caption, language) in text
    comma = "." if language == "en" else ","
    assert f"maksim: 0{comma}00 BYN → 15{comma}00 BYN" in text
    assert "PROMISE_ABOVE_LIMIT" in text
