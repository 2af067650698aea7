"""The app in a browser: textual-serve runs a process of the app for each page and carries what it writes.

Who reaches the port and knows the token uses the app as this user. The server listens on loopback unless asked
otherwise, answers only to its own names, wants the token that stands in the address it prints (a cookie keeps it), and
lets no page of another site open its socket or frame its page.
"""

import asyncio
import copy
import json
import os
import secrets
import shlex
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from weakref import WeakSet

from ptetui.terminal import fail

try:
    from aiohttp import web
    from aiohttp.typedefs import Handler, Middleware
    from textual_serve.app_service import AppService
    from textual_serve.server import Server
except ImportError:
    raise ValueError("serve needs the extra serve: pip install 'ptetui[serve]'") from None

_PAGE, _SCRIPT = (Path(__file__).with_suffix(suffix) for suffix in (".html", ".js"))
_SESSIONS = web.AppKey("sessions", dict[asyncio.Task[Any], web.Request])
_ASKED = web.AppKey("asked", WeakSet[Any])  # the connections that a request came from
_GRACE = 10  # seconds that the processes of the pages have to end
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
    " img-src data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",  # a page that was left is not kept, so its process ends
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


_START = ("word", "layout", "kernel")  # what the address may ask for
_SIZES = ("width", "height")  # what its socket asks for
_MOST_TEXT = 1 << 16  # characters of one message of a page
_CONNECTIONS = 256  # at a time
_PATIENCE = 10  # seconds that a connection may say nothing, but for the socket of a page
_LARGEST = 500  # columns or lines of a page's terminal


class ServeOptions(NamedTuple):
    """How the server is used: its host and port, the token ("" for none), and the most pages at a time."""

    host: str
    port: int
    token: str
    sessions: int


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(16)


def serve(arguments_for: Callable[[dict[str, str]], list[str]], options: ServeOptions) -> None:
    """Serve the app until SIGTERM; port 0 takes a free one. The address is printed.

    `arguments_for` gives the arguments of the app for what an address asks (word, layout, kernel), or a ValueError.
    ValueError, one line, where the port cannot be had. Ctrl-C is a KeyboardInterrupt, once the pages' processes ended.
    """
    with _listen(options.host, options.port) as listening:
        port = listening.getsockname()[1]
        app = _application(arguments_for, options, f"ptetui_{port}")
        asyncio.run(_run(app, listening, options.token))


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


async def _run(app: web.Application, listening: socket.socket, token: str) -> None:
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=_PATIENCE, handler_cancellation=True)
    await runner.setup()
    assert runner.server is not None
    try:
        async with await asyncio.get_running_loop().create_server(_accept(runner.server, app[_ASKED]), sock=listening):
            _announce(listening, token)
            await ended.wait()
    finally:
        await runner.cleanup()


def _accept(server: web.Server, asked: WeakSet[Any]) -> Callable[[], asyncio.Protocol]:
    """What takes a connection: it ends at once where there are too many, and later where it asks for nothing."""

    def end(handler: web.RequestHandler) -> None:
        if handler.transport not in asked:
            handler.force_close()

    def accept() -> asyncio.Protocol:
        handler = server()
        patience = _PATIENCE if len(server.connections) < _CONNECTIONS else 0
        asyncio.get_running_loop().call_later(patience, end, handler)
        return handler

    return accept


def _announce(listening: socket.socket, token: str) -> None:
    """The address, with the token; a warning where others reach it."""
    address, port = listening.getsockname()[:2]
    at = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    if not ip_address(address).is_loopback:
        who = f"anyone who reaches {at}{' and knows the token' if token else ''}"
        fail(f"{who} uses the app as this user, and can write files with it: exports, layouts")
    print(f"http://{at}/{f'?token={token}' if token else ''}", flush=True)


class _Pages(Server):
    """textual-serve's server, which takes no message that a page of ours would not send."""

    async def _process_messages(self, websocket: web.WebSocketResponse, app_service: AppService) -> None:
        try:
            async for message in websocket:
                if not await self._process(_parsed(message.data), websocket, app_service):
                    await websocket.close()
                    break
        finally:
            app_service.stdin.transport.abort()  # the process ends with it, whatever it does

    async def _process(self, message: object, websocket: web.WebSocketResponse, app_service: AppService) -> bool:
        """Pass a message on; whether it is one that a page sends."""
        match message:
            case ["stdin", str(text)]:
                await app_service.send_bytes(text.encode())
            case ["resize", {"width": int(width), "height": int(height)}] if _fits(width) and _fits(height):
                await app_service.set_terminal_size(width, height)
            case ["ping", data]:
                await websocket.send_json(["pong", data])
            case ["blur", *_]:
                await app_service.blur()
            case ["focus", *_]:
                await app_service.focus()
            case _:
                return False
        return True


