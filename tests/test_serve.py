"""The app over a port: who may use it, what is wrong is one line, and nothing stays behind."""

import asyncio
import json
import socket
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGTERM, Signals

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse

from ptetui import cli, commands, serve
from ptetui.arguments import app_arguments
from ptetui.cli import parse_command
from tests.linux.test_catalog import FILE
from tests.serving import Served, serving

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving("0x07ffffffffdb9602", "-l", "x86_64@6.12") as site:
        yield site


def answer(served: Served, path: str = "/", host: str | None = None, **headers: str) -> tuple[int, str]:
    """Status and text of an answer; its headers are those that every page has."""
    connection = HTTPConnection(served.site, timeout=30)
    connection.putrequest("GET", path, skip_host=True)
    usual = {"Host": served.site if host is None else host, "Cookie": served.cookie}
    for name, value in (usual | headers).items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    got = connection.getresponse()
    text = "" if got.status == 101 else got.read().decode()
    if got.status != 101:
        assert "frame-ancestors 'none'" in got.headers["Content-Security-Policy"]
        assert "default-src 'none'" in got.headers["Content-Security-Policy"]
    connection.close()
    return got.status, text


# ---------------------------------------------------------------------------------------------- who may use it


@pytest.mark.parametrize("host", [None, "localhost", "localhost:9", "127.0.0.1", "[::1]:8000", "192.168.0.1:80"])
def test_its_own_names(host: str | None, served: Served) -> None:
    status, text = answer(served, host=host)
    assert status == 200
    assert 'id="terminal"' in text


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:8000", "localhost.evil.test", "127.0.0.1.evil.test", "", "[", "a@b", "::1"]
)
@pytest.mark.parametrize("path", ["/", "/ws", "/serve.js", "/static/js/textual.js", "/download/x"])
def test_names_that_may_be_made_to_point_here(host: str, path: str, served: Served) -> None:
    status, text = answer(served, path, host, Origin=f"http://{host}")
    assert status in ((400, 403) if host in ("", "[", "a@b") else (403,))
    assert "textual" not in text


HANDSHAKE = {
    "Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
}  # fmt: skip


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.test", "http://127.0.0.1", "http://localhost:1", "file://", "http://[", ""]
)
def test_pages_of_other_sites(origin: str | None, served: Served) -> None:
    headers = {} if origin is None else {"Origin": origin}
    assert answer(served, "/ws", **HANDSHAKE, **headers)[0] == 403
    assert answer(served, "/", **headers)[0] == (
        200 if origin is None else 403
    )  # an address is typed without an Origin
    assert served.children() == []


@pytest.mark.parametrize("path", ["/", "/ws"])
def test_its_own_page(path: str, served: Served) -> None:
    status, _ = answer(served, path, **HANDSHAKE, Origin=f"http://{served.site}")
    assert status == (101 if path == "/ws" else 200)
    served.wait_for_children(0)


# ---------------------------------------------------------------------------------------------- the app behind it


def client(served: Served) -> ClientSession:
    """What its own page is."""
    return ClientSession(f"http://{served.site}/", headers={"Origin": f"http://{served.site}", "Cookie": served.cookie})


async def drawn_with(page: ClientWebSocketResponse, text: str) -> None:
    """Read what the app draws until the text is there."""
    drawn = b""
    while text.encode() not in drawn:
        drawn += await page.receive_bytes(timeout=30)


@pytest.mark.parametrize(("how", "code"), [(SIGINT, 130), (SIGTERM, 0)])
async def test_pages_have_a_process_each_and_none_is_left(how: Signals, code: int) -> None:
    with serving("0x07ffffffffdb9602", "-l", "x86_64@6.12", "--ascii") as served:
        async with client(served) as session, session.ws_connect("/ws") as one, session.ws_connect("/ws") as other:
            for page in (one, other):
                await drawn_with(page, "~offset")
            children = served.children()
            assert len(children) == 2
            await one.send_json(["stdin", "q"])
            while (await one.receive(timeout=30)).type.name not in ("CLOSE", "CLOSED"):
                pass
            assert served.end(how) == (code, "", "")
    assert not any(Path(f"/proc/{child}").exists() for child in children)


async def test_arguments_reach_the_app_as_they_are(tmp_path: Path) -> None:
    folder = tmp_path / 'it\'s $(touch made) `here`; "so"'
    folder.mkdir()
    (folder / "toy.py").write_text(FILE)
    with serving("0x2a", "-l", "toy", "--layouts", folder, "--config", "MIGRATION=n") as served:
        async with client(served) as session, session.ws_connect("/ws?width=120&height=40") as page:
            await drawn_with(page, "MIGRATION=n")
        assert served.end() == (130, "", "")


SERVERS = ("host", "port", "no_token", "sessions")  # options that are the server's, not the app's


