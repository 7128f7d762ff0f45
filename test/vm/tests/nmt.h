/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the tests share: checks that are told in TAP, and the few steps to open a port.
 *
 * Each program is static, runs alone in a guest with the module freshly loaded, and prints one "ok" or "not ok" line for
 * each check and at the end the plan. Its exit status is 0 only if all checks passed.
 */
#ifndef NMT_H
#define NMT_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <net/netmap.h>

/* What is on its way has come within this, in ms: a slow machine has time, and only a failure takes that long. */
#define PATIENCE	60000

static int nmt_checks, nmt_failed;

static inline bool __attribute__((format(printf, 2, 3))) ok(bool good, const char *what, ...)
{
	va_list ap;

	va_start(ap, what);
	printf("%s %d - ", good ? "ok" : "not ok", ++nmt_checks);
	vprintf(what, ap);
	printf("\n");
	va_end(ap);
	fflush(stdout);
	nmt_failed += !good;
	return good;
}

/* Two numbers that should be equal. */
static inline bool __attribute__((format(printf, 3, 4))) is(long long got, long long wanted, const char *what, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, what);
	vsnprintf(text, sizeof(text), what, ap);
	va_end(ap);
	if (got == wanted)
		return ok(true, "%s", text);
	return ok(false, "%s: %lld (%#llx) instead of %lld", text, got, got, wanted);
}

static inline int done(void)
{
	printf("1..%d\n", nmt_checks);
	return nmt_failed != 0;
}

/* ---- ports ---- */

struct port {
	int fd;
	char *mem;
	struct netmap_if *nifp;
	struct nmreq_register reg;
};

static inline int dev_open(void)
{
	int fd = open("/dev/netmap", O_RDWR | O_CLOEXEC);

	if (fd < 0) {
		printf("Bail out! /dev/netmap: %s\n", strerror(errno));
		exit(2);
	}
	return fd;
}

/* A request; 0 or -errno. */
static inline int ctrl_opt(int fd, uint16_t type, const char *name, void *body, void *options)
{
	struct nmreq_header hdr = { .nr_version = NETMAP_API, .nr_reqtype = type, .nr_body = (uintptr_t)body,
				    .nr_options = (uintptr_t)options };

	strncpy(hdr.nr_name, name, sizeof(hdr.nr_name) - 1);
	return ioctl(fd, NIOCCTRL, &hdr) ? -errno : 0;
}

static inline int ctrl(int fd, uint16_t type, const char *name, void *body)
{
	return ctrl_opt(fd, type, name, body, NULL);
}

/* Binds as p->reg says, and maps. 0 or -errno. */
static inline int port_bind_opt(struct port *p, const char *name, void *options)
{
	int err;

	p->fd = dev_open();
	err = ctrl_opt(p->fd, NETMAP_REQ_REGISTER, name, &p->reg, options);
	if (err) {
		close(p->fd);
		p->fd = -1;
		return err;
	}
	p->mem = mmap(NULL, p->reg.nr_memsize, PROT_READ | PROT_WRITE, MAP_SHARED, p->fd, 0);
	if (p->mem == MAP_FAILED) {
		err = -errno;
		close(p->fd);
		p->fd = -1;
		return err;
	}
	p->nifp = (struct netmap_if *)(p->mem + p->reg.nr_offset);
	return 0;
}

static inline int port_bind(struct port *p, const char *name)
{
	return port_bind_opt(p, name, NULL);
}

static inline int port_open(struct port *p, const char *name)
{
	memset(p, 0, sizeof(*p));
	p->reg.nr_mode = NR_REG_ALL_NIC;
	return port_bind(p, name);
}

static inline int port_open_size(struct port *p, const char *name, uint32_t slots, uint16_t rings)
{
	memset(p, 0, sizeof(*p));
	p->reg.nr_mode = NR_REG_ALL_NIC;
	p->reg.nr_tx_slots = p->reg.nr_rx_slots = slots;
	p->reg.nr_tx_rings = p->reg.nr_rx_rings = rings;
	return port_bind(p, name);
}

static inline void port_close(struct port *p)
{
	if (p->fd < 0)
		return;
	munmap(p->mem, p->reg.nr_memsize);
	close(p->fd);
	p->fd = -1;
}

/* A port without which the rest makes no sense. */
static inline void must_open(struct port *p, const char *name)
{
	int err = port_open(p, name);

	if (err) {
		printf("Bail out! cannot open %s: %s\n", name, strerror(-err));
		exit(2);
	}
}

static inline struct netmap_ring *ring_at(struct port *p, unsigned int i)
{
	return p->nifp->ring_ofs[i] ? (struct netmap_ring *)((char *)p->nifp + p->nifp->ring_ofs[i]) : NULL;
}

static inline struct netmap_ring *tx_ring(struct port *p, unsigned int i)
{
	return ring_at(p, i);
}

static inline struct netmap_ring *rx_ring(struct port *p, unsigned int i)
{
	return ring_at(p, p->nifp->ni_tx_rings + p->nifp->ni_host_tx_rings + i);
}

