/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Native drivers: two NICs of each kind on a hub of their own, whose stock drivers are loaded. Packets each way by the NICs'
 * rings, interrupts, host rings, what the stock driver does meanwhile, and that it works as ever afterwards.
 */
#include "nics.h"
#include <sys/syscall.h>

static struct port a, b;
static const char *A, *B;

/* The kind of port @name as /sys/kernel/debug/netmap/ports has it. */
static bool is_kind(const char *name, const char *kind)
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

static bool bind_pair(void)
{
	return is(port_open(&a, A) | port_open(&b, B), 0, "bind %s and %s", A, B);
}

static void unbind_pair(void)
{
	port_close(&a);
	port_close(&b);
}

static void put_broadcast(struct port *p, int len, int seed)
{
	double until = now_s() + 5;
	struct netmap_ring *r = tx_ring(p, 0);

	while (!ring_space(r) && now_s() < until)
		poll_port(p, POLLOUT, 100);
	if (ring_space(r))
		put(p, 0xffff, 1, len, seed);
}

/* @n frames from @from to @to, a few at a time: how many arrive whole and in order. */
static int pass(struct port *from, struct port *to, int n)
{
	int i, k, good = 0;

	/* Not much longer than it is clear that nothing comes any more. */
	for (i = 0; i < n && good + 20 > i; i += 8) {
		for (k = i; k < i + 8 && k < n; k++)
			put_broadcast(from, 60 + k * 7 % 1455, k);
		txsync(from);
		for (k = i; k < i + 8 && k < n; k++)
			good += ring_receive(to, rx_ring(to, 0), k, 2000) == 60 + k * 7 % 1455;
	}
	return good;
}

static void traffic(void)
{
	struct netmap_ring *t, *r;
	double until;
	int i;

	if (!bind_pair())
		return;
	ok(a.reg.nr_tx_rings == 1 && a.reg.nr_rx_rings == 1 && a.reg.nr_host_tx_rings == 1 && a.reg.nr_tx_slots >= 80, "its rings: %u slots", a.reg.nr_tx_slots);
	is(pass(&a, &b, 400), 400, "400 frames, which is more than the rings have slots");
	is(pass(&b, &a, 400), 400, "and the other way");
	/* A sender that only polls. */
	t = tx_ring(&a, 0);
	r = rx_ring(&b, 0);
	for (i = 0; i < 20; i++)
		put_broadcast(&a, 100, i);
	is(poll_port(&a, POLLOUT, 2000), POLLOUT, "poll sends");
	is(poll_port(&b, POLLIN, 2000), POLLIN, "and wakes the receiver");
	for (i = 0, until = now_s() + 5; i < 20 && now_s() < until;)
		i += take(&b, NULL);
	is(i, 20, "all arrive");
	for (until = now_s() + 5; ring_space(t) < t->num_slots - 1 && now_s() < until;)
		txsync(&a);
	is(ring_space(t), t->num_slots - 1, "all slots come back to the sender");
	/* Fragments, and slots that are bad. */
	frame_make(slot_buf(t, t->head), 0xffff, 1, 500, 5);
	memcpy(slot_buf(t, ring_next(t, t->head)), slot_buf(t, t->head) + 200, 300);
	t->slot[t->head].len = 200;
	t->slot[t->head].flags = NS_MOREFRAG;
	t->head = ring_next(t, t->head);
	t->slot[t->head].len = 300;
	t->slot[t->head].flags = 0;
	t->head = t->cur = ring_next(t, t->head);
	txsync(&a);
	is(ring_receive(&b, r, 5, 2000), 500, "a packet of two slots");
	for (i = 0; i < 4; i++) {
		uint32_t at = t->head, keep = t->slot[at].buf_idx;

		put(&a, 0xffff, 1, 60, 1);
		t->slot[at].buf_idx = (uint32_t[]) { 0, 1, 0xfffffff, keep }[i];
		t->slot[at].len = i == 3 ? 5000 : 60;
		txsync(&a);
		t->slot[at].buf_idx = keep;
	}
	put(&a, 0xffff, 1, 90, 6);
	txsync(&a);
	is(ring_receive(&b, r, 6, 2000), 90, "bad slots are passed over");
	rxsync(&b);
	rxsync(&b);
	r->slot[r->head ? r->head - 1 : r->num_slots - 1].buf_idx = 0x7fffffff;
	is(pass(&a, &b, 400), 400, "a receiver's bad slot gets its buffer back");
	unbind_pair();
}

