"""All laws over one step, and the compiled look at all of them.

A law is known by its place in `LAWS`. `first_broken` asks them in that order, with one function for
each subject; `tests/unit/test_quality_laws.py` holds the two against each other.
"""

from mybt_sim.base.compiled import called, compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import Record
from mybt_sim.quality.laws import (
    add_ons,
    alerts,
    answers,
    dates,
    general,
    lines,
    midnights,
    money,
    promises,
    suspensions,
    tariffs,
)
from mybt_sim.quality.laws.law import Law, law_of

NONE_BROKEN = -1


LAWS: tuple[Law, ...] = tuple(
    law_of(one)
    for one in (
        general.a_refusal_changes_nothing,
        general.a_refusal_writes_nothing,
        general.a_date_lies_ahead_and_is_of_a_refusal,
        general.promises_move_by_promise_payment_and_time,
        general.orders_move_by_those_who_order,
        general.a_plan_stays_until_midnight,
        general.a_pause_moves_by_those_who_order,
        general.use_moves_by_the_network,
        general.an_end_is_for_good,
        money.the_balance_is_the_sum_of_its_entries,
        money.entries_are_numbered_and_stamped,
        money.events_are_numbered_and_stamped,
        money.only_charges_of_a_day_belong_to_the_day_before,
        money.only_payments_tell_their_channel,
        money.a_payment_brings_what_was_paid,
        money.a_payment_repays_an_open_promise_first,
        money.no_payment_lifts_a_balance_above_the_most,
        money.balances_are_corrected_as_asked,
        money.only_what_brings_money_adds_to_a_balance,
        money.mistakes_with_cards_are_counted_by_the_day,
        promises.open_is_promised_less_repaid_less_expired,
        promises.nobody_holds_two_promises,
        promises.a_promise_is_what_was_asked_for,
        promises.a_promise_ends_after_its_term,
        promises.a_promise_expires_by_its_remainder,
        promises.no_promise_outlives_its_end,
        promises.a_promise_says_when_it_was_closed,
        promises.the_lock_holds_until_the_remainder_is_paid,
        promises.promise_and_suspension_exclude_each_other,
        promises.promise_and_trust_exclude_each_other,
        promises.the_end_of_a_promise_is_announced_once_and_in_time,
        promises.blocked_means_that_the_balance_is_used_up,
        promises.blocks_are_told_as_they_come_and_go,
        promises.activity_follows_the_state,
        promises.the_seconds_of_a_day_are_those_of_the_witness,
        promises.what_has_ended_is_neither_blocked_nor_on,
        promises.an_end_is_told_once,
        promises.no_promise_is_taken_back,
        midnights.a_used_day_costs_its_share_and_any_other_nothing,
        midnights.add_ons_cost_the_days_on_which_they_were_on,
        midnights.use_costs_what_the_price_list_says,
        midnights.the_volume_of_a_month_is_counted,
        midnights.an_advance_contract_pays_a_day_at_its_end,
        midnights.a_credit_contract_collects_its_days,
        midnights.a_bill_is_the_sum_of_its_days,
        midnights.bills_come_on_their_day_and_to_credit_contracts,
        midnights.midnight_keeps_its_order,
        midnights.a_day_begins_with_what_is_on,
        midnights.barred_means_that_a_bill_is_late,
        midnights.bars_are_told_as_they_come_and_go,
        midnights.a_debt_is_recalled_on_its_days,
        midnights.sessions_and_views_are_counted,
        midnights.calls_are_counted_by_started_minutes,
        midnights.use_needs_a_service_that_runs,
        midnights.a_contract_begins_with_what_it_brings,
        tariffs.an_order_is_kept_as_it_was_given,
        tariffs.an_order_is_for_a_plan_that_may_be_had,
        tariffs.a_tariff_comes_as_ordered_or_lapses,
        tariffs.the_wait_begins_with_the_new_tariff,
        tariffs.an_order_can_be_taken_back,
        tariffs.what_lapses_is_given_back_once,
        add_ons.add_ons_change_as_asked_at_their_end_or_with_the_plan,
        add_ons.what_lasts_hours_ends_at_its_second,
        add_ons.what_is_bought_once_is_paid_once,
        add_ons.add_ons_fit_the_plan,
        add_ons.nothing_is_on_without_what_it_requires,
        add_ons.add_ons_are_told_as_they_come_and_go,
        add_ons.trust_is_not_put_off_in_debt,
        alerts.an_alert_goes_to_those_who_pay_for_it,
        add_ons.a_video_is_told_when_it_is_rented,
        add_ons.only_what_the_catalogue_has_is_connected,
        suspensions.a_suspension_runs_as_it_was_ordered,
        suspensions.a_suspension_starts_and_ends_at_its_midnights,
        suspensions.suspensions_keep_the_quota_of_their_year,
        suspensions.ending_early_costs_nothing_and_gives_nothing_back,
        general.an_order_never_blocks,
        answers.top_up_is_answered_by_its_first_reason,
        answers.erip_is_answered_by_its_first_reason,
        answers.cards_are_answered_by_their_first_reason,
        answers.promises_are_answered_by_their_first_reason,
        answers.orders_are_answered_by_their_first_reason,
        answers.withdrawals_are_answered_by_their_first_reason,
        answers.connections_are_answered_by_their_first_reason,
        answers.disconnections_are_answered_by_their_first_reason,
        answers.videos_are_answered_by_their_first_reason,
        answers.pauses_are_answered_by_their_first_reason,
        answers.returns_are_answered_by_their_first_reason,
        answers.use_is_answered_by_its_first_reason,
        answers.a_service_centre_is_answered_by_the_state,
        lines.fibre_comes_with_a_plan_that_runs_on_it,
        dates.a_refusal_tells_when_it_is_over,
        lines.a_home_moves_and_that_is_all,
    )
)
"""Every law over one step; a law is true of a step about which it has nothing to say."""

