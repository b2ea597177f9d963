"""The home page: what this is, the cards of the notebooks, and the facts of the open run."""

from datetime import timedelta
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from mybt_sim.analysis import Chosen, usage
from mybt_sim.app.runs import run_fingerprint
from mybt_sim.app.shelf import SHELF, Notebook
from mybt_sim.store import Run
from mybt_sim.text import LANGUAGES, Language, date_long, number, translate

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGE_NAMES = {"ru": "Русский", "be": "Беларуская", "en": "English"}
FINGERPRINT_LENGTH = 12
CURVE_PX = (320, 72)
PHONE = (
    "M134 84V18a8 8 0 0 1 8-8h36a8 8 0 0 1 8 8V84M152 16h16M142 30h36v16h-36ZM142 56h24M142 66h30"
    "M60 26h44a6 6 0 0 1 6 6v14a6 6 0 0 1-6 6H72l-10 8v-8h-2a6 6 0 0 1-6-6V32a6 6 0 0 1 6-6Z"
    "M66 39h30"
    "M212 30l4 4 8-8M234 30h40M212 46l4 4 8-8M234 46h30M213 58l9 9M222 58l-9 9M234 62h36"
)
"""A phone, a short message on its left, checks on its right."""
CURVE_ROWS_MAX = 30_000_000
"""A run with more contract-days gets no curve on its card: it would be awaited for too long."""


def home_page(run: Run, language: Language) -> str:
    """The home page as HTML."""
    words = {
        key: escape(translate(f"home.{key}", language))
        for key in ("title", "lead", "pages", "run", "run_is", "footer", "skip")
    }
    return _template("home.html").substitute(
        words,
        language=language,
        languages=_language_switch(language),
        cards="\n".join(_card(run, notebook, language) for notebook in SHELF),
        facts="\n".join(_fact(*fact) for fact in _facts(run, language)),
    )


def missing_page(language: Language) -> str:
    """What is shown where there is no page."""
    return _template("missing.html").substitute(
        language=language,
        title=escape(translate("page.not_found", language)),
        to_home=escape(translate("page.to_home", language)),
    )


def full_page(language: Language) -> str:
    """What is shown when all places are taken."""
    names = {"title": "places.taken", "text": "places.taken.text", "again": "places.again"}
    names["to_home"] = "page.to_home"
    words = {name: escape(translate(key, language)) for name, key in names.items()}
    return filled("full.html", language=language, **words)


def filled(name: str, **values: str) -> str:
    """A template with its values, which are HTML."""
    return _template(name).substitute(values)


@cache
def _template(name: str) -> Template:
    return Template((TEMPLATES / name).read_text(encoding="utf-8"))


def _language_switch(current: Language) -> str:
    here = ' aria-current="true"'
    return "\n".join(
        f'<a href="?lang={code}" lang="{code}" hreflang="{code}"{here if code == current else ""}>'
        f"{LANGUAGE_NAMES[code]}</a>"
        for code in LANGUAGES
    )


def _card(run: Run, notebook: Notebook, language: Language) -> str:
    title = escape(translate(f"{notebook.words}.title", language))
    text = escape(translate(f"{notebook.words}.card", language))
    opening = escape(translate("home.open", language))
    return (
        f'<li class="card"><a href="{notebook.path}/?lang={language}">{_picture(run, notebook)}'
        f'<h3>{title}</h3><p>{text}</p><span class="open">{opening} <i>→</i></span></a></li>'
    )


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


def _fact(value: str, name: str) -> str:
    return f"<div><dd>{escape(value)}</dd><dt>{escape(name)}</dt></div>"


def _picture(run: Run, notebook: Notebook) -> str:
    """The drawing of a card: the phone, or the curve of the run."""
    if notebook.words != "demo":
        return _curve(run)
    return (
        f'<svg class="curve" viewBox="0 0 {CURVE_PX[0]} {CURVE_PX[1]}" aria-hidden="true">'
        f'<path d="{PHONE}"/></svg>'
    )


def _curve(run: Run) -> str:
    """The volume received, mean of seven days, as a small drawing; a line when there is none."""
    if run.path not in _curves:
        _curves[run.path] = _path_of(_weekly_means(run))
    return (
        f'<svg class="curve" viewBox="0 0 {CURVE_PX[0]} {CURVE_PX[1]}" preserveAspectRatio="none" '
        f'aria-hidden="true"><path d="{_curves[run.path]}"/></svg>'
    )


_curves: dict[Path, str] = {}


def _weekly_means(run: Run) -> list[float]:
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
