"""What is asked of a picture: values by key, as a slide writes them and the command line collects them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import Reading, classify
from ptetui.linux.config import Config, parse_config
from ptetui.linux.releases import parse_version
from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting, find_setting
from ptetui.linux.syntax import parse_number, parse_state, parse_word
from ptetui.linux.versions import Version

T = TypeVar("T")


class Key(NamedTuple):
    """A key, and its value in words."""

    name: str
    about: str


LAYOUT = Key("layout", "a layout: `x86_64`, or at a kernel: `x86_64@6.1`")
KERNEL = Key("kernel", "a kernel: `6.12`")
CONFIG = Key("config", "options as `--config` takes them: `MIGRATION=n`")
LEVEL = Key("level", "`pte` or `pmd`")
SETTING = (LAYOUT, KERNEL, CONFIG)
WORD = Key("word", "a word: `0x8000000002bea867`")
STATE = Key("state", "a state as `ptetui encode` takes it: `migration_write pfn=0x12345 young dirty`")
FORM = Key("form", "the name of a form, drawn with its constants and zeros: `none`, `present`, `swap` (the default)")
BITS = Key("bits", "a part of the word, drawn larger: `15-0`")
LAYOUTS = Key("layouts", "names with spaces between them: `x86_64 arm64_4k@6.1 s390`")


class Wrong(ValueError):
    """The value of a key does not fit. `key` is the key, `reason` why without its name."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key, self.reason = key, reason


@contextmanager
def blame(key: str) -> Iterator[None]:
    """A ValueError inside is about this key."""
    try:
        yield
    except Wrong:
        raise
    except ValueError as error:
        raise Wrong(key, str(error)) from None


@dataclass(frozen=True)
class Request:
    """Values by key, where layouts come from, and the setting where no layout is named (else one has to be)."""

    values: Mapping[str, str]
    catalog: Catalog
    default: Callable[[], Setting] | None = None

    def text(self, key: str) -> str:
        """A value; empty where it is not given."""
        return self.values.get(key, "")

    def config(self) -> Config:
        """The configuration; all on where none is given."""
        with blame("config"):
            return parse_config([self.text("config")])

    def kernel(self) -> Version | None:
        """The kernel; None for the newest."""
        with blame("kernel"):
            return parse_version(self.values["kernel"]) if "kernel" in self.values else None

    def setting(self, name: str | None = None) -> Setting:
        """The layout of that name, else of the key, at its kernel or the key's."""
        config, kernel = self.config(), self.kernel()
        with blame("layout"):
            wanted = name or self.values.get("layout")
            if wanted is not None:
                return find_setting(self.catalog, wanted, kernel, config, self.values.get("level", "pte"))
            if self.default is None:
                raise ValueError("a step needs a layout, of its own or in the front matter")
            return self.default()

    def settings(self) -> list[Setting]:
        """The layouts of the key `layouts`."""
        with blame("layouts"):
            names = self.text("layouts").split()
            if not names:
                raise ValueError("name the layouts, such as layouts: x86_64 arm64_4k@6.12 s390")
            return [self._named(name) for name in names]

    def _named(self, name: str) -> Setting:
        try:
            return self.setting(name)
        except Wrong as wrong:
            raise ValueError(wrong.reason) from None

    def words(self, setting: Setting) -> tuple[Reading, ...]:
        """The words of the key `word`, else what `reading` is."""
        texts = self.text("word").split()
        return tuple(self._with("word", text).reading(setting) for text in texts) or (self.reading(setting),)

    def _with(self, key: str, text: str) -> "Request":
        return replace(self, values={**self.values, key: text})

    def reading(self, setting: Setting) -> Reading:
        """The key `word`, `state` or `form`; a form stands for itself, whatever its zeros would be read as."""
        if "word" in self.values:
            with blame("word"):
                return classify(setting, parse_word(self.text("word"), setting.layout.width, setting.layout.name))
        if "state" in self.values:
            with blame("state"):
                return classify(setting, parse_state(setting, self.text("state").split()))
        with blame("form"):
            name = self.values.get("form", "swap")
            form = next((form for form in setting.forms if form.name == name), None)
            if form is None:
                known = ", ".join(form.name for form in setting.forms)
                raise ValueError(f"{setting.layout.name} has no form {name!r}; it has {known}")
            reading = classify(setting, form.blank)
            return reading if reading.form is form else Reading(setting, form.blank, form, state_of(form))

    def bits(self, width: int) -> tuple[int, int] | None:
        """The key `bits`, "15-0" as (15, 0)."""
        if "bits" not in self.values:
            return None
        with blame("bits"):
            high, dash, low = self.text("bits").partition("-")
            if not dash or not width > parse_number(high) > parse_number(low):
                raise ValueError(f"{self.text('bits')!r} is not like 15-0, of bits {width - 1} to 0")
            return parse_number(high), parse_number(low)

    def chosen(self, key: str, known: Mapping[str, T]) -> list[T]:
        """Those that a key names, all where it names none."""
        names = self.text(key).split()
        with blame(key):
            for name in names:
                if name not in known:
                    raise ValueError(f"{name!r} is not known; there are {', '.join(known)}")
        return [known[name] for name in names] or list(known.values())
