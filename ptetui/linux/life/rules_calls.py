"""The transitions of a page, part: fork, mprotect, clear_refs, mremap, munmap, memory errors: what calls ask for.

How to read a rule: see table.py.
"""

RULES = r"""
== fork_parent of fork : fork
    key f | common | everywhere
    call fork
anon : PRESENT_RW -> PRESENT_RO : __copy_present_ptes
    if !pinned | sd=keep uffd=keep excl=0 young=keep dirty=keep
anon : PRESENT_RO PROTNONE -> same : __copy_present_ptes
    if !pinned | sd=keep uffd=keep excl=0 young=keep dirty=keep
anon : DEVEXCL_R DEVEXCL_W DEVEXCL -> PRESENT_RO : try_restore_exclusive_pte then __copy_present_ptes
    if !folio_locked | sd=keep uffd=keep
shmem : PRESENT_RO PRESENT_RW NONE -> same : (not written)
    if shared | KEEP
anon : SWAP -> same : copy_nonpresent_pte
    sd=keep uffd=keep excl=0
anon hugetlb : MIG_W MIG_RX -> MIG_R : copy_nonpresent_pte/copy_hugetlb_page_range
    sd=keep uffd=keep excl=0 young=keep dirty=keep
anon : DEVPRIV_W -> DEVPRIV_R : copy_nonpresent_pte
    sd=lost uffd=keep
shmem : MARKER_UFFD_WP -> same : (not written)
    KEEP
anon : NONE -> same : copy_pte_range
    KEEP
anon : ZERO -> same : __copy_present_ptes
    KEEP
anon : MARKER_POISONED -> same : copy_pte_marker
    KEEP | kernel 6.2-
anon : MARKER_GUARD -> same : copy_pte_marker
    KEEP | kernel 6.13-
shmem : PRESENT_RO NONE PROTNONE MARKER_POISONED MARKER_GUARD HWPOISON SWAP -> same : (not written)
    KEEP | ours
anon : MARKER_UFFD_WP HWPOISON MIG_R DEVPRIV_R -> same : (not written)
    KEEP | ours

== fork_child of fork
anon : ZERO PROTNONE MARKER_POISONED MARKER_UFFD_WP MARKER_GUARD HWPOISON -> NONE : vma_needs_copy returns false
    if !copied | LOST | ours
shmem : PROTNONE MARKER_POISONED MARKER_UFFD_WP HWPOISON MARKER_GUARD -> NONE : vma_needs_copy returns false
    if !copied | LOST | ours
shmem : PROTNONE -> same : __copy_present_ptes
    if copied shared | sd=keep uffd=child young=0 dirty=0 | ours
shmem : PROTNONE -> same : __copy_present_ptes
    if copied | sd=keep uffd=child young=0 dirty=keep | ours
shmem : PRESENT_RO -> same : __copy_present_ptes
    if copied !shared | sd=keep uffd=child young=0 dirty=keep | ours
shmem : PRESENT_RW -> same : __copy_present_ptes
    if shared copied | sd=keep uffd=0 young=0 dirty=0
anon : PRESENT_RW -> PRESENT_RO : __copy_present_ptes
    if !pinned | sd=keep uffd=child excl=0 young=0 dirty=keep
anon : PRESENT_RO PROTNONE -> same : __copy_present_ptes
    if !pinned | sd=keep uffd=child excl=0 young=0 dirty=keep
anon : PRESENT_RW -> same : copy_present_page
    if pinned | sd=mkdirty uffd=child excl=1 dirty=1 | frame new
anon : PRESENT_RO -> PRESENT_RW : copy_present_page
    if pinned | sd=mkdirty uffd=child excl=1 dirty=1 | frame new
anon shmem : HWPOISON -> same : copy_nonpresent_pte
    if copied | uffd=child
anon shmem hugetlb : MARKER_UFFD_WP -> same : copy_pte_marker
    if child_uffd_wp | uffd=1 sd=lost | kernel 6.2-
anon shmem hugetlb : MARKER_UFFD_WP -> NONE : copy_pte_marker
    if !child_uffd_wp | uffd=lost
anon shmem : MARKER_GUARD -> same : copy_pte_marker
    if copied | sd=lost | kernel 6.13-
shmem : PRESENT_RO PRESENT_RW -> NONE : vma_needs_copy returns false
    if !copied | sd=lost uffd=lost
shmem : NONE -> same : vma_needs_copy returns false
    if !copied | sd=lost uffd=lost
shmem : PRESENT_RO -> same : __copy_present_ptes
    if copied | sd=keep uffd=child young=0 dirty=0
hugetlb : PRESENT_RW -> PRESENT_RO : copy_hugetlb_page_range
    if !pinned | uffd=child
hugetlb : PRESENT_RO -> same : copy_hugetlb_page_range
    if !pinned | uffd=child
anon : NONE -> same : copy_pte_range
anon : SWAP -> same : copy_nonpresent_pte
    sd=keep uffd=child excl=0
anon hugetlb : MIG_W MIG_RX -> MIG_R : copy_nonpresent_pte/copy_hugetlb_page_range
    sd=keep uffd=child excl=0
anon hugetlb : MIG_R -> same : copy_nonpresent_pte/copy_hugetlb_page_range
    sd=keep uffd=child
anon : DEVPRIV_W -> DEVPRIV_R : copy_nonpresent_pte
    sd=lost uffd=child
anon : DEVPRIV_R -> same : copy_nonpresent_pte
    sd=lost uffd=child
anon shmem hugetlb : MARKER_POISONED -> same : copy_pte_marker
    sd=lost | kernel 6.2-
anon : ZERO -> same : __copy_present_ptes
    sd=keep uffd=child excl=0 young=0 dirty=keep
shmem : NONE -> same : copy_pte_range
    if copied | ours

== mprotect_none : mprotect(PROT_NONE)
    key z | common | protects | range read=0 write=0 exec=0
    call mprotect\((?:PROT_)?NONE\)(?: of .*)?
    call mprot \w+ \d+ \d+ 0
anon shmem : PRESENT_RO PRESENT_RW -> PROTNONE : change_pte_range
    sd=keep uffd=keep young=keep dirty=keep | modify
anon : SWAP MARKER_UFFD_WP MARKER_POISONED -> same : change_pte_range
    KEEP
shmem : MARKER_UFFD_WP MARKER_POISONED -> same : change_pte_range
    KEEP
anon : MIG_W -> MIG_RX : change_pte_range
    sd=keep uffd=0
shmem : MIG_W -> MIG_R : change_pte_range
    sd=keep
anon : DEVPRIV_W -> DEVPRIV_R : change_pte_range
    sd=lost uffd=keep
anon : DEVEXCL_W -> DEVEXCL_R : change_pte_range
    sd=keep uffd=keep | kernel 5.14-6.14
anon : ZERO -> PROTNONE : change_pte_range
    KEEP | modify
anon : MARKER_GUARD -> same : change_pte_range
    KEEP | kernel 6.13-
anon shmem : NONE -> same : change_pte_range
    KEEP | ours
hugetlb : PRESENT_RO PRESENT_RW -> PROTNONE : hugetlb_change_protection
    sd=keep uffd=keep young=keep dirty=keep | ours
anon shmem : PROTNONE_NUMA -> PROTNONE : change_pte_range
    sd=keep uffd=keep young=keep dirty=keep | ours | modify
anon shmem : HWPOISON -> same : change_pte_range
    KEEP | ours
shmem : MARKER_GUARD -> same : change_pte_range
    KEEP | kernel 6.13- | ours

== mprotect_ro : mprotect(PROT_READ)
    key I | common | protects | range read=1 write=0
    call mprotect\((?:PROT_)?READ\)(?: of .*)?
    call mprot \w+ \d+ \d+ 1
anon : PROTNONE -> ZERO : change_pte_range
    if zero | KEEP | modify | ours
anon shmem : PROTNONE PRESENT_RW -> PRESENT_RO : change_pte_range
    KEEP | modify
anon : PRESENT_RO ZERO -> same : change_pte_range
    KEEP | modify
shmem : PRESENT_RO -> same : change_pte_range
    KEEP | modify
anon : NONE SWAP MARKER_UFFD_WP MARKER_POISONED MARKER_GUARD -> same : change_pte_range
    KEEP | ours
shmem : NONE MARKER_UFFD_WP MARKER_POISONED MARKER_GUARD -> same : change_pte_range
    KEEP | ours
hugetlb : PROTNONE PRESENT_RO PRESENT_RW -> PRESENT_RO : hugetlb_change_protection
    sd=keep uffd=keep young=keep dirty=keep | ours
anon shmem : PROTNONE_NUMA -> PRESENT_RO : change_pte_range
    KEEP | ours | modify
anon : MIG_W -> MIG_RX : change_pte_range
    sd=keep uffd=0 | ours
shmem : MIG_W -> MIG_R : change_pte_range
    sd=keep uffd=0 | ours
anon : DEVPRIV_W -> DEVPRIV_R : change_pte_range
    sd=lost uffd=keep | ours
anon shmem : HWPOISON -> same : change_pte_range
    KEEP | ours

== mprotect_rw : mprotect(PROT_READ|PROT_WRITE)
    key Y | common | protects | range read=1 write=1
    call mprotect\(PROT_READ ?\| ?PROT_WRITE\)(?: of .*)?
    call mprotect\(RW\)(?: of .*)?
    call mprot \w+ \d+ \d+ 3
anon : PROTNONE -> ZERO : change_pte_range
    if zero | KEEP | modify | ours
anon shmem : PROTNONE PRESENT_RO -> PRESENT_RW : change_pte_range
    if can_write | KEEP | modify
anon shmem : PROTNONE -> PRESENT_RO : change_pte_range
    KEEP | modify
anon : PRESENT_RO NONE -> same : change_pte_range
    KEEP | modify
shmem : PRESENT_RO -> same : change_pte_range
    KEEP | modify
anon : ZERO PRESENT_RW SWAP MARKER_UFFD_WP MARKER_POISONED MARKER_GUARD -> same : change_pte_range
    KEEP | ours | modify
anon shmem : HWPOISON -> same : change_pte_range
    KEEP | ours
shmem : NONE PRESENT_RW MARKER_UFFD_WP MARKER_POISONED MARKER_GUARD -> same : change_pte_range
    KEEP | ours | modify
hugetlb : PROTNONE PRESENT_RO -> PRESENT_RW : hugetlb_change_protection
    if shared !wp | sd=keep uffd=keep young=keep dirty=keep | ours
hugetlb : PROTNONE PRESENT_RO -> PRESENT_RO : hugetlb_change_protection
    sd=keep uffd=keep young=keep dirty=keep | ours
hugetlb : PRESENT_RW -> same : hugetlb_change_protection
    KEEP | ours
anon shmem : PROTNONE_NUMA -> PRESENT_RW : change_pte_range
    if can_write | KEEP | ours | modify
anon shmem : PROTNONE_NUMA -> PRESENT_RO : change_pte_range
    KEEP | ours | modify
anon : MIG_W -> MIG_RX : change_pte_range
    sd=keep uffd=0 | ours
shmem : MIG_W -> MIG_R : change_pte_range
    sd=keep uffd=0 | ours

== clear_refs_4 : echo 4 > /proc/PID/clear_refs
    key s | common | range soft_dirty=0 | everywhere
    call (?:write "|clear_refs ?=? ?|clear )4\b.*
anon shmem : PRESENT_RW -> PRESENT_RO : clear_soft_dirty
    if !pinned soft_dirty_known | sd=0 uffd=keep dirty=keep young=keep
anon shmem : PRESENT_RO -> same : clear_soft_dirty
    if !pinned soft_dirty_known | sd=0 uffd=keep dirty=keep young=keep
anon shmem : PRESENT_RW PRESENT_RO -> same : clear_soft_dirty (empty)
    if !soft_dirty_known | KEEP
anon : ZERO PROTNONE -> same : clear_soft_dirty
    if soft_dirty_known | sd=0 uffd=keep excl=keep young=keep dirty=keep
anon shmem : SWAP MIG_R MIG_RX MIG_W DEVPRIV_R DEVPRIV_W MARKER_UFFD_WP -> same : clear_soft_dirty
    sd=0 uffd=keep excl=keep
anon shmem : NONE -> same : clear_soft_dirty
hugetlb : PRESENT_RW PRESENT_RO MIG_R MIG_W NONE -> same : (no hugetlb_entry in clear_refs_walk_ops)
    KEEP
anon : MARKER_POISONED -> same : clear_soft_dirty
    KEEP sd=0 | kernel 6.2-
anon : MARKER_GUARD -> same : clear_soft_dirty
    KEEP sd=0 | kernel 6.13-
shmem : PROTNONE -> same : clear_soft_dirty
    if !pinned soft_dirty_known | sd=0 uffd=keep excl=keep young=keep dirty=keep | ours
anon shmem : HWPOISON MARKER_POISONED MARKER_GUARD -> same : clear_soft_dirty
    sd=0 uffd=keep | ours

== clear_refs_1 : echo 1 > /proc/PID/clear_refs
    key y | everywhere
    call (?:write "|clear_refs ?=? ?|clear )1\b.*
anon : PROTNONE -> same : clear_refs_pte_range skips the zero page
    if zero | KEEP | ours
shmem : PROTNONE -> same : clear_refs_pte_range
    sd=keep uffd=keep excl=keep young=0 dirty=keep | unflushed | ours
anon shmem : PRESENT_RW PRESENT_RO -> same : clear_refs_pte_range
    young=0 sd=keep | unflushed
anon : NONE ZERO SWAP -> same : clear_refs_pte_range
    KEEP | unflushed
anon : PROTNONE -> same : clear_refs_pte_range
    sd=keep uffd=keep excl=keep young=0 dirty=keep | unflushed
anon : MARKER_UFFD_WP -> same : clear_refs_pte_range
    KEEP | kernel 6.4-
shmem : NONE SWAP -> same : clear_refs_pte_range
    KEEP | ours
anon shmem : MARKER_UFFD_WP MARKER_POISONED MARKER_GUARD HWPOISON -> same : clear_refs_pte_range
    KEEP | ours

== mremap : mremap to another address
    key v | leaves unregistered=1
    call mremap.*
anon shmem hugetlb : MARKER_UFFD_WP -> NONE : move_ptes/move_huge_pte
    if uffd_without_remap | uffd=lost | kernel 6.13-
anon shmem hugetlb : MARKER_UFFD_WP -> NONE : move_ptes/move_huge_pte
    if uffd_without_remap remap_clears | uffd=lost | ours
anon shmem : PRESENT_RW PRESENT_RO PROTNONE -> same : move_ptes
    sd=1 uffd=remap dirty=keep young=keep
anon shmem : SWAP MIG_R MIG_RX MIG_W HWPOISON MARKER_POISONED -> same : move_ptes>move_soft_dirty_pte
    sd=1 uffd=remap excl=keep
anon shmem hugetlb : MARKER_UFFD_WP -> same : move_ptes/move_huge_pte
    uffd=1
anon : ZERO PROTNONE_NUMA -> same : move_ptes
    sd=1 uffd=remap dirty=keep young=keep | ours
shmem : PROTNONE_NUMA -> same : move_ptes
    sd=1 uffd=remap dirty=keep young=keep | ours
anon shmem : MARKER_GUARD SWAPIN_ERROR -> same : move_ptes>move_soft_dirty_pte
    sd=1 | ours
anon shmem hugetlb : NONE -> same : move_ptes skips what is none
    KEEP | ours

== munmap : munmap, or exit
    key X | by range
    call munmap.*
anon : ZERO PRESENT_RO PRESENT_RW PROTNONE PROTNONE_NUMA PROTNONE_RWP SWAP MIG_R MIG_RX MIG_W
        DEVPRIV_R DEVPRIV_W DEVEXCL_R DEVEXCL_W DEVEXCL HWPOISON SWAPIN_ERROR MARKER_UFFD_WP MARKER_POISONED
        MARKER_GUARD -> NONE : unmap_vmas>zap_pte_range/__unmap_hugepage_range (ZAP_FLAG_DROP_MARKER)
    LOST
shmem : PRESENT_RO PRESENT_RW PROTNONE PROTNONE_NUMA PROTNONE_RWP MIG_R MIG_W HWPOISON
        MARKER_UFFD_WP MARKER_POISONED MARKER_GUARD -> NONE :
        unmap_vmas>zap_pte_range/__unmap_hugepage_range (ZAP_FLAG_DROP_MARKER)
    LOST
hugetlb : PRESENT_RO PRESENT_RW PROTNONE MIG_R MIG_W HWPOISON MARKER_UFFD_WP MARKER_POISONED -> NONE
        : unmap_vmas>zap_pte_range/__unmap_hugepage_range (ZAP_FLAG_DROP_MARKER)
    LOST

== hwpoison : MADV_HWPOISON, or a machine check
    key A | option MEMORY_FAILURE
    call madvise\(MADV_HWPOISON.*
anon : PRESENT_RO PRESENT_RW -> HWPOISON : try_to_unmap_one(TTU_HWPOISON)
    if !in_swap_cache | sd=lost uffd=lost excl=lost | gives SIGBUS
anon : PRESENT_RO PRESENT_RW -> SWAP : try_to_unmap_one
    if in_swap_cache | sd=keep uffd=keep excl=keep
shmem : PRESENT_RO PRESENT_RW -> HWPOISON : try_to_unmap_one(TTU_HWPOISON)
    sd=lost uffd=lost
hugetlb : PRESENT_RO PRESENT_RW -> HWPOISON : try_to_unmap_one
    uffd=lost
"""
