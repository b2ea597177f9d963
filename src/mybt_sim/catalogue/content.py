"""What a guest may read: news, service centres, Wi-Fi hotspots, films, the user guide (S9, S18)."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, get_args

from mybt_sim.catalogue.articles import Help, HelpTopic, News, Video
from mybt_sim.catalogue.calendar import LAST_DATE
from mybt_sim.catalogue.documents import fingerprint, parse_document, read_contents
from mybt_sim.catalogue.entries import Part, read_list
from mybt_sim.catalogue.findings import Finding, Spot, refuse
from mybt_sim.catalogue.folder import seed_folder
from mybt_sim.catalogue.model import FIRST_DATE
from mybt_sim.catalogue.place_tables import read_outlines, read_places
from mybt_sim.catalogue.places import CentreKind, HotspotKind, Place, Position, RegionCode

NEWS_FILE = "content/news.toml"
VIDEOS_FILE = "content/videos.toml"
HELP_FILE = "content/help.toml"
CENTRES_FILE = "content/service_centres.csv"
HOTSPOTS_FILE = "content/hotspots.csv"
OUTLINES_FILE = "content/outlines.csv"
CONTENT_FILES = (NEWS_FILE, VIDEOS_FILE, HELP_FILE, CENTRES_FILE, HOTSPOTS_FILE, OUTLINES_FILE)

ArticleT = TypeVar("ArticleT", News, Video, Help)


@dataclass(frozen=True)
class Content:
    """News, newest first; places in the order of their files; the corners of each region for a map
    of them; the pages of the user guide.

    `digest` is the SHA-256 of the files. No run depends on them.
    """

    news: tuple[News, ...]
    centres: tuple[Place, ...]
    hotspots: tuple[Place, ...]
    outlines: Mapping[RegionCode, tuple[Position, ...]]
    videos: tuple[Video, ...]
    help: Mapping[HelpTopic, Help]
    digest: str

    def published_news(self, today: datetime.date) -> tuple[News, ...]:
        """What is out by `today`, newest first."""
        return tuple(item for item in self.news if item.published <= today)

    def news_page(self, page: int, today: datetime.date, *, size: int) -> tuple[News, ...]:
        """Page `page`, from 1 on, of what is out by `today`, `size` a page; () beyond the last."""
        if page < 1:
            return ()
        return self.published_news(today)[(page - 1) * size : page * size]


def load_content(folder: Path | None = None) -> Content:
    """Read and check the texts and places in `folder`, by default `seed_folder()`.

    Raises `SeedDataError` that lists every finding in every file.
    """
    findings: list[Finding] = []
    contents = read_contents(folder or seed_folder(), CONTENT_FILES, findings)
    spots = {name: Spot(findings, name) for name in CONTENT_FILES}
    news = _read_articles(contents, "news", News, spots[NEWS_FILE])
    videos = _read_articles(contents, "video", Video, spots[VIDEOS_FILE])
    pages = _read_articles(contents, "help", Help, spots[HELP_FILE])
    centres, hotspots = (
        read_places(contents.get(name), get_args(kinds), spots[name])
        for name, kinds in ((CENTRES_FILE, CentreKind), (HOTSPOTS_FILE, HotspotKind))
    )
    outlines = read_outlines(contents.get(OUTLINES_FILE), spots[OUTLINES_FILE])
    _check_dates(news)
    _check_topics(pages)
    refuse(findings)
    return Content(
        news=tuple(
            sorted((item.entry for item in news.items), key=lambda one: one.published, reverse=True)
        ),
        centres=centres,
        hotspots=hotspots,
        outlines=outlines,
        videos=tuple(item.entry for item in videos.items),
        help={item.entry.id: item.entry for item in pages.items},
        digest=fingerprint(contents),
    )


def _read_articles(
    contents: Mapping[str, bytes], key: str, kind: type[ArticleT], spot: Spot
) -> Part[ArticleT]:
    """The entries `[[key]]` of the file of `spot`, each with an id of its own."""
    part = read_list(parse_document(contents.get(spot.file), spot), key, kind, spot)
    for name, count in Counter(part.ids).items():
        if count > 1:
            spot.inside(name).report(
                f"stands for {count} entries", remedy="give each an id of its own"
            )
    return part


def _check_dates(news: Part[News]) -> None:
    for item in news.items:
        if not FIRST_DATE <= item.entry.published <= LAST_DATE:
            item.spot.inside("published").report(
                f"{item.entry.published} is not a day of the simulator",
                remedy=f"choose one from {FIRST_DATE} to {LAST_DATE}",
            )


def _check_topics(pages: Part[Help]) -> None:
    """The guide has a page on each topic; a file that cannot be read has said enough."""
    if pages.ids is None:
        return
    for topic in get_args(HelpTopic):
        if topic not in pages.ids:
            pages.spot.inside(topic).report("has no page", remedy="add a [[help]] with this id")
