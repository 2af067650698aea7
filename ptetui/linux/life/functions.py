"""What a kernel calls the functions that rules name, where the name changed.

Rules name functions as 6.12 does. Trees were read at 6.1, 6.12 and 7.3; a release in between has the names of the next
tree that was read, which may be one that came later than the release.
"""

import re
from collections.abc import Mapping

from ptetui.linux.versions import Version

READ_AT: tuple[Version, ...] = ((6, 1), (6, 12), (7, 3))
RENAMED: Mapping[str, Mapping[Version, str]] = {
    "__copy_present_ptes": {(6, 1): "copy_present_pte"},
    "copy_pte_marker": {(6, 1): "copy_nonpresent_pte"},
    "zap_present_folio_ptes": {(6, 1): "zap_pte_range"},
    "set_pte_range": {(6, 1): "do_set_pte"},
    "vmf_orig_pte_uffd_wp": {(6, 1): "pte_marker_uffd_wp"},
    "numa_rebuild_single_mapping": {(6, 1): "do_numa_page"},
    "migrate_misplaced_folio": {(6, 1): "migrate_misplaced_page"},
    "mfill_atomic_pte_zeropage": {(6, 1): "mfill_zeropage_pte"},
    "hpage_collapse_scan_pmd": {(7, 3): "collapse_scan_pmd"},
    "pte_install_uffd_wp_if_needed": {(7, 3): "cond_install_uffd_wp_ptes"},
    "unmerge_ksm_pages": {(7, 3): "break_ksm"},
}


def function_at(spelled: str, kernel: Version) -> str:
    """A rule's function, "caller>callee", with the names of a release."""
    tree = next((release for release in READ_AT if kernel <= release), READ_AT[-1])
    if not any(name in spelled for name in RENAMED):
        return spelled
    named = re.sub(r"\w+", lambda match: RENAMED.get(match[0], {}).get(tree, match[0]), spelled)
    return ">".join(dict.fromkeys(named.split(">")))
