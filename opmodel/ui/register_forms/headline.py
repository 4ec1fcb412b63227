"""The sentence that the Register page opens with."""

from opmodel.register.book import Book
from opmodel.store.register import Performer
from opmodel.ui.formats import count, plural


def headline(book: Book) -> str:
    """For example `14 workflows are registered; in 9 of them AI does a step`."""
    redesigned = {step.workflow_id for step in book.steps if step.performer_after == Performer.AI_DOES}
    known = len(book.workflows)
    if not redesigned:
        return f"{plural(known, 'workflow is', 'workflows are')} registered; AI does a step in none of them yet."
    if known == 1:
        return "One workflow is registered, and AI does a step of it."
    return f"{plural(known, 'workflow is', 'workflows are')} registered; in {count(len(redesigned))} of them AI does a step."
