"""What a figure counts, in one plain sentence, and which ones by name where it counts things that have names."""

from collections.abc import Callable, Mapping, Sequence

from opmodel.measures.figure import Figure
from opmodel.ui import formats
from opmodel.ui.formats import count, n_of_m, percent, plural
from opmodel.ui.plain import plain


def counted_sentence(figure: Figure) -> str:
    """`726 of 1,353 people: 54%`, or why there is no figure; Markdown."""
    if figure.suppressed:
        return plain(formats.why_not_shown(figure))
    if figure.value is None:
        return f"**Not known.** {plain(figure.why_unknown or 'No source answers this yet.')}"
    currency = formats.currency_of(figure)
    if currency is not None and figure.denominator is not None:
        return f"**{plain(formats.full_value(figure))}** of {plain(formats.money(figure.denominator, currency))}."
    if _measure(figure) == "pilots_to_production" and "horizon_months" in figure.detail:
        return _pilots(figure)
    if figure.numerator is not None and figure.denominator is not None and figure.unit == "share":
        return f"{n_of_m(figure)}, which is **{plain(formats.value_text(figure))}**."
    return f"**{plain(formats.told(figure))}**."


def counted_names(figure: Figure) -> list[str]:
    """Which ones were counted and which were not, as the lines of a Markdown list; none where they have no names."""
    told = _NAMES.get(_measure(figure))
    return [] if told is None or figure.value is None else told(figure)


def _measure(figure: Figure) -> str:
    return figure.rule.partition("/")[0]


def _pilots(figure: Figure) -> str:
    """Why the share is another than the count divided: most pilots are not old enough to have crossed."""
    months, begun, crossed = figure.detail["horizon_months"], figure.denominator or 0, figure.numerator or 0
    ends = {part.name: part.value or 0.0 for part in figure.parts_of("outcome")}
    so_far = f"{n_of_m(figure)} pilots begun are in production so far, {percent(crossed / begun)}; " if begun else ""
    return (
        f"{so_far}{count(ends.get('stopped', 0.0))} were stopped and {count(ends.get('open', 0.0))} are still open. "
        f"Those still open have not all had {months} months, so the share is worked out for a pilot that has: "
        f"about **{percent(figure.value or 0.0)}** are in production by then. An open pilot counts for as long as it was watched."
    )


def _faster(figure: Figure) -> list[str]:
    """Workflows with their verdict, or the teams of one workflow."""
    workflows = figure.parts_of("workflow") or figure.parts_of("rollout")
    return _in_two(workflows, lambda one: one.detail.get("verdict") == "faster", _verdict)


def _verdict(one: Figure) -> str:
    return str(one.detail.get("sentence") or formats.reason(one))


def _proven(figure: Figure) -> list[str]:
    return _in_two(figure.parts_of("workflow"), lambda one: one.value == 1, _how_proven)


def _how_proven(workflow: Figure) -> str:
    """In how many of its teams, and what keeps the one that comes nearest from it."""
    says = str(workflow.detail.get("says") or "")
    if workflow.value == 1 or not workflow.parts:
        return says
    missing = {one.name: " ".join(one.detail.get("missing") or ()).rstrip(".") for one in workflow.parts}
    nearest = min(workflow.parts, key=lambda one: (len(one.detail.get("missing") or ()), len(missing[one.name])))
    return f"{says}. {nearest.name}: {missing[nearest.name]}"


def _components(figure: Figure) -> list[str]:
    workflows = figure.parts_of("workflow")
    return _in_two(
        workflows, lambda one: one.value == one.denominator, lambda one: f"{n_of_m(one)} components in place"
    )


def _holding(figure: Figure) -> list[str]:
    found = [part for part in figure.parts_of("rollout") if part.detail.get("holding")]
    return [f"- **{plain(part.name)}:** {plain(str(part.detail.get('sentence') or 'holding'))}" for part in found]


def _split(figure: Figure) -> list[str]:
    names = {"redesigned_holding": "Redesigned and holding", "redesigned_not_holding": "Redesigned, not holding"}
    groups = {part.name: part for part in figure.parts_of("group")}
    return [
        f"- **{words}, {plural(groups[name].value or 0, 'team')}:** {', '.join(plain(one.name) for one in groups[name].parts)}"
        for name, words in names.items()
        if name in groups and groups[name].parts
    ]


def _in_two(parts: Sequence[Figure], is_counted: Callable[[Figure], bool], says: Callable[[Figure], str]) -> list[str]:
    """Those that are counted first."""
    ordered = sorted(parts, key=lambda one: not is_counted(one))
    return [
        f"- {'**Counted.**' if is_counted(one) else 'Not counted.'} **{plain(one.name)}:** {plain(says(one))}."
        for one in ordered
    ]


_NAMES: Mapping[str, Callable[[Figure], list[str]]] = {
    "cycle_time": _faster,
    "proven": _proven,
    "components": _components,
    "shape": _holding,
    "company_split": _split,
}
