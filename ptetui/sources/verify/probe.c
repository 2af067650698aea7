/*
 * What the kernel's own macros and inlines say of page-table entries. The headers are those of the tree that is
 * verified, preprocessed for its architecture; tell() is in harness.c, compiled for the host.
 */
#include <linux/mm.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#if PROBE_RELEASE >= 619
#include <linux/leafops.h>
#endif

extern void tell(const char *name, int number, unsigned long long word);

#define SWAP(type, offset) swp_entry_to_pte(swp_entry(type, offset))
#define RAW(pte) ((unsigned long long)pte_val(pte))

void probe(void)
{
	int bit, bits = 8 * sizeof(pte_t);
	pte_t base = SWAP(0, 0);

	tell("width", 0, bits);
	tell("page_shift", 0, PAGE_SHIFT);
	tell("max_swapfiles", 0, MAX_SWAPFILES);
	tell("swap", 0, RAW(base));
	for (bit = 0; bit < 5; bit++)
		tell("type", bit, RAW(SWAP(1UL << bit, 0)));
	for (bit = 0; bit < 58 && bit < 8 * sizeof(long) - 5; bit++) {
		pte_t pte = SWAP(0, 1UL << bit);
		/* Else it does not come back. No test for none: on nios2 small offsets of type 0 are. */
		if (__swp_offset(__pte_to_swp_entry(pte)) == 1UL << bit)
			tell("offset", bit, RAW(pte));
	}
#if defined(__HAVE_ARCH_PTE_SWP_EXCLUSIVE) || PROBE_RELEASE >= 603
	tell("exclusive", 0, RAW(pte_swp_mkexclusive(base)));
#endif
#ifdef CONFIG_HAVE_ARCH_SOFT_DIRTY
	tell("soft_dirty", 0, RAW(pte_swp_mksoft_dirty(base)));
#endif
#ifdef CONFIG_HAVE_ARCH_USERFAULTFD_WP
#if PROBE_RELEASE >= 703
	tell("uffd_wp", 0, RAW(pte_swp_mkuffd(base)));
#else
	tell("uffd_wp", 0, RAW(pte_swp_mkuffd_wp(base)));
#endif
#endif
#ifdef CONFIG_MIGRATION
	tell("migration_read", 0, SWP_MIGRATION_READ);
	tell("migration_write", 0, SWP_MIGRATION_WRITE);
#endif
	tell("none", 64, pte_none(__pte(0)));
	tell("present", 64, !!pte_present(__pte(0)));
	for (bit = 0; bit < bits; bit++) {
		pte_t pte = __pte(1ULL << bit);
		tell("none", bit, pte_none(pte));
		tell("present", bit, !!pte_present(pte));
	}
	for (bit = 0; bit < 8 * sizeof(long) && bit + PAGE_SHIFT < bits; bit++) { /* powerpc traps larger frames */
		pte_t pte = pfn_pte(1UL << bit, __pgprot(0));
		if (pte_pfn(pte) == 1UL << bit) /* alpha moves some frames */
			tell("pfn", bit, RAW(pte) ^ RAW(pfn_pte(0, __pgprot(0))));
	}
}
