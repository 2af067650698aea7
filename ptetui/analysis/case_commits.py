"""The commits that fixed cases of the past, in mainline, where their hash is known; by the number of the case."""

from collections.abc import Mapping

COMMITS: Mapping[str, tuple[str, ...]] = {
    "H01": ("00839ee3b299",), "H03": ("c46a7c817e66",), "H06": ("8f34f1eac382",), "H07": ("099dd6878b9b",),
    "H09": ("ad7df764b7e1", "ebdf8321eeec", "3d321bf82c4b"), "H14": ("6f1bace9a9fb", "935d4f0c6dc8"),
    "H15": ("487ef5d4d912", "f934f6be76c1"), "H16": ("0cef0bb836e3",), "H18": ("07a57a338adb",),
    "H20": ("c3d16e16522f",),
}  # fmt: skip


def commit_text(case: str) -> str:
    """ "commit 00839ee3b299, git.kernel.org/linus/00839ee3b299"; "" where it is not known."""
    known = COMMITS.get(case, ())
    if not known:
        return ""
    return f"commit{'s' if len(known) > 1 else ''} {', '.join(known)} · https://git.kernel.org/linus/{known[0]}"
