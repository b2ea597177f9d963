"""A worked example: a system shaped like TM Forum's TMF654 (prepay balances) and TMF678 (bills).

It knows buckets by contract, amounts as decimal numbers with a unit, and no people: whoever may
call it may do all. It says that it rejects, not why. `mybt-sim conform URL --mapping
mybt_sim.conformance.tmf` holds such a system against the engine.
"""

import json
from collections.abc import Mapping as Pairs
from decimal import Decimal
from typing import Any, ClassVar

import msgspec

from mybt_sim.conformance.mapping import MALFORMED, REFUSED, Mapping, Seen
from mybt_sim.conformance.transport import Response, query_of
from mybt_sim.journeys.casting import Member
from mybt_sim.journeys.model import OK, Setting

BALANCES = "/tmf-api/prepayBalanceManagement/v4"
BILLS = "/tmf-api/customerBillManagement/v4"
MANNER = {"top_up": "bankCard", "promise_payment": "promise", "erip_payment": "erip"}
"""What a payment is called there, by operation."""


class Tmf(Mapping):
    """Payments, balances and what was charged; the rest of an operator is not asked for."""

    OFFERED: ClassVar[frozenset[str]] = frozenset(
        {*MANNER, "balance", "balance_of", "statement", "advance"}
    )
    ALONE: ClassVar[frozenset[str]] = frozenset({"request_code", "sign_in", "bind_by_login"})
    LACKS: ClassVar[frozenset[str]] = frozenset({"key", "preview"})
    KNOWS_PEOPLE: ClassVar[bool] = False

    def begin(self, setting: Setting, cast: Pairs[str, Member]) -> None:
        """The test system is told which world it is, and who has which annex."""
        self.contracts = {one.annex: one.contract for one in cast.values() if one.annex}
        self._post("/mock/reset", msgspec.to_builtins(setting))

    def ask(self, device: Any, operation: str, arguments: Pairs[str, Any]) -> Seen:
        """Money comes in by `topupBalance`; balances and charges are looked up."""
        contract = arguments["contract"]
        if operation in MANNER:
            return self._top_up(operation, contract, arguments)
        if operation == "balance":
            return self._balance(contract, lambda kopecks: {"data": {"balance_kopecks": kopecks}})
        return self._statement(contract, arguments["from_day"], arguments["until_day"])

    def happen(self, name: str, arguments: Pairs[str, Any], device: Any = None) -> Seen:
        """The clock, a payment by annex, and balances that are held together."""
        if name == "advance":
            self._post("/mock/clock", arguments)
            return Seen(came_to=OK)
        if name == "balance_of":
            return self._balance(arguments["contract"], lambda kopecks: {"data": kopecks})
        contract = self.contracts.get(arguments["annex"], 0)
        return self._top_up(name, contract, {"amount": arguments["amount"]})

    def _top_up(self, operation: str, contract: Any, arguments: Pairs[str, Any]) -> Seen:
        body = {
            "bucket": {"id": str(contract)},
            "amount": {"amount": _number(arguments["amount"]), "units": "BYN"},
            "paymentMethod": {"name": arguments.get("brand", MANNER[operation])},
            "isDeclined": arguments.get("declined", False),
            "usageType": MANNER[operation],
        }
        response = self._post(f"{BALANCES}/topupBalance", body)
        if response.status != 201:
            return _failed(response)
        entries = [
            {
                "amount_kopecks": _kopecks(one["amount"]),
                "balance_after_kopecks": _kopecks(one["amountAfter"]),
            }
            for one in response.body["impactedBalance"]
        ]
        return Seen(came_to=OK, body={"entries": entries})

    def _balance(self, contract: Any, shaped: Any) -> Seen:
        query = query_of({"bucket.id": contract})
        response = self._get(f"{BALANCES}/accumulatedBalance{query}")
        if response.status != 200 or not response.body:
            return _failed(response)
        return Seen(came_to=OK, body=shaped(_kopecks(response.body[0]["totalBalance"])))

    def _statement(self, contract: Any, from_day: Any, until_day: Any) -> Seen:
        asked = {"billingAccount.id": contract, "date.gte": from_day, "date.lte": until_day}
        response = self._get(f"{BILLS}/appliedCustomerBillingRate{query_of(asked)}")
        if response.status != 200:
            return _failed(response)
        lines = [
            {"day": one["date"][:10], "amount_kopecks": _kopecks(one["taxIncludedAmount"])}
            for one in response.body
        ]
        return Seen(came_to=OK, body={"data": {"lines": lines}})

    def _get(self, path: str) -> Response:
        return self.transport.send("GET", path, {}, None)

    def _post(self, path: str, body: Any) -> Response:
        headers = {"Content-Type": "application/json"}
        return self.transport.send("POST", path, headers, json.dumps(body).encode())


def _failed(response: Response) -> Seen:
    """400 is what cannot be read, 404 and 409 are refusals, and anything else is no answer."""
    known = {400: MALFORMED, 404: REFUSED, 409: REFUSED}
    return Seen(came_to=known.get(response.status, f"HTTP {response.status}"))


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _kopecks(money: Pairs[str, Any]) -> int:
    """An amount with its unit in kopecks; a fraction of one is a `ValueError`, which differs."""
    kopecks = Decimal(str(money["amount"])) * 100
    if money["units"] != "BYN" or kopecks != int(kopecks):
        raise ValueError(f"{money} is no amount of kopecks")
    return int(kopecks)
