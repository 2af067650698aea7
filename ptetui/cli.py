"""The command line: one short function a command, each importing what it needs inside it.

Exit codes: 0 fine, 1 the answer is no, 2 wrong usage or bad input. Errors are one line on standard error.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ptetui.arguments import app_arguments, catalog_of, kernel_of, parse, setting_of, start_of
from ptetui.terminal import columns, fail, glyphs, on_terminal, say, why_no_terminal, words

if TYPE_CHECKING:
    from ptetui.sources.replay import Recording

Command = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _drop_output()
        return 0
    except KeyboardInterrupt:
        return 130
    except OSError as error:  # the disk is full
        fail(error.strerror or str(error))
        _drop_output()
        return 2


def _run(arguments: list[str]) -> int:
    try:
        name, namespace = parse(arguments)
        code = _RUN[name](namespace)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    except ValueError as error:  # what an ArgumentError of ours is, too
        fail(str(error))
        return 2
    return code


def _drop_output() -> None:
    """What is still to be written goes nowhere, so that the interpreter does not complain as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# ---------------------------------------------------------------------------------------------- commands


def decode(args: argparse.Namespace) -> int:
    """What a word is."""
    from ptetui.linux.classify import classify
    from ptetui.linux.syntax import parse_word

    setting = setting_of(args)
    layout = setting.layout
    show = _decoded_printer(args)
    bad = False
    for where, text in words(args.words):
        try:
            word = parse_word(text, layout.width, layout.name)
        except ValueError as error:
            bad = True
            fail(f"{where}{error}")
            continue
        show(classify(setting, word))
    return 2 if bad else 0


def encode(args: argparse.Namespace) -> int:
    """The word for a state."""
    from ptetui.linux.classify import classify
    from ptetui.linux.syntax import parse_state

    setting = setting_of(args)
    word = parse_state(setting, args.state)
    if args.json:
        _decoded_printer(args)(classify(setting, word))
    else:
        from ptetui.render.jsonlines import padded

        print(padded(word, setting.layout.width))
    return 0


def layouts(args: argparse.Namespace) -> int:
    """What is known: name, versions, width, forms."""
    from ptetui.linux.catalog import Catalog

    errors: list[str] = []
    known = sorted(Catalog(args.layouts).all(errors), key=lambda layout: layout.level != "pte")
    if args.json:
        from ptetui.render.jsonlines import described

        for layout in known:
            print(json.dumps(described(layout)))
    else:
        from ptetui.render.text import layout_row, table

        header = ("layout", "kernels", "bits", "page", "type", "offset", "software bits", "largest", "aliases")
        say(args, table(header, map(layout_row, known)))
    for error in errors:
        fail(error)
    return 2 if errors else 0


def show(args: argparse.Namespace) -> int:
    """The diagram of a layout as text."""
    setting = setting_of(args, args.name)
    if args.json:
        from ptetui.render.jsonlines import described

        print(json.dumps(described(setting.layout)))
        return 0
    from ptetui.render.text import layout_text

    say(args, layout_text(setting, columns(), glyphs(args)))
    return 0


def replay(args: argparse.Namespace) -> int:
    """Step through a capture: the app on a terminal, else text."""
    from ptetui.sources.replay import load

    recording = load(args.file, catalog_of(args), args.config)
    if args.check:
        return _check_replay(recording, args.json)
    if not (args.json or args.text):
        if on_terminal():
            from ptetui.tui.start import run_replay

            return run_replay(recording, catalog_of(args), ascii_only=args.ascii)
        fail(f"{why_no_terminal()}: the app needs one, so here is the text form")
    from ptetui.render.steps import step_json, step_lines, verdict

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


