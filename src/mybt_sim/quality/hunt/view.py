"""What a hunt came to, on a terminal: the story of a break in the reader's language, coverage."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.hunt.coverage import Seen
from mybt_sim.quality.laws.every import BY_NAME
from mybt_sim.quality.room import the_catalogue
from mybt_sim.quality.steps import TIME_PASSES, Card, Deed
from mybt_sim.quality.story import Done, Story, Told, opened_at
from mybt_sim.quality.visits.every import BY_NAME as DOOR_BY_NAME
from mybt_sim.quality.visits.living import VisitStory
from mybt_sim.text.formats import moment, money
from mybt_sim.text.messages import Language, refusal_text, translate

MONEY = (Deed.TOP_UP, Deed.ERIP_PAYMENT, Deed.PROMISE_PAYMENT, Deed.CORRECT_BALANCE)


def show_story(
    story: Story, told: Sequence[Told], law: str, language: Language, console: Console
) -> None:
    """Each deed with its moment, what it was answered, and the balance after it."""
    tariff = the_catalogue().tariffs[story.start.tariff].id
    opening = translate("event.connected", language)
    balance = money(story.start.balance_kopecks, language)
    head = f"  0  {moment(opened_at(story), language)}  {opening}: {tariff}, {balance}"
    console.print(Text(head))
    for number, one in enumerate(told, start=1):
        heading = Text(f"{number:>3}  ", style="bold")
        heading.append(f"{moment(one.deed.now, language)}  {deed_said(one.deed, language)}")
        console.print(heading)
        answer = (
            refusal_text(one.refusal.name, language) if one.refusal is not Refusal.NONE else "ok"
        )
        style = "green" if one.refusal is Refusal.NONE else "yellow"
        console.print(Text(f"     {answer}  {money(one.balance_kopecks, language)}", style=style))
    _show_law(law, console)


def show_visits(story: VisitStory, law: str, console: Console) -> None:
    """Each visit at the door with what was asked there."""
    for number, visit in enumerate(story.visits, start=1):
        facts = ", ".join(f"{name} {fact}" for name, fact in visit.facts)
        who = ", by the other account" if visit.is_other else ""
        question = visit.question.name.lower()
        console.print(Text(f"{number:>3}  {question} after {visit.wait_s} s{who}: {facts}"))
    _show_law(law, console)


def _show_law(name: str, console: Console) -> None:
    """A law by its name and its sentence; the name alone where a rule answers no more."""
    console.print(Text(f"     {name}", style="bold red"))
    law = BY_NAME.get(name) or DOOR_BY_NAME.get(name)
    if law is not None:
        console.print(Text(f"     {law.says} ({', '.join(law.rules)})"))


def deed_said(deed: Done, language: Language) -> str:
    """What is asked, with what is given."""
    if deed.what in TIME_PASSES:
        return translate(f"quality.deed.{deed.what.name.lower()}", language)
    if deed.what is Deed.LOOK:
        return translate("operation.balance", language)
    name = translate(f"operation.{deed.what.name.lower()}", language)
    return f"{name} {_given(deed, language)}".strip()


def _given(deed: Done, language: Language) -> str:
    catalogue = the_catalogue()
    if deed.what in MONEY:
        return money(deed.amount, language)
    if deed.what is Deed.CHANGE_TARIFF:
        return _named([one.id for one in catalogue.tariffs], deed.choice)
    if deed.what in (Deed.CONNECT_ADD_ON, Deed.DISCONNECT_ADD_ON):
        return _named([one.id for one in catalogue.add_ons], deed.choice)
    if deed.what is Deed.REDEEM_EXPRESS_CARD:
        return Card(deed.choice).name.lower()
    return str(deed.choice) if deed.what is Deed.SUSPEND else ""


def _named(ids: Sequence[str], place: int) -> str:
    return ids[place] if 0 <= place < len(ids) else str(place)


def coverage_table(seen: Sequence[Seen]) -> Table:
    """Operations with their outcomes and how often each was met."""
    table = Table(box=None, pad_edge=False)
    for column, justify in (("operation", "left"), ("outcome", "left"), ("met", "right")):
        table.add_column(column, header_style="dim", justify=justify)  # type: ignore[arg-type]
    table.add_column("", style="dim")
    last = None
    for one in seen:
        name = one.deed.name.lower() if one.deed is not last else ""
        outcome = "ok" if one.refusal is Refusal.NONE else one.refusal.name
        note = one.why_not or ("never met" if one.times == 0 else "")
        table.add_row(name, outcome, f"{one.times:,}", note)
        last = one.deed
    return table
