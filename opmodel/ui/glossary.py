"""What each word means, as the pages say it where the word stands."""

_MEANINGS = {
    "team": "A named group of people, in a dated tree: company, department, team.",
    "office holder": "A person named for an office on purpose: owner, reviewer, backup, operator. Never a usage subject.",
    "workflow": "A piece of work with an outcome, an accountable owner and the tools it stands on. The unit of change.",
    "outcome": "What the workflow is for, in the customer's words.",
    "owner": "The one person accountable for the workflow.",
    "tool": "A product that people hold seats of.",
    "operator": "Who redesigns, runs or scales the workflow, with hours a week.",
    "operating capacity": "The hours a week that operators have for the workflow. Without any, nobody runs it.",
    "step": "One step of a workflow, performed by a human, by AI that assists, or by AI that does it.",
    "performer": "Who performs the step. Only a step that AI does counts as redesigned: AI that assists is a tab.",
    "scope": "Where in the workflow AI does the work, not assists.",
    "decision": "The decision taken in the step, if any.",
    "decider": "Who takes that decision: a human, AI within limits, or AI.",
    "minutes a case": "Minutes the step took a person before the redesign.",
    "cases a week": "How many cases a week come to the step. Counted from the cases where those are uploaded.",
    "checkpoint": "The human-in-the-loop check of a step: what a person looks at, and how often.",
    "cadence": "How many days may pass between two checks.",
    "reviewer": "Who looks at the checkpoint in this rollout.",
    "backup": "Who stands in for the reviewer.",
    "check": "One look at a checkpoint: outputs seen, accepted, corrected, rejected.",
    "rubber stamp": "A checkpoint that sees much and corrects almost nothing: nobody is really looking.",
    "play": "The documented, versioned, repeatable way to run the workflow.",
    "lucky prompt": "A win with no published play: it cannot be repeated on purpose.",
    "standardization": "How one team's win becomes the standard: a published play that every rollout runs.",
    "ownership": "Who owns the human-in-the-loop checkpoint of every step that AI has a part in.",
    "scale": "How a proven workflow rolls to the next team.",
    "rollout": "One workflow in one team, one attempt.",
    "attempt": "A relaunch after a stop is the next attempt, linked to the one before.",
    "stage": "Planned, pilot, production or stopped. Each change is kept with its date, who and why.",
    "pilot": "An attempt that has been in stage pilot.",
    "receiving owner": "Who runs the workflow in that team once it is handed over.",
    "accepted on": "The day the receiving owner took it over.",
    "success test": "What has to be true for it to go on.",
    "decide by": "The day by which it is decided: scale, fix by a date, or stop.",
    "spend": "Money spent on this rollout so far.",
    "accountable before": "What the team was accountable for before the redesign.",
    "accountable now": "What the team is accountable for now. If it is the same, the team will drift back.",
    "milestone": "A dated step forward inside a pilot. It counts as movement.",
    "gate": "The checklist before the next team.",
    "target people": "Whose work is to change: an uploaded list, else the team's members, else a stated headcount.",
    "stated headcount": "How many people are meant, where no roster says. Such a rollout stays out of the board number.",
    "cycle time": "How long a case takes from start to finish, in elapsed time.",
    "baseline": "The rollout's cycle time before it went live, locked: window, set of cases and name.",
    "import": "One uploaded file. It can be undone whole.",
    "seat": "A person's assigned licence.",
    "holding": "The mean of the last four complete weeks is at or above the clear majority.",
    "win": "A proven rollout; until cycle time is measured, one that holds.",
    "tab, not a redesign": "No step is done by AI: people have a new tab, not new work. It stays out of the board number.",
    "review": "One meeting, pinned to a week.",
    "action": "Something promised: what, by whom, until when.",
    "finding": "Something that needs a decision, with evidence, owner, next move and stake.",
    "figure": "An answer with its count, its rule, its week and its files.",
    "shelfware": "Paid seats nobody uses.",
    "drift-back": "Use that rose and fell back to the old process.",
    "purgatory": "A pilot that is old and does not move.",
}


def meaning(term: str) -> str:
    """The definition of a term of the field, one or two sentences.

    Raises:
        KeyError: it is not a word of ours.
    """
    return _MEANINGS[term.casefold()]


def terms() -> dict[str, str]:
    """Every term with its definition."""
    return dict(_MEANINGS)
