"""Scan a raw dump of page-table pages: counts by state, swap type and flag; --state and --where list words."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ptetui.arguments import add_theme, catalog_of, setting_of, theme_of

if TYPE_CHECKING:
    from ptetui.linux.setting import Setting
    from ptetui.sources.scan import Counts, Filter, Hit

_MOST = 1 << 16  # rows of a Parquet row group


def arguments(parser: ArgumentParser) -> None:
    """The dump, how its words are stored, and which are listed."""
    parser.add_argument("file", type=Path, metavar="FILE", help="words side by side; gzip and zstd are decompressed")
    parser.add_argument("--byte-order", choices=("little", "big"), default="little", help="default: little")
    parser.add_argument("--state", action="append", default=[], metavar="STATE", help="list words of this state")
    parser.add_argument("--where", action="append", default=[], metavar="TEXT", help="and where type==31 and guard")
    parser.add_argument("--page", type=int, metavar="N", help="show page N, from 0: a cell a word; in the app")
    parser.add_argument("--text", action="store_true", help="a page as text even on a terminal")
    add_theme(parser)
    parser.add_argument("--parquet", type=Path, metavar="OUT", help="write the listed words to a Parquet file")


def run(args: Namespace) -> int:
    """Print the counts, or the words that the filter lets through; 1 where a filter finds none."""
    from ptetui.sources.scan import Counts, parse_filter, scan

    theme_of(args)
    setting = setting_of(args)
    wanted = parse_filter(args.state, args.where)
    if args.parquet is not None and not wanted.asks:
        raise ValueError("--parquet writes the listed words: add --state or --where, such as --state swap")
    if args.page is not None:
        return _page(args, setting, wanted)
    counts = Counts()
    hits = (
        hit for hits in _shown(scan(args.file, setting, args.byte_order, wanted, counts), args.file) for hit in hits
    )
    if args.parquet is not None:
        _write_parquet(args.parquet, setting, hits)
    else:
        for hit in hits:
            print(json.dumps(_row(setting, hit)) if args.json else _line(setting, hit))
    if not wanted.asks or args.parquet is not None:
        _print_counts(args, setting, counts)
    return 1 if wanted.asks and not counts.hits else 0


def _page(args: Namespace, setting: "Setting", wanted: "Filter") -> int:
    """The app on a page; where there is no terminal, the page as text or JSON."""
    from ptetui.sources.dump_pages import PAGE_BYTES, DumpPages, OpenDump
    from ptetui.terminal import columns, glyphs, on_terminal, say

    if args.parquet is not None:
        raise ValueError("--parquet writes the words of the whole dump: leave out --page")
    pages = DumpPages(args.file, args.byte_order)
    if args.page < 0:
        raise ValueError(f"--page {args.page}: pages are counted from 0")
    if on_terminal() and not (args.json or args.text):
        from ptetui.tui.start import run_scan

        pages.page(args.page)  # refused before the app is there
        dump = OpenDump(pages, args.page, wanted)
        return run_scan(args, dump, setting, catalog_of(args))
    from ptetui.pictures.request import Request
    from ptetui.pictures.scan import ScanPicture
    from ptetui.render.fitted import Viewport
    from ptetui.render.spans import text_of

    values = {"file": str(args.file), "page": str(args.page), "order": args.byte_order}
    picture = ScanPicture.of(Request(values, catalog_of(args), lambda: setting))
    if args.json:
        print(json.dumps({"at": hex(args.page * PAGE_BYTES), **picture.data()}))
        return 0
    say(args, map(text_of, picture.rows(Viewport(columns(), 40, glyphs(args)))))
    return 0


def _shown(blocks: Any, path: Path) -> "Iterator[list[Hit]]":
    """The hits of each block, with a progress bar on a terminal."""
    from ptetui.sources.dump import size
    from ptetui.terminal import Bar

    with Bar(size(path)) as bar:
        for block in blocks:
            bar.update(block.read)
            yield block.hits


def _row(setting: "Setting", hit: "Hit") -> dict[str, Any]:
    from ptetui.linux.classify import classify
    from ptetui.pictures.word_json import word_json

    row = word_json(classify(setting, hit.word))
    return {"at": hex(hit.at), **{name: value for name, value in row.items() if name != "fields"}}


def _line(setting: "Setting", hit: "Hit") -> str:
    from ptetui.linux.classify import classify
    from ptetui.render.prose import summary
    from ptetui.render.text import padded

    return f"{hit.at:#012x}  {padded(hit.word, setting.layout.width)}  {summary(classify(setting, hit.word))}"


def _print_counts(args: Namespace, setting: "Setting", counts: "Counts") -> None:
    from ptetui.linux.versions import spell
    from ptetui.render.text import table_lines
    from ptetui.terminal import say

    if args.json:
        counted = {"states": counts.states, "types": dict(sorted(counts.types.items())), "flags": counts.flags}
        about = {"layout": setting.layout.name, "kernel": spell(setting.kernel), "words": counts.words}
        print(json.dumps({**about, **counted}))
        return
    rows = [("state", state, number) for state, number in counts.states.most_common()]
    rows += [("swap type", str(number), count) for number, count in sorted(counts.types.items())]
    rows += [("flag", name, count) for name, count in counts.flags.most_common()]
    total = max(1, counts.words)
    shown_rows = [(group, name, f"{count:,}".rjust(15), f"{count / total:7.2%}") for group, name, count in rows]
    say(args, [f"{counts.words:,} words of {setting.layout.name}, kernel {spell(setting.kernel)}"])
    say(args, table_lines(("", "", "words".rjust(15), "share"), shown_rows))


def _write_parquet(path: Path, setting: "Setting", hits: "Iterator[Hit]") -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise ValueError("--parquet needs the extra parquet: pip install 'ptetui[parquet]'") from None
    from itertools import islice

    from ptetui.export.files import output_file
    from ptetui.linux.classify import classify
    from ptetui.sources.scan import flags_of

    schema = pyarrow.schema([
        ("at", pyarrow.uint64()), ("word", pyarrow.uint64()), ("state", pyarrow.string()), ("type", pyarrow.uint8()),
        ("offset", pyarrow.uint64()), ("pfn", pyarrow.uint64()), ("flags", pyarrow.list_(pyarrow.string())),
    ])  # fmt: skip
    with output_file(path) as draft, parquet.ParquetWriter(draft, schema) as writer:
        while batch := list(islice(hits, _MOST)):
            readings = [classify(setting, hit.word) for hit in batch]
            names = ("word", "state", "type", "offset", "pfn")
            columns: dict[str, list[Any]] = {name: [getattr(reading, name) for reading in readings] for name in names}
            flags = [sorted(flags_of(reading)) for reading in readings]
            writer.write_table(pyarrow.table({"at": [hit.at for hit in batch], **columns, "flags": flags}, schema))
