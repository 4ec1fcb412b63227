"""The sign-in provider: whether one is set up, and whether what was said of it can be relied on."""

import ipaddress
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from opmodel.settings import ROOT, settings

SECRETS = ROOT / ".streamlit" / "secrets.toml"
_CALLBACK = "/oauth2callback"
_SHORTEST_SECRET = 32
_NEEDED = ("client_id", "client_secret", "server_metadata_url", "redirect_uri", "cookie_secret")
_ASK_FOR = {
    "client_id": "OPMODEL_OIDC_CLIENT_ID",
    "client_secret": "OPMODEL_OIDC_CLIENT_SECRET",
    "server_metadata_url": "OPMODEL_OIDC_METADATA_URL",
    "redirect_uri": "OPMODEL_OIDC_REDIRECT_URL",
    "cookie_secret": "OPMODEL_COOKIE_SECRET",
}
_ANYBODYS = ("/common/", "/organizations/", "/consumers/")
"""Endpoints of Entra ID at which any company's users, and any private person, can say what their address is."""


class ProviderError(Exception):
    """Sign-in is set up so that it cannot be relied on; the message says what to put right."""


def auth_section() -> dict[str, Any]:
    """Sign-in as Streamlit takes it, from the settings, else from `.streamlit/secrets.toml`; empty where none is set up.

    An address without a scheme is one of HTTPS.
    """
    section = _of_the_settings() or _of_the_secrets_file(SECRETS)
    for name in ("redirect_uri", "server_metadata_url"):
        address = str(section.get(name) or "")
        if address and "://" not in address:
            section[name] = f"https://{address}"
    return section


def _of_the_settings() -> dict[str, Any]:
    said = settings()
    if said.oidc_metadata_url:
        return {
            "redirect_uri": said.oidc_redirect_url,
            "cookie_secret": said.cookie_secret.get_secret_value() if said.cookie_secret else "",
            "client_id": said.oidc_client_id,
            "client_secret": said.oidc_client_secret.get_secret_value() if said.oidc_client_secret else "",
            "server_metadata_url": said.oidc_metadata_url,
        }
    return {}


def _of_the_secrets_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    section = tomllib.loads(path.read_text(encoding="utf-8")).get("auth", {})
    return dict(section) if isinstance(section, Mapping) else {}


def is_set_up() -> bool:
    """Whether people sign in. Where not, there is one local user."""
    return bool(auth_section())


def checked_auth_section() -> dict[str, Any]:
    """Sign-in as Streamlit takes it; empty where none is set up.

    Raises:
        ProviderError: something is missing, or would let people in who should not be.
    """
    section = auth_section()
    if not section:
        return {}
    missing = [name for name in _NEEDED if not section.get(name)]
    if missing:
        named = ", ".join(f"{name} ({_ASK_FOR[name]})" for name in missing)
        raise ProviderError(f"Sign-in is set up half: {named} is missing. docs/sign-in.md says where each is found.")
    if len(str(section["cookie_secret"])) < _SHORTEST_SECRET:
        raise ProviderError(
            f"The cookie secret has fewer than {_SHORTEST_SECRET} characters: whoever guesses it is anybody they like. "
            "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'."
        )
    _check_addresses(str(section["redirect_uri"]), str(section["server_metadata_url"]))
    return section


def check_exposure(host: str) -> None:
    """Check that whoever reaches an address has to sign in. This machine alone need not: there is one local user.

    Args:
        host: the address that the dashboard listens on; empty for every one.

    Raises:
        ProviderError: they would not have to, or sign-in cannot be relied on.
    """
    if checked_auth_section() or is_this_machine(host):
        return
    raise ProviderError(
        f"Listening on {host or 'every address'} takes sign-in: without it whoever reaches the port is the one local user, "
        "with every right. docs/sign-in.md says how to set it up; without it, listen on 127.0.0.1."
    )


def is_this_machine(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_addresses(redirect: str, metadata: str) -> None:
    if urlsplit(redirect).path[-len(_CALLBACK) :] != _CALLBACK:
        raise ProviderError(f"The redirect address is the dashboard's own with {_CALLBACK} at its end, not {redirect}.")
    for what, address in (("redirect", redirect), ("metadata", metadata)):
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
            raise ProviderError(f"The {what} address begins with https: over plain http others can read who signs in.")
    if any(part in urlsplit(metadata).path for part in _ANYBODYS):
        raise ProviderError(
            "The metadata address is open to every company's users. Use the one with your own tenant's number in it."
        )
