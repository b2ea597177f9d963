"""The addresses of the page of money."""

from starlette.routing import Route

from mybt_sim.app.answers import LanguageOf
from mybt_sim.app.explorer.files import MEDIA
from mybt_sim.app.filtered import FilteredPage, filtered_routes
from mybt_sim.app.money.books import ASKED, PATH, books_of
from mybt_sim.app.money.page import file_of, page, parts

MONEY = FilteredPage(PATH, "money.title", books_of, page, parts, file_of, ASKED, MEDIA)


def routes(language_of: LanguageOf) -> list[Route]:
    """What the site has to know of the page."""
    return filtered_routes(MONEY, language_of)
