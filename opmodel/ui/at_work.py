"""The second line of adoption in words: without the people who were away from work in the week."""

from opmodel.measures.at_work import KIND
from opmodel.measures.figure import Figure
from opmodel.store.weeks import label
from opmodel.ui.formats import n_of_m, percent, plural
from opmodel.ui.plain import plain


def at_work_line(figure: Figure | None) -> str:
    """`Of those at work in 2026-W46: 508 of 1,180 people, 43%; 60 people were away.`, a line for a Markdown place; empty
    where no absences are uploaded.
    """
    parts = figure.parts_of(KIND) if figure is not None else ()
    if not parts:
        return ""
    line = parts[0]
    week = "" if line.as_of is None else f" in {label(line.as_of)}"
    if line.suppressed:
        return f"Of those at work{week}: not shown. {plain(' '.join(line.caveats))}"
    if line.value is None:
        return f"Of those at work{week}: not known. {plain(line.why_unknown or '')}"
    away = line.detail.get("away")
    gone = f"{plural(away, 'person was', 'people were')} away" if away else "nobody was away"
    return f"Of those at work{week}: {n_of_m(line)} people, {percent(line.value)}; {gone}."
