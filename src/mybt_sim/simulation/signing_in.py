"""Coming into an account: signed in still, or by a code that is waited for and typed."""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, low_below
from mybt_sim.behaviour.layouts import Q16, BehaviourTables
from mybt_sim.behaviour.visits import Visit, gives_up, is_lucky, is_malformed, luck, typed_after
from mybt_sim.engine.access import admit
from mybt_sim.engine.book import Book, terms_at
from mybt_sim.engine.records import FAR, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.sign_in import open_session, request_code, sign_in
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.simulation.layouts import Attempts
from mybt_sim.simulation.people import write_attempt


@compiled
def begin_session(book: Book, life: Record, opened_at: int, now: int) -> None:
    """As a run begins most are signed in since some moment of the last session's term."""
    since = luck(life.key, Visit.FORGOTTEN, 0, 1)
    term_s = max(1, terms_at(book, now).session_term_s)
    signed_in_at = max(opened_at, now - below(since, term_s))
    open_session(life.access.session, life.account_id, life.client, signed_in_at)


@compiled
def come_in(book: Book, tables: BehaviourTables, attempts: Attempts, life: Record, now: int) -> int:
    """Open the application; when somebody is in it, FAR if it came to nothing.

    A device that is told that nobody is signed in any more asks for the number at once.
    """
    session = life.access.session
    if life.is_forgotten:
        life.is_forgotten = False
        session.account_id = 0
    if admit(book, session, Operation.CONTRACTS, life.client, True, now) == Refusal.NONE:
        return now
    return _sign_in(book, tables, attempts, life, typed_after(tables, life.key, now))


@compiled
def _sign_in(
    book: Book, tables: BehaviourTables, attempts: Attempts, life: Record, now: int
) -> int:
    """Ask for codes until one has been typed rightly, or somebody leaves it."""
    for _ in range(tables.tries_most):
        refusal = request_code(book, life.access.sign_in, True, True, now)
        write_attempt(attempts, life, Operation.REQUEST_CODE, refusal, 0, now)
        if refusal != Refusal.NONE:
            free_from = book.allowed_from
            if gives_up(tables, life.key, now):
                return FAR
            now = max(now + 1, free_from)
            continue
        typed_at = _code_typed_at(tables, life.key, now)
        if typed_at < 0:  # it did not come while it was waited for
            waited_until = -typed_at
            if gives_up(tables, life.key, now):
                return FAR
            now = waited_until
            continue
        now = _type_code(book, tables, attempts, life, typed_at)
        if life.access.session.account_id != 0:
            return now
        if now >= FAR:
            return FAR
    return FAR


@compiled
def _code_typed_at(tables: BehaviourTables, key: int, now: int) -> int:
    """When the code sent at `now` is typed; minus the moment up to which it was waited for."""
    bits = luck(key, Visit.CODE, now, 0)
    waits_s = luck(key, Visit.CODE, now, 1)
    patience_s = tables.impatient_after_s + below(waits_s, max(1, tables.impatient_within_s))
    chance_q16 = low_below(bits, Q16)
    comes_s = 0
    if chance_q16 < tables.not_delivered_q16:
        return -(now + patience_s)
    if chance_q16 < tables.not_delivered_q16 + tables.late_code_q16:
        comes_s = tables.late_after_s + below(bits, max(1, tables.late_within_s))
        if comes_s > patience_s:
            return -(now + patience_s)
    typed_at = typed_after(tables, key, now + comes_s)
    if is_lucky(luck(key, Visit.CODE, now, 2), tables.expired_q16):
        away_s = below(luck(key, Visit.CODE, now, 3), max(1, tables.distracted_within_s))
        typed_at += tables.distracted_after_s + away_s
    return typed_at


@compiled
def _type_code(
    book: Book, tables: BehaviourTables, attempts: Attempts, life: Record, now: int
) -> int:
    """Type a code until it is right or no longer good; the moment after that, FAR if given up."""
    for _ in range(tables.tries_most):
        is_right = not is_lucky(luck(life.key, Visit.CODE, now, 4), tables.wrong_code_q16)
        is_code = not is_malformed(tables, life.key, now)
        refusal = sign_in(book, life.access.sign_in, True, True, is_code, is_right, now)
        write_attempt(attempts, life, Operation.SIGN_IN, refusal, 0, now)
        next_at = typed_after(tables, life.key, now)
        if refusal == Refusal.NONE:
            open_session(life.access.session, life.account_id, life.client, now)
            return next_at
        if gives_up(tables, life.key, now):
            return FAR
        now = next_at
        if refusal != Refusal.OTP_WRONG and refusal != Refusal.OTP_FORMAT:
            return now  # only a new code helps
    return FAR
