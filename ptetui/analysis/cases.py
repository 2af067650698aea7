"""The cases of the past: collisions, and other damage to words, that kernels shipped, by number."""

from functools import partial

from ptetui.analysis.case import (
    Case,
    decoded_without,
    flag_inside,
    foreign_helper,
    l1tf,
    marker_as_frame,
    numa_bit,
    play_words,
    rule_on,
    swap_one_level_up,
    wrong_level,
    zero_inverted,
)

SWAPOFF = "what swapoff compares with, after the bits of its mask are cleared"
CASES = (
    Case(
        "H01", "Swap type under the Accessed bit", "x86-64", "4.8",
        "x86/mm: Move swap offset/type up in PTE to work around erratum",
        "the CPU sets a bit of the type, and another swap area is read", "R4",
        rule_on("x86_64@4.7", "R4"), rule_on("x86_64@4.8", "R4"),
        play_words(
            ("an entry of swap area 0", "x86_64@4.7", "pte", "swap type=0 offset=0x200"),
            ("the CPU has set bit 5: area 16", "x86_64@4.7", "pte", "swap type=16 offset=0x200"),
        ),
    ),
    Case(
        "H02", "Swap soft-dirty on the huge-page bit", "x86-64", "4.14",
        "mm: x86: move _PAGE_SWP_SOFT_DIRTY from bit 7 to bit 1",
        "a soft-dirty migration entry of a huge page counts as present", "R3",
        swap_one_level_up("x86_64@4.13", "x86_64@4.14"), rule_on("x86_64@4.14", "R3", "pmd"),
    ),
    Case(
        "H03", "NUMA hinting and PROT_NONE on one bit", "x86-64", "3.16",
        "x86: define _PAGE_NUMA by reusing software bits on the PMD and PTE levels",
        "only the VMA's flags told the two apart; the fix took one bit of the offset", "R1",
        partial(numa_bit, shared=True), partial(numa_bit, shared=False),
    ),
    Case(
        "H04", "Swap offset as a physical address (L1TF)", "x86-64", "4.19",
        "x86/speculation/l1tf: Change order of offset/type in swap entry",
        "a load that is not yet refused reads the cache at the address in the entry", play=l1tf,
    ),
    Case(
        "H05", "The empty entry was inverted, too", "x86", "4.19",
        "x86/speculation/l1tf: Exempt zeroed PTEs from inversion",
        "a cleared entry has a huge frame number", play=zero_inverted,
    ),
    Case(
        "H06", "fork() clears the present format's uffd bit in a migration entry", "x86-64", "5.14",
        "mm/userfaultfd: fix uffd-wp special cases for fork()",
        "the child maps another frame, and the kernel crashes", "R8", play=partial(foreign_helper, clear=True),
    ),
    Case(
        "H07", "swapoff compares without masking the uffd bit", "all with uffd-wp", "5.13",
        "mm/swap: fix pte_same_as_swp() not removing uffd-wp bit when compare",
        "the entry never matches, swapoff does not end",
        play=play_words(
            ("the entry in the page table", "x86_64@5.12", "pte", "swap type=1 offset=0x200 uffd_wp"),
            (SWAPOFF, "x86_64@5.12", "pte", "swap type=1 offset=0x200"),
        ),
    ),
    Case(
        "H08", "swapoff's mask depended on the wrong config option", "x86-64, s390", "4.4",
        "mm/swapfile: fix swapoff vs. software dirty bits",
        "with soft-dirty in the hardware layout, but the option off, swapoff hangs",
        play=play_words(
            ("the entry in the page table", "x86_64@4.1", "pte", "swap type=1 offset=0x200 soft_dirty"),
            (SWAPOFF, "x86_64@4.1", "pte", "swap type=1 offset=0x200"),
        ),
    ),
    Case(
        "H09", "Software bits of a device entry read in the present format", "x86-64", "5.9",
        "mm/rmap: fixup copying of soft dirty and uffd ptes",
        "the bits that are copied are inverted bits 2 and 1 of the frame number", "R8",
        play=partial(foreign_helper, clear=False),
    ),
    Case(
        "H10", "THP migration drops the uffd bit", "x86-64", "6.3",
        "mm/userfaultfd: fix uffd-wp handling for THP migration entries",
        "writes pass the write protection",
        play=play_words(
            ("the migration entry that should be made", "x86_64@6.2", "pmd", "migration_read pfn=0x12200 uffd_wp"),
            ("the one that was made", "x86_64@6.2", "pmd", "migration_read pfn=0x12200"),
        ),
    ),
    Case(
        "H11", "A page comes back writable though it is protected", "all with uffd-wp on shmem", "6.1",
        "mm/migrate: Fix read-only page got writable when recover pte",
        "a snapshot loses data: uffd-wp set has to mean not writable",
        play=play_words(
            ("before migration", "x86_64@6.0", "pte", "present pfn=0x12345 user uffd_wp"),
            ("after it", "x86_64@6.0", "pte", "present pfn=0x12345 user uffd_wp write"),
        ),
    ),
    Case(
        "H12", "Swap type on the leaf bits", "riscv-64", "5.17",
        "riscv/mm: Adjust PAGE_PROT_NONE to comply with THP semantics",
        "a migration entry of a huge page counts as present", "R3",
        swap_one_level_up("riscv64@5.16", "riscv64@5.17"), rule_on("riscv64@5.17", "R3", "pmd"),
    ),
    Case(
        "H13", "Two type bits", "nios2", "6.3", "nios2/mm: refactor swap PTE layout",
        "special kinds are taken for swap slots; latent, nios2 has no swap", "R5",
        rule_on("nios2@6.2", "R5"), rule_on("nios2@6.3", "R5"),
    ),
    Case(
        "H14", "A frame read from an entry that has none", "arm64 hugetlb", "6.6",
        "arm64: hugetlb: fix set_huge_pte_at() to work with all swap entries",
        "panic when a marker is stored", play=marker_as_frame,
    ),
    Case(
        "H15", "The format of a PTE one level up", "s390 hugetlb", "6.13",
        "s390/mm: Introduce region-third and segment table swap entries",
        "a marker has no format there: 6.12 stores an empty entry for it, and the access faults for ever", "R7",
        partial(wrong_level, own=False), partial(wrong_level, own=True),
    ),
    Case(
        "H16", "mremap keeps uffd bits where nothing is registered", "all with uffd-wp", "6.13",
        "mm: clear uffd-wp PTE/PMD state on mremap()", "stale protection, a warning",
        play=play_words(
            ("moved as it was", "x86_64@6.12", "pte", "present pfn=0x12345 user uffd_wp"),
            ("as it should be", "x86_64@6.12", "pte", "present pfn=0x12345 user"),
        ),
    ),
    Case(
        "H17", "fork copies a marker into a VMA without uffd", "all with markers", "6.2",
        "mm/uffd: fix pte marker when fork() without fork event", "stale marker, a warning",
        play=play_words(
            ("in the child", "x86_64@6.1", "pte", "marker uffd_wp"),
            ("as it should be", "x86_64@6.1", "pte", "none"),
        ),
    ),
    Case(
        "H18", "hwpoison not counted among the kinds that hold a frame", "all", "6.9",
        "mm,swapops: update check in is_pfn_swap_entry for hwpoison entries",
        "the frame was not masked out of the offset, and a check fired",
        play=play_words(("its offset is a frame", "x86_64@6.8", "pte", "hwpoison pfn=0x12345")),
    ),
    Case(
        "H19", "Dirty sets the write bit", "sparc64", "6.3",
        "mm/migrate: Fix wrongly apply write bit after mkdirty on sparc64",
        "a read-only page comes back from migration writable: copy-on-write broken",
        play=play_words(
            ("as it should come back", "sparc64_sun4u@6.2", "pte", "present pfn=0x12345 valid dirty"),
            ("as it came back", "sparc64_sun4u@6.2", "pte", "present pfn=0x12345 valid dirty hw_write"),
        ),
    ),
    Case(
        "H20", "Soft-dirty lost when a migration entry becomes read-only", "all with soft-dirty", "3.13",
        "mm: migration: do not lose soft dirty bit if page is in migration state",
        "a checkpoint misses a page",
        play=play_words(
            ("before fork", "x86_64@3.12", "pte", "migration_write pfn=0x12345 soft_dirty"),
            ("after it", "x86_64@3.12", "pte", "migration_read pfn=0x12345"),
        ),
    ),
    Case(
        "H21", "An 8-bit type that reaches the present bit", "sh", "6.3",
        "sh/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE",
        "latent: generic code has no type above 31", "R2", rule_on("sh4@6.2", "R2"), rule_on("sh4@6.3", "R2"),
    ),
    Case(
        "H22", "Swap soft-dirty on a leaf bit", "riscv-64 with Svrsw60t59b", "", "",
        "confirmed on a running 7.2.13: a soft-dirty migration entry of a huge page counts as present and stays", "R3",
        rule_on("riscv64_svrsw60t59b@7.3", "R3", "pmd"),
    ),
    Case(
        "H23", "The exclusive flag inside the offset", "parisc", "6.4",
        "parisc: Fix encoding of swp_entry due to added SWP_EXCLUSIVE flag",
        "bit 2 of the slot is the exclusive flag: another slot is read, and the kernel stops", "R1",
        flag_inside("parisc64@6.3", "offset", 2, "exclusive"), rule_on("parisc64@6.4", "R1"),
        decoded_without("parisc64@6.3", 0x32100, 8),
    ),
    Case(
        "H24", "The uffd-wp flag inside the type", "i386, two levels", "5.7",
        "mm/userfaultfd: Disable userfaultfd-wp on x86_32",
        "bit 2 is cleared before each decoding: type 30 is read as 28", "R1",
        flag_inside("x86_32_2level@5.6", "type", 1, "uffd_wp"), rule_on("x86_32_2level@5.7", "R1"),
        decoded_without("x86_32_2level@5.6", 0x0EE8543C, 2),
    ),
    Case(
        "H25", "The exclusive flag inside the type", "i386, two levels", "5.19",
        "x86/pgtable: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE",
        "in linux-next before 5.19 bit 3 is cleared before each decoding: type 31 is read as 27", "R1",
        flag_inside("x86_32_2level@5.18", "type", 2, "exclusive"), rule_on("x86_32_2level@5.19", "R1"),
        decoded_without("x86_32_2level@5.18", 0x0EE8543E, 3),
    ),
    Case(
        "H26", "MADV_GUARD_INSTALL over a uffd-wp marker never returns", "all with uffd-wp", "", "",
        "seen on a running 7.3.4, 15 of 15: the zap leaves the marker, the install finds it and starts again",
        play=play_words(
            ("shared memory, write-protected", "x86_64@7.3", "pte", "marker uffd_wp"),
            ("after the zap: no empty entry to put a guard into", "x86_64@7.3", "pte", "marker uffd_wp"),
        ),
    ),
    Case(
        "H27", "Young of a migration entry on the contiguous bit", "arm64 with LPA2, 4 KiB pages", "", "",
        "confirmed on running 6.12.117, 7.2.13 and 7.3.4: set_pte() clears bit 52 of every word, the page is old again",
        "R8", rule_on("arm64_4k_lpa2@7.3", "R8"),
    ),
)  # fmt: skip
