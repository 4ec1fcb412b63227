"""Which export a file is: by its headers, never by its name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from opmodel.intake.export import Choices, Column, Export, Matched, SheetForm, normalised_header
from opmodel.intake.facts import Facts
from opmodel.intake.grid import Grid
from opmodel.intake.matching import candidate_headers, describe, fit, match, stacked, table_below, unstacked
from opmodel.intake.reading import Reading, read
from opmodel.intake.refusal import Refused
from opmodel.intake.registry import all_exports, export_named
from opmodel.intake.table import Table
from opmodel.store.register_sheets.forms import OPEN_QUESTIONS

_UNSURE = 0.5
_BY_NAME_ALONE = 0.2
"""For a sheet whose headers many tables have: whatever else it fits, it is that."""
NEVER_READ = ("Notes", OPEN_QUESTIONS)
"""Sheets of our own workbooks that only explain and ask."""


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """A file that is known: its export, and its tables with their columns found."""

    export: Export
    matched: Matched | None
    """The table, or all sheets of this export as one; None for a workbook of different sheets."""
    sheets: Mapping[str, Matched]
    """The sheets of such a workbook, by the names of the export's forms."""
    sheet_names: Sequence[str]
    notes: Sequence[str]

    def facts(self, choices: Choices) -> Facts:
        """What the file says, checked row by row.

        Raises:
            Refused: what the file as a whole says cannot be used.
        """
        if self.matched is None:
            assert self.export.read_sheets is not None
            facts = self.export.read_sheets(self.sheets, choices)
            notes = [*self.notes, *(note for matched in self.sheets.values() for note in matched.notes)]
        else:
            assert self.export.read is not None
            facts = self.export.read(self.matched, choices)
            notes = [*self.notes, *self.matched.notes]
            if len(self.sheet_names) > 1:
                facts.rejections = [
                    replace(item, sheet=sheet, row=row)
                    for item in facts.rejections
                    for sheet, row in [unstacked(item.row, self.sheet_names)]
                ]
        facts.notes = [*notes, *facts.notes]
        return facts

    def table(self) -> Table:
        """The first table of the file, for a preview."""
        return (self.matched or next(iter(self.sheets.values()))).table


@dataclass(frozen=True)
class _Candidate:
    export: Export
    form: SheetForm | None
    grid: Grid
    header: int
    rank: tuple[float, int, int]

    @property
    def columns(self) -> Sequence[Column]:
        return self.export.columns if self.form is None else self.form.columns


def recognise(data: bytes, file_name: str, choices: Choices | None = None) -> Recognised:
    """Read a file and find out which export it is.

    Raises:
        Refused: it cannot be read, is no known export, is one that is uploaded by mistake, or could be several.
    """
    return recognise_reading(read(data, file_name), choices or Choices())


def recognise_reading(reading: Reading, choices: Choices) -> Recognised:
    """Find out which export a file is that has been read.

    Raises:
        Refused: see `recognise`.
    """
    wanted = [export_named(choices.export)] if choices.export else _said_to_be(reading) or list(all_exports().values())
    best: dict[int, list[_Candidate]] = {}
    for index, grid in enumerate(reading.grids):
        found = _best(list(_candidates(grid, wanted, choices, reading.file_name)))
        if found:
            best[index] = found
    if not best:
        raise Refused(_unknown(reading, wanted, choices))
    export = _one_export(best, reading)
    if export.wrong_file:
        raise Refused(f"{reading.file_name}: {export.wrong_file}")
    return _recognised(export, [found[0] for found in best.values()], reading)


def _said_to_be(reading: Reading) -> list[Export]:
    """The export of a workbook that we wrote, which says so itself."""
    return [
        export
        for export in all_exports().values()
        if any(_says_so(grid, form) for form in export.sheets if form.exported for grid in reading.grids)
    ]


def _says_so(grid: Grid, form: SheetForm) -> bool:
    return _is_called(grid, form.name) and any(
        not fit(headers, form.columns).missing for _, headers in candidate_headers(grid)
    )


