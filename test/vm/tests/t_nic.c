/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Native drivers: two NICs of each kind on a hub of their own, whose stock drivers are loaded. Packets each way by the NICs'
 * rings, interrupts, host rings, what the stock driver does meanwhile, and that it works as ever afterwards. Each change of
 * mode costs seconds of waiting for the link, so tests share a pair of bound ports where they can.
 */
#include "nics.h"
#include "leaks.h"
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <signal.h>
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
}

/* From one NIC to the other by exchanging buffers: both are in one region. */
static void zero_copy(void)
{
	struct netmap_ring *r, *t;
	int i, good = 0, tries;

	is(a.reg.nr_mem_id, b.reg.nr_mem_id, "one region");
	for (i = 0; i < 400 && good + 5 > i; i++) {
		uint32_t idx;

		/* a sends; b receives, and sends the very buffer back. */
		put_broadcast(&a, 80 + i, i);
		txsync(&a);
		r = rx_ring(&b, 0);
		t = tx_ring(&b, 0);
		for (tries = 0; r->head == r->tail && tries < 200; tries++) {
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
}

/* An operation of ethtool: 0 or -errno. */
static int ethtool(const char *dev, void *command)
{
	struct ifreq ifr = { .ifr_data = command };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), err;

	strncpy(ifr.ifr_name, dev, IFNAMSIZ - 1);
	err = ioctl(fd, SIOCETHTOOL, &ifr) ? -errno : 0;
	close(fd);
	return err;
}

static long sys_number(const char *dev, const char *file)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/class/net/%s/%s", dev, file);
	return file_number(path, "");
}

/* The link goes and comes, as with ethtool -r. */
static void link_flap(void)
{
	struct ethtool_value nway = { .cmd = ETHTOOL_NWAY_RST };
	long changes = sys_number(A, "carrier_changes");
	double until = now_s() + 20;

	is(ethtool(A, &nway), 0, "negotiate anew");
	while (sys_number(A, "carrier_changes") < changes + 2 && now_s() < until)
		usleep(10000);
	ok(sys_number(A, "carrier_changes") >= changes + 2, "the link went and came");
	settle(A);
	is(pass(&a, &b, 100), 100, "goes on after it");
	is(pass(&b, &a, 100), 100, "both ways");
}

/* A frame with a VLAN tag, as it is on the wire, from the other NIC: the length that arrives. */
static int tagged(void)
{
	/* The payload begins with the number 7 by this. */
	const int seed = 256 - 98;
	char *buf = slot_buf(tx_ring(&b, 0), tx_ring(&b, 0)->head);

	put(&b, 0xffff, 1, 200, seed);
	buf[12] = (char)0x81;
	buf[13] = 0;
	txsync(&b);
	return ring_receive(&a, rx_ring(&a, 0), seed, 2000);
}

/* Whether the interface takes the VLAN tag out of received frames, which is the stock driver's doing; -1 on an error. */
static int strips(void)
{
	struct ethtool_value flags = { .cmd = ETHTOOL_GFLAGS };

	return ethtool(A, &flags) ? -1 : !!(flags.data & ETH_FLAG_RXVLAN);
}

static int set_strips(bool on)
{
	struct ethtool_value flags = { .cmd = ETHTOOL_GFLAGS };

	if (ethtool(A, &flags))
		return -1;
	flags.cmd = ETHTOOL_SFLAGS;
	flags.data = on ? flags.data | ETH_FLAG_RXVLAN : flags.data & ~ETH_FLAG_RXVLAN;
	return ethtool(A, &flags);
}

/* The bit in the NIC's control register, the first of its registers, by which it takes tags out. */
static bool nic_strips(void)
{
	struct { struct ethtool_regs regs; uint32_t word[1024]; } r = { .regs = { .cmd = ETHTOOL_GREGS, .len = sizeof(r.word) } };

	return is(ethtool(A, &r), 0, "read the registers") && (r.word[0] & 1 << 30);
}

static void vlan_tags(void)
{
	is(strips(), 1, "the interface is to take VLAN tags out");
	/* Without it the NIC's filter may drop frames of the VLAN. */
	shf("ip link add link %s name tag7 type vlan id 7", A);
	is(tagged(), 200, "in netmap mode a tag stays, with an interface for its VLAN");
	shf("ip link set %s promisc on", A);
	is(tagged(), 200, "after a change of the filters, too");
	shf("ip link set %s promisc off", A);
	is(tagged(), 200, "and another one");
	is(set_strips(false), 0, "switch the stock driver's setting off");
	is(set_strips(true), 0, "and on");
	is(strips(), 1, "it is on");
	settle(A);
	is(tagged(), 200, "the tag stays");
	ok(!nic_strips(), "the NIC takes no tag out");
}

static void vlan_tags_after(void)
{
	ok(nic_strips(), "after netmap mode the NIC takes tags out again");
	sh("ip link del tag7");
}

/* Of the interface, as ip -s link has them. */
static void statistics(void)
{
	long rx = sys_number(A, "statistics/rx_packets"), tx = sys_number(A, "statistics/tx_packets");
	long rx_bytes = sys_number(A, "statistics/rx_bytes"), tx_bytes = sys_number(A, "statistics/tx_bytes");

	pass(&a, &b, 30);
	pass(&b, &a, 50);
	is(sys_number(A, "statistics/tx_packets") - tx, 30, "the interface counts what was sent");
	is(sys_number(A, "statistics/rx_packets") - rx, 50, "and received");
	ok(sys_number(A, "statistics/tx_bytes") - tx_bytes >= 30 * 60, "bytes sent");
	ok(sys_number(A, "statistics/rx_bytes") - rx_bytes >= 50 * 60, "bytes received");
}

