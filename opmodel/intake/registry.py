"""The exports by name. A file in `exports/` with an `EXPORT` adds one (`EXPORTS` adds several); nothing else changes."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache

from opmodel.intake import exports
from opmodel.intake.export import Export
from opmodel.intake.refusal import Refused


@cache
def all_exports() -> Mapping[str, Export]:
    """Every export by name, in the order of their names."""
    return {export.name: export for export in sorted(_declared(), key=lambda export: export.name)}


def _declared() -> Iterator[Export]:
    for info in pkgutil.iter_modules(exports.__path__):
        module = importlib.import_module(f"{exports.__name__}.{info.name}")
        found = [getattr(module, "EXPORT", None), *getattr(module, "EXPORTS", ())]
        yield from (export for export in found if isinstance(export, Export))


def export_named(name: str) -> Export:
    """The export of that name, whatever its case or separators.

    Raises:
        Refused: there is none; the message names those there are.
    """
    wanted = name.strip().casefold().replace("-", "_").replace(" ", "_")
    found = all_exports().get(wanted)
    if found is None or found.wrong_file:
        known = ", ".join(export.name for export in all_exports().values() if not export.wrong_file)
        raise Refused(f"There is no export {name!r}; known exports: {known}.")
    return found
