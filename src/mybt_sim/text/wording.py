"""Other words for messages of the application, as a change of rules writes them."""

from collections.abc import Mapping
from functools import cache

from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.faults import Faults
from mybt_sim.text.messages import LANGUAGES, placeholders, read_catalogue, usual_words

CHANGEABLE = ("refusal.", "notice.")
"""What the operator says to people; the rest are names of things, the same on every page."""
WORDS_MOST = 400


@cache
def changeable_keys() -> tuple[str, ...]:
    """Keys of all messages that may have other words, in order of the catalogue."""
    return tuple(
        str(message.id)
        for message in read_catalogue("ru")
        if isinstance(message.id, str) and message.id.startswith(CHANGEABLE)
    )


def check_texts(texts: object) -> None:
    """`ScenarioError` with everything that is wrong with other words, written by key and language.

    All three languages are given, and what a message names in braces is named in its other words.
    """
    if not isinstance(texts, Mapping):
        raise ScenarioError("texts is not a table.", next_step="Write it as [changes.texts].")
    faults = Faults()
    for key, words in texts.items():
        with faults.gathered():
            _check_words(key, words)
    faults.refuse()


def _check_words(key: object, words: object) -> None:
    if key not in changeable_keys():
        raise ScenarioError(
            f"There is no text {key!r} that can be changed.",
            next_step=f"Texts of refusals and notices can: {changeable_keys()[0]} and others.",
        )
    if not isinstance(words, Mapping) or set(words) != set(LANGUAGES):
        raise ScenarioError(
            f"The text {key} is not given in three languages.",
            next_step=f"Give {', '.join(LANGUAGES)}.",
        )
    for language in LANGUAGES:
        text = words[language]
        if not isinstance(text, str) or not text.strip() or len(text) > WORDS_MOST:
            raise ScenarioError(
                f"The text {key} in {language} is empty or too long.",
                next_step=f"Write up to {WORDS_MOST} characters.",
            )
        needed = placeholders(usual_words(str(key), language))
        try:
            named = placeholders(text)
        except ValueError:
            named = frozenset({""})
        if named != needed:
            told = ", ".join(f"{{{name}}}" for name in sorted(needed)) or "nothing in braces"
            raise ScenarioError(
                f"The text {key} in {language} does not name what it has to.",
                next_step=f"Name {told}.",
            )
