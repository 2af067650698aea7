"""The chapters of a recording, to choose from; a number or a part of a name finds steps."""

from collections.abc import Callable, Sequence
from itertools import groupby

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from ptetui.tui.dialogs.panel import WHILE_TYPING, Options, Panel


def chapters(events: Sequence[str]) -> list[tuple[int, int, str]]:
    """(first step, steps, name) of each run of events whose names begin with the same word; steps count from 0."""
    runs = [(name, [index for index, _ in steps])
            for name, steps in groupby(enumerate(events), key=lambda step: step[1].partition("-")[0])]  # fmt: skip
    return [(steps[0], len(steps), name) for name, steps in runs]


class StepPicker(Panel[int | None]):
    """A list of chapters; while something is typed, of the steps that have it. The answer is a step from 0."""

    BINDINGS = [*WHILE_TYPING]
    DEFAULT_CSS = """
    StepPicker .frame { height: 100%; max-height: 30; }
    StepPicker OptionList { height: 1fr; }
    StepPicker #message { height: auto; }
    """

    def __init__(self, events: Sequence[str], here: int, find: Callable[[str], int]) -> None:
        super().__init__()
        self.events, self.here, self.find = list(events), here, find

    def compose(self) -> ComposeResult:
        """An input over the list."""
        with Vertical(classes="frame"):
            yield Input(placeholder="a step: its number, or a part of its name")
            yield Label("", id="message", markup=False)
            yield Options(*self._options(""), markup=False)

    def on_mount(self) -> None:
        """Type at once; the present chapter is lit."""
        self.titled("chapters", "Enter: go there   Esc: cancel")
        self.query_one(Input).focus()
        starts = [first for first, _, _ in chapters(self.events)]
        self.query_one(OptionList).highlighted = max(i for i, first in enumerate(starts) if first <= self.here)

    def _options(self, text: str) -> list[Option]:
        if not text:
            return [
                Option(f"{first + 1:4}  {name:10} {count} step{'s' if count > 1 else ''} from {self.events[first]}",
                       id=str(first))
                for first, count, name in chapters(self.events)
            ]  # fmt: skip
        return [
            Option(f"{index + 1:4}  {event}", id=str(index))
            for index, event in enumerate(self.events)
            if text in event.lower() or str(index + 1) == text
        ]

    def on_input_changed(self, event: Input.Changed) -> None:
        """Chapters, or the steps that have it."""
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options(self._options(event.value.strip().lower()))
        listed.highlighted = 0 if listed.option_count else None

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The lit one where it was chosen from the list, else what the text names."""
        listed, text = self.query_one(OptionList), event.value.strip()
        if (listed.highlighted and listed.option_count) or not text:
            self.dismiss(int(listed.get_option_at_index(listed.highlighted or 0).id or 0))
            return
        try:
            self.dismiss(self.find(text))
        except ValueError as error:
            self.query_one("#message", Label).update(self.plain(str(error)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """The clicked one."""
        self.dismiss(int(event.option.id or 0))
