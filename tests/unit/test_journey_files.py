"""Is everything that can be wrong with a journey's file said at once, with its place?"""

from pathlib import Path

import pytest

from mybt_sim.base.errors import JourneyError, SeedDataError
from mybt_sim.catalogue import digest_folder
from mybt_sim.journeys import Step, find_journey, journey_names, load_journeys, read_journey
from mybt_sim.journeys.references import RECEIVED

HEAD = 'title = { ru = "Т", be = "Ц", en = "T" }\n'
CAST = """
[cast.home]
kind = "internet"

[cast.me]
kind = "newcomer"
"""
IN_HAND = """
[[step]]
who = "phone"
do = "client"
"""


def step(text: str) -> str:
    return f"\n[[step]]\n{text}\n"


SOUND = HEAD + CAST + IN_HAND + step('who = "phone"\ndo = "list_news"')

FAULTS: dict[str, tuple[str, list[str]]] = {
    "no TOML": ("title = ", ["journey.toml: end of document: is not TOML"]),
    "no title": (SOUND.replace(HEAD, ""), ["journey.toml: missing field `title`"]),
    "title in one language": (
        SOUND.replace(HEAD, 'title = { ru = "Т" }\n'),
        ["journey.toml: title: missing field `be`"],
    ),
    "unknown part": (
        'steps = 1\n' + SOUND,
        ["steps: is no part of a journey. Did you mean step?; use title, about, seed"],
    ),
    "unknown sentence": ('seed = ["S5d"]\n' + SOUND, ["seed: 'S5d' is no sentence of the seed"]),
    "no steps": (HEAD, ["step: is missing or empty; add at least one [[step]]"]),
    "step is no table": (HEAD + "step = [1]\n", ["step 1: expected `object`, got `int`"]),
    "cast is no table": ("cast = 1\n" + HEAD + IN_HAND, ["cast: is no table"]),
    "world too small": (
        SOUND + "[world]\nsubscribers = 0\n", ["world.subscribers: expected `int` >= 1"]
    ),
    "world before money": (
        SOUND + "[world]\nstart = 2001-01-01\n", ["world: start is 2001-01-01, which cannot be"]
    ),
    "past that is none": (
        SOUND + "[world]\npast_days = -1\n", ["world.past_days: -1 is negative; give 0 or more"]
    ),
    "date as text": (
        SOUND + '[world]\nstart = "2026-06-01"\n',
        ["world.start: expected `date`, got `str`; write the day without quotes"],
    ),
    "unknown kind": (
        SOUND.replace('"internet"', '"radio"'),
        ["cast.home.kind: 'radio' is no kind; use one of internet, tv, telephony, package"],
    ),
    "name with capitals": (
        SOUND.replace("[cast.home]", "[cast.Home]"), ["cast.Home: is no name"]
    ),
    "name of a code": (
        SOUND.replace("[cast.home]", "[cast.sms]"), ["cast.sms: is a word for what is received"]
    ),
    "newcomer with a condition": (
        SOUND.replace('"newcomer"', '"newcomer"\nmin_age = 30'),
        ["cast.me: a newcomer has no contract; give the kind alone"],
    ),
    "unknown condition": (
        SOUND.replace('"internet"', '"internet"\nshoe_size = 44'),
        ["cast.home: unknown field `shoe_size`"],
    ),
    "amount as a fraction": (
        SOUND.replace('"internet"', '"internet"\ntop_up_to = 9.5'),
        ["cast.home.top_up_to: 9.5 is a floating-point number"],
    ),
    "amount too fine": (
        SOUND.replace('"internet"', '"internet"\nmax_balance = "9.505"'),
        ["cast.home.max_balance: 9.505 is too fine; keep to 2 decimals"],
    ),
    "home of nobody": (
        SOUND.replace('"internet"', '"internet"\nsame_home_as = "me"'),
        ["cast.home.same_home_as: me is no contract above this one"],
    ),
    "line that is none": (
        SOUND.replace('"internet"', '"internet"\ntechnology = "wifi"'),
        ["cast.home.technology: 'wifi' is no line"],
    ),
    "unknown deed": (
        SOUND + step('who = "phone"\ndo = "top_upp"'),
        ["step 3.do: 'top_upp' is no operation or event. Did you mean top_up"],
    ),
    "unknown key": (SOUND + step('do = "buy_card"\nwhen = 1'), ["step 3: unknown field `when`"]),
    "nobody does it": (SOUND + step('do = "list_news"'), ["step 3.who: is missing; name the dev"]),
    "device for the clock": (
        SOUND + step('who = "phone"\ndo = "advance"'), ["step 3.who: advance needs no device"]
    ),
    "device of nobody": (
        SOUND + step('who = "tablet"\ndo = "help"'),
        ["step 3.who: nobody has tablet in hand; let a step"],
    ),
    "device twice": (SOUND + IN_HAND, ["step 3.who: phone is in hand; choose another name"]),
    "argument missing": (
        SOUND + step('who = "phone"\ndo = "balance"'),
        ["step 3.with.contract: is missing: balance needs it; add it"],
    ),
    "argument unknown": (
        SOUND + step('who = "phone"\ndo = "balance"\nwith = { contract = 1, conract = 1 }'),
        ["step 3.with.conract: is nothing that balance takes. Did you mean contract?; use contr"],
    ),
    "preview of a secret": (
        SOUND + step('who = "phone"\ndo = "sign_in"\npreview = true\n'
                     'with = { phone = "", code = "" }'),
        ["step 3.preview: sign_in has no preview; leave it out"],
    ),
    "preview of a look": (
        SOUND + step('who = "phone"\ndo = "contracts"\npreview = true'),
        ["step 3.preview: contracts has no preview; leave it out"],
    ),
    "reference to nobody": (
        SOUND + step('who = "phone"\ndo = "balance"\nwith = { contract = "$hom.contract" }'),
        ["step 3.with.contract: 'hom' is no member of the cast, nor received. Did you mean home?"],
    ),
    "reference to nothing": (
        SOUND + step('who = "phone"\ndo = "balance"\nwith = { contract = "$home.contarct" }'),
        ["step 3.with.contract: 'contarct' is no field of home. Did you mean contract?"],
    ),
    "reference that is none": (
        SOUND + step('who = "phone"\ndo = "balance"\nwith = { contract = "$Home" }'),
        ["step 3.with.contract: $Home is no reference"],
    ),
    "variant that is none": (
        SOUND + step('who = "phone"\ndo = "close_ticket"\nwith = { ticket = "$ticket.wrong" }'),
        ["step 3.with.ticket: 'wrong' is no variant of $ticket; use one of before",
         "step 3.with: $ticket has not come yet; let open_ticket come first"],
    ),
    "code before its request": (
        SOUND + step('who = "phone"\ndo = "sign_in"\nwith = { phone = "", code = "$sms" }'),
        ["step 3.with: $sms has not come yet; let request_code come first"],
    ),
    "moment as text": (
        SOUND + step('do = "advance_to"\nwith = { moment = "2026-06-02 10:00:00" }'),
        ["step 3.with.moment: '2026-06-02 10:00:00' is no moment; write it without quotes"],
    ),
    "unknown refusal": (
        SOUND + step('who = "phone"\ndo = "contracts"\nexpect = "AUTH_REQUIERD"'),
        ["step 3.expect: 'AUTH_REQUIERD' is no refusal. Did you mean AUTH_REQUIRED"],
    ),
    "date of what is allowed": (
        SOUND + step('who = "phone"\ndo = "help"\nallowed_from = 2026-06-01 00:00:00'),
        ["step 3.allowed_from: only a refusal has it; name the refusal in expect"],
    ),
    "moment of a refusal as text": (
        SOUND + step('who = "phone"\ndo = "help"\nallowed_from = "soon"'),
        ["step 3.allowed_from: expected `datetime | null`, got `str`; write the moment"],
    ),
    "answer of the clock": (
        SOUND + step('do = "advance"\nexpect = "NO_NETWORK"\nshows = { it = 1 }\n'
                     'says = { ru = "a" }\nlanguage = "be"\nrepeat = true'),
        [f"step 3.{key}: advance answers nothing"
         for key in ("expect", "shows", "says", "language", "repeat")],
    ),
    "balance of nobody": (
        SOUND + step('do = "advance"\nbalance = { hme = "1.00", home = "one" }'),
        ["step 3.balance: 'hme' is no member of the cast. Did you mean home or me?",
         "step 3.balance.home: 'one' is not an amount of BYN; write it as text such as"],
    ),
    "language that is none": (
        SOUND + step('who = "phone"\ndo = "help"\nlanguage = "pl"'),
        ["step 3.language: 'pl' is no language"],
    ),
    "way back to nowhere": (
        SOUND + step('do = "back"'), ["step 3.do: nothing was kept to go back to"]
    ),
    "several at once": (
        "stray = 1\n" + SOUND.replace('"internet"', '"radio"') + step('do = "dance"'),
        ["stray: is no part", "cast.home.kind: 'radio'", "step 3.do: 'dance'", "3 faults"],
    ),
}  # fmt: skip


