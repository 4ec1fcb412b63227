"""The register part of the workflows template: rows found by name and brought up to what the sheet says."""

import numpy as np
from sqlmodel import Session

from opmodel.intake.audit import Audit
from opmodel.intake.facts import Facts
from opmodel.intake.names import Tools


def load_register(
    session: Session, facts: Facts, audit: Audit, tools: Tools, *, ids: np.ndarray, import_id: int
) -> None:
    """Bring the register up to what the sheets say."""
