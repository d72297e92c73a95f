"""Keeps other web pages out of the preview: it runs on the reader's own machine, where their browser can reach it.

A page elsewhere may point a name of its own at 127.0.0.1 (DNS rebinding: caught by `Host`), or send requests across
origins (caught by `Origin`, `Sec-Fetch-Site`, and by JSON being no content type that a plain form can send).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1"))
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what does not come from the preview's own page, and add the headers that bind the browser."""
    why = refused(request)
    if why is not None:
        return web.json_response({"error": why}, status=403, headers=HEADERS)
    if request.method == "POST" and request.content_type != "application/json":
        return web.json_response({"error": "the body must be application/json"}, status=415, headers=HEADERS)
    try:
        response = await handler(request)
    except web.HTTPException as refusal:
        refusal.headers.update(HEADERS)
        raise
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def refused(request: web.Request) -> str | None:
    """Why a request is not taken, None where it is."""
    host = request.headers.get("Host", "")
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        name = None
    if name not in LOOPBACK:
        return "the preview answers on the loopback address only"
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{host}":
        return "the preview answers its own page only"
    site = request.headers.get("Sec-Fetch-Site", "none")
    following_a_link = request.method == "GET" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    if site not in ("none", "same-origin") and not (following_a_link and request.path == "/"):
        return "the preview answers its own page only"
    return None
