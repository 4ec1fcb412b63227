"""What the Shelfware page says and draws: figures of seats and money in; sentences, drawings and rows out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from opmodel.charts.bars import Bar, bars
from opmodel.charts.drawing import Drawing
from opmodel.charts.stacked import Part, Whole, stacked
from opmodel.measures.figure import Figure
from opmodel.ui import formats
from opmodel.ui.formats import count, money, percent, plural
from opmodel.ui.plain import plain

_ROLES = {
    "active": "accent",
    "overlapping": "context",
    "new": "quiet",
    "unknown": "quiet",
    "idle_30": "red_soft",
    "idle_60": "red_soft",
    "idle_90": "red",
    "never_used": "red",
    "leaver": "red",
    "unassigned": "red",
}
"""What is used, what cannot be said, what may come back (weak red), what will not (red). The words carry the meaning."""


def shelfware_sentence(shelfware: Figure, *, team: str = "") -> str:
    """For example `1,570 of 4,100 paid seats are used by nobody: 38%`."""
    place = f" in {plain(team.rsplit('/', 1)[-1])}" if team else ""
    if shelfware.suppressed:
        return f"Too few seats{place} to show how they are used."
    if shelfware.value is None or shelfware.numerator is None or shelfware.denominator is None:
        return "Which seats are used is not known yet."
    bound = "at most " if shelfware.detail.get("upper_bound") else ""
    return (
        f"{bound.capitalize()}{count(shelfware.numerator)} of {plural(shelfware.denominator, 'paid seat')}{place} "
        f"{'is' if shelfware.numerator == 1 else 'are'} used by nobody: {percent(shelfware.value)}."
    )


def money_sentence(idle: Figure, *, thresholds: Mapping[str, float]) -> str:
    """What the idle seats cost a year and what can be had back, with the thresholds they are counted at."""
    counted = (
        f"Idle means no activity for {count(thresholds['idle_days'])} days or more, never used, held by a leaver, or "
        f"bought and not assigned; recoverable means idle for {count(thresholds['recoverable_days'])} days or more, above the "
        "contract's floor, while notice can still be given."
    )
    sums = [of for of in (idle, *idle.parts_of("currency")) if of.value is not None]
    said = [_one_sum(of) for of in sums]
    return " ".join([*said, counted])


def _one_sum(of: Figure) -> str:
    currency = formats.currency_of(of) or ""
    assert of.value is not None
    cost = f"They cost **{plain(money(of.value, currency))} a year**"
    recoverable = of.detail.get("recoverable")
    if not isinstance(recoverable, (int, float)):
        return f"{cost}."
    if recoverable <= 0:
        return f"{cost}; none of it can be had back before the contracts renew."
    return f"{cost}; **{plain(money(recoverable, currency))}** of it can be had back."


def seats_by_class(shelfware: Figure) -> Drawing | None:
    """One bar a tool: its paid seats by class."""
    tools = [tool for tool in shelfware.parts_of("tool") if tool.parts_of("class")]
    if not tools or shelfware.value is None:
        return None
    tools.sort(key=lambda tool: -(tool.denominator or 0))
    idle = sorted(
        (part for part in shelfware.parts_of("class") if part.detail.get("idle")),
        key=lambda part: -(part.numerator or 0),
    )
    title = (
        f"Most of what is idle: {count(idle[0].numerator or 0)} seats {idle[0].name}."
        if idle
        else "Every seat that is paid for is used."
    )
    return stacked(
        [
            Whole(
                name=tool.name,
                text=f"{count(tool.numerator or 0)} of {count(tool.denominator or 0)} idle",
                parts=[
                    Part(
                        name=f"{part.name[0].upper()}{part.name[1:]}",
                        value=part.numerator or 0,
                        text=count(part.numerator or 0),
                        role=_ROLES.get(str(part.detail.get("class")), "context"),
                    )
                    for part in sorted(tool.parts_of("class"), key=_in_bar_order)
                ],
            )
            for tool in tools
        ],
        title=title,
        measure="Paid seats by what they are used for, one bar a tool.",
        alt_text=". ".join(
            f"{tool.name}: "
            + ", ".join(
                f"{part.name} {count(part.numerator or 0)}"
                for part in sorted(tool.parts_of("class"), key=_in_bar_order)
            )
            for tool in tools
        ),
    )


def idle_by_cause(shelfware: Figure, idle: Figure) -> Drawing | None:
    """One bar a cause: the seats that idle for it and what they cost a year, the most seats first."""
    causes = sorted(
        (part for part in shelfware.parts_of("class") if part.detail.get("idle") and part.numerator),
        key=lambda part: -(part.numerator or 0),
    )
    if not causes or shelfware.value is None:
        return None
    currency = formats.currency_of(idle) or ""
    cost = {part.detail.get("class"): part.value for part in idle.parts_of("class")}

    def said(part: Figure) -> str:
        price = cost.get(part.detail.get("class"))
        seats = plural(part.numerator or 0, "seat")
        return seats if price is None else f"{seats} · {formats.short_money(price, currency)} a year"

    rows = [
        Bar(name=f"{part.name[0].upper()}{part.name[1:]}", value=part.numerator, text=said(part), role="context")
        for part in causes
    ]
    return bars(
        rows,
        title=f"Most of what is idle: {count(causes[0].numerator or 0)} seats {causes[0].name}.",
        measure="Idle paid seats by cause, and what they cost a year.",
        alt_text=". ".join(f"{row.name}: {row.text}" for row in rows),
    )


def _in_bar_order(part: Figure) -> int:
    order = list(_ROLES)
    named = str(part.detail.get("class"))
    return order.index(named) if named in order else len(order)


def cause_rows(shelfware: Figure, idle: Figure) -> list[dict[str, Any]]:
    """Idle seats by cause, with what they cost a year where one currency is known."""
    currency = formats.currency_of(idle) or ""
    cost = {part.detail.get("class"): part.value for part in idle.parts_of("class")}
    rows = []
    for part in shelfware.parts_of("class"):
        named = part.detail.get("class")
        price = cost.get(named)
        rows.append(
            {
                "Cause": f"{part.name[0].upper()}{part.name[1:]}",
                "Seats": part.numerator,
                "Of paid": percent(part.value or 0.0),
                "Idle": _idle_word(part),
                "Cost a year": "" if price is None else money(price, currency),
                "Kept on purpose": part.detail.get("exempt", 0),
            }
        )
    return rows


def _idle_word(part: Figure) -> str:
    if not part.detail.get("certain", True):
        return "not known"
    return "yes" if part.detail.get("idle") else "no"


def renewal_rows(renewals: Figure) -> list[dict[str, Any]]:
    """The contracts by notice date."""
    rows = []
    for part in renewals.parts_of("contract"):
        detail = part.detail
        currency = str(detail.get("currency") or "")
        rows.append(
            {
                "Contract": part.name,
                "Notice by": _iso_day(detail.get("notice_on")),
                "Days left": detail.get("days_to_notice"),
                "Renews": _iso_day(detail.get("renews_on")),
                "Seats": detail.get("seats"),
                "Idle now": detail.get("idle_now"),
                "Idle a year": _sum(detail.get("idle_money_a_year"), currency),
                "Recoverable": _sum(detail.get("recoverable"), currency),
                "Owner": detail.get("owner") or "nobody named",
            }
        )
    return rows


def _iso_day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def _sum(value: Any, currency: str) -> str:
    return money(float(value), currency) if isinstance(value, (int, float)) else "not known"


def renewals_title(renewals: Figure) -> str:
    """For example `2 of 5 contracts can be given notice within 90 days`."""
    if renewals.value is None or renewals.denominator is None:
        return "Renewals are not known yet."
    return f"{count(renewals.value)} of {plural(renewals.denominator, 'contract')} can be given notice within 90 days."


def assigned_note(licences: Figure) -> str:
    """`3,560 assigned`; empty where no seat list says."""
    return "" if licences.numerator is None else f"{count(licences.numerator)} of them assigned"


def recoverable_lines(idle: Figure, renewals: Figure) -> list[str]:
    """`€138k can be had back`, and until when for the contract whose notice date comes first."""
    recoverable = idle.detail.get("recoverable")
    if idle.value is None or not isinstance(recoverable, (int, float)):
        return []
    currency = formats.currency_of(idle) or ""
    said = [f"{formats.short_money(recoverable, currency)} can be had back"]
    first = next(iter(sorted(with_notice(renewals), key=lambda part: str(part.detail["notice_on"]))), None)
    if first is not None and first.detail.get("currency") == currency and recoverable > 0:
        sum_of_it = first.detail["recoverable"]
        share = "all of it" if round(sum_of_it) >= round(recoverable) else f"{formats.short_money(sum_of_it, currency)}"
        said.append(f"{share} only until {formats.day(first.detail['notice_on'])}")
    return said


def with_notice(renewals: Figure) -> list[Figure]:
    """The contracts whose notice date is still to come and of which something can be had back."""
    return [
        part
        for part in renewals.parts_of("contract")
        if isinstance(part.detail.get("recoverable"), (int, float))
        and part.detail["recoverable"] > 0
        and isinstance(part.detail.get("days_to_notice"), int)
        and part.detail["days_to_notice"] >= 0
        and part.detail.get("notice_on")
    ]


def most_idle(idle: Figure) -> str:
    """`Most of it: 163 seats unassigned`: the cause that costs most."""
    causes = [part for part in idle.parts_of("class") if part.value and part.detail.get("seats")]
    if not causes:
        return ""
    most = max(causes, key=lambda part: part.value or 0.0)
    return f"Most of it: {plural(float(most.detail['seats']), 'seat')} {most.name}"


def idle_seats(shelfware: Figure) -> str:
    """`484 of 1,620 paid seats`."""
    n_of_m = formats.n_of_m(shelfware)
    return "" if shelfware.value is None or not n_of_m else f"{n_of_m} paid seats"


def of_all_money(idle: Figure) -> str:
    """`of €514k paid for seats`."""
    if idle.value is None or idle.denominator is None:
        return ""
    return f"of {formats.short_money(idle.denominator, formats.currency_of(idle) or '')} paid for seats"
