"""The door: who gets in, how often one may try, and when it must be there."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from typer.testing import CliRunner

from mybt_sim import cli
from mybt_sim.app.security.gate import Gate, Password, Tries, network_of
from mybt_sim.app.serve import ServeError, called_by, read_password, serve
from mybt_sim.app.site import create_app
from mybt_sim.base import bounds
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate
from mybt_sim.text import LANGUAGES, translate
from tests.support.asking import ask, knock, post
from tests.support.demo import sound

SECRET = "четыре слова и конь"


class Clock:
    """Seconds that only grow, when they are told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def inside(scope: Scope, receive: Receive, send: Send) -> None:
    """What is behind the door."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    else:
        await PlainTextResponse("inside")(scope, receive, send)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(clock: Clock) -> Gate:
    return Gate(inside, password=Password(SECRET), language_of=lambda _: "ru", clock=clock)


def typed(password: str) -> list[bytes]:
    return [urlencode({"password": password}).encode()]


def cookie_of(gate: Gate, client: str = "10.0.0.1") -> str:
    reply = post(gate, "/sign-in", typed(SECRET), client=client)
    assert (reply.status, reply.headers["location"]) == (303, "/")
    return reply.headers["set-cookie"].partition(";")[0]


def test_nothing_is_shown_without_the_password(gate: Gate) -> None:
    for path in ("/", "/usage/", "/health", "/demo/?key=1", "/static", "/sign-in/x"):
        reply = ask(gate, path)
        assert (reply.status, reply.headers["location"]) == (303, "/sign-in")
        assert post(gate, path, [b"{}"]).status == 401
    assert knock(gate, "/usage/ws?session_id=s") == 1008
    for path in ("/static/home.css", "/favicon.ico"):
        assert ask(gate, path).text == "inside"


def test_who_knows_the_password_gets_in_for_a_day_of_work(gate: Gate, clock: Clock) -> None:
    reply = post(gate, "/sign-in", typed(SECRET))
    parts = {part.strip().lower() for part in reply.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite=strict", "path=/"} <= parts
    cookie = cookie_of(gate)
    assert ask(gate, "/usage/", cookie=cookie).text == "inside"
    assert knock(gate, "/usage/ws?session_id=s", cookie=cookie) is None
    for strange in (cookie[:-1], cookie + "x", "mybt_sim_seat=", "mybt_sim_seat", SECRET):
        assert ask(gate, "/", cookie=strange.encode().decode("latin-1")).status == 303
    clock.now += bounds.SIGNED_IN_SECONDS
    assert ask(gate, "/usage/", cookie=cookie).status == 303


def test_the_password_is_held_as_a_hash_and_cookies_too(gate: Gate) -> None:
    cookie = cookie_of(gate)
    held = repr([vars(part) for part in (gate, gate._password, gate._tries)])
    assert SECRET not in held
    assert cookie.partition("=")[2] not in held
    assert Password(SECRET)._hash != Password(SECRET)._hash, "salted"


def test_tries_are_counted_for_an_address(gate: Gate, clock: Clock) -> None:
    for _ in range(bounds.TRIES):
        assert post(gate, "/sign-in", typed("wrong"), client="10.0.0.1").status == 403
    reply = post(gate, "/sign-in", typed(SECRET), client="10.0.0.1")
    assert (reply.status, reply.headers["retry-after"]) == (429, "300")
    assert "Подождите 5 мин" in reply.text
    cookie_of(gate, "10.0.0.2")
    clock.now += bounds.TRIES_SECONDS - 1
    assert post(gate, "/sign-in", typed(SECRET), client="10.0.0.1").status == 429
    clock.now += 1
    cookie_of(gate, "10.0.0.1")


def test_tries_of_all_addresses_together_are_bounded(clock: Clock) -> None:
    tries = Tries(clock)
    waits = [tries.wait_seconds(f"10.0.{n // 250}.{n % 250}") for n in range(150)]
    assert waits[: bounds.TRIES_OF_ALL] == [0] * bounds.TRIES_OF_ALL
    assert waits[bounds.TRIES_OF_ALL :] == [bounds.TRIES_SECONDS] * 50


def test_a_house_counts_as_one_address() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") != network_of("2001:db9::1")
    assert network_of("10.0.0.1") != network_of("10.0.0.2")
    assert network_of("") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_door_speaks_the_language(language: str, run_path: Path) -> None:
    site = create_app(run_path, password=Password(SECRET))
    page = ask(site, f"/sign-in?lang={language}")
    assert (page.status, page.headers["cache-control"]) == (200, "no-store")
    assert translate("sign_in.lead", language) in page.text  # type: ignore[arg-type]
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    sound(page.text.partition("<main>")[2].partition("</main>")[0])
    assert post(site, "/sign-in", typed("x"), origin="http://evil.example").status == 403


@pytest.fixture(scope="module")
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gate") / "run.duckdb"
    return simulate(Scenario(subscribers=30, days=10), path)


@pytest.mark.parametrize(
    ("host", "names", "password", "problem"),
    [
        ("0.0.0.0", ["192.168.1.5"], None, "needs a password"),
        ("192.168.1.5", [], None, "needs a password"),
        ("::", ["box.local"], None, "needs a password"),
        ("0.0.0.0", [], SECRET, "every address.*--name"),
        ("127.0.0.1", [], "short", "fewer than 10 characters"),
        ("192.168.1.5", [], "", "fewer than 10 characters"),
        ("0.0.0.0", ["http://box"], SECRET, "no name of a machine"),
        ("0.0.0.0", ["box:2718"], SECRET, "no name of a machine"),
    ],
)
def test_a_site_that_all_could_open_is_not_served(
    run_path: Path, host: str, names: list[str], password: str | None, problem: str
) -> None:
    with pytest.raises(ServeError, match=problem):
        serve(run_path, host, names=names, password=password)


def test_hosts_are_the_names_given() -> None:
    assert called_by("127.0.0.1") == ("127.0.0.1", "localhost", "::1")
    assert called_by("192.168.1.5")[-1] == "192.168.1.5"
    assert called_by("0.0.0.0", ["Box.local", "fe80::1"])[3:] == ("Box.local", "fe80::1")


def test_a_site_answers_to_the_names_given_only(run_path: Path) -> None:
    site = create_app(run_path, hosts=called_by("0.0.0.0", ["Box.local"]))
    assert ask(site, "/health", host="box.local:2718").status == 200
    assert ask(site, "/health", host="0.0.0.0:2718").status == 403


def test_the_password_comes_from_a_file_or_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "password"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    monkeypatch.setenv("MYBT_SIM_PASSWORD", "from the environment")
    assert read_password(file) == SECRET
    assert read_password(None) == "from the environment"
    assert read_password(None) is None, "it is not left for other processes"
    with pytest.raises(ServeError, match="cannot be read"):
        read_password(tmp_path / "none")


def test_the_command_refuses_to_open_the_site_to_all(
    run_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MYBT_SIM_PASSWORD", raising=False)
    command = ["app", "--run", str(run_path), "--host", "0.0.0.0", "--name", "box.local"]
    result = CliRunner().invoke(cli.app, command)
    assert isinstance(result.exception, ServeError)
    assert "--password-file" in str(result.exception)
    assert "--password " not in CliRunner().invoke(cli.app, ["app", "--help"]).output
