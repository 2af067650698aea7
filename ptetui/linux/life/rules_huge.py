"""The transitions of a page, part: huge pages, as far as a PTE is concerned: its table goes, and comes back.

How to read a rule: see table.py. pmd_read and pmd_write are a page that a PMD maps: no PTE stands for it, its flags are
the PMD's. Other calls about this one page split the PMD first (`first split`).
Read in mm/khugepaged.c, mm/huge_memory.c, mm/memory.c and fs/proc/task_mmu.c at 6.1, 6.12 and 7.3. What the neighbours
in the range need for a collapse is taken for granted: up to 6.12 one entry of the table must be writable, at 7.3 none
need be. Two releases are inferred: 6.18 for that change, from its date; 6.4, from which on a split keeps the entry
dirty (not so at 6.1, so at 6.12).
"""

RULES = r"""
== collapse : MADV_COLLAPSE
    since 6.1 | needs huge_pages
    call (?:process_)?madvise\(MADV_COLLAPSE.*
anon : present_read present_write swap marker_uffd_wp -> same : hpage_collapse_scan_pmd
    if anon_range wp | KEEP | gives EINVAL | ours
anon : none zero_page -> same : hpage_collapse_scan_pmd
    if anon_range registered | KEEP | kernel -6.1 | gives EINVAL | ours
anon : none zero_page -> same : hpage_collapse_scan_pmd
    if anon_range registered | KEEP | kernel 6.2- | gives EBUSY | ours
anon : none zero_page present_read swap protnone -> same : hpage_collapse_scan_pmd
    if anon_range !vm_write | KEEP | kernel -6.17 | gives EINVAL | ours
anon : present_read present_write -> same : __collapse_huge_page_isolate
    if anon_range pinned | KEEP | gives EAGAIN | ours
anon : none zero_page present_read present_write protnone_numa swap -> pmd_write : collapse_huge_page
    if anon_range vm_write | sd=mkdirty uffd=0 excl=1 young=1 dirty=1 | frame new | ours
anon : none zero_page present_read swap -> pmd_read : collapse_huge_page
    if anon_range accessible !vm_write | sd=mkdirty uffd=0 excl=1 young=1 dirty=1 | kernel 6.18- | frame new | ours
anon : hwpoison marker_poisoned marker_guard -> same : __collapse_huge_page_swapin
    if anon_range | KEEP | gives EINVAL | ours
shmem : present_read marker_uffd_wp -> marker_uffd_wp : collapse_file, then collapse_pte_mapped_thp
    if shared !missing wp vm_uffd_wp | sd=lost uffd=marker dirty=folio | gives EINVAL | ours
shmem : none present_read present_write -> none : collapse_file, then collapse_pte_mapped_thp
    if shared !missing vm_uffd_wp | sd=lost uffd=0 dirty=folio | gives EINVAL | ours
shmem : none present_read present_write -> pmd_write : collapse_file, then collapse_pte_mapped_thp
    if shared !missing prot_writes | sd=0 uffd=0 young=1 dirty=folio | file resident | frame new | ours
shmem : none present_read present_write -> pmd_read : collapse_file, then collapse_pte_mapped_thp
    if shared !missing accessible !prot_writes | sd=0 uffd=0 young=1 dirty=folio | file resident | frame new | ours

== split : split of a huge page
    needs huge_pages
anon : pmd_write -> present_write : __split_huge_pmd_locked
    sd=mkdirty uffd=keep excl=keep young=keep dirty=keep | kernel 6.4- | ours
anon : pmd_write -> present_write : __split_huge_pmd_locked
    sd=keep uffd=keep excl=keep young=keep dirty=folio | kernel -6.3 | ours
anon : pmd_read -> present_read : __split_huge_pmd_locked
    sd=mkdirty uffd=keep excl=keep young=keep dirty=keep | kernel 6.4- | ours
anon : pmd_read -> present_read : __split_huge_pmd_locked
    sd=keep uffd=keep excl=keep young=keep dirty=folio | kernel -6.3 | ours
shmem : pmd_read pmd_write -> none : __split_huge_pmd_locked
    LOST | ours

== read
anon shmem : pmd_read pmd_write -> same : the hardware, without a fault
    if accessible | sd=keep uffd=keep excl=keep young=1 dirty=keep | ours

== write
anon shmem : pmd_write -> same : the hardware, without a fault
    sd=keep uffd=keep excl=keep young=1 dirty=1 | ours
anon : pmd_read -> pmd_write : do_huge_pmd_wp_page
    if vm_write sole | sd=mkdirty uffd=keep excl=1 young=1 dirty=1 | ours
anon : pmd_read -> present_write : do_huge_pmd_wp_page>__split_huge_pmd, then wp_page_copy
    if vm_write !sole | sd=mkdirty uffd=keep excl=1 young=1 dirty=1 | frame new | ours
shmem : pmd_read -> present_write : wp_huge_pmd>__split_huge_pmd, then do_shared_fault
    if shared vm_write !vm_uffd_wp | sd=mkdirty uffd=0 young=1 dirty=1 | ours

== fork_parent of fork
anon : pmd_read pmd_write -> pmd_read : copy_huge_pmd
    if !pinned | sd=keep uffd=keep excl=0 young=keep dirty=keep | ours
shmem : pmd_read pmd_write -> same : copy_huge_pmd
    KEEP | ours

== fork_child of fork
anon : pmd_read pmd_write -> pmd_read : copy_huge_pmd
    if !pinned | sd=keep uffd=child excl=0 young=0 dirty=keep | ours
shmem : pmd_read pmd_write -> none : copy_huge_pmd
    LOST | ours

== clear_refs_4
anon shmem : pmd_read pmd_write -> pmd_read : clear_soft_dirty_pmd
    if soft_dirty_known | sd=0 uffd=keep excl=keep young=keep dirty=keep | ours
anon shmem : pmd_read pmd_write -> same : clear_soft_dirty_pmd
    if !soft_dirty_known | KEEP | ours

== clear_refs_1
anon shmem : pmd_read pmd_write -> same : clear_refs_pte_range
    sd=keep uffd=keep excl=keep young=0 dirty=keep | unflushed | ours

== munmap
anon shmem : pmd_read pmd_write -> none : zap_huge_pmd
    LOST | ours
"""