def _candidates(grid: Grid, wanted: Sequence[Export], choices: Choices, file_name: str) -> Iterator[_Candidate]:
    # A row of data may hold an activity that `--start` names: below a header that fits, nothing is claimed.
    may_claim = True
    for header, headers in candidate_headers(grid):
        if sum(bool(text.strip()) for text in headers) == 0:
            continue
        claiming, may_claim = may_claim, may_claim and not _fits_any(headers, wanted)
        for export in wanted:
            for form in export.sheets or (None,):
                if form is not None and form.by_name and not _is_called(grid, form.name):
                    continue
                columns = export.columns if form is None else form.columns
                how = fit(headers, columns)
                if claiming and _claimed(export, grid, header, choices, file_name):
                    yield _Candidate(export, form, grid, header, (2.0, how.required, how.found))
                    continue
                if how.missing or (how.found == 0 and export.recognise is None):
                    continue
                certainty = _certainty(export, form, grid, header, file_name)
                if certainty > 0:
                    yield _Candidate(export, form, grid, header, (certainty, how.required, how.found))


def _fits_any(headers: Sequence[str], exports: Sequence[Export]) -> bool:
    return any(
        how.required > 1 and not how.missing
        for export in exports
        for columns in ([form.columns for form in export.sheets] or [export.columns])
        for how in [fit(headers, columns)]
    )


def _claimed(export: Export, grid: Grid, header: int, choices: Choices, file_name: str) -> bool:
    if export.claims is None or (choices.start is None and choices.finish is None):
        return False
    return export.claims(table_below(grid, header, file_name=file_name, template=False), choices)


def _certainty(export: Export, form: SheetForm | None, grid: Grid, header: int, file_name: str) -> float:
    if form is not None and form.by_name:
        return _BY_NAME_ALONE
    if form is not None and _is_called(grid, form.name):
        return 1.0
    if export.recognise is None:
        return _UNSURE
    return export.recognise(table_below(grid, header, file_name=file_name, template=export.template))


def _is_called(grid: Grid, name: str) -> bool:
    return normalised_header(name) == normalised_header(grid.sheet)


def _best(candidates: list[_Candidate]) -> list[_Candidate]:
    """The candidates of the highest rank, one an export: more than one is a draw."""
    if not candidates:
        return []
    top = max(candidate.rank for candidate in candidates)
    first: dict[str, _Candidate] = {}
    for candidate in candidates:
        if candidate.rank == top:
            first.setdefault(candidate.export.name, candidate)
    return list(first.values())


def _one_export(best: Mapping[int, list[_Candidate]], reading: Reading) -> Export:
    for found in best.values():
        if len(found) > 1:
            names = " or ".join(candidate.export.name for candidate in found)
            raise Refused(
                f"{reading.file_name} could be {names}: say which with `--as {found[0].export.name}` "
                f"(or `--as {found[1].export.name}`)."
            )
    exports = {found[0].export.name: found[0].export for found in best.values()}
    useful = {name: export for name, export in exports.items() if not export.wrong_file}
    if len(useful) > 1:
        sheets = ", ".join(f"{found[0].grid.sheet!r} is {found[0].export.name}" for found in best.values())
        raise Refused(
            f"{reading.file_name} holds several exports ({sheets}): say which one to read with `--as NAME`, "
            "or save each sheet as a file of its own."
        )
    return next(iter((useful or exports).values()))


