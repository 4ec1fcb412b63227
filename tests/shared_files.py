"""Foreign files and oracles that lie beside the checkout where they are at hand."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared samples and oracles are not beside the checkout"
)
