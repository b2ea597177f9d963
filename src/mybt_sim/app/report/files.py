"""The files of a report: a page and a print of a run in a language."""

from pathlib import Path

from mybt_sim.app.report.content import content_of
from mybt_sim.app.report.page import manifest_of, manifest_rows, report_html
from mybt_sim.app.report.pdf import report_pdf, typesetter
from mybt_sim.base.errors import RunError
from mybt_sim.base.files import why_unreadable
from mybt_sim.store import Run
from mybt_sim.store.files import written_aside
from mybt_sim.text import Language


def printed(run: Run, language: Language) -> bytes:
    """The report of a run as PDF; `RunError` without facts in it, or without Typst here."""
    told = {"typst": typesetter(), **manifest_of(run, language)}
    rows = [("typst", str(told["typst"])), *manifest_rows(run, language)]
    return report_pdf(content_of(run, language), told, rows)


def write_report(run: Run, folder: Path, language: Language, kind: str = "html") -> Path:
    """Write the report of a run into `folder`, as "html" or "pdf"; `RunError` if that can't be."""
    path = folder / f"{run.path.stem}.{language}.{kind}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with written_aside(path) as aside:
            if kind == "pdf":
                aside.write_bytes(printed(run, language))
            else:
                aside.write_text(report_html(run, language), "utf-8", newline="")
    except OSError as error:
        raise RunError(
            f"{path} cannot be written: {why_unreadable(error)}.",
            next_step="Name another folder with --out.",
        ) from error
    return path
