"""The one way to compile: `@compiled`.

A function is kept in the cache as long as no source that it is made of has changed
(`base/sources.py`): an edit compiles anew what it can reach, and nothing else. Numba itself looks
at a function's own file alone, and would run a stale rule.

`NUMBA_DISABLE_JIT=1` leaves all functions plain Python; both ways give the same bits, which the
tests compare on random lives.
"""

import functools
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from types import FunctionType
from typing import Any, ClassVar, Self, TypeVar, cast

import numba
import numpy as np
import platformdirs
from numba.core.caching import CompileResultCacheImpl, FunctionCache, _CacheLocator
from numba.core.registry import CPUDispatcher
from numba.extending import typeof_impl

from mybt_sim.base.merged import OPTIONS, MergedCacheImpl, MergedDispatcher
from mybt_sim.base.sources import sources_digest

CACHES_KEPT = 3
"""How many versions of a module stay in the cache: another branch, an installed release."""

Function = TypeVar("Function", bound=Callable[..., Any])

IS_COMPILED: bool = not numba.config.DISABLE_JIT  # type: ignore[attr-defined]


@functools.cache
def cache_home() -> Path:
    """Folder of everything that is kept; `MYBT_SIM_CACHE` moves it.

    Where it cannot be written to, a folder of this process: everything is compiled anew each time.
    """
    home = Path(os.environ.get("MYBT_SIM_CACHE") or platformdirs.user_cache_path("mybt_sim"))
    try:
        (home / "compiled").mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=home / "compiled").close()
    except OSError:
        return Path(tempfile.mkdtemp(prefix="mybt_sim-"))
    return home


@functools.cache
def _folder_of(module: str, digest: str) -> Path:
    """Where the functions of one version of a module are kept; the oldest of many versions go."""
    versions = cache_home() / "compiled" / module
    folder = versions / digest
    folder.mkdir(parents=True, exist_ok=True)
    folder.touch()
    others = sorted(versions.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for stale in others[CACHES_KEPT:]:
        shutil.rmtree(stale, ignore_errors=True)
    return folder


class _Locator(_CacheLocator):
    """Tells Numba where a function is kept, and what it is made of."""

    def __init__(self, function: FunctionType, path: str) -> None:
        self._line = function.__code__.co_firstlineno
        self._digest = sources_digest(Path(path))
        self._folder = _folder_of(function.__module__, self._digest)

    @classmethod
    def from_function(cls, function: FunctionType, path: str) -> Self:
        return cls(function, path)

    def get_cache_path(self) -> str:
        return str(self._folder)

    def get_source_stamp(self) -> str:
        return self._digest

    def get_disambiguator(self) -> str:
        return str(self._line)


class _CacheImpl(CompileResultCacheImpl):
    _locator_classes: ClassVar[Any] = [_Locator]  # type: ignore[misc]


class _Cache(FunctionCache):
    _impl_class = _CacheImpl


class _MergedCacheImpl(MergedCacheImpl, _CacheImpl):
    pass


class _MergedCache(FunctionCache):
    _impl_class = _MergedCacheImpl


def _can_be_kept(function: Callable[..., Any]) -> bool:
    """Not where it was typed where there is no file, or is made of what it was given."""
    return function.__closure__ is None and Path(function.__code__.co_filename).is_file()


class _Dispatcher(CPUDispatcher):
    """A function that Python calls, kept in our cache."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function, targetoptions=OPTIONS | {"no_cfunc_wrapper": True})
        if _can_be_kept(function):
            self._cache = _Cache(self.py_func)  # type: ignore[no-untyped-call]


class _Merged(MergedDispatcher):
    """A function that compiled callers are made of, kept in our cache."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        if _can_be_kept(function):
            self._cache = _MergedCache(self.py_func)  # type: ignore[no-untyped-call]


_kinds: dict[tuple[Any, ...], Any] = {}


def _kind_of(by_numba: Callable[[Any, Any], Any], value: Any, context: Any) -> Any:
    """The type of an array or a record, made once for all that are alike.

    Numba asks for it at each call with arrays in a named tuple, and would make that of their
    records anew, field by field: 3 ms for a room of the hunt.
    """
    flags, dtype = value.flags, value.dtype
    is_so = (dtype.isalignedstruct, flags.c_contiguous, flags.f_contiguous, flags.writeable)
    key = (type(value), dtype, value.ndim, *is_so)
    if key not in _kinds:
        _kinds[key] = by_numba(value, context)
    return _kinds[key]


for _kind in (np.ndarray, np.void):
    typeof_impl.register(_kind)(functools.partial(_kind_of, typeof_impl.dispatch(_kind)))


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


def is_kept(function: Callable[..., Any]) -> bool:
    """Whether the cache has a compiled function, for whatever arguments."""
    folder = Path(str(cast(_Dispatcher, function).stats.cache_path))
    return any(folder.glob(f"*.{function.__name__}-*.nbi"))


def compile_part(function: Callable[..., Any], *arguments: Any) -> None:
    """Compile, and keep, what a compiled caller gets that calls with such arguments; nobody calls.

    A record stands for one of an array.
    """
    kinds = (numba.typeof(one) for one in arguments)  # type: ignore[no-untyped-call]
    cast(_Function, function).merged.compile(tuple(_widened(kind) for kind in kinds))


def in_python(function: Function) -> Function:
    """`function` as plain Python runs it, for callers that are not compiled.

    Handing over a book takes longer than some twenty assignments.
    """
    return cast(Function, getattr(function, "py_func", function))


class _Function(_Dispatcher):
    """What Python calls; a compiled caller gets `merged` in its place.

    Numba wraps every function for Python, and compiles one anew for every constant that it is
    called with. Most of ours are only called by each other, so the one that they get has no
    wrapper and takes any whole number: half as much to compile.
    """

    @cached_property
    def merged(self) -> Any:
        function = self.py_func
        part = FunctionType(function.__code__, function.__globals__, function.__name__)
        part.__defaults__, part.__kwdefaults__ = function.__defaults__, function.__kwdefaults__
        part.__qualname__ = f"{function.__qualname__}.merged"  # the cache has a file for each name
        return _Merged(part)

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
    return cast(Function, _Dispatcher(function)) if IS_COMPILED else function


NOTHING_TO_CALL = -1

if IS_COMPILED:
    _Address: Any = numba.types.WrapperAddressProtocol
else:
    _Address = object


class Pointer(_Address):  # type: ignore[misc]
    """A function as a value, for arguments of these types; it answers with a whole number.

    A compiled caller that is given one is not compiled for it: whoever brings a function of their
    own waits for that alone. None: there is nothing to call.
    """

    def __init__(self, function: Callable[..., int] | None, *arguments: Any) -> None:
        self._function, self._address = function, NOTHING_TO_CALL
        if not IS_COMPILED:
            return
        self._signature = numba.int64(*map(numba.typeof, arguments))
        if function is not None:
            self._kept = numba.cfunc(self._signature, error_model="numpy")(function)
            self._address = cast(int, self._kept.address)

    def __call__(self, *arguments: Any) -> int:
        assert self._function is not None, "there is nothing to call"
        return self._function(*arguments)

    def __wrapper_address__(self) -> int:
        return self._address

    def signature(self) -> Any:
        """What it takes, and that it gives a whole number."""
        return self._signature
