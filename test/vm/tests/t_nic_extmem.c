/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Native drivers: NICs read and write memory of a program's (the option EXTMEM), if no buffer lies across pages that are far apart. */
#include "extmem.h"
#include "nic_pair.h"
#include <signal.h>

#define BYTES	(16 * MB)

/* Rings for the queues and the host, and as many buffers as there is room for. */
static const struct nmreq_pools_info pools = { .nr_ring_pool_objtotal = 32 };

/* Pages are touched from the end on, so that the kernel gives none that are one after the other. */
static char *scattered(void)
{
	char *mem = memory(BYTES), *at;

	for (at = mem + BYTES; at > mem; at -= 4096)
		at[-1] = 1;
	return mem;
}

static void traffic(char *mem)
{
	int n;

	is(open_extmem(&a, A, mem, BYTES, &pools), 0, "bind %s in memory of the program's", A);
	is(opt.nro_opt.nro_status, 0, "the option is taken");
	ok(is_kind(A, driver), "the native driver has it");
	ok(a.reg.nr_mem_id > 1, "in a region of its own: %u", a.reg.nr_mem_id);
	must_open(&b, B);
	n = 2 * a.reg.nr_tx_slots + 50;
	is(pass(&a, &b, n), n, "the NIC reads %d frames there", n);
	is(pass(&b, &a, n), n, "and writes %d", n);
	close(a.fd);
	port_close(&b);
}

/* 3000 bytes do not divide a page. */
static void refusal(char *mem)
{
	struct nmreq_pools_info odd = pools;

	odd.nr_buf_pool_objsize = 3000;
	is(open_extmem(&a, A, mem, BYTES, &odd), -EOPNOTSUPP, "buffers across pages: refused");
	is(opt.nro_opt.nro_status, ECANCELED, "though the option was good");
	ok(kernel_says("lie across pages that are far apart; take 2048 bytes, or huge pages"), "the log says why, and what to do");
	set_param("admode", 2);
	is(open_extmem(&a, A, mem, BYTES, &odd), 0, "the emulated adapter takes them");
	close(a.fd);
	set_param("admode", 0);
}

/* Pages that are held, of all programs; there are no others. The kernel sums up what each processor has counted after a while. */
static long pinned(void)
{
	return file_number("/proc/vmstat", "nr_foll_pin_acquired") - file_number("/proc/vmstat", "nr_foll_pin_released");
}

/* The program dies with frames on their way into its memory. */
static void killed(void)
{
	double until;
	int status, sb;
	long held;
	pid_t pid;

	settle(A);
	settle(B);
	sb = packet_socket(B);
	pid = fork();
	if (!pid) {
		char *mem = scattered();
		int i;

		if (open_extmem(&a, A, mem, BYTES, &pools))
			_exit(1);
		settle(A);
		for (i = 0; i < 100; i++)
			host_send(sb, 500, i);
		kill(getpid(), SIGKILL);
	}
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status), "a program is killed that has %s so", A);
	settle(A);
	for (until = now_s() + PATIENCE / 1000.0; (held = pinned()) && now_s() < until;)
		usleep(10000);
	is(held, 0, "nothing of its memory is held any more");
	close(sb);
}

static void pair(void)
{
	char *mem = scattered();
	int sa, sb;

	traffic(mem);
	refusal(mem);
	munmap(mem, BYTES);
	killed();
	sa = packet_socket(A);
	sb = packet_socket(B);
	is(host_to_host(sa, sb, 500, 5), 500, "afterwards the host sends to the wire");
	is(host_to_host(sb, sa, 600, 6), 600, "and receives from it");
	close(sa);
	close(sb);
}

int main(void)
{
	for_each_pair(pair);
	return done();
}
