"""The page of the explorer: as a whole, and in parts for a page that is open already."""

from mybt_sim.analysis.cubes import Selection
from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.analysis.cubes.measures import SUBJECTS
from mybt_sim.app.document import document, opening
from mybt_sim.app.explorer import cards, choice, hours
from mybt_sim.app.explorer.view import View
from mybt_sim.app.markup import Html, tag
from mybt_sim.text import Language, date_long, translate

LINKS = (
    tag("link", rel="stylesheet", href="/static/explorer.css"),
    tag("script", src="/static/explorer.js", defer=True),
)


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
        choice.trouble(view),
        tag("div", found["choice"], id="choice"),
        tag("div", found["tiles"], id="tiles"),
        tag("div", found["daily"], id="daily"),
        tag("div", found["clock"], id="clock"),
        tag("div", [_part(found, name) for name in DIMENSIONS], cls="grid"),
        tag(
            "div",
            [_part(found, n) for n in ("hours", "calls", "distribution", "attach")],
            cls="grid two",
        ),
        tag("div", found["cohorts"], id="cohorts"),
        id="explorer",
        data_run=view.mark,
        data_page=view.path,
    )
    return document(language, view.say("title"), _top(view), main, links=LINKS)


def _part(found: dict[str, Html], name: str) -> Html:
    return tag("div", found[name], id=name)


def parts(view: View) -> dict[str, Html]:
    """Every part by its place; all of them show one selection of one run."""
    return {
        "languages": choice.languages(view),
        "choice": _choice(view),
        "tiles": cards.tiles(view),
        "daily": cards.daily(view),
        **cards.facets(view),
        "clock": hours.clock(view),
        "hours": hours.hours(view),
        "calls": cards.calls(view),
        "distribution": cards.distribution(view),
        "attach": cards.attach(view),
        "cohorts": cards.cohorts(view),
    }


def trouble_page(language: Language, title: str, text: str) -> str:
    """In place of a page that has nothing to show."""
    home = tag("a", translate("page.to_home", language), href=f"/?lang={language}")
    return document(language, title, tag("main", opening(title, tag("p", text), tag("p", home))))


def _top(view: View) -> Html:
    home = tag("a", "← ", translate("page.to_home", view.language), href=f"/?lang={view.language}")
    return tag(
        "header",
        home,
        tag("nav", choice.languages(view), cls="languages", id="languages"),
        cls="bar",
    )


def _choice(view: View) -> Html:
    asked = view.selection
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
    return tag(
        "section",
        tag("nav", subjects, cls="subjects", aria_label=view.say("subjects")),
        choice.period(view),
        choice.chips(view),
        choice.strange(view),
        cls="choice",
        aria_label=translate("filter.title", view.language),
    )
