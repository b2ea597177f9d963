"""The catalogue as a whole: loaded at once or not at all, and handed to the engine as a book."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from mybt_sim.base.errors import ScenarioError
from mybt_sim.catalogue.calendar import calendar_rows, check_range, date_of, day_of
from mybt_sim.catalogue.checks import CHECKS, Seed
from mybt_sim.catalogue.documents import fingerprint, parse_document, read_contents
from mybt_sim.catalogue.editions import (
    add_on_records,
    edition_dates,
    suspension_records,
    tariff_records,
    terms_records,
)
from mybt_sim.catalogue.entries import read_list, read_tables
from mybt_sim.catalogue.findings import Finding, Spot, did_you_mean, refuse
from mybt_sim.catalogue.folder import seed_folder
from mybt_sim.catalogue.model import AddOn, Tariff
from mybt_sim.catalogue.terms import Term, override_amounts
from mybt_sim.engine.book import EDITIONS, Book, blank_book

TARIFFS_FILE = "catalogue/tariffs.toml"
ADD_ONS_FILE = "catalogue/add_ons.toml"
TERMS_FILE = "terms.toml"
SEED_FILES = (ADD_ONS_FILE, TARIFFS_FILE, TERMS_FILE)


@dataclass(frozen=True)
class Catalogue:
    """Tariffs, add-ons and terms with their history.

    The place of a tariff or add-on in its tuple is its index in the engine. `terms` goes by the
    names of the seed file; a term that follows another carries the other's versions. `fingerprint`
    is the SHA-256 of everything that was read.
    """

    tariffs: tuple[Tariff, ...]
    add_ons: tuple[AddOn, ...]
    terms: Mapping[str, Term]
    fingerprint: str

    def __repr__(self) -> str:
        return (
            f"<Catalogue of {len(self.tariffs)} tariffs, {len(self.add_ons)} add-ons, "
            f"{len(self.terms)} terms>"
        )

    def tariff_index(self, tariff_id: str) -> int:
        """The engine's index of a tariff such as "T09"; `ScenarioError` if there is none."""
        return _index_of(tariff_id, [tariff.id for tariff in self.tariffs], what="tariff")

    def add_on_index(self, add_on_id: str) -> int:
        """The engine's index, and bit, of an add-on such as "A12"; `ScenarioError` if none."""
        return _index_of(add_on_id, [add_on.id for add_on in self.add_ons], what="add-on")

    def book(
        self,
        *,
        first_day: int,
        last_day: int,
        overrides: Mapping[str, object] | None = None,
        changes: Mapping[datetime.date, Mapping[str, object]] | None = None,
    ) -> Book:
        """What rules may know from `first_day` to `last_day`, days since 1970-01-01, both included.

        `overrides` are terms by name, in the notation of the seed file, which hold on every day:
        {"promise_limit": "20.00"}; `changes` are such terms that hold from a date on, and make an
        edition on it. Raises `ScenarioError` for days that are not supported, for an unknown term,
        for a value that it cannot have, and for more dates than a book has editions.
        """
        check_range(first_day, last_day)
        changed = {date: override_amounts(terms) for date, terms in (changes or {}).items()}
        seed_dates = edition_dates(
            self.tariffs, self.add_ons, self.terms.values(), until=date_of(last_day)
        )
        dates = sorted({*seed_dates, *changed})
        _check_editions(len(dates), len(changed))
        amounts = override_amounts(overrides or {})
        amounts_by_edition = [amounts := {**amounts, **changed.get(date, {})} for date in dates]
        days = last_day - first_day + 1
        shape = len(dates), len(self.tariffs), len(self.add_ons)
        book = blank_book()
        book.first_day, book.days = first_day, days
        book.editions, book.tariff_count, book.add_on_count = shape
        book.calendar[:days] = calendar_rows(first_day, last_day, [day_of(date) for date in dates])
        book.terms[: shape[0]] = terms_records(self.terms, dates, overrides=amounts_by_edition)
        book.tariffs[: shape[0], : shape[1]] = tariff_records(self.tariffs, self.add_ons, dates)
        book.add_ons[: shape[0], : shape[2]] = add_on_records(self.add_ons, dates)
        book.suspension_terms[: shape[0]] = suspension_records(self.add_ons, dates)
        return book


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read and check the seed data in `folder`, by default `seed_folder()`.

    Raises `SeedDataError` that lists every finding in every file.
    """
    findings: list[Finding] = []
    contents = read_contents(folder or seed_folder(), SEED_FILES, findings)
    seed = _read_seed(contents, findings)
    for check in CHECKS:
        check(seed)
    refuse(findings)
    return Catalogue(
        tariffs=tuple(item.entry for item in seed.tariffs.items),
        add_ons=tuple(item.entry for item in seed.add_ons.items),
        terms=_followed({item.id: item.entry for item in seed.terms.items}),
        fingerprint=fingerprint(contents),
    )


def _read_seed(contents: Mapping[str, bytes], findings: list[Finding]) -> Seed:
    spots = {name: Spot(findings, name) for name in SEED_FILES}
    documents = {name: parse_document(contents.get(name), spots[name]) for name in SEED_FILES}
    return Seed(
        tariffs=read_list(documents[TARIFFS_FILE], "tariff", Tariff, spots[TARIFFS_FILE]),
        add_ons=read_list(documents[ADD_ONS_FILE], "add_on", AddOn, spots[ADD_ONS_FILE]),
        terms=read_tables(documents[TERMS_FILE], Term, spots[TERMS_FILE]),
    )


def _followed(terms: Mapping[str, Term]) -> dict[str, Term]:
    """`terms`, in which a term that follows another carries the versions of the other."""
    return {
        name: msgspec.structs.replace(term, versions=terms[term.same_as or name].versions)
        for name, term in terms.items()
    }


def _check_editions(dates: int, changes: int) -> None:
    if dates > EDITIONS:
        raise ScenarioError(
            f"{changes} dated changes are too many.",
            next_step=f"Keep to {EDITIONS - dates + changes}.",
        )


def _index_of(wanted: str, ids: list[str], *, what: str) -> int:
    if wanted not in ids:
        raise ScenarioError(
            f"There is no {what} {wanted!r}.{did_you_mean(wanted, ids)}",
            next_step=f"The {what}s are {', '.join(ids)}.",
        )
    return ids.index(wanted)
