"""Findings of the catalogue: which there are, and each witness confirmed by encoding it both ways."""

import json
from functools import cache

import pytest

from ptetui.analysis import collisions
from ptetui.analysis.chosen_layouts import chosen
from ptetui.analysis.collisions import CONFIGS, Finding, aliases, check, check_history
from ptetui.analysis.regions import Regions, states
from ptetui.linux.catalog import Catalog, layouts_folder, newest
from ptetui.linux.classify import classify
from ptetui.linux.config import Config
from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting
from ptetui.pictures.findings import finding_json, joined
from tests.golden import SHARED

CATALOG = Catalog()


@cache
def all_findings() -> tuple[Finding, ...]:
    return tuple(finding for history, _ in chosen(CATALOG, (), None, []) for finding in check_history(history))


def of(name: str, level: str = "pte") -> list[Finding]:
    return [finding for finding in all_findings() if (finding.layout.name, finding.layout.level) == (name, level)]


def summaries(findings: list[Finding]) -> set[tuple[str, str, tuple[str, str], str | None]]:
    return {(finding.rule, finding.verdict, finding.states, finding.invariant) for finding in findings}


def test_every_witness_is_made_as_one_state_and_read_as_another() -> None:
    confirmed = 0
    for finding in all_findings():
        setting = Setting(finding.layout, finding.kernel, finding.config)
        word = finding.witness
        if finding.rule not in ("R2", "R3"):
            continue
        if finding.written in states(setting) or finding.written == "swap":
            values = {name: setting.swap.by_name[name].get(word) for name in setting.swap.settable()}
            assert setting.swap.encode(values) == word, finding
            if finding.invariant != "32 types":
                assert values["type"] in states(setting).get(finding.written, range(setting.max_swapfiles))
        else:
            forms = [
                form for form in (*setting.forms, *setting.layout.made_only_forms) if state_of(form) == finding.written
            ]
            words = [form.encode({n: form.by_name[n].get(word) for n in form.settable()}) for form in forms]
            assert word in words, finding
        reading = classify(setting, word)
        assert state_of(reading.form) == finding.read, finding
        assert reading.state == finding.read or (finding.written, reading.state) == ("protnone", "malformed")
        confirmed += 1
    assert confirmed > 200


def test_witnesses_of_the_other_rules() -> None:
    for finding in all_findings():
        setting = Setting(finding.layout, finding.kernel, finding.config)
        word, swap = finding.witness, setting.swap.by_name
        if finding.rule == "R5":
            assert classify(setting, word).state == "swap"
            assert swap["type"].width < 5
        if finding.rule == "R4":
            hardware = [setting.layout.present.by_name[name].mask for name in setting.layout.hardware_sets]
            before = word & ~sum(hardware)
            assert classify(setting, before).state in ("none", "swap")
            assert classify(setting, word).type != classify(setting, before).type
        if finding.rule == "R8":
            stored = word & ~setting.layout.cleared_mask
            readings = classify(setting, word), classify(setting, stored)
            assert [reading.state for reading in readings] == ["migration_read"] * 2
            assert [reading.young for reading in readings] == [True, False]
        if finding.rule == "R6":
            assert classify(setting, word).pfn == 0


def test_what_shipped_kernels_have() -> None:
    """The table of the README, as sets of rule, verdict, states and invariant."""
    slot_0 = ("R2", "excused", ("none", "swap"), "slot 0")
    assert summaries(of("x86_64")) == {
        slot_0,
        ("R2", "excused", ("none", "swap"), "swap area"),
        ("R4", "collision", ("swap", "swap"), None),
        ("R4", "collision", ("none", "swap"), None),
    }
    assert summaries(of("arm64_4k")) == {slot_0}
    assert not summaries(of("s390"))
    assert not summaries(of("ppc64_book3s_64k"))
    assert not summaries(of("x86_64", "pmd"))
    assert not summaries(of("arm64_4k", "pmd"))
    assert summaries(of("nios2")) == {
        ("R2", "excused", ("none", "swap"), "no swap"),
        ("R5", "collision", ("marker", "swap"), None),
    } | {("R5", "collision", finding.states, None) for finding in of("nios2") if finding.rule == "R5"}
    assert summaries(of("sparc32")) == {slot_0, ("R2", "collision", ("protnone", "swap"), None)}
    assert summaries(of("x86_32_pae")) >= {("R4", "collision", ("none", "swap"), None)}
    assert {states for rule, verdict, states, _ in summaries(of("loongarch64_4k", "pmd"))} == {
        ("present", f"migration_{kind}") for kind in ("read", "read_exclusive", "write")
    }
    assert not summaries(of("loongarch64_16k", "pmd"))
    assert ("R3", "collision", ("present", "migration_write"), None) in summaries(of("riscv64_svrsw60t59b", "pmd"))
    assert not summaries(of("riscv64", "pmd"))
    assert ("R2", "excused", ("present", "swap"), "32 types") in summaries(of("sh4"))


