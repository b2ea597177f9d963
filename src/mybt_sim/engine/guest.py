"""What everybody may see, signed in or not: news, places, help and the language (S9, S25, S26).

What there is to show is kept outside; the rules are told whether it was found.
"""

from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import rule


@rule("NEWS-LIST", seed=("S9",))
def list_news(is_known: bool) -> Refusal:
    """Show a page of news, newest first.

    Only a page beyond the last is unknown; the first one is there even without any news.
    """
    if not is_known:
        return Refusal.NEWS_NOT_FOUND
    return Refusal.NONE


@rule("LOC-LIST", seed=("S9",))
def list_places(is_known: bool) -> Refusal:
    """Show service centres or Wi-Fi points of a region, a city or a surrounding that exists."""
    if not is_known:
        return Refusal.LOCATION_NOT_FOUND
    return Refusal.NONE


@rule("LANG-SET", seed=("S25", "S26"))
def set_language(is_known: bool) -> Refusal:
    """Speak Russian or Belarusian from now on, also in help and refusals; no other language."""
    if not is_known:
        return Refusal.LANGUAGE_UNSUPPORTED
    return Refusal.NONE
