/*
 * The probe's other half, compiled for the host: what the kernel's headers want of a kernel, and the output. It uses no
 * C library for 32 bits, which is seldom installed beside one for 64.
 */
extern void probe(void);

#ifdef __i386__
static void put(const char *text, long count)
{
	long ret;
	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(4), "b"(1), "c"(text), "d"(count) : "memory");
}

static void leave(void)
{
	__asm__ volatile("int $0x80" : : "a"(1), "b"(0));
	__builtin_unreachable();
}
#else
extern long write(int, const void *, unsigned long);
extern void _exit(int);

static void put(const char *text, long count)
{
	if (write(1, text, count) < 0)
		return;
}
#endif

/* One line: the name, the number in decimal, the word in hexadecimal, 16 digits. */
void tell(const char *name, int number, unsigned long long word)
{
	char line[64];
	int length = 0, shift;
	while (*name && length < 32)
		line[length++] = *name++;
	line[length++] = ' ';
	line[length++] = '0' + number / 10;
	line[length++] = '0' + number % 10;
	line[length++] = ' ';
	for (shift = 60; shift >= 0; shift -= 4)
		line[length++] = "0123456789abcdef"[word >> shift & 15];
	line[length++] = '\n';
	put(line, length);
}

/* Variables that decide about the format of an entry, as a kernel on a plain machine has them. */
__attribute__((weak)) unsigned long long __supported_pte_mask = ~0ULL;
__attribute__((weak)) unsigned long long physical_mask = (1ULL << 52) - 1;

#ifdef __i386__
void _start(void)
{
	probe();
	leave();
}
#else
int main(void)
{
	probe();
	_exit(0);
}
#endif