static inline char *slot_buf(struct netmap_ring *r, uint32_t i)
{
	return (char *)r + r->buf_ofs + (size_t)r->slot[i].buf_idx * r->nr_buf_size;
}

static inline uint32_t ring_next(const struct netmap_ring *r, uint32_t i)
{
	return i + 1 == r->num_slots ? 0 : i + 1;
}

static inline uint32_t ring_space(const struct netmap_ring *r)
{
	return r->tail >= r->head ? r->tail - r->head : r->tail + r->num_slots - r->head;
}

static inline int txsync(struct port *p) { return ioctl(p->fd, NIOCTXSYNC, NULL) ? -errno : 0; }
static inline int rxsync(struct port *p) { return ioctl(p->fd, NIOCRXSYNC, NULL) ? -errno : 0; }

/* The result of poll for @events, waiting up to @ms. */
static inline int poll_port(struct port *p, short events, int ms)
{
	struct pollfd pfd = { .fd = p->fd, .events = events };

	return poll(&pfd, 1, ms) < 0 ? -errno : pfd.revents;
}

/* ---- packets ---- */

/* An Ethernet frame of @len bytes with a payload that @seed decides. Addresses are 02:00:00:00:x:y; 0xffff broadcasts. */
static inline void frame_make(char *buf, uint16_t dst, uint16_t src, int len, int seed)
{
	int i;

	memset(buf, 0, len < 14 ? len : 14);
	if (len >= 14) {
		buf[0] = 2; buf[4] = dst >> 8; buf[5] = dst;
		if (dst == 0xffff)
			memset(buf, 0xff, 6);
		buf[6] = 2; buf[10] = src >> 8; buf[11] = src;
		buf[12] = 0x88; buf[13] = (char)0xb5;
	}
	for (i = 14; i < len; i++)
		buf[i] = seed + i * 7;
}

static inline bool frame_good(const char *buf, int len, int seed)
{
	int i;

	for (i = 14; i < len; i++) {
		if (buf[i] != (char)(seed + i * 7))
			return false;
	}
	return true;
}

/* Puts a frame into the next slot; it goes with the next sync. */
static inline struct netmap_slot *put(struct port *p, uint16_t dst, uint16_t src, int len, int seed)
{
	struct netmap_ring *r = tx_ring(p, 0);
	struct netmap_slot *s = &r->slot[r->head];

	frame_make(slot_buf(r, r->head), dst, src, len, seed);
	s->len = len;
	s->flags = 0;
	r->head = r->cur = ring_next(r, r->head);
	return s;
}

static inline int send_frame(struct port *p, uint16_t dst, uint16_t src, int len, int seed)
{
	put(p, dst, src, len, seed);
	return txsync(p);
}

/* Receives what is there, on all rings: the number of slots, which are given back with the next sync. */
static inline int take(struct port *p, int *last_len)
{
	unsigned int i;
	int n = 0;

	rxsync(p);
	for (i = 0; i < p->nifp->ni_rx_rings; i++) {
		struct netmap_ring *r = rx_ring(p, i);

		while (r->head != r->tail) {
			if (last_len)
				*last_len = r->slot[r->head].len;
			r->head = r->cur = ring_next(r, r->head);
			n++;
		}
	}
	return n;
}

/* A number of a line like "MemFree:   123 kB" in a file; -1 if there is none. */
static inline long file_number(const char *file, const char *key)
{
	FILE *f = fopen(file, "r");
	char line[256];
	long n = -1;

	while (f && fgets(line, sizeof(line), f)) {
		if (!strncmp(line, key, strlen(key))) {
			n = atol(line + strlen(key));
			break;
		}
	}
	if (f)
		fclose(f);
	return n;
}

/* A parameter of the module. */
static inline void set_param(const char *name, long value)
{
	char file[128];
	FILE *f;

	snprintf(file, sizeof(file), "/sys/module/netmap/parameters/%s", name);
	f = fopen(file, "w");
	if (!f || fprintf(f, "%ld", value) < 0 || fclose(f))
		ok(false, "cannot write %s", file);
}

/* Whether the kernel's log has @what. */
static inline bool kernel_says(const char *what)
{
	int size = klogctl(10, NULL, 0);
	char *log = calloc(1, size + 1);
	bool found = false;

	if (klogctl(3, log, size) > 0)
		found = strstr(log, what);
	free(log);
	return found;
}

static inline double now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* Waits until thread *@tid, which writes its id there, is in poll(). */
static inline bool in_poll(const volatile pid_t *tid)
{
	double until = now_s() + PATIENCE / 1000.0;
	char file[64], line[256];
	FILE *f;

	for (; now_s() < until; usleep(1000)) {
		snprintf(file, sizeof(file), "/proc/self/task/%d/syscall", *tid);
		f = *tid ? fopen(file, "r") : NULL;
		if (!f)
			continue;
		if (!fgets(line, sizeof(line), f))
			line[0] = 0;
		fclose(f);
		/* "running", or the number of the system call it is in: 7 is poll. */
		if (!strncmp(line, "7 ", 2))
			return true;
	}
	return false;
}

#endif /* NMT_H */
