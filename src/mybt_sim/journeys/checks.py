"""What can be wrong with a journey before it is played, found part by part."""

import datetime
import re
from collections.abc import Collection, Mapping
from typing import Any, get_args

from mybt_sim.base.errors import MybtError
from mybt_sim.catalogue.findings import Spot, did_you_mean
from mybt_sim.catalogue.model import KindName, TechnologyName
from mybt_sim.engine.refusals import Refusal
from mybt_sim.journeys.casting import kopecks
from mybt_sim.journeys.deeds import DEEDS, has_answer, has_preview, needs_device
from mybt_sim.journeys.model import NEWCOMER, OK, SENTENCES, Head, Role, Setting, Step, run_of
from mybt_sim.journeys.references import CODES, FIELDS, RECEIVED, REFERENCE, VARIANTS
from mybt_sim.operations.request import asked_with
from mybt_sim.population.layouts import LANGUAGES as ACCOUNT_LANGUAGES
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.text.messages import LANGUAGES
from mybt_sim.world.origin import origin_of_one

NAME = re.compile(r"[a-z][a-z0-9_]*")
KINDS = (*get_args(KindName), NEWCOMER)
NEWCOMERS_FIELDS = ("mobile",)
REFUSALS = (OK, *(refusal.name for refusal in Refusal if refusal is not Refusal.NONE))


def check_head(head: Head, spot: Spot) -> None:
    """Sentences of the seed must be such."""
    for sentence in head.seed:
        _check_word(sentence, SENTENCES, spot.inside("seed"), "sentence of the seed")


def check_setting(setting: Setting, spot: Spot) -> None:
    """The world must be one that can be made."""
    try:
        if setting.subscriber:
            origin_of_one(run_of(setting), setting.subscriber, setting.start)
        else:
            Scenario(
                subscribers=setting.subscribers,
                seed=setting.seed,
                start=setting.start,
                terms=setting.terms,
                fees=setting.fees,
            )
    except MybtError as error:
        spot.report(error.problem.rstrip("."), remedy=error.next_step.rstrip("."))
    if setting.past_days < 0:
        spot.inside("past_days").report(f"{setting.past_days} is negative", remedy="give 0 or more")


def check_role(name: str, role: Role, earlier: Mapping[str, Role], spot: Spot) -> None:
    """Words, ages and amounts of a member of the cast."""
    if not NAME.fullmatch(name):
        spot.report("is no name", remedy="use small Latin letters, digits and _")
    if name in RECEIVED:
        spot.report("is a word for what is received", remedy="choose another name")
    _check_word(role.kind, KINDS, spot.inside("kind"), "kind")
    _check_word(role.technology, ("", *get_args(TechnologyName)), spot.inside("technology"), "line")
    _check_word(role.language, ("", *ACCOUNT_LANGUAGES), spot.inside("language"), "language")
    if role.kind == NEWCOMER and role != Role(kind=NEWCOMER):
        spot.report("a newcomer has no contract", remedy="give the kind alone")
    home = role.same_home_as
    if home and (home not in earlier or earlier[home].kind == NEWCOMER):
        spot.inside("same_home_as").report(
            f"{home} is no contract above this one", remedy="name one, or leave it out"
        )
    for key in ("min_balance", "max_balance", "top_up_to"):
        if getattr(role, key) is not None:
            _check_amount(getattr(role, key), spot.inside(key))


def check_step(step: Step, cast: Collection[str], spot: Spot) -> None:
    """Everything about a step that does not depend on the steps before it."""
    if step.do not in DEEDS:
        _check_word(step.do, DEEDS, spot.inside("do"), "operation or event")
        return
    if needs_device(step.do) and not step.who:
        spot.inside("who").report("is missing", remedy="name the device")
    if step.who and not needs_device(step.do):
        spot.inside("who").report(f"{step.do} needs no device", remedy="leave it out")
    if step.preview and not has_preview(step.do):
        spot.inside("preview").report(f"{step.do} has no preview", remedy="leave it out")
    _check_arguments(step, cast, spot.inside("with"))
    _check_expected(step, spot)
    for name, amount in step.balance.items():
        _check_word(name, cast, spot.inside("balance"), "member of the cast")
        _check_amount(amount, spot.inside("balance").inside(name))


def _check_arguments(step: Step, cast: Collection[str], spot: Spot) -> None:
    possible = asked_with(DEEDS[step.do])
    required = {name for name, one in possible.items() if one.is_required}
    for name in sorted(required - step.arguments.keys()):
        spot.inside(name).report(f"is missing: {step.do} needs it", remedy="add it")
    for name, value in step.arguments.items():
        if name not in possible:
            spot.inside(name).report(
                f"is nothing that {step.do} takes{asked(name, possible)}",
                remedy=f"use {', '.join(sorted(possible))}" if possible else "leave it out",
            )
        elif isinstance(value, str) and value.startswith("$") and not value.startswith("$$"):
            _check_reference(value, cast, spot.inside(name))
    moment = step.arguments.get("moment")
    if step.do == "advance_to" and not isinstance(moment, datetime.datetime | None):
        spot.inside("moment").report(
            f"{moment!r} is no moment", remedy="write it without quotes, 2026-06-02 10:00:00"
        )


def _check_reference(text: str, cast: Collection[str], spot: Spot) -> None:
    found = REFERENCE.fullmatch(text)
    if found is None:
        spot.report(f"{text} is no reference", remedy="write $NAME.FIELD, or $$ for a plain $")
        return
    name, part = found[1], found[2] or ""
    if name in RECEIVED:
        variants = ("", *VARIANTS) if name in CODES else ("", "before")
        _check_word(part, variants, spot, f"variant of ${name}")
    elif name not in cast:
        _check_word(name, (*cast, *RECEIVED), spot, "member of the cast, nor received")
    else:
        _check_word(part, FIELDS, spot, f"field of {name}")


def _check_expected(step: Step, spot: Spot) -> None:
    _check_word(step.expect, REFUSALS, spot.inside("expect"), "refusal")
    _check_word(step.language, ("", *LANGUAGES), spot.inside("language"), "language")
    if step.allowed_from is not None and step.expect == OK:
        spot.inside("allowed_from").report(
            "only a refusal has it", remedy="name the refusal in expect"
        )
    if has_answer(step.do):
        return
    blank = Step(do=step.do)
    for key in ("expect", "shows", "says", "language", "repeat"):
        if getattr(step, key) != getattr(blank, key):
            spot.inside(key).report(f"{step.do} answers nothing", remedy="leave it out")


def asked(word: str, known: Collection[str]) -> str:
    """A full stop and the closest of `known` as a question, or nothing."""
    question = did_you_mean(word, known)
    return f".{question}" if question else ""


def _check_word(word: str, known: Collection[str], spot: Spot, what: str) -> None:
    if word not in known:
        words = [one for one in known if one]
        shown = f"use one of {', '.join(words)}" if 0 < len(words) <= 12 else "mend its name"
        spot.report(f"{word!r} is no {what}{asked(word, words)}", remedy=shown)


def _check_amount(text: Any, spot: Spot) -> None:
    try:
        kopecks(text)
    except ValueError as error:
        problem, _, remedy = str(error).partition("; ")
        spot.report(problem, remedy=remedy)
