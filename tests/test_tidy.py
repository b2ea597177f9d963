"""House rules that no linter knows, each a function on text, each proved on a planted fault.

A finding names the place and what to do. CONTRIBUTING.md says why the rules exist.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeGuard

import pytest

ROOT = Path(__file__).parents[1]
SRC = ("src/**/*.py",)
ENGINE = ("src/mybt_sim/engine/**/*.py",)
WORLD = ("src/mybt_sim/world/**/*.py",)
NOTEBOOKS = ("notebooks/**/*.py",)
TESTS = ("tests/**/*.py",)
FOLDERS = (".ci", "data", "docs", "findings", "notebooks", "peers", "reports", "src", "tests")
EVERYWHERE = ""
"""In place of the path of what is spared."""
PUBLISHED = ("*", *(f"{folder}/**/*" for folder in FOLDERS))

STYLES = ("src/**/*.css", "src/**/*.js")
WORDED = ("src/**/*.py", "src/**/*.css", "src/**/*.js", "tests/**/*.py", "docs/*.md")

FUNCTION_LINES_MAX = 60
FILE_LINES_MAX = 500
STYLE_LINES_MAX = 400
COLUMNS_MAX = 100
PARAMETERS_MAX = 7
TUPLE_FIELDS_MAX = 2

MACHINE_TIME = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime"),
}
MACHINE_LUCK = re.compile(r"((np|numpy)\.)?(random|secrets)(\.|$)|(uuid\.)?uuid[14]$")

MEMBER = re.compile(r"(\w+\.)*[A-Z][a-z]\w*\.[A-Z][A-Z_0-9]+$")
OWN = ("self", "cls")
PUBLIC = {"_asdict", "_exit", "_fields", "_make", "_replace"}
"""What a library gives to everybody, in spite of its underscore."""
COLLECTIONS = {"list", "dict", "set", "Sequence", "Iterable", "Iterator", "Mapping", "Collection"}
RETIRED = {
    "air": "outside",
    "glass": "decision",
    "tape": "recording",
    "acts": "actions",
    "pieces": "components",
    "stage": "surroundings",
    "scene": "setting",
    "ground": "surroundings",
    "conduct": "behaviour tables",
    "mood": "month factor",
    "diary": "intents",
    "portrait": "subscriber view",
    "let_pass": "advance",
    "desk": "decide, access rule",
    "doors": "access rules",
}
"""Words that had a second meaning, and what is said instead."""
RETIRED_WORD = re.compile(rf"(?<![^\W_])({'|'.join(RETIRED)})(?![^\W_])", re.IGNORECASE)

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


@cache
def nodes(text: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(text)))


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
            lines = (node.end_lineno or node.lineno) - node.lineno + 1 - docstring_lines(node)
            if lines > FUNCTION_LINES_MAX:
                most = f"{FUNCTION_LINES_MAX} at most without its docstring"
                yield Finding(node.lineno, f"`{node.name}` has {lines} lines: split it, {most}")


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node) is None:
        return 0
    first = node.body[0]
    return (first.end_lineno or first.lineno) - first.lineno + 1


def long_file(text: str) -> Findings:
    return longer_than(text, FILE_LINES_MAX)


def long_style(text: str) -> Findings:
    return longer_than(text, STYLE_LINES_MAX)


def longer_than(text: str, most: int) -> Findings:
    lines = len(text.splitlines())
    if lines > most:
        yield Finding(most, f"the file has {lines} lines: split it by subject, {most} at most")


def many_parameters(text: str) -> Findings:
    for node in nodes(text):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            asked = node.args
            names = [one.arg for one in (*asked.posonlyargs, *asked.args, *asked.kwonlyargs)]
            count = len([name for name in names if name not in OWN])
            if count > PARAMETERS_MAX:
                most = f"{PARAMETERS_MAX} at most, more are a record"
                yield Finding(node.lineno, f"`{node.name}` takes {count} parameters: {most}")


def anonymous_record(text: str) -> Findings:
    """Of collections: rows without names are read by position, and by whoever remembers it."""
    for node in nodes(text):
        if not (isinstance(node, ast.Subscript) and dotted(node.value) in COLLECTIONS):
            continue
        for inner in ast.walk(node.slice):
            if isinstance(inner, ast.Subscript) and dotted(inner.value) == "tuple":
                fields = inner.slice.elts if isinstance(inner.slice, ast.Tuple) else []
                is_open = any(isinstance(one, ast.Constant) for one in fields)
                if len(fields) > TUPLE_FIELDS_MAX and not is_open:
                    advice = f"`{ast.unparse(node)}`: give the record a name, NamedTuple or frozen"
                    yield Finding(node.lineno, advice)


def foreign_private(text: str) -> Findings:
    own = {one.attr for one in nodes(text) if is_private(one) and dotted(one.value) in OWN}
    own |= {
        one.name for one in nodes(text) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for node in nodes(text):
        if is_private(node) and dotted(node.value) not in OWN and node.attr not in own:
            yield Finding(node.lineno, f"`{ast.unparse(node)}` is another's: ask for what is meant")


def is_private(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return (
        isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and node.attr not in PUBLIC
    )


def retired_word(text: str) -> Findings:
    for number, line in enumerate(text.splitlines(), start=1):
        for found in RETIRED_WORD.finditer(line):
            word = found[1].lower()
            yield Finding(number, f"`{word}` is a retired word: {RETIRED[word]}")


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


Tree = Mapping[str, str]
"""Texts of modules by the names of the modules."""


def import_circle(tree: Tree) -> Iterator[str]:
    """Modules that know each other, in whatever way: a circle cannot be read from any side."""
    knows = {name: known_by(name, text, tree) for name, text in tree.items()}
    reach = {name: reached_from(name, knows) for name in knows}
    for name in sorted(knows):
        round_trip = sorted(one for one in reach[name] if name in reach[one])
        if name in reach[name] and name == round_trip[0]:
            yield f"{' ↔ '.join(round_trip)}: let knowledge go one way"


def known_by(module: str, text: str, tree: Tree) -> set[str]:
    found = set()
    for _, name in imports(text):
        while name not in tree and "." in name:
            name = name.rpartition(".")[0]
        found.add(name)
    return (found & tree.keys()) - {module}


def reached_from(module: str, knows: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [module]
    while waiting:
        new = knows[waiting.pop()] - reached
        reached |= new
        waiting += new
    return reached


def constant_twice(tree: Tree) -> Iterator[str]:
    places = defaultdict(list)
    for module, text in tree.items():
        for name, value in constants(text):
            places[name, value].append(module)
    for (name, value), modules in sorted(places.items()):
        if len(modules) > 1:
            yield f"{name} = {value} in {', '.join(modules)}: say it once, and import it"


def constants(text: str) -> Iterator[tuple[str, str]]:
    """Names in capitals whose values are written out, as a module defines them."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            target, value = node.target, node.value
        else:
            continue
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=True))
        else:
            pairs = [(target, value)]
        for one, said in pairs:
            if isinstance(one, ast.Name) and one.id.isupper() and is_written_out(said):
                yield one.id, ast.unparse(said)


