"""What may be done to a world in one step; a `pick` chooses: Hypothesis, or a seed."""

import datetime
from typing import Any

from mybt_sim.engine.records import NEVER
from mybt_sim.engine.vocabulary import ServiceKind, Settlement
from mybt_sim.world import Client, World
from mybt_sim.world.moments import moment_of
from mybt_sim.world.state import Table
from tests.support.world_driver import DAY, KINDS, MINUTE, Driver, Pick
from tests.support.worlds import contract_ids, contract_of, rows_of, state_of

KEYS = (None, None, None, "first", "second")
AMOUNTS = ("15.00", "0.01", "1.00", "15.01", "20.00", "0.00", "-3.00", "500.00", "500.01", "9.99")
NOBODY = (0, -1, 10**12)
TARIFFS = (*(f"T{number:02}" for number in range(1, 22)), "T99")
ADD_ONS = (*(f"A{number:02}" for number in range(1, 21)), "A99")
NUMBERS = ("+375 29 123-45-67", "80336543210")
SPANS = (1, 29, 30, 59, 60, 119, 120, 299, 300, 600, 900, 1_800, 3_600, 86_399, 86_400, 432_000)


def contract_operations(today: datetime.date) -> dict[str, tuple[Any, ...]]:
    """Every operation that names a contract first, with arguments that could be right."""
    return {
        **dict.fromkeys(("balance", "forecast", "unbind", "cancel_promise", "resume"), ()),
        **dict.fromkeys(("statement", "usage"), (today, today)),
        **dict.fromkeys(("top_up", "promise_payment"), ("5.00",)),
        **dict.fromkeys(("connect_add_on", "disconnect_add_on"), ("A01",)),
        "cancel_tariff_change": (),
        "change_tariff": ("T01",),
        "redeem_express_card": ("1" * 16,),
        "rent_video": ("V01",),
        "suspend": (15,),
    }


def fitting(world: World, contract: int) -> tuple[str, ...]:
    """Add-ons that the plan of a contract may have."""
    if world._operator.directory.position(contract) < 0:
        return ()
    tariff = int(contract_of(world, contract).tariff)
    bits = int(world._operator.tariff_at(tariff, state_of(world).now).fitting_add_ons)
    return tuple(name for place, name in enumerate(ADD_ONS[:-1]) if bits >> place & 1)


class Subjects:
    """Who plays in a world: some accounts, and some contracts of each kind with all their ways."""

    def __init__(self, world: World) -> None:
        self.people = world._operator.directory
        mobiles = [account.mobile for account in rows_of(world, Table.ACCOUNT).values()]
        self.mobiles = (*(f"+{mobile}" for mobile in mobiles[:3]), *NUMBERS)
        bound = list(rows_of(world, Table.BOUND).values())[:3]
        ids = [one for rows in bound for one, _ in rows[:3]]
        for kind in ServiceKind:
            for settlement in Settlement:
                alike = [one for one in contract_ids(world) if self._is(world, one, settlement)]
                ids += [one for one in alike if self.people.kind(one) == kind][:2]
        self.contracts = tuple(dict.fromkeys(ids))
        home = [self.people.holder_of(one) for one in self.contracts]
        self.homes = tuple({who.home_phone: who.surname for who in home if who.home_phone}.items())

    def _is(self, world: World, contract_id: int, settlement: Settlement) -> bool:
        return bool(contract_of(world, contract_id).settlement == settlement)

    def alike(self, world: World, contract: int) -> tuple[str, ...]:
        """Plans for the same kind of contract."""
        if self.people.position(contract) < 0:
            return ()
        operator, now = world._operator, state_of(world).now
        kind = self.people.kind(contract)
        return tuple(
            tariff.id
            for place, tariff in enumerate(operator.catalogue.tariffs)
            if operator.tariff_at(place, now).kind == kind
        )


