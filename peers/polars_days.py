"""The simplified day in Polars: a frame of contracts, changed by expressions once a day."""

import polars as pl

from peers import day as rules
from peers.day import Sums

SUMS = Sums._fields[:-1]


def contracts_frame(contracts: int) -> pl.DataFrame:
    """The contracts before their first day."""
    number = pl.int_range(contracts, dtype=pl.Int64, eager=True).alias("number")
    zeros = ("balance", "promise", "promise_ends", "may_ask_from", *SUMS)
    return pl.DataFrame([number]).with_columns(
        (rules.FEE_KOPECKS + pl.col("number") % rules.FEES * rules.FEE_STEP_KOPECKS).alias("fee"),
        *(pl.lit(0, pl.Int64).alias(name) for name in zeros),
        pl.lit(value=False).alias("is_blocked"),
    )


def steps_of(day: int) -> tuple[dict[str, pl.Expr], ...]:
    """The day in steps; expressions of a step see what the steps before it have left."""
    number, fee, luck, balance = (pl.col(name) for name in ("number", "fee", "luck", "balance"))
    promise, blocked, pays = pl.col("promise"), pl.col("is_blocked"), pl.col("pays")
    mixed = (number * rules.BY_CONTRACT + day * rules.BY_DAY) % rules.PRIME
    is_payday = (number + day) % rules.MONTH_DAYS == 0
    amount, ends, asks, share = (pl.col(name) for name in ("amount", "ends", "asks", "share"))
    return (
        {"luck": (mixed * mixed + day) % rules.PRIME},
        {"pays": is_payday & (luck % 10 < rules.PAYING_TENTHS)},
        {
            "amount": pl.when(pays).then(fee + luck % rules.EXTRA_KOPECKS).otherwise(0),
            "ends": (promise > 0) & ((pl.col("promise_ends") <= day) | pays),
        },
        {
            "balance": balance + amount - pl.when(ends).then(promise).otherwise(0),
            "promise": pl.when(ends).then(0).otherwise(promise),
            "paid_kopecks": pl.col("paid_kopecks") + amount,
        },
        {"is_blocked": pl.when(pays | ends).then(balance < 0).otherwise(blocked)},
        {"asks": blocked & (pl.col("may_ask_from") <= day) & (luck % rules.ASKING_ONE_IN == 0)},
        {
            "balance": balance + asks.cast(pl.Int64) * rules.PROMISE_KOPECKS,
            "promise": pl.when(asks).then(rules.PROMISE_KOPECKS).otherwise(promise),
            "promise_ends": _from(day + rules.PROMISE_DAYS, "promise_ends"),
            "may_ask_from": _from(day + rules.MONTH_DAYS, "may_ask_from"),
            "promised_kopecks": pl.col("promised_kopecks")
            + asks.cast(pl.Int64) * rules.PROMISE_KOPECKS,
        },
        {"is_blocked": pl.when(asks).then(balance < 0).otherwise(blocked)},
        {"share": pl.when(blocked).then(0).otherwise(_share(day))},
        {"balance": balance - share, "charged_kopecks": pl.col("charged_kopecks") + share},
        {"is_blocked": blocked | (balance < 0)},
        {"blocked_days": pl.col("blocked_days") + blocked.cast(pl.Int64)},
    )


def _from(moment: int, name: str) -> pl.Expr:
    return pl.when(pl.col("asks")).then(moment).otherwise(pl.col(name))


def _share(day: int) -> pl.Expr:
    """`rules.share_of` of the column `fee`."""
    passed, fee, month = day % rules.MONTH_DAYS, pl.col("fee"), rules.MONTH_DAYS
    return (2 * fee * (passed + 1) + month) // (2 * month) - (2 * fee * passed + month) // (
        2 * month
    )


def sums_of_frame(lives: pl.DataFrame) -> Sums:
    """The sums of contracts that have lived."""
    return Sums(*(int(lives[name].sum()) for name in (*SUMS, "balance")))


def run(contracts: int, days: int) -> Sums:
    """All contracts through all days; each day is one query."""
    lives = contracts_frame(contracts)
    kept = lives.columns
    for day in range(days):
        query = lives.lazy()
        for step in steps_of(day):
            query = query.with_columns(**step)
        lives = query.select(kept).collect()
    return sums_of_frame(lives)
