/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Native drivers: what the stock driver does while a port is open. Resets, links that go and come, suspend, VLAN tags, statistics,
 * rings of other sizes, a device that is taken away.
 */
#include "nic_pair.h"
#include "ethtool.h"
#include <linux/pci_regs.h>
#include <pthread.h>
#include <sys/syscall.h>

static long sys_number(const char *dev, const char *file)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/class/net/%s/%s", dev, file);
	return file_number(path, "");
}

static bool write_file(const char *file, const char *what)
{
	int fd = open(file, O_WRONLY);
	bool good = fd >= 0 && write(fd, what, strlen(what)) == (ssize_t)strlen(what);

	if (fd >= 0)
		close(fd);
	return good;
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

struct counters {
	long of[4];
};

static struct counters counters(void)
{
	return (struct counters) { { sys_number(A, "statistics/rx_packets"), sys_number(A, "statistics/tx_packets"),
				     sys_number(A, "statistics/rx_bytes"), sys_number(A, "statistics/tx_bytes") } };
}

/* No counter goes back from @a to @b. */
static bool go_on(struct counters a, struct counters b)
{
	int i;

	for (i = 0; i < 4 && b.of[i] >= a.of[i]; i++)
		;
	return i == 4;
}

/* What happens to the interface meanwhile. */
static void disturbed(void)
{
	/* One that forcedeth does something for. */
	shf("ip link set %s mtu %d", A, strcmp(driver, "forcedeth") ? 1400 : 1600);
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
	is(ring_receive(&b, rx_ring(&b, 0), 7, PATIENCE), 100, "what was to be sent is sent when it is up again");
	is(pass(&b, &a, 100), 100, "and it receives");
	is(syscall(SYS_delete_module, driver, O_NONBLOCK) ? errno : 0, EWOULDBLOCK, "the stock driver cannot be unloaded meanwhile");
	shf("ip link set %s mtu 1500", A);
	settle(A);
}

/* The link goes and comes, as with ethtool -r. A stock driver that reads the link late may not have seen that it was gone: then again. */
static void link_flap(void)
{
	struct ethtool_value nway = { .cmd = ETHTOOL_NWAY_RST };
	long changes = sys_number(A, "carrier_changes"), now = changes;
	double until = now_s() + PATIENCE / 1000.0;
	int i;

	is(ethtool(A, &nway), 0, "negotiate anew");
	for (i = 1; now < changes + 2 && now_s() < until; i++) {
		usleep(10000);
		now = sys_number(A, "carrier_changes");
		if (i % 500 == 0 && now == changes)
			ethtool(A, &nway);
	}
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
	return ring_receive(&a, rx_ring(&a, 0), seed, PATIENCE);
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

/* The bit of a register by which the NIC takes tags out. */
static bool nic_strips(void)
{
	struct { struct ethtool_regs regs; uint32_t word[1024]; } r = { .regs = { .cmd = ETHTOOL_GREGS, .len = sizeof(r.word) } };

	if (!is(ethtool(A, &r), 0, "read the registers"))
		return false;
	if (!strcmp(driver, "ixgbe"))
		/* Each ring has its own bit. */
		return (r.word[373] | r.word[374]) & 1 << 30;
	if (!strcmp(driver, "r8169"))
		return r.word[0xe0 / 4] & 1 << 6;
	return strcmp(driver, "forcedeth") ? r.word[0] & 1 << 30 : r.word[0x144 / 4] & 1 << 6;
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

/* Where the device of A is on its bus; "" if nobody knows. */
static const char *address(void)
{
	static char link[256];
	char path[96];
	ssize_t len;

	snprintf(path, sizeof(path), "/sys/class/net/%s/device", A);
	len = readlink(path, link, sizeof(link) - 1);
	link[len > 0 ? len : 0] = 0;
	return strrchr(link, '/') ? strrchr(link, '/') + 1 : "";
}

/* A command for the stock driver of ixgbe. */
static void tell(const char *file, const char *command)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/kernel/debug/ixgbe/%s/%s", address(), file);
	ok(write_file(path, command), "%s: %s", file, command);
}

/* Whether it puts packets of a connection together in ring 0, as its register RSCCTL says. */
static bool coalesces(void)
{
	static const char answer[] = "read 0x0000102c = ";
	int size = klogctl(10, NULL, 0);
	char *log = calloc(1, size + 1), *at = log, *last = NULL;

	tell("reg_ops", "read 0x102c");
	klogctl(3, log, size);
	while ((at = strstr(at, answer)))
		last = at += sizeof(answer) - 1;
	size = last ? strtol(last, NULL, 0) : 0;
	free(log);
	return ok(last, "the register is read") && (size & 1);
}

static int set_coalescing(bool on)
{
	struct ethtool_value flags = { .cmd = ETHTOOL_GFLAGS };

	if (ethtool(A, &flags))
		return -1;
	flags.cmd = ETHTOOL_SFLAGS;
	flags.data = on ? flags.data | ETH_FLAG_LRO : flags.data & ~ETH_FLAG_LRO;
	return ethtool(A, &flags);
}

static void coalescing(void)
{
	is(set_coalescing(true), 0, "switch receive coalescing on (LRO)");
	settle(A);
	ok(coalesces(), "the NIC is to coalesce");
	must_open(&a, A);
	settle(A);
	ok(!coalesces(), "in netmap mode it does not");
	must_open(&b, B);
	settle(B);
	is(pass(&b, &a, 300), 300, "and receives");
	unbind_pair();
	settle(A);
	ok(coalesces(), "afterwards it does again");
	is(set_coalescing(false), 0, "switch it off");
	settle(A);
}

/* The stock driver resets a NIC that does not send, as it believes. */
static void timeout(void)
{
	long changes = sys_number(A, "carrier_changes");
	double until = now_s() + PATIENCE / 1000.0;

	tell("netdev_ops", "tx_timeout");
	while (sys_number(A, "carrier_changes") < changes + 2 && now_s() < until)
		usleep(10000);
	ok(sys_number(A, "carrier_changes") >= changes + 2, "it was reset");
	settle(A);
	is(pass(&a, &b, 600), 600, "goes on after it");
	is(pass(&b, &a, 600), 600, "both ways");
}

/* The interrupts that forcedeth's NIC has let through now: none while its poll function is at work. */
static uint32_t interrupts(void)
{
	struct { struct ethtool_regs regs; uint32_t word[1024]; } r = { .regs = { .cmd = ETHTOOL_GREGS, .len = sizeof(r.word) } };

	return ethtool(A, &r) ? 0 : r.word[1];
}

/* They are the ones that are wanted, at last. */
static bool has_interrupts(uint32_t wanted)
{
	double until = now_s() + PATIENCE / 1000.0;

	while (interrupts() != wanted && now_s() < until)
		usleep(1000);
	return now_s() < until;
}

/*
 * With much traffic, the stock driver of forcedeth has the NIC's timer tell of packets, and nobody else. Some hundred milliseconds
 * without any, and it goes back; who was too slow for that begins again.
 */
static void timer_interrupts(void)
{
	double until = now_s() + PATIENCE / 1000.0;
	const uint32_t by_timer = 0x60, each = 0xdf;
	bool gone_over, single, woken;
	struct netmap_ring *r;
	int s = packet_socket(B), i;
	uint32_t after;

	do {
		do {
			for (i = 0; i < 100; i++)
				host_send(s, 100, i);
			gone_over = interrupts() == by_timer;
		} while (!gone_over && now_s() < until);
		must_open(&a, A);
		settle(A);
		single = has_interrupts(each);
		r = rx_ring(&a, 0);
		rxsync(&a);
		r->head = r->cur = r->tail;
		rxsync(&a);
		host_send(s, 100, 1);
		woken = poll_port(&a, POLLIN, PATIENCE) == POLLIN;
		port_close(&a);
		do
			after = interrupts();
		while (!after && now_s() < until);
	} while (single && woken && after != by_timer && now_s() < until);
	ok(gone_over, "the stock driver has gone over to interrupts by timer");
	ok(single, "in netmap mode each packet has one");
	ok(woken, "which wakes who waits");
	is(after, by_timer, "afterwards the stock driver has its own way");
	settle(A);
	close(s);
}

/* All devices are suspended and resumed, which is as far as a guest of ours can go. */
static void suspend(void)
{
	if (access("/sys/power/pm_test", W_OK)) {
		printf("# this kernel cannot suspend\n");
		return;
	}
	write_file("/sys/module/suspend/parameters/pm_test_delay", "0");
	ok(write_file("/sys/power/pm_test", "devices") && write_file("/sys/power/state", "freeze"), "suspend and resume");
	settle(A);
	settle(B);
	is(pass(&a, &b, 100), 100, "goes on after it");
	is(pass(&b, &a, 100), 100, "both ways");
}

/* A program that sends and receives meanwhile. */
static volatile bool busy;

static void *be_busy(void *unused)
{
	struct netmap_ring *r = tx_ring(&a, 0);

	while (busy) {
		if (ring_space(r))
			put(&a, 0xffff, 1, 100, 3);
		txsync(&a);
		take(&a, NULL);
		usleep(1000);
	}
	return unused;
}

/*
 * What still waits in the slots of @from is sent, and what is on its way to @to is read: false if it does not come. The end of it is a
 * frame of its own, which no time has to tell. It is lost if the receive ring is full, so others follow.
 */
static bool flush(struct port *from, struct port *to)
{
	int end, got = 0;

	for (end = 100; end < 100 + PATIENCE / 1000 && !got; end++) {
		put_broadcast(from, 100, end);
		txsync(from);
		while ((got = ring_receive(to, rx_ring(to, 0), end, 1000)) < 0)
			;
	}
	return got;
}

/* The stock driver tests its NIC, as ethtool -t, for which it stops it, and sends frames to itself by rings of its own. */
static void self_test(void)
{
	struct { struct ethtool_test head; uint64_t result[16]; } test = { .head = { .cmd = ETHTOOL_TEST, .flags = ETH_TEST_FL_OFFLINE } };
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	pthread_t thread;
	int i;

	is(ethtool(A, &info), 0, "ask the stock driver for its tests");
	if (!info.testinfo_len) {
		is(ethtool(A, &test), -EOPNOTSUPP, "it has no test of itself (ethtool -t)");
		return;
	}
	test.head.len = info.testinfo_len;
	busy = true;
	pthread_create(&thread, NULL, be_busy, NULL);
	is(info.testinfo_len <= 16 ? ethtool(A, &test) : -E2BIG, 0, "it tests itself (ethtool -t) while a program sends and receives");
	for (i = 0; i < (int)info.testinfo_len; i++)
		printf("# test %d: %llu\n", i, (unsigned long long)test.result[i]);
	settle(A);
	busy = false;
	pthread_join(thread, NULL);
	/* What the program sent last may have found the NIC at a standstill, and waits. */
	ok(flush(&a, &b) && flush(&b, &a), "what was on its way has come");
	is(pass(&a, &b, 600), 600, "the port goes on after it");
	is(pass(&b, &a, 600), 600, "both ways");
}

/* Rings of another size are no rings of ours. */
static void resized(void)
{
	struct ethtool_ringparam size = { .cmd = ETHTOOL_GRINGPARAM }, other;

	is(ethtool(A, &size), 0, "the sizes of the rings");
	other = size;
	other.cmd = size.cmd = ETHTOOL_SRINGPARAM;
	other.rx_pending *= 2;
	if (!strcmp(driver, "r8169")) {
		is(ethtool(A, &other), -EOPNOTSUPP, "the stock driver has no others, for ethtool -G");
		is(pass(&a, &b, 100), 100, "and the port goes on");
		return;
	}
	is(ethtool(A, &other), 0, "change one, as ethtool -G");
	is(rxsync(&a), -ENXIO, "the port is gone");
	ok(poll_port(&a, POLLIN, PATIENCE) & POLLERR, "and poll tells");
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

/* What the stock driver says when its NIC's access to memory has failed, and it resets the NIC; NULL if it does not. */
static const char *pci_error_words(void)
{
	return !strcmp(driver, "r8169") ? "PCI error" : !strcmp(driver, "forcedeth") ? "recoverable error" : NULL;
}

/* The NIC is no bus master for a moment, so that what it wants of memory fails, and its driver resets it. */
static void pci_error(void)
{
	double until = now_s() + PATIENCE / 1000.0;
	char path[96];
	uint16_t command = 0, off;
	int fd, got = 0;

	snprintf(path, sizeof(path), "/sys/class/net/%s/device/config", A);
	fd = open(path, O_RDWR);
	if (!ok(fd >= 0 && pread(fd, &command, 2, PCI_COMMAND) == 2 && (command & PCI_COMMAND_MASTER), "the device is a bus master"))
		return;
	off = command & ~PCI_COMMAND_MASTER;
	is(pwrite(fd, &off, 2, PCI_COMMAND), 2, "and is none any more");
	put_broadcast(&a, 100, 1);
	txsync(&a);
	while (!kernel_says(pci_error_words()) && now_s() < until)
		usleep(10000);
	ok(kernel_says(pci_error_words()), "the stock driver notices, and will reset it");
	is(pwrite(fd, &command, 2, PCI_COMMAND), 2, "it is one again");
	close(fd);
	/* What is sent before the reset is lost with it. */
	while (!got && now_s() < until) {
		put_broadcast(&a, 100, 2);
		txsync(&a);
		got = ring_receive(&b, rx_ring(&b, 0), 2, 100);
	}
	is(got, 100, "a frame passes after the reset");
	ok(flush(&a, &b), "and what was sent meanwhile");
	is(pass(&a, &b, 400), 400, "and many");
	is(pass(&b, &a, 400), 400, "and the other way");
}

/* The device is taken from its driver, and given back. */
static void removed(void)
{
	char path[128], device[64];

	snprintf(device, sizeof(device), "%s", address());
	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/unbind", driver);
	ok(write_file(path, device), "take the device from its driver while a port is open");
	is(txsync(&a), -ENXIO, "the port is gone");
	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/bind", driver);
	ok(write_file(path, device), "give it back");
	port_close(&a);
	shf("echo 1 > /proc/sys/net/ipv6/conf/%s/disable_ipv6; ip link set %s up", A, A);
	settle(A);
	must_open(&a, A);
	ok(is_kind(A, driver), "it is taken by the native driver again");
	settle(A);
	is(pass(&a, &b, 100), 100, "and sends");
	is(pass(&b, &a, 100), 100, "and receives");
}

static void pair(void)
{
	struct counters before = counters(), open, closed;

	if (bind_pair()) {
		ok(go_on(before, counters()), "the interface's counters do not go back when a port is opened");
		statistics();
		disturbed();
		link_flap();
		ok(go_on(before, counters()), "nor while it is open");
		/* Some stock drivers forget their own with that. */
		suspend();
		if (pci_error_words())
			pci_error();
		if (!strcmp(driver, "ixgbe"))
			timeout();
		vlan_tags();
		open = counters();
		unbind_pair();
		closed = counters();
		ok(go_on(open, closed), "nor when it is closed");
		settle(A);
		settle(B);
		ok(go_on(closed, counters()), "nor when the link is there again");
		vlan_tags_after();
	}
	if (!strcmp(driver, "forcedeth"))
		timer_interrupts();
	if (!strcmp(driver, "ixgbe"))
		coalescing();
	if (bind_pair()) {
		self_test();
		resized();
		removed();
		unbind_pair();
	}
}

int main(void)
{
	for_each_pair(pair);
	return done();
}
