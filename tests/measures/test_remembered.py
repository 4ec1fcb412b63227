"""Answers in memory: made once, bounded, and never kept with what they were made from."""

from opmodel.measures.remembered import Remembered


def test_an_answer_is_made_once_and_the_one_asked_for_longest_ago_goes_first() -> None:
    made: list[str] = []
    kept: Remembered[str] = Remembered(2)

    def ask(key: str) -> str:
        return kept.get(key, lambda: made.append(key) or key.upper())  # type: ignore[func-returns-value]

    assert [ask("a"), ask("b"), ask("a"), ask("c"), ask("a"), ask("b")] == ["A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]
    kept.forget()
    ask("a")
    assert made[-1] == "a"
