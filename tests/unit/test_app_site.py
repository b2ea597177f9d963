"""The site without a browser: pages, headers, and whom it turns away."""

import json
import socket
from pathlib import Path

import duckdb
import pytest
from starlette.applications import Starlette

from mybt_sim.analysis.theme import TOKENS
from mybt_sim.app import runs
from mybt_sim.app import serve as app_serve
from mybt_sim.app.commands import open_workbench
from mybt_sim.app.demo.sessions import DEMO_SESSIONS
from mybt_sim.app.notebooks.usage_page import question_words
from mybt_sim.app.serve import ServeError, serve
from mybt_sim.app.site import STATIC, create_app
from mybt_sim.base.errors import RunError
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate
from tests.support.asking import ask


@pytest.fixture(scope="module")
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("site") / "run.duckdb"
    return simulate(Scenario(subscribers=30, days=10), path)


@pytest.fixture(scope="module")
def site(run_path: Path) -> Starlette:
    return create_app(run_path)


@pytest.mark.parametrize(
    ("path", "headers", "language", "title"),
    [
        ("/", {}, "ru", "Статистика потребления"),
        ("/?lang=be", {}, "be", "Статыстыка спажывання"),
        ("/", {"cookie": "lang=en"}, "en", "Usage statistics"),
        ("/", {"accept_language": "be-BY,be;q=0.9"}, "be", "Статыстыка спажывання"),
        ("/?lang=xx", {"cookie": "lang=be"}, "be", "Статыстыка спажывання"),
    ],
)
def test_home_page_speaks_the_language(
    site: Starlette, path: str, headers: dict[str, str], language: str, title: str
) -> None:
    page = ask(site, path, **headers)
    assert page.status == 200
    assert f'<html lang="{language}">' in page.text
    assert title in page.text
    assert f'href="/usage/?lang={language}"' in page.text


def test_home_page_tells_the_facts_of_the_run(site: Starlette, run_path: Path) -> None:
    page = ask(site, "/?lang=en")
    fingerprint = runs.run_fingerprint(runs.shared_run(run_path))
    for fact in ("<dd>30</dd>", "<dd>10</dd>", "January", fingerprint[:12], "synthetic"):
        assert fact in page.text
    assert "tariffs: 10 days of the population" in page.text
    assert page.headers["set-cookie"].startswith("lang=en; ")
    assert "set-cookie" not in ask(site, "/").headers


def test_own_pages_are_strict_and_need_no_script(site: Starlette) -> None:
    page = ask(site, "/")
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src")
    assert page.headers["x-content-type-options"] == "nosniff"
    for fault in ("<script", "style=", "javascript:", "http://", "https://"):
        assert fault not in page.text.replace("http://www.w3.org/2000/svg", "")


def test_notebook_is_served_but_may_load_from_here_only(site: Starlette) -> None:
    page = ask(site, "/usage/")
    assert page.status == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("path", "language", "title"),
    [
        ("/usage/", "be", "Статыстыка спажывання"),
        ("/demo/", "ru", "Мой Белтелеком"),
        ("/usage/", "en", "Usage statistics"),
    ],
)
def test_the_tab_of_a_notebook_has_its_title_in_the_reader_s_language(
    site: Starlette, path: str, language: str, title: str
) -> None:
    page = ask(site, f"{path}?lang={language}").text
    assert f'<html lang="{language}"' in page
    assert f"<title>{title} · mybt_sim</title>" in page
    assert f'"app_title": {json.dumps(f"{title} · mybt_sim")}' in page


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Войти"), ("be", "Увайсці"), ("en", "Sign in")]
)
def test_the_page_of_the_demo_brings_its_first_picture(
    site: Starlette, language: str, words: str
) -> None:
    """In a closed root, and as the last thing of the page."""
    page = ask(site, f"/demo/?lang={language}")
    shown = page.text.partition('id="first-picture"')[2]
    assert shown.index('shadowrootmode="closed"') < shown.index(words)
    assert shown.endswith("</body>\n</html>") or "</body>" in shown
    assert page.headers["content-length"] == str(len(page.text.encode()))


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Прогон:"), ("be", "Прагон:"), ("en", "Run:")]
)
def test_the_page_of_usage_is_not_empty_while_it_is_made(
    site: Starlette, language: str, words: str
) -> None:
    shown = ask(site, f"/usage/?lang={language}").text.partition('id="first-picture"')[2]
    assert shown.index('shadowrootmode="closed"') < shown.index(words)


