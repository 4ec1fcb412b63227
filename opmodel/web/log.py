"""What the server writes down about itself: one line an event, as JSON or as text, without personal data.

Our own events are words and fields that we choose. Of what others log only the words that stand in their code are kept,
never the values put into them, and of an error its kind and its place: a message may quote a name or a cell of a file.
The level `debug` adds all of that.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from opmodel.settings import ROOT, LogFormat, LogLevel

_OURS = "opmodel"
_THEIRS = ("streamlit", "uvicorn", "websockets", "sqlalchemy", "alembic")
_WITH_ADDRESSES = "uvicorn.access"
"""Logs every request with its query and where it came from; ours stands in its place."""
_FIELDS = "opmodel_fields"
_PACKAGES = "site-packages"


def event(name: str, *, level: int = logging.INFO, **fields: str | int | float | None) -> None:
    """Write down that something happened. No field may hold what a person or a file is called."""
    logging.getLogger(f"{_OURS}.web").log(level, name, extra={_FIELDS: fields})


def set_up_log(level: LogLevel, form: LogFormat) -> None:
    """Send everything this process logs to standard error, one line a record; call it once the server is loaded."""
    debug = level == "debug"
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines(everything=debug) if form == "json" else _TextLines(everything=debug))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO if debug else logging.WARNING)
    logging.getLogger(_OURS).setLevel(level.upper())
    # Streamlit gives each of its loggers a handler that writes whole tracebacks.
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in _THEIRS:
            theirs = logging.getLogger(name)
            theirs.handlers = []
            theirs.setLevel(root.level)
            theirs.propagate = name != _WITH_ADDRESSES


class _Lines(logging.Formatter):
    """A record as fields."""

    def __init__(self, *, everything: bool) -> None:
        super().__init__()
        self._everything = everything

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        ours = record.name.split(".")[0] == _OURS
        fields: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage() if ours or self._everything else str(record.msg).partition("\n")[0],
        }
        if not ours:
            fields["logger"] = record.name
        fields |= getattr(record, _FIELDS, {})
        if record.exc_info and record.exc_info[1] is not None:
            fields |= self._error(record.exc_info[1])
        return fields

    def _error(self, error: BaseException) -> dict[str, Any]:
        kinds, cause = [type(error).__name__], error.__cause__ or error.__context__
        while cause is not None and len(kinds) < 5:
            kinds.append(type(cause).__name__)
            cause = cause.__cause__ or cause.__context__
        fields: dict[str, Any] = {"error": " from ".join(kinds), "at": _places(error.__traceback__)}
        if self._everything:
            fields["story"] = "".join(traceback.format_exception(error))
        return fields


def _places(trace: TracebackType | None) -> list[str]:
    """Where an error came through, outermost first: file, line and function."""
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


def _short(file: str) -> str:
    path = Path(file)
    if _PACKAGES in path.parts:
        return "/".join(path.parts[path.parts.index(_PACKAGES) + 1 :])
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


class _JsonLines(_Lines):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.fields(record), ensure_ascii=False)


class _TextLines(_Lines):
    def format(self, record: logging.LogRecord) -> str:
        fields = self.fields(record)
        head = " ".join(str(fields.pop(name)) for name in ("time", "level", "event"))
        return " ".join([head, *(f"{name}={_said(value)}" for name, value in fields.items())])


def _said(value: object) -> str:
    return " < ".join(reversed(value)) if isinstance(value, list) else str(value)
