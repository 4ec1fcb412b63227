"""What `make audit` says of what pip-audit answered, and when it could not ask."""

import json

from tests.known_vulnerabilities import NOT_CHECKED, NOTHING_KNOWN, SOMETHING_KNOWN, judged

FINE = {"name": "alpha", "version": "1.0", "vulns": []}
FAULTY = {"name": "beta", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
SKIPPED = {"name": "gamma", "skip_reason": "not found"}


def answer(*packages: object) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_lists_that_cannot_be_reached_are_no_clean_bill() -> None:
    status, said = judged("", "Traceback\nConnectionError: no route")
    assert status == NOT_CHECKED
    assert said.startswith("Not checked: the lists of vulnerabilities could not be read.")
    assert judged("", "")[0] == NOT_CHECKED
    assert judged(answer(SKIPPED), "")[1].endswith("could not be reached.")


def test_a_known_vulnerability_is_named_with_the_version_that_mends_it() -> None:
    status, said = judged(answer(FINE, FAULTY), "")
    assert status == SOMETHING_KNOWN
    assert "beta 2.0: PYSEC-1, mended in 2.1" in said
    assert "2 locked packages checked: 1 known" in said


def test_a_package_that_was_skipped_is_told() -> None:
    assert judged(answer(FINE), "")[0] == NOTHING_KNOWN
    status, said = judged(answer(FINE, SKIPPED), "")
    assert status == NOT_CHECKED
    assert "Not checked: gamma." in said
