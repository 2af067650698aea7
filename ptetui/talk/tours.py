"""Finding tours: those that ship, by name, and a user's own, by path."""

from collections.abc import Iterator
from pathlib import Path

from ptetui.linux.catalog import Catalog
from ptetui.talk.reader import read
from ptetui.talk.tour import Tour, TourError

SUFFIX = ".md"


def shipped() -> list[Path]:
    """The files of the tours that ship, in the order in which they build on one another."""
    folder = Path(__file__).resolve().parent.parent / "tours"
    return sorted(folder.glob(f"[0-9]*{SUFFIX}"))


def name_of(path: Path) -> str:
    """What a tour is called: its file without number and suffix."""
    return path.stem.lstrip("0123456789").lstrip("-")


def find(text: str) -> Path:
    """The file of a tour. TourError names what there is."""
    known = {name_of(path): path for path in shipped()}
    if text in known:
        return known[text]
    path = Path(text).expanduser()
    if path.suffix != SUFFIX and "/" not in text:
        raise TourError(f"tour {text!r} is not known; there are {', '.join(known)}, or the path of a {SUFFIX} file")
    return path


def load(text: str, catalog: Catalog) -> Tour:
    """The tour of that name or path. TourError in one line where there is none or it has a mistake."""
    path = find(text)
    try:
        content = path.read_text("utf-8")
    except OSError as error:
        raise TourError(f"tour {text}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise TourError(
            f"tour {text}: not UTF-8 text: byte {error.start} is {error.object[error.start]:#04x}"
        ) from None
    return read(content, path, text, catalog)


def listed(catalog: Catalog) -> Iterator[str]:
    """A line for each tour that ships: name, title, how many steps."""
    for path in shipped():
        tour = load(name_of(path), catalog)
        yield f"{tour.name:30} {tour.title} ({len(tour.steps)} steps)"
