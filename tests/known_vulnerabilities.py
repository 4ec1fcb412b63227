"""`make audit`: every package of requirements.lock against the published lists of vulnerabilities, by pip-audit.

The lists are asked for over the network. Where they cannot be reached nothing was checked, and that is what is said:
status 0 nothing known, 1 something known, 2 not checked.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
NOTHING_KNOWN, SOMETHING_KNOWN, NOT_CHECKED = 0, 1, 2


def judged(answer: str, complaint: str) -> tuple[int, str]:
    """The status, and what to say, for what pip-audit printed on standard output and on standard error."""
    try:
        packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError):
        last = complaint.strip().splitlines()[-1:] or ["pip-audit said nothing."]
        return NOT_CHECKED, f"Not checked: the lists of vulnerabilities could not be read. {last[0]}"
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if len(skipped) == len(packages):
        return (
            NOT_CHECKED,
            "Not checked: the lists of vulnerabilities know none of the packages, or could not be reached.",
        )
    known = [(package, fault) for package in packages for fault in package.get("vulns", [])]
    lines = [
        f"{package['name']} {package['version']}: {fault['id']}, mended in {', '.join(fault['fix_versions']) or 'none yet'}"
        for package, fault in known
    ]
    if skipped:
        lines.append(f"Not checked: {', '.join(skipped)}.")
    lines.append(f"{len(packages) - len(skipped)} locked packages checked: {len(known)} known vulnerabilities.")
    clean = NOT_CHECKED if skipped else NOTHING_KNOWN
    return SOMETHING_KNOWN if known else clean, "\n".join(lines)


def main() -> int:
    """Check, say what was found, and return the status."""
    told = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", str(LOCK), "-f", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    status, said = judged(told.stdout, told.stderr)
    print(said)  # noqa: T201
    return status


if __name__ == "__main__":
    sys.exit(main())
