"""Worlds whose files were cut, flipped, left behind or emptied of rows, each by addressed luck."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from mybt_sim.base.errors import WorldError
from mybt_sim.engine.vocabulary import Settlement
from mybt_sim.world import World
from tests.support.interrupted_worlds import settle_in
from tests.support.worlds import contract_ids, contract_of

SUFFIXES = ("", ".wal", ".head")
TABLES = ("command", "posting", "event", "contract_day")


def copy_world(path: Path, to: Path) -> None:
    """The file as it lies there, with what lies beside it."""
    for suffix in SUFFIXES:
        old, new = (one.with_name(one.name + suffix) for one in (path, to))
        new.unlink(missing_ok=True)
        if old.exists():
            shutil.copy(old, new)


def make_open_and_closed(folder: Path) -> tuple[Path, Path, str]:
    """A world as it lies there while it is open, the same after closing, and its digest."""
    path, unclosed, closed = (folder / f"{name}.duckdb" for name in ("made", "open", "closed"))
    with World.create(20, 5, past_days=3, path=path) as world:
        settle_in(world)
        ids = contract_ids(world)
        paid = [one for one in ids if contract_of(world, one).settlement == Settlement.ADVANCE]
        for turn in range(40):
            world.outside.erip_payment(world.outside.paper(paid[turn % 3])[0][0], "2.00")
            if turn % 9 == 0:
                world.advance(hours=17)
        digest = world.digest()
        copy_world(path, unclosed)
    copy_world(path, closed)
    return unclosed, closed, digest


def cut(path: Path, luck: random.Random) -> None:
    """The end of a file is missing."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(
            luck.randrange(size) if luck.random() < 0.5 else max(0, size - luck.randrange(300))
        )


def flip(path: Path, luck: random.Random) -> None:
    """One bit is another."""
    whole = bytearray(path.read_bytes())
    if whole:
        whole[luck.randrange(len(whole))] ^= 1 << luck.randrange(8)
        path.write_bytes(whole)


def remove(path: Path, luck: random.Random) -> None:
    """The file was left behind."""
    path.unlink()


def remove_rows(path: Path, luck: random.Random) -> None:
    """The last rows of a table, or one of them, are gone."""
    table, count = luck.choice(TABLES), luck.randrange(1, 4)
    last = f"SELECT max(rowid) - {count} FROM {table}"
    one = f"SELECT rowid FROM {table} ORDER BY hash(rowid + {luck.randrange(99)}) LIMIT 1"
    which = f"rowid > ({last})" if luck.random() < 0.5 else f"rowid = ({one})"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"DELETE FROM {table} WHERE {which}")


Damage = Callable[[Path, random.Random], None]
DAMAGES: tuple[Damage, ...] = (cut, flip, remove, remove_rows)


def damage(path: Path, luck: random.Random) -> str:
    """Do something to a world's files; says what."""
    beside = [one for one in SUFFIXES[1:] if path.with_name(path.name + one).exists()]
    way = luck.choice(DAMAGES if beside else (cut, flip, remove_rows))
    suffix = "" if way is remove_rows else luck.choice(beside if way is remove else ["", *beside])
    way(path.with_name(path.name + suffix), luck)
    return f"{way.__name__} {suffix or 'file'}"


def result_of(path: Path, digest: str) -> str:
    """ "same" or "told"; anything else is a loss without a word, and fails."""
    try:
        with World.open(path) as world:
            assert world.digest() == digest, "another world without a word"
            list(world.log)
            world.tables()
    except WorldError as error:
        return "told" if error.next_step else "nothing to do next"
    return "same"
