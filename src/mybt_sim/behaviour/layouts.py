"""Layouts of behaviour: traits and plans of a contract, and the tables that behaviour looks up.

Shares are in 1/65,536 (`_q16`), multipliers with mean 1 likewise; tables have 1,024 cells of equal
probability, so that sampling is one look-up and the same bits come out everywhere.
"""

from typing import TypeAlias

import numpy as np

from mybt_sim.base.named import Named
from mybt_sim.engine.access_records import DayTries
from mybt_sim.engine.book import ADD_ONS, CALENDAR_DAYS
from mybt_sim.engine.records import FAR, Record, Records, blank, layout_of
from mybt_sim.population.layouts import REGIONS

CELLS = 1024
DAY_CELLS = 256
"""Tables that are read for every contract-day are smaller, so that they stay in the fast cache."""

SPAN_BITS = 5
SPAN_DAYS = 1 << SPAN_BITS
"""What goes on for weeks is drawn for spans of so many days, which begin on a day of their own for
each line and household."""

Q16 = 65_536


NO_ADD_ON = -1


class Line(Named):
    """Kinds of contract by which they come and grow old; internet and packages by their line."""

    PON = 0
    XDSL = 1
    TV = 2
    PHONE = 3


class Rhythm(Named):
    """Paying habits of advance contracts."""

    MONTHLY_FIXED_DAY = 0
    MONTHS_AHEAD = 1
    SEVERAL_PER_MONTH = 2
    ON_BLOCK_ONLY = 3


class Intent(Named):
    """What people set out to do; at the same second they do it in this order.

    A kind is a member here, a branch of `months.plan_month` that says when people set out to do
    it, and one of `acting.act` that takes it to the rules. Numbers are part of addresses of draws.
    """

    PAYMENT = 0
    PROMISE = 1
    TARIFF_CHANGE = 2
    CONNECT = 3  # an add-on that stays
    DISCONNECT = 4
    BOOST = 5  # an add-on of some hours
    SUSPENSION = 6
    RESUMPTION = 7
    VIDEO = 8
    TARIFF_CANCELLATION = 9
    LEAVING = 10
    FIBRE = 11  # the operator's: planned once, as a life begins
    MOVE = 12  # of the whole home, planned so as well


class Wish(Named):
    """How much somebody asks for who takes a promise."""

    OFFERED = 0  # all that there is
    NEEDED = 1  # what lifts the block and lasts up to the usual day of payment
    MONTH_FEE = 2


class AmountStyle(Named):
    """How a payer rounds."""

    EXACT_FEE = 0
    ROUNDED_UP = 1
    MULTIPLE_FEES = 2


class Channel(Named):
    """Where a request comes from; those from APP_CARD to APP are the app's own."""

    ERIP_MOBILE_BANK = 0
    ERIP_WEB_BANK = 1
    AUTOPAY_BANK = 2
    ERIP_KIOSK_ATM = 3
    CASH_BANK_POST = 4
    APP_CARD = 5
    EXPRESS_CARD = 6
    APP = 7
    SERVICE_CENTRE = 8
    WEB = 9  # pages for which nobody signs in
    CALL_CENTRE = 10  # somebody calls support, who writes the ticket down


class Payer(Named):
    """Who makes a payment."""

    NOBODY = 0
    HOLDER = 1
    RELATIVE = 2


TRAITS = np.dtype(
    [
        ("net_key", "i8"),
        ("tv_key", "i8"),
        ("calls_key", "i8"),
        ("call_key", "i8"),
        ("plans_key", "i8"),
        ("acting_key", "i8"),
        ("blocks_key", "i8"),
        ("home_key", "i8"),  # of the holder: what a household does, it does with all its contracts
        ("payer_key", "i8"),  # of the holder
        ("account_id", "i8"),  # who operates the contract while it is bound; 0: nobody ever
        ("bound_at", "i8"),  # to that account, from this second on …
        ("unbound_at", "i8"),  # … and no longer from this one on; FAR: for good
        ("tariff", "i8"),  # with which the contract came: who chose it knew what would be used
        ("net_q16", "i8"),  # personal multiplier of the mean volume; 0: no internet
        ("up_q16", "i8"),  # share of upload in the volume
        ("tv_on_q16", "i8"),  # chance that the set-top box is used on a day
        ("tv_minutes", "i8"),  # mean minutes on such a day
        ("calls_q16", "i8"),  # mean answered outgoing calls per day
        ("late_q16", "i8"),  # chance that a planned payment comes late
        ("forgets_q16", "i8"),  # chance that bills are forgotten for months, by year …
        ("forgets_phase", "i8"),  # … that begins so many months before the calendar's
        ("rhythm", "i8"),
        ("amount_style", "i8"),
        ("channel", "i8"),
        ("pay_day", "i8"),  # day of month
        ("months_ahead", "i8"),
        ("region", "i8"),  # of the home that is lived in
        ("new_region", "i8"),  # after the move, as the next
        ("new_locality", "i8"),
        ("payer", "i8"),  # who pays outside the application
        ("phase", "i8"),  # a month in which somebody pays who pays for `months_ahead`
    ],
    align=True,
)

