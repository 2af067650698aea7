/*
 * The agent: the only program in the lab's virtual machine. It is init, and speaks with the host in lines.
 *
 * Init watches a subject, a process with one page of interest and eight locked cookie pages in the same page table.
 * "subject BASE" starts one, "symbol NAME" asks for a symbol's address in the kernel, "peek OFFSET SIZE PATH" for a part
 * of a file, "quit" ends the machine, "WHO VERB NUMBER" is a call of the subject (0) or of its child (1). Every answer is
 * one line of fields, all numbers hexadecimal but ret, errno, sig and a process's number.
 *
 * A call that waits for a userfault is left by a signal from init, which reads the userfaultfd; one that does not
 * return within CALL_MS is interrupted, and killed where that does not help.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define CALL_MS 1500 /* a call that takes longer does not return by itself */
#define DISK_MS 3000 /* disks are found while init already runs */
#define COOKIES 8
#define COOKIE_AT 8 /* pages from the base; the page of interest is at PAGE_AT, its other place at AWAY_AT */
#define PAGE_AT 3
#define AWAY_AT 20
#define PEEK 1024 /* bytes of a file in one answer */

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif
#define NR_PIDFD_OPEN 434
#define NR_PIDFD_GETFD 438

/* linux/userfaultfd.h and linux/fs.h of newer kernels than the host may have. */
struct uffd_api { uint64_t api, features, ioctls; };
struct uffd_range { uint64_t start, len; };
struct uffd_register { struct uffd_range range; uint64_t mode, ioctls; };
struct uffd_copy { uint64_t dst, src, len, mode; int64_t copy; };
struct uffd_wp { struct uffd_range range; uint64_t mode; };
struct uffd_poison { struct uffd_range range; uint64_t mode; int64_t updated; };
struct uffd_message { uint8_t event, r1; uint16_t r2; uint32_t r3; uint64_t flags, address, more; };
struct scan {
	uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages, inverted, mask, anyof, returned;
};
struct scanned { uint64_t start, end, categories; };
#define IO_API _IOWR(0xAA, 0x3F, struct uffd_api)
#define IO_REGISTER _IOWR(0xAA, 0x00, struct uffd_register)
#define IO_UNREGISTER _IOR(0xAA, 0x01, struct uffd_range)
#define IO_COPY _IOWR(0xAA, 0x03, struct uffd_copy)
#define IO_WP _IOWR(0xAA, 0x06, struct uffd_wp)
#define IO_POISON _IOWR(0xAA, 0x08, struct uffd_poison)
#define IO_SCAN _IOWR('f', 16, struct scan)
#define EVENT_PAGEFAULT 0x12
#define SCAN_ALL 0x1ff /* all categories up to GUARD */
#define SCAN_OLD 0xff

struct call { int who; char verb[16]; uint64_t number; };
struct look { uint64_t pagemap, categories; };
struct answer { long ret; int err, sig, ufd, child; struct look own, childs; };

static long page_size, length; /* length of what calls are done to: a page, or a huge one */
static char *base, *page;
static int ufd = -1, file = -1, child, child_in = -1, child_out = -1, kind, blind;
static uint64_t features;
static sigjmp_buf out;
static volatile sig_atomic_t leave_on_fault, leave_on_call, caught;

/* ------------------------------------------------------------------ small things */

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	if (fd >= 0) {
		if (write(fd, text, strlen(text)) < 0)
			perror(path);
		close(fd);
	}
}

static int read_all(int fd, void *to, size_t count)
{
	for (size_t done = 0; done < count;) {
		ssize_t got = read(fd, (char *)to + done, count - done);
		if (got == 0 || (got < 0 && errno != EINTR))
			return -1;
		done += got > 0 ? got : 0;
	}
	return 0;
}

static int write_all(int fd, const void *from, size_t count)
{
	for (size_t done = 0; done < count;) {
		ssize_t put = write(fd, (const char *)from + done, count - done);
		if (put < 0 && errno != EINTR)
			return -1;
		done += put > 0 ? put : 0;
	}
	return 0;
}

static const char *area(uint64_t number, char *path)
{
	sprintf(path, "/dev/ram%d", (int)number);
	if (access(path, F_OK))
		sprintf(path, "/dev/nvme%dn1", (int)number);
	return path;
}

static void make_swap(uint64_t number)
{
	char path[32], *page0 = calloc(1, page_size);
	int fd = open(area(number, path), O_RDWR);
	if (fd < 0)
		return;
	off_t size = lseek(fd, 0, SEEK_END);
	uint32_t header[2] = {1, size / page_size - 1};
	memcpy(page0 + 1024, header, sizeof header);
	memcpy(page0 + page_size - 10, "SWAPSPACE2", 10);
	if (pwrite(fd, page0, page_size, 0) != page_size)
		perror(path);
	fsync(fd);
	close(fd);
	free(page0);
}

