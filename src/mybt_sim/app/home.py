"""The home page: what this is, the cards of the notebooks, and the facts of the open run."""

from datetime import timedelta
from pathlib import Path

from mybt_sim.analysis import Chosen, usage
from mybt_sim.app.document import document, opening
from mybt_sim.app.markup import Html, tag
from mybt_sim.app.runs import run_fingerprint
from mybt_sim.app.shelf import OWN_PAGES, SHELF, Notebook, OwnPage
from mybt_sim.store import Run
from mybt_sim.text import LANGUAGE_NAMES, LANGUAGES, Language, date_long, number, translate

FINGERPRINT_LENGTH = 12
CURVE_PX = (320, 72)
PHONE = (
    "M134 84V18a8 8 0 0 1 8-8h36a8 8 0 0 1 8 8V84M152 16h16M142 30h36v16h-36ZM142 56h24M142 66h30"
    "M60 26h44a6 6 0 0 1 6 6v14a6 6 0 0 1-6 6H72l-10 8v-8h-2a6 6 0 0 1-6-6V32a6 6 0 0 1 6-6Z"
    "M66 39h30"
    "M212 30l4 4 8-8M234 30h40M212 46l4 4 8-8M234 46h30M213 58l9 9M222 58l-9 9M234 62h36"
)
"""A phone, a short message on its left, checks on its right."""
LINKED = (
    "M20 64V34M34 64V22M48 64V44M62 64V12M76 64V30M110 60C130 20 150 56 170 30S200 18 212 44"
    "M140 8V66M180 8V66M240 16h64M240 32h44M240 48h54M240 64h24"
)
"""Columns, a curve of which a part is marked, bars."""
COINS = (
    "M20 64h280M36 64V40h24v24M76 64V26h24v38M116 64V34h24v30M156 64V14h24v50M196 64V30h24v34"
    "M236 64V20h24v44M276 40a14 14 0 1 0 0.1 0M276 34v12M270 40h12"
)
"""Months as columns on a line, and a coin."""
LEVERS = (
    "M20 20h90M20 36h90M20 52h90M72 14v12M44 30v12M90 46v12M150 64H304M160 62C180 60 190 12 206 12"
    "S236 60 252 62M176 62C196 60 212 24 226 24S256 60 276 62"
)
"""Three sliders, and two curves of which one is moved."""
MAP = (
    "M20 14h36v14h-36ZM62 14h36v14h-36ZM104 14h36v14h-36ZM146 14h36v14h-36ZM20 34h36v14h-36Z"
    "M62 34h36v14h-36ZM104 34h36v14h-36ZM20 54h36v14h-36ZM62 54h36v14h-36Z"
    "M236 38a22 22 0 1 0 44 0a22 22 0 1 0-44 0M274 54L300 76M248 38l7 7 13-14"
)
"""Rows of cells, and a lens that has found something."""
OWN_DRAWINGS = {"explorer": LINKED, "money": COINS, "whatif": LEVERS, "quality": MAP}
CURVE_ROWS_MAX = 30_000_000
"""A run with more contract-days gets no curve on its card: it would be awaited for too long."""


def home_page(run: Run, language: Language, demo: str = "") -> str:
    """The home page as HTML; `demo` is the key of the demo from which the visitor comes."""

    def say(key: str) -> str:
        return translate(f"home.{key}", language)

    mark = tag("img", src="/static/favicon.svg", alt="", width=28, height=28)
    back = f"&demo={demo}" if demo else ""
    top = tag(
        "header",
        tag("a", mark, "mybt_sim", cls="brand", href=f"/?lang={language}"),
        tag("nav", _language_links(language, back), cls="languages"),
        cls="bar",
    )
    cards = tag(
        "ul",
        [_card(run, notebook, language, demo) for notebook in (*SHELF, *OWN_PAGES)],
        cls="cards",
    )
    facts = tag("dl", [_fact(*fact) for fact in _facts(run, language)], cls="facts")
    main = tag(
        "main",
        opening(say("title"), tag("p", say("lead"))),
        tag("section", tag("h2", say("pages")), cards, id="pages"),
        tag(
            "section", tag("h2", say("run")), facts, tag("p", say("run_is"), cls="note"), cls="run"
        ),
    )
    skip = tag("a", say("skip"), cls="skip", href="#pages")
    footer = tag("footer", tag("p", say("footer")))
    return document(language, say("title"), skip, top, main, footer)


