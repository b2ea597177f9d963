"""Service centres and Wi-Fi access points: nearest first, on a map of our own, and as a list."""

import math
from collections.abc import Callable, Mapping
from functools import cache

from mybt_sim.analysis.chosen import REGIONS, region_names
from mybt_sim.app.demo.components import chips, page, refusal_card
from mybt_sim.app.demo.drawings import Area, Spot, plan_of
from mybt_sim.app.demo.filters import MINSK, where
from mybt_sim.app.demo.taps import tap
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Child, Html, tag
from mybt_sim.catalogue import load_content
from mybt_sim.catalogue.places import DEGREE_E6, Place, Position, distance_m, is_open, opens_at
from mybt_sim.text import distance
from mybt_sim.world.clients import Client
from mybt_sim.world.moments import moment_of, seconds_of
from mybt_sim.world.outcome import Outcome

CAPITAL = "MSQ"
NEAREST, NEARBY_M = 16, 15_000
"""So many, within so far, are on the map: those beyond would squeeze them into one dot."""


def centres(view: View) -> Html:
    """Service centres."""
    return _places(view, Client.list_service_centres, "centres")


def hotspots(view: View) -> Html:
    """Wi-Fi access points."""
    return _places(view, Client.list_hotspots, "hotspots")


def _places(view: View, operation: Callable[..., Outcome], name: str) -> Html:
    item = view.handset.screen.item
    asked = where(item)
    outcome = view.handset.look(operation, **asked)
    body: list[Child] = [_choice(view, item)]
    if outcome.ok:
        is_near = "near" in asked
        shown = _nearby(outcome.data) if is_near else outcome.data
        body.append(_map(view, shown, None if is_near else region_in(item)))
        body.append(tag("div", [_line(view, place) for place in outcome.data], cls="card rows"))
    elif view.handset.banner is None:
        body.append(refusal_card(view, outcome))
    return page(view, view.say(f"phone.{name}"), body)


@cache
def outlines_of_regions() -> Mapping[str, tuple[Position, ...]]:
    """The corners of each region, the capital after what lies around it."""
    outlines = load_content().outlines
    return dict(sorted(outlines.items(), key=lambda one: one[0] == CAPITAL))


def region_in(item: str) -> str:
    """The region that is chosen, without the mark of what is open."""
    return item.rstrip("!")


def _nearby(places: tuple[Place, ...]) -> tuple[Place, ...]:
    nearest = places[:NEAREST]
    around = (place for place in nearest if distance_m(MINSK, place.position) <= NEARBY_M)
    return tuple(around) or nearest


def _choice(view: View, item: str) -> Html:
    region, is_open_now = region_in(item), item.endswith("!")
    mark = "!" if is_open_now else ""
    lines = [(view.say("phone.near"), region not in REGIONS, tap("filter", item=mark))]
    lines += [
        (name, region == code, tap("filter", item=code + mark))
        for code, name in region_names(view.language).items()
    ]
    opposite = region if is_open_now else f"{region}!"
    now = (view.say("phone.open_now"), is_open_now, tap("filter", item=opposite))
    return tag("div", chips(now), chips(*lines), cls="sieve")


def _map(view: View, places: tuple[Place, ...], region: str | None) -> Html:
    """Where they lie in a region, or in the city around the phone; north is up, a degree east is
    shorter than one north."""
    outlines = outlines_of_regions()
    spots: list[tuple[int, int]] = [place.position for place in places]
    spots += outlines[region or CAPITAL]
    north, south = max(spot[0] for spot in spots), min(spot[0] for spot in spots)
    west, east = min(spot[1] for spot in spots), max(spot[1] for spot in spots)
    shrink = math.cos(math.radians((north + south) / 2 / DEGREE_E6))
    span = max(north - south, (east - west) * shrink * 0.6, 1)

    def at(spot: tuple[int, int]) -> tuple[float, float]:
        x = 0.5 + ((spot[1] - (west + east) / 2) * shrink * 0.6) / span
        return x, 0.5 - (spot[0] - (north + south) / 2) / span

    areas = [
        Area([at(corner) for corner in corners], code == (region or CAPITAL))
        for code, corners in outlines.items()
    ]
    points = [Spot(*at(place.position), view.name(place.name)) for place in places]
    title, here = view.say("phone.map", count=len(points)), view.say("phone.here")
    me = at(MINSK) if region is None else None
    drawn = plan_of(points, me, areas, title=title, here_words=here)
    return tag("figure", drawn, cls="card flat")


def _line(view: View, place: Place) -> Html:
    now = seconds_of(view.now)
    address = f"{view.name(place.locality)}, {view.name(place.address)}"
    words = _hours(view, place, now)
    away = distance(distance_m(MINSK, place.position), view.language)
    return tag(
        "div",
        tag(
            "span",
            tag("b", view.name(place.name)),
            tag("small", address),
            tag("small", words, cls="good" if is_open(place, now) else "why"),
            cls="text",
        ),
        tag("span", away, cls="value"),
        cls="row still",
    )


def _hours(view: View, place: Place, now: int) -> str:
    if is_open(place, now):
        return view.say("phone.open")
    opens = opens_at(place, now)
    if opens is None:
        return view.say("phone.closed")
    return view.say("phone.opens", date=view.moment(moment_of(opens)))
