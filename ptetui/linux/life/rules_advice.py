"""The transitions of a page, part: madvise, files, userfaultfd: what system calls ask for.

How to read a rule: see table.py.
"""

RULES = r"""
== dontneed : MADV_DONTNEED
    key Z | common | by range | needs !locked
    call (?:neighbours populated, )?(?:process_)?madvise\(MADV_DONTNEED\).*
shmem : SWAP HWPOISON -> MARKER_UFFD_WP : zap_install_uffd_wp_if_needed
    if wp vm_uffd_wp | sd=lost uffd=marker dirty=folio | kernel 5.19- | ours
shmem : SWAP -> NONE : zap_pte_range
    LOST | ours
anon shmem : NONE -> same : zap_pte_range
    KEEP | ours
shmem hugetlb : PRESENT_RO -> MARKER_UFFD_WP : zap_install_uffd_wp_if_needed/__unmap_hugepage_range
    if wp vm_uffd_wp | sd=lost uffd=marker dirty=folio | kernel 5.19-
shmem : MIG_R -> MARKER_UFFD_WP : zap_pte_range>zap_install_uffd_wp_if_needed
    if wp vm_uffd_wp | uffd=marker sd=lost | kernel 5.19-
shmem : PROTNONE -> MARKER_UFFD_WP : zap_install_uffd_wp_if_needed
    if wp vm_uffd_wp | sd=lost uffd=marker dirty=folio | kernel 5.19-
anon : PRESENT_RO PRESENT_RW ZERO PROTNONE PROTNONE_NUMA SWAP MIG_R MIG_RX MIG_W DEVPRIV_R DEVPRIV_W
        DEVEXCL DEVEXCL_R DEVEXCL_W HWPOISON MARKER_POISONED MARKER_UFFD_WP -> NONE : zap_pte_range
    if !locked | LOST
shmem : PRESENT_RO PRESENT_RW PROTNONE -> NONE : zap_present_folio_ptes
    if !keeps_marker | sd=lost dirty=folio young=folio
shmem : MIG_R MIG_W -> NONE : zap_pte_range
    if !wp | LOST
hugetlb : PRESENT_RO PRESENT_RW -> NONE : __unmap_hugepage_range
    if !keeps_marker | LOST
anon shmem : MARKER_GUARD -> same : zap_nonpresent_ptes
    KEEP | kernel 6.13-
shmem hugetlb : MARKER_UFFD_WP -> same : zap_pte_range
    KEEP
shmem : PRESENT_RO PROTNONE -> NONE : zap_present_folio_ptes
    if wp !keeps_marker | sd=lost dirty=folio young=folio | ours
shmem hugetlb : HWPOISON MARKER_POISONED -> NONE : zap_pte_range/__unmap_hugepage_range
    LOST

== free : MADV_FREE
    key F | since 4.5 | by range | needs !locked anon_range
    call (?:process_)?madvise\(MADV_FREE.*
anon : PRESENT_RO PRESENT_RW PROTNONE -> same : madvise_free_pte_range skips merged pages
    if ksm_page | KEEP | ours
anon : PROTNONE -> same : madvise_free_pte_range skips the zero page
    if zero | KEEP | ours
anon : PROTNONE -> same : madvise_free_pte_range
    if freeable | young=0 dirty=0 sd=keep uffd=keep | folio dirty=0 lazyfree=1 | ours
anon : NONE -> same : madvise_free_pte_range
    KEEP | ours
anon : PRESENT_RO PRESENT_RW PROTNONE -> same : madvise_free_pte_range skips what is mapped twice
    if !freeable | KEEP | ours
anon : PRESENT_RO PRESENT_RW -> same : madvise_free_pte_range
    if freeable | young=0 dirty=0 sd=keep uffd=keep | folio dirty=0 lazyfree=1
anon : SWAP HWPOISON MARKER_POISONED -> NONE : madvise_free_pte_range
    LOST
anon : MARKER_UFFD_WP MARKER_GUARD MIG_R MIG_RX MIG_W ZERO -> same : madvise_free_pte_range
    KEEP

== guard_install : MADV_GUARD_INSTALL
    key J | since 6.13 | by range | needs !locked guards_here | leaves guarded=1 anon_vma=1
    call (?:process_)?madvise\(MADV_GUARD_INSTALL\)?
shmem : PRESENT_RO PROTNONE SWAP HWPOISON -> MARKER_UFFD_WP : madvise_guard_install
    if keeps_marker | LOST uffd=marker | kernel 6.15-
        | gives does not return: the zap leaves the marker, the install starts again | ours
shmem : PROTNONE SWAP HWPOISON MARKER_POISONED -> MARKER_GUARD : madvise_guard_install: zap then install
    LOST | kernel 6.15- | ours
anon : PROTNONE PROTNONE_NUMA HWPOISON MARKER_UFFD_WP MARKER_POISONED -> MARKER_GUARD :
        madvise_guard_install: zap then install
    LOST | kernel 6.13- | ours
shmem : PRESENT_RO PRESENT_RW -> MARKER_GUARD : madvise_guard_install: zap then install
    if !locked !wp | LOST | kernel 6.15-
anon : NONE -> MARKER_GUARD : guard_install_set_pte
    if !locked | kernel 6.13-
shmem : NONE -> MARKER_GUARD : guard_install_set_pte
    if !locked | kernel 6.15-
anon : PRESENT_RO PRESENT_RW ZERO SWAP -> MARKER_GUARD : madvise_guard_install: zap then install
    if !locked | LOST | kernel 6.13-
shmem : MARKER_UFFD_WP -> same : madvise_guard_install
    KEEP | kernel 6.15- | gives does not return: the zap leaves the marker, the install starts again
anon shmem : MARKER_GUARD -> same : guard_install_pte_entry
    kernel 6.13-

== guard_remove : MADV_GUARD_REMOVE
    key G | since 6.13 | needs guards_here
    call (?:process_)?madvise\(MADV_GUARD_REMOVE.*
anon shmem : MARKER_GUARD -> NONE : guard_remove_pte_entry
    kernel 6.13-
anon shmem : NONE PRESENT_RO PRESENT_RW ZERO PROTNONE SWAP HWPOISON MARKER_UFFD_WP MARKER_POISONED -> same :
        guard_remove_pte_entry
    KEEP | kernel 6.13- | ours

== truncate : ftruncate below the page
    key T | by range
    call ftruncate.*
shmem : PROTNONE SWAP HWPOISON -> MARKER_UFFD_WP : zap_pte_range via unmap_mapping_pages (no DROP_MARKER)
    if wp vm_uffd_wp | uffd=marker | file hole | ours
shmem : SWAP HWPOISON MARKER_POISONED -> NONE : zap_pte_range via unmap_mapping_pages
    LOST | file hole | ours
shmem : NONE MARKER_GUARD -> same : unmap_mapping_pages
    KEEP | file hole | ours
shmem : PRESENT_RO -> MARKER_UFFD_WP : zap_pte_range via unmap_mapping_pages (no DROP_MARKER)
    if wp vm_uffd_wp | uffd=marker | file hole
shmem : PRESENT_RO PRESENT_RW PROTNONE -> NONE : zap_pte_range via unmap_mapping_range
    if !wp | LOST | file hole
shmem : PRESENT_RO PROTNONE -> NONE : zap_pte_range via unmap_mapping_range
    if wp !keeps_marker | LOST | file hole | ours
shmem : MARKER_UFFD_WP -> same : unmap_mapping_pages
    KEEP | file hole
shmem : SWAP -> NONE : zap_pte_range
    LOST
hugetlb : PRESENT_RO PRESENT_RW MARKER_UFFD_WP -> NONE : hugetlb_vmdelete_list(ZAP_FLAG_DROP_MARKER)
    LOST | file hole

== punch : fallocate(PUNCH_HOLE)
    key H
    call fallocate\(PUNCH_HOLE.*
anon : PRESENT_RO PRESENT_RW PROTNONE SWAP ZERO HWPOISON MARKER_POISONED -> same : unmap_mapping_range(even_cows=0)
    if file_range | KEEP | file hole | ours
shmem : PROTNONE -> MARKER_UFFD_WP : zap_pte_range via unmap_mapping_range(even_cows=0)
    if !anon_folio wp vm_uffd_wp | uffd=marker | file hole | ours
shmem : PROTNONE -> NONE : zap_pte_range via unmap_mapping_range(even_cows=0)
    if !anon_folio | LOST | file hole | ours
shmem : NONE MARKER_UFFD_WP MARKER_GUARD HWPOISON MARKER_POISONED -> same : unmap_mapping_range(even_cows=0)
    KEEP | file hole | ours
shmem : PRESENT_RO -> MARKER_UFFD_WP : as above
    if !anon_folio wp vm_uffd_wp | uffd=marker | file hole
shmem : PRESENT_RO PRESENT_RW -> NONE : zap_pte_range via unmap_mapping_range(even_cows=0)
    if !anon_folio !wp | LOST | file hole
shmem : PRESENT_RO -> NONE : zap_pte_range via unmap_mapping_range(even_cows=0)
    if !anon_folio wp !keeps_marker | LOST | file hole | ours
hugetlb : PRESENT_RO -> MARKER_UFFD_WP : hugetlb_vmdelete_list(zap_flags=0)
    if wp | uffd=marker | file hole
hugetlb : PRESENT_RO -> NONE : hugetlb_vmdelete_list(zap_flags=0)
    if wp !keeps_marker | LOST | file hole | ours
hugetlb : MARKER_UFFD_WP -> same : hugetlb_vmdelete_list(zap_flags=0)
    if wp | uffd=marker | file hole
hugetlb : PRESENT_RO PRESENT_RW -> NONE : hugetlb_vmdelete_list(zap_flags=0)
    if !wp | LOST | file hole
shmem : SWAP HWPOISON MARKER_POISONED -> same : zap_pte_range
    KEEP

== uffd_wp : UFFDIO_WRITEPROTECT
    key W | common | since 5.7 | needs uffd_wp_known vm_uffd_wp | option HAVE_ARCH_USERFAULTFD_WP
    call UFFDIO_WRITEPROTECT(?!\(0\)).*
    call uwp \w+ \d+ \d+ 1
anon shmem hugetlb : PRESENT_RW -> PRESENT_RO : change_pte_range/hugetlb_change_protection
    if vm_uffd_wp | uffd=1 sd=keep dirty=keep young=keep | modify
anon shmem hugetlb : PRESENT_RO -> same : change_pte_range/hugetlb_change_protection
    if vm_uffd_wp | uffd=1 sd=keep dirty=keep young=keep | modify
anon : ZERO -> same : change_pte_range
    if vm_uffd_wp | uffd=1 | modify
anon : SWAP -> same : change_pte_range
    if vm_uffd_wp | uffd=1 sd=keep excl=keep
anon hugetlb : MIG_W -> MIG_RX : change_pte_range/hugetlb_change_protection
    if anon_folio | uffd=1 sd=keep
shmem hugetlb : MIG_W -> MIG_R : change_pte_range/hugetlb_change_protection
    if !anon_folio | uffd=1 sd=keep
anon : NONE -> same : change_pte_range
    if !wp_markers
anon : NONE -> MARKER_UFFD_WP : change_pte_range
    if wp_markers | uffd=1 | kernel 6.4-
anon shmem hugetlb : MIG_R MIG_RX -> same : change_pte_range
    uffd=1 sd=keep
shmem hugetlb : NONE -> MARKER_UFFD_WP : change_pte_range/hugetlb_change_protection
    uffd=1 | kernel 5.19-
anon shmem : MARKER_UFFD_WP MARKER_POISONED -> same : change_pte_range
    KEEP
anon shmem : PROTNONE PROTNONE_NUMA -> same : change_pte_range
    if vm_uffd_wp | uffd=1 sd=keep dirty=keep young=keep | ours | modify
anon shmem : HWPOISON -> same : change_pte_range
    if vm_uffd_wp | uffd=1 sd=keep | ours
anon shmem : MARKER_GUARD -> same : change_pte_range
    KEEP | ours

== uffd_unwp : UFFDIO_WRITEPROTECT(0), unregister
    key L | lifts | since 5.7 | needs uffd_wp_known vm_uffd_wp | option HAVE_ARCH_USERFAULTFD_WP
    call UFFDIO_WRITEPROTECT\(0\)
    call uwp \w+ \d+ \d+ 0
anon : PRESENT_RW -> same : change_pte_range(MM_CP_TRY_CHANGE_WRITABLE)
    if can_write tries_write | uffd=0 sd=keep dirty=keep | modify | ours
anon : PRESENT_RW -> PRESENT_RO : change_pte_range
    uffd=0 sd=keep dirty=keep | modify | ours
shmem : PRESENT_RW -> same : change_pte_range
    uffd=0 sd=keep dirty=keep | kernel -6.1 | modify | ours
shmem : PRESENT_RW -> PRESENT_RO : change_pte_range
    uffd=0 sd=keep dirty=keep | kernel 6.2- | modify | ours
anon : PRESENT_RO -> PRESENT_RW : change_pte_range(MM_CP_TRY_CHANGE_WRITABLE)
    if can_write tries_write | uffd=0 sd=keep dirty=keep | modify
shmem : PRESENT_RO -> PRESENT_RW : change_pte_range(MM_CP_TRY_CHANGE_WRITABLE)
    if shared vm_write | uffd=0 sd=keep dirty=keep | kernel 5.19-6.1 | modify
anon shmem hugetlb : MARKER_UFFD_WP -> NONE : change_pte_range/hugetlb_change_protection
    uffd=lost
anon shmem hugetlb : MARKER_POISONED -> same : change_pte_range/hugetlb_change_protection
    KEEP
anon shmem : MARKER_GUARD -> same : change_softleaf_pte
    KEEP | kernel 6.13-
anon shmem hugetlb : PRESENT_RO -> same : change_pte_range
    uffd=0 sd=keep | modify
anon : SWAP -> same : change_pte_range
    uffd=0 sd=keep excl=keep
anon shmem : NONE -> same : change_pte_range
    KEEP
anon : ZERO -> same : change_pte_range
    sd=keep uffd=0 excl=keep young=keep dirty=keep | modify
anon shmem : PROTNONE PROTNONE_NUMA -> same : change_pte_range
    uffd=0 sd=keep dirty=keep young=keep | ours | modify
anon shmem hugetlb : MIG_R MIG_RX MIG_W -> same : change_pte_range
    uffd=0 sd=keep | ours
anon shmem : HWPOISON -> same : change_pte_range
    uffd=0 sd=keep | ours

== uffd_poison : UFFDIO_POISON
    key B | leaves anon_vma=1 | since 6.6 | needs registered
    call UFFDIO_POISON.*
anon shmem : SWAP PROTNONE ZERO HWPOISON MARKER_GUARD PROTNONE_NUMA -> same : mfill_atomic_pte_poison
    KEEP | kernel 6.6- | gives EEXIST | ours
anon shmem hugetlb : NONE -> MARKER_POISONED : mfill_atomic_pte_poison/hugetlb_mfill_atomic_pte
    if !past_end | kernel 6.6-
anon shmem hugetlb : MARKER_UFFD_WP PRESENT_RO PRESENT_RW MARKER_POISONED -> same : mfill_atomic_pte_poison
    KEEP | kernel 6.6- | gives EEXIST

== uffd_copy : UFFDIO_COPY
    key C | by range | leaves anon_vma=1 | since 4.3 | needs registered
    call UFFDIO_COPY.*
shmem : NONE MARKER_UFFD_WP MARKER_POISONED -> same : shmem_add_to_page_cache
    if shared !hole | KEEP | gives EEXIST | ours
anon shmem : NONE MARKER_UFFD_WP MARKER_POISONED -> PROTNONE : mfill_atomic_install_pte
    if !accessible | dirty=1 sd=mkdirty uffd=0 young=1 excl=private | fills | ours
anon shmem : NONE MARKER_UFFD_WP MARKER_POISONED -> PRESENT_RO : mfill_atomic_install_pte
    if !vm_write !mode_wp | dirty=1 sd=mkdirty uffd=0 young=1 excl=private | fills | ours
anon shmem : NONE MARKER_UFFD_WP MARKER_POISONED -> PRESENT_RW : mfill_atomic_install_pte
    if vm_write !mode_wp | dirty=1 sd=mkdirty uffd=0 young=1 excl=private | fills
anon shmem : NONE MARKER_UFFD_WP MARKER_POISONED -> PRESENT_RO : mfill_atomic_install_pte
    if mode_wp vm_uffd_wp | dirty=1 sd=mkdirty uffd=1 young=1 excl=private | fills
anon shmem : MARKER_GUARD -> same : mfill_atomic_install_pte
    KEEP | kernel 7.3- | gives EEXIST
anon shmem : PRESENT_RO PRESENT_RW SWAP PROTNONE ZERO HWPOISON PROTNONE_NUMA -> same : mfill_atomic_install_pte
    KEEP | gives EEXIST | ours

== scan_wp : PAGEMAP_SCAN with PM_SCAN_WP_MATCHING
    key S | since 6.7 | needs uffd_wp_known vm_uffd_wp wp_async
anon shmem : PRESENT_RW -> PRESENT_RO : make_uffd_wp_pte
    if wp_async !no_match | uffd=1 | kernel 6.7-
anon shmem : PRESENT_RO -> same : make_uffd_wp_pte
    if wp_async !no_match | uffd=1 | kernel 6.7-
anon : SWAP -> same : make_uffd_wp_pte
    if wp_async | uffd=1 | kernel 6.7-
anon shmem : NONE -> MARKER_UFFD_WP : make_uffd_wp_pte
    if wp_async | uffd=1 | kernel 6.7-
anon : ZERO -> same : make_uffd_wp_pte
    if wp_async !no_match | uffd=1 | kernel 6.7- | ours
anon shmem : PROTNONE HWPOISON MARKER_POISONED MARKER_UFFD_WP -> same : make_uffd_wp_pte
    if wp_async !no_match | uffd=1 | kernel 6.7- | ours

"""
