"""By what contracts are told apart: closed dimensions, each a column of the table `cell`.

A cell is one combination of values that occurs. All but the tariff, its speed, the line, and where
the home is hold for a contract's whole run; a contract that changes one of them has days in two
cells.
"""

PLACE_FROM = 80_000
"""A city with so many inhabitants is a place of its own; other towns and villages by region."""

DIMENSIONS = (
    *("region", "place", "kind", "tariff", "technology", "speed", "age", "household", "persona"),
)

AGES = ("18", "30", "45", "65")
"""Bands of the holder's age in the year of the first day, by their lower bound."""
HOUSEHOLDS = ("1", "2", "3", "4")
"""People in the household; the last is four and more."""
PERSONAS = ("young", "single", "couple", "family", "pensioner_alone", "pensioner")

FOREVER = "DATE '9999-12-31'"
ATTRIBUTES_SQL = f"""attributes AS (
    -- One row per contract and home: what it is told apart by, apart from its tariff and its line.
    SELECT contract_id, region::VARCHAR AS region, kind::VARCHAR AS kind,
        technology::VARCHAR AS first_line, fibre_on, place, connected_on, home_from,
        coalesce(until_day, {FOREVER}) AS home_until,
        CASE WHEN years < 30 THEN '18' WHEN years < 45 THEN '30' WHEN years < 65 THEN '45'
            ELSE '65' END AS age,
        least(persons, 4)::VARCHAR AS household,
        CASE WHEN years >= 65 THEN if(persons = 1, 'pensioner_alone', 'pensioner')
            WHEN years < 30 THEN 'young' WHEN persons = 1 THEN 'single'
            WHEN persons = 2 THEN 'couple' ELSE 'family' END AS persona
    FROM (
        SELECT contract_id, address.region, contract.kind, contract.technology, persons,
            fibre_on, connected_on, from_day AS home_from, until_day,
            (SELECT year(min(day)) FROM calendar) - birth_year AS years,
            CASE WHEN locality.kind = 'city' AND population >= {PLACE_FROM}
                THEN 'L' || address.locality_id
                ELSE address.region || if(locality.kind = 'village', '-villages', '-towns')
            END AS place
        FROM contract JOIN subscriber USING (subscriber_id) JOIN household USING (household_id)
            JOIN address USING (contract_id)
            JOIN locality ON locality.locality_id = address.locality_id
    )
)"""
HERE_SQL = "day >= home_from AND day < home_until"
"""Whether a home of `attributes` is that of a day."""

TECHNOLOGY_SQL = "if(day >= fibre_on, 'pon', first_line)"
"""Of a contract on a day: the line that carries it."""

SPEED_SQL = "coalesce(down_kbps, 0)::VARCHAR"
"""Of a tariff: kbit/s to the subscriber, 0 without internet."""
