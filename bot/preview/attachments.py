"""The files of messages as the page gets them: what a browser may show, and nothing that it might run."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from bot.preview.files import StoredFile

# Only these are shown inside the page or a tab of its own; everything else opens in a sandbox without scripts.
_SHOWN_INLINE = ("image/png", "image/gif", "image/jpeg", "image/webp", "video/mp4")


def attachment(request: web.Request, file: StoredFile) -> web.Response:
    """The answer that carries a file, or the part of it that was asked for: a film is played over and over by parts."""
    mime = file.mime if file.mime in _SHOWN_INLINE else "text/plain"
    headers = {"Accept-Ranges": "bytes"}
    if mime == "text/plain":
        headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    if "download" in request.query:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    charset = "utf-8" if mime == "text/plain" else None
    body, whole = file.content, len(file.content)
    part = _part(request, whole)
    if part is None:
        return web.Response(body=body, content_type=mime, charset=charset, headers=headers)
    if not part:
        return web.Response(status=416, headers={"Content-Range": f"bytes */{whole}"})
    headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{whole}"
    body = body[part.start : part.stop]
    return web.Response(status=206, body=body, content_type=mime, charset=charset, headers=headers)


def _part(request: web.Request, whole: int) -> range | None:
    """The part that was asked for, None where none was or where it cannot be read."""
    try:
        return range(whole)[request.http_range] if "Range" in request.headers else None
    except ValueError:
        return None