static struct look look_at(int pid)
{
	struct look seen = {0, 0};
	char path[64];
	sprintf(path, "/proc/%d/pagemap", pid);
	int fd = open(path, O_RDONLY);
	if (fd < 0)
		return seen;
	if (pread(fd, &seen.pagemap, 8, (uint64_t)(uintptr_t)page / page_size * 8) != 8)
		seen.pagemap = 0;
	struct scanned region = {0, 0, 0};
	struct scan scan = {
		.size = sizeof scan, .start = (uintptr_t)page, .end = (uintptr_t)page + page_size,
		.vec = (uintptr_t)&region, .vec_len = 1, .returned = SCAN_ALL,
	};
	int got = ioctl(fd, IO_SCAN, &scan);
	if (got < 0) {
		scan.returned = SCAN_OLD;
		got = ioctl(fd, IO_SCAN, &scan);
	}
	/* The top bit says that the kernel knows the call. */
	seen.categories = got < 0 ? 0 : region.categories | 1ULL << 63;
	close(fd);
	return seen;
}

/* ------------------------------------------------------------------ the subject */

static void on_signal(int sig)
{
	caught = sig == SIGUSR1 ? SIGALRM : sig;
	if (sig == SIGUSR1 ? leave_on_fault || leave_on_call : leave_on_fault)
		siglongjmp(out, 1);
	if (sig == SIGSEGV)
		_exit(3); /* a fault of the agent itself */
}

static long map(uint64_t kinds)
{
	int prot = kinds & 16 ? PROT_READ : PROT_READ | PROT_WRITE, flags = MAP_FIXED_NOREPLACE;
	kind = kinds & 15;
	if (file >= 0)
		close(file);
	file = -1;
	if (kind >= 2) {
		file = memfd_create("page", 0);
		if (file < 0 || ftruncate(file, page_size))
			return -1;
	} else {
		flags |= MAP_ANONYMOUS;
	}
	flags |= kind == 1 || kind == 2 ? MAP_SHARED : MAP_PRIVATE;
	return mmap(page, page_size, prot, flags, file, 0) == MAP_FAILED ? -1 : 0;
}

/* A huge page behind the table of the cookies. Its pagemap is read when "look" asks for it: see session.py. */
static long map_huge(uint64_t span)
{
	page = base + span;
	length = span;
	blind = 1;
	if (mmap(page, span, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != page)
		return -1;
	return madvise(page, span, MADV_HUGEPAGE);
}

static long move(void)
{
	char *away = base + AWAY_AT * page_size;
	if (mremap(page, page_size, page_size, MREMAP_MAYMOVE | MREMAP_FIXED, away) != away)
		return -1;
	return mremap(away, page_size, page_size, MREMAP_MAYMOVE | MREMAP_FIXED, page) == page ? 0 : -1;
}

/* The page, or the huge one, to the other one of two NUMA nodes. */
static long move_to_other_node(void)
{
	void *pages[1] = {page};
	int status[1] = {-1}, node[1];
	if (syscall(SYS_move_pages, 0, 1L, pages, NULL, status, 0))
		return -1;
	if (status[0] >= 0) {
		node[0] = 1 - status[0];
		long ret = syscall(SYS_move_pages, 0, 1L, pages, node, status, 2 /* MPOL_MF_MOVE */);
		if (ret)
			return ret;
	}
	errno = -status[0];
	return status[0] < 0 ? -1 : 0;
}

static long open_uffd(uint64_t wanted)
{
	if (ufd < 0) {
		struct uffd_api api = {.api = 0xAA, .features = wanted & features};
		ufd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
		if (ufd < 0 || ioctl(ufd, IO_API, &api))
			return -1;
	}
	return 0;
}

static long userfault_call(const char *verb, uint64_t number)
{
	struct uffd_range range = {(uintptr_t)page, page_size};
	if (!strcmp(verb, "uopen"))
		return open_uffd(number);
	if (!strcmp(verb, "ureg")) {
		struct uffd_register todo = {.range = range, .mode = number};
		return ioctl(ufd, IO_REGISTER, &todo);
	}
	if (!strcmp(verb, "uunreg"))
		return ioctl(ufd, IO_UNREGISTER, &range);
	if (!strcmp(verb, "uwp")) {
		struct uffd_wp todo = {range, number};
		return ioctl(ufd, IO_WP, &todo);
	}
	if (!strcmp(verb, "upoison")) {
		struct uffd_poison todo = {.range = range};
		return ioctl(ufd, IO_POISON, &todo);
	}
	if (!strcmp(verb, "ucopy")) {
		struct uffd_copy todo = {range.start, (uintptr_t)base + COOKIE_AT * page_size, page_size, number, 0};
		return ioctl(ufd, IO_COPY, &todo);
	}
	if (!strcmp(verb, "uclose")) {
		long ret = close(ufd);
		ufd = -1;
		return ret;
	}
	errno = ENOSYS;
	return -1;
}

static long scan_and_protect(void)
{
	struct scan scan = {
		.size = sizeof scan, .flags = 1, .start = (uintptr_t)page, .end = (uintptr_t)page + page_size,
	};
	int fd = open("/proc/self/pagemap", O_RDONLY);
	long ret = ioctl(fd, IO_SCAN, &scan);
	int err = errno;
	close(fd);
	errno = err;
	return ret;
}

static long clear_refs(uint64_t number)
{
	char text = '0' + number;
	int fd = open("/proc/self/clear_refs", O_WRONLY);
	long ret = write(fd, &text, 1);
	int err = errno;
	close(fd);
	errno = err;
	return ret;
}

static long access_page(int store)
{
	volatile char *at = page;
	leave_on_fault = 1;
	if (store)
		*at = 7;
	else
		(void)*at;
	return 0;
}

static void serve(int in, int to);

static long start_child(void)
{
	int down[2], up[2];
	if (pipe(down) || pipe(up))
		return -1;
	int parent = getpid();
	int pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(0);
		close(down[1]);
		close(up[0]);
		serve(down[0], up[1]);
		_exit(0);
	}
	int err = errno;
	close(down[0]);
	close(up[1]);
	child = pid > 0 ? pid : 0;
	child_in = down[1];
	child_out = up[0];
	errno = err;
	return pid;
}

