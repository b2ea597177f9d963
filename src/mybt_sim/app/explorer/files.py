"""What is seen, as a file: its rows, the filters, what the figures mean, and the query."""

import io
from collections.abc import Callable

import polars as pl
import pyarrow as pa
from pyarrow import csv, parquet

from mybt_sim.analysis.cubes import answers, by_hour
from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.analysis.cubes.measures import SUBJECTS
from mybt_sim.app.explorer.cards import period_text, query_of, title_of
from mybt_sim.app.explorer.pictures import picture
from mybt_sim.app.explorer.view import View

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
MEDIA = {**TYPES, "svg": "image/svg+xml"}


def frame_of(view: View, chart: str) -> pl.DataFrame:
    """The rows of a chart. Volumes are MB, durations minutes, charges kopecks."""
    if chart in DIMENSIONS:
        names = view.names[chart]
        by_word = {one.word: one for one in answers.bars(view.cubes, view.selection)[chart]}
        shown = [by_word[word] for word in names if by_word[word].contract_days]
        return pl.DataFrame(
            {
                chart: [one.word for one in shown],
                "name": [names[one.word] for one in shown],
                "contract_days": [one.contract_days for one in shown],
                view.selection.subject: [one.amount for one in shown],
            },
            schema_overrides={chart: pl.String, "name": pl.String},
        )
    return _FRAMES[chart](view)


def about(view: View, chart: str) -> dict[str, str]:
    """What a file says of itself."""
    defined = view.say(f"define.{chart if chart not in DIMENSIONS else 'bars'}")
    subject = {view.say("about.subject"): view.say(f"subject.{view.selection.subject}")}
    return told_of(view, (title_of(view, chart), defined), subject, query_of(view, chart))


def told_of(
    view: View, what: tuple[str, str], subject: dict[str, str], query: str
) -> dict[str, str]:
    """What it is and means, what is chosen, of which run, by which query."""
    asked, cubes = view.selection, view.cubes
    chosen = {
        view.say(f"title.{name}"): ", ".join(
            text for word, text in view.names[name].items() if word in asked.chosen[name]
        )
        for name in DIMENSIONS
        if name in asked.chosen
    }
    return {
        view.say("about.what"): what[0],
        view.say("about.definition"): what[1],
        **subject,
        view.say("about.period"): period_text(
            cubes.date_of(asked.first), cubes.date_of(asked.last), view
        ),
        **chosen,
        view.say("about.run"): view.mark,
        view.say("query"): query,
    }


def file_of(view: View, chart: str, kind: str) -> bytes:
    """A chart as a file of a kind of `MEDIA`."""
    if kind == "svg":
        return picture(view, chart, about(view, chart)).encode()
    return written(frame_of(view, chart), about(view, chart), kind)


def written(frame: pl.DataFrame, told: dict[str, str], kind: str) -> bytes:
    """Rows, and what they say of themselves, as a file of a kind of `TYPES`."""
    place = io.BytesIO()
    if kind == "parquet":
        rows = frame.to_arrow()
        rows = rows.replace_schema_metadata({**(rows.schema.metadata or {}), **told})
        parquet.write_table(rows, place)
    elif kind == "csv":
        for name, text in told.items():
            place.write("".join(f"# {name}: {line}\n" for line in text.splitlines()).encode())
        plain = frame.to_arrow()
        csv.write_csv(plain.cast(_plain(plain.schema)), place)
    else:
        _write_workbook(frame, told, place)
    return place.getvalue()


def _plain(schema: pa.Schema) -> pa.Schema:
    return pa.schema(
        [
            one.with_type(pa.string()) if pa.types.is_large_string(one.type) else one
            for one in schema
        ]
    )


def _write_workbook(frame: pl.DataFrame, told: dict[str, str], place: io.BytesIO) -> None:
    from xlsxwriter import Workbook  # only here: nothing else of the page needs it

    with Workbook(place, {"strings_to_formulas": False}) as workbook:
        frame.write_excel(workbook, "data", autofit=True, freeze_panes=(1, 0))
        sheet = workbook.add_worksheet("about")
        for row, (name, text) in enumerate(told.items()):
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, text)


def _totals(view: View) -> pl.DataFrame:
    found = answers.totals(view.cubes, view.selection)
    return pl.DataFrame([{"contracts": found.contracts, **found.sums}])


def _daily(view: View) -> pl.DataFrame:
    asked = view.selection
    period = slice(asked.first, asked.last + 1)
    days = [view.cubes.date_of(day) for day in range(asked.first, asked.last + 1)]
    found = answers.daily(view.cubes, asked)
    return pl.DataFrame({"day": days, **{name: one[period] for name, one in found.items()}})


def _hours(view: View) -> pl.DataFrame:
    found = by_hour.hours_of_week(view.cubes, view.selection)
    subject = by_hour.hourly(view.selection.subject)
    amount = f"{subject}_{SUBJECTS[subject].unit}"
    rows = [
        {"weekday": day + 1, "hour": hour, "days": days, amount: value}
        for day, (row, days) in enumerate(zip(found.sums, found.days, strict=True))
        for hour, value in enumerate(row)
    ]
    return pl.DataFrame(rows)


def _clock(view: View) -> pl.DataFrame:
    found = by_hour.hours_of_day(view.cubes, view.selection)
    amounts = {f"{name}_{SUBJECTS[name].unit}": sums for name, sums in found.items()}
    return pl.DataFrame({"hour": range(24), **amounts})


def _distribution(view: View) -> pl.DataFrame:
    found = answers.distribution(view.cubes, view.selection)
    if found is None:
        return pl.DataFrame(schema={"from": pl.Int64, "to": pl.Int64, "contracts": pl.Int64})
    return pl.DataFrame(
        {"from": found.edges[:-1], "to": [*found.edges[1:-1], None], "contracts": found.counts}
    )


def _cohorts(view: View) -> pl.DataFrame:
    months = [view.cubes.date_of(start) for start in view.cubes.month_starts]
    rows = [
        {"year": one.year, "month": one.month or None, "seen": seen, "in_force": count}
        for one in answers.cohorts(view.cubes, view.selection)
        for seen, count in zip(months, one.in_force, strict=True)
    ]
    columns = {"year": pl.Int64, "month": pl.Int64, "seen": pl.Date, "in_force": pl.Int64}
    return pl.DataFrame(rows, schema=columns)


def _attach(view: View) -> pl.DataFrame:
    names = view.names["add_on"]
    rows = [
        {"add_on": f"A{one.add_on + 1:02}", "name": names[str(one.add_on)], "could": one.could,
         "has": one.has}
        for one in answers.attach(view.cubes, view.selection)
    ]  # fmt: skip
    return pl.DataFrame(
        rows, schema={"add_on": pl.String, "name": pl.String, "could": pl.Int64, "has": pl.Int64}
    )


_FRAMES: dict[str, Callable[[View], pl.DataFrame]] = {
    "totals": _totals,
    "calls": _totals,
    "daily": _daily,
    "clock": _clock,
    "hours": _hours,
    "distribution": _distribution,
    "cohorts": _cohorts,
    "attach": _attach,
}
