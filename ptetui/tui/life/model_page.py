"""The model's own page on the screen Life: one page, or the same events under each design."""

from collections.abc import Sequence
from shlex import join

from ptetui.analysis.designs.kernels import usual_case
from ptetui.linux.classify import Reading
from ptetui.linux.life.events import Chance
from ptetui.linux.setting import Setting
from ptetui.render.registers import of_word
from ptetui.render.ribbon import fold
from ptetui.render.spans import Glyphs, Row
from ptetui.render.view import BitFields
from ptetui.sources.life.script import Script, play_script, spell_script
from ptetui.sources.life.tree import LifeTree
from ptetui.sources.life.under_designs import Variant, variants
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.command_line import command_line, exported
from ptetui.tui.desk import Desk
from ptetui.tui.life.body import LifeView, Places, body_rows, least_lines
from ptetui.tui.life.rows import RibbonStyle, is_upright, life_top, ordered, pages_rows
from ptetui.tui.life.side_by_side import below_rows, design_rows, least_size

LEAST_COLUMNS = 60
_TALL = 36  # lines from which ribbons are drawn with all their lines, and both pages have one


class ModelPage:
    """A life, and the designs that live in step where they are shown."""

    def __init__(self, desk: Desk) -> None:
        self.life = LifeTree(desk.setting, desk.catalog)
        self.variants: tuple[Variant, ...] = ()
        self.privileged = True
        self._both = False  # whether the ribbons of both pages were drawn

    def least(self, columns: int) -> tuple[int, int]:
        """Columns and lines that the ribbons need, and what stands below them."""
        width = self.life.setting.layout.width
        if self.variants:
            return least_size(width, len(self.variants))
        folded = fold(width, columns)
        assert folded is not None
        return LEAST_COLUMNS, least_lines(self.life, folded)

    def title_row(self, columns: int) -> Row:
        """Layout, kernel, word, range."""
        life = self.life
        return life_top(life.setting, life.asked if self.variants else life.page, life.now.word(life.lives), columns)

    def chances(self, only: bool) -> list[Chance]:
        """The events, those that cannot happen too unless `only`."""
        return ordered(self.life.chances(), only)

    def rows(
        self, chances: Sequence[Chance], chosen: int, columns: int, lines: int, glyphs: Glyphs
    ) -> tuple[list[Row], list[Row], Places]:
        """The ribbons, what stands below, and where its events are."""
        view = LifeView(self.life, list(chances), chosen, self.privileged, False)
        if self.variants:
            ribbon = design_rows(self.life, self.variants, columns)
            return ribbon, *below_rows(view, columns, lines - len(ribbon))
        full = lines >= _TALL
        folded = fold(self.life.setting.layout.width, columns)
        assert folded is not None  # sixty columns are enough
        style = RibbonStyle(full, is_upright(folded, lines + 2))
        ribbon = pages_rows(self.life, folded, style, columns, glyphs)
        view.both = self._both = full and len(self.life.now.pages) > 1
        return ribbon, *body_rows(view, columns, lines - len(ribbon))

    def travel(self, by: int) -> str:
        """A moment on or back; at the ends where that is, in words."""
        if self.life.redo() if by > 0 else self.life.undo():
            return ""
        return "end of timeline" if by > 0 else "this is the beginning"

    def jump(self, text: str) -> None:
        """To a moment, by number or name. ValueError where there is none."""
        self.life.jump(text)

    def use(self, setting: Setting) -> str:
        """The same life under another setting, and the designs on its layout."""
        refused = self.life.use(setting)
        if self.variants:
            self.show_designs()
        return refused

    def show_designs(self) -> str:
        """The designs in step; a line about them."""
        case = usual_case(self.life.setting, self.life.catalog)
        self.variants = variants(case)
        self.life.beside = tuple(variant.setting for variant in self.variants if variant.setting is not None)
        return f"the same events under each design, {case.flags} flags in a swap entry"

    def hide_designs(self) -> None:
        """The one page again."""
        self.variants = self.life.beside = ()

    def snapshot(self) -> Snapshot:
        """The word of the page that lives on."""
        life = self.life
        return Snapshot(life.setting, life.now.word(life.lives), event=f"life: {life.now.deed.name}")

    def play(self, script: Script, setting: Setting) -> str:
        """Begin with a script and let its events happen; what the setting refuses, in words."""
        refused = self.use(setting)
        play_script(script, self.life)
        return refused

    def command_line(self, recording: str) -> str:
        """What shows a recording, else what plays the events that led here. ValueError where nothing does."""
        life = self.life
        if recording:
            return join(["ptetui", "replay", recording])
        words = spell_script(life)
        if not life.index or words == [life.page.kind]:
            return command_line(self.snapshot(), "life")
        return exported("life", words, life.setting)

    def reading_at(self, line: int, lines: int) -> Reading | None:
        """The word in a line of the ribbon, of two pages the one that stands there; None for the designs."""
        which = int(line >= lines // 2) if self._both else self.life.lives
        return None if self.variants else self.life.now.reading(which)

    def bit_fields(self) -> BitFields:
        """The fields of that word."""
        return of_word(self.life.now.reading(self.life.lives))
