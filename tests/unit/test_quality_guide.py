"""The examples of docs/quality.md, carried out."""

import re
import runpy
from pathlib import Path
from typing import Any

from mybt_sim.base.compiled import in_python
from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.laws.law import GUARDED
from mybt_sim.quality.steps import Deed, blank_step

GUIDE = Path(__file__).parents[2] / "docs" / "quality.md"


def block_with(words: str) -> str:
    """The one example of the guide in which these words stand."""
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    (block,) = [one for one in blocks if words in one]
    return str(block)


def carried_out(words: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(block_with(words), names)
    return names


def test_the_law_of_the_guide_is_one(tmp_path: Path) -> None:
    path = tmp_path / "guide.py"  # what is compiled comes from a file
    path.write_text(block_with("@law"), encoding="utf-8")
    law = in_python(runpy.run_path(str(path))["the_dead_promise_nothing"])
    step = blank_step()[0]
    step.deed.what = Deed.PROMISE_PAYMENT
    assert law(None, step)
    step.before.contract.is_terminated = True
    assert not law(None, step)
    step.refusal = Refusal.CONTRACT_TERMINATED
    assert law(None, step)
    del GUARDED["the_dead_promise_nothing"]


def test_the_fault_of_the_guide_is_caught() -> None:
    names = carried_out("caught = catch(fault)")
    assert names["caught"].law
    assert len(names["caught"].story) <= 2


def test_the_life_of_the_guide_is_lived() -> None:
    assert carried_out("life = Life")["life"].contract.promise_open_kopecks == 0


def test_the_strategies_of_the_guide_draw() -> None:
    carried_out("lives(), amount")["test_a_payment_never_blocks"]()
    carried_out("wrong_terms())")["test_a_wrong_term_is_told"]()


def test_the_property_of_the_guide_holds() -> None:
    carried_out("World.create")["test_a_promise_keeps_the_laws"]()
