"""The page: start a hunt, see what it covers, catch a fault, read the rules and their laws."""

from collections.abc import Iterator

from mybt_sim.app.document import document, opening
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.app.quality.caught import caught, fault_told
from mybt_sim.app.quality.coverage import coverage
from mybt_sim.app.quality.matrix import matrix
from mybt_sim.app.quality.reports import CATCH, HUNT, Task
from mybt_sim.app.quality.rules import all_rules, laws_table, one_rule, subject_of
from mybt_sim.app.quality.view import (
    ALL_LAWS,
    PATH,
    SECONDS_MOST,
    SEED_MOST,
    View,
    faults_of,
    the_rulebook,
)
from mybt_sim.quality.faults.named import FAULTS
from mybt_sim.text import LANGUAGE_NAMES, LANGUAGES, translate

LINKS = (
    tag("link", rel="stylesheet", href="/static/explorer.css"),
    tag("link", rel="stylesheet", href="/static/quality.css"),
    tag("link", rel="stylesheet", href="/static/matrix.css"),
    tag("link", rel="stylesheet", href="/static/rulebook.css"),
    tag("script", src="/static/quality.js", defer=True),
)


def page(view: View) -> str:
    """The whole page."""
    found = parts(view)
    say = view.say
    main = tag(
        "main",
        opening(say("title"), tag("p", say("lead"))),
        _figures(view),
        _panel(view, "hunt", _hunt_form(view), _places(found, "hunt-state", "hunt-figures")),
        _panel(view, "coverage", _places(found, "covered")),
        _panel(
            view,
            "catch",
            _catch_form(view),
            fault_told(view),
            _places(found, "catch-state", "catch-figures", "caught"),
        ),
        _panel(view, "matrix", matrix(view)),
        _panel(view, "rules", tag("div", all_rules(view), one_rule(view), cls="rulebook")),
        _panel(view, "laws", tag("details", tag("summary", say("show_laws")), laws_table(view))),
        id="explorer",
        cls="quality",
        data_parts=view.href().replace(PATH, f"{PATH}/parts", 1),
        data_busy="true" if view.known.is_busy else None,
    )
    return document(view.language, say("title"), _top(view), main, links=LINKS)


def parts(view: View) -> dict[str, Html]:
    """Every part that changes by itself while something is hunted, by its place."""
    return {
        "hunt-state": _state(view, HUNT),
        "hunt-figures": _hunt_figures(view),
        "catch-state": _state(view, CATCH),
        "catch-figures": _progress(view, CATCH) or Html(""),
        "caught": caught(view),
        "covered": coverage(view),
    }


def _places(found: dict[str, Html], *names: str) -> list[Html]:
    return [
        tag("div", found[name], id=name, role="status" if name.endswith("state") else None)
        for name in names
    ]


def _top(view: View) -> Html:
    home = tag("a", "← ", translate("page.to_home", view.language), href=f"/?lang={view.language}")
    links = [
        tag("a", LANGUAGE_NAMES[code], lang=code, href=view.href(lang=code),
            aria_current="true" if code == view.language else None)
        for code in LANGUAGES
    ]  # fmt: skip
    return tag("header", home, tag("nav", links, cls="languages"), cls="bar")


def _panel(view: View, name: str, *inside: Child) -> Html:
    title = view.say(f"title.{name}")
    lead = tag("p", view.say(f"sub.{name}"), cls="sub")
    return tag("section", tag("h2", title), lead, *inside, cls="panel", aria_label=title, id=name)


def _figures(view: View) -> Html:
    """How much there is of everything."""
    rungs = sum(len(one.refusals) for one in the_rulebook().entries)
    counts = (("rules", len(the_rulebook().entries)), ("refusals", rungs),
              ("laws", len(ALL_LAWS)), ("faults", len(FAULTS)))  # fmt: skip
    tiles = [
        tag("div", tag("dt", view.say(f"tile.{name}")), tag("dd", view.count(count)))
        for name, count in counts
    ]
    return tag("dl", tiles, cls="tiles", id="figures")


def _hunt_form(view: View) -> Html:
    hunted = view.known.hunted
    seconds = tag("input", type_="number", name="seconds", value=5, min=1, max=SECONDS_MOST,
                  required=True)  # fmt: skip
    seed = tag("input", type_="number", name="seed", min=0, max=SEED_MOST, required=True,
               value=1 if hunted is None else min(hunted.seed + 1, SEED_MOST))  # fmt: skip
    return tag(
        "form",
        _kept(view, fault=view.fault.name),
        tag("label", view.say("seconds"), seconds),
        tag("label", view.say("seed"), seed),
        tag("button", view.say("start")),
        action=f"{PATH}/hunt",
        method="post",
        cls="asked",
    )


