"""An edited layout without any drawing: the candidates with an index, a cursor, what is saved.

Every edit adds a candidate, an immutable copy; undo and redo move an index over them. Methods that a user's input can
make fail raise ValueError with one line and change nothing.
"""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from ptetui.analysis.layout_source import layout_source
from ptetui.analysis.what_if import Candidate, of
from ptetui.linux.catalog import Catalog, CatalogError, forget, load_layouts
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_number
from ptetui.schema.fields import Field, Form, SchemaError, next_top
from ptetui.whole_file import replace_file


class Draft:
    """A layout on the bench: `form` is the name of the form that is edited, `bit` the cursor, `name` the field held."""

    def __init__(self, setting: Setting) -> None:
        self.origin = of(setting)
        self.candidates = [self.origin]
        self.index = 0
        self.saved = self.origin
        self.form_name = setting.swap.name
        flags = [field for field in setting.swap.fields if field.kind == "flag"]
        self.bit = flags[0].runs[0].high if flags else setting.swap.by_name["offset"].runs[0].low
        self.name = self.form.at(self.bit).name

    @property
    def now(self) -> Candidate:
        """The candidate on the screen."""
        return self.candidates[self.index]

    @property
    def unsaved(self) -> bool:
        """Whether something would be lost."""
        return self.now is not self.saved and self.now is not self.origin

    @property
    def at_rest(self) -> bool:
        """Whether nothing would be lost by starting over, not even what redo could bring back."""
        return len(self.candidates) == 1 or self.now is self.saved

    @property
    def width(self) -> int:
        """Bits of the word."""
        return self.now.setting.layout.width

    @property
    def form(self) -> Form:
        """The form that is edited, with the fields of every option."""
        return next(form for form in self.now.forms if form.name == self.form_name)

    @property
    def field(self) -> Field:
        """The field that is held: the one moved last while the cursor is on it, else the owner of the bit."""
        held = self.form.by_name.get(self.name)
        return held if held is not None and held.mask >> self.bit & 1 else self.form.at(self.bit)

    # ------------------------------------------------------------------ the cursor

    def go(self, bit: int) -> None:
        """The cursor to a bit; it stops at the ends."""
        self.bit = max(0, min(self.width - 1, bit))
        self.name = self.form.at(self.bit).name

    def go_field(self, by: int) -> None:
        """To the top bit of the next (by 1) or previous run of bits."""
        self.go(next_top(self.form.fields, self.bit, by))

    def next_form(self) -> None:
        """Edit the next form."""
        names = [form.name for form in self.now.forms]
        self.form_name = names[(names.index(self.form_name) + 1) % len(names)]
        self.go(self.bit)

    # ------------------------------------------------------------------ edits

    def move(self, by: int) -> None:
        """The field by bits, the cursor with it."""
        name = self._held()
        self._take(self.now.move(name, by, self.form_name))
        self.bit, self.name = max(0, min(self.width - 1, self.bit + by)), name

    def resize(self, by: int, at_top: bool) -> None:
        """A number wider or narrower by bits, at its upper or its lower end."""
        name = self._held()
        width = self.field.width + by
        if at_top:
            resized = self.now.resize(name, width, self.form_name)
        elif by > 0:
            resized = self.now.move(name, -by, self.form_name).resize(name, width, self.form_name)
        else:
            resized = self.now.resize(name, width, self.form_name).move(name, -by, self.form_name)
        self._take(resized)
        self._hold(name)

    def set(self, text: str) -> None:
        """Of a constant its value, of a number its width, of a flag its bit."""
        field, number = self.field, parse_number(text)
        if field.kind == "fixed":
            self._take(self.now.constant(field.name, number, self.form_name))
        elif field.kind == "number":
            self._take(self.now.resize(field.name, number, self.form_name))
        else:
            self._take(self.now.move(self._held(), number - field.runs[0].low, self.form_name))
            self.bit = number
        self._hold(field.name)

    def toggle(self) -> None:
        """The bit of a constant under the cursor."""
        field = self.field
        if field.kind != "fixed":
            raise ValueError(f"{field.name}: holds a value; space toggles bits of constants, enter sets width or place")
        value = field.get(field.put(0, field.fixed) ^ 1 << self.bit)
        self._take(self.now.constant(field.name, value, self.form_name))

    def add(self, name: str) -> None:
        """A new software bit under the cursor."""
        self._take(self.now.add_flag(name.strip(), self.bit, self.form_name))
        self.name = name.strip()

    def remove(self) -> None:
        """Without the field."""
        self._take(self.now.remove(self._held(), self.form_name))
        self.go(self.bit)

    def undo(self, by: int) -> bool:
        """Back (by -1) or forward in the edits; False at the ends."""
        if not 0 <= self.index + by < len(self.candidates):
            return False
        self.index += by
        self.go(self.bit)
        return True

    def _held(self) -> str:
        field = self.field
        if field.kind not in ("number", "flag"):
            raise ValueError(f"{field.name}: is {field.kind}; fields that hold a value can be moved, I adds one here")
        return field.name

    def _hold(self, name: str) -> None:
        """Keep hold of a field; the cursor stays on it."""
        field = self.form.by_name[name]
        if not field.mask >> self.bit & 1:
            self.bit = field.runs[0].high if self.bit > field.runs[0].high else field.runs[-1].low
        self.name = name

    def _take(self, candidate: Candidate) -> None:
        del self.candidates[self.index + 1 :]
        self.candidates.append(candidate)
        self.index += 1

    # ------------------------------------------------------------------ the file

    def source(self, path: Path, catalog: Catalog) -> bytes:
        """The layout as a file that our own reader has read. It is called as the file.

        ValueError where it cannot be called so, or where a shipped layout has the name.
        """
        name = path.stem
        if path.suffix != ".py" or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise ValueError(f"{path.name!r}: name the file as its layout, in small letters, digits and _: my_x86.py")
        if _shipped(catalog, name, path):
            raise ValueError(f"a layout is called {name}: take another name")
        origin = self.origin.setting.layout
        text = layout_source(self.now, name, f"{origin.about or origin.name}, edited")
        try:
            with TemporaryDirectory() as folder:
                trial = Path(folder) / path.name
                trial.write_text(text, encoding="utf-8")
                assert load_layouts(trial)[0].forms  # CatalogError or SchemaError where it is wrong
        except (CatalogError, SchemaError) as error:
            raise ValueError(f"not saved: {error}") from None
        except OSError as error:
            raise ValueError(f"{path}: {error.strerror or error}") from None
        return text.encode()

    def save(self, path: Path, catalog: Catalog) -> Layout:
        """Write the layout as a file; the layout as it was read back. ValueError where that cannot be."""
        if not path.parent.is_dir():
            raise ValueError(f"{path.parent}: no such folder")
        source = self.source(path, catalog)
        try:
            replace_file(path, source)
        except OSError as error:
            raise ValueError(f"{path}: {error.strerror or error}") from None
        self.saved = self.now
        forget(path)
        return load_layouts(path)[0]


def _shipped(catalog: Catalog, name: str, path: Path) -> bool:
    """Whether another file has a layout of this name."""
    try:
        catalog.find(name)
    except CatalogError:
        return False
    return path.resolve() not in [single.resolve() for single in catalog.single]
