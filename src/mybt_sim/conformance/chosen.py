"""The mapping that is asked for: that of our own shape, or one in a file or module."""

import importlib
import importlib.util
from pathlib import Path
from types import ModuleType

from mybt_sim.conformance.mapping import Mapping
from mybt_sim.conformance.own import Own
from mybt_sim.conformance.transport import ConformError


def mapping_of(name: str | None) -> type[Mapping]:
    """The mapping in a file or module; that of our own shape for none. `ConformError` otherwise."""
    if name is None:
        return Own
    module = _module_of(name)
    found = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Mapping) and one.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise ConformError(
            f"{name} defines {len(found)} mappings.",
            next_step="Define one subclass of mybt_sim.conformance.mapping.Mapping there.",
        )
    return found[0]


def _module_of(name: str) -> ModuleType:
    try:
        if not name.endswith(".py"):
            return importlib.import_module(name)
        spec = importlib.util.spec_from_file_location(Path(name).stem, name)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    except Exception as error:
        raise ConformError(
            f"The mapping {name} cannot be read: {error}.",
            next_step="Name a Python file, or a module that can be imported.",
        ) from error