def diff(args: argparse.Namespace) -> int:
    """What differs between two layouts, or between two words under one layout."""
    if args.a[:1].isdigit() and args.b[:1].isdigit():
        return _diff_words(args)
    from ptetui.analysis.diff_layouts import diff_layouts, spell_change

    a, b = setting_of(args, args.a).layout, setting_of(args, args.b).layout
    changes = diff_layouts(a, b)
    form = None
    for change in changes:
        if args.json:
            print(json.dumps(change.as_json()))
            continue
        if change.form != form:
            form = change.form
            say(args, [f"{form}:"])
        say(args, [f"  {spell_change(change)}"])
    if not changes and not args.json:
        print("no field differs")
    return 0


def _diff_words(args: argparse.Namespace) -> int:
    from ptetui.analysis.diff_words import changes, differing_fields
    from ptetui.linux.classify import classify
    from ptetui.linux.syntax import parse_word

    setting = setting_of(args)
    words = [parse_word(text, setting.layout.width, setting.layout.name) for text in (args.a, args.b)]
    before, after = (classify(setting, word) for word in words)
    if args.json:
        for found in differing_fields(before, after):
            print(json.dumps(found))
        return 0
    from ptetui.render.text import ribbon_text

    say(args, ribbon_text(after, columns(), glyphs(args), changed=before.word ^ after.word))
    say(args, [f"  {change.text}" for change in changes(before, after)] or ["  no bit differs"])
    return 0


def _check_replay(recording: "Recording", as_json: bool) -> int:
    """The model against the recording, a line a step."""
    from ptetui.render.checks import check_json, check_line, check_verdict
    from ptetui.sources.check import compare

    found = list(compare(recording))
    for number, each in enumerate(found, 1):
        print(json.dumps(check_json(number, each)) if as_json else check_line(number, each))
    if not as_json:
        print("\n".join(check_verdict(found)))
    return 1 if any(each.differs for each in found) else 0


def check(args: argparse.Namespace) -> int:
    """Collisions: words that are made as one state and read as another."""
    from ptetui.analysis.collisions import check_history
    from ptetui.analysis.select import all_aliases, chosen, covering
    from ptetui.analysis.where import files_of
    from ptetui.linux.catalog import newest
    from ptetui.linux.config import parse_config
    from ptetui.linux.setting import Setting
    from ptetui.render.findings import finding_json, verdict_lines

    if args.history:
        return _check_past(args)
    catalog, errors = catalog_of(args), list[str]()
    files = files_of(catalog)
    config = parse_config(args.config)
    collided = False
    for history, kernel in chosen(catalog, args.names, kernel_of(args), errors):
        findings = check_history(history, kernel, [config] if args.config else [])
        collided |= any(each.verdict == "collision" for each in findings)
        shown = covering(history, kernel) if kernel else history
        settings = [Setting(each, kernel or newest(each), config) for each in shown]
        if args.json:
            for each in (*findings, *(alias for setting in settings for alias in all_aliases(setting, catalog))):
                print(json.dumps(finding_json(each, files)))
        else:
            say(args, list(verdict_lines(shown, findings, len(all_aliases(settings[-1], catalog)), files)))
    for error in errors:
        fail(error)
    return 2 if errors else int(collided)


def _check_past(args: argparse.Namespace) -> int:
    """The collisions of the past: what a rule says before and after, or the damage on a word."""
    from ptetui.analysis.history import CASES, replay
    from ptetui.render.findings import past_json, past_lines

    catalog = catalog_of(args)
    for case in CASES:
        replayed = replay(case, catalog)
        if args.json:
            print(json.dumps(past_json(replayed)))
        else:
            say(args, list(past_lines(replayed)))
    return 0


def free_bits(args: argparse.Namespace) -> int:
    """Where a new software bit could go in swap entries, and what it would cost."""
    from ptetui.analysis import free_bits as finder
    from ptetui.analysis.select import at_kernel, chosen
    from ptetui.linux.config import parse_config
    from ptetui.render.findings import free_json, free_lines

    errors: list[str] = []
    config = parse_config(args.config)
    every = []
    for setting, pmd in at_kernel(list(chosen(catalog_of(args), args.names, kernel_of(args), errors)), config):
        every.append(found := finder.free_bits(setting, pmd))
        if args.json:
            for one in found:
                print(json.dumps(free_json(one)))
        else:
            say(args, list(free_lines(setting, found)))
    if not args.json and len(every) > 1:
        shared = ", ".join(map(str, finder.common(every)))
        say(args, [f"bits that all of them could give: {shared or 'none'}"])
    for error in errors:
        fail(error)
    return 2 if errors else 0


