"""Rows of the small tables: catalogue, refusals, calendar."""

from typing import Any

import polars as pl

from mybt_sim.catalogue.calendar import date_of
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.usage import round_e4
from mybt_sim.engine.vocabulary import Technology
from mybt_sim.population import locality_frame
from mybt_sim.simulation.block import Simulation
from mybt_sim.text import LANGUAGES, refusal_text


def reference_frames(simulation: Simulation) -> dict[str, pl.DataFrame]:
    """One frame for each table that does not depend on subscribers."""
    return {
        "locality": locality_frame(simulation.pools),
        "tariff": pl.DataFrame(_tariffs(simulation), infer_schema_length=None),
        "tariff_price": pl.DataFrame(_tariff_prices(simulation)),
        "add_on": pl.DataFrame(_add_ons(simulation)),
        "add_on_price": pl.DataFrame(_add_on_prices(simulation)),
        "add_on_fit": pl.DataFrame(_add_on_fits(simulation)),
        "refusal": pl.DataFrame(_refusals()),
        "calendar": pl.DataFrame(_calendar(simulation)),
    }


def _tariffs(simulation: Simulation) -> list[dict[str, Any]]:
    return [
        {
            "tariff_id": tariff.id,
            "tariff_index": index,
            "name_ru": tariff.name.ru,
            "name_be": tariff.name.be,
            "name_en": tariff.name.en,
            "kind": tariff.kind,
            "settlement": tariff.settlement.name.lower(),
            "down_kbps": tariff.speed_kbps.down if tariff.speed_kbps else None,
            "on_xdsl": bool(tariff.technology_bits >> Technology.XDSL & 1),
            "on_pon": bool(tariff.technology_bits >> Technology.PON & 1),
            "is_social": tariff.is_social,
            "sale": tariff.sale,
            "basis": tariff.basis,
            "source": tariff.source,
        }
        for index, tariff in enumerate(simulation.catalogue.tariffs)
    ]


def _tariff_prices(simulation: Simulation) -> list[dict[str, Any]]:
    book = simulation.book
    return [
        {
            "tariff_id": tariff.id,
            "edition": edition,
            "fee_kopecks": round_e4(int(book.tariffs[edition, index].fee_e4)),
        }
        for index, tariff in enumerate(simulation.catalogue.tariffs)
        for edition in range(book.editions)
    ]


def _add_ons(simulation: Simulation) -> list[dict[str, Any]]:
    return [
        {
            "add_on_id": add_on.id,
            "add_on_index": index,
            "name_ru": add_on.name.ru,
            "name_be": add_on.name.be,
            "name_en": add_on.name.en,
            "basis": add_on.basis,
            "source": add_on.source,
        }
        for index, add_on in enumerate(simulation.catalogue.add_ons)
    ]


def _add_on_prices(simulation: Simulation) -> list[dict[str, Any]]:
    book = simulation.book
    return [
        {
            "add_on_id": add_on.id,
            "edition": edition,
            "fee_kopecks": round_e4(int(book.add_ons[edition, index].fee_e4)),
            "once_kopecks": int(book.add_ons[edition, index].once_kopecks),
        }
        for index, add_on in enumerate(simulation.catalogue.add_ons)
        for edition in range(book.editions)
    ]


def _add_on_fits(simulation: Simulation) -> list[dict[str, Any]]:
    book, catalogue = simulation.book, simulation.catalogue
    return [
        {
            "add_on_id": add_on.id,
            "tariff_id": tariff.id,
            "is_included": bool(plan.included_add_ons >> bit & 1),
        }
        for bit, add_on in enumerate(catalogue.add_ons)
        for tariff, plan in zip(
            catalogue.tariffs, book.tariffs[book.calendar[0].edition], strict=False
        )
        if plan.fitting_add_ons >> bit & 1
    ]


def _refusals() -> list[dict[str, Any]]:
    return [
        {"refusal": one.name, "code": one.value}
        | {f"text_{language}": refusal_text(one.name, language) for language in LANGUAGES}
        for one in Refusal
        if one is not Refusal.NONE
    ]


def _calendar(simulation: Simulation) -> dict[str, list[Any]]:
    rows = simulation.book.calendar[: simulation.book.days]
    terms = simulation.book.terms[rows["edition"]]
    return {
        "day": [date_of(day) for day in rows["day"].tolist()],
        "edition": rows["edition"].tolist(),
        "weekday": rows["weekday"].tolist(),
        "days_in_month": rows["days_in_month"].tolist(),
        "is_holiday": rows["is_holiday"].astype(bool).tolist(),
        "promise_limit_kopecks": terms["promise_limit_kopecks"].tolist(),
        "promise_term_s": terms["promise_term_s"].tolist(),
        "fee_month_days": terms["fee_month_days"].tolist(),
    }
