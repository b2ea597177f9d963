"""Closed vocabularies: numbers where they are stored and compiled, names where people read."""

from enum import IntEnum

NUMBER_FORMATS = tuple("bcdeEfFgGnoxX%")


class Named(IntEnum):
    """A whole number that says its name: `str(Refusal.NONE)` is "NONE", not "0".

    It stays a number for arithmetic, records, SQL parameters and JSON, and for a format that asks
    for one: `f"{member:d}"`. Its `repr` is Python's own, which fingerprints are made of.
    """

    def __str__(self) -> str:
        return self.name

    def __format__(self, format_spec: str) -> str:
        if format_spec.endswith(NUMBER_FORMATS):
            return format(self.value, format_spec)
        return format(self.name, format_spec)
