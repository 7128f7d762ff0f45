/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Packets per second, of 60 bytes, between two NICs on a hub: by the native driver, and by the emulated adapter on the same
 * NICs. Sender and receiver take turns in one process, a ring's part at a time, so that no packet is lost, and each has a
 * clock of its own. Interrupts of the receiving NIC come while the sender is at work, and are in the sender's figure; with the
 * emulated adapter that is most of the receiver's work, so the two adapters are compared by what both cost together. With
 * instruction counting a nanosecond is an instruction of the guest, and what the models of the NICs do costs nothing.
 */
#include "../tests/nics.h"

static double sending, receiving;	/* seconds */

static void fill(struct netmap_ring *r)
{
	uint32_t i;

	for (i = 0; i < r->num_slots; i++)
		frame_make(slot_buf(r, i), 0xffff, 1, 60, 0);
}

/* As much as there is room for, up to what the receiver has room for. */
static void transmit(struct port *p, struct netmap_ring *r, uint32_t most)
{
	uint32_t i = r->head, n = ring_space(r) < most ? ring_space(r) : most;
	double start = now_s();

	while (n--) {
		struct netmap_slot *s = &r->slot[i];

		s->len = 60;
		s->flags = 0;
		i = ring_next(r, i);
	}
	r->head = r->cur = i;
	ioctl(p->fd, NIOCTXSYNC);
	sending += now_s() - start;
}

/* What is there; a packet of another length is no good one. */
static long receive(struct port *p, struct netmap_ring *r)
{
	double start = now_s();
	long n = 0;
	uint32_t i;

	ioctl(p->fd, NIOCRXSYNC);
	for (i = r->head; i != r->tail; i = ring_next(r, i))
		n += r->slot[i].len >= 60;
	r->head = r->cur = i;
	receiving += now_s() - start;
	return n;
}

struct rates {
	double transmit, receive, both;	/* millions of packets per second */
};

static struct rates measure(const char *what, struct port *a, struct port *b, long total)
{
	struct netmap_ring *t = tx_ring(a, 0), *r = rx_ring(b, 0);
	double until = now_s() + 20;
	struct rates rate;
	long got = 0;

	fill(t);
	sending = receiving = 0;
	while (got < total && now_s() < until) {
		transmit(a, t, r->num_slots / 2);
		got += receive(b, r);
	}
	rate = (struct rates) { got / sending / 1e6, got / receiving / 1e6, got / (sending + receiving) / 1e6 };
	printf("# rate: %-26s transmit %6.3f, receive %6.3f, both %6.3f million packets/s\n", what, rate.transmit, rate.receive, rate.both);
	ok(got >= total, "%s: %ld packets", what, got);
	return rate;
}

static void nics(const char *driver)
{
	/* The rates that the native driver has to reach at least, in millions. */
	double transmit = strcmp(driver, "e1000e") ? 1.0 : 2.45, receive = strcmp(driver, "e1000e") ? 1.0 : 1.5;
	struct rates rate[2];
	char name[2][16], what[64];
	struct port a, b;
	int mode;

	if (!is(of_driver(driver, name), 2, "there are two NICs of %s", driver))
		return;
	shf("for i in %s %s; do echo 1 > /proc/sys/net/ipv6/conf/$i/disable_ipv6; ip link set $i up promisc on; done", name[0], name[1]);
	for (mode = 0; mode <= 2; mode += 2) {
		set_param("admode", mode);
		settle(name[0]);
		settle(name[1]);
		must_open(&a, name[0]);
		must_open(&b, name[1]);
		snprintf(what, sizeof(what), "%s, %s", driver, mode ? "emulated adapter" : "native");
		rate[mode / 2] = measure(what, &a, &b, mode ? 20000 : 400000);
		port_close(&a);
		port_close(&b);
	}
	set_param("admode", 0);
	ok(rate[0].transmit >= transmit, "%s sends %.2f million packets/s or more", driver, transmit);
	ok(rate[0].receive >= receive, "%s receives %.2f million packets/s or more", driver, receive);
	ok(rate[0].both >= 10 * rate[1].both, "that is 10 times what the emulated adapter does, or more");
}

int main(void)
{
	for_each_driver(nics);
	return done();
}
