"""The process that hunts for the page: it gives way to all others, and tells what it sees.

    python -m mybt_sim.app.quality.aside '{"what": "hunt", "seed": 1, "seconds": 5}'

A hunt compiles under the interpreter's lock and a fault is hunted in plain Python: in the site's
own process every page would wait for either.
"""

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec
import numpy as np

from mybt_sim.app.quality.reports import (
    CATCH,
    Answer,
    Caught,
    Hunted,
    Line,
    Report,
    Task,
    Told,
)
from mybt_sim.base.errors import JourneyError
from mybt_sim.catalogue.model import Name
from mybt_sim.journeys import journey_toml
from mybt_sim.quality.faults.catching import catch
from mybt_sim.quality.faults.fault import Fault
from mybt_sim.quality.faults.named import BY_NAME
from mybt_sim.quality.faults.runner import STUMBLED, Runner
from mybt_sim.quality.hunt.hunting import hunt
from mybt_sim.quality.hunt.pairs import pairs_met
from mybt_sim.quality.retold import UntoldError, retold_as_journey
from mybt_sim.quality.room import the_catalogue
from mybt_sim.quality.steps import OPERATIONS, TIME_PASSES, Deed
from mybt_sim.quality.story import Done, Story, opened_at, save_story
from mybt_sim.quality.story import Told as ToldDeed
from mybt_sim.quality.visits.living import VisitRunner, VisitStory
from mybt_sim.text import LANGUAGES, translate

POLITENESS = 15


def hunted_by(task: Task) -> Hunted:
    """Hunt, and tell how far it is meanwhile."""
    found = hunt(
        seed=task.seed, seconds=task.seconds, progress=lambda steps, _: tell(Report(steps=steps))
    )
    counts = tuple(
        (int(deed), int(refusal), int(found.counts[deed, refusal]))
        for deed in OPERATIONS
        for refusal in np.flatnonzero(found.counts[deed])
    )
    return Hunted(
        seed=found.seed,
        seconds=found.seconds,
        steps=found.steps,
        asked=found.asked,
        trials=found.trials,
        counts=counts,
        pairs_met=pairs_met(found.pairs).met,
        pairs_possible=pairs_met(found.pairs).possible,
        law=found.broken.law if found.broken else "",
    )


def caught_by(task: Task) -> Caught:
    """Hunt an operator with a fault, and tell the story of it beside the rules as they are."""
    fault = BY_NAME[task.fault]
    found = catch(fault, seed=task.seed, seconds=task.seconds)
    told = None
    if isinstance(found.story, Story):
        told = Told(
            law=found.law,
            laws=found.laws,
            lines=deeds_told(found.story, fault),
            tariff=the_catalogue().tariffs[found.story.start.tariff].id,
            opened_at=opened_at(found.story),
            balance_kopecks=found.story.start.balance_kopecks,
            terms=tuple((name, str(value)) for name, value in found.story.terms),
            file=_file_of(found.story, found.law, task),
            journey=_journey_of(found.story, found.law),
        )
    elif found.story is not None:
        told = Told(law=found.law, laws=found.laws, lines=visits_told(found.story, fault))
    return Caught(fault=fault.name, seconds=found.seconds, steps=found.steps, told=told)


def deeds_told(story: Story, fault: Fault) -> tuple[Line, ...]:
    """Each deed by the wrong rules and by the right ones; what fell due by itself is looked at."""
    wrong = Runner(fault, story.terms).tell(story)
    looked = tuple(
        Done(Deed.LOOK, one.deed.now) if one.deed.what in TIME_PASSES else one.deed for one in wrong
    )
    right = Runner(None, story.terms).tell(story.having(deeds=looked))
    return tuple(
        Line(
            what=one.deed.what.name.lower(),
            now=one.deed.now,
            amount=one.deed.amount,
            choice=one.deed.choice,
            wrong=_answer(one),
            right=_answer(other),
        )
        for one, other in zip(wrong, right, strict=True)
    )


def visits_told(story: VisitStory, fault: Fault) -> tuple[Line, ...]:
    """Each visit at the door, by either rules."""
    wrong, right = VisitRunner(fault).tell(story), VisitRunner().tell(story)
    return tuple(
        Line(
            what=visit.question.name.lower(),
            now=visit.wait_s,
            facts=visit.facts,
            is_visit=True,
            is_other=bool(visit.is_other),
            wrong=Answer(one.name),
            right=Answer(other.name),
        )
        for visit, one, other in zip(story.visits, wrong, right, strict=False)
    )


def _answer(told: ToldDeed) -> Answer:
    status = "" if told.status is None else told.status.name.lower()
    return Answer(told.refusal.name, told.balance_kopecks, status)


def _file_of(story: Story, law: str, task: Task) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "story.toml"
        length = len(story)
        save_story(
            path,
            story,
            law=law,
            seed=task.seed,
            full_length=length,
            is_shortest=False,
            fault=task.fault,
        )
        return path.read_text(encoding="utf-8")


def _journey_of(story: Story, law: str) -> str:
    """The story on somebody in the population, under the sentence of the law that it breaks."""
    key = "quality.stumbled" if law == STUMBLED else f"law.{law}"
    title = Name(**{language: translate(key, language) for language in LANGUAGES})
    try:
        journey = retold_as_journey(story, title).journey
    except (UntoldError, JourneyError):
        return ""
    return journey_toml(title, journey.setting, journey.steps, cast=journey.cast)


def tell(report: Report) -> None:
    """Write one line, at once."""
    print(msgspec.json.encode(report).decode(), flush=True)


def main() -> None:
    """Do the task of the command line."""
    task = msgspec.json.decode(sys.argv[1], type=Task)
    try:
        if task.what == CATCH:
            tell(Report(caught=caught_by(task)))
        else:
            tell(Report(hunted=hunted_by(task)))
    except Exception as error:  # the page tells what it was
        tell(Report(trouble=f"{type(error).__name__}: {error}"))


if __name__ == "__main__":
    with suppress(OSError):
        os.nice(POLITENESS)
    main()
