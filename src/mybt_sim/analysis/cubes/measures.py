"""What is summed: measures of a contract-day, and the subjects that a page looks at."""

from typing import NamedTuple


class Subject(NamedTuple):
    """What a page looks at: measures whose sum is its amount, and their unit."""

    name: str
    measures: tuple[str, ...]
    unit: str

    @property
    def sql(self) -> str:
        """The amount of a contract-day."""
        return " + ".join(self.measures)


CALLS = ("local", "long_distance", "mobile", "international", "service")
SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject("traffic", ("down_mb", "up_mb"), "mb"),
        Subject("tv", ("tv_minutes",), "minutes"),
        Subject("calls", tuple(f"{name}_minutes" for name in CALLS), "minutes"),
        Subject(
            "charged", ("tariff_fee_kopecks", "add_on_fee_kopecks", "usage_kopecks"), "kopecks"
        ),
    )
}
DAYS = "contract_days"
MEASURES = (DAYS, *(name for subject in SUBJECTS.values() for name in subject.measures))
AMOUNTS = (DAYS, *SUBJECTS)
"""What is kept of a contract and month: its days in force, and the amount of each subject."""