def read(folder: Path, text: str) -> None:
    path = folder / "journey.toml"
    path.write_text(text, encoding="utf-8")
    read_journey(path)


@pytest.mark.parametrize(("text", "findings"), FAULTS.values(), ids=list(FAULTS))
def test_a_fault_is_found(tmp_path: Path, text: str, findings: list[str]) -> None:
    with pytest.raises(SeedDataError) as raised:
        read(tmp_path, text)
    for finding in findings:
        assert finding in str(raised.value)
    if "3 faults" not in findings:
        assert str(raised.value).count("\n  ") == len(findings), str(raised.value)


def test_no_expectation_of_a_step_is_left_out_above() -> None:
    """A new one has to be refused where nothing answers, or be named here."""
    of_anything = {"do", "who", "arguments", "preview", "balance", "caption"}
    of_refusals = {"allowed_from"}
    expected = {"expect", "shows", "says", "language", "repeat"}
    assert set(Step.__struct_fields__) == of_anything | of_refusals | expected


ASKED_BY = {
    "sms": 'do = "request_code"\nwith = { phone = "" }',
    "spoken": 'do = "request_voice_code"\nwith = { home_phone = "", surname = "" }',
    "card": 'do = "buy_card"',
    "ticket": 'do = "open_ticket"\nwith = { topic = "", text = "" }',
}
NAMED_BY = {
    "sms": 'do = "sign_in"\nwith = { phone = "", code = "$sms" }',
    "spoken": 'do = "bind_by_voice_code"\nwith = { home_phone = "", code = "$spoken" }',
    "card": 'do = "redeem_express_card"\nwith = { contract = 1, card = "$card" }',
    "ticket": 'do = "close_ticket"\nwith = { ticket = "$ticket" }',
}


