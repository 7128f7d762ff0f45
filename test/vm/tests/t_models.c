/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The device models that QEMU gets from test/vm/models, with the stock driver and without netmap: what tests of native drivers
 * find wrong is not the model's fault.
 */
#include "nics.h"
#include "ethtool.h"

/* Frames of many lengths up to @most, a few at a time: whether all come, in order. */
static bool frames(int from, int to, int most, int step)
{
	int sent = 60, len = 60;

	while (len <= most) {
		for (; sent <= most && sent < len + 20 * step; sent += step)
			host_send(from, sent, sent);
		for (; len < sent; len += step) {
			if (host_receive(to, len, PATIENCE) != len) {
				printf("# there is none of %d bytes\n", len);
				return false;
			}
		}
	}
	return true;
}

static char name[2][16];
static int from, to;

static void start(int mtu)
{
	int i, got = 0;

	for (i = 0; i < 2; i++)
		shf("ip link set %s mtu %d; ip link set %s up", name[i], mtu, name[i]);
	for (i = 0; i < 2; i++)
		settle(name[i]);
	from = packet_socket(name[0]);
	to = packet_socket(name[1]);
	/* Until its stack has taken note of the link, it drops what it is to send. */
	for (i = 1; i <= PATIENCE / 1000 && got <= 0; i++) {
		host_send(from, 60, i);
		while ((got = host_receive(to, i, 1000)) < 0)
			;
	}
	ok(got == 60, "the link is ready");
}

static void stop(void)
{
	close(from);
	close(to);
	shf("ip link set %s down; ip link set %s down", name[0], name[1]);
}

struct model {
	const char *driver;
	const char *sent;	/* frames that the NIC has counted */
	const char *errors[5];
};

static const struct model models[] = {
	{ "r8169", "tx_packets", { "tx_errors", "rx_errors", "rx_missed", "tx_aborted", "tx_underrun" } },
	{ "ixgbe", "tx_pkts_nic", { "tx_errors", "rx_errors", "rx_missed_errors", "rx_no_dma_resources", "tx_restart_queue" } },
	{ "forcedeth", "tx_packets", { "tx_errors_total", "rx_errors_total", "tx_fifo_errors", "rx_over_errors", "rx_drop_frame" } },
};

static void model(const struct model *m)
{
	struct ethtool_value link = { .cmd = ETHTOOL_GLINK };
	long long before;
	unsigned int i;

	if (!is(of_driver(m->driver, name), 2, "stock driver %s takes two NICs", m->driver))
		return;
	shf("for i in %s %s; do echo 1 > /proc/sys/net/ipv6/conf/$i/disable_ipv6; done", name[0], name[1]);
	start(1500);
	ok(!ethtool(name[0], &link) && link.data, "the link is up");
	before = nic_counter(name[0], m->sent);
	ok(frames(from, to, 1514, 3), "frames of many lengths, almost as many as a ring has descriptors or more");
	ok(frames(to, from, 1514, 3), "and the other way");
	is(nic_counter(name[0], m->sent) - before, (1514 - 60) / 3 + 1, "the NIC counts them");
	stop();
	start(4000);
	ok(frames(from, to, 4014, 50), "long frames");
	for (i = 0; i < sizeof(m->errors) / sizeof(m->errors[0]) && m->errors[i]; i++) {
		is(nic_counter(name[0], m->errors[i]), 0, "no %s at the sender", m->errors[i]);
		is(nic_counter(name[1], m->errors[i]), 0, "nor at the receiver");
	}
	stop();
	start(1500);
	ok(frames(from, to, 1514, 100), "after a reset");
	ok(frames(to, from, 1514, 2), "and more");
	stop();
}

/* The guest may have NICs of other drivers, too, or only some of these. */
static void model_of(const char *driver)
{
	unsigned int i;

	for (i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
		if (!strcmp(models[i].driver, driver))
			model(&models[i]);
	}
}

int main(void)
{
	for_each_driver(model_of);
	return done();
}
