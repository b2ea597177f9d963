"""Checks over the terms: each field of the engine has one, and every value can be used."""

from mybt_sim.catalogue.entries import Item, Part
from mybt_sim.catalogue.findings import did_you_mean
from mybt_sim.catalogue.terms import (
    FIELD_OF,
    LIMITS,
    TERM_FIELDS,
    Term,
    amount_of,
    spellings,
)


def check_terms(terms: Part[Term]) -> None:
    """Names, completeness, values, and terms that follow others."""
    if terms.ids is None:
        return
    _check_names(terms.ids, terms)
    for item in terms.items:
        if item.id in FIELD_OF:
            _check_values(item)
            _check_following(item, terms)


def _check_names(ids: tuple[str, ...], terms: Part[Term]) -> None:
    for name in ids:
        if name not in FIELD_OF:
            close = did_you_mean(name, FIELD_OF)
            terms.spot.inside(name).report(
                "is not a term", remedy=f"mend its name, or drop it.{close}"
            )
    for field in TERM_FIELDS:
        written = [name for name in spellings(field) if name in ids]
        spot = terms.spot.inside(spellings(field)[0])
        if not written:
            spot.report("is missing", remedy="add it, with its rule and a first version")
        if len(written) > 1:
            spot.report(f"stands also as {written[1]}", remedy="keep one of the two")


def _check_values(item: Item[Term]) -> None:
    for n, version in enumerate(item.entry.versions):
        try:
            amount_of(item.id, version.value)
        except ValueError as error:
            problem, _, remedy = str(error).partition("; ")
            item.spot.inside(f"version[{n}].value").report(problem, remedy=remedy)


def _check_following(item: Item[Term], terms: Part[Term]) -> None:
    """A term that follows another has no history of its own, and measures the same."""
    leader = item.entry.same_as
    if leader is None:
        return
    spot = item.spot.inside("same_as")
    if item.entry.versions:
        spot.report("stands beside versions", remedy="keep one of the two")
    if leader not in (terms.ids or ()) or leader not in FIELD_OF:
        spot.report(f"{leader} is not a term here", remedy="name one that is")
    elif not _measures_the_same(item.id, leader):
        spot.report(f"{leader} measures something else", remedy="name a term of the same unit")
    elif any(other.id == leader and other.entry.same_as for other in terms.items):
        spot.report(f"{leader} follows another term itself", remedy="name the one that leads")


def _measures_the_same(name: str, other: str) -> bool:
    field, other_field = FIELD_OF[name], FIELD_OF[other]
    units = {field.rpartition("_")[2], other_field.rpartition("_")[2]}
    return len(units) == 1 and LIMITS.get(field) == LIMITS.get(other_field)
