"""Pictures from files: read as data, within limits, drawn as half blocks, shown as they are on a page."""

import io
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ptetui.export import content, formats
from ptetui.export.format import Style
from ptetui.linux.catalog import Catalog
from ptetui.render.fitted import Viewport
from ptetui.render.looks import style
from ptetui.render.spans import ASCII, UNICODE, Span, text_of
from ptetui.talk.image_slide import ImagePicture, load_image
from ptetui.talk.picture import TourPicture
from ptetui.talk.reader import read_tour
from ptetui.talk.tour import Tour

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><rect width="4" height="4" fill="#ff0000"/></svg>'


def png(mode: str, size: tuple[int, int] = (7, 5)) -> tuple[bytes, Image.Image]:
    image = Image.new("RGB", size)
    image.putdata([(x * 36, y * 60, (x * y * 9) % 256) for y in range(size[1]) for x in range(size[0])])
    image = image.convert(mode)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue(), image.convert("RGB")


def load(folder: Path, data: bytes) -> ImagePicture:
    (folder / "a.png").write_bytes(data)
    return load_image(folder, "a.png", "A")


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_every_kind_of_png_is_drawn(mode: str, tmp_path: Path) -> None:
    rows = load(tmp_path, png(mode)[0]).rows(Viewport(7, 3, UNICODE))
    assert [len(text_of(row)) for row in rows] == [7, 7, 7] or len(rows) == 2


def test_what_is_clear_lets_the_ground_through(tmp_path: Path) -> None:
    written = io.BytesIO()
    Image.new("RGBA", (2, 2), (255, 0, 0, 0)).save(written, "PNG")
    assert load(tmp_path, written.getvalue()).rows(Viewport(2, 1, UNICODE)) == [[Span("  ", "")]]


@given(st.data())
def test_a_damaged_png_is_a_line_of_text(data: st.DataObject) -> None:
    good = bytearray(png("RGB")[0])
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(8, len(good) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(good[: data.draw(st.integers(8, len(good)))])
    with TemporaryDirectory() as folder, suppress(ValueError):  # any other error fails
        assert load(Path(folder), cut).rows(Viewport(7, 3, UNICODE))


def test_a_bomb_is_refused_by_its_header(tmp_path: Path) -> None:
    data, _ = png("RGB")
    head = data[:16] + (60000).to_bytes(4, "big") * 2 + data[24:29]
    with pytest.raises(ValueError, match=r"a\.png: .*(60000 x 60000|3600000000) pixels"):
        load(tmp_path, head + zlib.crc32(head[12:]).to_bytes(4, "big") + data[33:])


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="file:///etc/passwd"/>', "<image xlink:href = 'http://a/b.png'/>", "<script>1</script>",
        '<style>@import "a.css";</style>', '<rect fill="url(http://a/b)"/>', '<rect style="fill:url( &quot;a"/>',
    ],
)  # fmt: skip
def test_an_svg_refers_to_nothing_outside(inside: str, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(SVG.replace("</svg>", f"{inside}</svg>"))
    with pytest.raises(ValueError, match="an SVG may refer to nothing outside itself"):
        load_image(tmp_path, "a.svg", "A")
    (tmp_path / "a.svg").write_text(SVG.replace("</svg>", '<use href="#a"/><rect fill="url(#b)"/></svg>'))
    load_image(tmp_path, "a.svg", "A")


def test_a_picture_is_beside_its_tour(tmp_path: Path) -> None:
    (tmp_path / "tours").mkdir()
    (tmp_path / "a.png").write_bytes(png("RGB")[0])
    (tmp_path / "tours" / "link.png").symlink_to(tmp_path / "a.png")
    for file in ("../a.png", str(tmp_path / "a.png"), "link.png"):
        with pytest.raises(ValueError, match="in the folder of the tour"):
            load_image(tmp_path / "tours", file, "A")
    (tmp_path / "a.png").write_bytes(bytes(3 << 20))
    with pytest.raises(ValueError, match="longer than 2 MiB"):
        load_image(tmp_path, "a.png", "A")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_half_blocks_have_the_colours_of_the_picture(theme: str, tmp_path: Path) -> None:
    image = Image.new("RGB", (4, 4), (255, 0, 0))
    image.paste((0, 0, 255), (0, 2, 4, 4))
    image.save(tmp_path / "a.png")
    picture = load_image(tmp_path, "a.png", "A")
    rows = picture.rows(Viewport(1, 1, UNICODE))
    assert [span.text for row in rows for span in row] == ["▀"]
    look = style(theme, rows[0][0].role)
    assert (look.color.number, look.bgcolor.number) == (196, 21)  # type: ignore[union-attr]  # both are there
    rows = picture.rows(Viewport(40, 11, UNICODE))
    assert (len(rows), len(text_of(rows[0])), text_of(rows[10]).strip()) == (11, 20, "A")
    assert {char for row in picture.rows(Viewport(8, 4, ASCII)) for span in row for char in span.text} <= set("*:-. +=")


def test_an_svg_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(SVG)
    rows = load_image(tmp_path, "a.svg", "A").rows(Viewport(8, 4, UNICODE))
    assert [[(span.text, span.role) for span in row] for row in rows] == [[("████", "pixel_196"), ("    ", "")]] * 2


@pytest.mark.parametrize("file", ["a.svg", "a.png"])
def test_without_the_extra_the_slide_names_it(file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    (tmp_path / "a.svg").write_text(SVG.replace("#ff0000", "#ff0001"))
    (tmp_path / "a.png").write_bytes(png("RGB", (3, 3))[0])
    rows = load_image(tmp_path, file, "A red square.").rows(Viewport(80, 4, UNICODE))
    assert text_of(rows[0]).strip() == "A red square."
    assert "ptetui[png]" in text_of(rows[1])


def with_picture(folder: Path) -> Tour:
    (folder / "a.png").write_bytes(png("RGB")[0])
    text = (
        "---\ntitle: T\nabout: A\nlayout: x86_64@6.12\n---\n## C\n```picture left\nfile: a.png\nabout: Seven by five.\n"
        "```\n```show right\nword: 0x4\n```\n- {type} point\n## D\n```picture\nfile: a.png\nabout: Alone.\n```\n"
    )
    return read_tour(text, folder / "own.md", "own", Catalog())


def test_a_page_has_the_file_itself(tmp_path: Path) -> None:
    view = TourPicture(with_picture(tmp_path)).view(100, UNICODE)
    page = content(view, formats()["html"], Style(100, "dark", chosen=True)).decode()
    assert page.count('<img src="data:image/png;base64,') == 2
    assert 'alt="Seven by five."' in page
    assert "; img-src data:;" in page
    assert page.count("<figure") == 2  # the ribbon with and without the lit field, not the picture in half blocks
    text = content(view, formats()["md"], Style(100, "dark")).decode()
    assert "Seven by five." in text or "▀" in text
