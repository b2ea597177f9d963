"""A tour through a world: every operation, and each refusal that a world can give, on purpose."""

from mybt_sim.catalogue.notation import byn
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Settlement
from mybt_sim.world import Client, World
from tests.support.world_actions import (
    ADD_ONS,
    NOBODY,
    TARIFFS,
    Subjects,
    contract_operations,
    fitting,
)
from tests.support.world_driver import DAY, MINUTE, Driver
from tests.support.worlds import contract_ids, contract_of

PHONE, RELATIVE = "+375291234567", "+375336543210"
HOUR = 60 * MINUTE
UNCONFIRMED = (Refusal.TARIFF_CONFIRM_REQUIRED,)


class Tour(Driver):
    """A driver that goes where it is sent."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.subjects = Subjects(world)
        for kind in ("android", "web", "toaster", "ios"):
            self.take_device(kind)
        self.contracts = self.subjects.contracts[::2]
        self.phone, self.web, self.toaster, self.spare = self.model.devices

    def sign_in(self, device: tuple[int, str], phone: str) -> None:
        """Come in with the right code."""
        assert self.ask(device, "request_code", phone).ok
        assert self.ask(device, "sign_in", phone, self.world.outside.inbox(phone)[-1].code).ok

    def at_the_door(self) -> None:
        """Offline, unknown, guest, too old; what anybody may see."""
        for name in ("help", "contracts"):
            self.ask(self.toaster, name)
            self.ask(self.spare, name)
        Client(self.world, self.spare[0]).set_online(False)
        self.model.offline.add(self.spare[0])
        self.ask(self.spare, "help")
        for name in ("list_news", "list_tariffs", "list_hotspots", "list_service_centres"):
            self.ask(self.phone, name)
        self.ask(self.phone, "list_news", 10**6)
        self.ask(self.phone, "list_hotspots", locality="nowhere")
        for language in ("en", "pl", "ru"):
            self.ask(self.phone, "set_language", language)
        self.sign_in(self.web, RELATIVE)
        self.pass_time(self.world.now + HOUR)
        self.ask(self.web, "contracts")
        self.ask(self.web, "set_language", "be")
        for device in (self.web, self.phone):
            self.ask(
                device, "check_balance", *self.world.outside.paper(self.subjects.contracts[0])[0]
            )
        for _ in range(7):
            self.ask(self.web, "check_balance", "12", "wrong")
            self.ask(self.web, "check_balance", "9" * 13, "wrong")

    def codes(self) -> None:
        """Codes by SMS, and all that is wrong with them."""
        phone, device = PHONE, self.phone
        for number in ("12", "+375172123456"):
            self.ask(device, "request_code", number)
        self.ask(device, "sign_in", phone, "123456")
        self.ask(device, "request_code", phone)
        self.ask(device, "request_code", phone)
        for code in ("12", "000000", "000000", "000000", "000000"):
            self.ask(device, "sign_in", phone, code)
        self.pass_time(self.world.now + MINUTE)
        self.ask(device, "request_code", phone)
        self.pass_time(self.world.now + 5 * MINUTE)
        self.ask(device, "sign_in", phone, self.world.outside.inbox(phone)[-1].code)
        for _ in range(5):
            self.pass_time(self.world.now + MINUTE)
            self.ask(device, "request_code", phone)
        self.pass_time(self.world.now + 2 * HOUR)
        self.sign_in(device, phone)
        self.ask(self.web, "sign_in", phone, self.world.outside.inbox(phone)[-1].code)

    def binding(self) -> None:
        """By paper and by voice, with every mistake."""
        ask, device = self.ask, self.phone
        ask(device, "bind_by_login", "12", "x")
        for contract in self.subjects.contracts:
            ask(device, "unbind", contract=contract)
            ask(
                device,
                "bind_by_login",
                *self.world.outside.paper(contract)[0],
                key=f"bind {contract}",
            )
            ask(device, "bind_by_login", *self.world.outside.paper(contract)[0])
        ask(device, "bind_by_login", "9" * 13, "x", key=f"bind {contract}")
        for _ in range(7):
            ask(device, "bind_by_login", "9" * 13, "wrong")
        self.pass_time(self.world.now + HOUR)
        (number, surname), *others = self.subjects.homes
        home = f"+{number}"
        ask(device, "bind_by_voice_code", home, "123456")
        for phone, name in ((home, "Nobody"), ("+375291234567", "x"), (home, surname["ru"])):
            ask(device, "request_voice_code", phone, name)
        ask(device, "request_voice_code", home, surname["be"])
        for _ in range(4):
            ask(device, "bind_by_voice_code", home, "000000")
        for _ in range(3):
            self.pass_time(self.world.now + 2 * MINUTE)
            ask(device, "request_voice_code", home, surname["ru"])
        code = self.world.outside.calls(home)[-1].code
        self.pass_time(self.world.now + HOUR)
        ask(device, "bind_by_voice_code", home, code)
        self.pass_time(self.world.now + DAY)
        self._by_voice(*others)

    def _by_voice(self, *homes: tuple[int, dict[str, str]]) -> None:
        phone, surname = homes[0]
        self.world.outside.set_answering(f"+{phone}", False)
        self.ask(self.phone, "request_voice_code", f"+{phone}", surname["ru"])
        self.world.outside.set_answering(f"+{phone}", True)
        for home, name in homes[:2] * 2:
            self.pass_time(self.world.now + DAY)
            self.ask(self.phone, "request_voice_code", f"+{home}", name["ru"])
            code = self.world.outside.calls(f"+{home}")[-1].code
            self.ask(self.phone, "bind_by_voice_code", f"+{home}", code)

    def trespass(self) -> None:
        """Every operation on contracts that are somebody else's, nobody's, or none at all."""
        mine = self.model.owned(self.model.sessions[self.phone[0]].account_id)
        foreign = [one for one in contract_ids(self.world) if one not in mine]
        for contract in (*foreign[:2], *foreign[-2:], *NOBODY):
            for name, arguments in contract_operations(self.world.now.date()).items():
                self.ask(self.phone, name, *arguments, contract=contract)
            if contract:
                about = self.ask(self.phone, "open_ticket", "Topic", "Why?", contract)
                assert about.refusal is Refusal.CONTRACT_NOT_BOUND

    def support(self) -> None:
        """Tickets, notices, what is not self-service."""
        ask, device = self.ask, self.phone
        for text in ("", "Why?", "х" * 9_999, *["And?"] * 10):
            ask(device, "open_ticket", "Topic", text)
        for ticket in (1, 999):
            ask(device, "reply_ticket", ticket, "More")
            ask(device, "close_ticket", ticket)
            ask(device, "reply_ticket", ticket, "More")
        self.sign_in(self.web, RELATIVE)
        for device_of_both in (self.web, device):
            ask(device_of_both, "reply_ticket", 2, "Me too")
            ask(device_of_both, "close_ticket", 2)
        ask(device, "notifications")
        ask(device, "contracts")
        for name in ("new_line", "re_registration", "termination"):
            outcome = getattr(Client(self.world, device[0]), name)()
            self.met.add((name, outcome.refusal))

    def sweep(self, contract: int, *, pauses: bool = False) -> None:
        """Everything that can be asked of one contract; a pause is in the way of the rest."""
        device, ask = self.phone, self.ask
        for name in ("balance", "forecast", "cancel_promise", "cancel_tariff_change"):
            ask(device, name, contract=contract)
        today = self.world.now.date()
        for name in ("statement", "usage"):
            for start in (today, today - 400 * DAY):
                ask(device, name, start, today, contract=contract)
        tariffs = (*TARIFFS[:: len(TARIFFS) // 3], *self.subjects.alike(self.world, contract))
        for tariff in tariffs:
            if ask(device, "change_tariff", tariff, contract=contract).refusal in UNCONFIRMED:
                ask(device, "change_tariff", tariff, contract=contract, confirmed=True)
        for title in ("V01", "V01"):
            ask(device, "rent_video", title, contract=contract)
        if pauses:
            for days in (15, 16):
                ask(device, "suspend", days, contract=contract)
            ask(device, "cancel_tariff_change", contract=contract)
            for days in (15, 15):
                ask(device, "suspend", days, contract=contract)
        for amount in ("15.01", "0.00", "0.01", "15.00", "15.00"):
            ask(device, "promise_payment", amount, contract=contract)
        ask(device, "suspend", 15, contract=contract)

    def add_ons(self, contract: int) -> None:
        """On and off, one after the other; Trust Credit stays where it can be had."""
        for add_on in (*ADD_ONS, "A01", "A14"):
            self.ask(self.phone, "connect_add_on", add_on, contract=contract)
        for add_on in (*ADD_ONS[:1], *ADD_ONS[2:], "A01"):
            self.ask(self.phone, "disconnect_add_on", add_on, contract=contract)

    def use(self, contract: int) -> None:
        """Traffic and calls."""
        self.outside("record_session", contract, down_mb=5_000, up_mb=1)
        self.outside("record_view", contract, 90)
        for number in ("+375172000000", "80291234567", "103", "+12025550123", "+74951234567"):
            self.outside("record_call", contract, number, 61)

    def pay(self, contract: int, amount: str) -> None:
        """A bank card, ЕРИП, an express card."""
        device, ask = self.phone, self.ask
        ask(device, "top_up", amount, contract=contract, key=f"pay {contract}")
        for options in ({"brand": "amex"}, {"declined": True}):
            ask(device, "top_up", "5.00", contract=contract, **options)
        ask(device, "top_up", "0.99", contract=contract)
        self.outside("erip_payment", self.world.outside.paper(contract)[0][0], "1.00")
        self.outside("erip_payment", "9" * 13, "1.00")
        card = self.world.outside.buy_express_card()
        for number in (card, card, "12", "1" * 16, "2" * 16):
            ask(device, "redeem_express_card", number, contract=contract)

    def bounds(self, contract: int) -> None:
        """More than a balance may hold, and more than a line can carry in a day."""
        for _ in range(11):
            self.outside("erip_payment", self.world.outside.paper(contract)[0][0], "10000.00")
        for _ in range(5):
            self.outside("record_view", contract, 1_440)

    def run(self) -> None:
        """The whole tour."""
        self.at_the_door()
        self.codes()
        self.binding()
        self.trespass()
        self.support()
        mine = self.contracts
        poor = [one for one in mine if self._is_advance(one)][:2]
        for contract in poor:
            balance_kopecks = int(contract_of(self.world, contract).balance_kopecks)
            self.outside("correct_balance", contract, byn(-1 - balance_kopecks))
            assert contract_of(self.world, contract).is_blocked
            self.ask(self.phone, "suspend", 15, contract=contract)
        for contract in (*poor, -1):
            self.sweep(contract)
        for contract in mine[:-2]:
            self.pay(contract, "400.00")
            self.use(contract)
            self.add_ons(contract)
        for wait in (MINUTE, MINUTE, DAY):
            self.pass_time(self.world.now + wait)
            for place, contract in enumerate(mine):
                self.sweep(contract, pauses=place % 2 == 0)
        self._pause(mine)
        self._in_the_window()
        self._nearly_empty()
        self._trust()
        self._until_debt()
        self._broken_promise(mine)
        self.bounds(contract)
        self.ask(self.phone, "unbind", contract=contract)
        self.ask(self.phone, "sign_out")
        self.check_end(moments=1)

    def _is_advance(self, contract: int) -> bool:
        return bool(contract_of(self.world, contract).settlement == Settlement.ADVANCE)

    def _pause(self, contracts: tuple[int, ...]) -> None:
        """More often than a year allows."""
        for _ in range(3):
            for contract in contracts:
                self.ask(self.phone, "resume", contract=contract)
                self.ask(self.phone, "cancel_tariff_change", contract=contract)
                self.ask(self.phone, "suspend", 15, contract=contract)
            self.pass_time(self.world.now + DAY)
        for contract in contracts:
            self.ask(self.phone, "resume", contract=contract)

    def _trust(self) -> None:
        """A contract that lives on below zero."""
        fits = [one for one in contract_ids(self.world) if "A02" in fitting(self.world, one)]
        for contract in fits:
            self.ask(self.phone, "bind_by_login", *self.world.outside.paper(contract)[0])
            self.ask(self.phone, "connect_add_on", "A02", contract=contract)
        held = [one for one in fits if contract_of(self.world, one).add_ons & 2]
        for _ in range(60):
            if any(contract_of(self.world, one).balance_kopecks < 0 for one in held):
                break
            self.pass_time(self.world.now + DAY)
        self.sign_in(self.phone, PHONE)
        for contract in held:
            self.sweep(contract)
            self.ask(self.phone, "disconnect_add_on", "A02", contract=contract)

    def _in_the_window(self) -> None:
        month = (self.world.now.replace(day=28) + 7 * DAY).replace(day=5)
        self.pass_time(month.replace(hour=2, minute=30, second=0, microsecond=0))
        self.sign_in(self.phone, PHONE)
        self.pay(self.subjects.contracts[0], "5.00")

    def _nearly_empty(self) -> None:
        """Contracts that are on the day before their block."""
        self.pass_time(self.world.now.replace(hour=12))
        for contract in contract_ids(self.world):
            record = contract_of(self.world, contract)
            if record.settlement == Settlement.ADVANCE and 0 < record.balance_kopecks < 150:
                self.ask(self.phone, "bind_by_login", *self.world.outside.paper(contract)[0])
                self.sweep(contract)
                self.add_ons(contract)

    def _broken_promise(self, contracts: tuple[int, ...]) -> None:
        """A promise that nobody pays back stands in the way of the next one."""
        contract = next(filter(self._is_advance, contracts))
        balance_kopecks = int(contract_of(self.world, contract).balance_kopecks)
        self.outside("correct_balance", contract, byn(-100 - balance_kopecks))
        self.ask(self.phone, "promise_payment", "10.00", contract=contract)
        self.pass_time(self.world.now + 6 * DAY)
        self.sign_in(self.phone, PHONE)
        self.ask(self.phone, "promise_payment", "10.00", contract=contract)

    def _until_debt(self) -> None:
        for _ in range(4):
            self.pass_time(self.world.now + 29 * DAY)
            self.sign_in(self.phone, PHONE)
        for contract in contract_ids(self.world):
            self.use(contract)
        for contract in self.contracts:
            self.sweep(contract)
            self.add_ons(contract)
            self.ask(self.phone, "disconnect_add_on", "A02", contract=contract)
