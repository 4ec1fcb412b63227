"""What the machine decides: where the store is, which secret keys people, and who vouches for whoever signs in. Read from
the environment.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: `app.py`, `pages/` and `data/` lie here."""

DATA = ROOT / "data"
"""Where the embedded stores and their person keys are kept unless told otherwise."""

DEFAULT_STORE = f"sqlite:///{DATA / 'opmodel.db'}"
DEMO_STORE = f"sqlite:///{DATA / 'demo.db'}"

_PREFIX = "OPMODEL_"
SECRETS = Path("/run/secrets")
"""Where a container finds its secrets as files: one named `opmodel_<field>` stands for the environment variable."""

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]


class Settings(BaseSettings):
    """Settings of this process. Every field is an environment variable named `OPMODEL_<FIELD>`."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, extra="ignore", secrets_dir=SECRETS if SECRETS.is_dir() else None
    )

    store: str = Field(
        default=DEFAULT_STORE,
        description="URL of the store: sqlite:///… or postgresql+psycopg://…",
    )
    person_key: SecretStr | None = Field(
        default=None,
        description="Secret that person keys are made with (64 hex digits). "
        "Without it a key file beside the store is used, created on first start.",
    )
    log_level: LogLevel = Field(
        default="info",
        description="What the server logs: `debug`, `info`, `warning` or `error`. Only `debug` writes down the words of "
        "errors, which may hold names: never on a store with real people.",
    )
    log_format: LogFormat = Field(default="text", description="`text`, or `json` for one JSON object a line.")
    oidc_metadata_url: str = Field(
        default="",
        description="Where the sign-in provider describes itself: its address that ends in "
        "/.well-known/openid-configuration. Without it, and without an [auth] section in .streamlit/secrets.toml, the "
        "dashboard has one local user and listens on this machine only.",
    )
    oidc_client_id: str = Field(default="", description="What the provider calls OpModel.")
    oidc_client_secret: SecretStr | None = Field(default=None, description="The secret it gave OpModel.")
    oidc_redirect_url: str = Field(
        default="", description="Where it sends people back to: the dashboard's own address with /oauth2callback."
    )
    cookie_secret: SecretStr | None = Field(
        default=None,
        description="Secret that sign-in cookies are signed with, at least 32 characters; the same in every process.",
    )
    session_hours: float = Field(default=12.0, gt=0, le=720, description="After so many hours somebody signs in again.")
    admins: str = Field(
        default="",
        description="E-mail addresses of people who are admins whatever the store says, commas between them.",
    )
    role_claim: str = Field(
        default="", description="The claim of the provider that holds a person's groups or roles, such as groups."
    )
    roles: dict[str, str | dict[str, str]] = Field(
        default_factory=dict,
        description='Which role a value of that claim gives, as JSON: {"finance-leads": "viewer"}, or in one team '
        '{"finance-leads": {"role": "viewer", "team": "Finance"}}.',
    )


def settings() -> Settings:
    """The settings as the environment has them now."""
    # Every run of a page asks several times, and reading them costs a millisecond.
    return _read(tuple(item for item in os.environ.items() if item[0].upper().startswith(_PREFIX)))


@lru_cache(maxsize=8)
def _read(_environment: tuple[tuple[str, str], ...]) -> Settings:
    return Settings()