INTENT = np.dtype(
    [
        ("due_at", "i8"),  # when it will be acted upon; FAR: nobody means to
        ("amount_kopecks", "i8"),  # what will be asked for or paid; 0: decided then
        ("upgrade_q16", "i8"),  # chance that a dearer tariff will be asked for
    ],
    align=True,
)

PLAN = np.dtype(
    [
        ("intents", INTENT, (len(Intent),)),  # by kind; write moments through `intents.intend`
        ("next_at", "i8"),  # the earliest of their moments
        ("usage_kopecks", "i8"),  # what use has cost since the plans of the month were made …
        ("usage_before_kopecks", "i8"),  # … and in the month before
        ("failed_tries", "i8"),  # payments refused in a row
        ("card_tries", layout_of(DayTries)),  # mistakes with express cards
        ("blocked_at", "i8"),  # when the newest block was noticed
        ("has_reacted", "?"),  # to the block that holds now
    ],
    align=True,
)


def blank_plan() -> Records:
    """The plan of somebody who means to do nothing, as an array of length 1."""
    plans = blank(PLAN, 1)
    plans["next_at"] = FAR
    plans["intents"]["due_at"] = FAR
    return plans


SPAN = np.dtype(
    [
        ("first_day", "i8"),
        ("until", "i8"),  # the day after its last one; 0: nothing has been drawn yet
        ("net_mb", "i8", (SPAN_DAYS,)),  # by day: what would be used, whatever the line carries
        ("tv_minutes", "i8", (SPAN_DAYS,)),
        ("calls", "i8", (SPAN_DAYS,)),
        ("bits", "i8", (SPAN_DAYS,)),  # while something is drawn
        ("factors_q16", "i8", (SPAN_DAYS,)),
    ],
    align=True,
)
"""What a contract uses in the weeks around a day, as if it were all of one day's service."""

PROFILES = np.dtype(
    [
        ("net_mb", "i8", (SPAN_DAYS + CALENDAR_DAYS + SPAN_DAYS,)),  # mean MB of a line on a day
        ("tv_q16", "i8", (SPAN_DAYS + CALENDAR_DAYS + SPAN_DAYS,)),
        ("calls_q16", "i8", (SPAN_DAYS + CALENDAR_DAYS + SPAN_DAYS,)),
    ],
    align=True,
)
"""By day of the book's calendar, with a span before its first day and one after its last."""