def _recognised(export: Export, found: Sequence[_Candidate], reading: Reading) -> Recognised:
    chosen = [candidate for candidate in found if candidate.export is export]
    notes = [*reading.notes, *_skipped(reading, chosen)]
    template = export.template and not any(item.form is not None and item.form.exported for item in chosen)
    tables = [table_below(item.grid, item.header, file_name=reading.file_name, template=template) for item in chosen]
    for item in chosen:
        if item.header > 0:
            where = f" of sheet {item.grid.sheet!r}" if item.grid.sheet else ""
            notes.append(
                f"The header was found in row {item.grid.rows[item.header]}{where}; what stands above is ignored."
            )
    names = [table.sheet for table in tables]
    if not export.sheets:
        matched = stacked(tables, export.columns)
        if len(tables) > 1:
            notes.append(f"{len(tables)} sheets are read as one table: {', '.join(names)}.")
        return Recognised(export=export, matched=matched, sheets={}, sheet_names=names, notes=notes)
    sheets: dict[str, Matched] = {}
    for item, table in zip(chosen, tables, strict=True):
        assert item.form is not None
        if item.form.name in sheets:
            raise Refused(f"{reading.file_name} has two sheets of {item.form.name!r}: keep one.")
        sheets[item.form.name] = match(table, item.form.columns)
    return Recognised(export=export, matched=None, sheets=sheets, sheet_names=names, notes=notes)


def _skipped(reading: Reading, chosen: Sequence[_Candidate]) -> list[str]:
    used = {item.grid.sheet for item in chosen}
    return [
        f"Sheet {grid.sheet!r} holds no known table and was skipped."
        for grid in reading.grids
        if grid.sheet not in used and not any(_is_called(grid, name) for name in NEVER_READ)
    ]


def _unknown(reading: Reading, wanted: Sequence[Export], choices: Choices) -> str:
    headers, export, missing = _nearest(reading, wanted)
    seen = f"its columns are {describe(headers)}" if headers else "no header row was found in its first rows"
    if choices.export:
        lacks = ", ".join(repr(name) for name in missing) or "a header that fits"
        return f"{reading.file_name} is not {choices.export}: {seen}; it lacks {lacks}."
    if reading.is_misnamed:
        return (
            f"{reading.file_name} is not an Excel file, though its name says so: it is plain text, and no export that is "
            "known. Export it again, or open it and save it as .xlsx or CSV."
        )
    if export is None:
        return (
            f"{reading.file_name} is no known export: {seen}. Fill in one of our templates instead "
            "(`opmodel template NAME`), or name the export with `--as NAME`; for a table of cases name its two times "
            "with `--start COLUMN --finish COLUMN --workflow NAME`."
        )
    fix = (
        f"fill in an empty one, `opmodel template {export.name}`"
        if export.template
        else f"export it again with every column, or name it with `--as {export.name}`"
    )
    lacks = f" but lacks {', '.join(repr(name) for name in missing)}" if missing else ""
    return (
        f"{reading.file_name} is no known export: {seen}. It is nearest to {export.name} ({export.title}){lacks}: {fix}; "
        "a table of cases needs `--start COLUMN --finish COLUMN --workflow NAME`."
    )


def widest_header(data: bytes, file_name: str) -> tuple[str, ...]:
    """The headers of a file that no export fits, for a person to choose from; none where it cannot be read."""
    try:
        reading = read(data, file_name)
    except Refused:
        return ()
    found = [headers for grid in reading.grids for _, headers in candidate_headers(grid)]
    widest = max(found, key=lambda headers: sum(bool(text.strip()) for text in headers), default=())
    return tuple(text for text in dict.fromkeys(widest) if text.strip())


def _nearest(reading: Reading, wanted: Sequence[Export]) -> tuple[Sequence[str], Export | None, tuple[str, ...]]:
    widest: tuple[str, ...] = ()
    best: tuple[float, Sequence[str], Export | None, tuple[str, ...]] = (0, (), None, ())
    for grid in reading.grids:
        for _, headers in candidate_headers(grid):
            if sum(bool(text.strip()) for text in headers) > sum(bool(text.strip()) for text in widest):
                widest = headers
            for export in wanted:
                for form in export.sheets or (None,):
                    how = fit(headers, export.columns if form is None else form.columns)
                    needed = how.required + len(how.missing)
                    score = how.found * (how.required / needed if needed else 1)
                    if score > best[0]:
                        best = (score, headers, export, how.missing)
    if best[2] is None and len(wanted) == 1:
        missing = tuple(column.name for column in wanted[0].columns if column.required)
        return widest, wanted[0], missing
    return best[1] or widest, best[2], best[3]