@pytest.mark.parametrize(
    "given",
    [
        [], ["0x4"], ["0x4", "-l", "x86_64", "-k", "6.12", "--ascii"],
        ["--config", "A=n", "--config=B=y,C=n", "--layouts", "-x", "--layouts=a b", "-l", "s390@6.1"],
    ],
)  # fmt: skip
def test_the_app_is_started_with_the_same_options(given: list[str]) -> None:
    given = [f"./{one}" if one == "-x" else one for one in given]
    _, served = parse_command(["serve", *given])
    command, app = parse_command(app_arguments(served))
    assert command is commands.command(commands.APP)
    expected = {key: value for key, value in vars(served).items() if key not in SERVERS}
    assert vars(app) == {**expected, "screen": None}  # a page begins on Explore


# ---------------------------------------------------------------------------------------------- token, address, limits


def test_the_token_opens_the_page_and_a_cookie_keeps_it_open(served: Served) -> None:
    for cookie in ("", "ptetui=x", f"{served.cookie}x", served.cookie[:-1]):
        for path in ("/", "/ws", "/serve.js", "/static/js/textual.js", "/download/x"):
            status, text = answer(served, path, Cookie=cookie, **HANDSHAKE, Origin=f"http://{served.site}")
            assert (status, "wants a token" in text) == (403, True), (cookie, path)
    assert answer(served, "/?token=wrong")[0] == 403
    assert answer(served, f"/?token={served.token}", Cookie="")[0] == 200
    assert len(served.token) > 20
    served.wait_for_children(0)


def test_an_address_asks_for_a_word(served: Served) -> None:
    status, text = answer(served, "/?word=0x402&layout=s390&kernel=6.12")
    assert status == 200
    assert 'websocket-url="/ws/word%3D0x402%26layout%3Ds390%26kernel%3D6.12"' in text
    for query, error in (
        ("word=zz", "'zz' is not a command and not a word"),
        ("layout=vax", "layout 'vax' is not known"),
        ("kernel=x", "'x'"),
        ("layouts=/tmp", "an address takes word, layout, kernel"),
        ("output=/tmp/x", "an address takes word, layout, kernel"),
    ):
        for path in (f"/?{query}", f"/ws/{query.replace('=', '%3D').replace('/', '%2F')}"):
            status, text = answer(served, path, **HANDSHAKE, Origin=f"http://{served.site}")
            assert (status, error in text) == (400, True), (path, text)
    served.wait_for_children(0)


async def test_the_word_of_the_address_is_shown(served: Served) -> None:
    async with client(served) as session, session.ws_connect("/ws/word%3D0x402%26layout%3Ds390") as page:
        await drawn_with(page, "s390")
    served.wait_for_children(0)


async def test_pages_have_a_limit() -> None:
    with serving("-l", "x86_64", "--sessions", "1") as served:
        async with client(served) as session, session.ws_connect("/ws") as page:
            await drawn_with(page, "x86_64")
            status, text = answer(served, "/ws", **HANDSHAKE, Origin=f"http://{served.site}")
            assert (status, "close one" in text) == (503, True)
        served.wait_for_children(0)


async def downloaded(page: ClientWebSocketResponse) -> str:
    """The key of what the page is told to download."""
    while True:
        message = await page.receive(timeout=30)
        if message.type.name == "TEXT" and "deliver_file_start" in message.data:
            return str(json.loads(message.data)[1])


async def named(page: ClientWebSocketResponse, key: str, question: str, name: str) -> None:
    """Answer a question for a file name."""
    await asyncio.sleep(0.3)  # Esc is a key of its own where nothing follows it
    await page.send_json(["stdin", key])
    await drawn_with(page, question)
    await page.send_json(["stdin", "\x15"])  # to the start
    await asyncio.sleep(0.3)
    await page.send_json(["stdin", f"{name}\r"])


async def test_a_page_downloads_and_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "state"))
    (tmp_path / "victim.svg").write_text("kept")
    victim = str(tmp_path / "victim.svg")
    with serving("0x07ffffffffdb9602", "-l", "x86_64@6.12") as served:
        async with client(served) as session, session.ws_connect("/ws?width=120&height=40") as page:
            await drawn_with(page, "offset")
            for wrong in (victim, "~/.hidden.html", "../x.svg", "a b.svg", 'a";x.svg', "x" * 200 + ".svg"):
                await named(page, "x", "export to a file", wrong)
                await drawn_with(page, "the page downloads it")
                await page.send_json(["stdin", "\x1b"])
            await named(page, "x", "export to a file", "victim.svg")
            key = await downloaded(page)
            status, text = answer(served, f"/download/{key}")
            assert (status, text[:5]) == (200, "<svg ")
            assert answer(served, f"/download/{key}", Cookie="")[0] == 403
            assert answer(served, f"/download/{key}")[0] == 404, "once only"
            await page.send_json(["stdin", "t0,"])  # another theme; What if, an edit
            await drawn_with(page, "> <")
            await named(page, "s", "save as a new layout file", "mine.py")
            assert "BitStruct" in answer(served, f"/download/{await downloaded(page)}")[1]
        served.wait_for_children(0)
    assert (tmp_path / "victim.svg").read_text() == "kept"
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("state", "victim.svg")] == []
    assert not [path for path in tmp_path.rglob("*") if path.name == "theme"]


