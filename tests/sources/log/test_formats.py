"""Words that formats print are found again, whatever logs do to them; and nothing that is done to a log raises."""

import io
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ptetui.linux.catalog import Catalog
from ptetui.sources.log.explain import Asked, explain
from ptetui.sources.log.lines import cleaned
from ptetui.sources.log.report import reports
from ptetui.sources.log.stream import passages
from tests.sources.log.excerpts import excerpts
from tests.sources.log.formats import FORMATS, SURROUNDINGS, Printed

ASKED = Asked(Catalog())


def words(log: bytes) -> list[tuple[str, int]]:
    """The words of a log as it calls them."""
    return [
        (word.label.lower(), word.number)
        for passage in passages(io.BytesIO(log))
        for report in reports(cleaned(passage))
        for word in report.words
    ]


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
@given(printed=FORMATS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_printed_words_are_found(surroundings: str, printed: Printed) -> None:
    lines, expected = printed
    log = "\n".join(SURROUNDINGS[surroundings](lines)) + "\n"
    assert words(log.encode()) == expected


def test_a_word_that_looks_like_a_quoted_printable_tab() -> None:
    assert words(b"pgd = (ptrval)\n[00000000] *pgd=09000000\nInternal error: Oops: 206\n") == [("pgd", 0x09000000)]


@given(printed=FORMATS, other=FORMATS, cut=st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_random_words_are_explained(printed: Printed, other: Printed, cut: int) -> None:
    log = "\n".join([*printed[0], *other[0]]).encode()
    for report in explain(io.BytesIO(log), ASKED):
        for finding in report.findings:
            assert finding.verdict.sentence.endswith(".")
            assert finding.verdict.kind in ("healthy", "damage", "kernel bug", "open")
    list(explain(io.BytesIO(log[:cut]), ASKED))


def mutated(log: bytes, chance: random.Random) -> bytes:
    """A log that was cut, wrapped, mixed with another, re-encoded, or hit by random bytes."""
    lines = log.split(b"\n")
    mutation = chance.randrange(9)
    if mutation == 0:
        return log[: chance.randrange(len(log) + 1)]
    if mutation == 1:
        return log[chance.randrange(len(log)) :]
    if mutation == 2:
        width = chance.randrange(4, 90)
        return b"\n".join(line[at : at + width] for line in lines for at in range(0, max(1, len(line)), width))
    if mutation == 3:
        other = chance.choice(LOGS).split(b"\n")
        mixed = [line for pair in zip(lines, other, strict=False) for line in pair]
        return b"\n".join(mixed)
    if mutation == 4:
        return log.decode("utf-8", "replace").encode(
            chance.choice(["utf-16", "utf-32", "latin-1", "utf-8-sig"]), "replace"
        )
    if mutation == 5:
        spoilt = bytearray(log)
        for _ in range(chance.randrange(1, 20)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        return bytes(spoilt)
    if mutation == 6:
        chance.shuffle(lines)
        return b"\n".join(lines)
    if mutation == 7:
        return b"".join(line + bytes([chance.randrange(256)]) * chance.randrange(5) for line in lines)
    return b"=\n".join(log[at : at + 40] for at in range(0, len(log), 40))


LOGS = ["\n".join(excerpt["lines"]).encode() for excerpt in excerpts()]


def survive(count: int, seed: int) -> None:
    """That many mutated logs."""
    chance = random.Random(seed)
    for _ in range(count):
        log = mutated(mutated(chance.choice(LOGS), chance) or b"x", chance)
        for report in explain(io.BytesIO(log), ASKED):
            assert report.findings


def test_mutated_logs_raise_nothing() -> None:
    survive(200, 1)


@pytest.mark.long
def test_ten_thousand_mutated_logs_raise_nothing() -> None:
    survive(10_000, 2)


def test_what_is_no_log_gives_nothing() -> None:
    chance = random.Random(3)
    assert list(explain(io.BytesIO(chance.randbytes(1 << 20)), ASKED)) == []
    assert list(explain(io.BytesIO(b"\x00" * (1 << 20)), ASKED)) == []


TRAPS = """\
BUG: Bad page map: 31 messages suppressed
pgd = (ptrval)
pgd = e909f41c
user pgtable: 4k pages, 48-bit VAs, pgdp=0000000081f8f000
tsk->{mm,active_mm}->pgd = fff0000009fd0000
BUG: non-zero pgtables_bytes on freeing mm: 4096
BUG: Bad rss-counter state mm:00000000ff28307a type:MM_SWAPENTS val:-1
addr:00007f12dff8a000 vm_flags:00100077 anon_vma:ffff8807e6002000 mapping:          (null) index:7f12dff8a
Bad swap file header
swapon: swapfile has holes; bad swap file entry
__pte_offset_map_lock+0x2a/0x100 pmd_offset pte_alloc_one
Accepted publickey for pte from 10.0.0.1 port 4242 ssh2: ED25519
kernel: accepted: pte, interrupted: pmd
[00000000] address between user and kernel address ranges
""".splitlines()


@pytest.mark.parametrize("line", TRAPS)
def test_a_line_without_a_word_gives_nothing(line: str) -> None:
    assert words(line.encode() + b"\n") == []
