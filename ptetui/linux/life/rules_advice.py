"""The transitions of a page, part: madvise, files, userfaultfd: what system calls ask for.

How to read a rule: see table.py.
"""

RULES = r"""
== dontneed : MADV_DONTNEED
    key Z | common | by range | needs !locked | first split
    call (?:neighbours populated, )?(?:process_)?madvise\(MADV_DONTNEED\).*
shmem : swap hwpoison -> marker_uffd_wp : zap_install_uffd_wp_if_needed
    if wp vm_uffd_wp | sd=lost uffd=marker dirty=folio | kernel 5.19- | ours
shmem : swap -> none : zap_pte_range
    LOST | ours
anon shmem : none -> same : zap_pte_range
    KEEP | ours
shmem hugetlb : present_read -> marker_uffd_wp : zap_install_uffd_wp_if_needed/__unmap_hugepage_range
    if wp vm_uffd_wp | sd=lost uffd=marker dirty=folio | kernel 5.19-
shmem : migration_read -> marker_uffd_wp : zap_pte_range>zap_install_uffd_wp_if_needed
    if wp vm_uffd_wp | uffd=marker sd=lost | kernel 5.19-
shmem : protnone -> marker_uffd_wp : zap_install_uffd_wp_if_needed
    if wp vm_uffd_wp | sd=lost uffd=marker dirty=folio | kernel 5.19-
anon : present_read present_write zero_page protnone protnone_numa swap migration_read migration_read_exclusive
        migration_write device_private_read device_private_write device_exclusive device_exclusive_read
        device_exclusive_write hwpoison marker_poisoned marker_uffd_wp -> none : zap_pte_range
    if !locked | LOST
shmem : present_read present_write protnone -> none : zap_present_folio_ptes
    if !keeps_marker | sd=lost dirty=folio young=folio
shmem : migration_read migration_write -> none : zap_pte_range
    if !wp | LOST
hugetlb : present_read present_write -> none : __unmap_hugepage_range
    if !keeps_marker | LOST
anon shmem : marker_guard -> same : zap_nonpresent_ptes
    KEEP | kernel 6.13-
shmem hugetlb : marker_uffd_wp -> same : zap_pte_range
    KEEP
shmem : present_read protnone -> none : zap_present_folio_ptes
    if wp !keeps_marker | sd=lost dirty=folio young=folio | ours
shmem hugetlb : hwpoison marker_poisoned -> none : zap_pte_range/__unmap_hugepage_range
    LOST

== free : MADV_FREE
    key F | since 4.5 | by range | needs !locked anon_range | first split
    call (?:process_)?madvise\(MADV_FREE.*
anon : present_read present_write protnone -> same : madvise_free_pte_range skips merged pages
    if ksm_page | KEEP | ours
anon : protnone -> same : madvise_free_pte_range skips the zero page
    if zero | KEEP | ours
anon : protnone -> same : madvise_free_pte_range
    if freeable | young=0 dirty=0 sd=keep uffd=keep | folio dirty=0 lazyfree=1 | ours
anon : none -> same : madvise_free_pte_range
    KEEP | ours
anon : present_read present_write protnone -> same : madvise_free_pte_range skips what is mapped twice
    if !freeable | KEEP | ours
anon : present_read present_write -> same : madvise_free_pte_range
    if freeable | young=0 dirty=0 sd=keep uffd=keep | folio dirty=0 lazyfree=1
anon : swap hwpoison marker_poisoned -> none : madvise_free_pte_range
    LOST
anon : marker_uffd_wp marker_guard migration_read migration_read_exclusive migration_write zero_page -> same :
        madvise_free_pte_range
    KEEP

== guard_install : MADV_GUARD_INSTALL
    key J | since 6.13 | by range | needs !locked guards_here | leaves guarded=1 anon_vma=1 | first split
    call (?:process_)?madvise\(MADV_GUARD_INSTALL\)?
shmem : present_read protnone swap hwpoison -> marker_uffd_wp : madvise_guard_install
    if keeps_marker | LOST uffd=marker | kernel 6.15-
        | gives does not return: the zap leaves the marker, the install starts again | ours
shmem : protnone swap hwpoison marker_poisoned -> marker_guard : madvise_guard_install: zap then install
    LOST | kernel 6.15- | ours
anon : protnone protnone_numa hwpoison marker_uffd_wp marker_poisoned -> marker_guard : madvise_guard_install: zap
        then install
    LOST | kernel 6.13- | ours
shmem : present_read present_write -> marker_guard : madvise_guard_install: zap then install
    if !locked !wp | LOST | kernel 6.15-
anon : none -> marker_guard : guard_install_set_pte
    if !locked | kernel 6.13-
shmem : none -> marker_guard : guard_install_set_pte
    if !locked | kernel 6.15-
anon : present_read present_write zero_page swap -> marker_guard : madvise_guard_install: zap then install
    if !locked | LOST | kernel 6.13-
shmem : marker_uffd_wp -> same : madvise_guard_install
    KEEP | kernel 6.15- | gives does not return: the zap leaves the marker, the install starts again
anon shmem : marker_guard -> same : guard_install_pte_entry
    kernel 6.13-

== guard_remove : MADV_GUARD_REMOVE
    key G | since 6.13 | needs guards_here
    call (?:process_)?madvise\(MADV_GUARD_REMOVE.*
anon shmem : marker_guard -> none : guard_remove_pte_entry
    kernel 6.13-
anon shmem : none present_read present_write zero_page protnone swap hwpoison marker_uffd_wp marker_poisoned -> same :
        guard_remove_pte_entry
    KEEP | kernel 6.13- | ours

== truncate : ftruncate below the page
    key T | by range | first split
    call ftruncate.*
shmem : protnone swap hwpoison -> marker_uffd_wp : zap_pte_range via unmap_mapping_pages (no DROP_MARKER)
    if wp vm_uffd_wp | uffd=marker | file hole | ours
shmem : swap hwpoison marker_poisoned -> none : zap_pte_range via unmap_mapping_pages
    LOST | file hole | ours
shmem : none marker_guard -> same : unmap_mapping_pages
    KEEP | file hole | ours
shmem : present_read -> marker_uffd_wp : zap_pte_range via unmap_mapping_pages (no DROP_MARKER)
    if wp vm_uffd_wp | uffd=marker | file hole
shmem : present_read present_write protnone -> none : zap_pte_range via unmap_mapping_range
    if !wp | LOST | file hole
shmem : present_read protnone -> none : zap_pte_range via unmap_mapping_range
    if wp !keeps_marker | LOST | file hole | ours
shmem : marker_uffd_wp -> same : unmap_mapping_pages
    KEEP | file hole
shmem : swap -> none : zap_pte_range
    LOST
hugetlb : present_read present_write marker_uffd_wp -> none : hugetlb_vmdelete_list(ZAP_FLAG_DROP_MARKER)
    LOST | file hole

== punch : fallocate(PUNCH_HOLE)
    key H | first split
    call fallocate\(PUNCH_HOLE.*
anon : present_read present_write protnone swap zero_page hwpoison marker_poisoned -> same :
        unmap_mapping_range(even_cows=0)
    if file_range | KEEP | file hole | ours
shmem : protnone -> marker_uffd_wp : zap_pte_range via unmap_mapping_range(even_cows=0)
    if !anon_folio wp vm_uffd_wp | uffd=marker | file hole | ours
shmem : protnone -> none : zap_pte_range via unmap_mapping_range(even_cows=0)
    if !anon_folio | LOST | file hole | ours
shmem : none marker_uffd_wp marker_guard hwpoison marker_poisoned -> same : unmap_mapping_range(even_cows=0)
    KEEP | file hole | ours
shmem : present_read -> marker_uffd_wp : zap_pte_range via unmap_mapping_range(even_cows=0)
    if !anon_folio wp vm_uffd_wp | uffd=marker | file hole
shmem : present_read present_write -> none : zap_pte_range via unmap_mapping_range(even_cows=0)
    if !anon_folio !wp | LOST | file hole
shmem : present_read -> none : zap_pte_range via unmap_mapping_range(even_cows=0)
    if !anon_folio wp !keeps_marker | LOST | file hole | ours
hugetlb : present_read -> marker_uffd_wp : hugetlb_vmdelete_list(zap_flags=0)
    if wp | uffd=marker | file hole
hugetlb : present_read -> none : hugetlb_vmdelete_list(zap_flags=0)
    if wp !keeps_marker | LOST | file hole | ours
hugetlb : marker_uffd_wp -> same : hugetlb_vmdelete_list(zap_flags=0)
    if wp | uffd=marker | file hole
hugetlb : present_read present_write -> none : hugetlb_vmdelete_list(zap_flags=0)
    if !wp | LOST | file hole
shmem : swap hwpoison marker_poisoned -> same : zap_pte_range
    KEEP

== uffd_wp : UFFDIO_WRITEPROTECT
    key W | common | since 5.7 | needs uffd_wp_known vm_uffd_wp | option HAVE_ARCH_USERFAULTFD_WP | first split
    call UFFDIO_WRITEPROTECT(?!\(0\)).*
    call uwp \w+ \d+ \d+ 1
anon shmem hugetlb : present_write -> present_read : change_pte_range/hugetlb_change_protection
    if vm_uffd_wp | uffd=1 sd=keep dirty=keep young=keep | modify
anon shmem hugetlb : present_read -> same : change_pte_range/hugetlb_change_protection
    if vm_uffd_wp | uffd=1 sd=keep dirty=keep young=keep | modify
anon : zero_page -> same : change_pte_range
    if vm_uffd_wp | uffd=1 | modify
anon : swap -> same : change_pte_range
    if vm_uffd_wp | uffd=1 sd=keep excl=keep
anon hugetlb : migration_write -> migration_read_exclusive : change_pte_range/hugetlb_change_protection
    if anon_folio | uffd=1 sd=keep
shmem hugetlb : migration_write -> migration_read : change_pte_range/hugetlb_change_protection
    if !anon_folio | uffd=1 sd=keep
anon : none -> same : change_pte_range
    if !wp_markers
anon : none -> marker_uffd_wp : change_pte_range
    if wp_markers | uffd=1 | kernel 6.4-
anon shmem hugetlb : migration_read migration_read_exclusive -> same : change_pte_range
    uffd=1 sd=keep
shmem hugetlb : none -> marker_uffd_wp : change_pte_range/hugetlb_change_protection
    uffd=1 | kernel 5.19-
anon shmem : marker_uffd_wp marker_poisoned -> same : change_pte_range
    KEEP
anon shmem : protnone protnone_numa -> same : change_pte_range
    if vm_uffd_wp | uffd=1 sd=keep dirty=keep young=keep | ours | modify
anon shmem : hwpoison -> same : change_pte_range
    if vm_uffd_wp | uffd=1 sd=keep | ours
anon shmem : marker_guard -> same : change_pte_range
    KEEP | ours

== uffd_unwp : UFFDIO_WRITEPROTECT(0), unregister
    key L | lifts | since 5.7 | needs uffd_wp_known vm_uffd_wp | option HAVE_ARCH_USERFAULTFD_WP | first split
    call UFFDIO_WRITEPROTECT\(0\)
    call uwp \w+ \d+ \d+ 0
anon : present_write -> same : change_pte_range(MM_CP_TRY_CHANGE_WRITABLE)
    if can_write tries_write | uffd=0 sd=keep dirty=keep | modify | ours
anon : present_write -> present_read : change_pte_range
    uffd=0 sd=keep dirty=keep | modify | ours
shmem : present_write -> same : change_pte_range
    uffd=0 sd=keep dirty=keep | kernel -6.1 | modify | ours
shmem : present_write -> present_read : change_pte_range
    uffd=0 sd=keep dirty=keep | kernel 6.2- | modify | ours
anon : present_read -> present_write : change_pte_range(MM_CP_TRY_CHANGE_WRITABLE)
    if can_write tries_write | uffd=0 sd=keep dirty=keep | modify
shmem : present_read -> present_write : change_pte_range(MM_CP_TRY_CHANGE_WRITABLE)
    if shared vm_write | uffd=0 sd=keep dirty=keep | kernel 5.19-6.1 | modify
anon shmem hugetlb : marker_uffd_wp -> none : change_pte_range/hugetlb_change_protection
    uffd=lost
anon shmem hugetlb : marker_poisoned -> same : change_pte_range/hugetlb_change_protection
    KEEP
anon shmem : marker_guard -> same : change_softleaf_pte
    KEEP | kernel 6.13-
anon shmem hugetlb : present_read -> same : change_pte_range
    uffd=0 sd=keep | modify
anon : swap -> same : change_pte_range
    uffd=0 sd=keep excl=keep
anon shmem : none -> same : change_pte_range
    KEEP
anon : zero_page -> same : change_pte_range
    sd=keep uffd=0 excl=keep young=keep dirty=keep | modify
anon shmem : protnone protnone_numa -> same : change_pte_range
    uffd=0 sd=keep dirty=keep young=keep | ours | modify
anon shmem hugetlb : migration_read migration_read_exclusive migration_write -> same : change_pte_range
    uffd=0 sd=keep | ours
anon shmem : hwpoison -> same : change_pte_range
    uffd=0 sd=keep | ours

== uffd_poison : UFFDIO_POISON
    key B | leaves anon_vma=1 | since 6.6 | needs registered
    call UFFDIO_POISON.*
anon shmem : swap protnone zero_page hwpoison marker_guard protnone_numa -> same : mfill_atomic_pte_poison
    KEEP | kernel 6.6- | gives EEXIST | ours
anon shmem hugetlb : none -> marker_poisoned : mfill_atomic_pte_poison/hugetlb_mfill_atomic_pte
    if !past_end | kernel 6.6-
anon shmem hugetlb : marker_uffd_wp present_read present_write marker_poisoned -> same : mfill_atomic_pte_poison
    KEEP | kernel 6.6- | gives EEXIST

== uffd_copy : UFFDIO_COPY
    key C | by range | leaves anon_vma=1 | since 4.3 | needs registered
    call UFFDIO_COPY.*
shmem : none marker_uffd_wp marker_poisoned -> same : shmem_add_to_page_cache
    if shared !hole | KEEP | gives EEXIST | ours
anon shmem : none marker_uffd_wp marker_poisoned -> protnone : mfill_atomic_install_pte
    if !accessible | dirty=1 sd=mkdirty uffd=0 young=1 excl=private | fills | ours
anon shmem : none marker_uffd_wp marker_poisoned -> present_read : mfill_atomic_install_pte
    if !vm_write !mode_wp | dirty=1 sd=mkdirty uffd=0 young=1 excl=private | fills | ours
anon shmem : none marker_uffd_wp marker_poisoned -> present_write : mfill_atomic_install_pte
    if vm_write !mode_wp | dirty=1 sd=mkdirty uffd=0 young=1 excl=private | fills
anon shmem : none marker_uffd_wp marker_poisoned -> present_read : mfill_atomic_install_pte
    if mode_wp vm_uffd_wp | dirty=1 sd=mkdirty uffd=1 young=1 excl=private | fills
anon shmem : marker_guard -> same : mfill_atomic_install_pte
    KEEP | kernel 7.3- | gives EEXIST
anon shmem : present_read present_write swap protnone zero_page hwpoison protnone_numa -> same :
        mfill_atomic_install_pte
    KEEP | gives EEXIST | ours

== scan_wp : PAGEMAP_SCAN with PM_SCAN_WP_MATCHING
    key S | since 6.7 | needs uffd_wp_known vm_uffd_wp wp_async
anon shmem : present_write -> present_read : make_uffd_wp_pte
    if wp_async !no_match | uffd=1 | kernel 6.7-
anon shmem : present_read -> same : make_uffd_wp_pte
    if wp_async !no_match | uffd=1 | kernel 6.7-
anon : swap -> same : make_uffd_wp_pte
    if wp_async | uffd=1 | kernel 6.7-
anon shmem : none -> marker_uffd_wp : make_uffd_wp_pte
    if wp_async | uffd=1 | kernel 6.7-
anon : zero_page -> same : make_uffd_wp_pte
    if wp_async !no_match | uffd=1 | kernel 6.7- | ours
anon shmem : protnone hwpoison marker_poisoned marker_uffd_wp -> same : make_uffd_wp_pte
    if wp_async !no_match | uffd=1 | kernel 6.7- | ours

"""
