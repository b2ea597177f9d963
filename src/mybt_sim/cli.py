"""The command line. Data goes to standard output, everything said to a person to standard error."""

import datetime
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from mybt_sim.app.commands import lab, open_workbench
from mybt_sim.base.errors import JourneyError, MybtError, ScenarioError
from mybt_sim.conformance.commands import conform, retell, serve
from mybt_sim.quality.faults.command import faults

if TYPE_CHECKING:
    from mybt_sim.text.messages import Language

FAILED = 1
BAD_INPUT = 2
GUARD_BROKEN = 3
ALL_CORES = os.cpu_count() or 1


def _whole(text: str) -> int:
    """Digits alone: Python's own reading takes 1_0 for ten."""
    if not (text.isascii() and text.removeprefix("-").isdecimal()):
        raise typer.BadParameter(f"{text!r} is no whole number in digits.")
    return int(text)


app = typer.Typer(
    help="A synthetic fixed-line operator: simulate it, query it, prove it, look at it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console()
messages = Console(stderr=True)

RunPath = Annotated[Path, typer.Argument(help="A finished run, such as runs/year.duckdb.")]
Threads = Annotated[int, typer.Option(min=1, max=64, help="Threads; never changes a result.")]


@app.command()
def simulate(
    scenario: Annotated[Path | None, typer.Argument(help="A scenario in TOML.")] = None,
    out: Annotated[Path, typer.Option(help="File or folder to write.")] = Path("run.duckdb"),
    subscribers: Annotated[
        int | None, typer.Option(parser=_whole, help="Number of subscribers.")
    ] = None,
    days: Annotated[int | None, typer.Option(parser=_whole, help="Number of days.")] = None,
    start: Annotated[str | None, typer.Option(help="First day, such as 2026-01-01.")] = None,
    seed: Annotated[int | None, typer.Option(parser=_whole, help="Seed of all draws.")] = None,
    threads: Threads = ALL_CORES,
    metrics_only: Annotated[bool, typer.Option(help="Store daily sums only.")] = False,
    overwrite: Annotated[bool, typer.Option(help="Replace a file that is there.")] = False,
    dataset: Annotated[
        bool, typer.Option(help="Write a folder of Parquet parts; asked again, it goes on.")
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option(help="A dataset by the workers of a Dask scheduler, such as tcp://HOST:8786."),
    ] = None,
) -> None:
    """Live a scenario and store it as one DuckDB file, or as a dataset of Parquet parts."""
    from mybt_sim.progress import progress_bar, warm_up
    from mybt_sim.simulation.reading import read_scenario
    from mybt_sim.simulation.scenario import Scenario
    from mybt_sim.store import dataset as parts
    from mybt_sim.store import writer

    chosen = (read_scenario(scenario) if scenario else Scenario()).having(
        subscribers=subscribers, days=days, start=_date(start), seed=seed
    )
    is_dataset = dataset or cluster is not None
    if is_dataset:
        _refuse_with_dataset(metrics_only=metrics_only, overwrite=overwrite)
        parts.check_dataset_target(out)
    else:
        writer.check_target(out, overwrite=overwrite)
    warm_up(messages)
    with progress_bar(messages, chosen.subscribers) as progress:
        if is_dataset:
            parts.simulate_dataset(
                chosen, out, threads=threads, cluster=cluster, progress=progress.advance
            )
        else:
            writer.simulate(
                chosen,
                out,
                threads=threads,
                metrics_only=metrics_only,
                overwrite=overwrite,
                progress=progress.advance,
            )
    files = [path for path in (out.rglob("*") if is_dataset else [out]) if path.is_file()]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    messages.print(f"{out}: {progress.rows:,} contract-days, {megabytes:,.0f} MB")


def _refuse_with_dataset(**given: bool) -> None:
    """Options of a file alone; nothing is silently left out."""
    for name, is_given in given.items():
        if is_given:
            raise ScenarioError(
                f"--{name.replace('_', '-')} is for a file, not for a dataset.",
                next_step="Leave it out, or leave out --dataset and --cluster.",
            )


@app.command()
def compare(
    base: Annotated[Path, typer.Argument(help="A scenario in TOML.")],
    variants: Annotated[list[Path], typer.Argument(help="Scenarios to set beside it.")],
    by: Annotated[
        str | None, typer.Option(help="Segments: region, kind, tariff, age or has_account.")
    ] = None,
    fail_if: Annotated[
        list[str] | None, typer.Option(help="Exit with 3 if this holds: bill.p95 > 2.00")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for one Parquet file of lives per variant.")
    ] = None,
    threads: Threads = ALL_CORES,
    overwrite: Annotated[bool, typer.Option(help="Replace files that are there.")] = False,
) -> None:
    """Live the same people under several scenarios, and tell what each change does to them."""
    from mybt_sim.analysis.compare import check_segments, compare_with
    from mybt_sim.analysis.compare_files import files_of, make_folder, read_scenarios, store_lives
    from mybt_sim.analysis.compare_table import show_comparison
    from mybt_sim.analysis.guard import read_guard
    from mybt_sim.progress import live_shown, warm_up_noting

    guards = [read_guard(text) for text in fail_if or ()]
    if by is not None:
        check_segments(by)
    usual, others = read_scenarios(base, variants)
    files = {} if out is None else files_of(out, others, overwrite=overwrite)
    if out is not None:
        make_folder(out)
    warm_up_noting(messages)
    baseline = live_shown(usual, messages, threads=threads)
    broken = 0
    for name, scenario in others.items():
        with messages.status(f"Living {name}"):
            comparison = compare_with(baseline, scenario, threads=threads)
        show_comparison(comparison, name, by, console)
        if name in files:
            store_lives(comparison.lives, files[name])
        for guard in guards:
            if guard.breaks(comparison):
                told = f"{name}: {guard.text}, it is {guard.found(comparison):.4f}."
                messages.print(told, markup=False)
                broken += 1
    if broken:
        raise typer.Exit(GUARD_BROKEN)


@app.command()
def sweep(
    base: Annotated[Path, typer.Argument(help="A scenario in TOML.")],
    grid: Annotated[Path | None, typer.Argument(help="Axes of values in TOML.")] = None,
    axes: Annotated[
        list[str] | None, typer.Option("--set", help="An axis: terms.promise_limit=5,10,15")
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option(help="Segments, as for compare; may be repeated.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the table and its points.")] = Path("sweep"),
    threads: Threads = ALL_CORES,
    overwrite: Annotated[bool, typer.Option(help="Replace the table of another grid.")] = False,
) -> None:
    """Live a grid of scenarios into one table; what is done of it is not lived again."""
    from mybt_sim.analysis.grid import points_of, read_axes, read_axis
    from mybt_sim.analysis.sweep import Sweep
    from mybt_sim.progress import points_bar, warm_up_noting
    from mybt_sim.simulation.baseline import live_baseline
    from mybt_sim.simulation.block import prepare
    from mybt_sim.simulation.reading import read_scenario

    chosen = {} if grid is None else read_axes(grid)
    chosen |= dict(read_axis(text) for text in axes or ())
    work = Sweep(points_of(read_scenario(base), chosen), out, by or ())
    work.check(overwrite=overwrite)
    left = len(work.left)
    if left:
        warm_up_noting(messages)
    with points_bar(messages, left) as progress:
        work.live(
            lambda usual: live_baseline(prepare(usual), threads=threads),
            threads=threads,
            progress=progress,
        )
    messages.print(f"{work.table}: {len(work.points)} points, {left} of them lived now")


@app.command()
def digest(run: RunPath) -> None:
    """Print the digest of every table, computed from its rows."""
    from mybt_sim.store.run_file import open_run
    from mybt_sim.store.verify import table_digests

    with open_run(run) as opened:
        for name, sha256 in table_digests(opened).items():
            print(name, sha256)


@app.command()
def export(
    run: RunPath,
    out: Annotated[Path, typer.Option(help="The folder to write to.")],
    file_format: Annotated[
        str, typer.Option("--format", help="parquet, csv or xlsx (one Excel workbook).")
    ] = "parquet",
    table: Annotated[
        list[str] | None, typer.Option(help="A table or view; may be repeated. Else all tables.")
    ] = None,
) -> None:
    """Write tables of a run as files for other tools, with comments and words beside them."""
    from mybt_sim.store.export import export_run, format_of
    from mybt_sim.store.run_file import open_run

    wanted = format_of(file_format)
    with open_run(run) as opened:
        export_run(opened, out, wanted, tables=table or (), told=_say_rows)
    messages.print(f"The files stand in {out}; schema.json there says what they hold.")


def _say_rows(name: str, rows: int) -> None:
    console.print(f"{name:<16} {rows:>12,} rows", highlight=False, soft_wrap=True)


@app.command()
def report(
    run: RunPath,
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("reports"),
    language: Annotated[
        str | None, typer.Option("--language", help="ru, be or en; all three when left out.")
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="As PDF as well; needs mybt-sim[pdf].")
    ] = False,
) -> None:
    """Write a run as one page a language, that opens anywhere, with the network off too."""
    from mybt_sim.app.report.files import write_report
    from mybt_sim.store.run_file import open_run
    from mybt_sim.text.messages import LANGUAGES

    with open_run(run) as opened:
        for one in LANGUAGES if language is None else (_language(language),):
            for kind in ("html", "pdf") if pdf else ("html",):
                path = write_report(opened, out, one, kind)
                console.print(str(path), highlight=False, soft_wrap=True)


