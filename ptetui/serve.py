"""The app in a browser: textual-serve runs a process of the app for each page and carries what it writes.

Whoever reaches the port uses the app as this user. So the server listens on loopback unless asked otherwise, answers
only to its own names, and lets no page of another site open its socket or frame its page.
"""

import asyncio
import os
import shlex
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ptetui.terminal import fail

try:
    from aiohttp import web
    from aiohttp.typedefs import Handler, Middleware
    from textual_serve.server import Server
except ImportError:
    raise ValueError("serve needs the extra serve: pip install 'ptetui[serve]'") from None

_PAGE, _SCRIPT = (Path(__file__).with_suffix(suffix) for suffix in (".html", ".js"))
_SESSIONS = web.AppKey("sessions", dict[asyncio.Task[Any], web.Request])
_GRACE = 10  # seconds that the processes of the pages have to end
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
    " img-src data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",  # a page that was left is not kept, so its process ends
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def serve(arguments: Sequence[str], host: str, port: int) -> None:
    """Serve `ptetui ARGUMENTS` until SIGTERM; port 0 takes a free one. The address is printed.

    ValueError, one line, where the port cannot be had. Ctrl-C is a KeyboardInterrupt, once the pages' processes ended.
    """
    with _listen(host, port) as listening:
        asyncio.run(_run(_application(arguments, host), listening))


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise ValueError(f"port {port}: 0 to 65535 can be listened on")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise ValueError(f"host {host!r}: {getattr(error, 'strerror', None) or error}; take an address") from None
    try:
        return socket.create_server(address, family=family)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise ValueError(f"port {port} of {host}: {why}; take another --port or --host") from None


async def _run(app: web.Application, listening: socket.socket) -> None:
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        _announce(listening)
        await ended.wait()
    finally:
        await runner.cleanup()


def _announce(listening: socket.socket) -> None:
    """The address; a warning where others reach it."""
    address, port = listening.getsockname()[:2]
    at = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    if not ip_address(address).is_loopback:
        fail(f"anyone who reaches {at} uses the app as this user, and can write files with it: exports, layouts")
    print(f"http://{at}/", flush=True)


def _application(arguments: Sequence[str], host: str) -> web.Application:
    server = Server("exec " + shlex.join([sys.executable, "-m", "ptetui", *arguments]))
    app = web.Application(middlewares=[_guard(host)])
    app[_SESSIONS] = {}
    app.on_response_prepare.append(_seal)
    app.on_shutdown.append(_end_sessions)
    app.add_routes([
        web.get("/", _file(_PAGE)),
        web.get("/serve.js", _file(_SCRIPT)),
        web.get("/ws", _session(server)),
        web.get("/download/{key}", server.handle_download),
        web.static("/static", server.statics_path),
    ])  # fmt: skip
    return app


def _file(path: Path) -> Handler:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(path)

    return answer


def _session(server: Server) -> Handler:
    """A process of the app for the page; it ends with the socket."""

    async def answer(request: web.Request) -> web.StreamResponse:
        sessions, task = request.app[_SESSIONS], asyncio.ensure_future(server.handle_websocket(request))
        sessions[task] = request
        task.add_done_callback(sessions.pop)
        return await task

    return answer


async def _end_sessions(app: web.Application) -> None:
    if sessions := app[_SESSIONS]:
        for request in sessions.values():
            if request.transport is not None:
                request.transport.abort()
        await asyncio.wait(sessions, timeout=_GRACE)


async def _seal(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


def _guard(host: str) -> Middleware:
    """Refuse what another site's page sends, and what comes under another name than this server's."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        named, origin = request.headers.get("Host", ""), request.headers.get("Origin")
        if not _is_own(named, host):
            raise web.HTTPForbidden(text=f"{named!r} is no address, and no name that --host gave to this server\n")
        own = request.path != "/ws" if origin is None else _site(origin) == named  # browsers say who opens a socket
        if not own:
            raise web.HTTPForbidden(text=f"pages of {origin or 'nowhere'!r} may not use this server\n")
        return await handler(request)

    return guard


def _is_own(named: str, host: str) -> bool:
    """Whether a Host header means this server. Any name but its own may be one that was made to point here."""
    with suppress(ValueError):
        name = urlsplit(f"//{named}").hostname or ""
        return name in ("localhost", host.lower()) or bool(ip_address(name))
    return False


def _site(origin: str) -> str:
    """Host and port of an Origin header, "" where it has none."""
    with suppress(ValueError):
        return urlsplit(origin).netloc
    return ""
