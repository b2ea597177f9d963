"""Everything that behaviour looks up, gathered in one record for the kernel."""

from collections.abc import Mapping

from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.faults import Faults
from mybt_sim.behaviour.layouts import BEHAVIOUR_TABLES
from mybt_sim.behaviour.parameters import BehaviourData, fill_behaviour
from mybt_sim.behaviour.profiles import fill_profiles
from mybt_sim.catalogue import Catalogue
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.catalogue.new_tariffs import with_new_tariffs
from mybt_sim.catalogue.terms import override_amounts
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import Records, blank
from mybt_sim.simulation.changes import Change, fee_e4
from mybt_sim.simulation.outages import fill_outages, read_outages
from mybt_sim.simulation.scenario import Scenario

DRAWN_BEFORE = ("come.", "fibre.", "move.", "details.")
"""Sections of numbers that hold for a whole run."""


def catalogue_of(catalogue: Catalogue, scenario: Scenario) -> Catalogue:
    """The catalogue with the tariffs that a scenario adds; `ScenarioError` when one cannot be."""
    return with_new_tariffs(
        catalogue, [(change.since, change.tariffs) for change in scenario.dated_changes]
    )


def build_book(catalogue: Catalogue, scenario: Scenario) -> Book:
    """The book of a scenario: its days and one more, its terms and its fees with their changes."""
    book = catalogue.book(
        first_day=scenario.first_day,
        last_day=scenario.first_day + scenario.days,
        overrides=scenario.terms,
        changes={change.since: change.terms for change in scenario.dated_changes},
    )
    _set_fees(book.tariffs, catalogue, scenario.fees)
    for change in scenario.dated_changes:
        edition = book.calendar[day_of(change.since) - scenario.first_day].edition
        _set_fees(book.tariffs[edition:], catalogue, change.fees)
        for tariff_id in change.archived:
            offers = book.tariffs[edition:, catalogue.tariff_index(tariff_id)]
            offers["is_archived"], offers["is_on_sale"] = True, False
        for tariff in change.tariffs:
            book.tariffs[:edition, catalogue.tariff_index(tariff["id"])]["is_on_sale"] = False
    return book


def _set_fees(editions: Records, catalogue: Catalogue, fees: Mapping[str, str]) -> None:
    for tariff_id in fees:
        editions[:, catalogue.tariff_index(tariff_id)]["fee_e4"] = fee_e4(fees, tariff_id)


def check_conditions(catalogue: Catalogue, data: BehaviourData, scenario: Scenario) -> None:
    """`ScenarioError` with everything that a scenario asks for and that there is not.

    `catalogue` is that of the seed data. Whether the new tariffs of the scenario can be is told
    beside the rest.
    """
    faults = Faults()
    with faults.gathered():
        catalogue = catalogue_of(catalogue, scenario)
    added = {str(one.get("id")) for change in scenario.dated_changes for one in change.tariffs}
    always = Change(
        since=scenario.start,
        terms=scenario.terms,
        fees=scenario.fees,
        behaviour=scenario.behaviour,
    )
    for change in (always, *scenario.dated_changes):
        where = "" if change is always else f"From {change.since}: "
        with faults.gathered(where):
            override_amounts(change.terms)
        for tariff_id in (one for one in (*change.fees, *change.archived) if one not in added):
            with faults.gathered(where):
                catalogue.tariff_index(tariff_id)
        for tariff_id in change.fees:
            with faults.gathered(where):
                fee_e4(change.fees, tariff_id)
        with faults.gathered(where):
            data = data.having(change.behaviour)
        for name in change.behaviour if change is not always else ():
            with faults.gathered(where):
                _check_dated(name)
    with faults.gathered():
        _check_archived(catalogue, scenario)
    faults.refuse()


def _check_dated(name: str) -> None:
    """`ScenarioError` for numbers by which is drawn what happens during the whole run."""
    if name.startswith(DRAWN_BEFORE):
        raise ScenarioError(
            f"{name} holds for the whole run: who comes, moves and goes over to fibre is drawn "
            "before it, and so is what days are split into.",
            next_step="Write it into [behaviour].",
        )


def _check_archived(catalogue: Catalogue, scenario: Scenario) -> None:
    """`ScenarioError` for tariffs that can't be ordered before a change that archives them."""
    faults = Faults()
    archived = {tariff.id for tariff in catalogue.tariffs if tariff.sale != "open"}
    for change in scenario.dated_changes:
        for tariff_id in change.archived:
            with faults.gathered(f"From {change.since}: "):
                if tariff_id in archived:
                    raise ScenarioError(
                        f"{tariff_id} can't be ordered before it is archived.",
                        next_step="Name tariffs that are on sale until then.",
                    )
            archived.add(tariff_id)
    faults.refuse()


def build_editions(data: BehaviourData, book: Book, scenario: Scenario) -> Records:
    """BEHAVIOUR_TABLES since the beginning, and since each day on which a scenario changes numbers
    of behaviour; each has the profiles of all days and the outages of the run."""
    changes = [change for change in scenario.dated_changes if change.behaviour]
    editions = blank(BEHAVIOUR_TABLES, 1 + len(changes))
    data = data.having(scenario.behaviour)
    for edition, tables in enumerate(editions):
        if edition > 0:
            tables.since = day_of(changes[edition - 1].since)
            data = data.having(changes[edition - 1].behaviour)
        fill_outages(tables.outage_s, read_outages(scenario.outages), book.first_day, book.days)
        tables.has_outages = bool(scenario.outages)
        fill_behaviour(tables, data)
        fill_profiles(tables, data, book)
    return editions