@app.command()
def verify(
    what: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A finished run, a durable world, or a report."),
    ],
    relive: Annotated[bool, typer.Option(help="Live the scenario again and compare.")] = True,
    threads: Threads = ALL_CORES,
) -> None:
    """Prove a run (digests, laws, the same life again), a world (its log carried out again) or a
    report (the same page again)."""
    from mybt_sim.app.report.proof import verify_report
    from mybt_sim.world.durable.verify import verify as prove

    def say(name: str, holds: bool, found: str) -> None:
        mark = "[green]holds[/]" if holds else "[bold red]BROKEN[/]"
        console.print(f"{mark:<6} {name:<14} {found}", highlight=False, soft_wrap=True)

    if what.suffix in (".html", ".pdf"):
        verdict = verify_report(what, say=say, threads=threads)
    else:
        verdict = prove(what, say=say, relive=relive, threads=threads)
    if verdict.failures:
        messages.print(f"{len(verdict.failures)} of {verdict.checks} checks failed.")
        raise typer.Exit(FAILED)
    messages.print(f"All {verdict.checks} checks hold.")


@app.command()
def realism(
    run: RunPath,
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of objects.")] = False,
    picture: Annotated[
        Path | None, typer.Option(help="Draw the balances of a dozen contracts: FILE.svg or .png.")
    ] = None,
) -> None:
    """Hold a year of a run against what is known of real subscribers."""
    from mybt_sim.store.realism.report import realism_of
    from mybt_sim.store.realism.targets import load_targets
    from mybt_sim.store.realism.view import show_realism
    from mybt_sim.store.run_file import open_run

    with open_run(run) as opened:
        if picture is not None:
            from mybt_sim.analysis.lives import draw_lives

            draw_lives(opened, picture)
            return
        held = realism_of(opened)
    if as_json:
        print(json.dumps([one.as_dict() for one in held.measured], ensure_ascii=False, indent=1))
    else:
        show_realism(held, load_targets().tolerances, console)
        messages.print(f"The run {held}.", highlight=False, soft_wrap=True)
    if not held.passes:
        raise typer.Exit(FAILED)


