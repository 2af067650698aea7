"""The keys of Life where a kernel in the lab does what they say: calls, answers to userfaults, a new process."""

from textual.message import Message

from ptetui.sources.lab.calls import Call
from ptetui.sources.lab.subject import Fault, LabFeed
from ptetui.tui.life.lab import call_lines, fault_lines
from ptetui.tui.life.watch import Watch
from ptetui.tui.screen import PictureScreen


class LabChanged(Message):
    """The kernel has booted, has answered, or is no more."""


class LabControl:
    """The feed of a screen, and what the screen's keys do to it."""

    def __init__(self, screen: PictureScreen, feed: LabFeed, watch: Watch) -> None:
        self.screen, self.feed, self.watch = screen, feed, watch

    def start(self) -> None:
        """The kernel boots while the screen shows that it does."""

        def changed() -> None:
            self.screen.post_message(LabChanged())

        self.feed.start(changed)
        self._clock = self.screen.set_interval(0.25, self._tick)

    def _tick(self) -> None:
        if self.feed.state != "booting":
            self._clock.stop()
        self.screen.redraw()

    def happen(self, event: str) -> None:
        """Have the kernel do an event of the model, or say why it cannot."""
        call = next((call for call in self.feed.calls.values() if call.event == event), None)
        if call is None:
            from ptetui.sources.live.calls import why_not

            why = why_not(event) if self.feed.label == "live" else f"{event}: the lab has no call for it"
            self.screen.show_message(f"{why}; e lists the calls")
        else:
            self.do(call)

    def do(self, *calls: Call) -> None:
        """Have calls done, or say why they cannot be."""
        self.screen.show_message(self.feed.do(*calls))

    def choose(self) -> None:
        """Any call of the lab, from a list."""
        calls, lines = list(self.feed.calls.values()), call_lines(self.feed.calls)
        self.screen.choose(f"a call, by {self.feed.title}", lines, lambda line: self.do(calls[line]))

    def next_kind(self) -> None:
        """A new process with a page of the next kind."""
        self.screen.show_message(self.feed.restart(self.feed.next_kind()))

    def changed(self) -> None:
        """Show the newest word of the page itself; ask where a userfault waits for an answer."""
        steps = self.feed.steps
        self.watch.step = max(0, len(steps) - 1)
        while self.watch.step and steps[self.watch.step].step.page.startswith("child"):
            self.watch.step -= 1
        first = len(steps) == 1 and self.feed.state == "ready"
        message = f"{self.feed.title}: the first word after {self.feed.first_word:.1f} s" if first else ""
        self.screen.show_message(message)
        if self.feed.fault is not None and self.screen.app.screen is self.screen:
            self._ask_about(self.feed.fault)

    def _ask_about(self, fault: Fault) -> None:
        title, lines, keys = fault_lines(fault)

        def answered(line: int) -> None:
            if line == 0:
                self.do(fault.resolving, fault.call)

        self.screen.choose(title, lines, answered, keys=keys)
