"""Words of the schema: a table is a grain and typed columns, each with a comment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

INTEGER = "INTEGER"
SMALLINT = "SMALLINT"
BIGINT = "BIGINT"
BOOLEAN = "BOOLEAN"
DATE = "DATE"
TIMESTAMP = "TIMESTAMP"
VARCHAR = "VARCHAR"

BITPACKING = "bitpacking"
RLE = "rle"


@dataclass(frozen=True)
class Column:
    """One column. `type` is a type of DuckDB, `values` the words of an ENUM.

    `compression` names the way in which DuckDB packs the column; empty: it tries them all.
    """

    name: str
    type: str
    comment: str
    nullable: bool = False
    values: tuple[str, ...] = ()
    compression: str = ""

    @property
    def sql_type(self) -> str:
        """The type as DuckDB spells it."""
        if not self.values:
            return self.type
        return f"ENUM({', '.join(quoted(value) for value in self.values)})"

    @property
    def told(self) -> str:
        """The comment, and of a closed vocabulary its words: the dictionary and the file say it."""
        if not self.values:
            return self.comment
        return f"{self.comment}. One of: {', '.join(self.values)}"

    @property
    def definition(self) -> str:
        """The column as CREATE TABLE spells it."""
        words = [self.name, self.sql_type]
        words += [] if self.nullable else ["NOT NULL"]
        words += [f"USING COMPRESSION {self.compression}"] if self.compression else []
        return " ".join(words)

    @property
    def decoding_sql(self) -> str:
        """The column from its code, where rows hold codes instead of words.

        DuckDB takes words from a constant list in half the time that it needs to look them up.
        """
        if not self.values:
            return self.name
        words = ", ".join(quoted(value) for value in self.values)
        return f"([{words}]::{self.sql_type}[])[{self.name} + 1]"


@dataclass(frozen=True)
class Table:
    """One table: `grain` says what one row is. `key` names the columns that order its rows."""

    name: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    derived: str = ""
    """SELECT that fills the table from others once all blocks are in; empty: filled by blocks."""
    is_unique: bool = False
    """Whether DuckDB itself refuses a second row with the same key."""

    def ddl(self) -> Iterable[str]:
        """Statements that create the table with its comments."""
        yield self.create_sql()
        yield f"COMMENT ON TABLE {self.name} IS {quoted(self.grain)}"
        for column in self.columns:
            yield f"COMMENT ON COLUMN {self.name}.{column.name} IS {quoted(column.told)}"

    def packed(self, ways: dict[str, tuple[str, ...]]) -> "Table":
        """The table with the compression of its columns named: way → columns."""
        way_of = {name: way for way, names in ways.items() for name in names}
        assert set(way_of) == {column.name for column in self.columns}
        columns = (replace(column, compression=way_of[column.name]) for column in self.columns)
        return replace(self, columns=tuple(columns))

    def create_sql(self, *, plain: bool = False) -> str:
        """CREATE TABLE; `plain` leaves the choice of compression to DuckDB."""
        columns = (
            column if not plain else replace(column, compression="") for column in self.columns
        )
        definitions = [column.definition for column in columns]
        if self.is_unique:
            definitions.append(f"PRIMARY KEY ({', '.join(self.key)})")
        return f"CREATE TABLE {self.name} ({', '.join(definitions)})"


@dataclass(frozen=True)
class View:
    """A SELECT with a name: its rows are made when they are asked for."""

    name: str
    grain: str
    select: str

    def ddl(self) -> Iterable[str]:
        """Statements that create the view with its comment."""
        yield f"CREATE VIEW {self.name} AS {self.select}"
        yield f"COMMENT ON VIEW {self.name} IS {quoted(self.grain)}"


def quoted(text: str) -> str:
    """Text as a string literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def enum_words(members: type[IntEnum]) -> tuple[str, ...]:
    """Words of an ENUM: members in lower case by value; gaps in the values are not allowed."""
    assert [member.value for member in members] == list(range(len(members)))
    return tuple(member.name.lower() for member in members)


def choice(name: str, values: tuple[str, ...], comment: str, *, nullable: bool = False) -> Column:
    """A column of closed vocabulary."""
    return Column(name, "ENUM", comment, nullable, values)


def whole(name: str, comment: str, *, type: str = INTEGER, nullable: bool = False) -> Column:
    """A column of whole numbers."""
    return Column(name, type, comment, nullable)


def text(name: str, comment: str, *, nullable: bool = False) -> Column:
    """A column of text."""
    return Column(name, VARCHAR, comment, nullable)


def flag(name: str, comment: str) -> Column:
    """A column of yes or no."""
    return Column(name, BOOLEAN, comment)


def moment(name: str, comment: str, *, nullable: bool = False) -> Column:
    """A column of moments in Minsk local time."""
    return Column(name, TIMESTAMP, comment + " (Minsk local time)", nullable)