static void end_child(void)
{
	if (!child)
		return;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(child_in);
	close(child_out);
	child = 0;
}

static long one_call(const char *verb, uint64_t number)
{
	char path[32];
	if (!strcmp(verb, "map"))
		return map(number);
	if (!strcmp(verb, "hmap"))
		return map_huge(number);
	if (!strcmp(verb, "read") || !strcmp(verb, "write"))
		return access_page(verb[0] == 'w');
	if (!strcmp(verb, "madvise"))
		return madvise(page, length, number);
	if (!strcmp(verb, "mprotect"))
		return mprotect(page, length, number);
	if (!strcmp(verb, "mremap"))
		return move();
	if (!strcmp(verb, "mlock"))
		return mlock(page, length);
	if (!strcmp(verb, "munlock"))
		return munlock(page, length);
	if (!strcmp(verb, "munmap"))
		return munmap(page, length);
	if (!strcmp(verb, "clear"))
		return clear_refs(number);
	if (!strcmp(verb, "punch"))
		return fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, page_size);
	if (!strcmp(verb, "truncate"))
		return ftruncate(file, 0) || ftruncate(file, page_size) ? -1 : 0;
	if (!strcmp(verb, "swapoff"))
		return swapoff(area(number, path));
	if (!strcmp(verb, "swapon"))
		return swapon(area(number, path), 0);
	if (!strcmp(verb, "scanwp"))
		return scan_and_protect();
	if (!strcmp(verb, "readonly"))
		return mprotect(base + COOKIE_AT * page_size, page_size, PROT_READ);
	if (!strcmp(verb, "look"))
		return 0;
	if (!strcmp(verb, "movenode"))
		return move_to_other_node();
	return userfault_call(verb, number);
}

static struct answer do_call(const struct call *call)
{
	struct answer answer = {0};
	volatile long ret = -1;
	caught = 0;
	errno = 0;
	if (sigsetjmp(out, 1) == 0) {
		leave_on_call = 1;
		ret = one_call(call->verb, call->number);
		answer.err = ret < 0 ? errno : 0;
	}
	leave_on_call = leave_on_fault = 0;
	answer.ret = ret;
	answer.sig = caught;
	return answer;
}

/* Calls as they come; the child has no fork, and answers to the subject instead of init. */
static void serve(int in, int to)
{
	struct call call;
	int self = getpid();
	while (read_all(in, &call, sizeof call) == 0) {
		struct answer answer = {0};
		if (call.who && child) {
			if (write_all(child_in, &call, sizeof call) || read_all(child_out, &answer, sizeof answer))
				answer = (struct answer){.ret = -1, .err = ESRCH};
		} else if (!strcmp(call.verb, "fork")) {
			end_child();
			answer.ret = start_child();
			answer.err = answer.ret < 0 ? errno : 0;
		} else if (!strcmp(call.verb, "childexit")) {
			end_child();
		} else {
			answer = do_call(&call);
		}
		int looks = !blind || !strcmp(call.verb, "look");
		if (looks)
			answer.own = look_at(self);
		answer.ufd = ufd;
		answer.child = child;
		if (looks && child)
			answer.childs = look_at(child);
		if (write_all(to, &answer, sizeof answer))
			break;
	}
}

