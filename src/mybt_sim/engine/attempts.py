"""Counters of attempts: what keeps secrets from being guessed, shared by all access rules.

Failures are counted from the first of them: the window opens with it, and a failure after its end
opens the next one. Only time clears a counter. A success does not: otherwise whoever knows one
secret could clear his own counter between guesses at another.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.records import DAY_S, NEVER, Record
from mybt_sim.engine.vocabulary import CodeState


@compiled
def count_failure(tries: Record, most: int, window_s: int, lock_s: int, now: int) -> None:
    """Count a failure; the one that makes `most` within `window_s` locks for `lock_s`.

    After the lock counting begins anew.
    """
    is_first = tries.failures == 0 or now >= tries.window_from + window_s
    failures = 1 if is_first else tries.failures + 1
    if is_first:
        tries.window_from = now
    tries.failures = failures
    if failures >= most:
        tries.locked_until = now + lock_s
        tries.failures = 0


@compiled
def count_wrong_code(code: Record, most: int) -> None:
    """Count a wrong entry of a code; the one that makes `most` kills the code."""
    wrong_tries = code.wrong_tries + 1
    code.wrong_tries = wrong_tries
    if wrong_tries >= most:
        code.code_state = CodeState.DEAD


@compiled
def count_call(calls: Record, now: int) -> None:
    """Count a call of the auto-informer, answered or not."""
    day = now // DAY_S
    if calls.day != day:
        calls.day = day
        calls.calls_in_day = 0
    calls.calls_in_day += 1
    calls.last_call_at = now


@compiled
def quota_free_from(calls: Record, most: int, now: int) -> int:
    """The moment from which one more call keeps the quota of a calendar day."""
    day = now // DAY_S
    if calls.day != day or calls.calls_in_day < most:
        return now
    return (day + 1) * DAY_S


@compiled
def call_spaced_from(calls: Record, wait_s: int, now: int) -> int:
    """The moment from which the newest call is `wait_s` ago."""
    if calls.last_call_at == NEVER:
        return now
    return calls.last_call_at + wait_s
