"""Tours are read as they are written, and a mistake is named with its line."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.pictures.budget import BudgetPicture
from ptetui.pictures.collisions import CollisionsPicture
from ptetui.pictures.compare import ComparePicture
from ptetui.pictures.designs import DesignsPicture
from ptetui.pictures.explore import ExplorePicture
from ptetui.pictures.history import HistoryPicture
from ptetui.pictures.layout import LayoutPicture
from ptetui.pictures.life import LifePicture
from ptetui.pictures.time import TimePicture
from ptetui.pictures.wall import WallPicture
from ptetui.render.fitted import Viewport
from ptetui.render.spans import UNICODE, Row, text_of
from ptetui.talk.ask import AskPicture
from ptetui.talk.reader import read_tour
from ptetui.talk.stacked import StackedPicture
from ptetui.talk.text_slide import CodePicture, TextPicture
from ptetui.talk.timeline import TimelinePicture
from ptetui.talk.tour import Place, Tour, TourError
from ptetui.talk.tours import find, load_tour, shipped_tours, tour_name

CATALOG = Catalog()
HEAD = "---\ntitle: T\nabout: A\nlayout: x86_64@6.12\n---\n"


def tour(body: str, head: str = HEAD) -> Tour:
    return read_tour(head + body, Path("own.md"), "own", CATALOG)


def text_lines(rows: list[Row]) -> list[str]:
    return [text_of(row) for row in rows]


def step(show: str) -> str:
    return f"\n## C\n\n```show\n{show}\n```\n"


def block(kind: str, content: str) -> str:
    return f"\n## C\n\n```{kind}\n{content}\n```\n"


def test_what_is_written_on_a_slide() -> None:
    first, second, third = tour(
        "\n## A\n\n```text\none `two`\n\nthree\n```\n\n## B\n\n"
        "```timeline\nJanuary 2021: a word\n5.19: **merged**\n```\n"
        "\n- {January_2021} point\n\n## C\n\n```show\nword: 0x4\n```\n\n```code\nf(0x4);\n```\n\n- {type} point\n"
    ).steps
    assert isinstance(first.picture, TextPicture)
    assert first.picture.texts() == ["one two", "three"]
    assert isinstance(second.picture, TimelinePicture)
    assert second.picture.field_names() == ("January_2021", "5.19")
    assert second.picture.texts() == ["January 2021: a word", "5.19: merged"]
    assert isinstance(third.picture, StackedPicture)
    assert [type(part) for part in third.picture.parts] == [ExplorePicture, CodePicture]
    assert "type" in third.picture.field_names()
    start = third.picture.start()
    assert start is not None
    assert (start.screen, start.word) == ("explore", 4)


def test_two_columns() -> None:
    (shown,) = tour(block("show left", "word: 0x4") + "```code right\nf(0x4);\n```\n- {type} point\n").steps
    assert isinstance(shown.picture, StackedPicture)
    assert ([type(part) for part in shown.picture.parts], shown.picture.beside) == ([ExplorePicture, CodePicture], 1)
    wide = text_lines(shown.picture.rows(Viewport(140, 30, UNICODE)))
    line = next(line for line in wide if "f(0x4);" in line)
    assert line.index("f(0x4);") > 70
    assert len(line.strip()) > 30  # bits at the left of it
    narrow = text_lines(shown.picture.rows(Viewport(80, 30, UNICODE)))
    assert next(line for line in narrow if "f(0x4);" in line).index("f(0x4);") < 10


def test_who_when_and_how_long() -> None:
    head = HEAD.replace("about: A\n", "about: A\nauthor: Ada\nevent: a conference\ndate: May\nminutes: 25\n")
    talk = tour("\n## C\n", head)
    assert (talk.by, talk.minutes) == (("Ada", "May", "a conference"), 25.0)
    assert (tour("\n## C\n").by, tour("\n## C\n").minutes) == ((), 0.0)


def test_a_question_has_one_right_answer() -> None:
    (step_,) = tour(block("ask", "word: 0xfffffffffffffc00\nanswers: swap none marker") + "\n- {uffd_wp} it is\n").steps
    assert isinstance(step_.picture, AskPicture)
    assert (step_.picture.right, step_.picture.answers) == (2, ("swap", "none", "marker"))


def test_a_point_without_fields_keeps_what_was_lit() -> None:
    (step_,) = tour(step("word: 0x4\nhighlight: present") + "\n- a\n- {type} b\n- {offset} c\n- d\n").steps
    lit = [step_.lit(revealed) for revealed in range(5)]
    assert lit == [("present",), ("present",), ("type",), ("offset",), ("type", "offset")]


def test_the_part_of_a_talk_that_is_over() -> None:
    talk = tour("\n## A\n\n- 1\n\n## B\n")
    assert [talk.share(place) for place in talk.places()] == [0, 0.25, 0.5, 0.75]


def test_a_tour_whole() -> None:
    talk = tour(
        "\n## First\n\n```show\nstate: swap type=3 exclusive\nhighlight: type\n```\n\n- one `two` **three**\n  four\n"
        "- {exclusive type} five\n\n> note\n> goes on\n>\n> another\n\n## Second\n"
    )
    assert (talk.name, talk.title, talk.about, talk.slides) == ("own", "T", "A", 3)
    first, second = talk.steps
    assert (first.caption, second.caption) == ("First", "Second")
    assert first.points[0].text == (
        ("one ", ""),
        ("two", "code"),
        (" ", ""),
        ("three", "strong"),
        (" ", ""),
        ("four", ""),
    )
    assert [point.plain for point in first.points] == ["one two three four", "five"]
    assert first.notes == ("note goes on", "another")
    assert [first.lit(revealed) for revealed in range(3)] == [("type",), ("type",), ("exclusive", "type")]
    assert isinstance(first.picture, ExplorePicture)
    assert first.picture.reading.flags == ("exclusive",)
    assert isinstance(second.picture, ExplorePicture)
    assert second.picture.reading.word == CATALOG.find("x86_64@6.12").swap.blank


def test_places_lead_through_every_point_and_back() -> None:
    talk = tour("\n## A\n\n- 1\n- 2\n\n## B\n\n- 3\n")
    places = list(talk.places())
    assert places == [Place(0), Place(1), Place(1, 1), Place(1, 2), Place(2), Place(2, 1)]
    for here, there in pairwise(places):
        assert talk.after(here) == there
    assert talk.after(places[-1]) == places[-1]
    assert talk.before(places[0]) == places[0]
    back = [talk.before(place) for place in places[1:]]
    assert back == [Place(0), Place(1), Place(1, 1), Place(1, 2), Place(2)]


@pytest.mark.parametrize(
    ("show", "kind"),
    [
        ("word: 0x8000000002bea867", ExplorePicture),
        ("state: marker uffd_wp\nbefore: none\nbits: 15-0", ExplorePicture),
        ("form: present", ExplorePicture),
        ("screen: life\nlife: shmem uffd=wp write uffd_wp pageout", LifePicture),
        ("screen: compare\nlayouts: x86_64 s390\nstate: swap type=3", ComparePicture),
        ("screen: wall\nlayouts: x86_64 arm_2level@6.1", WallPicture),
        ("screen: collisions\nlayout: x86_64\nkernel: 4.7\nrule: R4", CollisionsPicture),
        ("screen: history\ncase: H02", HistoryPicture),
        ("screen: designs\nkernel: 5.14\nrows: types areas\ndesigns: special marker\nflags: 1", DesignsPicture),
        ("screen: layout", LayoutPicture),
        ("screen: time", TimePicture),
        ("screen: word\nword: 0x402 0x0", ExplorePicture),
        ("screen: budget\ndesign: type\nconfig: DEVICE_PRIVATE=n", BudgetPicture),
    ],
)
def test_every_screen(show: str, kind: type) -> None:
    assert isinstance(tour(step(show)).steps[0].picture, kind)


@pytest.mark.parametrize("layout", ["x86_64", "arm64_4k", "riscv64", "s390", "alpha"])
def test_a_form_stands_for_itself(layout: str) -> None:
    """Also where its zeros alone are an empty entry."""
    for form in ("swap", "present", "none"):
        picture = tour(step(f"layout: {layout}\nform: {form}")).steps[0].picture
        assert isinstance(picture, ExplorePicture)
        assert picture.reading.form.name == form


def test_every_key_is_documented() -> None:
    text = (shipped_tours()[0].parent / "README.md").read_text()
    for name in ("screen", "highlight", "title", "about"):
        assert f"`{name}`" in text, name


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "begins with front matter"),
        ("# Title\n", 1, "begins with front matter"),
        ("---\ntitle: T\n", 1, "does not end"),
        ("---\ntitle: T\n---\n## A\n", 3, "has no about"),
        ("---\ntitle: T\nabout: A\nlayuot: x\n---\n## A\n", 4, "'layuot' is not known; there are title, about"),
        ("---\ntitle: T\nabout: A\ntitle: U\n---\n## A\n", 4, "'title' stands here twice"),
        ("---\ntitle: T\nabout\n---\n## A\n", 3, "'about' is not like key: value"),
        (HEAD, 5, "the tour has no step"),
        (HEAD + "\ntext\n", 7, "before the first step"),
        (HEAD + "\n# A\n", 7, "before the first step"),
        (HEAD + "\n## A\n\ntext\n", 9, "a step has blocks (show, ask, text, code, timeline, picture)"),
        (HEAD + "\n## A\n\n```\nx\n```\n", 9, "a step has blocks (show, ask, text, code, timeline, picture)"),
        (HEAD + step("word: 0x4") + "```show\n```\n", 12, "a step has one block of a kind"),
        (HEAD + step("wrod: 0x4"), 10, "'wrod' is not known"),
        (HEAD + step("case: H02"), 10, "'case' means nothing on the screen explore"),
        (HEAD + step("screen: film"), 10, "screen 'film' is not known; there are budget, collisions"),
        (HEAD + step("# a remark\nword: 0xzz"), 11, "word: '0xzz' is not a number"),
        (HEAD + step("word: 0x1" + "0" * 16), 10, "has 65 bits, a word of x86_64 has 64"),
        (HEAD + step("state: swop"), 10, "state: "),
        (HEAD + step("state: swap typ=3"), 10, "state: "),
        (HEAD + step("form: swop"), 10, "x86_64 has no form 'swop'; it has none, present"),
        (HEAD + step("layout: vax"), 10, "layout: layout 'vax' is not known"),
        (HEAD + step("layout: x86_64\nkernel: 9.9"), 11, "kernel: "),
        (HEAD + step("config: NONSENSE=n"), 10, "config: "),
        (HEAD + step("bits: 0-15"), 10, "bits: '0-15' is not like 15-0, of bits 63 to 0"),
        (HEAD + step("bits: 64-0"), 10, "bits: '64-0' is not like"),
        (HEAD + step("before: swop"), 10, "before: "),
        (HEAD + step("highlight: typ"), 10, "there is no field 'typ' in what this step shows; it has type, offset"),
        (HEAD + step("word: 0x4") + "\n- {typ} point\n", 13, "there is no field 'typ'"),
        (HEAD + step("word: 0x4") + "\n- {type}\n", 13, "a point without text"),
        (HEAD + step("screen: life"), 9, "life: no event"),
        (HEAD + step("screen: life\nlife: shmem fly"), 11, "life: "),
        (HEAD + step("screen: life\nlife: anon guard_install"), 11, "MADV_GUARD_INSTALL cannot happen: only from 6.13"),
        (HEAD + step("screen: compare"), 9, "layouts: name the layouts"),
        (HEAD + step("screen: compare\nlayouts: x86_64 vax"), 11, "layouts: layout 'vax' is not known"),
        (HEAD + step("screen: history\ncase: H99"), 11, "case: 'H99' is not known; cases are H01"),
        (HEAD + step("screen: collisions\nrule: R9"), 11, "rule: no finding R9; there are R2"),
        (HEAD + step("screen: designs\nrows: tpyes"), 11, "rows: 'tpyes' is not known; there are types"),
        (HEAD + step("screen: designs\nflags: 99"), 11, "flags: 99: 0 to 8 can be asked"),
        (HEAD + step("screen: budget\ndesign: best"), 11, "design: 'best' is not known; there are bits"),
        ("---\ntitle: T\nabout: A\n---\n## A\n", 5, "layout: a step needs a layout"),
        ("---\ntitle: T\nabout: A\nminutes: 0\n---\n## A\n", 4, "minutes: '0' is not a number of minutes, 1 to 1440"),
        ("---\ntitle: T\nabout: A\nminutes: an hour\n---\n## A\n", 4, "minutes: 'an hour' is not a number"),
        (HEAD + block("text", ""), 9, "the block ```text is empty"),
        (HEAD + block("code", "  "), 9, "the block ```code is empty"),
        (HEAD + block("code", "x") + "```code\ny\n```\n", 12, "one block of a kind; this is its second ```code"),
        (HEAD + block("code middle", "x"), 9, "'middle': a block stands left or right"),
        (HEAD + block("code left", "x"), 9, "has a block at the left and one at the right"),
        (HEAD + block("code left", "x") + "```text\ny\n```\n", 12, "every block is left or right"),
        (HEAD + block("code left", "x") + "```code left\ny\n```\n", 12, "its second ```code left"),
        (HEAD + block("picture", "file: a.png"), 9, "a picture needs a line like about: ..."),
        (HEAD + block("picture", "file: none.png\nabout: A"), 10, "none.png: No such file or directory"),
        (HEAD + block("picture", "file: ../a.png\nabout: A"), 10, "a picture is in the folder of the tour"),
        (HEAD + block("picture", "file: README.md\nabout: A"), 10, "README.md: neither a PNG nor an SVG"),
        (HEAD + block("timeline", "2021: a\n2022"), 11, "'2022' is not like January 2021: what happened"),
        (HEAD + block("timeline", "2021: a") + "\n- {2022} point\n", 13, "there is no field '2022' in what this step"),
        (HEAD + block("ask", "word: 0x0\nanswers: none swap"), 7, "a step that asks needs a point"),
        (HEAD + block("ask", "word: 0x0\nanswers: none swop") + "\n- p\n", 11, "answers: 'swop' is not a state; there"),
        (HEAD + block("ask", "word: 0x0\nanswers: none") + "\n- p\n", 11, "answers: give 2 to 9 states to choose from"),
        (HEAD + block("ask", "word: 0x0\nanswers: none none") + "\n- p\n", 11, "answers: a state stands there twice"),
        (HEAD + block("ask", "word: 0x0\nanswers: swap marker") + "\n- p\n", 11, "none of the answers is right: the"),
        (HEAD + block("ask", "word: 0x0\nscreen: life\nanswers: none swap") + "\n- p\n", 11, "'screen' is not known"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(TourError) as caught:
        read_tour(text, Path("own.md"), "own", CATALOG)
    assert str(caught.value).startswith(f"own.md, line {line}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_finding_a_tour(tmp_path: Path) -> None:
    first = shipped_tours()[0]
    assert find(tour_name(first)) == first
    own = tmp_path / "my talk.md"
    own.write_text(HEAD + "\n## A\n")
    assert load_tour(str(own), CATALOG).name == str(own)
    with pytest.raises(TourError, match=r"tour 'nope' is not known; there are what-is-in-a-pte.*path of a \.md file"):
        load_tour("nope", CATALOG)
    with pytest.raises(TourError, match="No such file or directory"):
        load_tour(str(tmp_path / "none.md"), CATALOG)
    with pytest.raises(TourError, match="Is a directory"):
        load_tour(f"{tmp_path}/", CATALOG)
    own.write_bytes(b"---\n\xff")
    with pytest.raises(TourError, match="not UTF-8 text: byte 4 is 0xff"):
        load_tour(str(own), CATALOG)


HOSTILE = """
## A {__import__('os').system('true')}

