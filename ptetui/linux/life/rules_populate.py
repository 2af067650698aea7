"""The transitions of a page, part: locking, populating, merging: calls that bring pages in or set them aside.

How to read a rule: see table.py. Read in mm/mlock.c, mm/gup.c, mm/madvise.c, mm/ksm.c, mm/memory.c, mm/userfaultfd.c at
6.1 and 6.12; later releases are inferred from lives of 7.3.4.
"""

RULES = r"""
== mlock : mlock
    range locked=1 | faults in range
    call mlock2?\b.*

== munlock : munlock
    range locked=0
    call munlock\b.*
hugetlb : none present_read present_write protnone hwpoison marker_uffd_wp marker_poisoned -> same : mlock_fixup
    KEEP | ours
anon shmem : none zero_page present_read present_write protnone protnone_numa swap hwpoison marker_uffd_wp
        marker_poisoned marker_guard -> same : mlock_pte_range
    KEEP | ours

== populate_read : MADV_POPULATE_READ
    since 5.14 | faults in read
    call (?:process_)?madvise\(MADV_POPULATE_READ.*

== populate_write : MADV_POPULATE_WRITE
    since 5.14 | faults in write
    call (?:process_)?madvise\(MADV_POPULATE_WRITE.*

== mem_read : read of /proc/PID/mem
    faults in read
    call read of /proc/self/mem.*

== mem_write : write to /proc/PID/mem
    call write to /proc/self/mem.*
anon : none -> present_read : do_anonymous_page
    if !vm_write | sd=0 uffd=0 excl=1 young=1 dirty=0 | kernel -7.1 | ours
anon : present_read -> same : do_wp_page>wp_page_reuse
    if !vm_write sole tracks_soft_dirty | sd=mkdirty dirty=1 excl=1 young=1 | kernel -7.1 | ours
anon : zero_page -> present_read : do_wp_page>wp_page_copy
    if !vm_write | sd=mkdirty dirty=1 excl=1 young=1 uffd=0 | kernel -7.1 | frame new | ours
anon : present_read present_write protnone -> same : can_follow_write_pte
    if exclusive | KEEP | ours
anon : none -> present_write : do_anonymous_page
    if vm_write !missing | sd=mkdirty uffd=0 excl=1 young=1 dirty=1 | ours
anon : zero_page -> present_write : do_wp_page>wp_page_copy
    if vm_write !wp | sd=1 excl=1 dirty=1 young=1 | frame new | ours
anon : present_read -> present_write : do_wp_page>wp_page_reuse
    if vm_write !wp sole | sd=mkdirty dirty=1 excl=1 uffd=0 young=1 | ours
anon : present_read -> present_write : do_wp_page>wp_page_copy
    if vm_write !wp !sole | sd=mkdirty dirty=1 excl=1 uffd=0 young=1 | frame new | ours
anon : swap -> present_write : do_swap_page, then do_wp_page
    if vm_write !wp | sd=mkdirty uffd=0 excl=1 young=1 dirty=1 | ours
shmem : present_write -> same : follow_page_pte
    KEEP | ours
shmem : present_read -> present_write : do_wp_page>wp_page_shared
    if shared vm_write !wp | sd=mkdirty dirty=1 young=1 | ours
shmem : none -> present_write : do_shared_fault
    if shared vm_write !missing | sd=mkdirty dirty=1 uffd=0 young=1 | file resident | ours

== cold : MADV_COLD
    since 5.4 | needs !locked | first split
    call (?:process_)?madvise\(MADV_COLD.*
anon : protnone -> same : madvise_cold_or_pageout_pte_range skips the zero page
    if zero | KEEP | ours
anon shmem : present_read present_write protnone -> same : madvise_cold_or_pageout_pte_range
    if mapped_once | sd=keep uffd=keep excl=keep young=0 dirty=keep | ours
anon shmem : none zero_page swap hwpoison marker_uffd_wp marker_poisoned marker_guard present_read present_write
        protnone -> same : madvise_cold_or_pageout_pte_range
    KEEP | ours

== willneed : MADV_WILLNEED
    call (?:process_)?madvise\(MADV_WILLNEED.*
anon : swap -> same : swapin_walk_pmd_entry>read_swap_cache_async
    KEEP | folio swap_cache=1 | ours
anon shmem : none zero_page present_read present_write protnone hwpoison marker_uffd_wp marker_poisoned marker_guard
        -> same : madvise_willneed
    KEEP | ours

== readahead : swap readahead: a neighbour is swapped in
anon : swap -> same : swap_cluster_readahead/swap_vma_readahead
    KEEP | folio swap_cache=1 | ours

== second_mapping : another mapping of the file's page is read
shmem : none present_read present_write protnone marker_uffd_wp -> same : do_fault>finish_fault
    if !file_poisoned | KEEP | file resident | mapped elsewhere | ours

== dontneed_locked : MADV_DONTNEED_LOCKED
    since 5.18 | by range | like dontneed | unlocked | first split
    call (?:process_)?madvise\(MADV_DONTNEED_LOCKED.*

== remove : MADV_REMOVE
    needs !locked shared | like punch | first split
    call (?:process_)?madvise\(MADV_REMOVE.*

== fault_around : fault-around: a neighbour's read fault maps resident pages
    call read of the neighbour.*
shmem : none -> present_write : do_fault_around>filemap_map_pages>set_pte_range
    if !hole !swapped_out !file_poisoned !vm_uffd_wp prot_writes | sd=0 uffd=0 dirty=0 young=around | ours
shmem : none -> present_read : do_fault_around>filemap_map_pages>set_pte_range
    if !hole !swapped_out !file_poisoned !vm_uffd_wp accessible | sd=0 uffd=0 dirty=0 young=around | ours
anon shmem : none zero_page present_read present_write protnone swap hwpoison marker_uffd_wp marker_poisoned
        marker_guard -> same : filemap_map_pages
    KEEP | ours

== uffd_zeropage : UFFDIO_ZEROPAGE
    since 4.3 | needs registered | by range | leaves anon_vma=1
    call UFFDIO_ZEROPAGE.*
anon : none marker_uffd_wp marker_poisoned -> zero_page : mfill_atomic_pte_zeropage
    if accessible | sd=0 uffd=0 young=1 dirty=0 | ours
shmem : none marker_uffd_wp marker_poisoned -> same : shmem_add_to_page_cache
    if shared !hole | KEEP | gives EEXIST | ours
shmem : none marker_uffd_wp marker_poisoned -> present_write : mfill_atomic_install_pte
    if shared vm_write | dirty=1 sd=mkdirty uffd=0 young=1 | fills | ours
shmem : none marker_uffd_wp marker_poisoned -> present_read : mfill_atomic_install_pte
    if shared accessible | dirty=1 sd=mkdirty uffd=0 young=1 | fills | ours
anon shmem : present_read present_write zero_page protnone swap hwpoison marker_guard -> same :
        mfill_atomic_pte_zeropage
    KEEP | gives EEXIST | ours

== uffd_unregister : UFFDIO_UNREGISTER, or the userfaultfd is closed
    since 4.3 | needs registered | lifts | like uffd_unwp | leaves dropped=1 | first split
    call UFFDIO_UNREGISTER.*

== ksm_merge : KSM merge: ksmd merges equal pages
    first split
    call madvise\(MADV_MERGEABLE\).*
anon : present_read present_write -> present_read : try_to_merge_with_ksm_page>replace_page
    if !zero | sd=lost uffd=lost excl=0 young=1 dirty=0 | frame new | folio ksm=1 | ours

== ksm_unmerge : MADV_UNMERGEABLE
    call madvise\(MADV_UNMERGEABLE\).*
anon : present_read -> same : break_ksm>handle_mm_fault(FAULT_FLAG_UNSHARE)
    if ksm_page | sd=keep uffd=keep excl=1 young=1 dirty=0 | frame new | folio ksm=0 | ours
anon : none zero_page present_read present_write protnone swap -> same : unmerge_ksm_pages
    KEEP | ours
"""