static void subject(int in, int to)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_NODEFER};
	uint64_t frames[COOKIES];
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
	char *cookies = mmap(base + COOKIE_AT * page_size, COOKIES * page_size, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	memset(frames, 0, sizeof frames);
	if (cookies != MAP_FAILED) {
		for (int i = 0; i < COOKIES; i++)
			cookies[i * page_size] = i + 1;
		mlock(cookies, COOKIES * page_size);
		int fd = open("/proc/self/pagemap", O_RDONLY);
		if (pread(fd, frames, sizeof frames, (uint64_t)(uintptr_t)cookies / page_size * 8) != sizeof frames)
			memset(frames, 0, sizeof frames);
		close(fd);
	}
	if (write_all(to, frames, sizeof frames) == 0)
		serve(in, to);
	_exit(0);
}

/* ------------------------------------------------------------------ init */

static int subject_pid, to_subject = -1, from_subject = -1, watched = -1, subject_child;

static void end_subject(void)
{
	if (!subject_pid)
		return;
	kill(subject_pid, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
	close(to_subject);
	close(from_subject);
	if (watched >= 0)
		close(watched);
	watched = -1;
	subject_pid = subject_child = 0;
}

static void start_subject(FILE *host, uint64_t where)
{
	int down[2], up[2];
	uint64_t frames[COOKIES];
	end_subject();
	base = (char *)(uintptr_t)where;
	page = base + PAGE_AT * page_size;
	length = page_size;
	if (pipe(down) || pipe(up))
		return;
	subject_pid = fork();
	if (subject_pid == 0) {
		close(down[1]);
		close(up[0]);
		fclose(host);
		subject(down[0], up[1]);
	}
	close(down[0]);
	close(up[1]);
	to_subject = down[1];
	from_subject = up[0];
	if (read_all(from_subject, frames, sizeof frames)) {
		fprintf(host, "gone\n");
		return;
	}
	fprintf(host, "subject %d", subject_pid);
	for (int i = 0; i < COOKIES; i++)
		fprintf(host, " %llx", (unsigned long long)frames[i]);
	fprintf(host, "\n");
}

/* The faults that wait in the userfaultfd are read; the flags of the last. -1: none. */
static int64_t read_faults(void)
{
	struct uffd_message message;
	int64_t flags = -1;
	while (read(watched, &message, sizeof message) == sizeof message)
		if (message.event == EVENT_PAGEFAULT)
			flags = message.flags;
	return flags;
}

static void interrupt(void)
{
	kill(subject_pid, SIGUSR1);
	if (subject_child > 0)
		kill(subject_child, SIGUSR1);
}

static void pass_on(FILE *host, const struct call *call)
{
	struct answer answer;
	int64_t fault = -1;
	int interrupted = 0;
	if (!subject_pid) {
		fprintf(host, "gone\n");
		return;
	}
	if (!strcmp(call->verb, "uclose") && watched >= 0) {
		close(watched); /* the last descriptor unregisters */
		watched = -1;
	}
	if (write_all(to_subject, call, sizeof *call)) {
		end_subject();
		fprintf(host, "gone\n");
		return;
	}
	for (int waited = 0;;) {
		struct pollfd wait[2] = {{from_subject, POLLIN, 0}, {watched, POLLIN, 0}};
		int ready = poll(wait, watched >= 0 ? 2 : 1, 50);
		if (ready > 0 && wait[0].revents)
			break;
		if (ready > 0 && watched >= 0 && wait[1].revents) {
			int64_t flags = read_faults();
			if (flags >= 0) {
				fault = flags;
				interrupt();
			}
			continue;
		}
		waited += 50;
		if (waited >= CALL_MS && interrupted++ % 20 == 0)
			interrupt();
		if (waited >= 2 * CALL_MS) {
			end_subject();
			fprintf(host, "gone\n");
			return;
		}
	}
	if (read_all(from_subject, &answer, sizeof answer)) {
		end_subject();
		fprintf(host, "gone\n");
		return;
	}
	subject_child = answer.child;
	if (answer.ufd >= 0 && watched < 0) {
		int fd = syscall(NR_PIDFD_OPEN, subject_pid, 0);
		watched = syscall(NR_PIDFD_GETFD, fd, answer.ufd, 0);
		close(fd);
	}
	fprintf(host, "= %ld %d %d %llx %d %d %llx %llx %llx %llx\n", answer.ret, answer.err, answer.sig,
		(unsigned long long)fault, interrupted > 0, answer.child, (unsigned long long)answer.own.pagemap,
		(unsigned long long)answer.own.categories, (unsigned long long)answer.childs.pagemap,
		(unsigned long long)answer.childs.categories);
}

/* A part of a file, such as /proc/kcore, in hexadecimal digits. */
static void peek(FILE *host, const char *path, uint64_t offset, uint64_t size)
{
	static unsigned char data[PEEK];
	int fd = open(path, O_RDONLY);
	ssize_t got = fd < 0 ? -1 : pread(fd, data, size < PEEK ? size : PEEK, offset);
	if (fd >= 0)
		close(fd);
	fprintf(host, "peek ");
	for (ssize_t i = 0; i < got; i++)
		fprintf(host, "%02x", data[i]);
	fprintf(host, "\n");
}

/* A symbol's address as /proc/kallsyms has it; 0: not there. */
static unsigned long long address_of(const char *name)
{
	char line[512], known[256], type;
	unsigned long long address = 0, at;
	FILE *list = fopen("/proc/kallsyms", "r");
	while (list && !address && fgets(line, sizeof line, list))
		if (sscanf(line, "%llx %c %255s", &at, &type, known) == 3 && !strcmp(known, name))
			address = at;
	if (list)
		fclose(list);
	return address;
}

/* 0 where no swap area could be switched on. */
static int prepare(void)
{
	char path[32];
	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mount("proc", "/proc", "proc", 0, NULL);
	mkdir("/sys", 0755);
	mount("sys", "/sys", "sysfs", 0, NULL);
	int fd = open("/swap.ko", O_RDONLY);
	if (fd >= 0) {
		if (syscall(SYS_finit_module, fd, "rd_nr=2 rd_size=16384", 0))
			perror("swap.ko");
		close(fd);
	}
	for (int waited = 0; waited < DISK_MS && access(area(1, path), F_OK); waited += 10)
		usleep(10000);
	make_swap(0);
	make_swap(1);
	int on = swapon(area(0, path), 0) == 0;
	if (!on)
		perror(path);
	write_text("/proc/sys/kernel/printk", "3");
	/* khugepaged would make one page of what a call has split */
	write_text("/sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs", "4000000000");
	return on;
}

int main(void)
{
	static char line[256], name_asked[128];
	char tty[64];
	struct termios raw;
	struct utsname name;
	struct uffd_api api = {.api = 0xAA};
	page_size = sysconf(_SC_PAGESIZE);
	int swap = prepare();
	snprintf(tty, sizeof tty, "/dev/%s", getenv("lab") ? getenv("lab") : "ttyS1");
	int port = open(tty, O_RDWR | O_NOCTTY);
	if (port < 0) {
		perror(tty);
		reboot(RB_POWER_OFF);
	}
	tcgetattr(port, &raw);
	cfmakeraw(&raw);
	raw.c_oflag = OPOST; /* changes no byte, and has the tty pass output on at once: s390's waits 50 ms without */
	tcsetattr(port, TCSANOW, &raw);
	FILE *host = fdopen(port, "r+");
	setvbuf(host, NULL, _IOLBF, 0);
	int probe = syscall(SYS_userfaultfd, O_CLOEXEC);
	if (probe >= 0 && ioctl(probe, IO_API, &api) == 0)
		features = api.features;
	close(probe);
	uname(&name);
	fprintf(host, "ready %s %s %ld %llx %d\n", name.release, name.machine, page_size,
		(unsigned long long)features, swap);
	while (fgets(line, sizeof line, host)) {
		unsigned long long number = 0, size = 0;
		struct call call = {0};
		if (!strncmp(line, "quit", 4))
			break;
		if (sscanf(line, "subject %llx", &number) == 1) {
			start_subject(host, number);
		} else if (sscanf(line, "symbol %127s", name_asked) == 1) {
			fprintf(host, "symbol %llx\n", address_of(name_asked));
		} else if (sscanf(line, "peek %llx %llx %127s", &number, &size, name_asked) == 3) {
			peek(host, name_asked, number, size);
		} else if (sscanf(line, "%d %15s %llx", &call.who, call.verb, &number) >= 2) {
			call.number = number;
			pass_on(host, &call);
		} else {
			fprintf(host, "gone\n");
		}
	}
	sync();
	reboot(RB_POWER_OFF);
	return 0;
}