```show
word: 0x4
layout: ../../../etc/passwd
```
"""


def test_a_tour_is_data_nothing_of_it_is_run(tmp_path: Path) -> None:
    """Every tour that ships, and a hostile one, read and drawn under a hook that forbids to run, write or connect."""
    code = "import os; os.system('touch ran')"
    written = f"```code\n{code}\n```\n\n```text\n`{code}` [x](file:///etc/passwd)\n```\n\n- p\n"
    own, wrong = tmp_path / "own.md", tmp_path / "wrong.md"
    own.write_text(f"{HEAD}## A $(touch ran)\n\n{written}")
    wrong.write_text(HEAD + HOSTILE)
    script = f"""
import sys
from ptetui.linux.catalog import Catalog
from ptetui.talk.frame import slide_rows
from ptetui.talk.tour import TourError
from ptetui.talk.tours import load_tour, shipped_tours, tour_name
from ptetui.render.fitted import Viewport
from ptetui.render.spans import UNICODE
catalog = Catalog()
list(catalog.all())
FORBIDDEN = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "socket.", "os.remove", "shutil.")
def hook(event, arguments):
    written = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if event.startswith(FORBIDDEN) or written or event == "open" and "passwd" in str(arguments[0]):
        print("FORBIDDEN", event, arguments)
        raise RuntimeError(event)
sys.addaudithook(hook)
for name in (*map(tour_name, shipped_tours()), {str(own)!r}):
    tour = load_tour(name, catalog)
    for place in tour.places():
        slide_rows(tour, place, Viewport(100, 27, UNICODE))
try:
    load_tour({str(wrong)!r}, catalog)
except TourError as error:
    print("refused:", error)
print("drawn")
"""
    done = subprocess.run(
        [sys.executable, "-B", "-c", script], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "FORBIDDEN" not in done.stdout
    assert "refused: " in done.stdout
    assert done.stdout.endswith("drawn\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.md", "wrong.md"]