@app.command()
def subscriber(
    run: RunPath,
    subscriber_id: Annotated[int, typer.Argument(metavar="ID", help="A subscriber's id.")],
    at: Annotated[
        str | None, typer.Option(help='A moment of the run, such as "2026-05-10 14:03:00".')
    ] = None,
) -> None:
    """Show one subscriber: home, contracts, papers, last entries; or the state --at a second."""
    from mybt_sim.analysis.one_life import subscriber_at
    from mybt_sim.analysis.one_life_table import show_moment
    from mybt_sim.store.run_file import open_run
    from mybt_sim.store.subscriber_view import show_subscriber

    with open_run(run) as opened:
        if at is None:
            show_subscriber(opened, subscriber_id, console)
        else:
            show_moment(subscriber_at(opened, subscriber_id, at), console)


@app.command()
def rules(
    rule: Annotated[
        str | None, typer.Argument(metavar="RULE", help="A rule, such as PROMISE-LIMIT.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of objects.")] = False,
) -> None:
    """Show the rules of the operator, or one with its source, ladder, terms and tests."""
    from mybt_sim.rulebook.book import load_rulebook
    from mybt_sim.rulebook.view import show_rule, table_of

    book = load_rulebook()
    entries = book.entries if rule is None else (book.entry(rule),)
    if as_json:
        print(json.dumps([one.as_dict() for one in entries], ensure_ascii=False, indent=1))
    elif rule is None:
        console.print(table_of(book))
    else:
        show_rule(entries[0], book, console)