@pytest.mark.parametrize("name", RECEIVED)
def test_what_another_device_received_is_its_own_where_it_is_a_code(
    tmp_path: Path, name: str
) -> None:
    def by(who: str, text: str) -> str:
        return step(text if text == 'do = "buy_card"' else f'who = "{who}"\n{text}')

    tablet = IN_HAND.replace('"phone"', '"tablet"')
    read(tmp_path, SOUND + tablet + by("phone", ASKED_BY[name]) + by("phone", NAMED_BY[name]))
    text = SOUND + tablet + by("phone", ASKED_BY[name]) + by("tablet", NAMED_BY[name])
    if name in ("card", "ticket"):
        read(tmp_path, text)
        return
    with pytest.raises(SeedDataError, match=rf"step 5\.with: \${name} has not come yet"):
        read(tmp_path, text)


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    read(tmp_path, SOUND)
    read(tmp_path, SOUND + step('who = "phone"\ndo = "help"\nwith = {}'))


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SeedDataError, match=r"journey\.toml: is missing"):
        read_journey(tmp_path / "journey.toml")
    with pytest.raises(JourneyError, match=r"There is no file .*nothing\.toml"):
        find_journey(str(tmp_path / "nothing.toml"))


def test_a_journey_is_found_by_name_or_by_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SOUND, encoding="utf-8")
    assert find_journey(str(path)).name == "mine"
    assert find_journey("promise").name == "promise"
    with pytest.raises(JourneyError, match=r"no journey promis\. Did you mean promise\?"):
        find_journey("promis")


def test_broken_journeys_are_listed_for_all_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "journeys"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.toml").write_text(HEAD, encoding="utf-8")
    monkeypatch.setenv("MYBT_SIM_SEED", str(tmp_path))
    assert journey_names() == ("one", "two")
    with pytest.raises(SeedDataError) as raised:
        load_journeys()
    assert "one.toml: step" in str(raised.value)
    assert "two.toml: step" in str(raised.value)


def test_a_new_story_leaves_the_digest_of_the_seed_data_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "terms.toml").write_text("a = 1", encoding="utf-8")
    before = digest_folder(tmp_path)
    (tmp_path / "journeys").mkdir()
    (tmp_path / "journeys" / "new.toml").write_text(SOUND, encoding="utf-8")
    assert digest_folder(tmp_path) == before
    (tmp_path / "terms.toml").write_text("a = 2", encoding="utf-8")
    assert digest_folder(tmp_path) != before
