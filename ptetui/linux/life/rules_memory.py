"""The transitions of a page, part: faults, reclaim, migration, devices: what memory management does on its own.

How to read a rule: see table.py.
"""

RULES = r"""
== read : a load
    key r | common | access read
    call read
    call r \w+ \d+.*
shmem : none marker_uffd_wp -> same : do_fault>shmem_fault
    if file_poisoned | KEEP | gives SIGBUS | ours
shmem : none marker_uffd_wp -> same : do_fault>shmem_fault>handle_userfault(VM_UFFD_MISSING)
    if missing hole | KEEP | gives userfault | ours
anon : marker_uffd_wp -> same : do_anonymous_page>handle_userfault(VM_UFFD_MISSING)
    if missing | KEEP | gives userfault | ours
anon : swap -> present_write : do_swap_page
    if alone_in_swap vm_write !wp !tracks_soft_dirty | sd=keep uffd=0 excl=folio dirty=0 | kernel 6.11-
anon : swap -> present_read : do_swap_page
    if alone_in_swap vm_write !wp !tracks_soft_dirty | sd=keep uffd=keep excl=folio dirty=0 | kernel -6.10
shmem : none -> present_write : do_read_fault>set_pte_range
    if shared prot_writes !folio_dirty_maps | sd=0 uffd=0 dirty=0 | file resident
shmem : none -> present_write : do_read_fault>set_pte_range
    if shared prot_writes folio_dirty_maps | sd=mkdirty uffd=0 dirty=1
anon : none -> zero_page : do_anonymous_page
    if !missing !no_zeropage | sd=0 uffd=0 dirty=0
anon shmem : protnone_numa -> present_read : do_numa_page>numa_rebuild_single_mapping
    if !node_differs !can_write | sd=keep uffd=keep young=1 dirty=keep
anon shmem : protnone_numa -> present_write : do_numa_page>numa_rebuild_single_mapping
    if !node_differs can_write | sd=keep uffd=keep young=1 dirty=keep
anon : device_exclusive_write -> present_write : restore_exclusive_pte
    if !wp vm_write | sd=mkdirty dirty=1 | kernel 5.14-6.14
anon : device_exclusive -> present_write : restore_exclusive_pte
    if vm_write can_write | sd=folio? uffd=keep | kernel 6.15-
anon : marker_uffd_wp -> zero_page : pte_marker_handle_uffd_wp>do_pte_missing>do_anonymous_page
    if vm_uffd_wp !missing | uffd=1 | kernel 6.4-
anon : none -> same : do_anonymous_page>handle_userfault(VM_UFFD_MISSING)
    if missing | gives userfault
anon : present_write -> same : hardware/handle_pte_fault
    if !tlb_holds | young=1
anon : protnone -> same : access refused by the architecture's fault code
    if !accessible | KEEP | gives SIGSEGV
anon shmem : protnone_numa -> migration_read : do_numa_page>migrate_misplaced_folio>try_to_migrate_one
    if node_differs | sd=keep uffd=keep
anon shmem : protnone_rwp -> same : do_uffd_rwp>handle_userfault(VM_UFFD_RWP)
    if !rwp_async | KEEP | kernel 7.3- | gives userfault
anon shmem : protnone_rwp -> present_read : do_uffd_rwp
    if rwp_async | uffd=0 young=1 sd=keep | kernel 7.3-
anon : swap -> same : do_swap_page
    if io_error | KEEP | gives SIGBUS
anon : swap -> same : do_swap_page
    if poisoned_cache | KEEP | gives SIGBUS
anon shmem : marker_uffd_wp -> none : pte_marker_handle_uffd_wp>pte_marker_clear
    if !vm_uffd_wp | uffd=lost | gives retry
shmem : none -> present_read : do_fault>do_read_fault>finish_fault>set_pte_range
    if !prot_writes | sd=0 uffd=0 dirty=0 | file resident
shmem : marker_uffd_wp -> present_read : do_fault>set_pte_range (vmf_orig_pte_uffd_wp)
    if vm_uffd_wp | uffd=1 sd=0 dirty=0 | kernel 5.19- | file resident
hugetlb : none -> present_read : hugetlb_no_page
    if !missing | uffd=0
anon : present_write -> same : the hardware, without a fault
    if tlb_holds | KEEP
anon : zero_page present_read -> same : handle_pte_fault
    KEEP
anon : swap -> present_read : do_swap_page
    sd=keep uffd=keep excl=folio dirty=0
anon shmem hugetlb : migration_read migration_read_exclusive migration_write -> same :
        migration_entry_wait/migration_entry_wait_huge
    KEEP | gives wait
anon : device_private_read device_private_write -> migration_read : do_swap_page>pgmap->ops->migrate_to_ram
    sd=keep uffd=keep
anon : device_exclusive_read device_exclusive_write -> present_read :
        remove_device_exclusive_entry>restore_exclusive_pte
    sd=keep uffd=keep young=0 | kernel 5.14-6.14
anon shmem : hwpoison -> same : do_swap_page
    KEEP | gives SIGBUS
hugetlb : hwpoison -> same : hugetlb_fault
    KEEP | gives SIGBUS
anon : swapin_error -> same : do_swap_page
    KEEP | kernel 5.19-6.1 | gives SIGBUS
anon shmem : marker_poisoned -> same : handle_pte_marker
    KEEP | kernel 6.2- | gives SIGBUS
hugetlb : marker_poisoned -> same : hugetlb_fault
    KEEP | kernel 6.6- | gives SIGBUS
anon : marker_guard -> same : handle_pte_marker
    KEEP | kernel 6.13- | gives SIGSEGV
shmem : marker_guard -> same : handle_pte_marker
    KEEP | kernel 6.15- | gives SIGSEGV
hugetlb : marker_uffd_wp -> present_read : hugetlb_no_page
    uffd=1
shmem : present_read present_write -> same : hardware/handle_pte_fault
    sd=keep uffd=keep excl=keep young=1 dirty=keep

== write : a store
    key w | common | access write
    call write(?: \(and a twin\))?
    call w \w+ \d+.*
shmem : none marker_uffd_wp -> same : do_fault>shmem_fault
    if file_poisoned | KEEP | gives SIGBUS | ours
shmem : none marker_uffd_wp -> same : do_fault>shmem_fault>handle_userfault(VM_UFFD_MISSING)
    if missing hole | KEEP | gives userfault | ours
anon : marker_uffd_wp -> same : do_anonymous_page>handle_userfault(VM_UFFD_MISSING)
    if missing | KEEP | gives userfault | ours
shmem : none -> present_write : do_shared_fault or do_cow_fault>set_pte_range
    if missing !hole | sd=mkdirty dirty=1 uffd=0 excl=private | file resident | ours
anon : zero_page -> present_write : do_wp_page>wp_page_copy
    if wp wp_async | uffd=0 sd=1 excl=1 dirty=1 young=1 | frame new | ours
shmem : present_read -> present_write : do_wp_page>wp_page_shared
    if shared wp wp_async | uffd=0 sd=mkdirty dirty=1 young=1 | ours
shmem : present_read -> present_write : do_wp_page>wp_page_copy
    if !shared wp wp_async | uffd=0 sd=mkdirty dirty=1 young=1 excl=1 | frame new | ours
shmem : marker_uffd_wp -> present_write : do_fault>set_pte_range, then do_wp_page
    if vm_uffd_wp wp_async | uffd=0 sd=mkdirty dirty=1 young=1 excl=private | file resident | ours
anon : marker_uffd_wp -> present_write : do_anonymous_page, then do_wp_page
    if vm_uffd_wp wp_async | uffd=0 sd=mkdirty dirty=1 young=1 excl=1 | ours
anon : swap -> present_write : do_swap_page, then do_wp_page
    if wp vm_uffd_wp wp_async | uffd=0 sd=mkdirty dirty=1 young=1 excl=1 | ours
anon : swap -> present_read : do_swap_page, then do_wp_page>handle_userfault(VM_UFFD_WP)
    if wp vm_uffd_wp !wp_async alone_in_swap | sd=mkdirty dirty=1 young=1 uffd=keep excl=folio | kernel -6.10
        | gives userfault | ours
anon : present_read -> present_write : do_wp_page>wp_page_copy
    if !wp freed_shared | sd=mkdirty dirty=1 excl=1 uffd=0 young=1 | kernel 7.2- | frame new | ours
anon : zero_page -> present_write : do_wp_page>wp_page_copy
    if stale_wp !wp_async | uffd=0 sd=1 excl=1 dirty=1 young=1 | frame new | ours
anon : present_read -> present_write : do_wp_page>wp_page_reuse
    if stale_wp !wp_async sole | uffd=keep sd=mkdirty dirty=1 excl=1 young=1 | ours
anon : present_read -> present_write : do_wp_page>wp_page_copy
    if stale_wp !wp_async !sole | uffd=0 sd=mkdirty dirty=1 excl=1 young=1 | frame new | ours
anon : swap -> present_write : do_swap_page, then do_wp_page
    if stale_wp !wp_async | uffd=keep sd=mkdirty dirty=1 excl=1 young=1 | ours
shmem : present_read -> present_write : do_wp_page>wp_page_shared
    if shared stale_wp !wp_async | uffd=keep sd=mkdirty dirty=1 young=1 | ours
shmem : present_read -> present_write : do_wp_page>wp_page_copy
    if !shared stale_wp !wp_async | uffd=0 sd=mkdirty dirty=1 young=1 excl=1 | frame new | ours
anon shmem : marker_uffd_wp -> none : pte_marker_handle_uffd_wp>pte_marker_clear
    if !vm_uffd_wp | uffd=lost | gives retry | ours
anon : zero_page present_read -> same : do_wp_page>handle_userfault(VM_UFFD_WP)
    if wp vm_uffd_wp !wp_async | KEEP | gives userfault
shmem : present_read -> same : do_wp_page>handle_userfault(VM_UFFD_WP)
    if wp vm_uffd_wp !wp_async | KEEP | gives userfault
anon : swap -> present_read : do_swap_page>do_wp_page>handle_userfault(VM_UFFD_WP)
    if wp vm_uffd_wp !wp_async | sd=keep uffd=keep excl=folio young=1 dirty=0 | gives userfault
hugetlb : present_read -> same : hugetlb_fault>handle_userfault(VM_UFFD_WP)
    if wp vm_uffd_wp !wp_async | KEEP | gives userfault
anon : none -> present_write : do_anonymous_page
    if !missing vm_write | sd=mkdirty uffd=0 excl=1 young=1 dirty=1
anon : present_read -> present_write : do_wp_page>wp_page_reuse
    if !wp sole | sd=mkdirty dirty=1 excl=1 uffd=0 young=1
anon : present_read -> present_write : do_wp_page>wp_page_copy
    if !wp !sole | sd=mkdirty dirty=1 excl=1 uffd=0 young=1 | frame new
anon : present_read -> present_write : do_wp_page
    if wp wp_async | uffd=0 sd=mkdirty dirty=1 young=1
anon : marker_uffd_wp -> present_read : do_anonymous_page
    if vm_uffd_wp !missing | uffd=1 sd=mkdirty dirty=1 | kernel 6.4- | gives userfault next
shmem : present_read -> present_write : do_wp_page>wp_page_shared
    if shared !wp | sd=mkdirty dirty=1 young=1
shmem : present_read -> present_write : do_wp_page>wp_page_copy
    if !shared !wp | sd=mkdirty dirty=1 young=1 excl=1 uffd=0 | frame new
anon : none -> same : do_anonymous_page>handle_userfault
    if missing | gives userfault
anon : zero_page -> present_write : do_wp_page>wp_page_copy
    if !wp | sd=1 excl=1 dirty=1 young=1 | frame new
anon : protnone -> same : access refused by the architecture's fault code
    if !accessible | KEEP | gives SIGSEGV
anon : swap -> present_write : do_swap_page (then do_wp_page if shared)
    if !wp | sd=mkdirty uffd=0 excl=1 dirty=1
shmem : none -> present_write : do_shared_fault or do_cow_fault>set_pte_range
    if !missing | sd=mkdirty dirty=1 uffd=0 excl=private | file resident
shmem : marker_uffd_wp -> present_read : do_fault>set_pte_range
    if vm_uffd_wp | uffd=1 sd=mkdirty dirty=1 young=1 excl=private | kernel 5.19- | gives userfault next | file resident
hugetlb : none -> present_write : hugetlb_no_page (+hugetlb_wp for private)
    if !missing | uffd=0
hugetlb : present_read -> present_write : hugetlb_fault>hugetlb_wp
    if !wp | dirty=1
anon : present_write -> same : handle_pte_fault
    sd=store dirty=1 young=1 uffd=keep
anon shmem hugetlb : migration_read migration_read_exclusive migration_write -> same :
        migration_entry_wait/migration_entry_wait_huge
    KEEP | gives wait
shmem : present_write -> same : hardware/handle_pte_fault
    sd=store dirty=1 young=1 uffd=keep
anon shmem : hwpoison -> same : do_swap_page
    KEEP | gives SIGBUS | ours
anon shmem : marker_poisoned -> same : handle_pte_marker
    KEEP | kernel 6.2- | gives SIGBUS | ours
hugetlb : hwpoison marker_poisoned -> same : hugetlb_fault
    KEEP | gives SIGBUS | ours
anon : swapin_error -> same : do_swap_page
    KEEP | kernel 5.19-6.1 | gives SIGBUS | ours
anon shmem : marker_guard -> same : handle_pte_marker
    KEEP | kernel 6.13- | gives SIGSEGV | ours

== reclaim : reclaim
    key Q | first split
anon : present_read present_write -> none : try_to_unmap_one (discard)
    if lazyfree !dirty | LOST
anon : present_read present_write protnone protnone_numa -> swap : try_to_unmap_one
    if !no_swap !locked !pinned | sd=keep uffd=keep excl=keep young=lost dirty=folio
shmem : present_read protnone protnone_numa -> marker_uffd_wp : try_to_unmap_one>pte_install_uffd_wp_if_needed
    if wp vm_uffd_wp | sd=lost uffd=marker dirty=folio | kernel 5.19- | file swapped
anon : present_read present_write -> none : try_to_unmap_one
    if guest_unused | LOST
shmem : present_read present_write protnone protnone_numa -> none : try_to_unmap_one (file branch)
    if !keeps_marker | sd=lost uffd=0 young=lost dirty=folio | file swapped
anon : device_exclusive -> swap : try_to_unmap_one
    sd=keep uffd=keep excl=keep | kernel 6.15-
shmem : none marker_uffd_wp -> same : shrink_folio_list>pageout
    KEEP | file swapped
hugetlb : present_read present_write -> same : shrink_folio_list never sees hugetlb pages
    KEEP

== pageout : MADV_PAGEOUT
    key o | common | since 5.4 | needs !locked | earlier reclaim | first split
    call (?:process_)?madvise\(MADV_PAGEOUT.*
shmem : present_read present_write protnone -> same : madvise_cold_or_pageout_pte_range skips what is mapped twice
    if !mapped_once | KEEP | ours
shmem : protnone -> marker_uffd_wp : madvise_cold_or_pageout_pte_range, then try_to_unmap_one (file branch)
    if mapped_once wp vm_uffd_wp | sd=lost uffd=marker dirty=folio | kernel 5.19- | file swapped | ours
shmem : protnone -> none : madvise_cold_or_pageout_pte_range, then try_to_unmap_one (file branch)
    if mapped_once !keeps_marker | sd=lost dirty=folio | file swapped | ours
shmem : present_read -> marker_uffd_wp : madvise_cold_or_pageout_pte_range, then try_to_unmap_one (file branch)
    if wp vm_uffd_wp | sd=lost uffd=marker dirty=folio | kernel 5.19- | file swapped
anon : protnone -> same : madvise_cold_or_pageout_pte_range skips the zero page
    if zero | KEEP | ours
anon shmem : present_read present_write protnone -> same : madvise_cold_or_pageout_pte_range skips merged pages
    if ksm_page | KEEP | ours
anon : present_read present_write protnone -> same : madvise_cold_or_pageout_pte_range skips what is mapped twice
    if !mapped_once | KEEP | ours
anon : present_read present_write protnone -> none : madvise_cold_or_pageout_pte_range, then try_to_unmap_one (discard)
    if mapped_once lazyfree !dirty | LOST | ours
anon : present_read present_write protnone -> same : madvise_cold_or_pageout_pte_range, then try_to_unmap_one puts it
        back
    if mapped_once lazyfree dirty | sd=keep uffd=keep young=0 dirty=keep | folio lazyfree=0 dirty=1 | kernel -6.6 | ours
anon : present_read present_write protnone -> same : madvise_cold_or_pageout_pte_range, then try_to_unmap_one puts it
        back
    if mapped_once lazyfree dirty | KEEP | folio lazyfree=0 dirty=1 | kernel 6.7- | ours
anon : present_read present_write protnone -> same : madvise_cold_or_pageout_pte_range, then try_to_unmap_one puts it
        back
    if mapped_once pinned | KEEP | ours
anon : present_read present_write protnone -> same : madvise_cold_or_pageout_pte_range, then try_to_unmap_one
    if mapped_once no_swap | KEEP | ours
anon : present_read present_write protnone -> swap : madvise_cold_or_pageout_pte_range, then try_to_unmap_one
    if mapped_once | sd=keep uffd=keep excl=keep dirty=folio
shmem : present_read present_write -> none : madvise_cold_or_pageout_pte_range, then try_to_unmap_one (file branch)
    if !keeps_marker | sd=lost dirty=folio | file swapped
anon : swap none migration_read migration_read_exclusive migration_write hwpoison marker_uffd_wp marker_poisoned
        marker_guard -> same : madvise_cold_or_pageout_pte_range skips non-present
    KEEP
anon : zero_page -> same : madvise_cold_or_pageout_pte_range
    KEEP
shmem : marker_uffd_wp -> same : madvise_cold_or_pageout_pte_range skips non-present
    KEEP | kernel 5.19-

== swapoff : swapoff
    key O | everywhere
    call swapoff\((.+)\)
anon : swap -> marker_poisoned : unuse_pte
    if io_error | sd=lost uffd=lost excl=lost | kernel 6.2-
anon : swap -> swapin_error : unuse_pte
    if io_error | LOST | kernel 5.19-6.1
anon : swap -> hwpoison : unuse_pte
    if poisoned_cache | LOST | kernel 6.2-
anon : swap -> protnone : unuse_pte
    if !accessible | sd=keep uffd=keep excl=keep young=0 | ours
anon : swap -> present_read : unuse_pte
    if !exclusive | sd=keep uffd=keep excl=0 young=0 | ours
anon : swap -> present_read : unuse_pte
    sd=keep uffd=keep excl=folio young=0

== mig_start : page migration begins
    key m | option MIGRATION
anon hugetlb : present_read protnone protnone_numa -> migration_read_exclusive : try_to_migrate_one
    if exclusive !pinned | sd=keep uffd=keep excl=type young=offset dirty=offset | kernel 5.19-
anon : present_read present_write -> same : try_to_migrate_one
    if exclusive pinned | KEEP | gives failed
anon shmem hugetlb : present_read protnone protnone_numa -> migration_read : try_to_migrate_one
    if !exclusive | sd=keep uffd=keep young=offset dirty=offset
anon shmem hugetlb : present_write -> migration_write : try_to_migrate_one
    sd=keep uffd=0 excl=type young=offset dirty=offset
anon : device_private_write -> migration_write : try_to_migrate_one
    sd=keep uffd=keep
anon : device_private_read -> migration_read : try_to_migrate_one
    sd=keep uffd=keep

== mig_end : page migration ends, or is undone
    key M | option MIGRATION
anon : migration_read migration_read_exclusive migration_write -> device_private_read : remove_migration_pte
    if device !writable_copy | sd=keep uffd=keep | frame new
anon : migration_write -> device_private_write : remove_migration_pte
    if device writable_copy | sd=keep uffd=keep | frame new
shmem : migration_read -> present_write : remove_migration_pte
    if !device accessible prot_writes !wp | sd=keep uffd=keep excl=0 young=entry dirty=entry | frame new | ours
anon shmem hugetlb : migration_read_exclusive -> protnone : remove_migration_pte
    if !device !accessible | sd=keep uffd=keep excl=keep young=entry dirty=entry | ours | frame new
anon shmem hugetlb : migration_read -> protnone : remove_migration_pte
    if !device !accessible | sd=keep uffd=keep excl=0 young=entry dirty=entry | ours | frame new
anon shmem hugetlb : migration_write -> present_write : remove_migration_pte
    if !device | sd=keep uffd=0 excl=keep young=entry dirty=entry | frame new
anon hugetlb : migration_read_exclusive -> present_read : remove_migration_pte
    if !device | sd=keep uffd=keep excl=keep young=entry dirty=entry | frame new
anon shmem hugetlb : migration_read -> present_read : remove_migration_pte
    if !device | sd=keep uffd=keep excl=0 young=entry dirty=entry | frame new

== move_pages : move_pages, or migrate_pages
    steps mig_start mig_end | option MIGRATION
    call (?:move_pages|migrate_pages)\(.*

== dev_migrate : migration to device memory
    key d | since 4.14 | option DEVICE_PRIVATE
anon : present_write -> migration_write : migrate_vma_collect_pmd
    if !folio_locked | sd=keep uffd=keep

== dev_exclusive : make_device_exclusive()
    key D | since 5.14 | option DEVICE_PRIVATE
anon : present_write -> device_exclusive : make_device_exclusive
    if mapped_once | sd=keep uffd=0 dirty=folio | kernel 6.15-
anon : present_write -> device_exclusive_write : page_make_device_exclusive_one
    sd=keep uffd=keep | kernel 5.14-6.14

== numa_scan : NUMA balancing scan (hinting fault)
    key N | option NUMA_BALANCING
anon shmem : present_read present_write -> protnone_numa : change_pte_range(MM_CP_PROT_NUMA)
    if !ksm !pinned !on_node | KEEP | modify
anon shmem : protnone protnone_numa -> same : change_pte_range
    KEEP | modify
anon : migration_write -> migration_read_exclusive : change_pte_range
    sd=keep
"""
