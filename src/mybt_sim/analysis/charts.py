"""The figures of usage: each takes a frame of `usage` or `hours` and states what it shows.

A frame must hold at least one row with a volume above 0; a page shows its empty state otherwise.
"""

import datetime
from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import polars as pl

from mybt_sim.analysis.figures import Figure
from mybt_sim.analysis.theme import (
    MONTH_LABELS,
    SEQUENCE,
    Drawing,
    day_labels,
    decimal_labels,
    themed,
    token,
)
from mybt_sim.text import (
    Language,
    date_long,
    date_short,
    percent,
    translate,
    volume,
    volume_unit,
    weekday_names,
)

DAILY_PX = 280
BAR_PX = 44
CELL_PX = 32
RANKED_MAX = 7
MONTHS_FROM_DAYS = 93
WEEK = 7
DAY_TICKS = 6
WHOLE_FROM = 100


def daily_figure(frame: pl.DataFrame, language: Language) -> Figure:
    """The daily curve of volumes received and sent, with the mean of seven days.

    Its title tells the highest point of the highest line, so that both can be found in each other.
    """
    peak = frame.sort("down_mb", descending=True).row(0, named=True)
    unit = volume_unit(frame["down_mb"].max(), language)  # type: ignore[arg-type]
    mean = "mean" if frame.height >= WEEK else "plain"
    return Figure(
        translate(
            "daily.title",
            language,
            day=date_short(peak["day"], language),
            volume=volume(peak["down_mb"], language),
        ),
        translate(f"daily.subtitle.{mean}", language, unit=unit.name),
        themed(_curves(_daily_points(frame, unit.mb, language), language), language),
    )


def region_figure(frame: pl.DataFrame, language: Language) -> Figure:
    """Regions by volume."""
    names = [translate(f"region.{code}", language) for code in frame["region"]]
    return _ranking_figure(frame.with_columns(name=pl.Series(names)), "region", language)


def tariff_figure(frame: pl.DataFrame, language: Language) -> Figure:
    """Tariffs by volume."""
    return _ranking_figure(frame.with_columns(name=f"name_{language}"), "tariff", language)


def hour_figure(frame: pl.DataFrame, language: Language) -> Figure:
    """Mean volume of each hour of the week."""
    cells = frame.filter(pl.col("days") > 0).with_columns(
        mean=(pl.col("down_mb") + pl.col("up_mb")) / pl.col("days")
    )
    peak = cells.sort("mean", descending=True).row(0, named=True)
    unit = volume_unit(peak["mean"], language)
    days = weekday_names(language)
    return Figure(
        translate("hours.title", language, hour=_hour(days[peak["weekday"]], peak["hour"])),
        translate("hours.subtitle", language, unit=unit.name),
        themed(_heat_map(_hour_points(cells, unit.mb, language), language), language),
    )


def _daily_points(frame: pl.DataFrame, unit_mb: int, language: Language) -> pl.DataFrame:
    days: list[datetime.date] = frame["day"].to_list()
    return frame.select(
        "day",
        *(
            (pl.col(column) / unit_mb).alias(column.removesuffix("_mb"))
            for column in ("down_mb", "up_mb", "down_7_days_mb", "up_7_days_mb")
        ),
        when=pl.Series([date_long(day, language) for day in days]),
        received=pl.Series([volume(mb, language) for mb in frame["down_mb"]]),
        sent=pl.Series([volume(mb, language) for mb in frame["up_mb"]]),
    )


def _curves(points: pl.DataFrame, language: Language) -> Drawing:
    x = alt.X("day:T").axis(**_day_ticks(points["day"].to_list(), language), grid=False)
    y = alt.Y("down:Q").axis(tickCount=4).scale(zero=True)
    base = alt.Chart(points).encode(x=x, y=y)
    layers: list[alt.Chart] = []
    for column, colour in (("down", token("series-1")), ("up", token("series-2"))):
        weight = 1 if points.height >= WEEK else 2
        layers += [
            base.mark_line(color=colour, strokeWidth=weight, opacity=0.5).encode(y=f"{column}:Q"),
            base.mark_line(color=colour, strokeWidth=2.5).encode(y=f"{column}_7_days:Q"),
            _name_of_line(base, points, column, colour, language),
        ]
    touch = base.mark_rule(color=token("muted"), strokeWidth=6, opacity=0).encode(
        tooltip=[
            alt.Tooltip("when:N", title=translate("daily.day", language)),
            alt.Tooltip("received:N", title=translate("usage.received", language)),
            alt.Tooltip("sent:N", title=translate("usage.sent", language)),
        ]
    )
    return alt.layer(*layers, touch).properties(height=DAILY_PX, width="container")


