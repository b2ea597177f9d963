"""Words, numbers and dates in Russian, Belarusian and English."""

from mybt_sim.text.formats import (
    compact,
    date_long,
    date_numeric,
    date_short,
    money,
    month_name,
    month_names,
    number,
    percent,
    volume,
    volume_unit,
    weekday_names,
)
from mybt_sim.text.messages import LANGUAGES, Language, chosen_language, translate

__all__ = [
    "LANGUAGES",
    "Language",
    "chosen_language",
    "compact",
    "date_long",
    "date_numeric",
    "date_short",
    "money",
    "month_name",
    "month_names",
    "number",
    "percent",
    "translate",
    "volume",
    "volume_unit",
    "weekday_names",
]