BEHAVIOUR_TABLES = np.dtype(
    [
        ("since", "i8"),  # the first day on which these numbers hold; see `editions`
        # payments and bills
        ("late_q16", "i8"),
        ("late_repeater_q16", "i8"),
        ("repeater_q16", "i8"),
        ("late_bill_q16", "i8"),
        ("forgets_q16", "i8"),
        ("forgets_repeater_q16", "i8"),
        ("late_days", "i8"),
        ("pays_within_day_q16", "i8"),
        ("slow_pay_days", "i8"),
        ("never_pays_q16", "i8"),
        ("never_pays_days", "i8"),
        ("card_declined_q16", "i8"),
        ("wrong_annex_q16", "i8"),
        ("express_q16", "i8"),
        ("express_65_q16", "i8"),
        ("express_format_q16", "i8"),
        ("express_unknown_q16", "i8"),
        ("express_used_q16", "i8"),
        ("express_cards", "i8"),  # at once, at most
        ("express_apart_s", "i8"),
        ("relative_pays_q16", "i8"),
        ("carer_pays_q16", "i8"),
        ("pay_least_kopecks", "i8"),
        ("pay_most_kopecks", "i8"),
        ("pay_round_kopecks", "i8"),
        ("reserve_most", "i8"),  # at the beginning of a run, in 1/1000 of a month's fee
        ("bill_calls_most", "i8"),
        ("pay_per_month", "i8"),
        ("pay_jitter_days", "i8"),  # before or after the usual day
        ("pay_apart_s", "i8"),  # between the contracts of one payer
        ("pay_after_weekend_q16", "i8"),
        ("pay_fees", "i8"),
        ("pay_use_q16", "i8"),  # of what a month's use has cost, on top when it has led to a block
        ("pay_again_s", "i8"),
        ("pay_again_spread_s", "i8"),
        ("retry_tries", "i8"),
        ("retry_within_s", "i8"),
        ("retry_rest_s", "i8"),
        ("retry_least_part", "i8"),  # of the pause that is drawn
        ("blocked_soonest_s", "i8"),
        # promises and tariff changes
        ("promise_when_blocked_q16", "i8"),
        ("promise_above_limit_q16", "i8"),
        ("promise_spontaneous_q16", "i8"),
        ("promise_in_term_q16", "i8"),
        ("promise_late_q16", "i8"),
        ("promise_late_days", "i8"),
        ("promise_above_kopecks", "i8", (5,)),  # more than is offered
        ("promise_hopeless_q16", "i8"),
        ("promise_reluctant_q16", "i8"),
        ("promise_round_kopecks", "i8"),
        ("promise_modest_after_s", "i8"),
        ("promise_blocked_after_s", "i8"),
        ("promise_blocked_within_s", "i8"),
        ("tariff_try_q16", "i8"),
        ("tariff_upgrade_q16", "i8"),
        ("price_try_q16", "i8"),  # multiplier after a fee went up
        ("price_upgrade_q16", "i8"),
        ("price_days", "i8"),
        ("shock_part", "i8"),  # of a month's fee
        ("shock_try_q16", "i8"),
        ("shock_upgrade_q16", "i8"),
        ("tariff_random_q16", "i8"),
        ("tariff_confirm_q16", "i8"),
        ("tariff_cancel_q16", "i8"),
        # add-ons
        ("add_on_connect_q16", "i8"),
        ("add_on_disconnect_q16", "i8"),
        ("add_on_boost_q16", "i8"),  # of a line with the mean volume
        ("add_on_random_q16", "i8"),
        ("add_on_weight", "i8", (ADD_ONS,)),  # by place in the catalogue
        # absences
        ("suspend_q16", "i8"),
        ("suspend_least_days", "i8"),
        # leaving, of contracts and month
        ("leave_pon_q16", "i8"),
        ("leave_xdsl_q16", "i8"),
        ("leave_tv_q16", "i8"),
        ("leave_phone_q16", "i8"),
        ("leave_blocked_q16", "i8"),  # multiplier after a long block …
        ("leave_blocked_s", "i8"),  # … that has lasted so long
        ("leave_price_q16", "i8"),  # multiplier after a fee went up
        ("leave_by_app_q16", "i8"),
        # coming, by Line
        ("come_q16", "i8", (len(Line),)),  # of all contracts and month
        ("mean_age_months", "i8", (len(Line),)),
        ("oldest_years", "i8", (len(Line),)),
        ("exponential_q16", "i8", (CELLS,)),  # lower ends of cells, mean 1
        ("fibre_q16", "i8"),  # of homes on copper and month
        ("move_q16", "i8"),  # of homes and month
        # videos
        ("video_q16", "i8"),
        ("hour_of_video", "i8", (CELLS,)),
        # accounts, guests and quick checks
        ("active_q16", "i8"),
        ("guest_q16", "i8"),
        ("quick_check_q16", "i8"),
        ("look_balance_q16", "i8"),
        ("look_usage_q16", "i8"),
        ("look_notices_q16", "i8"),
        ("look_statement_q16", "i8"),
        ("look_forecast_q16", "i8"),
        ("look_contracts_q16", "i8"),
        ("sign_out_q16", "i8"),
        ("offline_q16", "i8"),
        ("unknown_place_q16", "i8"),
        ("relogin_q16", "i8"),
        ("not_delivered_q16", "i8"),
        ("late_code_q16", "i8"),
        ("wrong_code_q16", "i8"),
        ("expired_q16", "i8"),
        ("abandon_q16", "i8"),
        ("bad_password_q16", "i8"),
        ("wrong_again_q16", "i8"),
        ("malformed_q16", "i8"),
        ("type_after_s", "i8"),
        ("type_within_s", "i8"),
        ("impatient_after_s", "i8"),
        ("impatient_within_s", "i8"),
        ("late_after_s", "i8"),
        ("late_within_s", "i8"),
        ("distracted_after_s", "i8"),
        ("distracted_within_s", "i8"),
        ("tries_most", "i8"),  # so often at most somebody tries the same thing in one go
        ("bind_try_q16", "i8"),
        ("bind_new_q16", "i8"),  # in the month after a contract has begun
        ("bind_by_phone_q16", "i8"),
        ("no_answer_q16", "i8"),
        ("busy_q16", "i8"),
        ("wrong_voice_code_q16", "i8"),
        ("wrong_surname_q16", "i8"),
        ("unbind_q16", "i8"),
        ("chat_q16", "i8"),
        ("block_chat_q16", "i8"),
        ("call_q16", "i8"),
        ("block_call_q16", "i8"),
        ("bill_call_q16", "i8"),
        ("bill_call_part", "i8"),  # in per cent, of the bill before
        ("outage_call_q16", "i8"),
        ("reply_q16", "i8"),
        ("close_q16", "i8"),
        ("empty_text_q16", "i8"),
        ("text_least", "i8"),  # characters
        ("text_spread", "i8"),
        ("read_after_s", "i8"),
        ("read_within_s", "i8"),
        # usage
        ("away_net_q16", "i8"),
        ("net_knee_part", "i8"),  # in per cent, of what a line can carry in a day
        ("net_most_part", "i8"),
        ("metered_knee_part", "i8"),  # of the included volume
        ("metered_most_part", "i8"),
        ("tv_knee_minutes", "i8"),
        ("tv_most_minutes", "i8"),
        ("tv_active_q16", "i8"),
        ("tv_active_65_q16", "i8"),
        ("tv_minutes", "i8"),
        ("calls_zero_q16", "i8"),
        ("calls_per_day_q16", "i8"),
        ("calls_65_q16", "i8"),
        ("calls_under_45_q16", "i8"),
        ("calls_package_q16", "i8"),
        ("net_age_75_q16", "i8"),
        ("net_age_65_q16", "i8"),
        ("net_under_45_q16", "i8"),
        ("net_scale_q16", "i8"),
        ("month_mb", "i8"),  # of a mean line, in the year in which the run begins
        ("up_pon_q16", "i8"),
        ("up_xdsl_q16", "i8"),
        ("up_heavy_q16", "i8"),
        ("heavy_net_q16", "i8"),
        ("net_persons_q16", "i8", (4,)),
        ("net_speed_q16", "i8", (5,)),
        ("net_speed_steps_kbps", "i8", (4,)),
        # sampling tables
        ("net_level", "i8", (CELLS,)),  # persistent multiplier, q16
        ("net_span", "i8", (CELLS,)),
        ("net_day", "i4", (DAY_CELLS,)),
        ("tv_day", "i4", (DAY_CELLS,)),
        ("calls_level", "i8", (CELLS,)),
        ("calls_day", "i4", (DAY_CELLS,)),
        ("call_class", "i2", (CELLS,)),
        ("call_minutes", "i2", (5, CELLS)),  # by CallClass, started minutes
        ("hour_of_payment", "i8", (CELLS,)),
        ("hour_at_counter", "i8", (CELLS,)),
        ("hour_in_app", "i8", (CELLS,)),
        ("hour_of_call", "i8", (CELLS,)),
        ("pay_day", "i8", (CELLS,)),
        ("forgotten_months", "i8", (CELLS,)),
        ("rhythm", "i8", (CELLS,)),
        ("months_ahead", "i8", (CELLS,)),
        ("amount_style", "i8", (CELLS,)),
        ("channel", "i8", (CELLS,)),
        ("channel_65", "i8", (CELLS,)),
        ("promise_wish", "i8", (CELLS,)),
        ("away_days", "i8", (CELLS,)),
        ("sessions", "i8", (CELLS,)),  # of an active account in a month, beyond the first
        ("guest_wish", "i8", (CELLS,)),
        ("away_month_q16", "i8", (12,)),  # chance that an absence begins in a month
        ("profiles", PROFILES),
        # by day of the book's calendar
        ("outage_s", "i4", (len(REGIONS), CALENDAR_DAYS)),  # for how long nothing can be used
        ("has_outages", "?"),
        # details of a day
        ("net_hour_e4", "i8", (2, 7, 24)),  # by direction, weekday and hour
        ("net_hour", "i8", (CELLS,)),
        ("tv_hour", "i8", (24,)),
        ("calls_hour", "i8", (24,)),
        ("view_minutes", "i8", (CELLS,)),
        ("call_edge_s", "i8", (5, CELLS + 1)),  # by CallClass, between the lengths of two cells
        ("sessions_q16", "i8", (2,)),  # begun on a day, by Technology
        ("reconnect_s", "i8"),
    ],
    align=True,
)

BehaviourTables: TypeAlias = Record
"""A record of layout BEHAVIOUR_TABLES: everything that behaviour looks up."""

VISIT = np.dtype([("at", "i8"), ("kind", "i8"), ("place", "i8")], align=True)
"""A visit on an agenda: when, what for, and which contract or ticket of the person."""
