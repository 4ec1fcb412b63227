"""What an import costs against reading the file alone, against pandas, and against hashing plus a bare insert."""

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import fastexcel
import pandas as pd
import pyarrow.csv
import sqlalchemy as sa

from opmodel.intake import front_door
from opmodel.intake.export import Choices
from opmodel.store import engine as store_engine
from opmodel.store.person_key import normalised_identity, person_key
from tests.askers import steward
from tests.bench.databases import Fresh, databases
from tests.bench.table import markdown, median_of, timed, verdict
from tests.bench.usage_file import HEADERS, write_usage

_KEY_COLUMN = "User Principal Name"


def measure_imports(rows: int, runs: int) -> str:
    """The import's part of the bench as Markdown."""
    with tempfile.TemporaryDirectory(prefix="opmodel-bench-") as name:
        folder = Path(name)
        as_csv, as_xlsx = write_usage(folder, rows)
        with databases(folder) as fresh:
            lines = [
                line
                for database, maker in fresh.items()
                for line in _lines(database, maker, as_csv=as_csv, as_xlsx=as_xlsx, runs=runs)
            ]
    title = f"Import of {rows:,} usage rows ({len(HEADERS)} columns, one person a row, into an empty store)"
    headers = ["file and store", "import", "against", "its time", "ratio", "goal"]
    return f"### {title}\n\n{markdown(headers, lines)}\n"


def _lines(database: str, fresh: Fresh, *, as_csv: Path, as_xlsx: Path, runs: int) -> Iterator[list[str]]:
    for path in (as_xlsx, as_csv):
        kind = path.suffix[1:].upper()
        what = f"{kind}, {database}"
        whole = median_of(runs, _importing(path, fresh, runs))
        alone = median_of(runs, _read_excel(path) if kind == "XLSX" else _read_csv(path))
        reader = "fastexcel reading alone" if kind == "XLSX" else "pyarrow reading alone"
        goal = verdict(whole / alone, 3) if kind == "XLSX" else ""
        yield _line(what, whole, reader, alone, goal)
        # The slow one is run once: it takes longer than all the others together.
        pandas = timed(_with_pandas(path, fresh))
        goal = verdict(pandas / whole, 5, at_most=False) if kind == "XLSX" else ""
        name = "pandas.read_excel (openpyxl) + to_sql" if kind == "XLSX" else "pandas.read_csv + to_sql"
        yield [what, f"{whole:.2f} s", name, f"{pandas:.2f} s", f"{pandas / whole:.1f} × faster than it", goal]
        if kind == "CSV":
            bare = median_of(runs, _hash_and_insert(path, fresh))
            yield _line(what, whole, "HMAC of the identities + bare Core insert", bare, verdict(whole / bare, 2))


def _line(what: str, whole: float, against: str, other: float, goal: str) -> list[str]:
    return [what, f"{whole:.2f} s", against, f"{other:.2f} s", f"{whole / other:.2f} ×", goal]


def _importing(path: Path, fresh: Fresh, runs: int) -> Callable[[], object]:
    stores = [fresh() for _ in range(runs)]

    def work() -> None:
        outcome = front_door.load_path(stores.pop(), path, Choices(), by=steward("bench"))
        assert outcome.status == "loaded", outcome.why

    return work


def _read_excel(path: Path) -> Callable[[], object]:
    data = path.read_bytes()
    return lambda: fastexcel.read_excel(data).load_sheet(0, dtypes="string").to_arrow()


def _read_csv(path: Path) -> Callable[[], object]:
    data = path.read_bytes()
    as_text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(HEADERS, pyarrow.string()))
    return lambda: pyarrow.csv.read_csv(io.BytesIO(data), convert_options=as_text)


def _with_pandas(path: Path, fresh: Fresh) -> Callable[[], object]:
    url = fresh()

    def work() -> None:
        frame = pd.read_excel(path) if path.suffix == ".xlsx" else pd.read_csv(path)
        with store_engine.engine(url).begin() as connection:
            frame.to_sql("usage", connection, index=False)

    return work


def _hash_and_insert(path: Path, fresh: Fresh) -> Callable[[], object]:
    """The rows are read beforehand: only the hashing and the insert of each row, key in place of identity, count."""
    url = fresh()
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    columns = [sa.Column(f"c{place}", sa.Text) for place in range(len(HEADERS))]
    table = sa.Table("bare_usage", sa.MetaData(), *columns)
    key = person_key(url)
    values = [rows[header].tolist() for header in HEADERS]
    place = HEADERS.index(_KEY_COLUMN)

    def work() -> None:
        engine = store_engine.engine(url)
        table.drop(engine, checkfirst=True)
        table.create(engine)
        hashed = key.keys([normalised_identity(text, system="m365") for text in values[place]])
        columns = [*values[:place], hashed, *values[place + 1 :]]
        names = [column.name for column in table.columns]
        with engine.begin() as connection:
            connection.execute(
                table.insert(), [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
            )

    return work
