"""Laws of one's own, asked beside all others: compiled by themselves, and called by their address.

The hunt is not compiled for them: it calls what it is given.
"""

from collections.abc import Callable, Sequence

from numba.experimental import function_type

from mybt_sim.base.compiled import Pointer, called
from mybt_sim.base.errors import MybtError
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import Record
from mybt_sim.quality.laws.law import Predicate

assert function_type, "what a Pointer is, Numba knows once this is read"

Places = Callable[[Book, Record], int]


def pointer_to(own: Sequence[Predicate], book: Book, step: Record) -> Pointer:
    """The place in `own` of the first law that a step like this breaks, or -1.

    `MybtError` for a law that cannot be compiled.
    """
    if not own:
        return Pointer(None, book, step)
    try:
        return Pointer(_first_broken_of(own, 0), book, step)
    except Exception as error:  # whatever the compiler has to say
        names = ", ".join(one.__name__ for one in own)
        raise MybtError(
            f"{names}: this cannot be compiled. {error}",
            next_step="Take whole numbers of the step and the book alone, as laws here do.",
        ) from error


def _first_broken_of(own: Sequence[Predicate], place: int) -> Places:
    """Asks the law at a place, and if it holds those behind it."""
    holds = own[place]
    if place + 1 == len(own):

        @called
        def last(book: Book, step: Record) -> int:
            return -1 if holds(book, step) else place

        return last
    rest = _first_broken_of(own, place + 1)

    @called
    def first(book: Book, step: Record) -> int:
        return rest(book, step) if holds(book, step) else place

    return first
