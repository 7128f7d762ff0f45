/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Pipes: same buffers at both ends, nothing lost, what happens when an end is closed, names, and the older request. */
#include "nmt.h"

static struct port m, s;

static void basics(void)
{
	struct netmap_ring *t, *r;
	unsigned int i, differ = 0;

	must_open(&m, "lp{1");
	must_open(&s, "lp}1");
	ok(m.reg.nr_tx_rings == 1 && m.reg.nr_rx_rings == 1 && !m.reg.nr_host_tx_rings, "one ring pair, no host rings");
	ok(m.nifp->ni_host_tx_rings == 1 && m.nifp->ni_host_rx_rings == 1 && !ring_at(&m, 1) && !ring_at(&m, 3), "but a place for one, which is empty");
	is(m.reg.nr_mem_id, s.reg.nr_mem_id, "both ends are in one region");
	t = tx_ring(&m, 0);
	r = rx_ring(&s, 0);
	for (i = 0; i < t->num_slots; i++)
		differ += t->slot[i].buf_idx != r->slot[i].buf_idx;
	is(differ, 0, "slots of both ends have the same buffers");
	is(r->slot[5].len, 2048, "and the length of the buffer");

	put(&m, 2, 1, 100, 7);
	is(txsync(&m), 0, "send");
	is(ring_space(t), 1022, "a slot that was sent is not back");
	is(poll_port(&s, POLLIN, PATIENCE), POLLIN, "the other end is told");
	is(ring_space(r), 1, "one packet");
	ok(r->slot[0].len == 100 && frame_good(slot_buf(r, 0), 100, 7) && r->slot[0].flags == 0, "as it was sent");
	is(r->slot[0].buf_idx, t->slot[0].buf_idx, "in the same buffer");
	r->head = r->cur = 1;
	txsync(&m);
	is(ring_space(t), 1022, "before the receiver's sync it is not back either");
	rxsync(&s);
	txsync(&m);
	is(ring_space(t), 1023, "after both syncs it is");
	/* The other way. */
	put(&s, 2, 1, 60, 9);
	txsync(&s);
	is(take(&m, NULL), 1, "the other way");
	rxsync(&m);
	txsync(&s);
}

static void never_drops(void)
{
	struct netmap_ring *t = tx_ring(&m, 0);
	int i;

	for (i = 0; i < 1023; i++)
		put(&m, 2, 1, 60, i);
	is(txsync(&m), 0, "send 1023");
	is(ring_space(t), 0, "no room");
	is(poll_port(&m, POLLOUT, 50), 0, "poll for POLLOUT blocks");
	is(take(&s, NULL), 1023, "all arrive");
	rxsync(&s);
	is(poll_port(&m, POLLOUT, PATIENCE), POLLOUT, "then there is room");
	is(ring_space(t), 1023, "for all again");
}

static void swapped(void)
{
	struct netmap_ring *t = tx_ring(&m, 0), *r = rx_ring(&s, 0);
	struct netmap_slot *slot, *free_slot = &t->slot[(t->head + 9) % 1024];
	uint32_t at = t->head, x = t->slot[at].buf_idx, y = free_slot->buf_idx, z;

	/* Sender: buffer y in place of x, which goes to a slot further on. */
	slot = &t->slot[at];
	slot->buf_idx = y;
	free_slot->buf_idx = x;
	free_slot->flags = NS_BUF_CHANGED;
	put(&m, 2, 1, 60, 3)->flags = NS_BUF_CHANGED;
	txsync(&m);
	rxsync(&s);
	ok(r->slot[at].buf_idx == y && frame_good(slot_buf(r, at), 60, 3), "a buffer that the sender changed arrives");
	is(t->slot[at].flags & NS_BUF_CHANGED, 0, "the mark is taken off");
	/* Receiver: exchanges it with the buffer of a transmit slot of its own. */
	z = tx_ring(&s, 0)->slot[500].buf_idx;
	r->slot[at].buf_idx = z;
	r->slot[at].flags |= NS_BUF_CHANGED;
	tx_ring(&s, 0)->slot[500].buf_idx = y;
	take(&s, NULL);
	rxsync(&s);
	txsync(&m);
	is(t->slot[at].buf_idx, z, "a buffer that the receiver changed comes back to the sender");
	at = t->head;
	put(&m, 2, 1, 60, 3);
	x = t->slot[at].buf_idx;
	txsync(&m);
	rxsync(&s);
	r->slot[at].buf_idx = 0xfffffff;
	take(&s, NULL);
	rxsync(&s);
	txsync(&m);
	is(t->slot[at].buf_idx, x, "a bad index from the receiver does not reach the sender");
	at = t->head;
	slot = put(&m, 2, 1, 60, 3);
	x = slot->buf_idx;
	slot->buf_idx = 0xfffffff;
	is(txsync(&m), 0, "a bad buffer index: no error");
	rxsync(&s);
	ok(r->slot[at].len == 0 && r->slot[at].buf_idx == x, "arrives as an empty slot with its old buffer");
	take(&s, NULL);
	put(&m, 2, 1, 60, 3)->len = 5000;
	is(txsync(&m), 0, "a bad length: no error");
	rxsync(&s);
	is(r->slot[(at + 1) % 1024].len, 0, "arrives as an empty slot");
	take(&s, NULL);
	rxsync(&s);
	txsync(&m);
}

