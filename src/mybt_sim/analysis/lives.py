"""A dozen lives drawn as curves: what happens to the balances of contracts over a run.

To look at, beside the figures of realism: eyes find direct debits and saw-teeth that no mean shows.
"""

from pathlib import Path

import altair as alt
import polars as pl
import vl_convert

from mybt_sim.analysis.figures import Figure
from mybt_sim.analysis.theme import MONTH_LABELS, themed, token
from mybt_sim.base.errors import RunError
from mybt_sim.base.money import KOPECKS_PER_BYN
from mybt_sim.store.run_file import Run

LIVES = 12
COLUMNS = 3
PANEL_PX = (250, 96)
LABEL_PX = 32
PNG_SCALE = 1.5

# One row per day of a few contracts of the run, spread evenly over their ids; every fourth pays by
# bill. A test of nothing: whoever comes up is shown.
LIVES_SQL = """
WITH numbered AS (
    SELECT contract_id, settlement, kind,
        row_number() OVER (PARTITION BY settlement ORDER BY contract_id) - 1 AS place,
        count(*) OVER (PARTITION BY settlement) AS contracts,
        if(settlement = 'credit', $lives // 4, $lives - $lives // 4) AS wanted
    FROM contract
),
chosen AS (
    SELECT contract_id, settlement, kind
    FROM numbered
    WHERE (place * 2 + 1) * wanted % (contracts * 2) < wanted * 2
)
SELECT kind || ' ' || contract_id AS life, day, balance_kopecks, status <> 'active' AS is_off
FROM contract_day JOIN chosen USING (contract_id)
ORDER BY settlement, contract_id, day
"""


def lives_frame(run: Run, lives: int = LIVES) -> pl.DataFrame:
    """One row per day of each contract that is drawn."""
    with run.cursor() as cursor:
        frame: pl.DataFrame = cursor.sql(LIVES_SQL, params={"lives": lives}).pl()
    return frame.with_columns(balance=pl.col("balance_kopecks") / KOPECKS_PER_BYN)


def lives_figure(frame: pl.DataFrame) -> Figure:
    """A panel per contract: its balance day by day, in another colour where it had no service."""
    width, height = PANEL_PX
    days = alt.X("day:T", axis=alt.Axis(format=MONTH_LABELS, grid=False))
    balance = alt.Y("balance:Q", axis=alt.Axis(minExtent=LABEL_PX, tickCount=4))
    line = alt.Chart().mark_line(
        interpolate="step-after", color=token("pine"), strokeWidth=1.2, clip=True
    )
    blocked = alt.Chart().mark_point(color=token("brick"), filled=True, size=8)
    zero = alt.Chart().mark_rule(color=token("muted"), strokeWidth=0.6)
    panel = alt.layer(
        zero.encode(y=alt.datum(0)),
        line.encode(x=days, y=balance),
        blocked.encode(x=days, y=balance).transform_filter("datum.is_off"),
        data=frame,
    ).properties(width=width, height=height)
    lives = frame["life"].unique(maintain_order=True).to_list()
    chart = panel.facet(
        facet=alt.Facet("life:N", sort=lives, title=None), columns=COLUMNS
    ).resolve_scale(y="independent")
    return Figure(
        "A dozen lives",
        "Balance at the end of each day, BYN; red: no service",
        themed(chart, "en").properties(autosize="pad"),
    )


def draw_lives(run: Run, path: Path) -> None:
    """Draw the lives of a run into an SVG or PNG file. `RunError` for any other name."""
    if path.suffix not in (".svg", ".png") or run.metrics_only:
        raise RunError(
            f"The lives of {run.path} can't be drawn as {path}.",
            next_step="Name a file that ends in .svg or .png, and a run with all facts.",
        )
    svg = lives_figure(lives_frame(run)).picture(width=None)
    if path.suffix == ".svg":
        path.write_text(svg, encoding="utf-8")
    else:
        path.write_bytes(vl_convert.svg_to_png(svg, scale=PNG_SCALE))
