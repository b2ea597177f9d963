#!/usr/bin/env bash
# One would guess: format_compact_decimal rounds to fraction_digits first and then chooses the word, so that 999,960 is 1M and 347.38077 is 347.4.
# What happens: the word is chosen before rounding (1000K, 1000 тыс.), and below 1,000 fraction_digits is ignored: all digits of the float come out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0
"$folder/venv/bin/python" - <<'PY'
import babel
from babel.numbers import format_compact_decimal, format_compact_currency

print("Babel", babel.__version__)
seen = {}
for value, digits, language in (
    (999_960, 1, "en"), (999_960, 1, "ru"), (999_960_000, 1, "be"),
    (347.38077625570776, 1, "en"), (347.38077625570776, 0, "ru"), (999_949, 1, "en"),
):
    seen[value, digits, language] = format_compact_decimal(
        value, fraction_digits=digits, locale=language
    ).replace("\xa0", " ")
    print(f"{value!r:>22} with fraction_digits={digits} in {language}: {seen[value, digits, language]}")
print("currency:", format_compact_currency(999_960, "USD", fraction_digits=1, locale="en"))
assert seen[999_960, 1, "en"] == "1000K"
assert seen[999_960, 1, "ru"] == "1000 тыс."
assert seen[999_960_000, 1, "be"] == "1000 млн"
assert seen[347.38077625570776, 1, "en"] == "347.38077625570776"
assert seen[347.38077625570776, 0, "ru"] == "347,38077625570776"
assert seen[999_949, 1, "en"] == "999.9K"
PY