BY_NAME = {one.name: one for one in LAWS}


@compiled
def _in_general(book: Book, step: Record) -> int:
    if not general.a_refusal_changes_nothing(book, step):
        return 0
    if not general.a_refusal_writes_nothing(book, step):
        return 1
    if not general.a_date_lies_ahead_and_is_of_a_refusal(book, step):
        return 2
    if not general.promises_move_by_promise_payment_and_time(book, step):
        return 3
    if not general.orders_move_by_those_who_order(book, step):
        return 4
    if not general.a_plan_stays_until_midnight(book, step):
        return 5
    if not general.a_pause_moves_by_those_who_order(book, step):
        return 6
    if not general.use_moves_by_the_network(book, step):
        return 7
    if not general.an_end_is_for_good(book, step):
        return 8
    return NONE_BROKEN


@compiled
def _in_money(book: Book, step: Record) -> int:
    if not money.the_balance_is_the_sum_of_its_entries(book, step):
        return 9
    if not money.entries_are_numbered_and_stamped(book, step):
        return 10
    if not money.events_are_numbered_and_stamped(book, step):
        return 11
    if not money.only_charges_of_a_day_belong_to_the_day_before(book, step):
        return 12
    if not money.only_payments_tell_their_channel(book, step):
        return 13
    if not money.a_payment_brings_what_was_paid(book, step):
        return 14
    if not money.a_payment_repays_an_open_promise_first(book, step):
        return 15
    if not money.no_payment_lifts_a_balance_above_the_most(book, step):
        return 16
    if not money.balances_are_corrected_as_asked(book, step):
        return 17
    if not money.only_what_brings_money_adds_to_a_balance(book, step):
        return 18
    if not money.mistakes_with_cards_are_counted_by_the_day(book, step):
        return 19
    return NONE_BROKEN


@compiled
def _in_promises(book: Book, step: Record) -> int:
    if not promises.open_is_promised_less_repaid_less_expired(book, step):
        return 20
    if not promises.nobody_holds_two_promises(book, step):
        return 21
    if not promises.a_promise_is_what_was_asked_for(book, step):
        return 22
    if not promises.a_promise_ends_after_its_term(book, step):
        return 23
    if not promises.a_promise_expires_by_its_remainder(book, step):
        return 24
    if not promises.no_promise_outlives_its_end(book, step):
        return 25
    if not promises.a_promise_says_when_it_was_closed(book, step):
        return 26
    if not promises.the_lock_holds_until_the_remainder_is_paid(book, step):
        return 27
    if not promises.promise_and_suspension_exclude_each_other(book, step):
        return 28
    if not promises.promise_and_trust_exclude_each_other(book, step):
        return 29
    if not promises.the_end_of_a_promise_is_announced_once_and_in_time(book, step):
        return 30
    if not promises.blocked_means_that_the_balance_is_used_up(book, step):
        return 31
    if not promises.blocks_are_told_as_they_come_and_go(book, step):
        return 32
    if not promises.activity_follows_the_state(book, step):
        return 33
    if not promises.the_seconds_of_a_day_are_those_of_the_witness(book, step):
        return 34
    if not promises.what_has_ended_is_neither_blocked_nor_on(book, step):
        return 35
    if not promises.an_end_is_told_once(book, step):
        return 36
    if not promises.no_promise_is_taken_back(book, step):
        return 37
    return NONE_BROKEN


@compiled
def _in_midnights(book: Book, step: Record) -> int:
    if not midnights.a_used_day_costs_its_share_and_any_other_nothing(book, step):
        return 38
    if not midnights.add_ons_cost_the_days_on_which_they_were_on(book, step):
        return 39
    if not midnights.use_costs_what_the_price_list_says(book, step):
        return 40
    if not midnights.the_volume_of_a_month_is_counted(book, step):
        return 41
    if not midnights.an_advance_contract_pays_a_day_at_its_end(book, step):
        return 42
    if not midnights.a_credit_contract_collects_its_days(book, step):
        return 43
    if not midnights.a_bill_is_the_sum_of_its_days(book, step):
        return 44
    if not midnights.bills_come_on_their_day_and_to_credit_contracts(book, step):
        return 45
    if not midnights.midnight_keeps_its_order(book, step):
        return 46
    if not midnights.a_day_begins_with_what_is_on(book, step):
        return 47
    if not midnights.barred_means_that_a_bill_is_late(book, step):
        return 48
    if not midnights.bars_are_told_as_they_come_and_go(book, step):
        return 49
    if not midnights.a_debt_is_recalled_on_its_days(book, step):
        return 50
    if not midnights.sessions_and_views_are_counted(book, step):
        return 51
    if not midnights.calls_are_counted_by_started_minutes(book, step):
        return 52
    if not midnights.use_needs_a_service_that_runs(book, step):
        return 53
    if not midnights.a_contract_begins_with_what_it_brings(book, step):
        return 54
    return NONE_BROKEN


