"""What the command line takes: commands, options, their help; and what the common options ask for."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from ptetui.linux.catalog import Catalog
    from ptetui.linux.setting import Setting
    from ptetui.linux.versions import Version

COMMANDS = {
    "decode": "what a word is; - reads words, one a line, from standard input",
    "encode": "the word for a state, e.g. encode swap type=3 offset=0x1234 exclusive",
    "layouts": "what is known: name, versions, width, type, offset, software bits",
    "show": "the diagram of a layout as text",
    "check": "collisions: words made as one state and read as another; exit 1 if one has no excuse",
    "diff": "what differs between two layouts (NAME@X.Y), or two words under one layout",
    "free-bits": "where a new software bit could go in swap entries, and what it would cost",
    "budget": "the 32 swap types: who holds which",
    "export": "a view as a picture, a page, text or C: -o FILE, the format from the suffix",
    "present": "a talk: the name of a tour or the path of its file; --notes in a second terminal follows it",
    "replay": "step through a capture; --check compares it with the model",
    "serve": "the app in a browser, on this machine's loopback",
}
_WITH_VALUE = (
    "-l", "--layout", "-k", "--kernel", "--config", "--layouts", "-o", "--output", "--format", "--theme", "--columns",
    "--prefix", "--host", "--port",
)  # fmt: skip


class Parser(argparse.ArgumentParser):
    """Errors are a ValueError in one line that names the way out."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing usage and leaving."""
        raise ValueError(f"{message}; see {self.prog} --help")


def parse(arguments: list[str]) -> tuple[str, argparse.Namespace]:
    """The command, "" for the app, and its options. Common options may stand before the command, too."""
    index = _command_index(arguments)
    if index is None:
        return "", _app_parser().parse_intermixed_args(arguments)
    name = arguments[index]
    return name, _command_parser(name).parse_intermixed_args(arguments[:index] + arguments[index + 1 :])


def app_arguments(args: argparse.Namespace) -> list[str]:
    """The arguments that start the app as these options do."""
    made = [args.word] if args.word is not None else []
    for option in ("layout", "kernel", "config", "layouts"):
        given = getattr(args, option)
        values = given if isinstance(given, list) else [given] if given is not None else []
        made += [f"--{option}={value}" for value in values]
    return [*made, "--ascii"] if args.ascii else made


def _command_index(arguments: list[str]) -> int | None:
    skip = False
    for index, argument in enumerate(arguments):
        if skip or argument.startswith("-"):
            skip = not skip and argument in _WITH_VALUE
            continue
        return index if argument in COMMANDS else None
    return None


