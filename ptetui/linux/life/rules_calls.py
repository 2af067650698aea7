"""The transitions of a page, part: fork, mprotect, clear_refs, mremap, munmap, memory errors: what calls ask for.

How to read a rule: see table.py.
"""

RULES = r"""
== fork_parent of fork : fork
    key f | common | everywhere | copies
    call fork
anon : device_exclusive_read device_exclusive_write device_exclusive -> same : try_restore_exclusive_pte
    if folio_locked | KEEP | gives EBUSY | fails | ours
anon : present_write -> present_read : __copy_present_ptes
    if !pinned | sd=keep uffd=keep excl=0 young=keep dirty=keep
anon : present_read protnone -> same : __copy_present_ptes
    if !pinned | sd=keep uffd=keep excl=0 young=keep dirty=keep
anon : device_exclusive_read device_exclusive_write device_exclusive -> present_read : try_restore_exclusive_pte then
        __copy_present_ptes
    if !folio_locked | sd=keep uffd=keep
shmem : present_read present_write none -> same : copy_page_range does not write it
    if shared | KEEP
anon : swap -> same : copy_nonpresent_pte
    sd=keep uffd=keep excl=0
anon hugetlb : migration_write migration_read_exclusive -> migration_read : copy_nonpresent_pte/copy_hugetlb_page_range
    sd=keep uffd=keep excl=0 young=keep dirty=keep
anon : device_private_write -> device_private_read : copy_nonpresent_pte
    sd=lost uffd=keep
shmem : marker_uffd_wp -> same : copy_page_range does not write it
    KEEP
anon : none -> same : copy_pte_range
    KEEP
anon : zero_page -> same : __copy_present_ptes
    KEEP
anon : marker_poisoned -> same : copy_pte_marker
    KEEP | kernel 6.2-
anon : marker_guard -> same : copy_pte_marker
    KEEP | kernel 6.13-
shmem : present_read none protnone marker_poisoned marker_guard hwpoison swap -> same : copy_page_range does not write
        it
    KEEP | ours
anon : marker_uffd_wp hwpoison migration_read device_private_read -> same : copy_page_range does not write it
    KEEP | ours

== fork_child of fork
anon : zero_page protnone marker_poisoned marker_uffd_wp marker_guard hwpoison -> none : vma_needs_copy returns false
    if !copied | LOST | ours
shmem : protnone marker_poisoned marker_uffd_wp hwpoison marker_guard -> none : vma_needs_copy returns false
    if !copied | LOST | ours
shmem : protnone -> same : __copy_present_ptes
    if copied shared | sd=keep uffd=child young=0 dirty=0 | ours
shmem : protnone -> same : __copy_present_ptes
    if copied | sd=keep uffd=child young=0 dirty=keep | ours
shmem : present_read -> same : __copy_present_ptes
    if copied !shared | sd=keep uffd=child young=0 dirty=keep | ours
shmem : present_write -> same : __copy_present_ptes
    if shared copied | sd=keep uffd=0 young=0 dirty=0
anon : present_write -> present_read : __copy_present_ptes
    if !pinned | sd=keep uffd=child excl=0 young=0 dirty=keep
anon : present_read protnone -> same : __copy_present_ptes
    if !pinned | sd=keep uffd=child excl=0 young=0 dirty=keep
anon : present_write -> same : copy_present_page
    if pinned | sd=mkdirty uffd=child excl=1 dirty=1 | frame new
anon : present_read -> present_write : copy_present_page
    if pinned | sd=mkdirty uffd=child excl=1 dirty=1 | frame new
anon shmem : hwpoison -> same : copy_nonpresent_pte
    if copied | uffd=child
anon shmem hugetlb : marker_uffd_wp -> same : copy_pte_marker
    if child_uffd_wp | uffd=1 sd=lost | kernel 6.2-
anon shmem hugetlb : marker_uffd_wp -> none : copy_pte_marker
    if !child_uffd_wp | uffd=lost
anon shmem : marker_guard -> same : copy_pte_marker
    if copied | sd=lost | kernel 6.13-
shmem : present_read present_write -> none : vma_needs_copy returns false
    if !copied | sd=lost uffd=lost
shmem : none -> same : vma_needs_copy returns false
    if !copied | sd=lost uffd=lost
shmem : present_read -> same : __copy_present_ptes
    if copied | sd=keep uffd=child young=0 dirty=0
hugetlb : present_write -> present_read : copy_hugetlb_page_range
    if !pinned | uffd=child
hugetlb : present_read -> same : copy_hugetlb_page_range
    if !pinned | uffd=child
anon : none -> same : copy_pte_range
anon : swap -> same : copy_nonpresent_pte
    sd=keep uffd=child excl=0
anon hugetlb : migration_write migration_read_exclusive -> migration_read : copy_nonpresent_pte/copy_hugetlb_page_range
    sd=keep uffd=child excl=0
anon hugetlb : migration_read -> same : copy_nonpresent_pte/copy_hugetlb_page_range
    sd=keep uffd=child
anon : device_private_write -> device_private_read : copy_nonpresent_pte
    sd=lost uffd=child
anon : device_private_read -> same : copy_nonpresent_pte
    sd=lost uffd=child
anon shmem hugetlb : marker_poisoned -> same : copy_pte_marker
    sd=lost | kernel 6.2-
anon : zero_page -> same : __copy_present_ptes
    sd=keep uffd=child excl=0 young=0 dirty=keep
shmem : none -> same : copy_pte_range
    if copied | ours

== mprotect_none : mprotect(PROT_NONE)
    key z | common | protects | range read=0 write=0 exec=0 | first split
    call mprotect\((?:PROT_)?NONE\)(?: of .*)?
    call mprot \w+ \d+ \d+ 0
anon shmem : present_read present_write -> protnone : change_pte_range
    sd=keep uffd=keep young=keep dirty=keep | modify
anon : swap marker_uffd_wp marker_poisoned -> same : change_pte_range
    KEEP
shmem : marker_uffd_wp marker_poisoned -> same : change_pte_range
    KEEP
anon : migration_write -> migration_read_exclusive : change_pte_range
    sd=keep uffd=0
shmem : migration_write -> migration_read : change_pte_range
    sd=keep
anon : device_private_write -> device_private_read : change_pte_range
    sd=lost uffd=keep
anon : device_exclusive_write -> device_exclusive_read : change_pte_range
    sd=keep uffd=keep | kernel 5.14-6.14
anon : zero_page -> protnone : change_pte_range
    KEEP | modify
anon : marker_guard -> same : change_pte_range
    KEEP | kernel 6.13-
anon shmem : none -> same : change_pte_range
    KEEP | ours
hugetlb : present_read present_write -> protnone : hugetlb_change_protection
    sd=keep uffd=keep young=keep dirty=keep | ours
anon shmem : protnone_numa -> protnone : change_pte_range
    sd=keep uffd=keep young=keep dirty=keep | ours | modify
anon shmem : hwpoison -> same : change_pte_range
    KEEP | ours
shmem : marker_guard -> same : change_pte_range
    KEEP | kernel 6.13- | ours

== mprotect_ro : mprotect(PROT_READ)
    key I | common | protects | range read=1 write=0 | first split
    call mprotect\((?:PROT_)?READ\)(?: of .*)?
    call mprot \w+ \d+ \d+ 1
anon : protnone -> zero_page : change_pte_range
    if zero | KEEP | modify | ours
anon shmem : protnone present_write -> present_read : change_pte_range
    KEEP | modify
anon : present_read zero_page -> same : change_pte_range
    KEEP | modify
shmem : present_read -> same : change_pte_range
    KEEP | modify
anon : none swap marker_uffd_wp marker_poisoned marker_guard -> same : change_pte_range
    KEEP | ours
shmem : none marker_uffd_wp marker_poisoned marker_guard -> same : change_pte_range
    KEEP | ours
hugetlb : protnone present_read present_write -> present_read : hugetlb_change_protection
    sd=keep uffd=keep young=keep dirty=keep | ours
anon shmem : protnone_numa -> present_read : change_pte_range
    KEEP | ours | modify
anon : migration_write -> migration_read_exclusive : change_pte_range
    sd=keep uffd=0 | ours
shmem : migration_write -> migration_read : change_pte_range
    sd=keep uffd=0 | ours
anon : device_private_write -> device_private_read : change_pte_range
    sd=lost uffd=keep | ours
anon shmem : hwpoison -> same : change_pte_range
    KEEP | ours

== mprotect_rw : mprotect(PROT_READ|PROT_WRITE)
    key Y | common | protects | range read=1 write=1 | first split
    call mprotect\(PROT_READ ?\| ?PROT_WRITE\)(?: of .*)?
    call mprotect\(RW\)(?: of .*)?
    call mprot \w+ \d+ \d+ 3
anon : protnone -> zero_page : change_pte_range
    if zero | KEEP | modify | ours
anon shmem : protnone present_read -> present_write : change_pte_range
    if can_write | KEEP | modify
anon shmem : protnone -> present_read : change_pte_range
    KEEP | modify
anon : present_read none -> same : change_pte_range
    KEEP | modify
shmem : present_read -> same : change_pte_range
    KEEP | modify
anon : zero_page present_write swap marker_uffd_wp marker_poisoned marker_guard -> same : change_pte_range
    KEEP | ours | modify
anon shmem : hwpoison -> same : change_pte_range
    KEEP | ours
shmem : none present_write marker_uffd_wp marker_poisoned marker_guard -> same : change_pte_range
    KEEP | ours | modify
hugetlb : protnone present_read -> present_write : hugetlb_change_protection
    if shared !wp | sd=keep uffd=keep young=keep dirty=keep | ours
hugetlb : protnone present_read -> present_read : hugetlb_change_protection
    sd=keep uffd=keep young=keep dirty=keep | ours
hugetlb : present_write -> same : hugetlb_change_protection
    KEEP | ours
anon shmem : protnone_numa -> present_write : change_pte_range
    if can_write | KEEP | ours | modify
anon shmem : protnone_numa -> present_read : change_pte_range
    KEEP | ours | modify
anon : migration_write -> migration_read_exclusive : change_pte_range
    sd=keep uffd=0 | ours
shmem : migration_write -> migration_read : change_pte_range
    sd=keep uffd=0 | ours

== clear_refs_4 : echo 4 > /proc/PID/clear_refs
    key s | common | range soft_dirty=0 | everywhere
    call (?:write "|clear_refs ?=? ?|clear )4\b.*
anon shmem : present_write -> present_read : clear_soft_dirty
    if !pinned soft_dirty_known | sd=0 uffd=keep dirty=keep young=keep
anon shmem : present_read -> same : clear_soft_dirty
    if !pinned soft_dirty_known | sd=0 uffd=keep dirty=keep young=keep
anon shmem : present_write present_read -> same : clear_soft_dirty (empty)
    if !soft_dirty_known | KEEP
anon : zero_page protnone -> same : clear_soft_dirty
    if soft_dirty_known | sd=0 uffd=keep excl=keep young=keep dirty=keep
anon shmem : swap migration_read migration_read_exclusive migration_write device_private_read device_private_write
        marker_uffd_wp -> same : clear_soft_dirty
    sd=0 uffd=keep excl=keep
anon shmem : none -> same : clear_soft_dirty
hugetlb : present_write present_read migration_read migration_write none -> same : (no hugetlb_entry in
        clear_refs_walk_ops)
    KEEP
anon : marker_poisoned -> same : clear_soft_dirty
    KEEP sd=0 | kernel 6.2-
anon : marker_guard -> same : clear_soft_dirty
    KEEP sd=0 | kernel 6.13-
shmem : protnone -> same : clear_soft_dirty
    if !pinned soft_dirty_known | sd=0 uffd=keep excl=keep young=keep dirty=keep | ours
anon shmem : hwpoison marker_poisoned marker_guard -> same : clear_soft_dirty
    sd=0 uffd=keep | ours

== clear_refs_1 : echo 1 > /proc/PID/clear_refs
    everywhere
    call (?:write "|clear_refs ?=? ?|clear )1\b.*
anon : protnone -> same : clear_refs_pte_range skips the zero page
    if zero | KEEP | ours
shmem : protnone -> same : clear_refs_pte_range
    sd=keep uffd=keep excl=keep young=0 dirty=keep | unflushed | ours
anon shmem : present_write present_read -> same : clear_refs_pte_range
    young=0 sd=keep | unflushed
anon : none zero_page swap -> same : clear_refs_pte_range
    KEEP | unflushed
anon : protnone -> same : clear_refs_pte_range
    sd=keep uffd=keep excl=keep young=0 dirty=keep | unflushed
anon : marker_uffd_wp -> same : clear_refs_pte_range
    KEEP | kernel 6.4-
shmem : none swap -> same : clear_refs_pte_range
    KEEP | ours
anon shmem : marker_uffd_wp marker_poisoned marker_guard hwpoison -> same : clear_refs_pte_range
    KEEP | ours

== mremap : mremap to another address
    key v | leaves unregistered=1 | first split
    call mremap.*
anon shmem hugetlb : marker_uffd_wp -> none : move_ptes/move_huge_pte
    if uffd_without_remap | uffd=lost | kernel 6.13-
anon shmem hugetlb : marker_uffd_wp -> none : move_ptes/move_huge_pte
    if uffd_without_remap remap_clears | uffd=lost | ours
anon shmem : present_write present_read protnone -> same : move_ptes
    sd=1 uffd=remap dirty=keep young=keep
anon shmem : marker_uffd_wp -> same : move_ptes>move_soft_dirty_pte
    uffd=1 sd=1 | ours
anon shmem : swap migration_read migration_read_exclusive migration_write hwpoison marker_poisoned -> same :
        move_ptes>move_soft_dirty_pte
    sd=1 uffd=remap excl=keep
anon shmem hugetlb : marker_uffd_wp -> same : move_ptes/move_huge_pte
    uffd=1
anon : zero_page protnone_numa -> same : move_ptes
    sd=1 uffd=remap dirty=keep young=keep | ours
shmem : protnone_numa -> same : move_ptes
    sd=1 uffd=remap dirty=keep young=keep | ours
anon shmem : marker_guard swapin_error -> same : move_ptes>move_soft_dirty_pte
    sd=1 | ours
anon shmem hugetlb : none -> same : move_ptes skips what is none
    KEEP | ours

== munmap : munmap, or exit
    key X | by range
    call munmap.*
anon : zero_page present_read present_write protnone protnone_numa protnone_rwp swap migration_read
        migration_read_exclusive migration_write device_private_read device_private_write device_exclusive_read
        device_exclusive_write device_exclusive hwpoison swapin_error marker_uffd_wp marker_poisoned marker_guard ->
        none : unmap_vmas>zap_pte_range/__unmap_hugepage_range (ZAP_FLAG_DROP_MARKER)
    LOST
shmem : present_read present_write protnone protnone_numa protnone_rwp migration_read migration_write hwpoison
        marker_uffd_wp marker_poisoned marker_guard -> none : unmap_vmas>zap_pte_range/__unmap_hugepage_range
        (ZAP_FLAG_DROP_MARKER)
    LOST
hugetlb : present_read present_write protnone migration_read migration_write hwpoison marker_uffd_wp marker_poisoned
        -> none : unmap_vmas>zap_pte_range/__unmap_hugepage_range (ZAP_FLAG_DROP_MARKER)
    LOST

== hwpoison : MADV_HWPOISON, or a machine check
    key A | option MEMORY_FAILURE | first split
    call madvise\(MADV_HWPOISON.*
anon : present_read present_write -> hwpoison : try_to_unmap_one(TTU_HWPOISON)
    if !in_swap_cache | sd=lost uffd=lost excl=lost | gives SIGBUS
anon : present_read present_write -> swap : try_to_unmap_one
    if in_swap_cache | sd=keep uffd=keep excl=keep
shmem : present_read present_write -> hwpoison : try_to_unmap_one(TTU_HWPOISON)
    sd=lost uffd=lost
hugetlb : present_read present_write -> hwpoison : try_to_unmap_one
    uffd=lost
"""
