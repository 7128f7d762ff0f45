/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The option OFFSETS: packets that do not start where their buffers do, on VALE ports, pipes, interfaces and monitors. */
#include "veth.h"

static struct nmreq_opt_offsets opt;

static int open_offsets(struct port *p, const char *name, uint64_t flags, uint64_t max, uint64_t initial, uint32_t bits)
{
	memset(p, 0, sizeof(*p));
	p->reg.nr_mode = NR_REG_ALL_NIC;
	p->reg.nr_flags = flags;
	opt = (struct nmreq_opt_offsets) { .nro_opt = { .nro_reqtype = NETMAP_REQ_OPT_OFFSETS, .nro_status = 1 },
		.nro_max_offset = max, .nro_initial_offset = initial, .nro_offset_bits = bits };
	return port_bind_opt(p, name, &opt);
}

/* Sends a frame that starts at @offset of its buffer. */
static void send_at(struct port *p, uint16_t dst, uint16_t src, int len, int seed, uint64_t offset)
{
	struct netmap_ring *r = tx_ring(p, 0);
	struct netmap_slot *s = &r->slot[r->head];

	memset(slot_buf(r, r->head), 0xee, 2048);
	frame_make(slot_buf(r, r->head) + (offset & r->offset_mask), dst, src, len, seed);
	s->len = len;
	s->flags = 0;
	s->ptr = offset;
	r->head = r->cur = ring_next(r, r->head);
	txsync(p);
}

/* The next packet: its length if it is what was sent and starts at @offset, else -1; 0 if there is none. */
static int receive_at(struct port *p, int seed, uint64_t offset)
{
	struct netmap_ring *r = rx_ring(p, 0);
	struct netmap_slot *s = &r->slot[r->head];
	int len;

	rxsync(p);
	if (r->head == r->tail)
		poll_port(p, POLLIN, PATIENCE);
	if (r->head == r->tail)
		return 0;
	len = (s->ptr & r->offset_mask) == offset && frame_good(slot_buf(r, r->head) + offset, s->len, seed) ? s->len : -1;
	r->head = r->cur = ring_next(r, r->head);
	return len;
}

static void requests(void)
{
	struct port p, q;
	unsigned int i, bad = 0;

	is(open_offsets(&p, "vale0:a", 0, 128, 64, 10), 0, "offsets up to 128 in 10 bits, 64 at the start");
	is(opt.nro_opt.nro_status, 0, "status of the option");
	ok(opt.nro_max_offset == 128 && opt.nro_offset_bits == 10, "largest offset and bits are told");
	is(tx_ring(&p, 0)->offset_mask, 1023, "mask of the rings");
	for (i = 0; i < 1024; i++)
		bad += tx_ring(&p, 0)->slot[i].ptr != 64 || rx_ring(&p, 0)->slot[i].ptr != 64;
	is(bad, 0, "every slot has the initial offset");
	is(port_open(&q, "vale0:a"), -EBUSY, "a program that does not know of them");
	is(open_offsets(&q, "vale0:a", 0, 128, 32, 10), -EBUSY, "one that wants others");
	is(opt.nro_opt.nro_status, ECANCELED, "status of the option");
	is(open_offsets(&q, "vale0:a", 0, 128, 64, 10), 0, "one that wants the same");
	port_close(&q);
	port_close(&p);
	must_open(&p, "vale0:a");
	ok(tx_ring(&p, 0)->offset_mask == 0 && tx_ring(&p, 0)->slot[0].ptr == 0, "they are gone with the last program");
	is(open_offsets(&q, "vale0:a", 0, 128, 0, 0), -EBUSY, "a ring that is bound without them");
	port_close(&p);
	is(open_offsets(&p, "vale0:a", 0, 100, 0, 0), 0, "0 bits");
	ok(rx_ring(&p, 0)->offset_mask == UINT64_MAX, "are all");
	port_close(&p);
	is(open_offsets(&p, "vale0:a", 0, 2048, 0, 0), -EINVAL, "an offset as long as the buffer");
	is(opt.nro_opt.nro_status, EINVAL, "status of the option");
	is(open_offsets(&p, "vale0:a", 0, UINT64_MAX, 0, 0), -EINVAL, "a huge one");
	is(open_offsets(&p, "vale0:a", 0, 100, 101, 0), -EINVAL, "an initial one beyond the largest");
	is(open_offsets(&p, "vale0:a", 0, 100, 0, 5), -EINVAL, "one that needs more bits");
	is(open_offsets(&p, "vale0:a", 0, 100, 0, 65), -EINVAL, "65 bits");
	opt = (struct nmreq_opt_offsets) { .nro_opt = { .nro_reqtype = NETMAP_REQ_OPT_OFFSETS }, .nro_max_offset = 100, .nro_min_gap = 1948 };
	p = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC } };
	is(port_bind_opt(&p, "vale0:a", &opt), -EINVAL, "a gap that is not there");
	opt.nro_min_gap = 1900;
	opt.nro_tx_align = 3;
	is(port_bind_opt(&p, "vale0:a", &opt), -EINVAL, "an alignment that is no power of two");
	opt.nro_tx_align = 64;
	is(port_bind_opt(&p, "vale0:a", &opt), 0, "a gap and an alignment that are possible");
	is(tx_ring(&p, 0)->buf_align, 64, "the alignment is told in the ring");
	port_close(&p);
}

