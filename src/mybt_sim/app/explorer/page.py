"""The page of the explorer: as a whole, and in parts for a page that is open already."""

from mybt_sim.analysis.cubes import Selection
from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.analysis.cubes.measures import SUBJECTS
from mybt_sim.app.document import document, opening
from mybt_sim.app.explorer import cards
from mybt_sim.app.explorer.view import PATH, View
from mybt_sim.app.markup import Html, tag
from mybt_sim.text import LANGUAGE_NAMES, LANGUAGES, Language, date_long, translate

LINKS = (
    tag("link", rel="stylesheet", href="/static/explorer.css"),
    tag("script", src="/static/explorer.js", defer=True),
)
WIDE = ("daily", "cohorts")


def page(view: View) -> str:
    """The whole page."""
    language = view.language
    found = parts(view)
    lead = view.say(
        "lead",
        count=view.run.scenario.subscribers,
        first=date_long(view.cubes.first, language),
        last=date_long(view.cubes.last, language),
    )
    main = tag(
        "main",
        opening(view.say("title"), tag("p", lead)),
        tag("p", view.say("loading"), id="busy", role="status", hidden=True),
        tag("p", view.say("failed"), id="failed", role="alert", hidden=True),
        tag("div", found["choice"], id="choice"),
        tag("div", found["tiles"], id="tiles"),
        tag("div", found["daily"], id="daily"),
        tag("div", [_part(found, name) for name in DIMENSIONS], cls="grid"),
        tag(
            "div",
            [_part(found, n) for n in ("hours", "calls", "distribution", "attach")],
            cls="grid two",
        ),
        tag("div", found["cohorts"], id="cohorts"),
        id="explorer",
        data_run=view.mark,
    )
    return document(language, view.say("title"), _top(view), main, links=LINKS)


def _part(found: dict[str, Html], name: str) -> Html:
    return tag("div", found[name], id=name)


def parts(view: View) -> dict[str, Html]:
    """Every part by its place; all of them show one selection of one run."""
    return {
        "languages": _languages(view),
        "choice": _choice(view),
        "tiles": cards.tiles(view),
        "daily": cards.daily(view),
        **cards.facets(view),
        "hours": cards.hours(view),
        "calls": cards.calls(view),
        "distribution": cards.distribution(view),
        "attach": cards.attach(view),
        "cohorts": cards.cohorts(view),
    }


def trouble_page(language: Language, text: str) -> str:
    """In place of the explorer, when there is no run that it could show."""
    title = translate("explorer.title", language)
    home = tag("a", translate("page.to_home", language), href=f"/?lang={language}")
    return document(language, title, tag("main", opening(title, tag("p", text), tag("p", home))))


def _top(view: View) -> Html:
    home = tag("a", "← ", translate("page.to_home", view.language), href=f"/?lang={view.language}")
    return tag(
        "header", home, tag("nav", _languages(view), cls="languages", id="languages"), cls="bar"
    )


def _languages(view: View) -> Html:
    links = []
    for code in LANGUAGES:
        href = view.href().replace(f"lang={view.language}", f"lang={code}", 1)
        current = "true" if code == view.language else None
        links.append(tag("a", LANGUAGE_NAMES[code], href=href, lang=code, aria_current=current))
    return tag("span", links)


def _choice(view: View) -> Html:
    asked, cubes = view.selection, view.cubes
    subjects = [
        tag(
            "a",
            view.say(f"subject.{name}"),
            href=view.href(Selection(asked.first, asked.last, name, asked.chosen)),
            data_go=True,
            aria_current="true" if name == asked.subject else None,
        )
        for name in SUBJECTS
    ]
    hidden = [
        tag("input", type_="hidden", name=name, value=text)
        for name, text in [("lang", view.language), *asked.address(cubes)]
        if name not in ("from", "to")
    ]
    ends = [
        tag(
            "label",
            view.say(name),
            tag(
                "input",
                type_="date",
                name=name,
                value=cubes.date_of(day).isoformat(),
                min=cubes.first.isoformat(),
                max=cubes.last.isoformat(),
            ),
        )
        for name, day in (("from", asked.first), ("to", asked.last))
    ]
    form = tag("form", hidden, ends, tag("button", view.say("show")), action=PATH, method="get")
    chips = [
        tag(
            "a",
            view.names[name][word],
            " ×",
            href=view.href(view.toggled(name, word)),
            data_go=True,
            aria_label=view.say("remove", name=view.names[name][word]),
        )
        for name in DIMENSIONS
        for word in view.names[name]
        if word in asked.chosen.get(name, ())
    ]
    undo = tag("button", view.say("undo"), type_="button", data_undo=True)
    clear = tag("a", view.say("clear"), href=f"{PATH}?lang={view.language}", data_go=True)
    strange = tag("p", view.say("strange"), cls="strange", role="status") if view.strange else None
    return tag(
        "section",
        tag("nav", subjects, cls="subjects", aria_label=view.say("subjects")),
        form,
        tag("div", chips, undo, clear, cls="chips"),
        strange,
        cls="choice",
        aria_label=translate("filter.title", view.language),
    )
