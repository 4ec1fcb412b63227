"""The plays of Northwind Mutual: one page each, in versions, and how such a page is written down."""

from collections.abc import Iterator
from dataclasses import dataclass

from opmodel.demo.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a play says."""

    when: str
    steps: tuple[str, ...]
    prompt: str
    reviewer: tuple[str, ...]
    never: tuple[str, ...]
    new: str = ""
    """What this version changed, in a sentence."""

    def markdown(self, workflow: str) -> str:
        """The play as Markdown; a version reads line by line against the one before."""
        return "\n".join(
            [
                f"# {workflow}",
                *(["", f"*{self.new}*"] if self.new else []),
                *_section("When to use it", [self.when]),
                *_section("The steps", [f"{place}. {step}" for place, step in enumerate(self.steps, start=1)]),
                *_section("The prompt", ["```", *self.prompt.strip().splitlines(), "```"]),
                *_section("What the reviewer looks at", [f"- {line}" for line in self.reviewer]),
                *_section("What never goes through", [f"- {line}" for line in self.never]),
                "",
            ]
        )


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", f"## {title}", "", *lines]


@dataclass(frozen=True, kw_only=True)
class PlayStory:
    """One version of a workflow's play; `published` counts days back from the last day of the story."""

    workflow: str
    version: int
    published: int | None
    """None: a draft."""
    by: str
    page: Page


def play_rows(plan: Plan) -> Iterator[list[str | int]]:
    """The sheet Plays: workflow, version, published on, published by, the play."""
    from opmodel.demo.play_texts import PLAYS

    for play in PLAYS:
        draft = play.published is None
        yield [
            play.workflow,
            play.version,
            "" if play.published is None else plan.day(play.published).isoformat(),
            "" if draft else play.by,
            play.page.markdown(play.workflow),
        ]
