# /// script
# requires-python = ">=3.11"
# dependencies = ["mybt-sim"]
#
# [tool.marimo.display]
# theme = "system"
# ///

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="full", app_title="mybt_sim · Мой Белтэлеком")

with app.setup:
    import marimo as mo

    from mybt_sim.app.demo.link import open_moment
    from mybt_sim.app.demo.sessions import DEMO_SESSIONS
    from mybt_sim.app.demo.widget import PhoneWidget
    from mybt_sim.text import chosen_language


@app.cell
def params():
    _request = mo.app_meta().request
    language = chosen_language(
        mo.query_params().to_dict().get("lang"), _request.cookies.get("lang") if _request else None
    )
    asked_key = mo.query_params().to_dict().get("key")
    moment = mo.query_params().to_dict().get("moment")
    return asked_key, language, moment


@app.cell
def entered(asked_key, language, moment):
    key, demo = DEMO_SESSIONS.enter(asked_key, language)
    if key != asked_key:
        if moment is not None:
            open_moment(demo, moment)
        mo.query_params().set("key", key)
    return key, demo


@app.cell
def phone(demo):
    widget = mo.ui.anywidget(PhoneWidget(demo))
    widget
    return (widget,)


if __name__ == "__main__":
    app.run()