@compiled
def _in_orders(book: Book, step: Record) -> int:
    if not tariffs.an_order_is_kept_as_it_was_given(book, step):
        return 55
    if not tariffs.an_order_is_for_a_plan_that_may_be_had(book, step):
        return 56
    if not tariffs.a_tariff_comes_as_ordered_or_lapses(book, step):
        return 57
    if not tariffs.the_wait_begins_with_the_new_tariff(book, step):
        return 58
    if not tariffs.an_order_can_be_taken_back(book, step):
        return 59
    if not tariffs.what_lapses_is_given_back_once(book, step):
        return 60
    if not add_ons.add_ons_change_as_asked_at_their_end_or_with_the_plan(book, step):
        return 61
    if not add_ons.what_lasts_hours_ends_at_its_second(book, step):
        return 62
    if not add_ons.what_is_bought_once_is_paid_once(book, step):
        return 63
    if not add_ons.add_ons_fit_the_plan(book, step):
        return 64
    if not add_ons.nothing_is_on_without_what_it_requires(book, step):
        return 65
    if not add_ons.add_ons_are_told_as_they_come_and_go(book, step):
        return 66
    if not add_ons.trust_is_not_put_off_in_debt(book, step):
        return 67
    if not alerts.an_alert_goes_to_those_who_pay_for_it(book, step):
        return 68
    if not add_ons.a_video_is_told_when_it_is_rented(book, step):
        return 69
    if not add_ons.only_what_the_catalogue_has_is_connected(book, step):
        return 70
    if not suspensions.a_suspension_runs_as_it_was_ordered(book, step):
        return 71
    if not suspensions.a_suspension_starts_and_ends_at_its_midnights(book, step):
        return 72
    if not suspensions.suspensions_keep_the_quota_of_their_year(book, step):
        return 73
    if not suspensions.ending_early_costs_nothing_and_gives_nothing_back(book, step):
        return 74
    if not general.an_order_never_blocks(book, step):
        return 75
    return NONE_BROKEN


@compiled
def _in_answers(book: Book, step: Record) -> int:
    if not answers.top_up_is_answered_by_its_first_reason(book, step):
        return 76
    if not answers.erip_is_answered_by_its_first_reason(book, step):
        return 77
    if not answers.cards_are_answered_by_their_first_reason(book, step):
        return 78
    if not answers.promises_are_answered_by_their_first_reason(book, step):
        return 79
    if not answers.orders_are_answered_by_their_first_reason(book, step):
        return 80
    if not answers.withdrawals_are_answered_by_their_first_reason(book, step):
        return 81
    if not answers.connections_are_answered_by_their_first_reason(book, step):
        return 82
    if not answers.disconnections_are_answered_by_their_first_reason(book, step):
        return 83
    if not answers.videos_are_answered_by_their_first_reason(book, step):
        return 84
    if not answers.pauses_are_answered_by_their_first_reason(book, step):
        return 85
    if not answers.returns_are_answered_by_their_first_reason(book, step):
        return 86
    if not answers.use_is_answered_by_its_first_reason(book, step):
        return 87
    if not answers.a_service_centre_is_answered_by_the_state(book, step):
        return 88
    if not lines.fibre_comes_with_a_plan_that_runs_on_it(book, step):
        return 89
    if not dates.a_refusal_tells_when_it_is_over(book, step):
        return 90
    if not lines.a_home_moves_and_that_is_all(book, step):
        return 91
    return NONE_BROKEN


@called
def first_broken(book: Book, step: Record) -> int:
    """The place in `LAWS` of the first law that the step breaks; NONE_BROKEN when all hold."""
    broken = _in_general(book, step)
    if broken != NONE_BROKEN:
        return broken
    broken = _in_money(book, step)
    if broken != NONE_BROKEN:
        return broken
    broken = _in_promises(book, step)
    if broken != NONE_BROKEN:
        return broken
    broken = _in_midnights(book, step)
    if broken != NONE_BROKEN:
        return broken
    broken = _in_orders(book, step)
    if broken != NONE_BROKEN:
        return broken
    broken = _in_answers(book, step)
    if broken != NONE_BROKEN:
        return broken
    return NONE_BROKEN


def broken_laws(book: Book, step: Record) -> tuple[Law, ...]:
    """All laws that the step breaks, asked one by one."""
    return tuple(one for one in LAWS if not one.holds(book, step))
