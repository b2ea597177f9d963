"""A figure: a chart, a title that states what it shows, and a subtitle with unit and grain.

A page writes title and subtitle as text, so that they wrap and can be read aloud; `picture` draws
them into the chart for a report.
"""

import hashlib
import json
import re
from dataclasses import dataclass

import vl_convert

from mybt_sim.analysis.theme import FONT, Drawing, Scheme, settled, token

NUMBERED = re.compile(r"\b(?:clip|gradient_)\d+\b")
"""Names by which parts of a drawing are referred to."""


@dataclass(frozen=True)
class Figure:
    """A themed chart with what it says."""

    title: str
    subtitle: str
    chart: Drawing

    def picture(self, scheme: Scheme = "light", *, width: int | None = 800) -> str:
        """The figure as SVG, with its title, made without a browser and without the network.

        Panels that have their own width take None.
        """
        chart = self.chart if width is None else self.chart.properties(width=width)
        spec = chart.to_dict()
        spec["config"]["background"] = token("surface")
        spec["config"]["padding"] = 16
        spec["title"] = {
            "text": self.title,
            "subtitle": self.subtitle,
            "anchor": "start",
            "font": FONT,
            "subtitleFont": FONT,
            "fontSize": 20,
            "color": token("ink"),
            "subtitleColor": token("muted"),
            "offset": 16,
        }
        text = json.dumps(settled(spec, scheme))
        return _with_own_ids(str(vl_convert.vegalite_to_svg(text)), text)


def _with_own_ids(svg: str, spec: str) -> str:
    """The drawing with names for its parts that are its own, so that a page may hold several.

    The library counts them on through the life of a process: no two drawings of one chart would be
    the same text.
    """
    mark = hashlib.sha256(spec.encode()).hexdigest()[:8]
    numbers = list(dict.fromkeys(NUMBERED.findall(svg)))
    return NUMBERED.sub(lambda found: f"{mark}-{numbers.index(found[0])}", svg)
