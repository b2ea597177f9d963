"""All laws over one visit, and the first of them that a visit breaks."""

from mybt_sim.engine.book import Book
from mybt_sim.engine.records import Record
from mybt_sim.quality.laws.law import Law, law_of
from mybt_sim.quality.visits import answers, records

LAWS: tuple[Law, ...] = tuple(
    law_of(one)
    for one in (
        records.sessions_are_opened_seen_and_closed,
        records.a_code_lives_until_it_is_used_or_guessed_at,
        records.codes_are_counted_by_hour_and_day,
        records.wrong_secrets_are_counted_and_lock,
        records.calls_are_counted_for_account_and_line,
        records.a_spoken_code_lives_until_it_is_used_or_guessed_at,
        records.a_question_to_support_keeps_its_moments,
        records.a_code_opens_the_door_once,
        records.a_day_has_its_codes_and_calls_and_no_more,
        records.a_date_is_that_of_what_holds_up,
        answers.visitors_are_let_in_by_the_first_reason,
        answers.a_key_stands_for_one_request,
        answers.a_contract_obeys_those_to_whom_it_is_bound,
        answers.codes_are_asked_for_by_the_first_reason,
        answers.sign_ins_are_answered_by_their_first_reason,
        answers.bindings_are_answered_by_their_first_reason,
        answers.quick_checks_are_answered_by_their_first_reason,
        answers.calls_are_answered_by_their_first_reason,
        answers.spoken_codes_are_answered_by_their_first_reason,
        answers.periods_lie_behind_and_are_not_too_old,
        answers.questions_to_support_are_answered_by_their_first_reason,
        answers.what_is_there_is_shown,
    )
)
"""Every law over one visit; a law is true of a visit about which it has nothing to say."""

BY_NAME = {one.name: one for one in LAWS}


def broken_laws(book: Book, step: Record) -> tuple[Law, ...]:
    """All laws that the visit breaks."""
    return tuple(one for one in LAWS if not one.holds(book, step))
