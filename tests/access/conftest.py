"""A company with two departments, and people who sign in."""

import time
from collections.abc import Callable

import pytest

from opmodel.access.accounts import SignedIn, signed_in
from opmodel.store.engine import writing
from opmodel.store.teams import ensure_team

Person = Callable[..., SignedIn]


@pytest.fixture
def teams(store: str) -> dict[str, int]:
    """Numbers of teams by path."""
    with writing(store) as session:
        return {
            path: ensure_team(session, path, import_id=None) for path in ("Finance", "Finance/Controlling", "Legal")
        }


@pytest.fixture
def person() -> Person:
    """Makes somebody for whom a provider vouches: `person("ada@example.com", groups=["leads"])`."""

    def made(email: str, *, subject: str = "", name: str = "", **claims: object) -> SignedIn:
        return signed_in(
            {
                "iss": "http://provider.example.com",
                "sub": subject or email,
                "email": email,
                "name": name or email.partition("@")[0].title(),
                "iat": time.time(),
                **claims,
            }
        )

    return made
