"""What another site's page makes a browser send is refused."""

import pytest
from websockets.exceptions import InvalidStatus

from tests.browser.conftest import Server
from tests.web.conftest import Visitor, ask, logged, websocket

STRANGERS = ["http://evil.example", "http://localhost:9", "https://127.0.0.1", "null"]


@pytest.mark.parametrize("origin", STRANGERS)
def test_a_websocket_from_another_origin_is_refused(server: Server, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        websocket(server, origin=origin)
    assert refused.value.response.status_code == 403
    assert logged(server, "session refused")["level"] == "warning"


def test_a_websocket_from_our_own_page_is_accepted(server: Server) -> None:
    with websocket(server, origin=server.address) as connection:
        assert connection.subprotocol == "streamlit"


@pytest.mark.parametrize("origin", STRANGERS)
def test_a_write_from_another_origin_is_refused_whatever_token_it_brings(
    server: Server, visitor: Visitor, origin: str
) -> None:
    _, answer = visitor.upload(b"a,b\n1,2\n", headers={**visitor.token, "Origin": origin})
    assert answer.status == 403
    assert visitor.upload(b"a,b\n1,2\n", headers={**visitor.token, "Origin": server.address})[1].status == 204


def test_a_write_without_its_token_is_refused(visitor: Visitor) -> None:
    cookie = {"Cookie": visitor.token["Cookie"]}
    assert visitor.upload(b"a,b\n1,2\n", headers={})[1].status == 403
    assert visitor.upload(b"a,b\n1,2\n", headers=cookie)[1].status == 403
    assert visitor.upload(b"a,b\n1,2\n", headers={**cookie, "X-Xsrftoken": "made up"})[1].status == 403


@pytest.mark.parametrize("origin", STRANGERS)
def test_no_other_origin_may_read_an_answer(server: Server, origin: str) -> None:
    for path in ("_stcore/health", "_stcore/host-config", "_stcore/metrics", "media/none.csv"):
        headers = ask(server, path, headers={"Origin": origin}).headers
        assert "Access-Control-Allow-Origin" not in headers, path
