/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Native drivers of NICs with several rings each way: each sends and receives by itself, and the NIC spreads frames over them as the
 * stock driver has told it.
 */
#include "nic_pair.h"
#include "ethtool.h"

/*
 * As many as an address has bits, each with another one set: the NIC's hash has a key that is another at each boot, and the fewer bits it has
 * to go by, the likelier they all come to one ring.
 */
#define FLOWS	32
#define LENGTH	120

/* Where each flow comes to at port b. */
static int ring_of[FLOWS];

/* IPv4 from an address that the flow decides, and by whose hash the NIC chooses the ring. */
static void put_flow(struct port *p, int ring, int flow, int seed)
{
	static const uint8_t ip[20] = { 0x45, 0, 0, LENGTH - 14, 0, 0, 0, 0, 64, 253, 0, 0, 0, 0, 0, 0, 10, 1, 0, 1 };
	uint32_t from = htonl(1U << flow);
	struct netmap_ring *r = tx_ring(p, ring);
	char *frame = slot_buf(r, r->head);

	frame_make(frame, 0xffff, 1, LENGTH, seed);
	frame[12] = 8;
	frame[13] = 0;
	memcpy(frame + 14, ip, sizeof(ip));
	memcpy(frame + 26, &from, sizeof(from));
	r->slot[r->head].len = LENGTH;
	r->slot[r->head].flags = 0;
	r->head = r->cur = ring_next(r, r->head);
}

/* The flow of the next frame of a ring, which is @seed's; -1 if it is a wrong frame. */
static int take_flow(struct netmap_ring *r, int seed)
{
	const char *frame = slot_buf(r, r->head);
	int i, len = r->slot[r->head].len;
	uint32_t from;

	memcpy(&from, frame + 26, sizeof(from));
	from = ntohl(from);
	r->head = r->cur = ring_next(r, r->head);
	for (i = 34; i < LENGTH; i++) {
		if (frame[i] != (char)(seed + i * 7))
			return -1;
	}
	return len == LENGTH && from && !(from & (from - 1)) ? __builtin_ctz(from) : -1;
}

/* One frame of each flow from a to b, and where each comes to: how many come, and are whole. */
static int spread(int seed, int to[FLOWS])
{
	double until = now_s() + PATIENCE / 1000.0;
	int i, q, n = 0;

	for (i = 0; i < FLOWS; i++) {
		put_flow(&a, i % a.reg.nr_tx_rings, i, seed);
		to[i] = -1;
	}
	txsync(&a);
	while (n < FLOWS && now_s() < until) {
		poll_port(&b, POLLIN, 100);
		for (q = 0; q < b.reg.nr_rx_rings; q++) {
			struct netmap_ring *r = rx_ring(&b, q);

			while (r->head != r->tail) {
				int flow = take_flow(r, seed);

				if (flow < 0 || to[flow] >= 0)
					return -1;
				to[flow] = q;
				n++;
			}
		}
	}
	rxsync(&b);
	return n;
}

static int flow_of(int ring)
{
	int i;

	for (i = 0; i < FLOWS - 1 && ring_of[i] != ring; i++)
		;
	return i;
}

static void all_rings(void)
{
	int again[FLOWS], i, q, n, of[2] = { 0 }, good;

	is(a.reg.nr_tx_rings, queues(), "as many rings as processors");
	is(spread(3, ring_of), FLOWS, "%d flows, sent by all rings, arrive", FLOWS);
	for (i = 0; i < FLOWS; i++)
		of[ring_of[i] > 0]++;
	ok(of[0] && of[1], "on several rings: %d and %d", of[0], of[1]);
	is(spread(4, again), FLOWS, "once more");
	ok(!memcmp(ring_of, again, sizeof(again)), "each flow comes to its ring");
	/* More than a ring has slots, by each ring. */
	for (q = 0; q < a.reg.nr_tx_rings; q++) {
		struct netmap_ring *t = tx_ring(&a, q);

		for (n = good = 0; n < 600 && good == n; n++) {
			double until = now_s() + PATIENCE / 1000.0;

			while (!ring_space(t) && now_s() < until)
				poll_port(&a, POLLOUT, 100);
			put_flow(&a, q, flow_of(n % 2), n);
			txsync(&a);
			good += ring_wait(&b, rx_ring(&b, n % 2), PATIENCE) && take_flow(rx_ring(&b, n % 2), n) == flow_of(n % 2);
		}
		is(good, 600, "600 frames by ring %d, to two rings in turn", q);
	}
}

