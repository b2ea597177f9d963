"""The commands `serve` and `conform`; what they need is imported when they are called."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from mybt_sim.app.options import HOST, Host, Names, PasswordFile
from mybt_sim.base.errors import MybtError

if TYPE_CHECKING:
    from mybt_sim.conformance.conform import Verdict
    from mybt_sim.journeys.model import Setting
    from mybt_sim.service.operator import ServedOperator

DIFFERS = 1
UNSEEN_MOST = 2
FAULT_SECONDS = 20.0

Faults = Annotated[
    bool, typer.Option("--faults", help="No system, but our own with 30 faults, one by one.")
]
Rate = Annotated[
    float | None, typer.Option(min=0.1, help="Polite: at most so many requests a second.")
]
Eyes = Annotated[
    int | None, typer.Option(min=1, help="No system, but our own with so many answers falsified.")
]

console = Console()
messages = Console(stderr=True)


def serve(
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port on this machine.")] = 8080,
    world: Annotated[
        Path | None, typer.Option(help="A durable world, made if it is missing; else in memory.")
    ] = None,
    subscribers: Annotated[
        int, typer.Option(min=1, help="Subscribers of a world that is made.")
    ] = 1_000,
    seed: Annotated[int, typer.Option(help="Seed of a world that is made.")] = 1,
    host: Host = HOST,
    name: Names = None,
    tests: Annotated[
        bool | None,
        typer.Option(help="Offer what only a test may do; by default on this machine alone."),
    ] = None,
    password_file: PasswordFile = None,
    fault: Annotated[
        str | None, typer.Option(help="Put a fault into its rules, in memory, to test your tests.")
    ] = None,
) -> None:
    """Offer the live operator over HTTP, for who builds or tests an app (docs/api.md)."""
    from mybt_sim.app.serve import read_password
    from mybt_sim.journeys.model import Setting
    from mybt_sim.progress import warm_up
    from mybt_sim.service.serve import START, check_address, found, serve_operator

    password = read_password(password_file)
    check_address(host, password, name or ())
    warm_up(messages)
    setting = Setting(subscribers=subscribers, seed=seed, start=START)
    operator = found(setting, world) if fault is None else _with_fault(fault, setting, world)
    serve_operator(operator, host, port, password=password, names=name or (), has_tests=tests)


def conform(
    url: Annotated[
        str | None, typer.Argument(help="Address of the system, such as http://HOST:8080.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=1, help="Stop after so many seconds.")] = 60,
    faults: Faults = False,
    eyes: Eyes = None,
    operations: Annotated[
        int | None, typer.Option(min=1, help="Stop when so many answers were compared.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of what is asked at random.")] = 1,
    subscribers: Annotated[int, typer.Option(min=50, help="Subscribers of its world.")] = 1_000,
    mapping: Annotated[
        str | None, typer.Option(help="A mapping for another shape: FILE.py or a module.")
    ] = None,
    rate: Rate = None,
    journeys: Annotated[bool, typer.Option(help="Play the stories of the seed data too.")] = True,
    junit: Annotated[Path | None, typer.Option(help="File for JUnit's XML.")] = None,
    as_json: Annotated[Path | None, typer.Option("--json", help="File for JSON.")] = None,
    stories: Annotated[
        Path | None, typer.Option(help="Folder for what differs, as stories to be played again.")
    ] = None,
) -> None:
    """Hold another system against the engine: the first differing kopeck, as a short story.

    Exits with 0 when nothing differs, 1 when something does, 2 when it cannot be asked. With
    `--faults`: 1 when more than two of them are not seen; with `--eyes`: 1 when a falsified value
    is not seen.
    """
    from mybt_sim.conformance import report
    from mybt_sim.conformance.chosen import mapping_of
    from mybt_sim.conformance.conform import Budget, Verdict
    from mybt_sim.conformance.conform import conform as hold
    from mybt_sim.conformance.stories import START
    from mybt_sim.conformance.transport import HttpTransport
    from mybt_sim.journeys.model import Setting
    from mybt_sim.progress import warm_up

    if faults:
        return _look_for_faults(min(seconds, FAULT_SECONDS), seed, stories)
    if eyes is not None:
        return _look_at_falsified(eyes, seed)
    if url is None:
        raise MybtError(
            "No system is named.", next_step="Give its address, or --faults, or --eyes."
        )
    mapped = mapping_of(mapping)
    transport = HttpTransport(url, per_second=rate)
    warm_up(messages)
    with transport, messages.status("Comparing") as status:

        def tell(verdict: Verdict) -> None:
            status.update(report.summary_of(verdict))

        verdict = hold(
            mapped(transport),
            budget=Budget(seconds=seconds, operations=operations),
            seed=seed,
            setting=Setting(subscribers=subscribers, start=START),
            has_journeys=journeys,
            told=tell,
        )
    _tell(verdict, junit, as_json, stories)
    if not verdict.holds:
        raise typer.Exit(DIFFERS)


def retell(
    file: Annotated[Path, typer.Argument(help="A story that `mybt-sim hunt` has saved.")],
    out: Annotated[Path, typer.Option(help="The journey that it becomes.")] = Path("journey.toml"),
) -> None:
    """Tell a story of the hunt as a journey, to be played on a world, over HTTP or on the phone."""
    from mybt_sim.journeys.recording import journey_toml
    from mybt_sim.progress import warm_up
    from mybt_sim.quality.retold import retold_as_journey
    from mybt_sim.quality.story import read_story

    story, saved = read_story(file)
    warm_up(messages)
    journey = retold_as_journey(story, saved.law or file.stem).journey
    text = journey_toml(journey.title, journey.setting, journey.steps, cast=journey.cast)
    out.write_text(text, encoding="utf-8")
    console.print(f"{out}: {len(journey.steps)} steps; `mybt-sim play {out}` plays them.")


def _tell(
    verdict: "Verdict", junit: Path | None, as_json: Path | None, stories: Path | None
) -> None:
    """On the terminal, and into the files that are asked for."""
    from mybt_sim.conformance import report

    report.show_verdict(verdict, console)
    if junit is not None:
        junit.write_text(report.as_junit(verdict), encoding="utf-8")
    if as_json is not None:
        as_json.write_text(report.verdict_json(verdict), encoding="utf-8")
    if stories is not None:
        report.save_stories(verdict.mismatches.items(), stories)


def _with_fault(name: str, setting: "Setting", world: Path | None) -> "ServedOperator":
    """The operator with a fault in its rules."""
    from mybt_sim.catalogue.findings import did_you_mean
    from mybt_sim.conformance.eyes import faulty_operator
    from mybt_sim.conformance.faults import BY_NAME

    if name not in BY_NAME:
        raise MybtError(
            f"There is no fault {name}.{did_you_mean(name, BY_NAME)}",
            next_step="`mybt-sim conform --faults` and `mybt-sim faults` name them.",
        )
    if world is not None:
        raise MybtError(
            "A world in a file is led again by the rules without a fault.",
            next_step="Leave out --world.",
        )
    return faulty_operator(BY_NAME[name], setting)


def _look_for_faults(seconds: float, seed: int, stories: Path | None) -> None:
    from mybt_sim.conformance import report
    from mybt_sim.conformance.eyes import look_for
    from mybt_sim.progress import warm_up

    warm_up(messages)
    found = []
    for sight in look_for(seed=seed, seconds=seconds):
        report.show_sight(sight, console)
        found.append(sight)
    console.print(report.summary_of_sights(found), highlight=False)
    seen = {one.fault.name: one.mismatch for one in found if one.mismatch is not None}
    if stories is not None:
        report.save_stories(seen.items(), stories)
    if len(seen) < len(found) - UNSEEN_MOST:
        raise typer.Exit(DIFFERS)


def _look_at_falsified(count: int, seed: int) -> None:
    import time

    from mybt_sim.conformance import report
    from mybt_sim.conformance.eyes import falsified_of_our_own
    from mybt_sim.progress import warm_up

    warm_up(messages)
    started = time.perf_counter()
    found = list(falsified_of_our_own(count, seed=seed))
    told = report.summary_of_falsified(found, time.perf_counter() - started)
    console.print(told, markup=False, highlight=False, soft_wrap=True)
    if not all(one.is_seen for one in found):
        raise typer.Exit(DIFFERS)
