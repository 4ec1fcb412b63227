"""What is red on the Overview: contracts whose notice date comes near, workflows, stuck pilots, and money that idles."""

from opmodel.measures.figure import Figure
from opmodel.ui import purgatory as waiting
from opmodel.ui.formats import count, currency_of, day, days_text, plural, short_money
from opmodel.ui.red import Red
from opmodel.ui.seats import NOTICE_SOON_DAYS, with_notice
from opmodel.ui.workflow_findings import collapses, lucky_prompts, rubber_stamps, tools_first, vacancies

_SEATS_PAGE = "operate/shelfware.py"


def decisions(*, purgatory: Figure, renewals: Figure, idle_money: Figure, components: Figure) -> list[Red]:
    """Everything that needs a decision: the nearest date first, then work that nobody looks at and teams that went back,
    then the oldest pilot, then what is not governed or not written down, then money that idles.

    A contract is named once, with all that idles on it.
    """
    soon = [part for part in renewals.parts_of("contract") if _notice_is_near(part)]
    later = [part for part in with_notice(renewals) if part not in soon]
    return [
        *(_renewal(part) for part in soon),
        *vacancies(components),
        *collapses(components),
        *_pilots(purgatory),
        *rubber_stamps(components),
        *lucky_prompts(components),
        *tools_first(components),
        *(_idle(part) for part in later),
        *([] if soon or later else _money(idle_money)),
    ]


def _notice_is_near(part: Figure) -> bool:
    left = part.detail.get("days_to_notice")
    return isinstance(left, int) and 0 <= left <= NOTICE_SOON_DAYS and bool(part.detail.get("idle_now"))


def _renewal(part: Figure) -> Red:
    cost = part.detail.get("idle_money_a_year")
    return Red(
        kind="Renewal",
        what=part.name,
        says=f"Notice by {day(part.detail['notice_on'])}, in {days_text(part.detail['days_to_notice'])}. "
        f"{_unused(part)}{_had_back(part)}.",
        owner=str(part.detail.get("owner") or ""),
        stake=f"{short_money(cost, str(part.detail.get('currency') or ''))} a year"
        if isinstance(cost, (int, float))
        else "",
        page=_SEATS_PAGE,
    )


def _idle(part: Figure) -> Red:
    currency = str(part.detail.get("currency") or "")
    return Red(
        kind="Idle seats",
        what=part.name,
        says=f"{_unused(part)}. What can be had back can be until notice ends on {day(part.detail['notice_on'])}.",
        owner=str(part.detail.get("owner") or ""),
        stake=f"{short_money(part.detail['recoverable'], currency)} a year",
        page=_SEATS_PAGE,
    )


def _unused(part: Figure) -> str:
    return f"{plural(float(part.detail.get('idle_now') or 0), 'seat')} of it used by nobody"


def _had_back(part: Figure) -> str:
    recoverable = part.detail.get("recoverable")
    if not isinstance(recoverable, (int, float)) or recoverable <= 0:
        return ""
    return f"; {short_money(recoverable, str(part.detail.get('currency') or ''))} a year can be had back"


def _pilots(purgatory: Figure) -> list[Red]:
    return [
        Red(
            kind="Purgatory",
            what=part.name,
            says=f"In pilot for {days_text(part.value)}, nothing moved for "
            f"{days_text(part.detail.get('days_since_movement'))}."
            + (f" Decide by {day(part.detail['decide_by'])}." if part.detail.get("decide_by") else ""),
            owner=str(part.detail.get("owner") or ""),
            stake=waiting.stake(part),
            page="operate/pilots.py",
        )
        for part in waiting.stuck_parts(purgatory)
    ]


def _money(idle_money: Figure) -> list[Red]:
    """Money that idles where no contract with a notice date says whose decision it is."""
    found = []
    for figure in (idle_money, *idle_money.parts_of("currency")):
        recoverable = figure.detail.get("recoverable")
        if figure.value is None or not isinstance(recoverable, (int, float)) or recoverable <= 0:
            continue
        currency = currency_of(figure) or ""
        tools = [part for part in figure.parts_of("tool") if part.value]
        most = max(tools, key=lambda part: part.value or 0.0, default=None)
        says = f"Of {short_money(figure.value, currency)} a year for idle seats, this can be had back now."
        if most is not None and len(tools) > 1:
            says += f" Most of it is {most.name}: {count(float(most.detail.get('seats') or 0))} idle seats."
        found.append(
            Red(
                kind="Idle seats",
                what="",
                says=says,
                owner="",
                stake=f"{short_money(recoverable, currency)} a year",
                page=_SEATS_PAGE,
            )
        )
    return found
