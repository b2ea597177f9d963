"""A journey on a terminal, or as plain columns for whatever reads them."""

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from mybt_sim.catalogue.notation import byn
from mybt_sim.journeys.model import OK, Journey
from mybt_sim.journeys.player import Played, Player
from mybt_sim.text.formats import moment, money
from mybt_sim.text.messages import Language
from mybt_sim.world.moments import seconds_of

INDENT = 5


def show_journeys(journeys: Iterable[Journey], language: Language, console: Console) -> None:
    """List journeys: name, sentences of the seed, title; piped, with tabs between them."""
    if not console.is_terminal:
        for one in journeys:
            print(one.name, ",".join(one.seed), getattr(one.title, language), sep="\t")
        return
    table = RichTable(box=None, pad_edge=False)
    for column in ("journey", "shows", "title"):
        table.add_column(column, header_style="dim")
    for one in journeys:
        table.add_row(one.name, " ".join(one.seed), getattr(one.title, language))
    console.print(table)


def show_title(player: Player, language: Language, console: Console) -> None:
    """The title, what the story is about, and the people in it; nothing when piped."""
    if not console.is_terminal:
        return
    journey = player.journey
    console.print(Text(getattr(journey.title, language), style="bold"))
    if journey.about is not None:
        console.print(Text(getattr(journey.about, language)))
    for name, member in player.cast.items():
        who = member.full_name.get(language, member.mobile or "")
        console.print(Text(f"{name}: {who}", style="dim"))


def show_step(played: Played, language: Language, console: Console) -> None:
    """A step with its caption, its answer and what it did to balances."""
    if console.is_terminal:
        _show_on_terminal(played, language, console)
        return
    changes = ",".join(f"{one.name}={byn(one.after_kopecks)}" for one in played.changes)
    step = played.step
    print(played.number, played.at, step.who, step.do, played.found, changes, sep="\t")


def _show_on_terminal(played: Played, language: Language, console: Console) -> None:
    done = f"{moment(seconds_of(played.at), language)}  {_short(played)}"
    caption = played.caption(language)
    heading = Text(f"{played.number:>3}  ", style="bold")
    heading.append(caption or done, style="bold" if caption else "dim")
    console.print(heading)
    lines = [Text(done, style="dim")] if caption else []
    if played.answer is not None:
        style = "green" if played.found == OK else "yellow"
        lines.append(Text(f"{played.found}: {played.answer.text(language)}", style=style))
    for change in played.changes:
        before, after = (
            money(change.before_kopecks, language),
            money(change.after_kopecks, language),
        )
        lines.append(Text(f"{change.name}: {before} → {after}", style="cyan"))
    for problem in played.problems:
        lines.append(Text(problem, style="bold red"))
    for line in lines:
        console.print(Padding(line, (0, 0, 0, INDENT)))


def _short(played: Played) -> str:
    step = played.step
    who = f"{step.who}: " if step.who else ""
    given = ", ".join(f"{name} {value}" for name, value in step.arguments.items())
    return f"{who}{step.do}{' ' if given else ''}{given}{' (preview)' if step.preview else ''}"
