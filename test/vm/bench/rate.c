/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Packets per second, of 60 bytes, one sender and one receiver: through a VALE switch, a pipe, the emulated adapter over
 * veth, and AF_PACKET over the same pair. Sender and receiver take turns in one process, a ring's part at a time, so no
 * packet is lost and the figure has the work of both. With instruction counting a nanosecond is an instruction.
 */
#include "../tests/veth.h"

#define BATCH 512

static void fill(struct port *p, int n, uint16_t dst)
{
	struct netmap_ring *r = tx_ring(p, 0);
	uint32_t i, k;

	for (i = r->head, k = 0; k < r->num_slots; k++, i = ring_next(r, i))
		frame_make(slot_buf(r, i), dst, n, 60, 0);
}

static double rings(struct port *a, struct port *b, long total)
{
	struct netmap_ring *t = tx_ring(a, 0), *r = rx_ring(b, 0);
	long got = 0;
	double start;

	fill(a, 1, 2);
	start = now_s();
	while (got < total) {
		uint32_t i = t->head, n = ring_space(t) < BATCH ? ring_space(t) : BATCH, k;

		for (k = 0; k < n; k++) {
			struct netmap_slot *s = &t->slot[i];

			s->len = 60;
			s->flags = 0;
			i = ring_next(t, i);
		}
		t->head = t->cur = i;
		ioctl(a->fd, NIOCTXSYNC);
		ioctl(b->fd, NIOCRXSYNC);
		for (i = r->head; i != r->tail; i = ring_next(r, i)) {
			if (r->slot[i].len != 60)
				return -1;
			got++;
		}
		r->head = r->cur = i;
		if (!n)
			ioctl(b->fd, NIOCRXSYNC);
	}
	return got / (now_s() - start);
}

static double packet(long total)
{
	int a = packet_socket("nm0"), b = packet_socket("nm1");
	char frame[60], in[2048];
	long got = 0;
	double start;
	int i;

	frame_make(frame, 2, 1, 60, 0);
	start = now_s();
	while (got < total) {
		for (i = 0; i < 64; i++)
			send(a, frame, 60, 0);
		while (recv(b, in, sizeof(in), MSG_DONTWAIT) > 0)
			got++;
	}
	return got / (now_s() - start);
}

static void tell(const char *what, double rate)
{
	printf("# rate: %-40s %8.3f million packets/s\n", what, rate / 1e6);
	fflush(stdout);
}

int main(void)
{
	struct port a, b;

	must_open(&a, "vale0:a");
	must_open(&b, "vale0:b");
	send_frame(&b, 0xffff, 2, 60, 0);
	take(&a, NULL);
	tell("VALE", rings(&a, &b, 1000000));
	port_close(&a);
	port_close(&b);
	must_open(&a, "x{1");
	must_open(&b, "x}1");
	tell("pipe", rings(&a, &b, 1000000));
	port_close(&a);
	port_close(&b);
	make_pair("nm0", "nm1");
	must_open(&a, "nm0");
	must_open(&b, "nm1");
	tell("emulated adapter over veth", rings(&a, &b, 20000));
	port_close(&a);
	port_close(&b);
	tell("AF_PACKET over veth", packet(20000));
	sh("ip link del nm0");
	ok(true, "rates");
	return done();
}