/* From one NIC to the other by exchanging buffers: both are in one region. */
static void zero_copy(void)
{
	struct netmap_ring *r, *t;
	int i, good = 0, host;

	if (!bind_pair())
		return;
	is(a.reg.nr_mem_id, b.reg.nr_mem_id, "one region");
	host = 0;
	for (i = 0; i < 400 && good + 5 > i; i++) {
		uint32_t idx;

		/* a sends; b receives, and sends the very buffer back. */
		put_broadcast(&a, 80 + i, i);
		txsync(&a);
		r = rx_ring(&b, 0);
		t = tx_ring(&b, 0);
		for (host = 0; r->head == r->tail && host < 200; host++) {
			poll_port(&b, POLLIN, 10);
			rxsync(&b);
		}
		if (r->head == r->tail)
			continue;
		txsync(&b);
		idx = t->slot[t->head].buf_idx;
		t->slot[t->head].buf_idx = r->slot[r->head].buf_idx;
		t->slot[t->head].len = r->slot[r->head].len;
		t->slot[t->head].flags = NS_BUF_CHANGED;
		r->slot[r->head].buf_idx = idx;
		r->slot[r->head].flags = NS_BUF_CHANGED;
		r->head = r->cur = ring_next(r, r->head);
		t->head = t->cur = ring_next(t, t->head);
		rxsync(&b);
		txsync(&b);
		good += ring_receive(&a, rx_ring(&a, 0), i, 2000) == 80 + i;
	}
	is(good, 400, "400 frames sent back in the buffers in which they came");
	unbind_pair();
}

/* The stack takes a moment to notice that an interface is up again, and drops what it is to send until then. */
static int host_to_host(int from, int to, int len, int seed)
{
	int i, got = 0;

	for (i = 0; i < 50 && !got; i++) {
		host_send(from, len, seed);
		got = host_receive(to, seed, 100);
	}
	/* What else was sent. */
	while (host_receive(to, seed, 100) > 0)
		;
	return got;
}

static void host_rings(void)
{
	struct netmap_ring *hrx, *htx;
	int sa, sb, i;

	a = (struct port) { .reg = { .nr_mode = NR_REG_NIC_SW } };
	is(port_bind(&a, A), 0, "bind all rings of %s", A);
	/* Sockets are told that their interface was down for a moment: these are of after that. */
	settle(A);
	settle(B);
	sa = packet_socket(A);
	sb = packet_socket(B);
	htx = ring_at(&a, 1);
	hrx = ring_at(&a, 3);
	for (i = 0; i < 50 && hrx->head == hrx->tail; i++) {
		host_send(sa, 100, 1);
		poll_port(&a, POLLIN, 100);
		rxsync(&a);
	}
	is(ring_receive(&a, hrx, 1, 2000), 100, "what the host sends is on its ring");
	hrx->head = hrx->cur = hrx->tail;
	is(host_receive(sb, 1, 50), 0, "and not on the wire");
	frame_make(slot_buf(htx, htx->head), 0xffff, 9, 200, 2);
	htx->slot[htx->head].len = 200;
	htx->head = htx->cur = ring_next(htx, htx->head);
	txsync(&a);
	is(host_receive(sa, 2, 2000), 200, "what is put on it is received by the host");
	host_send(sb, 300, 3);
	is(ring_receive(&a, rx_ring(&a, 0), 3, 2000), 300, "the stock driver of the other NIC reaches ours");
	put_broadcast(&a, 400, 4);
	txsync(&a);
	is(host_receive(sb, 4, 2000), 400, "and is reached by it");
	port_close(&a);
	settle(A);
	close(sa);
	sa = packet_socket(A);
	is(host_to_host(sa, sb, 500, 5), 500, "afterwards the host sends to the wire");
	is(host_to_host(sb, sa, 600, 6), 600, "and receives from it");
	close(sa);
	close(sb);
}

/* What happens to the interface meanwhile. */
static void disturbed(const char *driver)
{
	if (!bind_pair())
		return;
	shf("ip link set %s mtu 1400", A);
	settle(A);
	is(pass(&a, &b, 100), 100, "goes on after a change of the MTU");
	is(pass(&b, &a, 100), 100, "both ways");
	shf("ip link set %s down", A);
	put_broadcast(&a, 100, 7);
	is(txsync(&a), 0, "txsync while it is down");
	is(rxsync(&a), 0, "rxsync while it is down");
	shf("ip link set %s up", A);
	settle(A);
	txsync(&a);
	is(ring_receive(&b, rx_ring(&b, 0), 7, 2000), 100, "what was to be sent is sent when it is up again");
	is(pass(&b, &a, 100), 100, "and it receives");
	is(syscall(SYS_delete_module, driver, O_NONBLOCK) ? errno : 0, EWOULDBLOCK, "the stock driver cannot be unloaded meanwhile");
	shf("ip link set %s mtu 1500", A);
	settle(A);
	unbind_pair();
}

