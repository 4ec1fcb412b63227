"""No session fills the memory: files are limited in size, in number and together."""

from opmodel.web.upload_limits import MOST_FILES
from tests.browser.conftest import Server
from tests.web.conftest import Visitor, ask

SMALL = b"a,b\n1,2\n"


def test_one_file_too_many_is_refused_until_another_is_taken_out(server: Server, visitor: Visitor) -> None:
    paths = []
    for _ in range(MOST_FILES):
        path, answer = visitor.upload(SMALL)
        assert answer.status == 204
        paths.append(path)
    _, refused = visitor.upload(SMALL)
    assert refused.status == 413
    assert f"{MOST_FILES} files" in refused.text
    assert ask(server, paths[0], method="DELETE", headers=visitor.token).status == 204
    assert visitor.upload(SMALL)[1].status == 204


def test_a_file_over_the_size_limit_is_refused_before_it_is_read(server: Server, visitor: Visitor) -> None:
    import http.client

    connection = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=20)
    connection.putrequest("PUT", f"/_stcore/upload_file/{visitor.session}/large")
    for name, value in {**visitor.token, "Content-Length": str(101 << 20)}.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_files_that_are_too_large_together_are_refused(server: Server, visitor: Visitor) -> None:
    import http.client

    connection = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=20)
    connection.putrequest("PUT", f"/_stcore/upload_file/{visitor.session}/huge")
    for name, value in {**visitor.token, "Content-Length": str(501 << 20)}.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert b"500 MB" in answer.read()
    connection.close()


def test_a_session_that_does_not_exist_takes_no_file(visitor: Visitor) -> None:
    visitor.session = "made-up"
    assert visitor.upload(SMALL)[1].status == 400