def _day_ticks(days: Sequence[datetime.date], language: Language) -> dict[str, Any]:
    """Months of a long period; of a short one whole days, at most `DAY_TICKS`, each once."""
    if len(days) >= MONTHS_FROM_DAYS:
        return {"format": MONTH_LABELS, "tickCount": "month", "labelOverlap": True}
    shown = days[:: -(-len(days) // DAY_TICKS)]
    values = [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in shown]
    return {"format": day_labels(language), "values": values, "labelOverlap": True}


def _name_of_line(
    base: alt.Chart, points: pl.DataFrame, column: str, colour: str, language: Language
) -> alt.Chart:
    """The name of a curve above its last weeks, in place of a legend."""
    recent = points.tail(max(1, points.height // 8))
    place = pl.DataFrame(
        {
            "day": [points["day"][-1]],
            column: [recent[column].max()],
            "name": [translate("usage.received" if column == "down" else "usage.sent", language)],
        }
    )
    name: alt.Chart = (
        alt.Chart(place)
        .mark_text(color=colour, align="right", dy=-10, fontWeight=600, fontSize=13)
        .encode(x="day:T", y=f"{column}:Q", text="name:N")
    )
    return name


def _ranking_figure(frame: pl.DataFrame, subject: str, language: Language) -> Figure:
    rows = frame.select("name", volume_mb=pl.col("down_mb") + pl.col("up_mb"))
    whole = rows["volume_mb"].sum()
    ranked = _with_rest(rows.filter(pl.col("volume_mb") > 0), language)
    share = [percent(mb / whole, language) for mb in ranked["volume_mb"]]
    texts = [volume(mb, language) for mb in ranked["volume_mb"]]
    bars = ranked.with_columns(
        rank=pl.int_range(pl.len()),
        figure=pl.Series([f"{part} · {text}" for part, text in zip(share, texts, strict=True)]),
    )
    return Figure(
        translate(f"{subject}.title", language, name=ranked["name"][0], share=share[0]),
        translate(f"{subject}.subtitle", language),
        themed(_bars(bars), language),
    )


def _with_rest(rows: pl.DataFrame, language: Language) -> pl.DataFrame:
    """The largest rows, and the others as one."""
    if rows.height <= RANKED_MAX:
        return rows
    rest = rows.slice(RANKED_MAX - 1)
    last = {
        "name": translate("ranking.rest", language, count=rest.height),
        "volume_mb": rest["volume_mb"].sum(),
    }
    return pl.concat([rows.head(RANKED_MAX - 1), pl.DataFrame([last], schema=rows.schema)])


def _bars(bars: pl.DataFrame) -> Drawing:
    """Bars under their names, so that a long name has the whole width of a phone."""
    base = alt.Chart(bars).encode(y=alt.Y("rank:O").axis(None).scale(paddingInner=0.4))
    x = alt.X("volume_mb:Q").axis(None).scale(zero=True, nice=False)
    return alt.layer(
        base.mark_bar(color=token("line"), size=10, yOffset=8, cornerRadius=3).encode(
            x=alt.value(0), x2=alt.value("width")
        ),
        base.mark_bar(color=token("pine"), size=10, yOffset=8, cornerRadius=3).encode(x=x),
        _caption(base, "left", token("ink")).encode(x=alt.value(0), text="name:N"),
        _caption(base, "right", token("muted")).encode(x=alt.value("width"), text="figure:N"),
    ).properties(height=BAR_PX * bars.height, width="container")


def _caption(base: alt.Chart, align: Literal["left", "right"], colour: str) -> alt.Chart:
    caption: alt.Chart = base.mark_text(
        align=align, color=colour, baseline="bottom", dy=-1, fontSize=13
    )
    return caption


def _hour_points(cells: pl.DataFrame, unit_mb: int, language: Language) -> pl.DataFrame:
    days = weekday_names(language)
    texts = {
        "when": [_hour(days[day], hour) for day, hour in cells.select("weekday", "hour").rows()],
        "figure": [volume(mb, language) for mb in cells["mean"]],
    }
    return cells.select("weekday", "hour", volume=pl.col("mean") / unit_mb).with_columns(
        **{name: pl.Series(values) for name, values in texts.items()}
    )


def _heat_map(points: pl.DataFrame, language: Language) -> Drawing:
    short = list(weekday_names(language, short=True))
    drawing: Drawing = (
        alt.Chart(points)
        .mark_rect(cornerRadius=2)
        .encode(
            x=alt.X("hour:O")
            .axis(labelAngle=0, labelExpr="datum.value % 3 == 0 ? datum.value : ''")
            .scale(paddingInner=0.08),
            y=alt.Y("weekday:O").axis(labelExpr=f"{short}[datum.value]").scale(paddingInner=0.08),
            color=alt.Color("volume:Q")
            .scale(
                type="quantize",
                domain=_bounds(points["volume"]),
                range=[token(step) for step in SEQUENCE],
            )
            .legend(
                format=".0f" if _bounds(points["volume"])[1] >= WHOLE_FROM else ".1f",
                labelExpr=decimal_labels(language),
                gradientThickness=10,
                gradientLength=220,
            ),
            tooltip=[
                alt.Tooltip("when:N", title=translate("hours.hour", language)),
                alt.Tooltip("figure:N", title=translate("hours.mean", language)),
            ],
        )
        .properties(height=CELL_PX * WEEK, width="container")
    )
    return drawing


def _bounds(values: pl.Series) -> list[float]:
    numbers: list[float] = values.to_list()
    return [min(numbers), max(numbers)]


def _hour(weekday: str, hour: int) -> str:
    """A weekday and an hour: Sunday, 21:00–22:00."""
    return f"{weekday}, {hour:02}:00–{hour + 1:02}:00"
