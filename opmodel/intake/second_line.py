"""What an absence file does to the second line of adoption, of those at work, or why there is none."""

from sqlmodel import Session

from opmodel.measures.at_work import KIND
from opmodel.measures.figure import Figure
from opmodel.measures.registry import Question, ask
from opmodel.measures.shares import plural
from opmodel.store.weeks import label


def second_line(session: Session, last_week: int | None) -> str:
    """One sentence on the company's second line as it stands now that the file is in the store.

    Args:
        session: the store, its rollups brought up to date.
        last_week: the last week that the file speaks for.
    """
    adoption = ask(session, "adoption", Question())
    if adoption.as_of is None or adoption.value is None:
        return "Adoption has no second line, of those at work, as long as adoption itself is not known."
    week = label(adoption.as_of)
    lines = adoption.parts_of(KIND)
    if lines and lines[0].value is not None:
        return _shown(lines[0], week)
    return f"Adoption has no second line, of those at work, in its week, {week}: {_why(lines, week, last_week)}"


def _shown(line: Figure, week: str) -> str:
    people = plural(line.denominator or 0, "person", "people")
    return f"Beside adoption stands a second line, of those at work: {line.numerator or 0:,.0f} of {people} in {week}."


def _why(lines: tuple[Figure, ...], week: str, last_week: int | None) -> str:
    if lines and lines[0].suppressed:
        return " ".join(lines[0].caveats)
    if last_week is not None and label(last_week) < week:
        return f"The file speaks for the weeks up to {label(last_week)} only."
    if lines and lines[0].why_unknown:
        return lines[0].why_unknown
    return "The file does not speak for all of its people in that week."
