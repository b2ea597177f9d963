"""House rules that no linter knows, each a function on text, each proved on a planted fault.

A finding names the place and what to do. CONTRIBUTING.md says why the rules exist.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
SRC = ("src/**/*.py",)
ENGINE = ("src/mybt_sim/engine/**/*.py",)
WORLD = ("src/mybt_sim/world/**/*.py",)
NOTEBOOKS = ("notebooks/**/*.py",)
TESTS = ("tests/**/*.py",)
FOLDERS = (".ci", "data", "docs", "findings", "notebooks", "reports", "src", "tests")
PUBLISHED = ("*", *(f"{folder}/**/*" for folder in FOLDERS))

FUNCTION_LINES_MAX = 40
FILE_LINES_MAX = 300
COLUMNS_MAX = 100
PARAMETERS_MAX = 7

MACHINE_TIME = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime"),
}
MACHINE_LUCK = re.compile(r"((np|numpy)\.)?(random|secrets)(\.|$)|(uuid\.)?uuid[14]$")

MEMBER = re.compile(r"(\w+\.)*[A-Z][a-z]\w*\.[A-Z][A-Z_0-9]+$")
MARKER = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X)\b")
SQL = re.compile(r"\bSELECT\b[\s\S]*\bFROM\b|\b(INSERT INTO|DELETE FROM|CREATE (TABLE|VIEW))\b")
REGISTRY = re.compile(
    r"https?://[^\s\"']*(py[p]i|/simple\b)"
    r"|^\s*(--|-)?((extra-)?index-url|find-links)\b"
    r"| @ [f]ile:"
)


class Finding(NamedTuple):
    line: int
    advice: str


Findings = Iterator[Finding]
Sources = Mapping[str, str]
"""Texts by the names of their modules."""

Function = tuple[str, str]
ENGINE_NAME = "mybt_sim.engine."


def nodes(text: str) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(text))


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or an attribute, empty for anything else."""
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


def calls(text: str) -> Iterator[tuple[int, str]]:
    for node in nodes(text):
        if isinstance(node, ast.Call) and (name := dotted(node.func)):
            yield node.lineno, name


def imports(text: str) -> Iterator[tuple[int, str]]:
    for node in nodes(text):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def matches(pattern: re.Pattern[str], text: str, advice: str) -> Findings:
    for number, line in enumerate(text.splitlines(), start=1):
        if pattern.search(line):
            yield Finding(number, advice)


def long_function(text: str) -> Findings:
    for node in nodes(text):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES_MAX:
                yield Finding(node.lineno, f"`{node.name}` has {lines} lines: split it, 40 at most")


def long_file(text: str) -> Findings:
    lines = len(text.splitlines())
    if lines > FILE_LINES_MAX:
        yield Finding(
            FILE_LINES_MAX, f"the file has {lines} lines: split it by subject, 300 at most"
        )


def long_line(text: str) -> Findings:
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > COLUMNS_MAX:
            yield Finding(number, f"{len(line)} columns: break the line, 100 at most")


def ambient_time(text: str) -> Findings:
    for line, name in calls(text):
        if name in MACHINE_TIME or name.removeprefix("datetime.") in MACHINE_TIME:
            yield Finding(line, f"`{name}`: take the moment as an argument")
    for line, name in imports(text):
        if name in MACHINE_TIME:
            yield Finding(line, f"`{name}`: take the moment as an argument")


def ambient_luck(text: str) -> Findings:
    for line, name in (*calls(text), *imports(text)):
        if MACHINE_LUCK.match(name):
            yield Finding(line, f"`{name}`: draw by address, see mybt_sim.base.draws")


def salted_hash(text: str) -> Findings:
    for line, name in calls(text):
        if name == "hash":
            yield Finding(
                line, "`hash` differs from run to run: use hashlib or the addressed mixer"
            )


def pickled(text: str) -> Findings:
    for line, name in imports(text):
        if name.split(".")[0] in ("pickle", "cloudpickle", "dill"):
            yield Finding(line, f"`{name}` runs what it reads: use msgspec, Parquet or DuckDB")


def leftover(text: str) -> Findings:
    return matches(MARKER, text, "leftover marker: do it now, or write it in CHANGELOG.md")


