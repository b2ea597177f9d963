"""A part of a panel: its heading, and what belongs together."""

from mybt_sim.app.demo.icons import icon
from mybt_sim.app.markup import Child, Html, tag


def part(picture: str, title: str, *body: Child, identity: str) -> Html:
    """A part that keeps its place when the rest of the panel changes."""
    heading = tag("h3", icon(picture), title)
    return tag("section", heading, *body, cls="beside", id=identity, data_part=identity)
