"""Whether the pages behind the links of mails answer, for `billia doctor` (R231)."""

import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

SECONDS = 5.0
"""How long an answer is waited for."""

_BROKEN = 500


def why_unreachable(address: str) -> str:
    """What is wrong with them, without their address; empty if something answers there."""
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        line.request("GET", f"{parts.path}/", headers={"User-Agent": "billia doctor"})
        status = line.getresponse().status
    except ssl.SSLError:
        return "their certificate cannot be trusted"
    except (OSError, HTTPException, ValueError):
        return "they cannot be reached: is billia serve running behind the web server? (docs/web.md)"
    finally:
        line.close()
    return f"they answer with an error ({status})" if status >= _BROKEN else ""