static void one_end_closed(void)
{
	port_close(&s);
	is(poll_port(&m, POLLIN, 0), 0, "other end closed: no POLLIN");
	is(poll_port(&m, POLLOUT, 0), POLLOUT, "but POLLOUT");
	put(&m, 2, 1, 60, 21);
	is(txsync(&m), 0, "txsync");
	is(rxsync(&m), 0, "rxsync");
	must_open(&s, "lp}1");
	rxsync(&s);
	is(ring_space(rx_ring(&s, 0)), 1, "what was sent meanwhile waits");
	ok(frame_good(slot_buf(rx_ring(&s, 0), rx_ring(&s, 0)->head), 60, 21), "with its contents");
	take(&s, NULL);
	rxsync(&s);
	port_close(&s);
	port_close(&m);
}

static void names(void)
{
	struct nmreq nmr = { .nr_version = NETMAP_API, .nr_flags = NR_REG_PIPE_MASTER, .nr_ringid = 3 };
	struct port other, twice, vale;
	int fd;

	must_open(&s, "lp}3");
	must_open(&m, "lp{3");
	must_open(&twice, "lp{3");
	must_open(&other, "lp{4");
	is(other.reg.nr_mem_id, m.reg.nr_mem_id, "pipes of one parent are in one region");
	put(&m, 2, 1, 60, 1);
	txsync(&m);
	is(ring_space(tx_ring(&twice, 0)), 1022, "one end can be opened more than once, and is the same ring");
	port_close(&twice);
	port_close(&m);
	is(take(&s, NULL), 1, "pipes with different numbers are different");
	rxsync(&s);

	strcpy(nmr.nr_name, "lp");
	fd = dev_open();
	is(ioctl(fd, NIOCREGIF, &nmr) ? -errno : 0, 0, "NIOCREGIF with mode 5 and number 3");
	ok(nmr.nr_flags == NR_REG_PIPE_MASTER && nmr.nr_ringid == 3 && !strcmp(nmr.nr_name, "lp"), "comes back as it was");
	is(nmr.nr_arg2, s.reg.nr_mem_id, "in the same region");
	memset(&m, 0, sizeof(m));
	m.fd = fd;
	m.reg.nr_memsize = nmr.nr_memsize;
	m.mem = mmap(NULL, nmr.nr_memsize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	m.nifp = (struct netmap_if *)(m.mem + nmr.nr_offset);
	put(&m, 2, 1, 60, 5);
	txsync(&m);
	is(take(&s, NULL), 1, "is the same pipe");
	port_close(&m);
	port_close(&s);
	port_close(&other);

	must_open(&vale, "vale0:a");
	must_open(&m, "vale0:a{x");
	is(m.reg.nr_mem_id, vale.reg.nr_mem_id, "a pipe of a VALE port is in the port's region");
	port_close(&vale);
	must_open(&s, "vale0:a}x");
	put(&m, 2, 1, 60, 5);
	txsync(&m);
	is(take(&s, NULL), 1, "and works when the port itself is closed");
	port_close(&m);
	port_close(&s);

	is(port_open_size(&m, "big{1", 4096, 1), 0, "a pipe of 4096 slots");
	is(port_open_size(&s, "big}1", 16, 1), 0, "its other end has the sizes of the first");
	is(s.reg.nr_tx_slots, 4096, "slots");
	port_close(&m);
	port_close(&s);
}

/* Ends closed with packets under way and buffers exchanged: all buffers come back to the region. */
static void buffers_come_back(void)
{
	struct port keep;
	int round, i, err = 0;

	must_open(&keep, "lp{keep");
	for (round = 0; round < 50 && !err; round++) {
		err = port_open(&m, "lp{1") ?: port_open(&s, "lp}1");
		if (err)
			break;
		for (i = 0; i < 500; i++)
			put(&m, 2, 1, 60, 1);
		txsync(&m);
		rxsync(&s);
		for (i = 0; i < 100; i++) {
			struct netmap_slot *x = &rx_ring(&s, 0)->slot[i], *y = &tx_ring(&s, 0)->slot[i];
			uint32_t idx = x->buf_idx;

			x->buf_idx = y->buf_idx;
			y->buf_idx = idx;
			x->flags = y->flags = NS_BUF_CHANGED;
		}
		port_close(&m);
		port_close(&s);
	}
	is(err, 0, "50 times a pipe closed with packets under way, in a region with room for 8 of them");
	port_close(&keep);
}

int main(void)
{
	basics();
	never_drops();
	swapped();
	one_end_closed();
	names();
	buffers_come_back();
	return done();
}
