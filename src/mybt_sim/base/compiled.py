"""The one way to compile: `@compiled`.

Numba keys a cached function by its own file alone, so a change in a function that it calls from
another file would go unnoticed and a stale rule would run. The cache folder therefore carries a
digest of every source that can be compiled: any edit opens a new folder.

`NUMBA_DISABLE_JIT=1` leaves all functions plain Python; both ways give the same bits, which the
tests compare on random lives.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast

import numba
import platformdirs
from numba.core.registry import CPUDispatcher

PACKAGE = Path(__file__).parents[1]
COMPILED_PACKAGES = ("base", "engine", "population", "behaviour", "simulation", "quality")
CACHES_KEPT = 3

Function = TypeVar("Function", bound=Callable[..., Any])

IS_COMPILED: bool = not numba.config.DISABLE_JIT  # type: ignore[attr-defined]


def source_digest() -> str:
    """Digest of every source file that takes part in compilation, and of Numba's version."""
    digest = hashlib.sha256(numba.__version__.encode())
    for package in COMPILED_PACKAGES:
        for path in sorted((PACKAGE / package).rglob("*.py")):
            digest.update(
                path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0"
            )
    return digest.hexdigest()[:16]


def cache_home() -> Path:
    """Folder that holds one cache for each digest; `MYBT_SIM_CACHE` moves it."""
    return Path(os.environ.get("MYBT_SIM_CACHE") or platformdirs.user_cache_path("mybt_sim"))


def _open_cache() -> str:
    home = cache_home() / "compiled"
    folder = home / source_digest()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.touch()
    except OSError:  # a home that cannot be written to: compile anew each time
        return tempfile.mkdtemp(prefix="mybt_sim-")
    others = sorted(home.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for stale in others[CACHES_KEPT:]:
        shutil.rmtree(stale, ignore_errors=True)
    return str(folder)


if IS_COMPILED:
    numba.config.CACHE_DIR = _open_cache()  # type: ignore[attr-defined]


def entry_of(function: Function, *arguments: Any) -> Function:
    """`function` for arguments of exactly these types, without looking the types up at each call.

    Calls the function once. Only for callers that always pass the same types: nothing is checked.
    """
    function(*arguments)
    overloads = getattr(function, "overloads", None)
    if overloads is None:  # not compiled
        return function
    assert len(overloads) == 1, "the function serves several combinations of types"
    return cast(Function, next(iter(overloads.values())).entry_point)


def in_python(function: Function) -> Function:
    """`function` as plain Python runs it, for callers that are not compiled.

    Handing over a book takes longer than some twenty assignments.
    """
    return cast(Function, getattr(function, "py_func", function))


OPTIONS = {
    "nopython": True,
    "nogil": True,
    "error_model": "numpy",
    "no_cfunc_wrapper": True,
}
MERGED_OPTIONS = OPTIONS | {
    "forceinline": True,
    "no_cpython_wrapper": True,
    "_nrt": False,  # it allocates nothing, so nothing has to be counted or freed
}


class _Function(CPUDispatcher):
    """What Python calls; a compiled caller gets `merged` in its place.

    Numba wraps every function for Python, and compiles one anew for every constant that it is
    called with. Most of ours are only called by each other, so the one that they get has no
    wrapper and takes any whole number: half as much to compile.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function, targetoptions=OPTIONS)
        self.enable_caching()

    @cached_property
    def merged(self) -> Any:
        function = self.py_func
        part = FunctionType(function.__code__, function.__globals__, function.__name__)
        part.__defaults__, part.__kwdefaults__ = function.__defaults__, function.__kwdefaults__
        part.__qualname__ = f"{function.__qualname__}.merged"  # the cache has a file for each name
        dispatcher = CPUDispatcher(part, targetoptions=MERGED_OPTIONS)
        dispatcher.enable_caching()
        return dispatcher

    def get_call_template(self, args: Sequence[Any], kws: Any) -> Any:
        wide_kws = {name: _widened(kind) for name, kind in kws.items()}
        return self.merged.get_call_template([_widened(kind) for kind in args], wide_kws)

    def get_overload(self, signature: Any) -> Any:
        return self.merged.get_overload(signature)


def _widened(kind: Any) -> Any:
    """The type of any whole number where that of a constant or of a narrow one is given."""
    types: Any = numba.types
    kind = types.unliteral(kind)
    return types.int64 if isinstance(kind, types.Integer) and kind.signed else kind


def compiled(function: Function) -> Function:
    """Compile `function` to machine code that runs without the interpreter lock.

    It is also merged into every compiled caller: the rules of one contract-day are some forty
    small functions, and calling them would take longer than what they do.
    """
    return cast(Function, _Function(function)) if IS_COMPILED else function


def called(function: Function) -> Function:
    """Compile `function` so that compiled callers call it, not one copy of it each.

    For what is large and has many callers, where a call costs nothing beside the work.
    """
    if not IS_COMPILED:
        return function
    dispatcher = CPUDispatcher(function, targetoptions=OPTIONS)
    dispatcher.enable_caching()
    return cast(Function, dispatcher)
