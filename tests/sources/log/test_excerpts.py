"""Every excerpt of a real log comes out as is known of it."""

import json

import pytest

from ptetui.sources.log.explain import ExplainedWord
from tests.sources.log.excerpts import NAMED, SHARE, Excerpt, excerpts, findings

ALL = excerpts()
KERNEL_BUGS = {"pair-after-clearing-bit-2", "pair-after-clearing-bit-3", "pair-merge-window"}


def named(kind: str) -> list[Excerpt]:
    """The excerpts of which that is known."""
    return [excerpt for excerpt in ALL if excerpt["expect"]["kind"] == kind]


def by_id(excerpt: Excerpt) -> str:
    """What a test is called."""
    return str(excerpt["id"])


def word(excerpt: Excerpt, label: str) -> ExplainedWord:
    """The first word that the log calls so."""
    return next(finding for finding in findings(excerpt) if finding.word.label.lower() == label)


@pytest.mark.parametrize("excerpt", ALL, ids=by_id)
def test_every_word_is_found(excerpt: Excerpt) -> None:
    got = {(finding.word.label.lower(), finding.word.number) for finding in findings(excerpt)}
    assert {(known["name"], int(known["hex"], 16)) for known in excerpt["words"]} <= got


@pytest.mark.parametrize("excerpt", ALL, ids=by_id)
def test_release(excerpt: Excerpt) -> None:
    if excerpt["kernel_from"] != "lines":
        pytest.skip("the lines do not name the release")
    assert all(excerpt["kernel"].startswith(finding.kernel or "?") for finding in findings(excerpt))


@pytest.mark.parametrize("excerpt", named("pair"), ids=by_id)
def test_a_pair_agrees(excerpt: Excerpt) -> None:
    pte = next(finding for finding in findings(excerpt) if finding.word.level == "pte")
    entry = word(excerpt, "entry")
    assert (pte.agrees, entry.agrees) == (True, True)
    assert (entry.type, entry.offset) == (excerpt["expect"]["type"], int(excerpt["expect"]["offset"], 16))


@pytest.mark.parametrize("excerpt", [excerpt for excerpt in ALL if excerpt["expect"]["kind"] in KERNEL_BUGS], ids=by_id)
def test_a_bug_of_the_kernel_is_called_so(excerpt: Excerpt) -> None:
    pte = word(excerpt, "pte")
    assert pte.agrees is False
    assert pte.verdict.kind == "kernel bug"
    assert "bug of the kernel" in pte.verdict.sentence
    assert pte.near == ()


@pytest.mark.parametrize("excerpt", named("pair-after-clearing-bit-2"), ids=by_id)
def test_the_word_says_which_type_it_was(excerpt: Excerpt) -> None:
    assert word(excerpt, "pte").type == excerpt["expect"]["true_type_in_pte"]
    assert word(excerpt, "entry").type == excerpt["expect"]["printed_type"]
    assert "bit 2" in word(excerpt, "pte").verdict.sentence


@pytest.mark.parametrize("excerpt", named("not-a-pair"), ids=by_id)
def test_neighbours_are_not_married(excerpt: Excerpt) -> None:
    assert word(excerpt, "pte").agrees is None
    assert word(excerpt, "entry").agrees is None
    assert word(excerpt, "pte").state == "present"


@pytest.mark.parametrize("excerpt", named("pfn") + named("pmd-huge"), ids=by_id)
def test_the_frame_is_the_one_that_the_kernel_printed(excerpt: Excerpt) -> None:
    frames = {finding.pfn for finding in findings(excerpt)}
    assert int(excerpt["expect"]["pfn"], 16) in frames


@pytest.mark.parametrize("excerpt", [excerpt for excerpt in ALL if "one_bit" in excerpt], ids=by_id)
def test_the_flipped_bit_is_offered(excerpt: Excerpt) -> None:
    known = excerpt["one_bit"]
    bits = {offer.bits for finding in findings(excerpt) for offer in finding.near}
    if excerpt["id"] not in NAMED:
        assert (known["bit"],) in bits


@pytest.mark.parametrize("kind", ["pmd-huge", "pmd-huge-protnone", "swap"])
def test_a_healthy_word_is_not_called_damage(kind: str) -> None:
    for excerpt in named(kind):
        assert {finding.verdict.kind for finding in findings(excerpt)} == {"healthy"}


@pytest.mark.parametrize("excerpt", named("entry"), ids=by_id)
def test_an_entry_alone(excerpt: Excerpt) -> None:
    entry, known = word(excerpt, "entry"), excerpt["expect"]
    if "type" in known:
        assert entry.type == known["type"]
    if "offset" in known:
        assert entry.offset == int(known["offset"], 16)
    for finding, type_, offset in zip(
        findings(excerpt), known.get("types", ()), known.get("offsets", ()), strict=False
    ):
        assert (finding.type, finding.offset) == (type_, int(offset, 16))


def test_the_share_is_part_of_all() -> None:
    known = {excerpt["id"] for excerpt in ALL}
    assert {excerpt["id"] for excerpt in json.loads(SHARE.read_text(encoding="utf-8"))} <= known
