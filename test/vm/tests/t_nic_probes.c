/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Native drivers: the probes of a stock driver's functions come and go while another of its NICs runs through them. What may go wrong is
 * that somebody meets a probe that is half there: the kernel does not live then, or complains.
 *
 * It is e1000e that has a probe where its interrupts come along. QEMU 7.2 goes on to run a breakpoint there for a while after it was taken
 * out, as no processor does, and the kernel dies of it; so this is tested where QEMU 10 is.
 */
#include "nic_pair.h"
#include "modules.h"
#include <signal.h>

#define TIMES	60

/* Sends without a pause, until it is killed. */
static pid_t sender(int fd)
{
	pid_t pid = fork();

	while (!pid)
		host_send(fd, 60, 1);
	return pid;
}

/* A port of A is what takes the stock driver; with A down nobody waits for a link. */
static void come_and_go(void)
{
	int i, good = 0, sa, sb = sending_socket(B);
	pid_t pid = sender(sb);

	shf("ip link set %s down", A);
	for (i = 0; i < TIMES && good == i; i++) {
		if (module_unload("netmap_nic") || module_load("/netmap_nic.ko") || port_open(&a, A))
			break;
		good += is_kind(A, driver);
		port_close(&a);
	}
	is(good, TIMES, "the native driver is loaded, has a port, and is unloaded, while %s sends", B);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	shf("ip link set %s up", A);
	settle(A);
	sa = packet_socket(A);
	is(host_to_host(sb, sa, 500, 5), 500, "which it still does afterwards");
	close(sa);
	close(sb);
}

int main(void)
{
	pair_test = come_and_go;
	/* Stock drivers that were patched do without probes. */
	if (told("nmt.qemu10=")[0] && !told("nmt.patched=")[0])
		test_pair("e1000e");
	return done();
}
