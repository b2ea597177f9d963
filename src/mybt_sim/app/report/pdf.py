"""A report as PDF: typeset by Typst with the fonts that it carries, so the same bytes everywhere.

The text of a report is handed over as strings, never as markup. Pictures are drawn from their
figures, because letters in SVG depend on the fonts at hand. The manifest lies inside as a file.
"""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import Any

from mybt_sim.app.report.content import Bars, Bullets, Content, Curve, Part, Table, Words
from mybt_sim.base.errors import RunError
from mybt_sim.text import translate

ATTACHED = "manifest.json"
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
STREAM_MOST = 1 << 20
"""Bytes of one stream that are looked into: a manifest has a few hundred."""
SETTINGS = """
#set page(paper: "a4", margin: (x: 18mm, y: 20mm), footer: context align(right,
  text(8pt, luma(90))[#counter(page).display("1 / 1", both: true)]))
#set par(leading: 0.55em)
#show heading.where(level: 1): set text(22pt)
#show heading.where(level: 2): it => block(above: 22pt, below: 10pt, text(15pt, it.body))
#set table(stroke: (x, y) => (bottom: 0.5pt + luma(200)), inset: (x: 5pt, y: 4pt))
#let pine = rgb("#0F6B5C")
#let bar(part) = box(width: 100%, height: 5pt, radius: 2pt, fill: luma(230),
  align(left, box(width: part, height: 5pt, radius: 2pt, fill: pine)))
"""
CURVE_WIDE, CURVE_HIGH = 480, 110


def typesetter() -> str:
    """The version of Typst that is installed; `RunError` when there is none."""
    _typst()
    return version("typst")


def report_pdf(
    content: Content, manifest: dict[str, object], rows: Sequence[Sequence[str]]
) -> bytes:
    """A report as PDF, with its manifest inside and `rows` of it for people at the end."""
    source = "\n".join(_source(content, manifest, rows))
    done: bytes = _typst().compile(source.encode(), format="pdf", ignore_system_fonts=True)
    return done


def manifest_text(pdf: bytes) -> str:
    """The manifest that lies in a PDF; `RunError` when there is none."""
    for stream in STREAM.finditer(pdf):
        found = _inflated(stream[1])
        if found.startswith(b'{"') and b'"scenario"' in found:
            return found.decode("utf-8", "replace")
    raise RunError("The PDF has no manifest.", next_step="Name a report of `mybt-sim report`.")


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, STREAM_MOST)
    except zlib.error:
        return stream


def report_source(
    content: Content, manifest: dict[str, object], rows: Sequence[Sequence[str]]
) -> str:
    """What Typst sets: all that is shown, and the manifest that is attached."""
    return "\n".join(_source(content, manifest, rows))


def _source(
    content: Content, manifest: dict[str, object], rows: Sequence[Sequence[str]]
) -> Iterator[str]:
    title = _text(f"{content.title}: {content.period}")
    yield f"#set document(title: {title}, date: none)"
    yield f'#set text(font: "Libertinus Serif", 10pt, lang: "{content.language}")'
    yield SETTINGS
    text = _text(json.dumps(manifest, ensure_ascii=False, sort_keys=True))
    yield f'#pdf.attach("{ATTACHED}", bytes({text}), mime-type: "application/json")'
    yield _heading(content.title, 1)
    yield f"#{_text(content.period)}\n\n#{_text(content.lead)}\n"
    for heading, parts in content.sections:
        yield _heading(heading, 2)
        yield from map(_part, parts)
    yield "#pagebreak(weak: true)"
    yield _heading(translate("report.manifest", content.language), 2)
    yield f"#{_text(translate('report.manifest.note', content.language))}\n"
    yield '#show table: set text(7pt, font: "DejaVu Sans Mono")'
    yield _table(Table(("", ""), rows, texts=2), "(auto, 1fr)")


def _part(part: Part) -> str:
    match part:
        case Words(text, english):
            return f"#{_text(f'{text} {english}'.strip())}\n"
        case Bullets(items):
            return "\n".join(f"- #{_text(one)}" for one in items) + "\n"
        case Table(heads, _, texts):
            words = ["1fr"] * texts if texts > 1 else ["auto"]
            figures = ["auto" if texts > 1 else "1fr"] * (len(heads) - texts)
            return _table(part, f"({', '.join([*words, *figures])})")
        case Curve():
            return _curve(part)
        case Bars():
            return _bars(part)


def _table(table: Table, columns: str) -> str:
    sides = ", ".join("left" if n < table.texts else "right" for n in range(len(table.heads)))
    names = ", ".join(f"[*#{_text(one)}*]" for one in table.heads)
    head = f"table.header({names})," if any(table.heads) else ""
    body = ",\n".join(_cells(row) for row in table.rows)
    return f"#table(columns: {columns}, align: ({sides}), {head}\n{body})\n"


def _curve(curve: Curve) -> str:
    most = max(curve.values, default=0) or 1
    wide = CURVE_WIDE / max(len(curve.values) - 1, 1)
    points = [
        f"({at * wide:.2f}pt, {CURVE_HIGH * (1 - value / most):.2f}pt)"
        for at, value in enumerate(curve.values)
    ]
    lines = "".join(f", curve.line({one})" for one in points[1:])
    ends = f"#{_text(curve.first)} #h(1fr) #{_text(curve.last)}"
    return (
        f"#block(breakable: false, width: {CURVE_WIDE}pt)[*#{_text(curve.title)}*\n\n"
        f"#curve(stroke: 0.8pt + pine, curve.move({points[0]}){lines})\n\n"
        f"#text(8pt)[{ends}]]\n"
    )


def _bars(bars: Bars) -> str:
    most = max((one.size for one in bars.bars), default=0) or 1
    rows = ",\n".join(
        f"{_cells((name,))}, bar({100 * size / most:.2f}%), {_cells((figure,))}"
        for name, figure, size in bars.bars
    )
    return (
        f"#block(breakable: false)[*#{_text(bars.title)}*\n"
        f"#table(columns: (auto, 1fr, auto), align: (left, left + horizon, right),\n{rows})]\n"
    )


def _heading(text: str, level: int) -> str:
    return f"#heading(level: {level}, {_text(text)})"


def _cells(texts: Iterable[str]) -> str:
    return ", ".join(f"[#{_text(one)}]" for one in texts)


def _text(text: str) -> str:
    """A string of Typst."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _typst() -> Any:
    try:
        import typst
    except ImportError as error:
        raise RunError(
            "A report as PDF needs Typst, which is not installed.",
            next_step="Install it: pip install 'mybt-sim[pdf]'. Or write HTML alone.",
        ) from error
    return typst
