"""Every payment has a payer: the holder, or a relative."""

import numpy as np

from mybt_sim.behaviour.layouts import Channel, Payer
from mybt_sim.engine.records import Records
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.simulation.block import BlockLife
from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import lived

USUAL = Scenario(subscribers=600, days=60, seed=5)
SHARES = ("payment.relative_share", "payment.carer_share")
IN_APP = (Channel.APP_CARD, Channel.EXPRESS_CARD)
PAYMENTS = (Operation.TOP_UP, Operation.ERIP_PAYMENT, Operation.REDEEM_EXPRESS_CARD)


def paid_by(relatives: float) -> BlockLife:
    """The same people, of whom this share leaves paying at a bank to relatives."""
    return lived(USUAL.having(behaviour=dict.fromkeys(SHARES, relatives)))


def payments(life: BlockLife) -> tuple[Records, Records]:
    """Attempts to pay from outside, and those in the application."""
    rows = life.operations[np.isin(life.operations["operation"], PAYMENTS)]
    is_in_app = np.isin(rows["channel"], IN_APP)
    return rows[~is_in_app], rows[is_in_app]


def test_only_a_payment_has_a_payer_and_each_has_one() -> None:
    rows = lived(USUAL).operations
    is_payment = np.isin(rows["operation"], PAYMENTS)
    assert (rows["payer"][~is_payment] == Payer.NOBODY).all()
    assert set(rows["payer"][is_payment].tolist()) == {Payer.HOLDER, Payer.RELATIVE}
    assert 0.12 < (rows["payer"][is_payment] == Payer.RELATIVE).mean() < 0.24


def test_in_the_application_it_is_whose_account_the_contract_is_in() -> None:
    for share in (0, 1):
        _, in_app = payments(paid_by(share))
        is_own = in_app["account_id"] == in_app["subscriber_id"]
        assert 0 < is_own.mean() < 1
        assert (in_app["payer"] == np.where(is_own, Payer.HOLDER, Payer.RELATIVE)).all()


def test_shares_decide_who_goes_to_the_bank_and_nothing_else() -> None:
    """Which sum comes and when follows from the holder's habits, whoever brings it."""
    nobody, everybody = paid_by(0), paid_by(1)
    assert (payments(nobody)[0]["payer"] == Payer.HOLDER).all()
    assert (payments(everybody)[0]["payer"] == Payer.RELATIVE).all()
    for name in ("contracts", "days", "entries", "events", "attempts"):
        assert (getattr(nobody, name) == getattr(everybody, name)).all(), name
    for name in nobody.operations.dtype.names or ():
        if name != "payer":
            assert (nobody.operations[name] == everybody.operations[name]).all(), name


def test_one_person_goes_for_all_contracts_of_a_holder_who_are_looked_after_alike() -> None:
    life = lived(USUAL)
    outside, _ = payments(life)
    facts = life.population.facts
    position = np.searchsorted(facts["contract_id"], outside["contract_id"])
    cared_for = facts["account_id"][position] * (
        facts["account_id"][position] != outside["subscriber_id"]
    )
    payers: dict[tuple[int, bool], set[int]] = {}
    for row, carer in zip(outside, cared_for.tolist(), strict=True):
        key = int(row["subscriber_id"]), carer > 0
        payers.setdefault(key, set()).add(int(row["payer"]))
    assert len(payers) > 400
    assert all(len(found) == 1 for found in payers.values())