def float_in_engine(text: str) -> Findings:
    for node in nodes(text):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield Finding(node.lineno, f"`{node.value}`: write kopecks, or 1/10,000 for rates")
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            yield Finding(
                node.lineno, "`/` makes a float: multiply first, then `//` and say how it rounds"
            )
    for line, name in calls(text):
        if name == "float" or name.endswith((".float32", ".float64")):
            yield Finding(line, f"`{name}`: the engine counts in integers only")


def order_of_members(text: str) -> Findings:
    for node in nodes(text):
        if isinstance(node, ast.Compare):
            operands, order = [node.left, *node.comparators], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
            names = [name for name in map(dotted, operands) if MEMBER.match(name)]
            if names and any(isinstance(operator, order) for operator in node.ops):
                yield Finding(node.lineno, f"`{names[0]}` has no order: name the members meant")


def many_parameters(text: str) -> Findings:
    for node in nodes(text):
        if isinstance(node, ast.FunctionDef):
            count = len([*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs])
            if count > PARAMETERS_MAX:
                yield Finding(
                    node.lineno,
                    f"`{node.name}` takes {count}: group facts in a record, 7 at most",
                )


def sql_in_notebook(text: str) -> Findings:
    for node in nodes(text):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and SQL.search(node.value)
        ):
            yield Finding(
                node.lineno, "SQL in a notebook: move it to mybt_sim.analysis and call it"
            )


def registry_address(text: str) -> Findings:
    return matches(REGISTRY, text, "address of a package registry: leave the choice to the machine")


class Rule(NamedTuple):
    check: Callable[[str], Findings]
    where: tuple[str, ...]
    bad: tuple[str, ...]
    good: str
    spared: tuple[tuple[str, str], ...] = ()
    """Path and opening of the advice of what is meant, with its reason beside it."""


RULES = [
    Rule(
        long_function,
        where=SRC + TESTS,
        bad=("def f():\n" + "    pass\n" * 40, "async def f():\n" + "    pass\n" * 40),
        good="def f():\n" + "    pass\n" * 39,
    ),
    Rule(long_file, where=SRC, bad=("x = 1\n" * 301,), good="x = 1\n" * 300),
    Rule(long_line, where=SRC + TESTS + NOTEBOOKS, bad=("я" * 101,), good="я" * 100),
    Rule(
        ambient_time,
        where=SRC,
        bad=("datetime.datetime.now()", "date.today()", "time.time()", "from time import time"),
        good="started = time.perf_counter()\nclock.now()",
    ),
    Rule(
        ambient_luck,
        where=SRC,
        bad=("random.random()", "np.random.default_rng(1)", "uuid4()", "from random import choice"),
        good="draw(seed, stream, subject, tick)\nfake.random.seed(1)",
        # what opens a visitor's demo or seat must not be guessed, and is part of no result
        spared=(
            ("src/mybt_sim/app/demo/sessions.py", "`secrets"),
            ("src/mybt_sim/app/security/gate.py", "`secrets"),
        ),
    ),
    Rule(salted_hash, where=SRC, bad=("hash(name)",), good="digest.hash(name)"),
    Rule(
        pickled, where=SRC, bad=("import pickle", "from pickle import dumps"), good="import msgspec"
    ),
    Rule(
        leftover,
        where=SRC + TESTS + NOTEBOOKS,
        bad=("x = 1  # TO" + "DO: more",),
        good="x = 1  # more follows",
    ),
    Rule(
        float_in_engine,
        where=ENGINE,
        bad=("float(fee)", "fee * 0.5", "fee / 30", "fee /= 30", "np.float64(fee)"),
        good="fee * used_days // days_in_month",
    ),
    Rule(
        order_of_members,
        where=ENGINE + WORLD,
        bad=("if question <= Question.OWN_CHECK: pass", "Status.ACTIVE < status", "a > m.Event.B2"),
        good="status == Status.ACTIVE\nstatus in (Status.ACTIVE,)\nrows < ROWS_MAX",
    ),
    Rule(
        many_parameters,
        where=ENGINE,
        bad=("def f(a, b, c, d, e, f, g, h): pass", "def f(a, b, /, c, d, *, e, f, g, h): pass"),
        good="def f(a, b, c, d, *, e, f, g): pass",
    ),
    Rule(
        sql_in_notebook,
        where=NOTEBOOKS,
        bad=(
            'def _():\n    query = "SELECT day\\nFROM contract_day"',
            'mo.sql("CREATE VIEW v AS")',
        ),
        good='metrics.revenue(run)\nmo.md("Select a day from the list")',
    ),
    Rule(
        registry_address,
        where=PUBLISHED,
        bad=(
            "https:" + "//index.example/simple/x",
            "--extra-" + "index-url x",
            "index-" + "url = 1",
        ),
        good="uv pip compile --no-emit-index-url\nhttps://www.apache.org/licenses/",
    ),
]
each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.check.__name__ for rule in RULES])


