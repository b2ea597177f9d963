"""Laws over one step: their list, their rules, and that each of them can be broken."""

import ast
import inspect

from mybt_sim.quality.laws import every
from mybt_sim.quality.laws.every import LAWS
from mybt_sim.rulebook.book import load_rulebook


def test_the_compiled_look_asks_every_law_in_the_order_of_the_list() -> None:
    asked = [
        (ast.unparse(node.test.operand.func).partition(".")[2], ast.unparse(node.body[0]))
        for node in ast.walk(ast.parse(inspect.getsource(every)))
        if isinstance(node, ast.If)
        and isinstance(node.test, ast.UnaryOp)
        and isinstance(node.test.operand, ast.Call)
    ]
    assert asked == [(one.name, f"return {place}") for place, one in enumerate(LAWS)]


def test_every_law_says_what_it_holds_and_guards_rules_of_the_rulebook() -> None:
    known = {entry.rule for entry in load_rulebook().entries}
    for law in LAWS:
        assert law.says.endswith("."), law
        assert law.rules, law
        assert not set(law.rules) - known, law
    assert len({law.says for law in LAWS}) == len(LAWS)
