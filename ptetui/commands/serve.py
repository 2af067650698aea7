"""Serve the app to a browser, on this machine's loopback."""

from argparse import ArgumentParser, Namespace

from ptetui.arguments import add_theme, add_word, app_arguments, start_of, theme_of


def arguments(parser: ArgumentParser) -> None:
    """The word, where to listen, and for whom."""
    add_word(parser)
    add_theme(parser)
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help="where to listen; default: 127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="default: 8000; 0 takes a free one")
    parser.add_argument("--no-token", action="store_true", help="everyone who reaches the port may use it")
    parser.add_argument("--sessions", type=int, default=16, metavar="N", help="pages at a time; default: 16")


def run(args: Namespace) -> int:
    """Serve until SIGTERM or ctrl+c."""
    theme_of(args)
    start_of(args)  # wrong arguments are an error here, not in the browser
    from ptetui.serve import ServeOptions, new_token, serve

    if args.sessions < 1:
        raise ValueError(f"--sessions {args.sessions}: at least 1")
    token = "" if args.no_token else new_token()
    serve(lambda asked: _asked(args, asked), ServeOptions(args.host, args.port, token, args.sessions))
    return 0


def _asked(args: Namespace, asked: dict[str, str]) -> list[str]:
    """The app's arguments, with what the address of a page asks for. ValueError where the app would refuse them."""
    changed = Namespace(**vars(args) | asked)
    start_of(changed)
    return app_arguments(changed)
