"""Present a talk: a shipped tour by name, or the path of one; --notes in a second terminal follows it."""

from argparse import ArgumentParser, Namespace

from ptetui.arguments import add_theme, catalog_of, setting_of, theme_of


def arguments(parser: ArgumentParser) -> None:
    """The tour."""
    parser.add_argument("tour", nargs="?", metavar="TOUR", help="a tour; without one those that ship are listed")
    parser.add_argument("--notes", action="store_true", help="the speaker's notes, following the talk")
    parser.add_argument("--minutes", type=int, metavar="N", help="how long the talk may take: the clock counts down")
    add_theme(parser)


def run(args: Namespace) -> int:
    """On a terminal the talk, else its text."""
    from ptetui.talk.tours import load_tour, tour_lines
    from ptetui.terminal import columns, fail, glyphs, on_terminal, say, why_no_terminal

    theme_of(args)
    catalog = catalog_of(args)
    if args.minutes is not None and args.minutes < 1:
        raise ValueError(f"--minutes {args.minutes}: at least 1")
    if args.tour is None:
        say(args, tour_lines(catalog))
        return 0
    tour = load_tour(args.tour, catalog)
    if args.minutes is not None:
        tour = tour._replace(minutes=float(args.minutes))
    if not on_terminal():
        from ptetui.export.txt import text_page
        from ptetui.talk.picture import TourPicture

        fail(f"{why_no_terminal()}: printing text instead of starting the talk")
        say(args, text_page(TourPicture(tour).view(columns(), glyphs(args)), columns()).splitlines())
        return 0
    from ptetui.tui.start import run_talk

    return run_talk(args, tour, setting_of(args), catalog, notes=args.notes)
