"""The cards of the explorer: each a heading, a picture or list, and its table, query, files."""

import datetime
import itertools
from collections.abc import Iterable, Sequence

from mybt_sim.analysis.cubes import Selection, answers, queries
from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.analysis.cubes.measures import CALLS, SUBJECTS
from mybt_sim.analysis.cubes.steps import round_step
from mybt_sim.app.explorer.drawing import LEVELS, bar, columns, curve
from mybt_sim.app.explorer.view import View
from mybt_sim.app.markup import NOTHING, Child, Html, joined, tag
from mybt_sim.app.picture import Bar
from mybt_sim.text import (
    date_long,
    date_numeric,
    month_names,
    number,
    percent,
    translate,
)

FORMATS = ("csv", "xlsx", "parquet", "svg")
COHORTS_KEPT = 32
_cohort_tables: dict[str, Html] = {}
"""By run, language and what is chosen."""
QUERIES = {
    "totals": queries.totals_query,
    "calls": queries.totals_query,
    "daily": queries.daily_query,
    "clock": queries.clock_query,
    "hours": queries.weekdays_query,
    "distribution": queries.distribution_query,
    "cohorts": queries.cohorts_query,
    "attach": queries.attach_query,
}


def card(view: View, name: str, subtitle: str, *inside: Child, table: Html | None = None) -> Html:
    """A card; its table is shown where it stands open, or always when it is all there is."""
    return tag(
        "section",
        tag("h2", title_of(view, name)),
        tag("p", subtitle, cls="sub"),
        *inside,
        table if table is not None and f"{name}.table" in view.opened else None,
        tools(view, name, ("query",) if table is None else ("table", "query"), FORMATS),
        query_box(view, name, query_of(view, name)) if f"{name}.query" in view.opened else None,
        cls="panel",
        aria_label=title_of(view, name),
    )


def title_of(view: View, name: str) -> str:
    """The name of a chart."""
    return view.say(f"title.{name}")


def query_of(view: View, name: str) -> str:
    """The query behind a chart."""
    if name in DIMENSIONS:
        return queries.bars_query(view.cubes, view.selection, name)
    return QUERIES[name](view.cubes, view.selection)


def tools(view: View, name: str, folds: Iterable[str], formats: Iterable[str]) -> Html:
    """Links that unfold parts of a card, and its files."""
    fold_links = [
        tag(
            "a",
            view.say(what),
            href=view.folded(f"{name}.{what}").href(),
            data_go=True,
            aria_expanded="true" if f"{name}.{what}" in view.opened else "false",
            role="button",
        )
        for what in folds
    ]
    files = [
        tag("a", view.say(f"format.{one}"), href=view.file_href(name, one), download=True)
        for one in formats
    ]
    return tag("p", fold_links, files, cls="tools")


def query_box(view: View, name: str, text: str) -> Html:
    """A query to be copied."""
    label = view.say("query")
    copy = tag("button", view.say("copy"), type_="button", data_copy=f"query-{name}")
    shown = tag("pre", text, id=f"query-{name}", tabindex="0", role="region", aria_label=label)
    return tag("div", shown, copy, cls="query")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], label: str, texts: int = 1) -> Html:
    """Rows as a table whose first column names them; the first `texts` are words, then figures."""

    def cells(row: Sequence[str]) -> Iterable[Html]:
        for at, one in enumerate(row):
            yield tag("td" if at else "th", one, scope=None if at else "row", cls=_side(at))

    def _side(at: int) -> str | None:
        return "words" if 0 < at < texts else None

    head = [tag("th", one, scope="col", cls=_side(at)) for at, one in enumerate(heads)]
    inside = tag(
        "table",
        tag("thead", tag("tr", head)),
        tag("tbody", [tag("tr", cells(row)) for row in rows]),
    )
    return tag("div", inside, cls="scroll", tabindex="0", role="region", aria_label=label)