def is_written_out(value: ast.expr) -> bool:
    return not any(isinstance(one, ast.Name | ast.Call) for one in ast.walk(value))


class TreeRule(NamedTuple):
    """A rule about modules together; `spared` are openings of advice, with the reason beside."""

    check: Callable[[Tree], Iterator[str]]
    bad: tuple[Tree, ...]
    good: Tree
    spared: tuple[str, ...] = ()


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
        bad=("def f():\n" + "    pass\n" * 60, "async def f():\n" + "    pass\n" * 60),
        good='def f():\n    """Say\n\n    why."""\n' + "    pass\n" * 59,
    ),
    Rule(long_file, where=SRC, bad=("x = 1\n" * 501,), good="x = 1\n" * 500),
    Rule(long_style, where=STYLES, bad=("a {}\n" * 401,), good="a {}\n" * 400),
    Rule(
        many_parameters,
        where=SRC,
        bad=("def f(a, b, c, d, e, f, g, h): ...", "def f(self, a, b, c, d, *, e, f, g, h): ..."),
        good="def f(self, a, b, c, d, *, e, f, g, **more): ...",
        spared=(
            # each option of the command line is a parameter: typer reads them so
            ("src/mybt_sim/cli.py", "`simulate`"),
            ("src/mybt_sim/conformance/commands.py", "`conform`"),
            ("src/mybt_sim/conformance/commands.py", "`serve`"),
        ),
    ),
    Rule(
        anonymous_record,
        where=SRC,
        bad=("rows: list[tuple[int, str, bool]]", "def f() -> Iterator[tuple[A, B, C]]: ..."),
        good="rows: list[tuple[int, str]]\nrows: list[Row]\nrow: tuple[int, str, bool]",
    ),
    Rule(
        foreign_private,
        where=SRC,
        bad=("demo._lock", "self.world._state", "def f(x): return x._y"),
        good="class A:\n    def f(self, other): return self._x == other._x\nrow._asdict()\n_x",
    ),
    Rule(
        retired_word,
        where=WORDED,
        bad=("the air around", "def glass_panel(): ...", ".tape-body {", "Pieces of it"),
        good="a pair of stairs, background, staged, facts",
        spared=(
            ("tests/test_tidy.py", "`"),  # names them
            ("tests/unit/test_rules_at_large.py", "`stage`"),  # GEN-ORDER has stages
        ),
    ),
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
            ("src/mybt_sim/service/door.py", "`secrets"),
            ("src/mybt_sim/service/tokens.py", "`secrets"),
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
TREE_RULES = [
    TreeRule(
        import_circle,
        bad=(
            {"a": "import b", "b": "import a"},
            {"p.a": "from p import b", "p.b": "from p.c import x", "p.c": "from p.a import y"},
            {"p": "from p.a import x", "p.a": "if TYPE_CHECKING:\n    from p import y"},
        ),
        good={"p.a": "from p import b", "p.b": "from p.c import x", "p.c": "import math"},
    ),
    TreeRule(
        constant_twice,
        bad=(
            {"a": "DAY_S = 86_400", "b": "DAY_S = 86400"},
            {"a": "A, B = 1, 2", "b": "B: int = 2"},
        ),
        good={
            "a": "DAY_S = 86_400\nMOST = 3",
            "b": "MOST = 4\nHERE = Path(__file__)\nday_s = 86_400",
        },
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
            spared in (EVERYWHERE, path.as_posix()) and finding.advice.startswith(opening)
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


each_tree_rule = pytest.mark.parametrize(
    "rule", TREE_RULES, ids=[rule.check.__name__ for rule in TREE_RULES]
)


def modules() -> Tree:
    return {
        ".".join(path.with_suffix("").parts[1:]).removesuffix(".__init__"): text
        for path, text in texts(SRC)
    }


@each_tree_rule
def test_modules_are_tidy_together(rule: TreeRule) -> None:
    findings = [one for one in rule.check(modules()) if not one.startswith(rule.spared or "\n")]
    assert not findings, "\n" + "\n".join(findings)


@each_tree_rule
def test_planted_fault_among_modules_is_found(rule: TreeRule) -> None:
    for fault in rule.bad:
        assert list(rule.check(fault)), fault


@each_tree_rule
def test_sound_modules_are_left_alone(rule: TreeRule) -> None:
    assert not list(rule.check(rule.good))