/* Two programs with a ring of one NIC each. */
static void ring_each(void)
{
	struct port r0 = { .reg = { .nr_mode = NR_REG_ONE_NIC } }, r1 = { .reg = { .nr_mode = NR_REG_ONE_NIC, .nr_ringid = 1 } };
	struct netmap_ring *rx0, *rx1;
	int i, n;

	is(port_bind(&r0, B) | port_bind(&r1, B), 0, "two programs with a ring of %s each", B);
	must_open(&a, A);
	settle(A);
	settle(B);
	rx0 = rx_ring(&r0, 0);
	rx1 = rx_ring(&r1, 1);
	put_flow(&a, 0, flow_of(1), 1);
	txsync(&a);
	is(poll_port(&r1, POLLIN, PATIENCE), POLLIN, "a frame for one wakes it");
	ok(take_flow(rx1, 1) == flow_of(1), "it is that frame");
	rxsync(&r1);
	is(poll_port(&r0, POLLIN, 0), 0, "and not the other");
	put_flow(&a, 1, flow_of(0), 2);
	txsync(&a);
	is(poll_port(&r0, POLLIN, PATIENCE), POLLIN, "and the other way round");
	ok(take_flow(rx0, 2) == flow_of(0), "it is that frame");
	/* One does not read, and its ring is full; the NIC has no more room for it. */
	for (i = 0; i < (int)rx1->num_slots + 100; i++) {
		while (!ring_space(tx_ring(&a, 0)))
			poll_port(&a, POLLOUT, 100);
		put_flow(&a, 0, flow_of(1), i);
		txsync(&a);
	}
	put_flow(&a, 0, flow_of(0), 5);
	txsync(&a);
	ok(ring_wait(&r0, rx0, PATIENCE) && take_flow(rx0, 5) == flow_of(0), "a ring that is full does not hold up another");
	/* It goes on where it was. */
	rxsync(&r1);
	for (n = 0; rx1->head != rx1->tail; n++) {
		if (take_flow(rx1, n) != flow_of(1))
			break;
	}
	is(n, rx1->num_slots - 1, "it has kept as many as it has slots");
	rxsync(&r1);
	put_flow(&a, 0, flow_of(1), 6);
	txsync(&a);
	ok(ring_wait(&r1, rx1, PATIENCE) && take_flow(rx1, 6) == flow_of(1), "and goes on when they are read");
	/* A ring that goes does not take the other along. */
	port_close(&r0);
	settle(B);
	put_flow(&a, 0, flow_of(1), 7);
	txsync(&a);
	ok(ring_wait(&r1, rx1, PATIENCE) && take_flow(rx1, 7) == flow_of(1), "one goes on when the other has gone");
	port_close(&r1);
	port_close(&a);
}

/* As ethtool -L: 0 or -errno. */
static int set_channels(unsigned int n)
{
	struct ethtool_channels ch = { .cmd = ETHTOOL_GCHANNELS };

	ethtool(A, &ch);
	ch.cmd = ETHTOOL_SCHANNELS;
	ch.combined_count = n;
	return ethtool(A, &ch);
}

static unsigned int most_channels(void)
{
	struct ethtool_channels ch = { .cmd = ETHTOOL_GCHANNELS };

	return ethtool(A, &ch) ? 0 : ch.max_combined;
}

/* Another number of rings, as ethtool -L, while a port is open. */
static void renumbered(void)
{
	unsigned int numbers[] = { 4, 1, queues() }, i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		/* Those of ixgbe have no more than processors. */
		if (numbers[i] > most_channels())
			continue;
		is(set_channels(numbers[i]), 0, "%d rings, as with ethtool -L", numbers[i]);
		is(rxsync(&a), -ENXIO, "the port is gone");
		ok(poll_port(&a, POLLIN, PATIENCE) & POLLERR, "and poll tells");
		port_close(&a);
		must_open(&a, A);
		ok(is_kind(A, driver), "it is the native driver again");
		is(a.reg.nr_tx_rings, numbers[i], "with as many rings to send");
		is(a.reg.nr_rx_rings, numbers[i], "and to receive");
		settle(A);
		is(spread(i, ring_of), FLOWS, "all of them send");
		is(pass(&b, &a, 300), 300, "and it receives");
	}
}

static void pair(void)
{
	if (queues() < 2)
		return;
	if (bind_pair()) {
		all_rings();
		unbind_pair();
	}
	ring_each();
	if (bind_pair()) {
		renumbered();
		unbind_pair();
	}
}

int main(void)
{
	for_each_pair(pair);
	return done();
}