def tiles(view: View) -> Html:
    """The sums, beside those of the period before and of the same days a year before."""
    items = [
        tag(
            "div", tag("dt", name), tag("dd", figure), [tag("dd", one, cls="note") for one in notes]
        )
        for name, figure, *notes in totals_told(view)[1]
    ]
    shown = "totals.query" in view.opened
    return tag(
        "div",
        tag("dl", items, cls="tiles"),
        tools(view, "totals", ("query",), FORMATS),
        query_box(view, "totals", query_of(view, "totals")) if shown else None,
    )


def totals_told(view: View) -> tuple[list[str], list[list[str]]]:
    """Headings, and of each sum its name, its figure and how far it is from those before."""
    asked, language = view.selection, view.language
    now = answers.totals(view.cubes, asked)
    before = [
        (key, answers.totals(view.cubes, earlier))
        for key, earlier in earlier_periods(view)
        if earlier is not None
    ]
    shown = [(view.say("contracts"), number(now.contracts, language), [
        (key, now.contracts, one.contracts) for key, one in before
    ])]  # fmt: skip
    for name in SUBJECTS:
        shown.append(
            (
                view.say(f"subject.{name}"),
                view.amount(now.amount(name), name),
                [(key, now.amount(name), one.amount(name)) for key, one in before],
            )
        )
    rows = [[name, figure, *(_change(view, *one) for one in changes)]
            for name, figure, changes in shown]  # fmt: skip
    return ["", view.say("amount"), *("" for _ in before)], rows


def earlier_periods(view: View) -> list[tuple[str, Selection | None]]:
    """The period of the same length before, and the same days a year before, or None."""
    asked = view.selection
    first = asked.first - asked.days
    previous = asked.during(first, asked.first - 1) if first >= 0 else None
    return [("previous", previous), ("year_before", _a_year_before(view))]


def _a_year_before(view: View) -> Selection | None:
    days = []
    for day in (view.selection.first, view.selection.last):
        date = view.cubes.date_of(day)
        last = 28 if (date.month, date.day) == (2, 29) else date.day
        days.append((date.replace(year=date.year - 1, day=last) - view.cubes.first).days)
    return view.selection.during(*days) if days[0] >= 0 else None


def _change(view: View, key: str, now: int, then: int) -> str:
    if not then:
        return f"— {view.say(key)}"
    share = (now - then) / then
    sign = "+" if share >= 0 else ""
    return f"{sign}{percent(share, view.language, digits=1)} {view.say(key)}"


def daily(view: View) -> Html:
    """The curve of days, on which a period is marked by drawing over it."""
    asked, language = view.selection, view.language
    found = {name: one.tolist() for name, one in answers.daily(view.cubes, asked).items()}
    rows: Iterable[Sequence[str]] = (
        (
            date_numeric(view.cubes.date_of(day), language),
            *(number(one[day], language) for one in found.values()),
        )
        for day in range(asked.first, asked.last + 1)
    )
    heads = [view.say("day"), *(view.say(f"measure.{name}") for name in found)]
    shown = "daily.table" in view.opened
    told, drawn = curve_told(view, [sum(one) for one in zip(*found.values(), strict=True)])
    return card(
        view,
        "daily",
        f"{told} {view.say('sub.brush')}",
        drawn,
        table=table(heads, rows, title_of(view, "daily")) if shown else NOTHING,
    )


def curve_told(view: View, amounts: Sequence[int]) -> tuple[str, Html]:
    """The day with most, and the curve of amounts by day of the run."""
    cubes, language = view.cubes, view.language
    dates = [cubes.date_of(day) for day in range(cubes.days)]
    peak = max(range(cubes.days), key=amounts.__getitem__)
    told = view.say(
        "sub.daily", day=date_long(dates[peak], language), figure=view.amount(amounts[peak])
    )
    chosen = (view.selection.first, view.selection.last)
    step = round_step(view.selection.subject, max(amounts[peak], 1), LEVELS)
    marks = {view.round_amount(value): value for value in range(step, amounts[peak] + 1, step)}
    return told, curve(amounts, dates, chosen, language, marks)


