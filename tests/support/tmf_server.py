"""A small system shaped like TMF654 and TMF678 over a world, to be held against the engine.

`rounded` is what it makes of an amount on its way out: a fault that can be planted.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mybt_sim.base.errors import RequestError
from mybt_sim.base.plain import moment_in
from mybt_sim.conformance.tmf import BALANCES, BILLS
from mybt_sim.journeys.model import Setting
from mybt_sim.journeys.player import world_of
from mybt_sim.world import Client, World
from mybt_sim.world.outcome import Outcome

PHONES = "+375 44 7{:02} {:02} {:02}"


class TmfServer:
    """A world behind another shape. Whoever calls may do all: it binds contracts by itself."""

    def __init__(self, rounded: Callable[[int], int] = int) -> None:
        self.world: World = world_of(Setting())
        self.devices: dict[int, Client] = {}
        self.rounded = rounded
        self.app = Starlette(
            routes=[
                Route("/mock/reset", self.reset, methods=["POST"]),
                Route("/mock/clock", self.clock, methods=["POST"]),
                Route(f"{BALANCES}/topupBalance", self.top_up, methods=["POST"]),
                Route(f"{BALANCES}/accumulatedBalance", self.balance),
                Route(f"{BILLS}/appliedCustomerBillingRate", self.rates),
            ]
        )

    async def reset(self, request: Request) -> JSONResponse:
        self.world = world_of(msgspec.json.decode(await request.body(), type=Setting))
        self.devices.clear()
        return JSONResponse({})

    async def clock(self, request: Request) -> JSONResponse:
        self.world.advance(until=moment_in((await request.json())["until"]))
        return JSONResponse({})

    async def top_up(self, request: Request) -> JSONResponse:
        body = await request.json()
        contract, amount = int(body["bucket"]["id"]), body["amount"]["amount"]
        try:
            outcome = self._paid(contract, body, repr(amount) if amount != str(amount) else amount)
        except RequestError as error:
            return JSONResponse({"reason": str(error)}, 400)
        if not outcome.ok:
            return JSONResponse({"status": "rejected"}, 409)
        impacts = [
            {
                "amount": self._money(one.amount_kopecks),
                "amountAfter": self._money(one.balance_after_kopecks),
            }
            for one in outcome.entries
        ]
        return JSONResponse({"status": "confirmed", "impactedBalance": impacts}, 201)

    def _paid(self, contract: int, body: dict[str, Any], amount: str) -> Outcome:
        if body["usageType"] == "erip":
            known = self.world.directory.block.facts["contract_id"].tolist()
            annex = self.world.outside.paper(contract)[0][0] if contract in known else "1"
            return self.world.outside.erip_payment(annex, amount)
        device = self._device(contract)
        if body["usageType"] == "promise":
            return device.promise_payment(contract, amount)
        brand, declined = body["paymentMethod"]["name"], body["isDeclined"]
        named = brand if brand != "bankCard" else "visa"
        return device.top_up(contract, amount, brand=named, declined=declined)

    async def balance(self, request: Request) -> JSONResponse:
        contract = int(request.query_params["bucket.id"])
        kopecks = int(self.world.contract_record(contract).balance_kopecks)
        return JSONResponse([{"id": str(contract), "totalBalance": self._money(kopecks)}])

    async def rates(self, request: Request) -> JSONResponse:
        contract = int(request.query_params["billingAccount.id"])
        days = (request.query_params[f"date.{end}"] for end in ("gte", "lte"))
        outcome = self._device(contract).statement(contract, *days)
        if not outcome.ok:
            return JSONResponse({"status": "rejected"}, 409)
        lines = [
            {"date": f"{one.day}T00:00:00Z", "taxIncludedAmount": self._money(one.amount_kopecks)}
            for one in outcome.data.lines
        ]
        return JSONResponse(lines)

    def _device(self, contract: int) -> Client:
        """A device on which the contract is bound, and whose session holds."""
        device = self.devices.get(contract)
        if device is None or not device.contracts().ok:
            device = self.devices[contract] = self.world.client("web")
            number = len(self.world.log)
            phone = PHONES.format(number // 10_000 % 100, number // 100 % 100, number % 100)
            device.request_code(phone)
            device.sign_in(phone, str(self.world.outside.inbox(phone)[-1].code))
            device.bind_by_login(*self.world.outside.paper(contract)[0])
        return device

    def _money(self, kopecks: int) -> dict[str, Any]:
        return {"amount": self.rounded(kopecks) / 100, "units": "BYN"}
