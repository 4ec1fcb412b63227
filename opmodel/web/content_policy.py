"""The content security policy: what a page of ours may load, and from where. Nothing comes from another origin.

Scripts are files of our own, and the inline scripts of Streamlit's page, each by its hash. Styles may be inline: Streamlit's
client writes them as it draws. No script may be made from text; Streamlit reads the expressions of charts without that.
"""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import streamlit

_PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


@cache
def content_policy() -> str:
    """The value of the header `Content-Security-Policy`."""
    scripts = " ".join(["'self'", *inline_scripts(_PAGE.read_text(encoding="utf-8"))])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "media-src 'self' blob:",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def inline_scripts(page: str) -> list[str]:
    """The inline scripts of a page as a policy names them: by the hash of their text, in its order."""
    return [f"'sha256-{_hashed(text)}'" for text in _INLINE_SCRIPT.findall(page)]


def _hashed(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