def facets(view: View) -> dict[str, Html]:
    """The lists of all dimensions, each a filter and a chart at once."""
    found = answers.bars(view.cubes, view.selection)
    return {name: _facet(view, name, found[name]) for name in DIMENSIONS}


def _facet(view: View, name: str, bars: Sequence[answers.Bar]) -> Html:
    by_word = {one.word: one for one in bars}
    listed = [by_word[word] for word in view.names[name]]
    most = max((one.amount for one in listed), default=0)
    rows = [
        tag(
            "li",
            tag(
                "a",
                tag("span", view.names[name][one.word], cls="name"),
                tag("span", view.amount(one.amount), cls="figure"),
                bar(one.amount, most),
                href=view.href(view.toggled(name, one.word)),
                data_go=True,
                role="checkbox",
                aria_checked="true" if one.is_chosen else "false",
            ),
        )
        for one in listed
        if one.contract_days or one.is_chosen
    ]
    inside = tag("ul", rows, cls="bars") if rows else tag("p", view.say("nothing"), cls="sub")
    return card(view, name, view.say(f"sub.bars.{view.selection.subject}"), inside)


def calls(view: View) -> Html:
    """Minutes by class of call."""
    found = calls_told(view)
    most = max(one.size for one in found)
    rows = [_plain_row(one.name, one.figure, bar(one.size, most)) for one in found]
    return card(view, "calls", view.say("sub.calls"), _plain_list(rows, view, "calls"))


def calls_told(view: View) -> list[Bar]:
    """Each class of call with its minutes in words, and their number."""
    sums = answers.totals(view.cubes, view.selection).sums
    minutes = {name: sums[f"{name}_minutes"] for name in CALLS}
    whole = sum(minutes.values())
    return [
        Bar(translate(f"phone.calls.{name}", view.language), _share(value, whole, view), value)
        for name, value in minutes.items()
    ]


def _share(value: int, whole: int, view: View) -> str:
    share = percent(value / whole if whole else 0, view.language)
    return f"{view.amount(value, 'calls')} · {share}"


def distribution(view: View) -> Html:
    """How amounts are spread over contracts, and whose they are."""
    found = answers.distribution(view.cubes, view.selection)
    if found is None:
        return card(view, "distribution", view.say("no_month"))
    months = view.say("whole_months", count=found.months)
    ranks = [
        (view.say("percentile", share=str(share)), view.amount(value))
        for share, value in found.percentiles.items()
    ]
    lives = [(_to_life(view, line.contract_id), view.amount(line.amount)) for line in found.largest]
    label = title_of(view, "distribution")
    return card(
        view,
        "distribution",
        distribution_told(view, found),
        spread(view, found),
        tag(
            "p",
            view.say("edges", figure=view.round_amount(found.edges[1])),
            " ",
            months,
            cls="sub",
        ),
        table((view.say("share"), view.say("amount")), ranks, label),
        table=joined(
            table((view.say("amount"), view.say("contracts")), steps_told(view, found), label),
            table((view.say("contract"), view.say("amount")), lives, label),
        ),
    )