static void forward(void)
{
	struct netmap_ring *r = rx_ring(&a, 0);
	int sa = packet_socket(A), i;

	for (i = 0; i < 2; i++) {
		put_broadcast(&b, 150 + i, 3 + i);
		txsync(&b);
		for (rxsync(&a); r->head == r->tail && poll_port(&a, POLLIN, 2000) > 0; rxsync(&a))
			;
		r->flags |= NR_FORWARD;
		r->slot[r->head].flags = i ? NS_FORWARD : 0;
		if (r->head != r->tail)
			r->head = r->cur = ring_next(r, r->head);
		rxsync(&a);
	}
	is(host_receive(sa, 4, 2000), 151, "a slot with NS_FORWARD goes on to the host, and the one before does not");
	r->flags &= ~NR_FORWARD;
	close(sa);
}

static bool write_file(const char *file, const char *what)
{
	int fd = open(file, O_WRONLY);
	bool good = fd >= 0 && write(fd, what, strlen(what)) == (ssize_t)strlen(what);

	if (fd >= 0)
		close(fd);
	return good;
}

/* All devices are suspended and resumed, which is as far as a guest of ours can go. */
static void suspend(void)
{
	write_file("/sys/module/suspend/parameters/pm_test_delay", "0");
	ok(write_file("/sys/power/pm_test", "devices") && write_file("/sys/power/state", "freeze"), "suspend and resume");
	settle(A);
	settle(B);
	is(pass(&a, &b, 100), 100, "goes on after it");
	is(pass(&b, &a, 100), 100, "both ways");
}

/* Rings of another size are no rings of ours. */
static void resized(void)
{
	struct ethtool_ringparam size = { .cmd = ETHTOOL_GRINGPARAM }, other;

	is(ethtool(A, &size), 0, "the sizes of the rings");
	other = size;
	other.cmd = size.cmd = ETHTOOL_SRINGPARAM;
	other.rx_pending *= 2;
	is(ethtool(A, &other), 0, "change one, as ethtool -G");
	is(rxsync(&a), -ENXIO, "the port is gone");
	ok(poll_port(&a, POLLIN, 1000) & POLLERR, "and poll tells");
	port_close(&a);
	must_open(&a, A);
	is(a.reg.nr_rx_slots, other.rx_pending, "who opens it anew has the new size");
	settle(A);
	is(pass(&b, &a, 600), 600, "and its packets");
	port_close(&a);
	is(ethtool(A, &size), 0, "change it back");
	must_open(&a, A);
	is(a.reg.nr_rx_slots, size.rx_pending, "the old size");
}

/* The device is taken from its driver, and given back. */
static void removed(const char *driver)
{
	char path[128], link[256] = "", *address;

	snprintf(path, sizeof(path), "/sys/class/net/%s/device", A);
	if (!ok(readlink(path, link, sizeof(link) - 1) > 0, "where the device is"))
		return;
	address = strrchr(link, '/') + 1;
	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/unbind", driver);
	ok(write_file(path, address), "take the device from its driver while a port is open");
	is(txsync(&a), -ENXIO, "the port is gone");
	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/bind", driver);
	ok(write_file(path, address), "give it back");
	port_close(&a);
	shf("echo 1 > /proc/sys/net/ipv6/conf/%s/disable_ipv6; ip link set %s up", A, A);
	settle(A);
	must_open(&a, A);
	ok(is_kind(A, driver), "it is taken by the native driver again");
	settle(A);
	is(pass(&a, &b, 100), 100, "and sends");
	is(pass(&b, &a, 100), 100, "and receives");
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

/* How often test/vm/run -s wants it. */
static int times_wanted(void)
{
	char line[2048] = "", *at;
	FILE *f = fopen("/proc/cmdline", "r");

	if (f) {
		if (!fgets(line, sizeof(line), f))
			line[0] = 0;
		fclose(f);
	}
	at = strstr(line, "nmt.switches=");
	return at ? atoi(at + strlen("nmt.switches=")) : 4;
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
			poll_port(&a, POLLIN, 2000);
		*packets += take(&a, NULL);
		put_broadcast(&a, 60, i);
		txsync(&a);
		port_close(&a);
	}
	return bad;
}

/* In and out of netmap mode while the other NIC sends. */
static void switches(int times)
{
	struct memory_use before;
	long packets = 0;
	int sa, sb;
	pid_t pid;

	settle(B);
	sb = packet_socket(B);
	pid = sender(sb);
	is(switch_over(times / 4, &packets), 0, "%d times into netmap mode and out of it", times / 4);
	before = memory_use();
	is(switch_over(times - times / 4, &packets), 0, "and %d times more", times - times / 4);
	ok(packets >= times / 10, "with traffic: %ld packets", packets);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	if (times >= 1000)
		nothing_lost(before, times - times / 4);
	settle(A);
	sa = packet_socket(A);
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
	if (bind_pair()) {
		traffic();
		zero_copy();
		statistics();
		forward();
		disturbed(driver);
		link_flap();
		suspend();
		vlan_tags();
		unbind_pair();
		settle(A);
		settle(B);
		vlan_tags_after();
	}
	if (bind_pair()) {
		resized();
		removed(driver);
		unbind_pair();
	}
	host_rings();
	others(driver);
	switches(times_wanted());
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
