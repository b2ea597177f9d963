"""`Drawer`: the rules beside the phones, and what was asked of a change."""

from dataclasses import dataclass, field

from mybt_sim.app.demo.errand import Errand, Tell
from mybt_sim.app.demo.rules import Rules
from mybt_sim.app.demo.year import YearAnswer
from mybt_sim.catalogue.model import Subject
from mybt_sim.journeys import Rerun, load_journeys, rerun

FIRST: Subject = "Promised payment"
TARIFFS = "tariffs"
TEXTS = "texts"
"""The pages of the drawer that hold tariffs and texts, beside those of the rulebook's subjects."""


@dataclass(frozen=True)
class Trouble:
    """A value that cannot be: of what, what was typed, and what the reader of scenarios says."""

    name: str
    typed: str
    finding: str


@dataclass
class Drawer:
    """What of the drawer is to be seen.

    subject  the page that is open
    earlier  what the rules were before each change, for the way back
    trouble  why the last change was none
    year     the change in a year of everybody, once it was asked for
    stories  the stories by the changed rules, once they were asked for
    text     key of the text that is open on its page; empty for none
    life     the contract of the year that is looked at; 0 for none
    link     the address of this moment, once it was asked for
    """

    is_open: bool = False
    subject: str = FIRST
    text: str = ""
    earlier: list[Rules] = field(default_factory=list)
    trouble: Trouble | None = None
    year: Errand[YearAnswer] | None = None
    stories: Errand[tuple[Rerun, ...]] | None = None
    life: int = 0
    link: str = ""

    def forget_answers(self) -> None:
        """What was asked of another change says nothing of this one."""
        for errand in (self.year, self.stories):
            if errand is not None:
                errand.give_up()
        self.year = self.stories = None
        self.life, self.link = 0, ""

    @property
    def is_waiting(self) -> bool:
        """Whether something is on its way."""
        return any(one is not None and one.is_on_its_way for one in (self.year, self.stories))


def stories_under(rules: Rules) -> Errand[tuple[Rerun, ...]]:
    """Every story by these rules."""

    def work(tell: Tell) -> tuple[Rerun, ...]:
        journeys, runs = load_journeys(), []
        for number, journey in enumerate(journeys.values()):
            tell(number, len(journeys))
            runs.append(rerun(journey, rules.written))
        return tuple(runs)

    return Errand(work)
