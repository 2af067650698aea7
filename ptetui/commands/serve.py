"""Serve the app to a browser, on this machine's loopback."""

from argparse import ArgumentParser, Namespace

from ptetui.arguments import add_word, app_arguments, start_of


def arguments(parser: ArgumentParser) -> None:
    """The word, and where to listen."""
    add_word(parser)
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help="where to listen; default: 127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="default: 8000; 0 takes a free one")


def run(args: Namespace) -> int:
    """Serve until SIGTERM or ctrl+c."""
    start_of(args)  # wrong arguments are an error here, not in the browser
    from ptetui.serve import serve

    serve(app_arguments(args), args.host, args.port)
    return 0
