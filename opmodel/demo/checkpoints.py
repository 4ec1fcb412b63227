"""Who looks at what the AI did, team by team, and what each look of the last half year found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from opmodel.demo.plan import Plan
from opmodel.demo.stories import StepStory
from opmodel.demo.workflows import WORKFLOWS

_DAYS_OF_CHECKS = 182
_BACKUP_LOOKS = 0.12
"""Share of the looks that the one who stands in takes."""
_REJECTED = 0.25
"""Of the outputs that were wrong, the share that was rejected; the others were corrected."""
_EVERY_WORKING_DAY = 3
"""A cadence of up to this many days means every working day: only a weekend may lie between two looks."""


@dataclass(frozen=True, kw_only=True)
class ReviewStory:
    """Who reviews a step in one team, and what they find. Days count back from the last day of the story."""

    workflow: str
    step: str
    team: str
    attempt: int = 1
    reviewer: str
    backup: str = ""
    since: int
    until: int = 0
    """Days since the reviewer left; 0 while in office."""
    last_look: int = 0
    """No look has been logged in this many days; 0: looks are up to date."""
    seen: int
    """Outputs looked at each time, give or take."""
    wrong: tuple[float, float]
    """Share corrected or rejected: half a year ago, and now."""


REVIEWS = (
    ReviewStory(
        workflow="Claims intake",
        step="Register the notice of loss",
        team="Claims/Motor claims",
        reviewer="Brídín Walsh",
        backup="Marek Dolezal",
        since=330,
        seen=20,
        wrong=(0.06, 0.03),
    ),
    ReviewStory(
        workflow="Claims intake",
        step="Code cover and cause",
        team="Claims/Motor claims",
        reviewer="Brídín Walsh",
        backup="Marek Dolezal",
        since=330,
        seen=14,
        wrong=(0.09, 0.05),
    ),
    ReviewStory(
        workflow="Claims intake",
        step="Register the notice of loss",
        team="Claims/Property claims",
        reviewer="Declan Foy",
        since=190,
        until=134,
        seen=20,
        wrong=(0.12, 0.08),
    ),
    ReviewStory(
        workflow="Claims intake",
        step="Code cover and cause",
        team="Claims/Property claims",
        reviewer="Declan Foy",
        since=190,
        until=134,
        seen=12,
        wrong=(0.15, 0.10),
    ),
    ReviewStory(
        workflow="Claims intake",
        step="Register the notice of loss",
        team="Claims/Property claims",
        reviewer="Samir Qureshi",
        backup="Brídín Walsh",
        since=133,
        seen=20,
        wrong=(0.09, 0.04),
    ),
    ReviewStory(
        workflow="Claims intake",
        step="Code cover and cause",
        team="Claims/Property claims",
        reviewer="Samir Qureshi",
        backup="Brídín Walsh",
        since=133,
        seen=12,
        wrong=(0.12, 0.06),
    ),
    ReviewStory(
        workflow="Claims intake",
        step="Register the notice of loss",
        team="Claims/Health claims",
        reviewer="Hanneke de Wit",
        backup="Samir Qureshi",
        since=88,
        seen=20,
        wrong=(0.18, 0.07),
    ),
    ReviewStory(
        workflow="Claims intake",
        step="Code cover and cause",
        team="Claims/Health claims",
        reviewer="Hanneke de Wit",
        backup="Samir Qureshi",
        since=88,
        seen=10,
        wrong=(0.24, 0.10),
    ),
    ReviewStory(
        workflow="Submission intake",
        step="Read the submission and fill the risk sheet",
        team="Underwriting/Commercial lines",
        reviewer="Aurelia Boyle",
        backup="Ines Calheiros",
        since=296,
        seen=10,
        wrong=(0.14, 0.08),
    ),
    # A rubber stamp: every outgoing question of half a year, and not one of them changed.
    ReviewStory(
        workflow="Submission intake",
        step="Ask the broker for what is missing",
        team="Underwriting/Commercial lines",
        reviewer="Cormac Daly",
        since=296,
        seen=13,
        wrong=(0.0, 0.0),
    ),
    ReviewStory(
        workflow="Submission intake",
        step="Read the submission and fill the risk sheet",
        team="Underwriting/Personal lines",
        reviewer="Pilar Echeverría",
        backup="Aurelia Boyle",
        since=109,
        seen=10,
        wrong=(0.22, 0.12),
    ),
    ReviewStory(
        workflow="Submission intake",
        step="Ask the broker for what is missing",
        team="Underwriting/Personal lines",
        reviewer="Pilar Echeverría",
        backup="Aurelia Boyle",
        since=109,
        seen=10,
        wrong=(0.16, 0.09),
    ),
    # A vacant checkpoint: the reviewer left, and nobody followed. From here on the use of the workflow falls.
    ReviewStory(
        workflow="Customer e-mail replies",
        step="Sort and attach to the policy",
        team="Customer service/Contact centre North",
        reviewer="Wanda Kruk",
        since=441,
        until=124,
        seen=50,
        wrong=(0.06, 0.04),
    ),
    ReviewStory(
        workflow="Customer e-mail replies",
        step="Write the reply",
        team="Customer service/Contact centre North",
        reviewer="Wanda Kruk",
        since=441,
        until=124,
        seen=9,
        wrong=(0.12, 0.10),
    ),
    ReviewStory(
        workflow="Customer e-mail replies",
        step="Sort and attach to the policy",
        team="Customer service/Contact centre South",
        reviewer="Nele Verhoeven",
        backup="Yara Benali",
        since=39,
        seen=50,
        wrong=(0.10, 0.07),
    ),
    ReviewStory(
        workflow="Customer e-mail replies",
        step="Write the reply",
        team="Customer service/Contact centre South",
        reviewer="Nele Verhoeven",
        backup="Yara Benali",
        since=39,
        seen=6,
        wrong=(0.20, 0.14),
    ),
    ReviewStory(
        workflow="Invoice matching",
        step="Match invoice, order and receipt",
        team="Finance/Accounts payable",
        reviewer="Jakub Urban",
        since=291,
        last_look=68,
        seen=8,
        wrong=(0.30, 0.28),
    ),
    ReviewStory(
        workflow="Month-end commentary",
        step="Draft the explanation from the ledger",
        team="Finance/Controlling",
        reviewer="Esther Naughton",
        backup="Bruno Aerts",
        since=166,
        seen=24,
        wrong=(0.17, 0.08),
    ),
    ReviewStory(
        workflow="Code review",
        step="First review for defects and style",
        team="Technology/Core platforms",
        reviewer="Elliot Marsh",
        backup="Sunniva Dahl",
        since=331,
        last_look=47,
        seen=30,
        wrong=(0.13, 0.09),
    ),
    ReviewStory(
        workflow="Code review",
        step="First review for defects and style",
        team="Technology/Data and analytics",
        reviewer="Ilse Brandt",
        backup="Elliot Marsh",
        since=95,
        seen=18,
        wrong=(0.20, 0.11),
    ),
    ReviewStory(
        workflow="Fraud referral",
        step="Score and write the referral",
        team="Claims/Fraud and recovery",
        attempt=2,
        reviewer="Conor Breslin",
        backup="Leila Amrani",
        since=72,
        seen=7,
        wrong=(0.28, 0.15),
    ),
    ReviewStory(
        workflow="Complaint summaries",
        step="Summarise the file",
        team="Customer service/Complaints",
        reviewer="Dearbhla Keogh",
        since=214,
        seen=4,
        wrong=(0.20, 0.12),
    ),
)


def reviewer_rows(plan: Plan) -> Iterator[list[str | int]]:
    """The sheet Reviewers: workflow, step, team, attempt, reviewer, backup, from, to."""
    for review in REVIEWS:
        yield [
            review.workflow,
            review.step,
            review.team,
            review.attempt,
            review.reviewer,
            review.backup,
            plan.day(review.since).isoformat(),
            plan.day(review.until).isoformat() if review.until else "",
        ]


def check_rows(plan: Plan) -> Iterator[list[str | int]]:
    """The sheet Checks: workflow, step, team, attempt, looked on, reviewer, seen, accepted, corrected, rejected."""
    for review in REVIEWS:
        yield from _checks(plan, review)


def _checks(plan: Plan, review: ReviewStory) -> Iterator[list[str | int]]:
    random = plan.random(f"checks of {review.step} in {review.team}, {review.reviewer}")
    half_year_ago, now = review.wrong
    for day in _looks(plan, review, random):
        passed = 1 - (plan.last_day - day).days / _DAYS_OF_CHECKS
        seen = max(1, round(random.normal(review.seen, np.sqrt(review.seen) / 4)))
        wrong = int(random.binomial(seen, half_year_ago + (now - half_year_ago) * passed))
        rejected = int(random.binomial(wrong, _REJECTED))
        stands_in = bool(review.backup) and random.random() < _BACKUP_LOOKS
        who = review.backup if stands_in else review.reviewer
        yield [
            review.workflow,
            review.step,
            review.team,
            review.attempt,
            day.isoformat(),
            who,
            seen,
            seen - wrong,
            wrong - rejected,
            rejected,
        ]


def _looks(plan: Plan, review: ReviewStory, random: np.random.Generator) -> list[date]:
    """The days of the looks, oldest first: the newest is as old as the story says, else younger than the cadence."""
    cadence = _step(review).cadence
    assert cadence is not None
    oldest = min(review.since, _DAYS_OF_CHECKS)
    newest = max(review.until, review.last_look)
    if cadence <= _EVERY_WORKING_DAY:
        days = (plan.last_day - timedelta(days=back) for back in range(oldest, newest - 1, -1))
        return [day for day in days if day.weekday() < 5]
    # Claims and letters come in while the offices are closed, so that only weekends are left out; what would fall on
    # one is looked at on its Friday, up to two days before.
    newest = newest or int(random.integers(0, cadence - 2))
    looks = (plan.last_day - timedelta(days=back) for back in range(newest, oldest + 1, cadence))
    return [day - timedelta(days=max(0, day.weekday() - 4)) for day in looks][::-1]


def _step(review: ReviewStory) -> StepStory:
    return next(
        step
        for workflow in WORKFLOWS
        if workflow.name == review.workflow
        for step in workflow.steps
        if step.name == review.step
    )
