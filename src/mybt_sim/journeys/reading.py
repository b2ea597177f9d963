"""Reading journeys: TOML files, with every finding in them at once."""

from collections.abc import Iterable
from pathlib import Path

from mybt_sim.base.errors import JourneyError
from mybt_sim.catalogue import seed_folder
from mybt_sim.catalogue.documents import Document, parse_document, read_contents
from mybt_sim.catalogue.entries import read_entry
from mybt_sim.catalogue.findings import Finding, Spot, did_you_mean, refuse
from mybt_sim.journeys.checks import asked, check_head, check_role, check_setting, check_step
from mybt_sim.journeys.model import Head, Journey, Role, Setting, Step
from mybt_sim.journeys.order import check_order

PARTS = ("title", "about", "seed", "world", "cast", "step")


def journey_folder() -> Path:
    """Where the journeys of the seed data lie."""
    return seed_folder() / "journeys"


def journey_names() -> tuple[str, ...]:
    """Names of the journeys of the seed data, in order."""
    return tuple(sorted(path.stem for path in journey_folder().glob("*.toml")))


def find_journey(name: str) -> Journey:
    """A journey by its name in the seed data, or by the path of its file.

    Raises `JourneyError` when there is none, and `SeedDataError` with all that is wrong in it.
    """
    if name in journey_names():
        return read_journey(journey_folder() / f"{name}.toml")
    if name.endswith(".toml") or "/" in name:
        if Path(name).is_file():
            return read_journey(Path(name))
        raise JourneyError(f"There is no file {name}.", next_step="Name a journey, or its file.")
    raise JourneyError(
        f"There is no journey {name}.{did_you_mean(name, journey_names())}",
        next_step="`mybt-sim play` lists them all.",
    )


def load_journeys() -> dict[str, Journey]:
    """All journeys of the seed data by name; `SeedDataError` with the findings of all files."""
    findings: list[Finding] = []
    names = tuple(f"{name}.toml" for name in journey_names())
    contents = read_contents(journey_folder(), names, findings)
    read = [_read(name, contents.get(name), Spot(findings, name)) for name in names]
    refuse(findings)
    return {journey.name: journey for journey in read if journey is not None}


def read_journey(path: Path) -> Journey:
    """The journey in a file; `SeedDataError` with all that is wrong in it."""
    findings: list[Finding] = []
    contents = read_contents(path.parent, (path.name,), findings)
    journey = _read(path.name, contents.get(path.name), Spot(findings, path.name))
    refuse(findings)
    assert journey is not None, "a file without findings is a journey"
    return journey


def read_text(name: str, text: str) -> Journey:
    """The journey in a text as `journey_toml` writes it; `SeedDataError` with all that is wrong."""
    findings: list[Finding] = []
    journey = _read(name, text.encode(), Spot(findings, name))
    refuse(findings)
    assert journey is not None, "a text without findings is a journey"
    return journey


def read_steps(text: str, cast: Iterable[str]) -> tuple[Step, ...]:
    """Steps as `steps_toml` writes them; `SeedDataError` with all that is wrong in each.

    A recording may take a new device in hand under an old name.
    """
    findings: list[Finding] = []
    spot = Spot(findings, "steps")
    document = parse_document(text.encode(), spot) or {}
    steps = _read_steps({**document, "cast": dict.fromkeys(cast)}, spot)
    refuse(findings)
    return steps


def _read(name: str, content: bytes | None, spot: Spot) -> Journey | None:
    """One journey, or None and at least one finding."""
    before = len(spot.findings)
    document = parse_document(content, spot)
    if document is None:
        return None
    for stray in sorted(document.keys() - set(PARTS)):
        spot.inside(stray).report(
            f"is no part of a journey{asked(stray, PARTS)}",
            remedy=f"use {', '.join(PARTS)}",
        )
    told = {key: document[key] for key in ("title", "about", "seed") if key in document}
    head = read_entry(told, Head, spot)
    setting = read_entry(document.get("world", {}), Setting, spot.inside("world"))
    cast = _read_cast(document, spot)
    steps = _read_steps(document, spot)
    if len(steps) == len(document.get("step", ())):  # else what is missing were reported twice
        check_order(steps, spot)
    if head is not None:
        check_head(head, spot)
    if setting is not None:
        check_setting(setting, spot.inside("world"))
    if len(spot.findings) > before or head is None or setting is None:
        return None
    return Journey(
        name=name.removesuffix(".toml"),
        title=head.title,
        about=head.about,
        seed=head.seed,
        setting=setting,
        cast=cast,
        steps=steps,
    )


def _read_cast(document: Document, spot: Spot) -> dict[str, Role]:
    tables = document.get("cast", {})
    if not isinstance(tables, dict):
        spot.inside("cast").report("is no table", remedy="write each member as [cast.NAME]")
        return {}
    cast: dict[str, Role] = {}
    for name, table in tables.items():
        place = spot.inside("cast").inside(name)
        role = read_entry(table, Role, place)
        if role is not None:
            check_role(name, role, cast, place)
            cast[name] = role
    return cast


def _read_steps(document: Document, spot: Spot) -> tuple[Step, ...]:
    tables = document.get("step")
    if not isinstance(tables, list) or not tables:
        spot.inside("step").report("is missing or empty", remedy="add at least one [[step]]")
        return ()
    names = document.get("cast", {})
    cast = frozenset(names) if isinstance(names, dict) else frozenset()
    steps = []
    for number, table in enumerate(tables, start=1):
        place = spot.inside(f"step {number}")
        step = read_entry(table, Step, place)
        if step is not None:
            check_step(step, cast, place)
            steps.append(step)
    return tuple(steps)