def budget(args: argparse.Namespace) -> int:
    """The 32 swap types: who holds which."""
    from ptetui.linux.config import parse_config
    from ptetui.linux.versions import NEWEST
    from ptetui.render.budget import budget_json, budget_lines

    kernel, config = kernel_of(args) or NEWEST, parse_config(args.config)
    say(args, [json.dumps(budget_json(kernel, config))] if args.json else budget_lines(kernel, config))
    return 0


def export(args: argparse.Namespace) -> int:
    """A view as a picture, a page, text or C."""
    from ptetui.linux.config import parse_config
    from ptetui.render import export as exporter
    from ptetui.render.view import Wanted

    if args.json:
        raise ValueError("--json is for commands that print; export --format json is a register for WaveDrom")
    form = exporter.checked(args.what, args.output, args.format, args.theme, args.columns, ascii_only=args.ascii)
    wanted = Wanted(
        names=tuple(args.names),
        catalog=catalog_of(args),
        setting_of=lambda name: setting_of(args, name),
        kernel=kernel_of(args),
        config=parse_config(args.config),
        columns=exporter.columns_of(form, args.columns),
        glyphs=exporter.glyphs_of(form),
    )
    exporter.write(args.output, exporter.exported(args.what, wanted, form, args.theme, args.prefix))
    return 0


def present(args: argparse.Namespace) -> int:
    """A talk: on a terminal, else as text."""
    from ptetui.talk.tours import listed, load

    catalog = catalog_of(args)
    if args.tour is None:
        say(args, listed(catalog))
        return 0
    tour = load(args.tour, catalog)
    if not on_terminal():
        from ptetui.render.pages import text_page
        from ptetui.render.slides.tour_view import tour_view

        fail(f"{why_no_terminal()}: a talk needs one, so here is the text form")
        say(args, text_page(tour_view(tour, columns(), glyphs(args)), columns()).splitlines())
        return 0
    from ptetui.tui.start import run_talk

    return run_talk(tour, setting_of(args), catalog, notes=args.notes, ascii_only=args.ascii)


def serve(args: argparse.Namespace) -> int:
    """The app in a browser."""
    start_of(args)  # what is wrong is said here, not in the browser
    from ptetui.serve import serve as run

    run(app_arguments(args), args.host, args.port)
    return 0


def app(args: argparse.Namespace) -> int:
    """The app, on a word if one is given."""
    setting, word = start_of(args)
    if not on_terminal():
        from ptetui.linux.classify import classify
        from ptetui.render.text import word_text

        fail(f"{why_no_terminal()}: the app needs one, so here is the text form")
        shown = setting.swap.blank if word is None else word
        say(args, word_text(classify(setting, shown), columns(), glyphs(args)))
        return 0
    from ptetui.tui.start import run_explore

    return run_explore(setting, word, catalog_of(args), ascii_only=args.ascii)


_RUN: dict[str, Command] = {
    "decode": decode, "encode": encode, "layouts": layouts, "show": show, "check": check, "diff": diff,
    "free-bits": free_bits, "budget": budget, "export": export, "present": present, "replay": replay,
    "serve": serve, "": app,
}  # fmt: skip


# ---------------------------------------------------------------------------------------------- shared steps


def _decoded_printer(args: argparse.Namespace) -> Callable[[Any], None]:
    if args.json:
        from ptetui.render.jsonlines import decoded

        return lambda reading: print(json.dumps(decoded(reading)))
    from ptetui.render.text import word_text

    wide, drawn = columns(), glyphs(args)
    return lambda reading: say(args, word_text(reading, wide, drawn))


if __name__ == "__main__":
    sys.exit(main())
