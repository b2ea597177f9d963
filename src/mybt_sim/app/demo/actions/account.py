"""Signing in and out, binding contracts, choosing a language, the quick balance check."""

from mybt_sim.app.demo.actions.moving import show, show_start
from mybt_sim.app.demo.handset import AT_A_SERVICE_CENTRE, GUEST, HOME, Handset, Screen
from mybt_sim.app.demo.session import DemoSession, Fields
from mybt_sim.engine.refusals import Refusal
from mybt_sim.world.clients import Client
from mybt_sim.world.outcome import Outcome


def _then_home(handset: Handset, outcome: Outcome) -> None:
    """When it went well, the contracts of the account show what came of it."""
    if outcome.ok:
        handset.open(HOME, is_step=False)
        handset.back = []


def request_code(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Have a code sent to a mobile number."""
    number = fields.get("mobile") or handset.asked
    handset.typed = {"mobile": number}
    outcome = handset.ask(Client.request_code, phone=number)
    if outcome.ok or outcome.refusal is Refusal.OTP_RESEND_TOO_SOON:
        handset.asked = number
    if outcome.ok:
        handset.open(Screen("code"), is_step=handset.screen.name == "sign_in")
        handset.typed = {}


def enter_code(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Enter the code, and be signed in."""
    code = fields.get("code", "")
    handset.typed = {"code": code}
    outcome = handset.ask(Client.sign_in, phone=handset.asked, code=code)
    if outcome.ok:
        handset.account = handset.asked
    _then_home(handset, outcome)


def sign_out(_: DemoSession, handset: Handset, __: Fields) -> None:
    """End the session."""
    handset.ask(Client.sign_out)
    handset.open(GUEST, is_step=False)
    handset.back = []


def bind_by_login(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Bind a contract by login and password."""
    handset.typed = dict(fields)
    login, password = fields.get("login", ""), fields.get("password", "")
    outcome = handset.ask(Client.bind_by_login, login=login, password=password)
    _then_home(handset, outcome)


def request_call(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Ask for a call of the auto-informer; if it would come, the home phone rings first.

    Whether it would is asked in a fork, so that nothing is counted before somebody answers or not.
    """
    handset.typed = dict(fields)
    home_phone, surname = fields.get("home_phone", ""), fields.get("surname", "")
    probe = Client(handset.world.fork(), handset.device_id)
    answer = probe.request_voice_code(home_phone, surname)
    if answer.ok or answer.refusal is Refusal.VOICE_NO_ANSWER:
        handset.ringing = (home_phone, surname)
        handset.banner = None
        return
    handset.ask(Client.request_voice_code, home_phone=home_phone, surname=surname)


def bind_by_code(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Enter the spoken code; every contract of the number is bound."""
    code, home_phone = fields.get("code", ""), handset.screen.item
    handset.typed = {"code": code}
    outcome = handset.ask(Client.bind_by_voice_code, home_phone=home_phone, code=code)
    _then_home(handset, outcome)


def unbind(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Let a contract go."""
    contract = handset.screen.contract
    outcome = handset.ask(Client.unbind, contract=contract)
    _then_home(handset, outcome)


def set_language(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Choose a language for the account, or for the device of a guest."""
    handset.ask(Client.set_language, language=fields.get("language", ""))


def check_balance(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Ask for a balance without an account."""
    handset.typed = dict(fields)
    login, password = fields.get("login", ""), fields.get("password", "")
    handset.ask(Client.check_balance, login=login, password=password)


def ask_service_centre(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Ask for what only a service centre does."""
    if (operation := AT_A_SERVICE_CENTRE.get(fields.get("item", ""))) is not None:
        handset.ask(operation)


def start(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Open the first screen."""
    show_start(handset)


def open_sign_in(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Open the screen where the number is entered."""
    show(handset, Screen("sign_in"))
