"""What every answer says to the browser: no script, nothing from elsewhere, nothing kept or told on (R231, P8)."""

import base64
import hashlib
from collections.abc import Mapping


def of_all(style: str) -> Mapping[str, str]:
    """The headers of all answers; `style` is the only style sheet, which stands in the page."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "content-security-policy": f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "x-robots-tag": "noindex, nofollow",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
    }


SECURE_ONLY = ("strict-transport-security", "max-age=31536000")
"""Said where the browser came by TLS."""
