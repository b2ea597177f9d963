"""Hypothesis strategies for a live world: devices in any degree of signing in, and whole journeys.

What is asked is drawn by the typed operations, so a new operation is asked by itself.
"""

import datetime
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from hypothesis import strategies as st

from mybt_sim.catalogue.model import Name
from mybt_sim.journeys.events import AdvanceTo
from mybt_sim.journeys.model import NEWCOMER, Journey, Role, Setting, Step
from mybt_sim.operations import ASKED_BY_DEVICES
from mybt_sim.operations.arguments import CONTRACT
from mybt_sim.operations.request import asked_with
from mybt_sim.quality import retold
from mybt_sim.quality.strategies import given_with
from mybt_sim.world import Client, World

NEWCOMERS_MOBILE = "+375 29 765-43-21"
"""Nobody's yet: whoever signs in with it is new."""
SETTING = Setting(subscribers=200)
WAITS_S = (0, 1, 60, 3_600, 86_400, 20 * 86_400)


class Reached(StrEnum):
    """How far somebody has come with a device."""

    GUEST = "nobody has signed in"
    CODE_SENT = "a code is on its way"
    SIGNED_IN = "without a contract"
    BOUND = "with a contract"
    IDLE = "after half an hour without a request"
    SIGNED_OUT = "gone again"
    OFFLINE = "without a network"


class Held(NamedTuple):
    """A device in a world of its own; `contract` is bound to the account, 0 for none."""

    world: World
    client: Client
    reached: Reached
    contract: int


@st.composite
def clients(draw: st.DrawFn, world: World, among: tuple[Reached, ...] = tuple(Reached)) -> Held:
    """A device of any kind in any degree, in a fork of `world`, which stays as it is."""
    fork, reached = world.fork(), draw(st.sampled_from(among))
    client = fork.client(draw(st.sampled_from(("android", "ios", "web"))))
    contract = 0
    if reached not in (Reached.GUEST, Reached.OFFLINE):
        client.request_code(NEWCOMERS_MOBILE)
    if reached not in (Reached.GUEST, Reached.OFFLINE, Reached.CODE_SENT):
        client.sign_in(NEWCOMERS_MOBILE, fork.outside.inbox(NEWCOMERS_MOBILE)[-1].code or "")
    if reached in (Reached.BOUND, Reached.IDLE):
        contract = draw(st.sampled_from(fork.contracts_where(limit=40)))
        client.bind_by_login(*fork.outside.paper(contract)[0])
    if reached is Reached.IDLE:
        fork.advance(minutes=31)
    elif reached is Reached.SIGNED_OUT:
        client.sign_out()
    elif reached is Reached.OFFLINE:
        client.set_online(False)
    return Held(fork, client, reached, contract)


@st.composite
def journeys(draw: st.DrawFn, max_size: int = 8) -> Journey:
    """Stories on a phone: any operations on a contract of any kind, and time between them.

    Each step says what it comes to by the rules as they are, so a journey is played against
    another system as it stands. What no reader of requests takes is left out.
    """
    kind = draw(st.sampled_from(("internet", "tv", "telephony", "package")))
    steps, now = list(retold.opened()), datetime.datetime.combine(SETTING.start, datetime.time())
    for operation in draw(st.lists(st.sampled_from(ASKED_BY_DEVICES), max_size=max_size)):
        wait_s = draw(st.sampled_from(WAITS_S))
        if wait_s:
            now += datetime.timedelta(seconds=wait_s)
            steps.append(Step(do=AdvanceTo.name, arguments={"moment": now}))
        given = draw(given_with(operation))
        for name, parameter in asked_with(operation).items():
            if parameter.argument is CONTRACT and draw(st.integers(0, 7)):
                given[name] = retold.CONTRACT
        steps.append(Step(do=operation.name, who=retold.PHONE, arguments=given))
    title = Name(ru="Проба", be="Спроба", en="Trial")
    bare = Journey(
        name="drawn",
        title=title,
        about=None,
        seed=(),
        setting=SETTING,
        cast={retold.HOLDER: Role(kind=kind), retold.PERSON: Role(kind=NEWCOMER)},
        steps=tuple(steps),
    )
    return replace(bare, steps=tuple(retold.come_to(bare)))
