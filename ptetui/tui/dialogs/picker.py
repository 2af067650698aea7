"""Pick a layout by typing parts of its name."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from ptetui.linux.catalog import Catalog
from ptetui.linux.layout import Layout
from ptetui.linux.nearest import narrowed
from ptetui.tui.dialogs.panel import WHILE_TYPING, Options, Panel


class Picker(Panel[str | None]):
    """All layouts of the catalogue, narrowed to those that have all the words that were typed."""

    BINDINGS = [*WHILE_TYPING]
    DEFAULT_CSS = """
    Picker .frame { height: 100%; max-height: 44; width: 100%; max-width: 110; }
    Picker OptionList { height: 1fr; }
    """

    def __init__(self, catalog: Catalog, current: str) -> None:
        super().__init__()
        known = catalog.newest_ranges().values()
        self.layouts = sorted(known, key=lambda layout: (layout.name != current, layout.arch, layout.name))

    def compose(self) -> ComposeResult:
        """An input over the list."""
        with Vertical(classes="frame"):
            yield Input(placeholder="type parts of a name, such as arm64 or 16k")
            yield Options(*map(_option, self.layouts), markup=False)

    def on_mount(self) -> None:
        """Type at once."""
        self.titled("architecture or variant", "Enter: choose   Esc: cancel")
        self.query(Input).focus()
        for listed in self.query(OptionList):
            listed.highlighted = 0

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list, the best match first."""
        shown = narrowed(event.value, self.layouts)
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options(map(_option, shown))
        listed.highlighted = 0 if shown else None

    def on_input_submitted(self) -> None:
        """Take the lit one."""
        listed = self.query_one(OptionList)
        if listed.highlighted is not None:
            self.dismiss(listed.get_option_at_index(listed.highlighted).id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the clicked one."""
        self.dismiss(event.option.id)


def _option(layout: Layout) -> Option:
    return Option(f"{layout.name:24} {layout.width:3} bits  {layout.about or layout.arch}", id=layout.name)
