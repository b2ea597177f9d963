"""What the operator tells people: news, films on demand, the user guide, as the seed files do.

All of it is synthetic; a file says so at its top, for all of its entries.
"""

import datetime
from typing import Annotated, Literal, TypeAlias

import msgspec

from mybt_sim.catalogue.model import Name, Natural, Table

NewsTopic = Literal["tariffs", "works", "holidays", "safety", "app", "service"]
HelpTopic = Literal[
    "sign_in",
    "binding",
    "top_up",
    "promise",
    "tariff",
    "add_ons",
    "suspension",
    "statistics",
    "support",
    "language",
]

NewsId: TypeAlias = Annotated[str, msgspec.Meta(pattern="^N[0-9]{3}$")]
VideoId: TypeAlias = Annotated[str, msgspec.Meta(pattern="^V[0-9]{2}$")]


class News(Table, frozen=True, kw_only=True):
    """A piece of news, to be read from the day `published` on (NEWS-LIST)."""

    id: NewsId
    published: datetime.date
    topic: NewsTopic
    title: Name
    text: Name


class Video(Table, frozen=True, kw_only=True):
    """A film of «Видео по запросу» (ADD-VOD); what it costs is the price of add-on A11."""

    id: VideoId
    title: Name
    about: Name
    minutes: Natural


class Help(Table, frozen=True, kw_only=True):
    """A page of the user guide (S18); its topic is its id."""

    id: HelpTopic
    title: Name
    text: Name