def test_the_special_word_of_2021_is_also_a_swap_entry() -> None:
    (finding,) = [finding for finding in of("x86_64_special_pte") if finding.read == "special_uffd_wp"]
    swap = finding.layout.swap
    assert (finding.witness, finding.verdict, finding.invariant) == (0x4, "excused", "swap area")
    assert swap.by_name["type"].get(0x4) == 0
    assert swap.by_name["offset"].get(0x4) == 2**50 - 1
    assert finding.shared_words == 1


def test_golden_failures_are_found() -> None:
    """Words that the kernel's own macros made and then took for empty."""
    folder = SHARED / "golden"
    if not folder.is_dir():
        pytest.skip("the golden files beside the checkout are not there")
    seen = 0
    for path in sorted(folder.glob("*/*.json")):
        golden = {} if path.name == "index.json" else json.loads(path.read_text())
        for failure in golden.get("roundtrip_failures") or ():
            if "pte_none() true" in failure["problems"]:
                kernel = tuple(map(int, path.parent.name.split(".")))
                layout = CATALOG.find(path.stem, (kernel[0], kernel[1]))
                words = {finding.witness for finding in check(Setting(layout, (kernel[0], kernel[1])))}
                assert int(failure["raw_hex"], 16) in words, path
                seen += 1
    assert seen > 3


def test_standing_is_never_more_than_known() -> None:
    for finding in all_findings():
        known = ("excused", "fixed in ", "unconfirmed: ", "confirmed: ", "excused later: ")
        assert finding.standing.startswith(known), finding.standing
        if finding.layout.until is None and finding.verdict == "collision":
            seen = dict(finding.layout.confirmed).get(finding.rule)
            assert finding.standing.startswith("unconfirmed" if seen is None else f"confirmed: {seen}")


def test_configurations_in_between_find_nothing_new() -> None:
    """The two configurations that are looked at stand for all: others give subsets of the words."""
    options = ("MIGRATION", "DEVICE_PRIVATE", "MEMORY_FAILURE", "PTE_MARKER", "SWAP", "MEM_SOFT_DIRTY")
    for name, level in (
        ("x86_64", "pte"),
        ("loongarch64_4k", "pmd"),
        ("riscv64_svrsw60t59b", "pmd"),
        ("sparc32", "pte"),
    ):
        layout = CATALOG.find(name, None, level)
        usual = {(f.rule, f.read, f.verdict) for c in CONFIGS for f in check(Setting(layout, newest(layout), c))}
        for mask in range(1 << len(options)):
            off = frozenset(option for bit, option in enumerate(options) if mask >> bit & 1)
            for finding in check(Setting(layout, newest(layout), Config(off))):
                assert (finding.rule, finding.read, finding.verdict) in usual, (name, off)


def test_lines_are_those_of_the_field() -> None:
    for finding in all_findings():
        place, _, line = finding_json(finding)["where"].partition(":")
        text = (layouts_folder().parent / place).read_text().splitlines()[int(line) - 1]
        if finding.field is not None:
            assert finding.field.name in text or finding.field.meaning.split()[0] in text, (place, line, text)


def test_json_has_the_keys_of_the_contract() -> None:
    (first, *_) = of("x86_64")
    data = finding_json(first)
    assert list(data)[:11] == [
        "layout", "kernel", "level", "rule", "verdict", "states", "witness", "shared_words", "invariant",
        "where", "why",
    ]  # fmt: skip
    assert data["states"] == ["none", "swap"]


def test_aliases_can_be_told_apart() -> None:
    setting = Setting(CATALOG.find("x86_64"), (7, 3))
    findings = list(aliases(setting))
    assert any((finding.rule, finding.written) == ("R8", "uffd_wp of present") for finding in findings)
    regions = Regions(setting)
    for finding in findings:
        assert (finding.verdict, finding.shared_words) == ("alias", 0)
        assert finding.witness not in regions.rest or finding.states[0] != "present"


def test_joined_findings_keep_their_number() -> None:
    together = joined(of("loongarch64_4k", "pmd"))
    assert [one.span for one in together] == ["6.1 on"]
    assert "migration_write" in together[0].subject


def test_findings_are_worked_out_once_for_equal_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen asks for the same range at every key: the second answer is the first."""
    history = Catalog().history("s390")
    first = check_history(history)
    monkeypatch.setattr(collisions, "check", lambda _: pytest.fail("worked out again"))
    monkeypatch.setattr(collisions, "_findings", lambda _: pytest.fail("worked out again"))
    assert check_history(history) == first
