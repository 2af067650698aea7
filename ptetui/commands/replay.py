"""Step through a recording; --check compares it with the model; without a file, the recordings that ship."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from ptetui.arguments import add_theme, catalog_of, theme_of


def arguments(parser: ArgumentParser) -> None:
    """The recording, and how to show it."""
    parser.add_argument("file", nargs="?", metavar="FILE|NAME", help="a capture file, or one that ships by its name")
    parser.add_argument("--text", action="store_true", help="print the steps, also on a terminal")
    add_theme(parser)
    parser.add_argument("--check", action="store_true", help="compare every word with what the model predicts")


def run(args: Namespace) -> int:
    """On a terminal the app, else the steps as text; 1 where a word differs."""
    from ptetui.sources.replay import load_recording
    from ptetui.terminal import fail, on_terminal, say, why_no_terminal

    theme_of(args)
    if args.file is None:
        return _list(args)
    if args.check:
        return _check(args)
    recording = load_recording(_file(args.file), catalog_of(args), args.config)
    if not (args.json or args.text):
        if on_terminal():
            from ptetui.tui.start import run_replay

            return run_replay(args, recording, catalog_of(args), args.file)
        fail(f"{why_no_terminal()}: printing text instead of starting the app")
    from ptetui.pictures.steps import step_json, step_lines, verdict

    if not args.json:
        say(args, [recording.title])
    for number, step in enumerate(recording.steps, 1):
        if args.json:
            print(json.dumps(step_json(number, step)))
        else:
            say(args, step_lines(number, step))
    if not args.json:
        say(args, [verdict(recording.steps)])
    return 1 if any(step.mismatch for step in recording.steps) else 0


def _shipped() -> dict[str, Path]:
    """The recordings that ship, by name."""
    folder = Path(__file__).parent.parent / "captures"
    return {path.stem: path for path in sorted(folder.glob("*.json"))}


def _file(text: str) -> Path:
    """The file that a text names; a file of that name goes before a recording that ships."""
    path = Path(text)
    return path if path.exists() else _shipped().get(text, path)


def _list(args: Namespace) -> int:
    """A line for each recording that ships."""
    from ptetui.sources.replay import load_recording
    from ptetui.terminal import say

    for name, path in _shipped().items():
        recording = load_recording(path, catalog_of(args), args.config)
        if args.json:
            print(json.dumps({"name": name, "title": recording.title, "steps": len(recording.steps)}))
        else:
            say(args, [f"{name:14} {len(recording.steps):4} steps  {recording.title.partition(': ')[2]}"])
    return 0


def _check(args: Namespace) -> int:
    """The model and the recording: a line a step, or of recorded lives a line for each that differs; then the sum."""
    from ptetui.pictures.predictions import check_json, check_line, difference_line, tally_lines
    from ptetui.sources.predictions import Tally, predict
    from ptetui.sources.replay_stream import stream_recording
    from ptetui.terminal import Bar, say

    path = _file(args.file)
    tally = Tally()
    with Bar(path.stat().st_size if path.is_file() else 0) as bar:
        try:
            for comparison in predict(stream_recording(path, catalog_of(args), args.config, bar.update)):
                first = tally.add(comparison)
                if args.json:
                    print(json.dumps(check_json(tally.steps, comparison)))
                elif comparison.step.life is None:
                    say(args, [check_line(tally.steps, comparison)])
                elif first is not None:
                    bar.clear()
                    say(args, [difference_line(first)])
        except KeyboardInterrupt:
            bar.clear()
            if not args.json:
                say(args, [*tally_lines(tally), "stopped before the end"])
            raise
    if not args.json:
        say(args, tally_lines(tally))
    return 1 if tally.differ else 0
