"""Only tools: teams hold paid seats, and no workflow was redesigned for them."""

from opmodel.measures.finding import Finding, Rule, Stake, Urgency, Where, money_at_stake, people_at_stake, with_money
from opmodel.measures.finding_reading import Reading
from opmodel.measures.shares import in_figures, plural


def find(reading: Reading) -> list[Finding]:
    """One for the whole scope, where any of its teams has only tools."""
    split = reading.figure("company_split")
    group = next((part for part in split.parts_of("group") if part.name == "only_tools" and part.value), None)
    if group is None:
        return []
    teams = [str(part.detail["path"]) for part in group.parts]
    seats, stake = _seats(reading, teams)
    people = group.detail["people"]
    return [
        Finding(
            rule=RULE.name,
            title=RULE.title,
            what="",
            evidence=f"{in_figures(group.value or 0)} of {plural(group.denominator or 0, 'team')} "
            f"({plural(people, 'person', 'people')}) {'has' if group.value == 1 else 'have'} an AI tool and no redesigned workflow.{seats}",
            next_move="Choose the one workflow to redesign first, and name its owner.",
            stake=with_money(people_at_stake(people), stake),
            urgency=RULE.urgency,
            where=Where.ROLLOUT,
            as_of=split.as_of,
            sources=split.sources,
        )
    ]


def _seats(reading: Reading, teams: list[str]) -> tuple[str, Stake | None]:
    """What their seats cost, as a sentence and as a stake; nothing in several currencies, which are not added up."""
    costs = reading.seat_costs(teams)
    if len(costs) != 1:
        return "", None
    ((currency, cost),) = costs.items()
    stake = money_at_stake(cost.a_year, currency, at_least=cost.at_least)
    if stake is None:
        return "", None
    least = "at least " if cost.at_least else ""
    return f" They hold {least}{plural(cost.seats, 'paid seat')}, {stake.words}.", stake


RULE = Rule(
    name="only_tools",
    title="Tool-first trap",
    help="The same tools that work elsewhere are bought here, and the work is as it was.",
    rule="Teams have a tool by the newest usage file, snapshot or seat list, and no redesigned workflow is live in them or in a "
    "team above them. Their money is the seats that their own people hold times the price of a seat, by the newest seat "
    "list of each tool; teams with too few seats to show are left out, and several currencies are not added up.",
    next_move="Choose the one workflow to redesign first.",
    source="design.md §1; measures.md, Rulings: the board number",
    urgency=Urgency.SPENDING,
    reads=("company_split",),
    find=find,
)
