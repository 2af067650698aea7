"""What the command line prints and draws, over all layouts and tours, to be compared between two trees.

python tests/compare_outputs.py collect FILE     with the interpreter of a tree: every output, by its command line
python tests/compare_outputs.py compare A B      how many are the same, and every one that is not
"""

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

WORDS = ("0x0", "0x402", "0x867", "0x12345678", "0x8000000002bea867")
LIVES = (
    ("anon", "write"),
    ("anon", "write", "pageout", "read"),
    ("shmem", "uffd=wp", "event_fork", "write", "uffd_wp", "pageout", "fork"),
    ("file_private", "read", "write", "fork"),
)
SIZES = ((80, 24), (100, 28), (132, 40))


def commands() -> Iterator[tuple[str, ...]]:
    """Every command line."""
    from ptetui.linux.catalog import Catalog
    from ptetui.linux.versions import spell

    errors: list[str] = []
    layouts = Catalog().all(errors)
    assert not errors
    names = list(dict.fromkeys(layout.name for layout in layouts if layout.level == "pte"))
    for layout in layouts:
        if layout.level == "pte":
            at = f"{layout.name}@{spell(layout.since)}"
            yield ("show", at)
            for suffix in ("svg", "md", "tex", "h", "html", "ascii"):
                yield ("export", "layout", at, "-o", "-", "--format", suffix)
    for name in names:
        for word in WORDS:
            yield ("decode", "-l", name, word)
            yield ("decode", "-l", name, word, "--json")
        for suffix in ("svg", "txt", "ascii", "md", "tex", "html", "json"):
            yield ("export", "word", "0x402", "-l", name, "-o", "-", "--format", suffix)
        for columns in ("60", "200"):
            yield ("export", "word", "0x402", "-l", name, "-o", "-", "--format", "txt", "--columns", columns)
        for life in LIVES:
            yield ("export", "life", *life, "-l", name, "-o", "-", "--format", "txt")
        yield ("export", "life", *LIVES[0], "-l", name, "-o", "-", "--format", "svg")
        yield ("export", "compare", "x86_64", name, "s390", "-o", "-", "--format", "txt")
        yield ("export", "designs", "-l", name, "-o", "-", "--format", "txt")
        yield ("export", "collisions", name, "-o", "-", "--format", "md")
        for command in ("check", "free-bits"):
            yield (command, name)
            yield (command, name, "--json")
        yield ("diff", "x86_64", name)
    for suffix in ("svg", "txt", "ascii", "md", "tex", "html"):
        for picture in (("wall",), ("collisions",), ("budget",), ("designs", "k=3"), ("compare", *names[:5])):
            yield ("export", *picture, "-o", "-", "--format", suffix)
        yield ("export", "wall", "-k", "6.1", "-o", "-", "--format", suffix)
        yield ("export", "budget", "-k", "5.10", "--config", "MIGRATION=n", "-o", "-", "--format", suffix)
    for command in ("layouts", "budget", "check", "free-bits", "present"):
        yield (command,)
    for command in (("layouts",), ("budget",), ("check", "--history")):
        yield (*command, "--json")
    yield ("check", "--history")
    yield from tours()
    captures = sorted((Path(sys.modules["ptetui"].__file__ or "").parent / "captures").glob("*.json"))
    for capture in captures:
        yield ("replay", capture.name, "--text")
        yield ("replay", capture.name, "--text", "--json")
        yield ("replay", capture.name, "--check")


def tours() -> Iterator[tuple[str, ...]]:
    """The tours in every format."""
    from ptetui.talk.tours import shipped_tours, tour_name

    for path in shipped_tours():
        for suffix in ("svg", "txt", "ascii", "md", "tex", "html", "cast"):
            yield ("export", "tour", tour_name(path), "-o", "-", "--format", suffix)
        for columns in ("60", "80", "160"):
            yield ("export", "tour", tour_name(path), "-o", "-", "--format", "cast", "--columns", columns)


def slides() -> Iterator[tuple[str, str]]:
    """(name, text with roles) of every slide at every place, in several sizes."""
    from ptetui.linux.catalog import Catalog
    from ptetui.render.fitted import Viewport
    from ptetui.render.spans import ASCII, UNICODE
    from ptetui.talk.frame import slide_rows
    from ptetui.talk.tours import load_tour, shipped_tours, tour_name

    catalog = Catalog()
    for path in shipped_tours():
        tour = load_tour(tour_name(path), catalog)
        for columns, lines in SIZES:
            for glyphs in (UNICODE, ASCII):
                for place in tour.places():
                    rows = slide_rows(tour, place, Viewport(columns, lines, glyphs))
                    ascii_only = "ascii" if glyphs is ASCII else "unicode"
                    name = f"slide {tour.name} {place.slide}.{place.revealed} {columns}x{lines} {ascii_only}"
                    yield name, "\n".join(repr([tuple(span) for span in row]) for row in rows)


def output(arguments: tuple[str, ...]) -> str:
    """What a command prints, its errors and its exit code."""
    from ptetui import cli

    if arguments[0] == "replay":
        folder = Path(sys.modules["ptetui"].__file__ or "").parent / "captures"
        arguments = ("replay", str(folder / arguments[1]), *arguments[2:])
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(list(arguments))
    out.flush()
    return f"{out.buffer.getvalue().decode()}\n{err.getvalue()}\nexit {code}"  # type: ignore[attr-defined]


def collect(file: Path) -> None:
    """Write every output as one JSON object."""
    got = {" ".join(arguments): output(arguments) for arguments in commands()}
    got |= dict(slides())
    file.write_text(json.dumps(got))
    print(len(got), "outputs")


def compare(one: Path, other: Path) -> int:
    """Print what differs; 1 if anything does."""
    before, after = json.loads(one.read_text()), json.loads(other.read_text())
    differing = [name for name in before if name in after and before[name] != after[name]]
    for name in differing:
        lines, others = before[name].splitlines(), after[name].splitlines()
        first = next((pair for pair in zip(lines, others, strict=False) if pair[0] != pair[1]), ("(end)", "(end)"))
        print(f"{name}\n  - {first[0][:200]}\n  + {first[1][:200]}")
    same = len(before.keys() & after.keys()) - len(differing)
    print(f"{same} the same, {len(differing)} differ; only in one: {sorted(before.keys() ^ after.keys())[:10]}")
    return int(bool(differing))


if __name__ == "__main__":
    if sys.argv[1] == "collect":
        collect(Path(sys.argv[2]))
    else:
        sys.exit(compare(Path(sys.argv[2]), Path(sys.argv[3])))
