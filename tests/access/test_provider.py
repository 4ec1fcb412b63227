"""Whether what was said of the sign-in provider can be relied on."""

from pathlib import Path

import pytest

from opmodel.access import provider
from opmodel.access.given import claimed_roles
from opmodel.access.provider import ProviderError, auth_section, check_exposure, checked_auth_section, is_set_up

WHOLE = {
    "OPMODEL_OIDC_METADATA_URL": "login.example.com/realm/.well-known/openid-configuration",
    "OPMODEL_OIDC_CLIENT_ID": "opmodel",
    "OPMODEL_OIDC_CLIENT_SECRET": "of the provider",
    "OPMODEL_OIDC_REDIRECT_URL": "opmodel.example.com/oauth2callback",
    "OPMODEL_COOKIE_SECRET": "x" * 32,
}


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_without_a_provider_only_this_machine_is_listened_to() -> None:
    assert not is_set_up()
    for host in ("127.0.0.1", "localhost", "::1"):
        check_exposure(host)
    for host in ("", "0.0.0.0", "10.0.0.7", "dashboard.example.com"):
        with pytest.raises(ProviderError, match="takes sign-in"):
            check_exposure(host)


def test_with_a_provider_the_network_may_be_listened_to(whole: pytest.MonkeyPatch) -> None:
    check_exposure("0.0.0.0")
    assert checked_auth_section()["server_metadata_url"].startswith("https://login.example.com/")


@pytest.mark.parametrize("name", [name for name in WHOLE if name != "OPMODEL_OIDC_METADATA_URL"])
def test_half_a_set_up_says_what_is_missing(name: str, whole: pytest.MonkeyPatch) -> None:
    whole.delenv(name)
    with pytest.raises(ProviderError, match=name):
        checked_auth_section()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("OPMODEL_COOKIE_SECRET", "x" * 31, "fewer than 32 characters"),
        ("OPMODEL_OIDC_REDIRECT_URL", "opmodel.example.com/", "/oauth2callback"),
        ("OPMODEL_OIDC_REDIRECT_URL", "http://opmodel.example.com/oauth2callback", "plain http"),
        ("OPMODEL_OIDC_METADATA_URL", "http://login.example.com/.well-known/openid-configuration", "plain http"),
        ("OPMODEL_OIDC_METADATA_URL", "login.example.com/common/v2.0/.well-known/x", "every company's users"),
        ("OPMODEL_OIDC_METADATA_URL", "login.example.com/organizations/v2.0/x", "every company's users"),
    ],
)
def test_what_would_let_strangers_in_is_refused(name: str, value: str, why: str, whole: pytest.MonkeyPatch) -> None:
    whole.setenv(name, value)
    with pytest.raises(ProviderError, match=why):
        check_exposure("0.0.0.0")


def test_a_provider_on_this_machine_may_speak_plain_http(whole: pytest.MonkeyPatch) -> None:
    whole.setenv("OPMODEL_OIDC_METADATA_URL", "http://127.0.0.1:9500/.well-known/openid-configuration")
    whole.setenv("OPMODEL_OIDC_REDIRECT_URL", "http://localhost:8501/oauth2callback")
    assert checked_auth_section()


def test_a_secrets_file_sets_sign_in_up_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text('[auth]\nclient_id = "opmodel"\nserver_metadata_url = "login.example.com/x"\n')
    monkeypatch.setattr(provider, "SECRETS", secrets)
    assert is_set_up()
    assert auth_section()["client_id"] == "opmodel"
    with pytest.raises(ProviderError, match="set up half"):
        check_exposure("0.0.0.0")


def test_a_role_that_does_not_exist_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPMODEL_ROLES", '{"leads": "owner"}')
    with pytest.raises(ProviderError, match="'owner', which is no role; there are viewer"):
        claimed_roles()
