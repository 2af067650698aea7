"""Show a Linux page-table entry bit by bit. Without a command: start the app.

The word, if one is given, is what the app starts on.
"""

from ptetui.arguments import APP_SCREENS, add_theme, add_word, catalog_of, setting_of, start_of, theme_of

TYPE_CHECKING = False

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def arguments(parser: "ArgumentParser") -> None:
    """The word."""
    from ptetui import __version__

    add_word(parser)
    add_theme(parser)
    parser.add_argument("--screen", metavar="NAME", help=f"the screen to open: {', '.join(APP_SCREENS)}")
    parser.add_argument("--version", action="version", version=f"ptetui {__version__}")


def run(args: "Namespace") -> int:
    """On a terminal the app, else the word as text."""
    from ptetui.terminal import columns, fail, glyphs, on_terminal, say, why_no_terminal

    if on_terminal():
        _prefer(args)
    theme_of(args)
    if args.screen not in (None, *APP_SCREENS):
        raise ValueError(f"screen {args.screen!r} is not known; there are {', '.join(APP_SCREENS)}")
    setting, word = start_of(args)
    if not on_terminal():
        from ptetui.linux.classify import classify
        from ptetui.pictures.word_text import word_text

        fail(f"{why_no_terminal()}: printing text instead of starting the app")
        shown = setting.swap.blank if word is None else word
        say(args, word_text(classify(setting, shown), columns(), glyphs(args)))
        return 0
    from ptetui.tui.start import run_explore

    return run_explore(args, setting, word, catalog_of(args), args.screen or APP_SCREENS[0])


def _prefer(args: "Namespace") -> None:
    """Layout and kernel of the user's file, where the command line has none; text output never depends on it."""
    from ptetui.tui.preferences import config_file, load_preferences

    wanted = load_preferences()
    layout = wanted.layout if args.layout is None else None
    kernel = wanted.kernel if args.kernel is None and "@" not in (args.layout or "") else None
    if layout is None and kernel is None:
        return
    args.layout, args.kernel = layout or args.layout, kernel or args.kernel
    try:
        setting_of(args)
    except ValueError as error:
        raise ValueError(f"{config_file()}: {error}") from None
