"""What our own templates share."""

import pandas as pd

OWN = "own"
"""Who issued the identifiers of our own templates that are no e-mail addresses."""


def nobody() -> pd.DataFrame:
    """`Facts.people` of a file that names no person."""
    return pd.DataFrame({"identity": [], "identifier": [], "name": []}, dtype="str")


def where(name: str, source: str) -> str:
    """Where a template is found, and what it is filled in from."""
    return f"Our own template: the Uploads page, under the file's name, or `opmodel template {name}`; filled in from {source}."