static void others(const char *driver)
{
	struct nmreq_opt_offsets off = { .nro_opt = { .nro_reqtype = NETMAP_REQ_OPT_OFFSETS }, .nro_max_offset = 64, .nro_initial_offset = 32, .nro_offset_bits = 8 };
	struct nmreq_vale_attach attach = { .reg = { .nr_mode = NR_REG_ALL_NIC } };
	struct nmreq_vale_detach detach = { 0 };
	struct netmap_ring *r;
	char name[32];
	int i, fd = dev_open();

	a = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC } };
	is(port_bind_opt(&a, A, &off), 0, "bind %s with offsets", A);
	must_open(&b, B);
	put_broadcast(&b, 700, 3);
	txsync(&b);
	r = rx_ring(&a, 0);
	for (i = 0; i < 200 && r->head == r->tail; i++) {
		poll_port(&a, POLLIN, 10);
		rxsync(&a);
	}
	ok(r->head != r->tail && r->slot[r->head].ptr == 32 && frame_good(slot_buf(r, r->head) + 32, 700, 3), "a packet comes at its offset");
	r = tx_ring(&a, 0);
	frame_make(slot_buf(r, r->head) + 50, 0xffff, 1, 300, 4);
	r->slot[r->head].len = 300;
	r->slot[r->head].ptr = 50;
	r->head = r->cur = ring_next(r, r->head);
	txsync(&a);
	is(ring_receive(&b, rx_ring(&b, 0), 4, 2000), 300, "one goes from its own");
	unbind_pair();

	snprintf(name, sizeof(name), "vale0:%s", A);
	is(ctrl(fd, NETMAP_REQ_VALE_ATTACH, name, &attach), 0, "attach %s to a switch", A);
	must_open(&a, "vale0:p");
	must_open(&b, B);
	put_broadcast(&b, 111, 5);
	txsync(&b);
	is(ring_receive(&a, rx_ring(&a, 0), 5, 2000), 111, "a packet from the wire comes to a port");
	put_broadcast(&a, 112, 6);
	txsync(&a);
	is(ring_receive(&b, rx_ring(&b, 0), 6, 2000), 112, "and one goes there");
	is(ctrl(fd, NETMAP_REQ_VALE_DETACH, name, &detach), 0, "detach it");
	unbind_pair();

	must_open(&a, A);
	ok(is_kind(A, driver), "it was the native driver");
	port_close(&a);
	set_param("admode", 2);
	must_open(&a, A);
	ok(is_kind(A, "emulated"), "with admode 2 it is the emulated adapter");
	port_close(&a);
	set_param("admode", 1);
	must_open(&a, A);
	ok(is_kind(A, driver), "with admode 1 the native driver again");
	port_close(&a);
	set_param("admode", 0);
	close(fd);
}

/* In and out of netmap mode while the other NIC sends. */
static void switches(int times)
{
	int sa, sb, i, bad = 0;

	settle(A);
	settle(B);
	sa = packet_socket(A);
	sb = packet_socket(B);
	for (i = 0; i < times; i++) {
		host_send(sb, 100, 1);
		bad += port_open(&a, A) != 0;
		host_send(sb, 100, 1);
		rxsync(&a);
		port_close(&a);
	}
	is(bad, 0, "%d times into netmap mode and out of it", times);
	settle(A);
	close(sa);
	sa = packet_socket(A);
	while (host_receive(sa, 1, 50) > 0)
		;
	is(host_to_host(sb, sa, 123, 9), 123, "the stock driver works as ever");
	close(sa);
	close(sb);
}

static void pair(const char *driver, const char *x, const char *y)
{
	A = x;
	B = y;
	printf("# %s: %s, %s\n", driver, A, B);
	shf("for i in %s %s; do echo 1 > /proc/sys/net/ipv6/conf/$i/disable_ipv6; ip link set $i up; done", A, B);
	settle(A);
	settle(B);
	traffic();
	zero_copy();
	host_rings();
	disturbed(driver);
	others(driver);
	switches(4);
	shf("ip link set %s down; ip link set %s down", A, B);
}

int main(void)
{
	static const char *const drivers[] = { "e1000", "e1000e" };
	char name[2][16];
	unsigned int i;

	if (access("/sys/kernel/btf/vmlinux", R_OK)) {
		struct port p;

		/* As the debug kernel. */
		set_param("admode", 1);
		is(port_open(&p, "eth0"), -EINVAL, "without type information a NIC is refused");
		set_param("admode", 0);
		must_open(&p, "eth0");
		ok(is_kind("eth0", "emulated"), "and gets the emulated adapter");
		port_close(&p);
		return done();
	}
	for (i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
		if (is(of_driver(drivers[i], name), 2, "there are two NICs of %s", drivers[i]))
			pair(drivers[i], name[0], name[1]);
	}
	return done();
}