static void vale(void)
{
	struct port a, b, c;
	struct netmap_ring *r;
	int n = 0;

	is(open_offsets(&a, "vale0:a", 0, 256, 0, 16), 0, "a sender with offsets");
	is(open_offsets(&b, "vale0:b", 0, 128, 100, 0), 0, "a receiver with others");
	must_open(&c, "vale0:c");
	send_at(&a, 0xffff, 1, 600, 1, 77);
	is(receive_at(&b, 1, 100), 600, "a packet goes from offset 77 to 100");
	is(receive_at(&c, 1, 0), 600, "and to none at a port without offsets");
	send_at(&a, 0xffff, 1, 600, 2, 0xabcd000000000000ULL + 256);
	is(receive_at(&b, 2, 100), 600, "bits beyond the mask are of no meaning");
	is(receive_at(&c, 2, 0), 600, "nor for the other");
	r = rx_ring(&b, 0);
	r->slot[r->tail].ptr = 17;
	send_at(&a, 0xffff, 1, 600, 3, 0);
	is(receive_at(&b, 3, 17), 600, "the receiver chooses another offset for a slot");
	take(&c, NULL);
	r->slot[r->tail].ptr = 129;
	send_at(&a, 0xffff, 1, 600, 4, 0);
	is(receive_at(&b, 4, 129), 0, "one beyond the largest: comes empty");
	r->slot[r->tail].ptr = 100;
	take(&c, NULL);
	send_at(&a, 0xffff, 1, 600, 5, 257);
	send_at(&a, 0xffff, 1, 600, 6, 65535);
	is(take(&c, NULL), 0, "a sender's offset beyond the largest: dropped");
	send_at(&a, 0xffff, 1, 2048, 7, 0);
	is(take(&c, NULL), 1, "a packet as long as a buffer arrives where there are no offsets");
	rxsync(&b);
	ok(ring_space(r) == 2 && r->slot[r->head].len == 1920 && r->slot[ring_next(r, r->head)].len == 128, "and in two slots where there are");
	take(&b, NULL);
	send_at(&a, 0xffff, 1, 2000, 8, 49);
	is(take(&c, NULL), 0, "one that would go beyond its buffer: dropped");
	send_at(&a, 0xffff, 1, 1999, 8, 49);
	is(take(&c, NULL), 1, "one up to its end: not");
	n = take(&b, NULL);
	is(n, 2, "and in two slots at the other");
	port_close(&a);
	port_close(&b);
	port_close(&c);
}

static void pipes(void)
{
	struct port a, b;

	is(open_offsets(&a, "x{1", 0, 256, 40, 16), 0, "master of a pipe with offsets");
	is(open_offsets(&b, "x}1", 0, 200, 40, 16), 0, "and its slave");
	send_at(&a, 2, 1, 600, 1, 77);
	is(receive_at(&b, 1, 77), 600, "a packet keeps its offset");
	send_at(&a, 2, 1, 600, 2, 201);
	is(receive_at(&b, 2, 0), 600, "and loses it where it is more than the receiver takes");
	send_at(&a, 2, 1, 600, 3, 257);
	rxsync(&b);
	is(rx_ring(&b, 0)->slot[rx_ring(&b, 0)->head].len, 0, "a bad offset: the packet comes empty");
	take(&b, NULL);
	port_close(&b);
	must_open(&b, "x}1");
	send_at(&a, 2, 1, 600, 4, 77);
	is(receive_at(&b, 4, 0), 600, "to an end without offsets it is moved");
	send_frame(&b, 1, 2, 500, 5);
	is(receive_at(&a, 5, 0), 500, "and from there it has none");
	port_close(&a);
	port_close(&b);
}

static void interfaces(void)
{
	int s1;
	struct port p;

	make_pair("nm0", "nm1");
	s1 = packet_socket("nm1");
	is(open_offsets(&p, "nm0", 0, 256, 128, 16), 0, "an interface with offsets");
	send_at(&p, 0xffff, 1, 1000, 1, 33);
	is(host_receive(s1, 1, PATIENCE), 1000, "a packet at an offset goes to the wire");
	host_send(s1, 1001, 2);
	is(receive_at(&p, 2, 128), 1001, "one from there comes at the initial offset");
	send_at(&p, 0xffff, 1, 1514, 3, 257);
	is(host_receive(s1, 3, 100), 0, "a bad offset: dropped");
	port_close(&p);
	close(s1);
	sh("ip link del nm0");
}

static void monitors(void)
{
	struct port a, b, m, z;

	is(open_offsets(&a, "vale0:a", 0, 256, 0, 16), 0, "a sender with offsets");
	must_open(&b, "vale0:b");
	is(open_offsets(&m, "vale0:a", NR_MONITOR_TX, 64, 50, 16), 0, "its monitor, with others");
	send_at(&a, 2, 1, 600, 1, 77);
	is(receive_at(&m, 1, 50), 600, "gets a copy at its own offset");
	is(open_offsets(&z, "vale0:a", NR_MONITOR_TX | NR_ZCOPY_MON, 100, 0, 16), 0, "a zero-copy monitor with offsets");
	send_at(&a, 2, 1, 600, 2, 77);
	is(receive_at(&z, 2, 77), 600, "gets the buffer, and the offset with it");
	send_at(&a, 2, 1, 600, 3, 200);
	is(receive_at(&z, 3, 0), 600, "one that is too large for it: the packet is moved");
	is(receive_at(&m, 2, 50), 600, "the copies are as ever");
	is(receive_at(&m, 3, 50), 600, "the copies are as ever");
	port_close(&a);
	port_close(&b);
	port_close(&m);
	port_close(&z);
}

int main(void)
{
	requests();
	vale();
	pipes();
	interfaces();
	monitors();
	return done();
}
