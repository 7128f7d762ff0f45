/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Native drivers: in and out of netmap mode under traffic, again and again. */
#include "nic_pair.h"
#include "leaks.h"
#include <signal.h>

/* Sends without a pause to speak of, until it is killed. */
static pid_t sender(int fd)
{
	pid_t pid = fork();

	if (!pid) {
		for (;;) {
			host_send(fd, 100, 1);
			usleep(500);
		}
	}
	return pid;
}

/* One in ten waits for the link, and so sees packets; the others come while the stock driver is still at it. */
static int switch_over(int times, long *packets)
{
	int i, bad = 0;

	for (i = 0; i < times; i++) {
		if (i % 10 == 0)
			settle(A);
		if (port_open(&a, A)) {
			bad++;
			continue;
		}
		if (i % 10 == 0)
			poll_port(&a, POLLIN, PATIENCE);
		*packets += take(&a, NULL);
		put_broadcast(&a, 60, i);
		txsync(&a);
		port_close(&a);
	}
	return bad;
}

/*
 * Memory is looked at while both interfaces are down: of a page that a stock driver shares among its receive buffers, all is in use as long as
 * one of them is, and the NIC that stays as it is keeps more and more of such pages.
 */
static void set_both(const char *state)
{
	shf("ip link set %s %s; ip link set %s %s", A, state, B, state);
}

/* In and out of netmap mode while the other NIC sends. */
static void switches(void)
{
	int times = atoi(told("nmt.switches=")), s, sa, sb;
	struct memory_use before;
	long packets = 0;
	pid_t pid;

	settle(B);
	/* What it received and nobody reads would hold pages. */
	s = sending_socket(B);
	pid = sender(s);
	is(switch_over(times / 4, &packets), 0, "%d times into netmap mode and out of it", times / 4);
	set_both("down");
	before = memory_use();
	set_both("up");
	settle(B);
	is(switch_over(times - times / 4, &packets), 0, "and %d times more", times - times / 4);
	ok(packets >= (times + 9) / 10, "with traffic: %ld packets", packets);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(s);
	if (times >= 1000) {
		set_both("down");
		nothing_lost(before, times - times / 4);
		set_both("up");
	}
	settle(A);
	settle(B);
	sa = packet_socket(A);
	sb = packet_socket(B);
	is(host_to_host(sb, sa, 123, 9), 123, "the stock driver works as ever");
	close(sa);
	close(sb);
}

int main(void)
{
	for_each_pair(switches);
	return done();
}