def _parsed(data: object) -> object:
    """A message as JSON; None for one that is none, or too long."""
    if not isinstance(data, str) or len(data) > _MOST_TEXT:
        return None
    with suppress(ValueError, RecursionError):
        return json.loads(data)
    return None


def _fits(size: int) -> bool:
    return 0 < size <= _LARGEST


def _application(
    arguments_for: Callable[[dict[str, str]], list[str]], options: ServeOptions, cookie: str
) -> web.Application:
    pages = _Pages("")
    app = web.Application(middlewares=[_guard(options.host), _ask_for_token(options.token, cookie)])
    app[_SESSIONS], app[_ASKED] = {}, WeakSet()
    app.on_response_prepare.append(_seal)
    app.on_shutdown.append(_end_sessions)
    app.add_routes([
        web.get("/", _page(arguments_for)),
        web.get("/serve.js", _file(_SCRIPT)),
        web.get("/ws", _session(pages, arguments_for, options.sessions)),
        web.get("/ws/{start}", _session(pages, arguments_for, options.sessions)),
        web.get("/download/{key}", pages.handle_download),
        web.static("/static", pages.statics_path),
    ])  # fmt: skip
    return app


def _page(arguments_for: Callable[[dict[str, str]], list[str]]) -> Handler:
    """The page. What its address asks for goes into the path of its socket."""

    async def answer(request: web.Request) -> web.StreamResponse:
        asked = {name: value for name, value in request.query.items() if name != "token"}
        _checked(arguments_for, asked)
        start = f"/{quote(urlencode(asked), safe='')}" if asked else ""
        text = _PAGE.read_text().replace('websocket-url="/ws"', f'websocket-url="/ws{start}"')
        return web.Response(text=text, content_type="text/html")

    return answer


def _checked(arguments_for: Callable[[dict[str, str]], list[str]], asked: dict[str, str]) -> list[str]:
    """The app's arguments. A 400 in one line where the address asks for what is not."""
    for name in asked:
        if name not in _START:
            raise web.HTTPBadRequest(text=f"{name!r}: an address takes {', '.join(_START)}\n")
    try:
        return arguments_for(asked)
    except ValueError as error:
        raise web.HTTPBadRequest(text=f"{error}\n") from None


def _file(path: Path) -> Handler:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(path)

    return answer


def _session(pages: _Pages, arguments_for: Callable[[dict[str, str]], list[str]], most: int) -> Handler:
    """A process of the app for the page; it ends with the socket."""

    async def answer(request: web.Request) -> web.StreamResponse:
        arguments = _checked(arguments_for, dict(parse_qsl(request.match_info.get("start", ""))))
        if not all(size.isdecimal() and _fits(int(size[:9])) for size in map(request.query.get, _SIZES) if size):
            raise web.HTTPBadRequest(text=f"width and height of a page are 1 to {_LARGEST}\n")
        sessions = request.app[_SESSIONS]
        if len(sessions) >= most:
            raise web.HTTPServiceUnavailable(text=f"{most} pages are open, close one; --sessions allows more\n")
        server = copy.copy(pages)  # with the same downloads
        server.command = "exec " + shlex.join([sys.executable, "-m", "ptetui", *arguments])
        task = asyncio.ensure_future(server.handle_websocket(request))
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


async def _seal(request: web.Request, response: web.StreamResponse) -> None:
    request.app[_ASKED].add(request.transport)
    response.headers.update(_HEADERS)


def _ask_for_token(token: str, cookie: str) -> Middleware:
    """Refuse who does not bring the token, in the address or in the cookie that the address set."""

    @web.middleware
    async def ask(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not token:
            return await handler(request)
        brought = request.query.get("token") if request.path == "/" else None
        known = brought if brought is not None else request.cookies.get(cookie, "")
        if not secrets.compare_digest(known.encode(), token.encode()):
            raise web.HTTPForbidden(text="this server wants a token: open the address that ptetui serve printed\n")
        response = await handler(request)
        if brought is not None:
            response.set_cookie(cookie, token, httponly=True, samesite="Strict")
        return response

    return ask


def _guard(host: str) -> Middleware:
    """Refuse what another site's page sends, and what comes under another name than this server's."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        named, origin = request.headers.get("Host", ""), request.headers.get("Origin")
        if not _is_own(named, host):
            raise web.HTTPForbidden(text=f"{named!r} is no address, and no name that --host gave to this server\n")
        own = (
            not request.path.startswith("/ws") if origin is None else _site(origin) == named
        )  # browsers say who opens a socket
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
