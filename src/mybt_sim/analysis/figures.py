"""A figure: a chart, a title that states what it shows, and a subtitle with unit and grain.

A page writes title and subtitle as text, so that they wrap and can be read aloud; `picture` draws
them into the chart for a report.
"""

import json
from dataclasses import dataclass

import vl_convert

from mybt_sim.analysis.theme import FONT, Drawing, Scheme, settled, token


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
        return str(vl_convert.vegalite_to_svg(json.dumps(settled(spec, scheme))))