def spread(view: View, found: answers.Distribution) -> Html:
    """The columns of a distribution, with four of their edges in words."""
    some = found.edges[: -1 : len(found.counts) // 4]
    return columns(found.counts, [view.round_amount(one) for one in some])


def steps_told(view: View, found: answers.Distribution) -> list[tuple[str, str]]:
    """Each column of a distribution: from what to what, and how many contracts."""
    ends = [view.round_amount(one) for one in found.edges]
    spans = [f"{low} – {high}" for low, high in itertools.pairwise(ends)]
    spans[-1] = view.say("above", figure=ends[-2])
    counts = (number(one, view.language) for one in found.counts)
    return list(zip(spans, counts, strict=True))


def distribution_told(view: View, found: answers.Distribution) -> str:
    """How many have any, and what part of it the top 1 % has."""
    share = percent(found.top_amount / found.total, view.language, digits=1)
    return view.say("sub.distribution", count=found.contracts, share=share)


def _to_life(view: View, contract: int) -> Html:
    """A contract as the way to its life, on the last day of the period."""
    day = view.cubes.date_of(view.selection.last)
    href = f"/life?lang={view.language}&contract={contract}&at={day}T12:00:00"
    return tag("a", str(contract), href=href)


def cohorts(view: View) -> Html:
    """Contracts by when they were connected, and how many of them stay."""
    chosen = sorted((name, sorted(some)) for name, some in view.selection.chosen.items())
    key = f"{view.mark} {view.language} {chosen}"
    if key not in _cohort_tables:  # the period changes nothing of it
        while len(_cohort_tables) >= COHORTS_KEPT:
            _cohort_tables.pop(next(iter(_cohort_tables)), None)
        _cohort_tables[key] = table(*cohorts_told(view), title_of(view, "cohorts"))
    return card(view, "cohorts", view.say("sub.cohorts"), _cohort_tables[key])


def cohorts_told(view: View) -> tuple[list[str], list[list[str]]]:
    """Headings, and of each cohort its name, its contracts, and what part is in force by month."""
    found = answers.cohorts(view.cubes, view.selection)
    short = month_names(view.language, short=True)
    months = [view.cubes.date_of(start) for start in view.cubes.month_starts]
    heads = [
        view.say("connected"),
        view.say("contracts"),
        *(short[one.month - 1] for one in months),
    ]
    rows = [
        [
            _cohort_name(one, view),
            number(one.contracts, view.language),
            *(
                percent(count / one.contracts, view.language) if count else "—"
                for count in one.in_force
            ),
        ]
        for one in found
    ]
    return heads, rows


def _cohort_name(one: answers.Cohort, view: View) -> str:
    if not one.month:
        return str(one.year)
    return f"{month_names(view.language)[one.month - 1]} {one.year}"


def attach(view: View) -> Html:
    """Add-ons among those who could have them."""
    rows = [_plain_row(*add_on_told(one, view), bar(one.has, one.could)) for one in attached(view)]
    return card(view, "attach", attach_subtitle(view), _plain_list(rows, view, "attach"))


def attached(view: View) -> list[answers.Attach]:
    """Add-ons, those that most of who could have them do first."""
    found = answers.attach(view.cubes, view.selection)
    return sorted(found, key=lambda one: (-one.has / one.could, one.add_on))


def attach_subtitle(view: View) -> str:
    """Of which day it is told."""
    day = date_long(view.cubes.date_of(view.selection.last), view.language)
    return view.say("sub.attach", day=day)


def add_on_told(one: answers.Attach, view: View) -> tuple[str, str]:
    """An add-on, and who has it, in words."""
    share = percent(one.has / one.could, view.language, digits=1)
    figure = f"{number(one.has, view.language)} · {share}"
    return view.names["add_on"][str(one.add_on)], figure


def _plain_row(name: str, figure: str, drawn: Html) -> Html:
    return tag("li", tag("span", name, cls="name"), tag("span", figure, cls="figure"), drawn)


def _plain_list(rows: Sequence[Html], view: View, name: str) -> Html:
    """Rows that are no links; whoever has no mouse reaches the list to scroll it."""
    inside = tag("ul", rows, cls="bars")
    label = title_of(view, name)
    return tag("div", inside, cls="list", tabindex="0", role="region", aria_label=label)


def period_of(view: View) -> str:
    """The period that is looked at, as words."""
    cubes, asked = view.cubes, view.selection
    return period_text(cubes.date_of(asked.first), cubes.date_of(asked.last), view)


def period_text(first: datetime.date, last: datetime.date, view: View) -> str:
    """A period as words."""
    return f"{date_long(first, view.language)} – {date_long(last, view.language)}"
