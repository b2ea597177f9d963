"""Functions that are merged into the compiled ones that call them, and called by nobody else.

Numba makes machine code of every function as soon as it is compiled, and a kernel is made of
hundreds. Nobody would ever run that of a merged one. So it ends as LLVM code: this is what the
cache keeps, what callers are made of, and what is optimised there.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import binding
from numba.core.caching import CompileResultCacheImpl
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler, compile_result
from numba.core.registry import CPUDispatcher

OPTIONS = {
    "nopython": True,
    "nogil": True,
    "error_model": "numpy",
}
"""How all our functions are compiled."""

MERGED_OPTIONS = OPTIONS | {
    "forceinline": True,
    "no_cfunc_wrapper": True,
    "no_cpython_wrapper": True,
    "_nrt": False,  # it allocates nothing, so nothing has to be counted or freed
}


class _Library(JITCodeLibrary):
    """The LLVM code of a merged function."""

    def __init__(self, codegen: Any, name: str, bitcode: bytes = b"") -> None:
        super().__init__(codegen, name)
        if bitcode:  # from the cache
            self._final_module = self._shared_module = binding.parse_bitcode(bitcode)
            self._finalize_final_module()

    def _optimize_final_module(self) -> None:
        """Not yet: it is optimised with its callers."""

    def _finalize_final_module(self) -> None:
        """All but machine code."""
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True

    def serialize_using_object_code(self) -> tuple[str, bytes]:
        """What the cache keeps."""
        self._ensure_finalized()
        return self.name, self._get_module_for_linking().as_bitcode()


class _Compiler(Compiler):
    """Numba's own compiler, as far as LLVM code."""

    def __init__(self, typing: Any, target: Any, _library: None, *others: Any) -> None:
        super().__init__(typing, target, _Library(target.codegen(), "merged"), *others)
        self.state.flags.no_compile = True


class _Name:
    """By what callers find the code: there is no address."""


class MergedCacheImpl(CompileResultCacheImpl):
    """Reads back from the cache what no Python code can call."""

    def rebuild(self, target_context: Any, payload: tuple[Any, ...]) -> Any:
        """A result as the compiler gave it."""
        (name, bitcode), description, environment, signature, *_ = payload
        return compile_result(
            target_context=target_context,
            typing_context=target_context.typing_context,
            library=_Library(target_context.codegen(), name, bitcode),
            environment=environment,
            entry_point=_Name(),
            fndesc=description,
            signature=signature,
            objectmode=False,
            lifted=(),
            typing_error=None,
        )


class MergedDispatcher(CPUDispatcher):
    """Compiles a merged function for the types of whoever calls it."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function, targetoptions=MERGED_OPTIONS, pipeline_class=_Compiler)

    def add_overload(self, result: Any) -> None:
        """Let callers find it. What comes from the compiler has no name yet."""
        if result.entry_point is None:
            result = result._replace(entry_point=_Name())
            libraries = [result.library]
            self.targetctx.insert_user_function(result.entry_point, result.fndesc, libraries)
        self.overloads[tuple(result.signature.args)] = result
