# /// script
# requires-python = ">=3.11"
# dependencies = ["mybt-sim"]
#
# [tool.marimo.display]
# theme = "system"
# ///

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="mybt_sim · usage statistics", sql_output="native")

with app.setup:
    import marimo as mo

    from mybt_sim.analysis import Chosen, charts, days, hours, play, usage
    from mybt_sim.app.notebooks import parts, usage_page
    from mybt_sim.app.notebooks.answer_card import answer_card
    from mybt_sim.app.runs import attempted_run, is_replaced, named_run, shared_sql_field
    from mybt_sim.text import chosen_language


@app.cell
def params():
    _request = mo.app_meta().request
    run_path = named_run(_request.meta if _request else None)
    language = chosen_language(
        mo.query_params().to_dict().get("lang"), _request.cookies.get("lang") if _request else None
    )
    asked = mo.query_params().to_dict()
    return asked, language, run_path


@app.cell
def opened(language, run_path):
    run, _trouble = attempted_run(run_path)
    mo.stop(not run or run.metrics_only, parts.shown(usage_page.no_run(_trouble, language)))
    cursor, sql_field = run.cursor(), shared_sql_field(run_path)
    return cursor, sql_field, run


@app.cell
def heading(chosen, language, run):
    parts.shown(usage_page.head(chosen, run, language))
    return


@app.cell
def filters(asked, cursor, language, run):
    _choices = usage_page.choices(cursor, run, language, asked)
    period = mo.ui.date_range(**_choices.period, full_width=True)
    region = mo.ui.dropdown(**_choices.region, full_width=True)
    kind = mo.ui.dropdown(**_choices.kind, full_width=True)
    tariff = mo.ui.dropdown(**_choices.tariff, full_width=True)
    parts.shown(parts.filter_bar(language, period, region, kind, tariff))
    return kind, period, region, tariff


@app.cell
def filtered(kind, period, region, tariff):
    chosen = Chosen(
        first=period.value[0],
        last=period.value[1],
        region=region.value,
        kind=kind.value,
        tariff=tariff.value,
    )
    return (chosen,)


@app.cell
def totals(chosen, cursor, language):
    with mo.status.spinner(title=usage_page.counting(language), remove_on_exit=True):
        total = usage.totals(cursor, chosen).row(0, named=True)
    mo.stop(not total["days"], parts.shown(usage_page.nothing(language)))
    parts.shown(parts.stat_cards(parts.usage_stats(total, language)))
    return (total,)


@app.cell
def traffic(language, total):
    has_traffic = total["down_mb"] > 0
    mo.stop(not has_traffic, parts.shown(usage_page.no_traffic(language)))
    return (has_traffic,)


@app.cell
def daily(chosen, cursor, has_traffic, language):
    mo.stop(not has_traffic)
    daily_curve = charts.daily_figure(usage.daily(cursor, chosen), language)
    parts.shown(parts.figure_card(daily_curve))
    return (daily_curve,)


@app.cell
def rankings(chosen, cursor, has_traffic, language):
    mo.stop(not has_traffic)
    by_region = charts.region_figure(usage.by_region(cursor, chosen), language)
    by_tariff = charts.tariff_figure(usage.by_tariff(cursor, chosen), language)
    parts.shown(parts.side_by_side(parts.figure_card(by_region), parts.figure_card(by_tariff)))
    return by_region, by_tariff


@app.cell
def heat_map(chosen, cursor, has_traffic, language):
    mo.stop(not has_traffic)
    by_hour = charts.hour_figure(hours.hour_of_week(cursor, chosen), language)
    parts.shown(parts.figure_card(by_hour))
    return (by_hour,)


@app.cell
def table_order(language):
    order = mo.ui.dropdown(**usage_page.order_options(language))
    return (order,)


@app.cell
def table_page(chosen, order):
    page, turn_to = mo.state(usage_page.first_page(chosen, order.value), allow_self_loops=True)
    return page, turn_to


@app.cell
def table_buttons(language, page, total, turn_to):
    page_words = usage_page.page_words(page(), total["contract_days"], language)
    previous_page = mo.ui.button(
        label=page_words.previous,
        on_change=lambda _: turn_to(lambda now: now - 1),
        disabled=page_words.is_first,
    )
    next_page = mo.ui.button(
        label=page_words.next,
        on_change=lambda _: turn_to(lambda now: now + 1),
        disabled=page_words.is_last,
    )
    return next_page, page_words, previous_page


@app.cell
def table(chosen, cursor, language, next_page, order, page, page_words, previous_page, total):
    contract_days = days.contract_days(cursor, chosen, language, order=order.value, page=page())
    parts.shown(
        parts.card(
            *usage_page.table_words(total["contract_days"], language),
            parts.toolbar(order),
            parts.days_table(contract_days, language),
            parts.pager(page_words.text, previous_page, next_page),
        )
    )
    return (contract_days,)


@app.cell
def question(language, run):
    _words = usage_page.question_words(run, language)
    statement = mo.ui.text_area(
        value=play.EXAMPLE, label=_words.field, rows=9, full_width=True, debounce=True
    )
    ask = mo.ui.run_button(label=_words.run, kind="success")
    parts.shown(
        parts.card(
            _words.title,
            _words.subtitle,
            parts.of_marimo(mo.vstack([statement, ask, parts.shown(_words.tables)])),
        )
    )
    return ask, statement


@app.cell
def reply(ask, language, run, sql_field, statement):
    mo.stop(not ask.value, parts.shown(usage_page.hint(language)))
    with mo.status.spinner(title=usage_page.running(language), remove_on_exit=True):
        _found = usage_page.asked(sql_field, statement.value)
    mo.stop(is_replaced(run), parts.shown(usage_page.replaced(language, {})))
    answer = _found
    parts.shown(answer_card(answer, language))
    return (answer,)


if __name__ == "__main__":
    app.run()