def _language_links(current: Language, back: str) -> list[Html]:
    return [
        tag(
            "a",
            LANGUAGE_NAMES[code],
            href=f"?lang={code}{back}",
            lang=code,
            hreflang=code,
            aria_current="true" if code == current else None,
        )
        for code in LANGUAGES
    ]


def _card(run: Run, notebook: Notebook | OwnPage, language: Language, demo: str) -> Html:
    key = f"&key={demo}" if demo and notebook.words == "demo" else ""
    slash = "/" if isinstance(notebook, Notebook) else ""
    opens = tag("span", translate("home.open", language), " ", tag("i", "→"), cls="open")
    link = tag(
        "a",
        _picture(run, notebook),
        tag("h3", translate(f"{notebook.words}.title", language)),
        tag("p", translate(f"{notebook.words}.card", language, count=run.scenario.days)),
        opens,
        href=f"{notebook.path}{slash}?lang={language}{key}",
    )
    return tag("li", link, cls="card")


def _facts(run: Run, language: Language) -> list[tuple[str, str]]:
    scenario = run.scenario
    return [
        (
            number(scenario.subscribers, language),
            translate("facts.subscribers", language, count=scenario.subscribers),
        ),
        (
            number(scenario.days, language),
            translate("facts.days", language, count=scenario.days),
        ),
        (date_long(scenario.start, language), translate("facts.first_day", language)),
        (str(scenario.seed), translate("facts.seed", language)),
        (run_fingerprint(run)[:FINGERPRINT_LENGTH], translate("facts.digest", language)),
    ]


def _fact(value: str, name: str) -> Html:
    return tag("div", tag("dd", value), tag("dt", name))


def _picture(run: Run, notebook: Notebook | OwnPage) -> Html:
    """The drawing of a card: the phone, or the curve of the run."""
    if notebook.words == "demo":
        return _drawing(PHONE)
    if notebook.words in OWN_DRAWINGS:
        return _drawing(OWN_DRAWINGS[notebook.words])
    if run.path not in _curves:
        _curves[run.path] = _path_of(_weekly_means(run))
    return _drawing(_curves[run.path], preserveAspectRatio="none")


def _drawing(path: str, **more: str) -> Html:
    """A line as a small drawing that says nothing to a screen reader."""
    box = f"0 0 {CURVE_PX[0]} {CURVE_PX[1]}"
    return tag("svg", tag("path", d=path), cls="curve", viewBox=box, aria_hidden="true", **more)


_curves: dict[Path, str] = {}


def _weekly_means(run: Run) -> list[float]:
    """The volume received by day, mean of seven days; empty when it would be awaited for long."""
    scenario = run.scenario
    with run.cursor() as cursor:
        rows = cursor.sql(
            "SELECT row_count FROM digest WHERE table_name = 'contract_day'"
        ).fetchall()
        if not rows or rows[0][0] > CURVE_ROWS_MAX:
            return []
        last = scenario.start + timedelta(days=scenario.days - 1)
        daily = usage.daily(cursor, Chosen(first=scenario.start, last=last))
    return daily["down_7_days_mb"].drop_nulls().to_list()


def _path_of(values: list[float]) -> str:
    width, height = CURVE_PX
    if len(values) < 2:
        return f"M0,{height // 2}H{width}"
    low, high = min(values), max(values)
    points = (
        f"{width * place / (len(values) - 1):.1f},"
        f"{height - 8 - (height - 16) * (value - low) / ((high - low) or 1):.1f}"
        for place, value in enumerate(values)
    )
    return "M" + "L".join(points)
