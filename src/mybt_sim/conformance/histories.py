"""Histories of several at once: is there an order in which the operator can have answered so?

Each call has a beginning and an end; a call that ended before another began comes before it. Orders
are tried out on forks of the operator as it was, one request after the other (after Wing and Gong,
1993). A call that was never answered, because the server was killed, may have happened or not.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mybt_sim.base.errors import MybtError
from mybt_sim.conformance.transport import JSON_TYPE, Transport, query_of
from mybt_sim.service.operator import Asked, Reply, ServedOperator
from mybt_sim.service.shape import CLIENT_HEADER, KEY_HEADER, method_of, path_of

ENDLESS = float("inf")
CHANCE = ("token",)
"""What of an answer is another each time."""


@dataclass(frozen=True)
class Called:
    """A request with the moments of its beginning and its end; `reply` None: never answered."""

    asked: Asked
    began: float
    ended: float = ENDLESS
    reply: Reply | None = None


def sent(transport: Transport, asked: Asked) -> Reply:
    """Ask over HTTP, and what came back; its `asking` is told in headers."""
    asking, method, path = asked.asking, method_of(asked.one), path_of(asked.one)
    headers = {CLIENT_HEADER: asking.kind}
    if asking.token is not None:
        headers["Authorization"] = f"Bearer {asking.token}"
    if asking.key is not None:
        headers[KEY_HEADER] = asking.key
    if method == "GET":
        response = transport.send(method, path + query_of(asked.arguments), headers, None)
    else:
        body = json.dumps(asked.arguments).encode()
        response = transport.send(method, path, {**headers, "Content-Type": JSON_TYPE}, body)
    return Reply(response.status, response.body)


def order_of(before: ServedOperator, history: Sequence[Called]) -> tuple[int, ...] | None:
    """Places of the calls in an order that explains all answers; None when there is none.

    Meant for some ten calls: it tries whatever the moments allow.
    """
    return _order(before, history, frozenset(range(len(history))), set())


def forked(operator: ServedOperator) -> ServedOperator:
    """The operator as it is, to go on by itself, in memory."""
    copy = ServedOperator(operator.target.forked(), made=operator.made)
    copy.tokens, copy.guests = operator.tokens, dict(operator.guests)
    copy.first_answers = operator.first_answers.copy()
    return copy


def _order(
    operator: ServedOperator,
    history: Sequence[Called],
    left: frozenset[int],
    seen: set[tuple[frozenset[int], str]],
) -> tuple[int, ...] | None:
    if all(history[place].reply is None for place in left):
        return ()
    mark = left, operator.world.digest()
    if mark in seen:
        return None
    seen.add(mark)
    first_end = min(history[place].ended for place in left)
    for place in sorted(left, key=lambda one: history[one].ended):
        call = history[place]
        if call.began > first_end:
            continue
        after = forked(operator)
        found = _answer(after, call.asked)
        if call.reply is None or _is_same(call.reply, found):
            rest = _order(after, history, left - {place}, seen)
            if rest is not None:
                return (place, *rest)
    return None


def _answer(operator: ServedOperator, asked: Asked) -> Reply | None:
    """What is answered; None where the request cannot be answered as it is."""
    try:
        return operator.answer(*asked)
    except MybtError:
        return None


def _is_same(reply: Reply, found: Reply | None) -> bool:
    return found is not None and reply.status == found.status and _plain(reply) == _plain(found)


def _plain(reply: Reply) -> dict[str, Any]:
    return {name: value for name, value in reply.body.items() if name not in CHANCE}
