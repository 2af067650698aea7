"""Export a view as a picture, a page, text or C: -o FILE, the format from the suffix."""

from argparse import ArgumentParser, Namespace

from ptetui.arguments import catalog_of, kernel_of, setting_of


def arguments(parser: ArgumentParser) -> None:
    """The view, the file, and how to draw it."""
    from ptetui.linux.life.events import EVENTS
    from ptetui.linux.life.page import KINDS
    from ptetui.sources.life.script import FACTS

    kinds, facts, events = (", ".join(names) for names in (KINDS, FACTS, EVENTS))
    parser.epilog = f"life: KIND is {kinds} (default: {KINDS[0]}); FACT is {facts}; EVENT is {events}."
    views = "word WORD..., layout [LAYOUT], compare A B..., wall, collisions [LAYOUT...], designs [k=N], "
    views += "life [KIND] [FACT...] EVENT..., budget, tour NAME"
    parser.add_argument("what", metavar="WHAT", help=views)
    parser.add_argument("names", nargs="*", metavar="NAME", help="arguments of WHAT")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="- for standard output")
    formats = "svg, png, html, txt, ascii, md, tex (bytefield), json (WaveDrom); h (C) of a layout, cast of a tour"
    parser.add_argument("--format", metavar="NAME", help=f"{formats}; default: from the suffix of FILE")
    themes = "light (the default), dark, high-contrast, colour-blind-safe"
    parser.add_argument("--theme", default="light", metavar="NAME", help=themes)
    parser.add_argument("--columns", type=int, metavar="N", help="width; default: 132 for pictures, 80 for text")
    parser.add_argument("--prefix", default="PTE_", metavar="TEXT", help="what the names in a C header begin with")


def run(args: Namespace) -> int:
    """Write the file."""
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
