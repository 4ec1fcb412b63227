"""A visitor without a browser, who says over Streamlit's websocket whatever they like, under a cookie of their own."""

import json
import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol


@dataclass
class Seen:
    """What one run of a page sent."""

    menu: list[str] = field(default_factory=list)
    """Titles of the pages that are shown in the navigation."""
    texts: list[str] = field(default_factory=list)
    widgets: dict[str, str] = field(default_factory=dict)
    """Kind and label of each widget → its id."""
    exceptions: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """Placeholders of files that are made once they are asked for."""
    not_found: bool = False

    @property
    def said(self) -> str:
        """All texts in one."""
        return "\n".join(self.texts)


class Visitor:
    """One session on the server at `address`; signed in as whom `claims` tell, under `secret`, where they are given."""

    def __init__(self, address: str, *, claims: dict[str, Any] | None = None, secret: str = "") -> None:
        # A browser learns this from the server's first answer. Without it no cookie counts: another site cannot know it.
        token = generate_xsrf_token_string()
        cookies = {"_streamlit_xsrf": token}
        if claims is not None:
            told = {**claims, "origin": address, "is_logged_in": True, "provider": "default", "iat": time.time()}
            cookies["_streamlit_user"] = create_signed_value(secret, "_streamlit_user", json.dumps(told)).decode()
        self._address = address
        self._open = ExitStack()
        self._socket = self._open.enter_context(
            connect(
                f"{address.replace('http', 'ws', 1)}/_stcore/stream",
                subprotocols=[Subprotocol("streamlit"), Subprotocol(token)],
                additional_headers={"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())},
                origin=Origin(address),
                max_size=None,
                compression=None,
            )
        )
        self._page = ""

    def run(self, page: str = "", *, states: Iterable[WidgetState] = (), fragment: str = "") -> Seen:
        """Run a page, by its name in the address, with the states of some widgets."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.context_info.url = f"{self._address}/{page}"
        message.rerun_script.page_script_hash = "" if page else self._page
        message.rerun_script.fragment_id = fragment
        for state in states:
            message.rerun_script.widget_states.widgets.add().CopyFrom(state)
        self._socket.send(message.SerializeToString())
        seen = Seen()
        while True:
            received = ForwardMsg()
            received.ParseFromString(self._socket.recv(timeout=60))  # type: ignore[arg-type]
            kind = received.WhichOneof("type")
            if kind == "delta" and received.delta.HasField("new_element"):
                _note(seen, received.delta.new_element)
            elif kind == "navigation":
                seen.menu = [page.page_name for page in received.navigation.app_pages if not page.is_hidden]
            elif kind == "new_session":
                self._page = received.new_session.page_script_hash
            elif kind == "page_not_found":
                seen.not_found = True
            elif kind == "script_finished":
                if received.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return seen
                seen = Seen(menu=seen.menu)

    def close(self) -> None:
        """Leave."""
        self._open.close()


def pressed(widget: str) -> WidgetState:
    """A button that is pressed."""
    return WidgetState(id=widget, trigger_value=True)


def _note(seen: Seen, element: Any) -> None:
    kind = element.WhichOneof("type")
    said = getattr(element, kind)
    if kind == "exception":
        seen.exceptions.append(f"{said.type}: {said.message}")
    elif kind in {"markdown", "heading", "alert"}:
        seen.texts.append(said.body)
    elif hasattr(said, "id") and hasattr(said, "label"):
        seen.widgets[f"{kind}: {said.label}"] = said.id
    if kind == "download_button" and getattr(said, "deferred_file_id", ""):
        seen.files.append(said.deferred_file_id)