def test_the_first_picture_is_of_the_demo_that_is_asked_for(site: Starlette) -> None:
    key, demo = DEMO_SESSIONS.enter(None, "be")
    demo.tap("clock.on", {"item": "hour"})
    assert ">11:00<" in ask(site, f"/demo/?lang=be&key={key}").text
    assert DEMO_SESSIONS.deeds_of(key) == int(ask(site, f"/demo-deeds/{key}").text) == 1
    for stranger in ("", "0" * 32, "x"):
        assert ">10:00<" in ask(site, f"/demo/?lang=be&key={stranger}").text
        assert ask(site, f"/demo-deeds/{stranger or 0}").text == "0"
    assert "first-picture" not in ask(site, "/demo/?lang=be&moment=abc").text


def test_health_names_the_run(site: Starlette, run_path: Path) -> None:
    reply = ask(site, "/health")
    fingerprint = runs.run_fingerprint(runs.shared_run(run_path))
    assert json.loads(reply.text) == {"status": "ok", "run": fingerprint}


@pytest.mark.parametrize(
    "path", ["/favicon.ico", "/static/favicon.svg", "/static/tokens.css", "/static/home.css"]
)
def test_own_files_are_served(site: Starlette, path: str) -> None:
    assert ask(site, path).status == 200


@pytest.mark.parametrize("path", ["/static/<nothing>", "/<nothing>", "/usages", "/../usage"])
def test_missing_page_is_told_in_the_language(site: Starlette, path: str) -> None:
    reply = ask(site, f"{path}?lang=be")
    assert reply.status == 404
    assert "Такой старонкі няма" in reply.text
    assert "<nothing>" not in reply.text


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "evil.example:2718"},
        {"host": ""},
        {"host": "["},
        {"host": "[::1"},
        {"host": "127.0.0.1:2718:1"},
        {"host": "127.0.0.1@evil.example"},
        {"host": "127.0.0.1:99999999"},
        {"origin": "http://["},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
    ],
)
def test_strange_hosts_and_origins_are_turned_away(
    site: Starlette, headers: dict[str, str]
) -> None:
    for path in ("/", "/usage/", "/health"):
        assert ask(site, path, **headers).status == 403


@pytest.mark.parametrize("host", ["127.0.0.1:2718", "localhost:80", "[::1]:2718"])
def test_loopback_names_are_welcome(site: Starlette, host: str) -> None:
    assert ask(site, "/health", host=host, origin=f"http://{host}").status == 200


def test_pages_and_charts_share_their_colours() -> None:
    light, dark = (STATIC / "tokens.css").read_text().split("@media")
    for name, colours in TOKENS.items():
        assert f"--mb-{name}: {colours[0]};" in light
        assert f"--mb-{name}: {colours[1]};" in dark


def test_missing_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="There is no run"):
        create_app(tmp_path / "nothing.duckdb")


def test_port_in_use_is_told(run_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = rf"Port {port} .* in use.*--port {port + 1}, or make run PORT={port + 1}\."
        with pytest.raises(ServeError, match=said):
            serve(run_path, port=port)


@pytest.mark.parametrize("is_told", [True, False])
def test_a_person_ends_the_site_in_one_line_and_well(
    is_told: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whether Ctrl-C is told, or ignored since the site was begun beside something else."""

    def interrupted(*_: object, **__: object) -> None:
        if is_told:
            raise KeyboardInterrupt

    def ends(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(app_serve, "serve", interrupted)
    monkeypatch.setattr("os._exit", ends)
    with pytest.raises(SystemExit) as end:
        open_workbench()
    assert end.value.code == 0
    assert capsys.readouterr() == ("\nStopped.\n", "")


def test_run_is_named_by_the_site_or_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(runs.RUN_VARIABLE, raising=False)
    assert runs.named_run() == Path("runs/year.duckdb")
    monkeypatch.setenv(runs.RUN_VARIABLE, "other.duckdb")
    assert runs.named_run({}) == Path("other.duckdb")
    assert runs.named_run({"run": "said.duckdb"}) == Path("said.duckdb")


def test_shared_run_is_opened_once_and_closed_to_files(run_path: Path) -> None:
    run = runs.shared_run(run_path)
    assert runs.shared_run(run_path) is run
    with pytest.raises(duckdb.PermissionException):
        run.cursor().sql("SELECT * FROM read_text('/etc/passwd')").fetchall()


def test_an_address_without_its_slash_keeps_what_it_says(site: Starlette) -> None:
    reply = ask(site, "/usage?lang=be&region=MSQ")
    assert (reply.status, reply.headers["location"]) == (307, "/usage/?lang=be&region=MSQ")


def test_the_field_for_sql_names_tables_and_views(run_path: Path) -> None:
    told = str(question_words(runs.shared_run(run_path), "en").tables)
    assert all(name in told for name in ("contract_day", "holder", "revenue", "ledger"))
