"""What the process that hunts aside tells the site, as lines of JSON; nothing is in a language."""

import msgspec

HUNT, CATCH = "hunt", "catch"


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of the process: a hunt of so many seconds, or a named fault to be caught."""

    what: str
    seed: int = 1
    seconds: int = 1
    fault: str = ""


class Answer(msgspec.Struct, frozen=True):
    """What somebody was answered, by the name of a refusal; balance and state of the contract after
    it, where there is one."""

    refusal: str
    balance_kopecks: int | None = None
    status: str = ""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One deed of a story, or one visit at the door: by wrong rules, and by those as they are.

    `now` is the second of a deed; of a visit it is how many seconds were waited.
    """

    what: str
    now: int
    amount: int = 0
    choice: int = 0
    facts: tuple[tuple[str, int], ...] = ()
    is_visit: bool = False
    is_other: bool = False
    wrong: Answer
    right: Answer

    @property
    def parts(self) -> bool:
        """Whether the two sets of rules differ here."""
        return self.wrong != self.right


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A broken law with all that the step breaks, and the plainest story that leads there.

    `file` is the same as TOML, for `mybt-sim hunt --replay` and `retell`; visits have none.
    `journey` is it told as a journey, for the phone; empty where nobody could ask for that.
    """

    law: str
    laws: tuple[str, ...]
    lines: tuple[Line, ...]
    tariff: str = ""
    opened_at: int = 0
    balance_kopecks: int = 0
    terms: tuple[tuple[str, str], ...] = ()
    file: str = ""
    journey: str = ""


class Hunted(msgspec.Struct, frozen=True, kw_only=True):
    """What a hunt came to; `counts` has how often each operation had each outcome, by their numbers
    in `Deed` and `Refusal`. Of the pairs of outcomes, one directly after the other, so many were
    met, and so many can be."""

    seed: int
    seconds: float
    steps: int
    asked: int
    trials: int
    counts: tuple[tuple[int, int, int], ...]
    pairs_met: int = 0
    pairs_possible: int = 0
    law: str = ""


class Caught(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a fault; `told` is None where no law broke in time."""

    fault: str
    seconds: float
    steps: int
    told: Told | None


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line: how far it is, or what it came to, or what went wrong."""

    steps: int = 0
    hunted: Hunted | None = None
    caught: Caught | None = None
    trouble: str = ""