class Actions:
    """Every step, by name; `run` does one of them."""

    def __init__(self, driver: Driver, subjects: Subjects) -> None:
        self.driver, self.subjects = driver, subjects
        for kind in KINDS:
            driver.take_device(kind)

    @property
    def world(self) -> World:
        """The world in play."""
        return self.driver.world

    def device(self, pick: Pick) -> tuple[int, str]:
        """A device, often one on which somebody is signed in."""
        signed_in = [one for one in self.driver.model.devices if self._account(one)]
        return pick(signed_in) if signed_in and pick(range(4)) else self._any_device(pick)

    def _any_device(self, pick: Pick) -> tuple[int, str]:
        found: tuple[int, str] = pick(self.driver.model.devices)
        return found

    def _account(self, device: tuple[int, str]) -> int:
        return self.driver.model.account(*device, self.world.now)

    def contract(self, device: tuple[int, str], pick: Pick) -> int:
        """A contract, mostly one that the device may touch."""
        owned = self.driver.model.owned(self._account(device))
        if owned and pick(range(5)):
            return int(pick(owned))
        return int(pick((*self.subjects.contracts, *NOBODY)))

    # guests and accounts

    def look_around(self, pick: Pick) -> None:
        """What anybody may see."""
        ask, device = self.driver.ask, self._any_device(pick)
        choices: tuple[tuple[str, tuple[Any, ...], dict[str, Any]], ...] = (
            ("list_news", (pick((1, 2, 99)),), {}),
            ("list_tariffs", (), {}),
            ("list_service_centres", (), {"near": (53_900_000, 27_560_000), "limit": 3}),
            ("list_hotspots", (), {"locality": pick(("", "nowhere")), "open_now": True}),
            ("help", (), {}),
            ("set_language", (pick(("ru", "be", "en", "pl")),), {}),
        )
        name, arguments, options = pick(choices)
        ask(device, name, *arguments, **options)

    def check_balance(self, pick: Pick) -> None:
        """The quick check of a guest on the web."""
        login, password = self._paper(pick)
        self.driver.ask(self._any_device(pick), "check_balance", login, password)

    def _paper(self, pick: Pick) -> tuple[str, str]:
        login, password = pick(self.world.outside.paper(pick(self.subjects.contracts)))
        wrong = pick(("", "", "password", "login", "form"))
        login = {"login": "9" * 13, "form": "12 34"}.get(wrong, login)
        return login, "wrong" if wrong == "password" else password

    def request_code(self, pick: Pick) -> None:
        """A code for a mobile, a home phone, or nothing of the kind."""
        phone = pick((*self.subjects.mobiles, "+375172123456", "12"))
        self.driver.ask(self._any_device(pick), "request_code", phone, key=pick(KEYS))

    def sign_in(self, pick: Pick) -> None:
        """The code that was sent last, or the one before, or a wrong one."""
        phone = pick((*self.subjects.mobiles, "+375172123456", "12"))
        codes = [sms.code for sms in self.world.outside.inbox(phone) if sms.code][-2:]
        code = pick((*codes, *codes[-1:] * 6, "000000", "12"))
        self.driver.ask(self._any_device(pick), "sign_in", phone, code)

    def come_in(self, pick: Pick) -> None:
        """Ask for a code and enter it, if that works."""
        device, phone = self._any_device(pick), pick(self.subjects.mobiles)
        if self.driver.ask(device, "request_code", phone).ok:
            self.driver.ask(device, "sign_in", phone, self.world.outside.inbox(phone)[-1].code)

    def account(self, pick: Pick) -> None:
        """What an account asks about itself."""
        name = pick(("contracts", "notifications", "sign_out", "contracts", "notifications"))
        self.driver.ask(self.device(pick), name)

    def ask_outside(self, pick: Pick) -> None:
        """What only a service centre does."""
        name = pick(("new_line", "re_registration", "termination"))
        device = self.device(pick)
        assert not getattr(Client(self.world, device[0]), name)().ok

    def bind_by_login(self, pick: Pick) -> None:
        """Paper in hand, or some of it wrong."""
        login, password = self._paper(pick)
        self.driver.ask(self.device(pick), "bind_by_login", login, password, key=pick(KEYS))

    def request_voice_code(self, pick: Pick) -> None:
        """A home phone with its surname, or another one."""
        phone, surname = pick(self.subjects.homes)
        phone = pick((f"+{phone}",) * 5 + ("+375291234567", "x"))
        name = pick((surname["ru"], surname["be"].upper(), "Nobody"))
        self.driver.ask(self.device(pick), "request_voice_code", phone, name, key=pick(KEYS))

    def bind_by_voice_code(self, pick: Pick) -> None:
        """The code that was spoken last, or another one."""
        phone, _ = pick(self.subjects.homes)
        spoken = [call.code for call in self.world.outside.calls(f"+{phone}") if call.code][-2:]
        code = pick((*spoken, *spoken[-1:] * 5, "0000", "x"))
        self.driver.ask(self.device(pick), "bind_by_voice_code", f"+{phone}", code, key=pick(KEYS))

    def bind_by_call(self, pick: Pick) -> None:
        """Have the home phone rung and enter what it says."""
        device, (phone, surname) = self.device(pick), pick(self.subjects.homes)
        if self.driver.ask(device, "request_voice_code", f"+{phone}", surname["ru"]).ok:
            code = self.world.outside.calls(f"+{phone}")[-1].code
            self.driver.ask(device, "bind_by_voice_code", f"+{phone}", code)

    def unbind(self, pick: Pick) -> None:
        """Let a contract go."""
        device = self.device(pick)
        contract = self.contract(device, pick)
        self.driver.ask(device, "unbind", contract=contract, key=pick(KEYS))

    def tickets(self, pick: Pick) -> None:
        """Questions to support, in one's own tickets and in others'."""
        device = self.device(pick)
        text, key = pick(("Why?", "  ", "х" * 10_000)), pick(KEYS)
        ticket = pick((*self.driver.model.tickets, 999))
        name = pick(("open_ticket", "about", "reply_ticket", "close_ticket"))
        if name == "about":
            self._ask_about(device, self.contract(device, pick), text)
        else:
            arguments = {"open_ticket": ("Topic", text), "reply_ticket": (ticket, text)}
            self.driver.ask(device, name, *arguments.get(name, (ticket,)), key=key)

    def _ask_about(self, device: tuple[int, str], contract: int, text: str) -> None:
        if contract:  # 0 is no contract, and a question about none is allowed
            owned = self.driver.model.owned(self._account(device))
            outcome = self.driver.ask(device, "open_ticket", "Topic", text, contract)
            assert contract in owned or not outcome.ok

    def insist(self, pick: Pick) -> None:
        """The same mistake again and again, until a counter says that it is enough."""
        device, account = self.device(pick), self.device(pick)
        phone, (home, surname) = pick(self.subjects.mobiles), pick(self.subjects.homes)
        name = pick(
            ("sign_in", "request_code", "bind", "check", "voice", "call", "card", "tickets")
        )
        for _ in range(pick((4, 7))):
            if name == "sign_in":
                self.driver.ask(device, "sign_in", phone, "000000")
            elif name == "request_code":
                self.driver.ask(device, "request_code", phone)
                self.driver.pass_time(self.world.now + MINUTE)
            elif name == "bind":
                self.driver.ask(account, "bind_by_login", "9" * 13, "wrong")
            elif name == "check":
                self.driver.ask(device, "check_balance", "9" * 13, "wrong")
            elif name == "voice":
                self.driver.ask(account, "bind_by_voice_code", f"+{home}", "0000")
            elif name == "call":
                self.driver.ask(account, "request_voice_code", f"+{home}", surname["ru"])
                self.driver.pass_time(self.world.now + 2 * MINUTE)
            elif name == "card":
                contract = self.contract(account, pick)
                self.driver.ask(account, "redeem_express_card", "1" * 16, contract=contract)
            else:
                self.driver.ask(account, "open_ticket", "Topic", "Why?")

    # one contract

    def look_at_contract(self, pick: Pick) -> None:
        """Balance, forecast, statement and usage."""
        device = self.device(pick)
        contract, name = self.contract(device, pick), pick(("balance", "forecast", "statement"))
        today = self.world.now.date()
        days: tuple[Any, ...] = (today - pick((0, 30, 400)) * DAY, today + pick((0, 0, 1)) * DAY)
        name = pick((name, "usage"))
        arguments = days if name in ("statement", "usage") else ()
        self.driver.ask(device, name, *arguments, contract=contract)

    def pay(self, pick: Pick) -> None:
        """A bank card."""
        device = self.device(pick)
        options = {
            "brand": pick(("visa", "belkart", "amex")),
            "declined": pick((False,) * 4 + (True,)),
        }
        contract, amount = self.contract(device, pick), pick(AMOUNTS)
        self.driver.ask(device, "top_up", amount, contract=contract, key=pick(KEYS), **options)

    def redeem(self, pick: Pick) -> None:
        """An express card: new, used, made up, or no card."""
        if pick(range(2)) or not self.driver.model.cards:
            self.driver.model.cards.append(self.world.outside.buy_express_card())
        device = self.device(pick)
        card = pick((*self.driver.model.cards, "1" * 16, "12"))
        contract, key = self.contract(device, pick), pick(KEYS)
        self.driver.ask(device, "redeem_express_card", card, contract=contract, key=key)

    def promise(self, pick: Pick) -> None:
        """A promised payment, or the wish to take it back."""
        device = self.device(pick)
        contract = self.contract(device, pick)
        if pick(range(6)) == 0:
            self.driver.ask(device, "cancel_promise", contract=contract)
        amount, key = pick(AMOUNTS), pick(KEYS)
        self.driver.ask(device, "promise_payment", amount, contract=contract, key=key)

    def change_tariff(self, pick: Pick) -> None:
        """Another plan, confirmed or not."""
        device = self.device(pick)
        contract = self.contract(device, pick)
        tariff = pick((*self.subjects.alike(self.world, contract) * 4, *TARIFFS))
        options = {"confirmed": pick((True, True, False)), "key": pick(KEYS)}
        self.driver.ask(device, "change_tariff", tariff, contract=contract, **options)

    def hold(self, pick: Pick) -> None:
        """Add-ons, videos and pauses, on and off."""
        device = self.device(pick)
        contract, key = self.contract(device, pick), pick(KEYS)
        add_on = pick((*fitting(self.world, contract) * 6, *ADD_ONS))
        choices: tuple[tuple[str, tuple[Any, ...]], ...] = (
            ("connect_add_on", (add_on,)),
            ("connect_add_on", (add_on,)),
            ("disconnect_add_on", (add_on,)),
            ("rent_video", (pick(("V01", "V02", "?")),)),
            ("suspend", (pick((15, 30, 45, 180, 16, 0, -15)),)),
            ("resume", ()),
            ("cancel_tariff_change", ()),
        )
        name, arguments = pick(choices)
        self.driver.ask(device, name, *arguments, contract=contract, key=key)

    def trespass(self, pick: Pick) -> None:
        """Any operation on a contract that is not bound, or is none."""
        device, contract = self.device(pick), pick((*self.subjects.contracts, *NOBODY))
        name, arguments = pick(tuple(contract_operations(self.world.now.date()).items()))
        self.driver.ask(device, name, *arguments, contract=contract)

    # the world outside

    def pay_outside(self, pick: Pick) -> None:
        """ЕРИП, by an annex number that may be wrong."""
        login, _ = self._paper(pick)
        self.driver.outside("erip_payment", login, pick(AMOUNTS))

    def use(self, pick: Pick) -> None:
        """Traffic, calls and views."""
        contract = pick(self.subjects.contracts)
        number = pick(("+375172000000", "80291234567", "103", "+12025550123", "+48221234567"))
        name, arguments, options = pick(
            (
                ("record_session", (contract,), {"down_mb": pick((0, 1, 5_000)), "up_mb": 3}),
                ("record_call", (contract, number, pick((0, 59, 4_000))), {}),
                ("record_view", (contract, pick((0, 90))), {}),
            )
        )
        self.driver.outside(name, *arguments, **options)

    def switch(self, pick: Pick) -> None:
        """Devices go offline and on again, come new; homes fall silent."""
        device, choice = self._any_device(pick), pick(("online", "online", "home", "new"))
        offline = self.driver.model.offline
        if choice == "online":
            is_online = device[0] in offline
            Client(self.world, device[0]).set_online(is_online)
            (offline.discard if is_online else offline.add)(device[0])
        elif choice == "home":
            self.world.outside.set_answering(
                f"+{pick(self.subjects.homes)[0]}", pick((True, False))
            )
        else:
            self.driver.take_device(pick(KINDS[:3]))

    # time

    def wait(self, pick: Pick) -> None:
        """Seconds to months, and exactly to what ends by itself."""
        ends = self._ends(pick)
        moment = self.world.now + datetime.timedelta(seconds=pick(SPANS))
        if ends and pick(range(2)):
            moment = pick(ends) + datetime.timedelta(seconds=pick((-1, 0, 1)))
        elif pick(range(12)) == 0:  # the window of maintenance
            month = (self.world.now.replace(day=28) + 7 * DAY).replace(day=5)
            moment = month.replace(hour=2, minute=pick((0, 30)), second=0)
        elif pick(range(10)) == 0:
            moment = self.world.now + pick((7, 31, 70)) * DAY
        most = moment_of(self.world._operator.end_at - 1)
        self.driver.pass_time(max(self.world.now, min(moment, most)))

    def _ends(self, pick: Pick) -> list[datetime.datetime]:
        contract = contract_of(self.world, pick(self.subjects.contracts))
        names = ("promise_due_at", "suspended_from", "suspended_until", "tariff_free_from")
        moments = [int(contract[name]) for name in (*names, "tariff_effective_at")]
        moments += [int(one) for one in contract.timed_until]
        now = state_of(self.world).now
        ends = [moment_of(one) for one in moments if now < one < min(NEVER, now + 10**7)]
        seen = [session.seen_at + 30 * MINUTE for session in self.driver.model.sessions.values()]
        return [*ends, *(one for one in seen if one > self.world.now + MINUTE)]

    # the machine

    def back(self, pick: Pick) -> None:
        """To a moment that was kept; seldom, or no life would be long."""
        if self.driver.moments and not pick(range(4)):
            self.driver.go_back(pick(range(len(self.driver.moments))))

    def aside(self, pick: Pick) -> None:
        """A fork lives on by itself; nothing of it reaches the world."""
        digest = self.world.digest()
        fork = Driver(self.world.fork(), self.driver.model)
        assert fork.world.digest() == digest
        actions = Actions(fork, self.subjects)
        actions.come_in(pick)
        for _ in range(3):
            actions.pay(pick)
            actions.promise(pick)
        actions.wait(pick)
        assert self.world.digest() == digest


STEPS = (
    *("look_around", "check_balance", "request_code", "sign_in", "come_in", "come_in", "account"),
    *("ask_outside", "bind_by_login", "bind_by_login", "request_voice_code", "bind_by_voice_code"),
    *(
        "bind_by_call",
        "unbind",
        "tickets",
        "look_at_contract",
        "pay",
        "redeem",
        "promise",
        "promise",
    ),
    *("insist", "trespass"),
    *("change_tariff", "hold", "hold", "pay_outside", "use", "switch", "wait", "wait", "back"),
    "aside",
)
