"""What the intake says in the words of the shell, the Uploads page says in its own."""

import pytest

from opmodel.ui.browser_words import in_browser_words


@pytest.mark.parametrize(
    ("shell", "browser"),
    [
        ("Give the date when uploading (--report-date).", "Give the date when uploading (“Report date”)."),
        ("name it with `--workflow NAME`.", "name it with “Workflow”."),
        (
            "name its two times with `--start COLUMN --finish COLUMN --workflow NAME`.",
            "name its two times with “What starts a case”, “What finishes a case” and “Workflow”.",
        ),
        (
            "say which with `--as cases` (or `--as roster`).",
            "say which with “What it is: Cases” (or “What it is: Roster”).",
        ),
        ("name it with `--as NAME`", "name it with “What it is”"),
        ("whoever left (with --team: that team)", "whoever left (with “Team”: that team)"),
        (
            "register it first: `opmodel template workflows`.",
            "register it first: the template “Workflows” further down this page.",
        ),
        ("one of our templates (`opmodel template NAME`)", "one of our templates (further down this page)"),
        (
            "Our own template: the Uploads page, under the file's name, or `opmodel template roster`; filled in.",
            "Our own template: the button below; filled in.",
        ),
        ("Nothing of the shell -- only a dash, and `a word`.", "Nothing of the shell -- only a dash, and `a word`."),
    ],
)
def test_options_of_the_shell_are_fields_of_the_page(shell: str, browser: str) -> None:
    assert in_browser_words(shell) == browser
