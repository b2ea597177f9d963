"""What a comparison came to: for a terminal, as JSON, as JUnit; secrets are masked in each."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from xml.etree import ElementTree

from rich.console import Console

from mybt_sim.conformance.compare import Difference, Kind
from mybt_sim.conformance.conform import Mismatch, Verdict
from mybt_sim.conformance.eyes import Falsified, Sight
from mybt_sim.journeys.deeds import DEEDS
from mybt_sim.journeys.model import Step
from mybt_sim.operations.request import asked_with

MASK = "•••"
SECRET_PARTS = ("code", "password", "token", "card", "surname")
SHOWN_MOST = 300


def show_verdict(verdict: Verdict, console: Console) -> None:
    """What differs, each class as a story, and how much was compared."""
    for one in verdict.mismatches.values():
        console.print(f"\n[bold red]{one.kind}[/]  {_heading(one)}", highlight=False)
        for line in story_lines(one):
            console.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)
        console.print(f"  {_told(one.difference)}", style="yellow", markup=False, highlight=False)
    console.print(summary_of(verdict), highlight=False, soft_wrap=True)


def show_sight(sight: Sight, console: Console) -> None:
    """A line for a fault: by which class of mismatch it was seen, in how many steps and seconds."""
    told = "NOT SEEN" if sight.mismatch is None else sight.mismatch.kind.value
    steps = 0 if sight.mismatch is None else len(sight.mismatch.story.steps)
    style = "red" if sight.mismatch is None else ""
    line = f"{sight.fault.name:<32} {sight.fault.rule:<16} {told:<16} {steps or '':>5}"
    console.print(f"{line} {sight.seconds:>6.1f}", style=style, highlight=False, soft_wrap=True)


def summary_of_sights(sights: Sequence[Sight]) -> str:
    """One line of all of them."""
    lengths = [len(one.mismatch.story.steps) for one in sights if one.mismatch is not None]
    seconds = sum(one.seconds for one in sights)
    steps = f"{median(lengths):.0f}" if lengths else "no"
    return f"{len(lengths)} of {len(sights)} seen in {seconds:,.0f} s; median {steps} steps."


def summary_of_falsified(found: Sequence[Falsified], seconds: float) -> str:
    """How many falsified values were seen, and where those stood that were not."""
    unseen = [one.path for one in found if not one.is_seen]
    seen = f"{len(found) - len(unseen):,} of {len(found):,} falsified answers seen"
    return "\n".join([*(f"NOT SEEN {path}" for path in unseen), f"{seen} in {seconds:,.0f} s."])


def summary_of(verdict: Verdict) -> str:
    """One line of it all."""
    pace = verdict.asked / verdict.seconds if verdict.seconds else 0
    kinds = ", ".join(verdict.mismatches) or "nothing differs"
    return (
        f"{verdict.asked:,} answers of {verdict.stories:,} stories in {verdict.seconds:,.0f} s "
        f"({pace:,.0f}/s): {kinds}."
    )


def story_lines(mismatch: Mismatch) -> list[str]:
    """The steps of a story, numbered."""
    steps = enumerate(mismatch.story.steps, start=1)
    return [f"{number}. {step_line(step)}" for number, step in steps]


def step_line(step: Step) -> str:
    """A step in one line, with its secrets masked."""
    asked = asked_with(DEEDS[step.do])
    secret = {name for name, each in asked.items() if each.argument.is_secret}
    told = [
        f"{name}={masked(value) if name in secret else value}"
        for name, value in step.arguments.items()
    ]
    who = f"{step.who}: " if step.who else ""
    return " ".join([who + step.do, *told, *(["(preview)"] if step.preview else [])])


def masked(value: Any) -> Any:
    """A secret as it may be shown: a reference tells nothing, what it stands for does."""
    return value if isinstance(value, str) and value.startswith("$") else MASK


def verdict_json(verdict: Verdict) -> str:
    """The verdict for another program."""
    found = {
        "holds": verdict.holds,
        "answers": verdict.asked,
        "stories": verdict.stories,
        "stories_differing": verdict.differing,
        "seconds": round(verdict.seconds, 3),
        "mismatches": [
            {
                "kind": one.kind.value,
                "path": one.difference.path,
                "expected": _shown(one.difference, one.difference.expected),
                "found": _shown(one.difference, one.difference.found),
                "steps": [step_line(step) for step in one.story.steps],
                "steps_at_first": one.steps_at_first,
            }
            for one in verdict.mismatches.values()
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def as_junit(verdict: Verdict) -> str:
    """The verdict as a suite of tests, one for each class of mismatch."""
    suite = ElementTree.Element(
        "testsuite",
        name="conform",
        tests=str(len(Kind)),
        failures=str(len(verdict.mismatches)),
        time=f"{verdict.seconds:.3f}",
    )
    for kind in Kind:
        case = ElementTree.SubElement(suite, "testcase", classname="conform", name=kind.value)
        if kind in verdict.mismatches:
            one = verdict.mismatches[kind]
            failure = ElementTree.SubElement(case, "failure", message=_told(one.difference))
            failure.text = "\n".join(story_lines(one))
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def save_stories(mismatches: Iterable[tuple[str, Mismatch]], folder: Path) -> None:
    """Each story as a journey's file, to be played again."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, one in mismatches:
        file = folder / f"{name.replace(' ', '_')}.toml"
        file.write_text(one.story.toml(), encoding="utf-8")


def _heading(one: Mismatch) -> str:
    steps = len(one.story.steps)
    return f"{one.story.name}, {steps} steps of {one.steps_at_first}"


def _told(one: Difference) -> str:
    expected, found = _shown(one, one.expected), _shown(one, one.found)
    return f"{one.path}: expected {expected}, found {found}"


def _shown(one: Difference, value: Any) -> str:
    """A value as it may be shown, and not longer than anybody reads."""
    if one.path.rpartition(".")[2] in SECRET_PARTS or isinstance(value, dict | list):
        value = MASK if not isinstance(value, dict | list) else f"{len(value)} values"
    text = str(value)
    return text if len(text) <= SHOWN_MOST else f"{text[:SHOWN_MOST]}…"
