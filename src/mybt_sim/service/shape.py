"""What the definitions of `operations` look like over HTTP: paths, methods, headers.

Nothing is listed here: an operation that is added to `OPERATIONS` has its route by itself.
"""

from collections.abc import Mapping

from mybt_sim.operations import OPERATIONS
from mybt_sim.operations.arguments import KEY, PREVIEW
from mybt_sim.operations.outside import (
    Advance,
    IssueExpressCard,
    NewDevice,
    SetAnswering,
    SetNetwork,
)
from mybt_sim.operations.request import (
    Definition,
    FromOutside,
    Look,
    Parameter,
    Request,
    SelfService,
    parameters_of,
)
from mybt_sim.operations.sign_in import SignIn
from mybt_sim.service.controls import CONTROLS, Control

SELF_SERVICE = "/v1"
TEST_ONLY = "/test"
SPECIFICATION = "/openapi.json"
HEALTH = "/health"

KEY_HEADER = "Idempotency-Key"
CLIENT_HEADER = "Mybt-Client"
PASSWORD_HEADER = "Mybt-Password"

SERVED: tuple[type[Definition], ...] = (
    *(one for one in OPERATIONS if issubclass(one, SelfService)),
    *(one for one in OPERATIONS if issubclass(one, FromOutside)),
    *CONTROLS,
)
"""All routes: what devices ask for, what comes from outside, what only a test may do."""


def is_test_only(one: type[Definition]) -> bool:
    """Whether it is no self-service, and is offered to tests alone."""
    return not issubclass(one, SelfService)


def path_of(one: type[Definition]) -> str:
    """Where it is asked for."""
    return f"{TEST_ONLY if is_test_only(one) else SELF_SERVICE}/{one.name}"


def method_of(one: type[Definition]) -> str:
    """GET for what only looks, unless a secret would stand in its address; POST for the rest."""
    has_secret = any(each.argument.is_secret for each in parameters_of(one).values())
    return "GET" if is_look(one) and not has_secret else "POST"


def is_look(one: type[Definition]) -> bool:
    """Whether it changes nothing that anybody would have to undo."""
    return issubclass(one, Look) or (issubclass(one, Control) and one.is_look)


def needs_key(one: type[Definition]) -> bool:
    """Whether it must come with an idempotency key.

    Signing in need not: its code works once, and an answer kept to be given again would hold the
    token. What is test-only may.
    """
    return issubclass(one, SelfService) and not is_look(one) and one is not SignIn


def may_have_key(one: type[Definition]) -> bool:
    """Whether a key is of use."""
    return not is_look(one) and one is not SignIn


def is_keyed_by_engine(one: type[Definition]) -> bool:
    """Whether the operator itself keeps the first answer (GEN-IDEM); else the server does."""
    return issubclass(one, Request) and one.has_key


def arguments_of(one: type[Definition]) -> dict[str, Parameter]:
    """What is given in the body or behind the `?`, by name; the key has a header of its own."""
    found = {name: each for name, each in parameters_of(one).items() if name != KEY.name}
    if issubclass(one, SelfService) and one.has_preview():
        found[PREVIEW.name] = Parameter(PREVIEW, False)
    return found


def answer_of(one: type[Definition]) -> str:
    """The type of what it is answered with, as its definition says it, or as HTTP tells it."""
    if one in TOLD_OTHERWISE:
        return TOLD_OTHERWISE[one]
    return one.answer if issubclass(one, Request | Control) else ""


TOLD_OTHERWISE: Mapping[type[Definition], str] = {IssueExpressCard: "str", Advance: "datetime"}
"""A card is told by its digits, and the clock by where it stands then."""


def has_outcome(one: type[Definition]) -> bool:
    """Whether a rule answers: it can be refused, and has a text."""
    return issubclass(one, SelfService) or (issubclass(one, Request) and one not in BARE)


BARE: frozenset[type[Request]] = frozenset(
    {NewDevice, SetNetwork, SetAnswering, IssueExpressCard, Advance}
)
"""What just happens, without a rule that could refuse."""