def texts(patterns: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    """Every text file that a pattern finds, once, without what tools leave behind."""
    paths = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    for path in sorted(paths):
        if not {"__pycache__", "__marimo__"} & set(path.parts):
            try:
                yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


@each_rule
def test_project_is_tidy(rule: Rule) -> None:
    findings = [
        f"{path}:{finding.line}: {finding.advice}"
        for path, text in texts(rule.where)
        for finding in rule.check(text)
        if not any(
            path.as_posix() == spared and finding.advice.startswith(opening)
            for spared, opening in rule.spared
        )
    ]
    assert not findings, "\n" + "\n".join(findings)


@each_rule
def test_planted_fault_is_found(rule: Rule) -> None:
    for fault in rule.bad:
        assert list(rule.check(fault)), fault


@each_rule
def test_sound_text_is_left_alone(rule: Rule) -> None:
    assert not list(rule.check(rule.good))


# --- rules that look at several files -------------------------------------------------------------


def engine_functions(sources: Sources) -> set[Function]:
    """Every function of the engine: its file and its name."""
    return {
        (name.removeprefix(ENGINE_NAME), node.name)
        for name, text in sources.items()
        if name.startswith(ENGINE_NAME)
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
    }


def engine_calls(name: str, text: str) -> Iterator[Function]:
    """What a module names of the engine's functions: its own, imported, or by their file.

    That a function names itself makes it no caller.
    """
    module = ast.parse(text)
    known: dict[str, Function] = {}
    files: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and f"{node.module}." == ENGINE_NAME:
            files |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(ENGINE_NAME):
            file = (node.module or "").removeprefix(ENGINE_NAME)
            known |= {alias.asname or alias.name: (file, alias.name) for alias in node.names}
    for statement in module.body:
        own = (name.removeprefix(ENGINE_NAME), getattr(statement, "name", ""))
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute) and dotted(node.value) in files:
                yield files[dotted(node.value)], node.attr
            elif isinstance(node, ast.Name):
                called = known.get(node.id, (own[0], node.id))
                yield from () if called == own else (called,)


def uncalled(sources: Sources) -> set[str]:
    """Functions of the engine that only tests can be calling: a copy of them decides instead."""
    called = {one for name, text in sources.items() for one in engine_calls(name, text)}
    return {f"{file}.{name}" for file, name in engine_functions(sources) - called}


def package_sources() -> Sources:
    return {
        ".".join(path.relative_to("src").with_suffix("").parts): text for path, text in texts(SRC)
    }


def test_every_rule_of_the_engine_has_a_caller_in_the_package() -> None:
    assert not uncalled(package_sources())


PLANTED = {
    "mybt_sim.engine.one": "@rule()\ndef used(): pass\n\n@rule()\ndef dead(): dead()",
    "mybt_sim.engine.two": "from mybt_sim.engine.one import used\n\n@compiled\ndef by(): used()",
    "mybt_sim.world.three": "from mybt_sim.engine import two as second\n\nsecond.by()",
}


def test_a_rule_without_a_caller_is_found() -> None:
    assert uncalled(PLANTED) == {"one.dead"}
    namesake = {"mybt_sim.world.four": "def dead(): pass\n\ndead()"}
    assert uncalled(PLANTED | namesake) == {"one.dead"}
    assert uncalled({name: PLANTED[name] for name in PLANTED if "world" not in name}) == {
        "one.dead",
        "two.by",
    }
