"""Finding tours: those that ship, by name, and a user's own, by path."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ptetui.harmless import harmless
from ptetui.linux.catalog import Catalog
from ptetui.talk.reader import read_tour
from ptetui.talk.tour import Tour, TourError

SUFFIX = ".md"
_LONGEST = 1 << 20  # characters of a tour


def shipped_tours() -> list[Path]:
    """The files of the tours that ship, in the order in which they build on one another."""
    folder = Path(__file__).resolve().parent.parent / "tours"
    return sorted(folder.glob(f"[0-9]*{SUFFIX}"))


def tour_name(path: Path) -> str:
    """What a tour is called: its file without number and suffix."""
    return path.stem.lstrip("0123456789").lstrip("-")


def find(text: str) -> Path:
    """The file of a tour. TourError names what there is."""
    known = {tour_name(path): path for path in shipped_tours()}
    if text in known:
        return known[text]
    path = Path(text)
    with suppress(RuntimeError):  # no such user: the path is taken as it is
        path = path.expanduser()
    if path.suffix != SUFFIX and "/" not in text:
        raise TourError(f"tour {text!r} is not known; there are {', '.join(known)}, or the path of a {SUFFIX} file")
    return path


def load_tour(text: str, catalog: Catalog) -> Tour:
    """The tour of that name or path. TourError in one line where there is none or it has a mistake."""
    path = find(text)
    try:
        with path.open(encoding="utf-8") as file:
            content = file.read(_LONGEST + 1)
    except OSError as error:
        raise TourError(f"tour {text}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise TourError(
            f"tour {text}: not UTF-8 text: byte {error.start} is {error.object[error.start]:#04x}"
        ) from None
    if len(content) > _LONGEST:
        raise TourError(f"tour {text}: longer than {_LONGEST} characters; is it a tour?")
    return read_tour(harmless(content), path, text, catalog)


def tour_lines(catalog: Catalog) -> Iterator[str]:
    """A line for each tour that ships: name, title, how many steps."""
    for path in shipped_tours():
        tour = load_tour(tour_name(path), catalog)
        yield f"{tour.name:30} {tour.title} ({len(tour.steps)} steps)"
