"""How a visit is made: the one door of the engine is asked, and a witness counts beside it."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.decide import Question, decide
from mybt_sim.engine.records import DAY_S, Record, Records
from mybt_sim.engine.refusals import Refusal


@compiled
def visit(
    books: Records, contracts: Records, accesses: Records, requests: Records, steps: Records
) -> None:
    """Ask what `steps[0].request` says; each array holds one record, those of the same step."""
    step = steps[0]
    step.refusal = decide(books, contracts, accesses, requests, step.now)
    step.allowed_from = books[0].allowed_from


@compiled
def remember(step: Record) -> None:
    """What laws have to know of earlier visits; called after they were asked about this one."""
    asked, refusal, seen, today = step.request.question, step.refusal, step.seen, step.now // DAY_S
    is_done = refusal == Refusal.NONE
    if asked == Question.REQUEST_CODE and is_done:
        seen.codes = seen.codes + 1 if seen.day == today else 1
        seen.day, seen.wrong_entries, seen.is_spent = today, 0, 0
    if asked == Question.SIGN_IN and is_done:
        seen.is_spent = 1
    if asked == Question.SIGN_IN and refusal == Refusal.OTP_WRONG:
        seen.wrong_entries += 1
    if asked == Question.REQUEST_VOICE_CODE and (is_done or refusal == Refusal.VOICE_NO_ANSWER):
        seen.calls = seen.calls + 1 if seen.calls_day == today else 1
        seen.calls_day = today
