"""The transitions of a page, part: faults, reclaim, migration, devices: what memory management does on its own.

How to read a rule: see table.py.
"""

RULES = r"""
== read : a load
    key r | common | access read
    call read
    call r \w+ \d+.*
shmem : NONE MARKER_UFFD_WP -> same : do_fault>shmem_fault
    if file_poisoned | KEEP | gives SIGBUS | ours
shmem : NONE MARKER_UFFD_WP -> same : do_fault>shmem_fault>handle_userfault(VM_UFFD_MISSING)
    if missing hole | KEEP | gives userfault | ours
anon : MARKER_UFFD_WP -> same : do_anonymous_page>handle_userfault(VM_UFFD_MISSING)
    if missing | KEEP | gives userfault | ours
anon : SWAP -> PRESENT_RW : do_swap_page
    if alone_in_swap vm_write !wp !tracks_soft_dirty | sd=keep uffd=0 excl=folio dirty=0 | kernel 6.11-
anon : SWAP -> PRESENT_RO : do_swap_page
    if alone_in_swap vm_write !wp !tracks_soft_dirty | sd=keep uffd=keep excl=folio dirty=0 | kernel -6.10
shmem : NONE -> PRESENT_RW : do_read_fault>set_pte_range
    if shared prot_writes !folio_dirty_maps | sd=0 uffd=0 dirty=0 | file resident
shmem : NONE -> PRESENT_RW : do_read_fault>set_pte_range
    if shared prot_writes folio_dirty_maps | sd=mkdirty uffd=0 dirty=1
anon : NONE -> ZERO : do_anonymous_page
    if !missing !no_zeropage | sd=0 uffd=0 dirty=0
anon shmem : PROTNONE_NUMA -> PRESENT_RO : do_numa_page>numa_rebuild_single_mapping
    if !node_differs !can_write | sd=keep uffd=keep young=1 dirty=keep
anon shmem : PROTNONE_NUMA -> PRESENT_RW : do_numa_page>numa_rebuild_single_mapping
    if !node_differs can_write | sd=keep uffd=keep young=1 dirty=keep
anon : DEVEXCL_W -> PRESENT_RW : restore_exclusive_pte
    if !wp vm_write | sd=mkdirty dirty=1 | kernel 5.14-6.14
anon : DEVEXCL -> PRESENT_RW : restore_exclusive_pte
    if vm_write can_write | sd=folio? uffd=keep | kernel 6.15-
anon : MARKER_UFFD_WP -> ZERO : pte_marker_handle_uffd_wp>do_pte_missing>do_anonymous_page
    if vm_uffd_wp !missing | uffd=1 | kernel 6.4-
anon : NONE -> same : do_anonymous_page>handle_userfault(VM_UFFD_MISSING)
    if missing | gives userfault
anon : PRESENT_RW -> same : hardware/handle_pte_fault
    if !tlb_holds | young=1
anon : PROTNONE -> same : access refused by arch fault code
    if !accessible | KEEP | gives SIGSEGV
anon shmem : PROTNONE_NUMA -> MIG_R : do_numa_page>migrate_misplaced_folio>try_to_migrate_one
    if node_differs | sd=keep uffd=keep
anon shmem : PROTNONE_RWP -> same : do_uffd_rwp>handle_userfault(VM_UFFD_RWP)
    if !rwp_async | KEEP | kernel 7.3- | gives userfault
anon shmem : PROTNONE_RWP -> PRESENT_RO : do_uffd_rwp
    if rwp_async | uffd=0 young=1 sd=keep | kernel 7.3-
anon : SWAP -> same : do_swap_page
    if io_error | KEEP | gives SIGBUS
anon : SWAP -> same : do_swap_page
    if poisoned_cache | KEEP | gives SIGBUS
anon shmem : MARKER_UFFD_WP -> NONE : pte_marker_handle_uffd_wp>pte_marker_clear
    if !vm_uffd_wp | uffd=lost | gives retry
shmem : NONE -> PRESENT_RO : do_fault>do_read_fault>finish_fault>set_pte_range
    if !prot_writes | sd=0 uffd=0 dirty=0 | file resident
shmem : MARKER_UFFD_WP -> PRESENT_RO : do_fault>set_pte_range (vmf_orig_pte_uffd_wp)
    if vm_uffd_wp | uffd=1 sd=0 dirty=0 | kernel 5.19- | file resident
hugetlb : NONE -> PRESENT_RO : hugetlb_no_page
    if !missing | uffd=0
anon : PRESENT_RW -> same : none (hardware)
    if tlb_holds | KEEP
anon : ZERO PRESENT_RO -> same : handle_pte_fault
    KEEP
anon : SWAP -> PRESENT_RO : do_swap_page
    sd=keep uffd=keep excl=folio dirty=0
anon shmem hugetlb : MIG_R MIG_RX MIG_W -> same : migration_entry_wait/migration_entry_wait_huge
    KEEP | gives wait
anon : DEVPRIV_R DEVPRIV_W -> MIG_R : do_swap_page>pgmap->ops->migrate_to_ram
    sd=keep uffd=keep
anon : DEVEXCL_R DEVEXCL_W -> PRESENT_RO : remove_device_exclusive_entry>restore_exclusive_pte
    sd=keep uffd=keep young=0 | kernel 5.14-6.14
anon shmem : HWPOISON -> same : do_swap_page
    KEEP | gives SIGBUS
hugetlb : HWPOISON -> same : hugetlb_fault
    KEEP | gives SIGBUS
anon : SWAPIN_ERROR -> same : do_swap_page
    KEEP | kernel 5.19-6.1 | gives SIGBUS
anon shmem : MARKER_POISONED -> same : handle_pte_marker
    KEEP | kernel 6.2- | gives SIGBUS
hugetlb : MARKER_POISONED -> same : hugetlb_fault
    KEEP | kernel 6.6- | gives SIGBUS
anon : MARKER_GUARD -> same : handle_pte_marker
    KEEP | kernel 6.13- | gives SIGSEGV
shmem : MARKER_GUARD -> same : handle_pte_marker
    KEEP | kernel 6.15- | gives SIGSEGV
hugetlb : MARKER_UFFD_WP -> PRESENT_RO : hugetlb_no_page
    uffd=1
shmem : PRESENT_RO PRESENT_RW -> same : hardware/handle_pte_fault
    sd=keep uffd=keep excl=keep young=1 dirty=keep

== write : a store
    key w | common | access write
    call write(?: \(and a twin\))?
    call w \w+ \d+.*
shmem : NONE MARKER_UFFD_WP -> same : do_fault>shmem_fault
    if file_poisoned | KEEP | gives SIGBUS | ours
shmem : NONE MARKER_UFFD_WP -> same : do_fault>shmem_fault>handle_userfault(VM_UFFD_MISSING)
    if missing hole | KEEP | gives userfault | ours
anon : MARKER_UFFD_WP -> same : do_anonymous_page>handle_userfault(VM_UFFD_MISSING)
    if missing | KEEP | gives userfault | ours
shmem : NONE -> PRESENT_RW : do_shared_fault or do_cow_fault>set_pte_range
    if missing !hole | sd=mkdirty dirty=1 uffd=0 excl=private | file resident | ours
anon : ZERO -> PRESENT_RW : do_wp_page>wp_page_copy
    if wp wp_async | uffd=0 sd=1 excl=1 dirty=1 young=1 | frame new | ours
shmem : PRESENT_RO -> PRESENT_RW : do_wp_page>wp_page_shared
    if shared wp wp_async | uffd=0 sd=mkdirty dirty=1 young=1 | ours
shmem : PRESENT_RO -> PRESENT_RW : do_wp_page>wp_page_copy
    if !shared wp wp_async | uffd=0 sd=mkdirty dirty=1 young=1 excl=1 | frame new | ours
shmem : MARKER_UFFD_WP -> PRESENT_RW : do_fault>set_pte_range, then do_wp_page
    if vm_uffd_wp wp_async | uffd=0 sd=mkdirty dirty=1 young=1 excl=private | file resident | ours
anon : MARKER_UFFD_WP -> PRESENT_RW : do_anonymous_page, then do_wp_page
    if vm_uffd_wp wp_async | uffd=0 sd=mkdirty dirty=1 young=1 excl=1 | ours
anon : SWAP -> PRESENT_RW : do_swap_page, then do_wp_page
    if wp vm_uffd_wp wp_async | uffd=0 sd=mkdirty dirty=1 young=1 excl=1 | ours
anon : SWAP -> PRESENT_RO : do_swap_page, then do_wp_page>handle_userfault(VM_UFFD_WP)
    if wp vm_uffd_wp !wp_async alone_in_swap | sd=mkdirty dirty=1 young=1 uffd=keep excl=folio | kernel -6.10
        | gives userfault | ours
anon : PRESENT_RO -> PRESENT_RW : do_wp_page>wp_page_copy
    if !wp freed_shared | sd=mkdirty dirty=1 excl=1 uffd=0 young=1 | kernel 7.2- | frame new | ours
anon : ZERO PRESENT_RO -> same : do_wp_page>handle_userfault(VM_UFFD_WP)
    if wp vm_uffd_wp !wp_async | KEEP | gives userfault
shmem : PRESENT_RO -> same : do_wp_page>handle_userfault(VM_UFFD_WP)
    if wp vm_uffd_wp !wp_async | KEEP | gives userfault
anon : SWAP -> PRESENT_RO : do_swap_page>do_wp_page>handle_userfault(VM_UFFD_WP)
    if wp vm_uffd_wp !wp_async | sd=keep uffd=keep excl=folio young=1 dirty=0 | gives userfault
hugetlb : PRESENT_RO -> same : hugetlb_fault>handle_userfault(VM_UFFD_WP)
    if wp vm_uffd_wp !wp_async | KEEP | gives userfault
anon : NONE -> PRESENT_RW : do_anonymous_page
    if !missing vm_write | sd=mkdirty uffd=0 excl=1 young=1 dirty=1
anon : PRESENT_RO -> PRESENT_RW : do_wp_page>wp_page_reuse
    if !wp sole | sd=mkdirty dirty=1 excl=1 uffd=0 young=1
anon : PRESENT_RO -> PRESENT_RW : do_wp_page>wp_page_copy
    if !wp !sole | sd=mkdirty dirty=1 excl=1 uffd=0 young=1 | frame new
anon : PRESENT_RO -> PRESENT_RW : do_wp_page
    if wp wp_async | uffd=0 sd=mkdirty dirty=1 young=1
anon : MARKER_UFFD_WP -> PRESENT_RO : do_anonymous_page
    if vm_uffd_wp !missing | uffd=1 sd=mkdirty dirty=1 | kernel 6.4- | gives userfault next
shmem : PRESENT_RO -> PRESENT_RW : do_wp_page>wp_page_shared
    if shared !wp | sd=mkdirty dirty=1 young=1
shmem : PRESENT_RO -> PRESENT_RW : do_wp_page>wp_page_copy
    if !shared !wp | sd=mkdirty dirty=1 young=1 excl=1 uffd=0 | frame new
anon : NONE -> same : do_anonymous_page>handle_userfault
    if missing | gives userfault
anon : ZERO -> PRESENT_RW : do_wp_page>wp_page_copy
    if !wp | sd=1 excl=1 dirty=1 young=1 | frame new
anon : PROTNONE -> same : access refused by arch fault code
    if !accessible | KEEP | gives SIGSEGV
anon : SWAP -> PRESENT_RW : do_swap_page (then do_wp_page if shared)
    if !wp | sd=mkdirty uffd=0 excl=1 dirty=1
shmem : NONE -> PRESENT_RW : do_shared_fault or do_cow_fault>set_pte_range
    if !missing | sd=mkdirty dirty=1 uffd=0 excl=private | file resident
shmem : MARKER_UFFD_WP -> PRESENT_RO : do_fault>set_pte_range
    if vm_uffd_wp | uffd=1 sd=mkdirty dirty=1 young=1 excl=private | kernel 5.19- | gives userfault next | file resident
hugetlb : NONE -> PRESENT_RW : hugetlb_no_page (+hugetlb_wp for private)
    if !missing | uffd=0
hugetlb : PRESENT_RO -> PRESENT_RW : hugetlb_fault>hugetlb_wp
    if !wp | dirty=1
anon : PRESENT_RW -> same : handle_pte_fault
    sd=store dirty=1 young=1 uffd=keep
anon shmem hugetlb : MIG_R MIG_RX MIG_W -> same : migration_entry_wait/migration_entry_wait_huge
    KEEP | gives wait
shmem : PRESENT_RW -> same : hardware/handle_pte_fault
    sd=store dirty=1 young=1 uffd=keep
anon shmem : HWPOISON -> same : do_swap_page
    KEEP | gives SIGBUS | ours
anon shmem : MARKER_POISONED -> same : handle_pte_marker
    KEEP | kernel 6.2- | gives SIGBUS | ours
hugetlb : HWPOISON MARKER_POISONED -> same : hugetlb_fault
    KEEP | gives SIGBUS | ours
anon : SWAPIN_ERROR -> same : do_swap_page
    KEEP | kernel 5.19-6.1 | gives SIGBUS | ours
anon shmem : MARKER_GUARD -> same : handle_pte_marker
    KEEP | kernel 6.13- | gives SIGSEGV | ours

== reclaim : memory is short
    key Q
anon : PRESENT_RO PRESENT_RW -> NONE : try_to_unmap_one (discard)
    if lazyfree !dirty | LOST
anon : PRESENT_RO PRESENT_RW PROTNONE PROTNONE_NUMA -> SWAP : try_to_unmap_one
    if !no_swap !locked !pinned | sd=keep uffd=keep excl=keep young=lost dirty=folio
shmem : PRESENT_RO PROTNONE PROTNONE_NUMA -> MARKER_UFFD_WP : try_to_unmap_one>pte_install_uffd_wp_if_needed
    if wp vm_uffd_wp | sd=lost uffd=marker dirty=folio | kernel 5.19- | file swapped
anon : PRESENT_RO PRESENT_RW -> NONE : try_to_unmap_one
    if guest_unused | LOST
shmem : PRESENT_RO PRESENT_RW PROTNONE PROTNONE_NUMA -> NONE : try_to_unmap_one (file branch)
    if !keeps_marker | sd=lost uffd=0 young=lost dirty=folio | file swapped
anon : DEVEXCL -> SWAP : try_to_unmap_one
    sd=keep uffd=keep excl=keep | kernel 6.15-
shmem : NONE MARKER_UFFD_WP -> same : (PTE not visited)
    KEEP | file swapped
hugetlb : PRESENT_RO PRESENT_RW -> same : hugetlb pages are never swapped
    KEEP

== pageout : MADV_PAGEOUT
    key o | common | since 5.4 | needs !locked
    call (?:process_)?madvise\(MADV_PAGEOUT.*
shmem : PRESENT_RO PRESENT_RW PROTNONE -> same : madvise_cold_or_pageout_pte_range skips what is mapped twice
    if !mapped_once | KEEP | ours
shmem : PROTNONE -> MARKER_UFFD_WP : as reclaim, file branch
    if mapped_once wp vm_uffd_wp | sd=lost uffd=marker dirty=folio | kernel 5.19- | file swapped | ours
shmem : PROTNONE -> NONE : as reclaim, file branch
    if mapped_once !keeps_marker | sd=lost dirty=folio | file swapped | ours
shmem : PRESENT_RO -> MARKER_UFFD_WP : as reclaim, file branch
    if wp vm_uffd_wp | sd=lost uffd=marker dirty=folio | kernel 5.19- | file swapped
anon : PROTNONE -> same : madvise_cold_or_pageout_pte_range skips the zero page
    if zero | KEEP | ours
anon shmem : PRESENT_RO PRESENT_RW PROTNONE -> same : madvise_cold_or_pageout_pte_range skips merged pages
    if ksm_page | KEEP | ours
anon : PRESENT_RO PRESENT_RW PROTNONE -> same : madvise_cold_or_pageout_pte_range skips what is mapped twice
    if !mapped_once | KEEP | ours
anon : PRESENT_RO PRESENT_RW PROTNONE -> NONE : madvise_cold_or_pageout_pte_range, then try_to_unmap_one (discard)
    if mapped_once lazyfree !dirty | LOST | ours
anon : PRESENT_RO PRESENT_RW PROTNONE -> same : madvise_cold_or_pageout_pte_range, then try_to_unmap_one puts it back
    if mapped_once lazyfree dirty | sd=keep uffd=keep young=0 dirty=keep | folio lazyfree=0 dirty=1 | kernel -6.6 | ours
anon : PRESENT_RO PRESENT_RW PROTNONE -> same : madvise_cold_or_pageout_pte_range, then try_to_unmap_one puts it back
    if mapped_once lazyfree dirty | KEEP | folio lazyfree=0 dirty=1 | kernel 6.7- | ours
anon : PRESENT_RO PRESENT_RW PROTNONE -> same : madvise_cold_or_pageout_pte_range, then try_to_unmap_one puts it back
    if mapped_once pinned | KEEP | ours
anon : PRESENT_RO PRESENT_RW PROTNONE -> same : madvise_cold_or_pageout_pte_range, then as reclaim
    if mapped_once no_swap | KEEP | ours
anon : PRESENT_RO PRESENT_RW PROTNONE -> SWAP : madvise_cold_or_pageout_pte_range, then as reclaim
    if mapped_once | sd=keep uffd=keep excl=keep dirty=folio
shmem : PRESENT_RO PRESENT_RW -> NONE : as reclaim, file branch
    if !keeps_marker | sd=lost dirty=folio | file swapped
anon : SWAP NONE MIG_R MIG_RX MIG_W HWPOISON MARKER_UFFD_WP MARKER_POISONED MARKER_GUARD -> same :
        madvise_cold_or_pageout_pte_range skips non-present
    KEEP
anon : ZERO -> same : madvise_cold_or_pageout_pte_range
    KEEP
shmem : MARKER_UFFD_WP -> same : madvise_cold_or_pageout_pte_range skips non-present
    KEEP | kernel 5.19-

== swapoff : swapoff
    key O | everywhere
    call swapoff\((.+)\)
anon : SWAP -> MARKER_POISONED : unuse_pte
    if io_error | sd=lost uffd=lost excl=lost | kernel 6.2-
anon : SWAP -> SWAPIN_ERROR : unuse_pte
    if io_error | LOST | kernel 5.19-6.1
anon : SWAP -> HWPOISON : unuse_pte
    if poisoned_cache | LOST | kernel 6.2-
anon : SWAP -> PROTNONE : unuse_pte
    if !accessible | sd=keep uffd=keep excl=folio young=0 | ours
anon : SWAP -> PRESENT_RO : unuse_pte
    sd=keep uffd=keep excl=folio young=0

== mig_start : page migration begins
    key m | option MIGRATION
anon hugetlb : PRESENT_RO PROTNONE PROTNONE_NUMA -> MIG_RX : try_to_migrate_one
    if exclusive !pinned | sd=keep uffd=keep excl=type young=offset dirty=offset | kernel 5.19-
anon : PRESENT_RO PRESENT_RW -> same : try_to_migrate_one
    if exclusive pinned | KEEP | gives failed
anon shmem hugetlb : PRESENT_RO PROTNONE PROTNONE_NUMA -> MIG_R : try_to_migrate_one
    if !exclusive | sd=keep uffd=keep young=offset dirty=offset
anon shmem hugetlb : PRESENT_RW -> MIG_W : try_to_migrate_one
    sd=keep uffd=0 excl=type young=offset dirty=offset
anon : DEVPRIV_W -> MIG_W : try_to_migrate_one
    sd=keep uffd=keep
anon : DEVPRIV_R -> MIG_R : try_to_migrate_one
    sd=keep uffd=keep

== mig_end : page migration ends, or is undone
    key M | option MIGRATION
anon : MIG_R MIG_RX MIG_W -> DEVPRIV_R : remove_migration_pte
    if device !writable_copy | sd=keep uffd=keep | frame new
anon : MIG_W -> DEVPRIV_W : remove_migration_pte
    if device writable_copy | sd=keep uffd=keep | frame new
shmem : MIG_R -> PRESENT_RW : remove_migration_pte
    if !device accessible prot_writes !wp | sd=keep uffd=keep excl=0 young=entry dirty=entry | frame new | ours
anon shmem hugetlb : MIG_RX -> PROTNONE : remove_migration_pte
    if !device !accessible | sd=keep uffd=keep excl=keep young=entry dirty=entry | ours | frame new
anon shmem hugetlb : MIG_R -> PROTNONE : remove_migration_pte
    if !device !accessible | sd=keep uffd=keep excl=0 young=entry dirty=entry | ours | frame new
anon shmem hugetlb : MIG_W -> PRESENT_RW : remove_migration_pte
    if !device | sd=keep uffd=0 excl=keep young=entry dirty=entry | frame new
anon hugetlb : MIG_RX -> PRESENT_RO : remove_migration_pte
    if !device | sd=keep uffd=keep excl=keep young=entry dirty=entry | frame new
anon shmem hugetlb : MIG_R -> PRESENT_RO : remove_migration_pte
    if !device | sd=keep uffd=keep excl=0 young=entry dirty=entry | frame new

== dev_migrate : a driver takes the page to its device
    key d | since 4.14 | option DEVICE_PRIVATE
anon : PRESENT_RW -> MIG_W : migrate_vma_collect_pmd
    if !folio_locked | sd=keep uffd=keep

== dev_exclusive : a driver wants the page for itself
    key D | since 5.14 | option DEVICE_PRIVATE
anon : PRESENT_RW -> DEVEXCL : make_device_exclusive
    if mapped_once | sd=keep uffd=0 dirty=folio | kernel 6.15-
anon : PRESENT_RW -> DEVEXCL_W : page_make_device_exclusive_one
    sd=keep uffd=keep | kernel 5.14-6.14

== numa_scan : NUMA balancing looks who uses the page
    key N | option NUMA_BALANCING
anon shmem : PRESENT_RO PRESENT_RW -> PROTNONE_NUMA : change_pte_range(MM_CP_PROT_NUMA)
    if !ksm !pinned !on_node | KEEP | modify
anon shmem : PROTNONE PROTNONE_NUMA -> same : change_pte_range
    KEEP | modify
anon : MIG_W -> MIG_RX : change_pte_range
    sd=keep
"""