@app.command()
def operations(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="An operation, such as top_up.")
    ] = None,
) -> None:
    """Show what can be asked for and what happens besides, or one of it with its arguments."""
    from mybt_sim.catalogue.findings import did_you_mean
    from mybt_sim.journeys.events import EVENTS
    from mybt_sim.operations import OPERATIONS
    from mybt_sim.operations.view import asker_of, show_definition, table_of

    known = sorted((*OPERATIONS, *EVENTS), key=asker_of)
    if name is None:
        console.print(table_of(known))
        return
    chosen = [one for one in known if one.name == name]
    if not chosen:
        raise MybtError(
            f"There is no operation {name!r}.{did_you_mean(name, {one.name for one in known})}",
            next_step="`mybt-sim operations` lists them all.",
        )
    for one in chosen:
        show_definition(one, console)


@app.command()
def play(
    journey: Annotated[
        str | None, typer.Argument(help="A journey's name or file; without one all are listed.")
    ] = None,
    language: Annotated[str, typer.Option(help="ru, be or en.")] = "ru",
    quiet: Annotated[bool, typer.Option(help="Say only whether it goes as it says.")] = False,
) -> None:
    """Play a journey: a story of the operator, step by step, each held against its file."""
    from mybt_sim.journeys import Player, find_journey, load_journeys
    from mybt_sim.journeys.show import show_journeys, show_step, show_title
    from mybt_sim.progress import warm_up

    chosen = _language(language)
    if journey is None:
        show_journeys(load_journeys().values(), chosen, console)
        return
    story = find_journey(journey)
    warm_up(messages)
    player = Player(story)
    if not quiet:
        show_title(player, chosen, console)
    for played in player:
        if not quiet:
            show_step(played, chosen, console)
    messages.print(f"{story.name}: all {len(story.steps)} steps go as the journey says.")


@app.command()
def hunt(
    seconds: Annotated[float, typer.Option(min=0, help="Hunt for so long.")] = 60,
    operations: Annotated[
        int | None, typer.Option(parser=_whole, help="Check so many operations instead.")
    ] = None,
    seed: Annotated[int | None, typer.Option(parser=_whole, help="Seed of all draws.")] = None,
    exhaustive: Annotated[int, typer.Option(min=0, max=9, help="All histories of N deeds.")] = 0,
    replay: Annotated[Path | None, typer.Option(help="Live a saved story again.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="File for the story of a break; pairs of outcomes stand beside it."),
    ] = None,
    language: Annotated[str, typer.Option(help="ru, be or en.")] = "ru",
) -> None:
    """Hunt for what breaks a law of the operator, with random lives or with all of them."""
    from mybt_sim.quality.command import Wanted, carry_out

    chosen = _language(language)
    luck = 1 if seed is None else seed
    wanted = Wanted(seconds, operations, luck, exhaustive, replay, out, chosen, ALL_CORES)
    if not carry_out(wanted, console):
        raise typer.Exit(FAILED)


@app.command()
def bench(
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of objects.")] = False,
    quick: Annotated[bool, typer.Option(help="Leave out the run of a million.")] = False,
    longest: Annotated[bool, typer.Option(help="Add a world of a million commands.")] = False,
) -> None:
    """Measure the speeds, each next to its yardstick."""
    from mybt_sim.bench import measurements, table_of

    rows = list(measurements(messages, quick=quick, longest=longest))
    if as_json:
        print(json.dumps([row.as_dict() for row in rows], ensure_ascii=False, indent=1))
    else:
        console.print(table_of(rows))


app.command("app")(open_workbench)
app.command()(lab)
app.command()(faults)
app.command()(serve)
app.command()(conform)
app.command()(retell)


def _language(text: str) -> "Language":
    from mybt_sim.text.messages import LANGUAGES

    for language in LANGUAGES:
        if text == language:
            return language
    raise JourneyError(
        f"Nothing is told in {text!r}.", next_step=f"Choose from {', '.join(LANGUAGES)}."
    )


def _date(text: str | None) -> datetime.date | None:
    from mybt_sim.base.plain import day_in

    if text is None:
        return None
    day = day_in(text)
    if day is None:
        raise ScenarioError(f"{text!r} is no date.", next_step="Write the day as 2026-01-01.")
    return day


def main() -> None:
    """Run the command; what a person can mend is one sentence and exit code 2."""
    try:
        app()
    except MybtError as error:
        messages.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(BAD_INPUT)
    except KeyboardInterrupt:
        messages.print("Stopped; nothing was left half written.")
        sys.exit(130)


if __name__ == "__main__":
    main()
