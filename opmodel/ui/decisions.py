"""What is red on the Overview: stuck pilots, contracts whose notice date comes near, and money that idles."""

from opmodel.measures.figure import Figure
from opmodel.ui import purgatory as waiting
from opmodel.ui.formats import count, currency_of, day, days_text, plural, short_money
from opmodel.ui.red import Red
from opmodel.ui.seats import NOTICE_SOON_DAYS


def decisions(*, purgatory: Figure, renewals: Figure, idle_money: Figure) -> list[Red]:
    """Everything that needs a decision, the nearest date first, then the oldest pilot."""
    return [*_renewals(renewals), *_pilots(purgatory), *_money(idle_money)]


def _renewals(renewals: Figure) -> list[Red]:
    found = []
    for part in renewals.parts_of("contract"):
        left = part.detail.get("days_to_notice")
        if not isinstance(left, int) or not 0 <= left <= NOTICE_SOON_DAYS or not part.detail.get("idle_now"):
            continue
        cost = part.detail.get("idle_money_a_year")
        currency = str(part.detail.get("currency") or "")
        found.append(
            Red(
                kind="Renewal",
                what=part.name,
                says=f"Notice by {day(part.detail['notice_on'])}, in {days_text(left)}. "
                f"{plural(float(part.detail['idle_now']), 'seat')} of it used by nobody.",
                owner=str(part.detail.get("owner") or ""),
                stake=f"{short_money(cost, currency)} a year" if isinstance(cost, (int, float)) else "",
                page="operate/shelfware.py",
            )
        )
    return found


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
                page="operate/shelfware.py",
            )
        )
    return found