def _kept(view: View, **more: str) -> list[Html]:
    """What of the address a form brings along."""
    kept = {"lang": view.language, "rule": view.rule.rule, **more}
    return [tag("input", type_="hidden", name=name, value=one) for name, one in kept.items()]


def _catch_form(view: View) -> Html:
    """All faults by what their rules are about."""
    choice = tag("select", list(_groups(view)), name_="fault", id="fault")
    return tag(
        "form",
        _kept(view),
        tag("label", view.say("fault"), choice),
        tag("button", view.say("catch")),
        tag("button", view.say("look"), formmethod="get", formaction=f"{PATH}#catch",
            cls="second"),
        action=f"{PATH}/catch",
        method="post",
        cls="asked",
    )  # fmt: skip


def _groups(view: View) -> Iterator[Html]:
    by_subject: dict[str, list[Html]] = {}
    for entry in the_rulebook().entries:
        options = [
            tag("option", f"{entry.rule}: {one.name}", value=one.name,
                selected=one.name == view.fault.name)
            for one in faults_of(entry.rule)
        ]  # fmt: skip
        by_subject.setdefault(subject_of(view, entry), []).extend(options)
    for subject, options in by_subject.items():
        if options:
            yield tag("optgroup", options, label=subject)


def _state(view: View, what: str) -> Html:
    """What the process is at, in words that change only when that does; and a way to stop it."""
    progress = view.known.progress
    if progress is None:
        return Html("")
    if view.known.is_busy:
        is_own = progress.task.what == what
        kept = _kept(view, fault=view.fault.name)
        button = tag("button", view.say("stop"), cls="second")
        stop = tag("form", kept, button, action=f"{PATH}/stop", method="post")
        again = tag("noscript", tag("a", view.say("look_again"), href=view.href(f"#{what}")))
        said = tag("p", _in_hand(view, progress.task, what))
        return tag("div", said, stop if is_own else None, again, cls="busy")
    if progress.trouble and progress.task.what == what:
        return tag("p", view.say("trouble", detail=progress.trouble), cls="wrong")
    return Html("")


def _in_hand(view: View, task: Task, what: str) -> str:
    """What is being done; whoever asked for another fault learns which one is before it."""
    if task.what != what:
        return view.say("busy.other")
    if task.fault not in ("", view.fault.name):
        return view.say("busy.catch_other", fault=task.fault)
    return view.say(f"busy.{what}")


def _progress(view: View, what: str) -> Html | None:
    """How far it is: a bar of the time, and the steps so far."""
    progress = view.known.progress
    if progress is None or not view.known.is_busy or progress.task.what != what:
        return None
    if what == HUNT and not progress.steps:
        return tag("div", tag("progress", aria_label=view.say("progress")),
                   tag("p", view.say("preparing"), cls="sub"))  # fmt: skip
    took = view.say("took", took=view.seconds(progress.seconds))
    steps = view.say("steps_so_far", checked=view.count(progress.steps)) if progress.steps else ""
    bar = tag("progress", max=progress.task.seconds, aria_label=view.say("progress"),
              value=f"{min(progress.seconds, progress.task.seconds):.1f}")  # fmt: skip
    return tag("div", bar, tag("p", f"{took} {steps}".strip(), cls="sub"))


def _hunt_figures(view: View) -> Html:
    """How far the hunt is, or what the last one came to."""
    progress, hunted = _progress(view, HUNT), view.known.hunted
    if progress is not None:
        return progress
    if hunted is None:
        return Html("")
    rate = view.count(round(hunted.steps / hunted.seconds)) if hunted.seconds else "—"
    pairs = view.say(
        "pairs", met=view.count(hunted.pairs_met), possible=view.count(hunted.pairs_possible)
    )
    rows = (
        ("steps", view.count(hunted.steps)),
        ("asked", view.count(hunted.asked)),
        ("pairs", pairs if hunted.pairs_possible else "—"),
        ("trials", view.count(hunted.trials)),
        ("rate", rate),
        ("took", view.seconds(hunted.seconds)),
        ("by_seed", str(hunted.seed)),
    )
    verdict = (
        tag("p", view.say("all_hold"), cls="right")
        if not hunted.law
        else tag("p", view.say("broken"), " ", tag("code", hunted.law), cls="wrong")
    )
    lines = [tag("div", tag("dt", view.say(f"hunted.{key}")), tag("dd", one)) for key, one in rows]
    return tag("div", verdict, tag("dl", lines, cls="came"), id="result")
