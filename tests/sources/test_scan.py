"""Dumps of page-table pages: both ways of counting, both byte orders, compressed files, filters, errors."""

import gzip
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

from ptetui.cli import main
from ptetui.linux.catalog import Catalog
from ptetui.linux.setting import Setting
from ptetui.sources.dump import DUMP_BYTES, ByteOrder
from ptetui.sources.scan import Counts, Filter, Hit, parse_filter, scan
from tests.linux.test_bulk import words_of

X86 = ("-l", "x86_64", "-k", "6.13")


def setting_of(name: str) -> Setting:
    return Setting(Catalog().find(name, (6, 13)), (6, 13))


def dump_of(path: Path, name: str, order: ByteOrder, number: int = 60) -> list[int]:
    setting = setting_of(name)
    words = list(words_of(setting, number, random.Random(name)))
    path.write_bytes(b"".join(word.to_bytes(setting.layout.width // 8, order) for word in words))
    return words


@pytest.mark.parametrize("order", ["little", "big"])
@pytest.mark.parametrize("name", ["x86_64", "arm64_4k", "s390", "arm_2level"])
@pytest.mark.parametrize("where", [(), ("type >= 3",), ("exclusive and type<=31", "offset!=0x99999999999999999999")])
def test_arrays_count_what_words_count(tmp_path: Path, name: str, order: ByteOrder, where: tuple[str, ...]) -> None:
    words = dump_of(tmp_path / "dump", name, order)
    wanted = parse_filter(["swap"] if where else [], where)
    results = []
    for vectorised in (True, False):
        counts = Counts()
        blocks = scan(tmp_path / "dump", setting_of(name), order, wanted, counts, vectorised=vectorised)
        results.append((counts, [hit for block in blocks for hit in block.hits]))
    assert results[0] == results[1]
    assert results[0][0].words == len(words)
    assert results[0][0].states.total() == len(words)
    step = setting_of(name).layout.width // 8
    assert all(words[hit.at // step] == hit.word for hit in results[0][1])
    assert bool(results[0][1]) == bool(where)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress], ids=["gzip", "zstd"])
def test_compressed_dumps(tmp_path: Path, pack: object) -> None:
    dump_of(tmp_path / "dump", "x86_64", "little")
    assert callable(pack)
    whole = (tmp_path / "dump").read_bytes()
    (tmp_path / "packed").write_bytes(pack(whole[:800]) + pack(whole[800:]))
    plain, packed = Counts(), Counts()
    for name, counts in (("dump", plain), ("packed", packed)):
        list(scan(tmp_path / name, setting_of("x86_64"), "little", Filter(), counts))
    assert plain == packed


def test_hits_beyond_the_first_block_have_their_place(tmp_path: Path) -> None:
    marker = 0xFFFFFFFFFFFFFC00
    data = bytearray(3 * DUMP_BYTES)
    at = 2 * DUMP_BYTES + 8 * 5
    data[at : at + 8] = marker.to_bytes(8, "little")
    (tmp_path / "dump").write_bytes(data)
    blocks = scan(tmp_path / "dump", setting_of("x86_64"), "little", parse_filter(["marker"], ["uffd_wp"]), Counts())
    assert [hit for block in blocks for hit in block.hits] == [Hit(at, marker)]


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = dump_of(tmp_path / "dump", "x86_64", "little", 300)
    assert main(["scan", str(tmp_path / "dump"), *X86, "--json"]) == 0
    counted = json.loads(capsys.readouterr().out)
    assert (counted["layout"], counted["kernel"], counted["words"]) == ("x86_64", "6.13", len(words))
    assert sum(counted["states"].values()) == len(words)
    assert main(["scan", str(tmp_path / "dump"), *X86, "--state", "marker", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == counted["states"]["marker"]
    assert all(words[int(row["at"], 16) // 8] == int(row["word"], 16) and row["state"] == "marker" for row in rows)
    assert main(["scan", str(tmp_path / "dump"), *X86, "--where", "type==7,type==8"]) == 1
    assert capsys.readouterr().out == ""
    assert main(["scan", str(tmp_path / "dump"), *X86]) == 0
    assert f"{len(words):,} words of x86_64, kernel 6.13" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--state", "gone"], "state 'gone' is not known"),
        (["--where", "type=="], "where 'type=='"),
        (["--where", "colour==3"], "where 'colour==3'"),
        (["--where", "type==3x"], "'3x' is not a number"),
        (["--parquet", "out"], "--parquet writes the listed words"),
    ],
)
def test_wrong_filters_are_one_line(
    arguments: list[str], error: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dump_of(tmp_path / "dump", "x86_64", "little", 1)
    assert main(["scan", str(tmp_path / "dump"), *arguments, *X86]) == 2
    got = capsys.readouterr().err
    assert error in got
    assert got.count("\n") == 1


def test_files_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cut").write_bytes(bytes(12))
    (tmp_path / "broken.gz").write_bytes(gzip.compress(bytes(1000))[:-10])
    (tmp_path / "bad.gz").write_bytes(gzip.compress(bytes(1000))[:10] + b"\xff" * 30)
    (tmp_path / "bad.zst").write_bytes(zstandard.ZstdCompressor().compress(bytes(9000))[:12] + b"\xff" * 30)
    packed = zstandard.ZstdCompressor(write_checksum=True).compress(bytes(1 << 22))
    (tmp_path / "cut.zst").write_bytes(packed[:-20])
    (tmp_path / "sum.zst").write_bytes(packed * 2 + packed[:-2])
    for name, error in (
        ("cut.zst", "Compressed file ended"),
        ("sum.zst", "Compressed file ended"),
        ("bad.gz", "decompressing data"),
        ("bad.zst", "zstd decompress"),
        ("missing", "No such file"),
        ("cut", "12 bytes are no multiple of the 8 of a word"),
        ("broken.gz", "Compressed file ended"),
        (".", "Is a directory"),
    ):
        assert main(["scan", str(tmp_path / name), *X86]) == 2
        got = capsys.readouterr().err
        assert error in got
        assert got.count("\n") == 1


def test_memory_stays_flat(tmp_path: Path) -> None:
    """A sparse file of 512 MiB takes no more than one of 4 MiB and some."""
    script = "import resource, sys; from ptetui.cli import main; main(sys.argv[1:]);"
    script += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    peaks = []
    for size in (4 << 20, 512 << 20):
        with (tmp_path / "sparse").open("wb") as file:
            file.truncate(size)
        arguments = [sys.executable, "-c", script, "scan", str(tmp_path / "sparse"), "--json", *X86]
        printed = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.splitlines()
        assert json.loads(printed[0])["states"] == {"none": size // 8}
        peaks.append(int(printed[1]))
    assert peaks[1] - peaks[0] < 20 << 10, peaks
