"""The examples of docs/quality.md, carried out."""

import importlib
import re
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from mybt_sim.base.compiled import IS_COMPILED, in_python
from mybt_sim.base.errors import MybtError
from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.faults.catching import catch
from mybt_sim.quality.faults.fault import Fault
from mybt_sim.quality.hunt.hunting import CHUNK_STEPS, hunt
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


@pytest.fixture(scope="module")
def my_laws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The module that the guide lets a newcomer write, with a law more that does not hold."""
    folder = tmp_path_factory.mktemp("mine")
    wrong = '''

@law("TOPUP-POST")
def nobody_pays_by_card(book, step):
    """No card pays."""
    return not did(step, Deed.TOP_UP)
'''
    (folder / "my_laws.py").write_text(block_with("@law") + wrong, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield importlib.import_module("my_laws")
        del sys.modules["my_laws"]
        for name in ("the_dead_promise_nothing", "nobody_pays_by_card"):
            del GUARDED[name]


def test_the_law_of_the_guide_is_one(my_laws: Any) -> None:
    law = in_python(my_laws.the_dead_promise_nothing)
    step = blank_step()[0]
    step.deed.what = Deed.PROMISE_PAYMENT
    assert law(None, step)
    step.before.contract.is_terminated = True
    assert not law(None, step)
    step.refusal = Refusal.CONTRACT_TERMINATED
    assert law(None, step)


def test_the_law_of_the_guide_is_hunted(my_laws: Any) -> None:
    names: dict[str, Any] = {}
    exec(block_with("hunt(own=").replace("seconds=10", "seconds=0.1"), names)
    assert names["hunted"].steps >= CHUNK_STEPS, "no more than plain rules do"
    assert names["hunted"].broken is None


def test_a_law_of_ones_own_that_does_not_hold_has_a_short_story(my_laws: Any) -> None:
    broken = hunt(own=(my_laws.the_dead_promise_nothing, my_laws.nobody_pays_by_card)).broken
    assert broken is not None
    assert broken.law == "nobody_pays_by_card"
    assert [one.what for one in broken.story.deeds] == [Deed.TOP_UP]


def test_a_law_of_ones_own_catches_a_fault_beside_the_others(my_laws: Any) -> None:
    told = ("return Refusal.CONTRACT_TERMINATED", "return Refusal.NONE")
    fault = Fault("dead-promise", "promise", "PROMISE-STATE", "promise.promise_payment", *told)
    caught = catch(fault, own=(my_laws.the_dead_promise_nothing,))
    assert "the_dead_promise_nothing" in caught.laws


def nothing_is_wrong(book: Any, step: Any) -> bool:
    """No law: nobody has compiled it."""
    return len({step.refusal, "and a text"}) > 0


def test_a_law_that_cannot_be_compiled_is_an_error_with_a_next_step() -> None:
    wrong = pytest.raises(MybtError, match="nothing_is_wrong: this cannot be compiled")
    with wrong if IS_COMPILED else nullcontext():
        hunt(own=(nothing_is_wrong,), steps=1)


def test_a_law_that_no_module_has_is_an_error_with_a_next_step() -> None:
    def has_no_place(book: Any, step: Any) -> bool:
        return True

    told = ("return Refusal.CONTRACT_TERMINATED", "return Refusal.NONE")
    fault = Fault("dead-promise", "promise", "PROMISE-STATE", "promise.promise_payment", *told)
    with pytest.raises(MybtError, match="has_no_place stands in no module"):
        catch(fault, own=(has_no_place,))


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
