"""Take the small share of ../shared that the project carries: `python tests/golden/shrink.py`.

From every golden file: the geometry, six of the random vectors, up to ten edge vectors, a few of the special ones.
From facts/swap-types.json: the configurations with their type numbers. From the captures: three, without the keys
that nothing reads. The choice is deterministic, so running it again changes nothing.
"""

import json
import random
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = ROOT.parent / "shared"
HERE = ROOT / "tests" / "golden"
CAPTURES = ROOT / "ptetui" / "captures"

KEPT = (
    "name", "kernel", "arch", "pte_bits", "unsigned_long_bits", "page_shift", "type_bits", "offset_bits_arch",
    "offset_inverted", "constant_ones", "constant_zeros", "max_offset_effective", "max_swap_size_bytes", "pte_none",
    "roundtrip_failures",
)  # fmt: skip
CONSTANTS = ("MAX_SWAPFILES", "SWP_PFN_BITS", "swap_migration_ad_supported", "MAX_PHYSMEM_BITS")
OPTIONS = (
    "SWAP", "MIGRATION", "DEVICE_PRIVATE", "MEMORY_FAILURE", "PTE_MARKER", "MEM_SOFT_DIRTY",
    "HAVE_ARCH_USERFAULTFD_WP", "NUMA_BALANCING",
)  # fmt: skip
SOFTWARE_BITS = ("exclusive", "soft_dirty", "uffd_wp")
CARRIED = {
    "captures-x86_64-6.12": "x86_64-6.12",
    "captures-arm64-6.12": "arm64-6.12",
    "captures-s390x-6.1": "s390x-6.1",
}
CAPTURE_KEYS = ("arch", "kernel_release", "machine", "page_size", "qemu", "cpu_model")
STEP_KEYS = ("step", "description", "who", "syscalls", "vaddr", "raw_pte_hex", "pagemap_hex", "note")


def shrunk(data: dict[str, Any]) -> dict[str, Any]:
    """The share of one golden file."""
    pick = random.Random(f"{data['kernel']} {data['name']}")
    share = {key: data[key] for key in KEPT}
    options = [f"CONFIG_{name}" for name in OPTIONS]
    share["config"] = {name: data["config"][name] for name in options if name in data["config"]}
    share["kernel_consts"] = {key: data["kernel_consts"][key] for key in CONSTANTS if key in data["kernel_consts"]}
    share |= {name: {"bits": data[name]["bits"]} if data[name] else None for name in SOFTWARE_BITS}
    table = data["pte_present"].get("truth_table")
    share["pte_present"] = {"truth_table": pick.sample(table, 16) if table and len(table) > 16 else table}
    share["present_semantics"] = semantics(data.get("present_semantics"))
    share["vectors_random"] = pick.sample(data["vectors_random"], min(6, len(data["vectors_random"])))
    share["vectors_edge"] = data["vectors_edge"][:10]
    share["roundtrip_failures"] = data["roundtrip_failures"][:4]
    special = data.get("special_vectors") or {}
    share["special_vectors"] = {
        kind: pick.sample(vectors, min(4, len(vectors))) for kind, vectors in special.items() if vectors
    }
    return share


def semantics(given: dict[str, Any] | None) -> dict[str, Any] | None:
    """What is said of present entries: the frame's bits and which bits flip which test."""
    if given is None:
        return None
    flips = {
        key: {"flipping_bits": value["flipping_bits"]}
        for key, value in given.items()
        if isinstance(value, dict) and "flipping_bits" in value
    }
    return {key: given[key] for key in ("base_present_raw", "pte_bit_to_pfn_bits")} | flips


def swap_types(data: dict[str, Any]) -> dict[str, Any]:
    """Per kernel: configurations, type numbers and the marker mask."""
    return {
        kernel: [
            {
                "config": row["config"],
                "type_numbers": row["type_numbers"],
                "MAX_SWAPFILES": row["macros"]["MAX_SWAPFILES"],
                "PTE_MARKER_MASK": row["macros"].get("PTE_MARKER_MASK"),
            }
            for row in rows
        ]
        for kernel, rows in data.items()
        if isinstance(rows, list) and not kernel.endswith("_bits")
    }


def recording(data: dict[str, Any]) -> dict[str, Any]:
    """A capture without the keys that nothing reads."""
    steps = [{key: step[key] for key in STEP_KEYS if step.get(key)} for step in data["captures"]]
    return {key: data[key] for key in CAPTURE_KEYS} | {"config": data["config"], "captures": steps}


def write(path: Path, data: dict[str, Any], *, lines: bool = False) -> int:
    """Compact JSON, with `lines` a step a line; the number of bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, separators=(",", ":"))
    if lines:
        text = text.replace('"captures":[', '"captures":[\n').replace('},{"step"', '},\n{"step"')
    return path.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Write everything and say how large it is."""
    size = files = 0
    for path in sorted((SHARED / "golden").glob("*/*.json")):
        if path.stem != "index":
            size += write(HERE / path.parent.name / path.name, shrunk(json.loads(path.read_text())))
            files += 1
    print(f"{files} golden files, {size:,} bytes")
    facts = json.loads((SHARED / "facts" / "swap-types.json").read_text())
    print(f"swap types, {write(HERE / 'swap-types.json', swap_types(facts)):,} bytes")
    for source, name in CARRIED.items():
        data = json.loads((SHARED / "captures" / f"{source}.json").read_text())
        print(f"{name}, {write(CAPTURES / f'{name}.json', recording(data), lines=True):,} bytes")


if __name__ == "__main__":
    main()