def _app_parser() -> Parser:
    from ptetui import __version__

    listed = "\n".join(f"  {name:10}{text}" for name, text in COMMANDS.items())
    parser = Parser(
        prog="ptetui",
        description="What a Linux page-table entry is, bit by bit. Without a command: the app.",
        epilog=f"commands (ptetui COMMAND --help):\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _word(parser)
    parser.add_argument("--version", action="version", version=f"ptetui {__version__}")
    _common(parser)
    return parser


def _command_parser(name: str) -> Parser:
    parser = Parser(prog=f"ptetui {name}", description=COMMANDS[name])
    if name == "decode":
        parser.add_argument("words", nargs="+", metavar="WORD", help="0x..., 0b..., decimal, or -")
    elif name == "encode":
        parser.add_argument("state", nargs="+", metavar="STATE|NAME[=VALUE]", help="the state, then its values")
    elif name == "show":
        parser.add_argument("name", nargs="?", metavar="LAYOUT", help="a layout, NAME or NAME@X.Y")
    elif name == "diff":
        parser.add_argument("a", metavar="A", help="a layout, NAME@X.Y, or a word")
        parser.add_argument("b", metavar="B", help="another of the same kind")
    elif name in ("check", "free-bits"):
        parser.add_argument("names", nargs="*", metavar="LAYOUT", help="layouts, NAME or NAME@X.Y; default: all")
    if name == "check":
        parser.add_argument("--history", action="store_true", help="replay the collisions of the past")
    elif name == "replay":
        parser.add_argument("file", type=Path, metavar="FILE", help="a capture file")
        parser.add_argument("--text", action="store_true", help="print the steps, also on a terminal")
        parser.add_argument("--check", action="store_true", help="compare every word with what the model predicts")
    elif name == "present":
        parser.add_argument("tour", nargs="?", metavar="TOUR", help="a tour; without one those that ship are listed")
        parser.add_argument("--notes", action="store_true", help="the speaker's notes, following the talk")
    elif name == "export":
        _export(parser)
    elif name == "serve":
        _word(parser)
        parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help="where to listen; default: 127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, metavar="N", help="default: 8000; 0 takes a free one")
    _common(parser)
    return parser


def _word(parser: Parser) -> None:
    parser.add_argument("word", nargs="?", metavar="WORD", help="0x..., 0b... or decimal")


def _export(parser: Parser) -> None:
    from ptetui.linux.life.events import EVENTS
    from ptetui.linux.life.page import KINDS
    from ptetui.sources.life.script import FACTS

    kinds, facts, events = (", ".join(names) for names in (KINDS, FACTS, EVENTS))
    parser.epilog = f"life: KIND is {kinds} (default: {KINDS[0]}); FACT is {facts}; EVENT is {events}."
    views = "word WORD..., layout [LAYOUT], compare A B..., wall, collisions [LAYOUT...], designs [k=N], "
    views += "life [KIND] [FACT...] EVENT..., budget, tour NAME"
    parser.add_argument("what", metavar="WHAT", help=views)
    parser.add_argument("names", nargs="*", metavar="NAME", help="what WHAT takes")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="- for standard output")
    formats = "svg, png, html, txt, ascii, md, tex (bytefield), json (WaveDrom); h (C) of a layout, cast of a tour"
    parser.add_argument("--format", metavar="NAME", help=f"{formats}; default: from the suffix of FILE")
    themes = "light (the default), dark, high-contrast, colour-blind-safe"
    parser.add_argument("--theme", default="light", metavar="NAME", help=themes)
    parser.add_argument("--columns", type=int, metavar="N", help="width; default: 132 for pictures, 80 for text")
    parser.add_argument("--prefix", default="PTE_", metavar="TEXT", help="what the names in a C header begin with")


def _common(parser: Parser) -> None:
    parser.add_argument("-l", "--layout", metavar="NAME", help="a layout (ptetui layouts), NAME@X.Y for a kernel")
    parser.add_argument("-k", "--kernel", metavar="X.Y", help="kernel release; default: the newest known")
    parser.add_argument("--config", action="append", default=[], metavar="NAME=y|n,...", help="kernel options; all on")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--layouts", action="append", default=[], type=Path, metavar="DIR", help="more layout files")
    parser.add_argument("--ascii", action="store_true", help="no box-drawing characters")


# ---------------------------------------------------------------------------------------------- what they ask for


def catalog_of(args: argparse.Namespace) -> "Catalog":
    """The layouts that ship, and those of the folders that are named."""
    from ptetui.linux.catalog import Catalog

    return Catalog(args.layouts)


def kernel_of(args: argparse.Namespace) -> "Version | None":
    """The kernel; None for the newest."""
    from ptetui.linux.versions import parse_version

    return parse_version(args.kernel) if args.kernel else None


def setting_of(args: argparse.Namespace, name: str | None = None) -> "Setting":
    """Layout (of this name, else of the option, else this machine's), kernel and configuration."""
    from ptetui.linux.catalog import default_layout, newest
    from ptetui.linux.config import parse_config
    from ptetui.linux.setting import Setting, find_setting

    kernel, config = kernel_of(args), parse_config(args.config)
    catalog = catalog_of(args)
    if wanted := name or args.layout:
        return find_setting(catalog, wanted, kernel, config)
    layout = default_layout(catalog, kernel)
    return Setting(layout, kernel or newest(layout), config)


def start_of(args: argparse.Namespace) -> tuple["Setting", int | None]:
    """What the app starts on."""
    from ptetui.linux.syntax import parse_word

    setting = setting_of(args)
    if args.word is None:
        return setting, None
    if not args.word[:1].isdigit():
        raise ValueError(f"{args.word!r} is not a command and not a word like 0x1f; see ptetui --help")
    return setting, parse_word(args.word, setting.layout.width, setting.layout.name)
