"""Schemathesis beside the comparison: what counts, and as whom it asks."""

from mybt_sim.conformance.eyes import Sight
from mybt_sim.conformance.faults import OUTSIDE
from peers.by_schema import CONTRACTS, Finding, Report, page, read_report, signed_in
from tests.support.api import served

USUAL, OTHER = Finding("GET /a", "Odd"), Finding("POST /b", "Server error")


def test_a_report_is_read_by_operation_and_kind() -> None:
    told = {
        "failures": [{"title": "Odd", "operations": ["GET /a", "GET /c"]}],
        "test_cases": {"generated": 7},
    }
    assert read_report(told) == Report(frozenset({USUAL, Finding("GET /c", "Odd")}), 7)


def test_only_what_no_sound_server_shows_is_counted() -> None:
    sound = [Report(frozenset({USUAL}), 1), Report(frozenset(), 2)]
    found = [Report(frozenset({USUAL}), 3), Report(frozenset({USUAL, OTHER}), 4)]
    told = page("Tool 1", sound, found, [Sight(one, None, 1.0, 9) for one in OUTSIDE[:2]])
    assert "10 requests" in told
    assert "saw 0 of 2, Schemathesis 1." in told
    rows = told.splitlines()[-2:]
    assert rows[0].endswith("| no | no |")
    assert rows[1].endswith("| no | Server error (POST /b) |")


def test_it_asks_as_somebody_who_has_bound_contracts() -> None:
    with served() as transport:
        token = signed_in(transport)
        answer = transport.get("/v1/contracts", {"Authorization": f"Bearer {token}"})
    assert {one["contract_id"] for one in answer.body["data"]} == set(CONTRACTS)
