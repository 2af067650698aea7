"""The arguments of the command line: those that commands share, and what the common options ask for."""

TYPE_CHECKING = False

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from ptetui.linux.catalog import Catalog
    from ptetui.linux.releases import Release
    from ptetui.linux.setting import Setting
    from ptetui.linux.versions import Version


def add_word(parser: "argparse.ArgumentParser") -> None:
    """The word that the app starts on."""
    parser.add_argument("word", nargs="?", metavar="WORD", help="0x..., 0b... or decimal")


def add_theme(parser: "argparse.ArgumentParser") -> None:
    """The theme that the app starts with."""
    parser.add_argument(
        "--theme", metavar="NAME", help="dark, light, high-contrast or colour-blind-safe; in the app t switches"
    )


def add_layouts(parser: "argparse.ArgumentParser") -> None:
    """The layouts that a command goes through."""
    parser.add_argument("names", nargs="*", metavar="LAYOUT", help="layouts, NAME or NAME@X.Y; default: all")


def _folder(text: str) -> "Path":
    from pathlib import Path

    if not text:
        from argparse import ArgumentTypeError

        raise ArgumentTypeError("names no folder; write . for this one")
    return Path(text)


def add_common(parser: "argparse.ArgumentParser") -> None:
    """The options of every command."""
    parser.add_argument("-l", "--layout", metavar="NAME", help="a layout (ptetui layouts), NAME@X.Y for a kernel")
    parser.add_argument("-k", "--kernel", metavar="X.Y", help="kernel, X.Y or as `uname -r` prints it; default: newest")
    parser.add_argument(
        "--config", action="append", default=[], metavar="NAME=y|n,...", help="kernel options; default: all on"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--layouts", action="append", default=[], type=_folder, metavar="DIR", help="more layout files")
    parser.add_argument("--ascii", action="store_true", help="no box-drawing characters")


# Common options may stand before the command; these are followed by a value.
WITH_VALUE = ("-l", "--layout", "-k", "--kernel", "--config", "--layouts", "--screen")
# What the app can open on by name; a log, a recording and a talk have commands of their own.
APP_SCREENS = ("explore", "life", "compare", "collisions", "designs", "wall", "time", "history", "what_if")


def app_arguments(args: "argparse.Namespace") -> list[str]:
    """The arguments that start the app as these options do."""
    arguments = [args.word] if args.word is not None else []
    for option in ("layout", "kernel", "config", "layouts"):
        given = getattr(args, option)
        values = given if isinstance(given, list) else [given] if given is not None else []
        arguments += [f"--{option}={value}" for value in values]
    arguments += [f"--theme={args.theme}"] if args.theme else []
    return [*arguments, "--ascii"] if args.ascii else arguments


# ---------------------------------------------------------------------------------------------- what they ask for


def catalog_of(args: "argparse.Namespace") -> "Catalog":
    """The layouts that ship, and those of the folders that are named."""
    from ptetui.linux.catalog import Catalog

    return Catalog(args.layouts)


def theme_of(args: "argparse.Namespace") -> str | None:
    """The theme that was named; None for the user's own. ValueError where there is none of that name."""
    if args.theme is not None:
        from ptetui.render.looks import THEMES

        if args.theme not in THEMES:
            raise ValueError(f"theme {args.theme!r} is not known; there are {', '.join(THEMES)}")
    theme: str | None = args.theme
    return theme


def kernel_of(args: "argparse.Namespace") -> "Version | None":
    """The upstream release that the kernel counts as; None for the newest."""
    release = release_of(args)
    return release.version if release else None


def release_of(args: "argparse.Namespace") -> "Release | None":
    """The kernel as it was named; None for the newest."""
    from ptetui.linux.releases import parse_release

    return parse_release(args.kernel) if args.kernel is not None else None


def setting_of(args: "argparse.Namespace", name: str | None = None, level: str = "pte") -> "Setting":
    """Layout (of this name, else of the option, else this machine's) at a level, kernel and configuration."""
    from ptetui.linux.catalog import default_layout
    from ptetui.linux.config import parse_config
    from ptetui.linux.setting import find_setting

    release, config = release_of(args), parse_config(args.config)
    catalog = catalog_of(args)
    wanted = name or args.layout or default_layout(catalog, release).name
    return find_setting(catalog, wanted, release, config, level)


def start_of(args: "argparse.Namespace") -> tuple["Setting", int | None]:
    """What the app starts on."""
    from ptetui.linux.syntax import parse_word

    setting = setting_of(args)
    if args.word is None:
        return setting, None
    try:
        return setting, parse_word(args.word, setting.layout.width, setting.layout.name)
    except ValueError:
        if args.word[:1].isdigit():
            raise
        raise ValueError(f"{args.word!r} is not a command and not a word like 0x1f; see ptetui --help") from None
