/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the tests of native drivers share: pairs of NICs of one driver, on a hub of their own, bound as ports a and b. */
#ifndef NIC_PAIR_H
#define NIC_PAIR_H

#include "nics.h"
#include <net/if.h>

static struct port a, b;
/* The names of their interfaces, and of the driver. */
static const char *A, *B, *driver;

/* The kind of port @name as /sys/kernel/debug/netmap/ports has it. */
static inline bool is_kind(const char *name, const char *kind)
{
	FILE *f = fopen("/sys/kernel/debug/netmap/ports", "r");
	char line[512], n[64], k[64];
	bool found = false;

	while (f && fgets(line, sizeof(line), f))
		found |= sscanf(line, "%63s %63s", n, k) == 2 && !strcmp(n, name) && !strcmp(k, kind);
	if (f)
		fclose(f);
	return found;
}

/* The rings that the stock driver has each way: one for each of the guest's processors, if the NIC can. */
static inline int queues(void)
{
	return strcmp(driver, "igb") && strcmp(driver, "ixgbe") ? 1 : sysconf(_SC_NPROCESSORS_ONLN);
}

static inline bool bind_pair(void)
{
	return is(port_open(&a, A) | port_open(&b, B), 0, "bind %s and %s", A, B);
}

static inline void unbind_pair(void)
{
	port_close(&a);
	port_close(&b);
}

static inline void put_broadcast(struct port *p, int len, int seed)
{
	double until = now_s() + PATIENCE / 1000.0;
	struct netmap_ring *r = tx_ring(p, 0);

	while (!ring_space(r) && now_s() < until)
		poll_port(p, POLLOUT, 100);
	if (ring_space(r))
		put(p, 0xffff, 1, len, seed);
}

/* @n frames from @from to @to, a few at a time: how many arrive whole and in order, before one does not. */
static inline int pass(struct port *from, struct port *to, int n)
{
	int i, k, good = 0;

	for (i = 0; i < n && good == i; i += 8) {
		for (k = i; k < i + 8 && k < n; k++)
			put_broadcast(from, 60 + k * 7 % 1455, k);
		txsync(from);
		for (k = i; k < i + 8 && k < n && good == k; k++)
			good += ring_receive(to, rx_ring(to, 0), k, PATIENCE) == 60 + k * 7 % 1455;
	}
	return good;
}

/*
 * The stack takes a moment to notice that an interface is up again, and drops what it is to send until then; and a frame that others
 * have sent before may come late, when the receiver's link is there.
 */
static inline int host_to_host(int from, int to, int len, int seed)
{
	int i, got = 0;

	for (i = 0; i < PATIENCE / 100 && got <= 0; i++) {
		host_send(from, len, seed);
		got = host_receive(to, seed, 100);
	}
	/* What else was sent. */
	while (host_receive(to, seed, 100) > 0)
		;
	return got;
}

/* Without type information about the stock driver. */
static inline void refused(void)
{
	set_param("admode", 1);
	is(port_open(&a, "eth0"), -EINVAL, "without type information a NIC is refused");
	set_param("admode", 0);
	must_open(&a, "eth0");
	ok(is_kind("eth0", "emulated"), "and gets the emulated adapter");
	port_close(&a);
}

static void (*pair_test)(void);

static inline void test_pair(const char *of)
{
	char name[2][16];

	driver = of;
	if (!is(of_driver(driver, name), 2, "there are two NICs of %s", driver))
		return;
	A = name[0];
	B = name[1];
	printf("# %s: %s, %s\n", driver, A, B);
	shf("for i in %s %s; do echo 1 > /proc/sys/net/ipv6/conf/$i/disable_ipv6; ip link set $i up; done", A, B);
	settle(A);
	settle(B);
	pair_test();
	shf("ip link set %s down; ip link set %s down", A, B);
}

/* Runs @test with each pair. Each change of mode costs seconds of waiting for the link, so a test does it seldom. */
static inline void for_each_pair(void (*test)(void))
{
	if (access("/sys/kernel/btf/vmlinux", R_OK)) {
		refused();
		return;
	}
	pair_test = test;
	for_each_driver(test_pair);
}

#endif /* NIC_PAIR_H */