@pytest.mark.parametrize(
    "message",
    ["x", "[", '"stdin"', '["stdin", 3]', '["resize", {"width": 100000, "height": 100000}]', '["what"]', "[" * 60000,
     '["stdin", "' + "a" * 100_000 + '"]'],
    ids=range(8),
)  # fmt: skip
async def test_messages_that_no_page_sends_end_it(message: str, served: Served) -> None:
    async with client(served) as session, session.ws_connect("/ws") as page:
        await drawn_with(page, "x86_64")
        await page.send_str(message)
        while (await page.receive(timeout=30)).type.name not in ("CLOSE", "CLOSED"):
            pass
    served.wait_for_children(0)


def test_a_page_has_the_size_of_a_screen(served: Served) -> None:
    for size in ("width=501", "height=100000", "width=-1", "width=x", "width=80&height=0", "width=%C2%B2"):
        assert answer(served, f"/ws?{size}", **HANDSHAKE, Origin=f"http://{served.site}")[0] == 400, size
    assert served.children() == []


async def test_a_page_that_is_busy_ends_with_its_socket(served: Served) -> None:
    """It has more to read than it can in a minute, so nothing more can be written to it."""
    async with client(served) as session, session.ws_connect("/ws") as page:
        await drawn_with(page, "x86_64")
        for _ in range(40):
            await page.send_json(["stdin", "a" * 60_000])
        assert page._response.connection is not None
        page._response.connection.close()
    served.wait_for_children(0)


async def test_connections_that_ask_for_nothing_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "_PATIENCE", 0.3)
    monkeypatch.setattr(serve, "_CONNECTIONS", 4)
    app = serve._application(lambda _: [], serve.ServeOptions("127.0.0.1", 0, "", 1), "cookie")
    with serve._listen("127.0.0.1", 0) as listening:
        server = asyncio.create_task(serve._run(app, listening, ""))
        begun = [await asyncio.open_connection(*listening.getsockname()) for _ in range(4)]
        begun[0][1].write(b"GET / HTTP/1.1\r\nHost: ")
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        assert await asyncio.wait_for(reader.read(), 20) == b"", "the fifth"
        writer.close()
        for reader, writer in begun:
            assert await asyncio.wait_for(reader.read(), 20) == b""
            writer.close()
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(b"GET /serve.js HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert (await asyncio.wait_for(reader.read(), 20)).startswith(b"HTTP/1.1 200 ")
        writer.close()
        server.cancel()
        await asyncio.wait([server])


async def test_no_process_outlives_a_killed_server() -> None:
    with serving("-l", "x86_64") as served:
        async with client(served) as session, session.ws_connect("/ws") as page:
            await drawn_with(page, "x86_64")
            children = served.children()
            served.end(SIGKILL)
            deadline = time.monotonic() + 20
            while any(Path(f"/proc/{child}").exists() for child in children):
                assert time.monotonic() < deadline, children
                time.sleep(0.05)


# ---------------------------------------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("zz",), "'zz' is not a command and not a word"),
        (("0x1" + "0" * 16, "-l", "x86_64"), "has 65 bits, a word of x86_64 has 64"),
        (("-l", "vax"), "layout 'vax' is not known"),
        (("--port", "x"), "invalid int value: 'x'; see ptetui serve --help"),
        (("--port", "65536"), "port 65536: 0 to 65535 can be listened on"),
        (("--port", "-1"), "port -1: 0 to 65535 can be listened on"),
        (("--host", "a..b"), "host 'a..b': "),
        (("--host", "192.0.2.1"), "port 8000 of 192.0.2.1: Cannot assign requested address; take another --port"),
    ],
)  # fmt: skip
def test_wrong_usage(arguments: tuple[str, ...], message: str, capsys: Capture) -> None:
    fails(arguments, message, capsys)


def fails(arguments: tuple[str, ...], message: str, capsys: Capture) -> None:
    assert cli.main(["serve", *arguments]) == 2
    got = capsys.readouterr()
    assert message in got.err
    assert got.err.startswith("ptetui: ")
    assert got.err.count("\n") == 1
    assert got.out == ""


def test_a_port_in_use(capsys: Capture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        fails(("--port", str(port)), f"port {port} of 127.0.0.1: Address already in use; take another", capsys)


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    monkeypatch.delitem(sys.modules, "ptetui.serve", raising=False)
    fails((), "serve needs the extra serve: pip install 'ptetui[serve]'", capsys)


def test_a_warning_where_others_reach_it() -> None:
    with serving("--host", "0.0.0.0") as served:
        port = served.site.rpartition(":")[2]
        assert served.end() == (
            130,
            "",
            f"ptetui: anyone who reaches 0.0.0.0:{port} and knows the token uses the app as this user,"
            " and can write files with it: exports, layouts\n",
        )
