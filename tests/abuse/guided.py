"""The fuzzer guided by coverage: `make fuzz`. Without a target it lists them; other options are libFuzzer's."""

import sys
from pathlib import Path
from tempfile import mkdtemp

import atheris

with atheris.instrument_imports(include=["ptetui"]):
    from tests.abuse.fuzz import SEEDS, TARGETS, check, findings


def run(target: str, options: list[str]) -> None:
    """One target, from its seeds and from what was found before."""
    seeds = Path(mkdtemp(prefix="ptetui-seeds-"))
    for number, seed in enumerate([*SEEDS[target], *findings(target)]):
        (seeds / str(number)).write_bytes(seed)
    atheris.Setup([sys.argv[0], *options, str(seeds)], lambda data: check(target, data, measured=False) and None)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:]:
        run(sys.argv[1], sys.argv[2:])
    else:
        print(*TARGETS)
