"""What the machine decides: where the store is and which secret keys people. Read from the environment."""

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

SECRETS = Path("/run/secrets")
"""Where a container finds its secrets as files: one named `opmodel_<field>` stands for the environment variable."""

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["text", "json"]


class Settings(BaseSettings):
    """Settings of this process. Every field is an environment variable named `OPMODEL_<FIELD>`."""

    model_config = SettingsConfigDict(
        env_prefix="OPMODEL_", extra="ignore", secrets_dir=SECRETS if SECRETS.is_dir() else None
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


def settings() -> Settings:
    """The settings as the environment has them now."""
    return Settings()
