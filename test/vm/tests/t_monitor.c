/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Monitors: what they get, of which rings, and what happens when the monitored port comes and goes. */
#include "nmt.h"

static int open_monitor(struct port *p, const char *name, uint64_t flags, uint32_t mode, uint16_t ring)
{
	memset(p, 0, sizeof(*p));
	p->reg.nr_mode = mode;
	p->reg.nr_ringid = ring;
	p->reg.nr_flags = flags;
	return port_bind(p, name);
}

static void refusals(void)
{
	struct nmreq_vale_list list = { 0 };
	struct port p, q;

	is(open_monitor(&p, "nosuchif", NR_MONITOR_RX, NR_REG_ALL_NIC, 0), -EINVAL, "a port there is not");
	is(open_monitor(&p, "vale0:a", NR_MONITOR_RX, NR_REG_ALL_NIC, 0), -EINVAL, "a port that is not bound");
	must_open(&q, "vale0:a");
	is(open_monitor(&p, "vale0:a", NR_ZCOPY_MON, NR_REG_ALL_NIC, 0), -EINVAL, "zero copy of no direction");
	memset(&p, 0, sizeof(p));
	p.reg = (struct nmreq_register) { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_ZCOPY_MON | NR_MONITOR_RX, .nr_mem_id = 1 };
	is(port_bind(&p, "vale0:a"), -EINVAL, "zero copy in another region");
	is(open_monitor(&p, "vale0:a", NR_MONITOR_RX, NR_REG_ONE_NIC, 3), -EINVAL, "a ring there is not");
	is(open_monitor(&p, "vale0:a", NR_MONITOR_RX, NR_REG_SW, 0), -EINVAL, "host rings there are not");
	port_close(&q);
	p.fd = dev_open();
	is(ctrl(p.fd, NETMAP_REQ_VALE_LIST, "", &list), -ENOENT, "none of these leaves a port");
	close(p.fd);
}

/* The next packet of a monitor: its length, negative if it was transmitted; 0 if there is none. */
static int seen(struct port *m, int seed)
{
	struct netmap_ring *r = rx_ring(m, 0);
	int len;

	rxsync(m);
	if (r->head == r->tail)
		return 0;
	len = frame_good(slot_buf(r, r->head), r->slot[r->head].len, seed) ? r->slot[r->head].len : 9999;
	if (r->slot[r->head].flags & NS_TXMON)
		len = -len;
	r->head = r->cur = ring_next(r, r->head);
	return len;
}

/* Nonsense in a slot of monitor @m, which waits for a packet of @a to @b: it comes empty, and the next packet in the next slot. */
static void spoiled_slot(struct port *m, struct port *a, struct port *b)
{
	struct netmap_ring *r = rx_ring(m, 0);
	uint32_t at, keep;

	take(m, NULL);
	rxsync(m);
	at = r->tail;
	keep = r->slot[at].buf_idx;
	r->slot[at].buf_idx = 0xfffffff;
	send_frame(a, 2, 1, 80, 6);
	send_frame(a, 2, 1, 81, 7);
	rxsync(m);
	is(ring_space(r), 2, "a slot of the monitor's without a buffer, and one with");
	ok(!r->slot[at].len && !r->slot[at].buf_idx, "the first comes empty");
	r->slot[at].buf_idx = keep;
	seen(m, 0);
	is(seen(m, 7), -81, "and the next packet in the second");
	take(b, NULL);
	rxsync(b);
}

static void copies(void)
{
	struct port a, b, both, tx, rx;
	int i;

	must_open(&a, "vale0:a");
	must_open(&b, "vale0:b");
	is(open_monitor(&both, "vale0:a", NR_MONITOR_TX | NR_MONITOR_RX, NR_REG_ALL_NIC, 0), 0, "a monitor of both directions");
	is(open_monitor(&tx, "vale0:a", NR_MONITOR_TX, NR_REG_ALL_NIC, 0), 0, "one of transmitted packets");
	is(open_monitor(&rx, "vale0:a", NR_MONITOR_RX, NR_REG_ALL_NIC, 0), 0, "one of received packets");
	ok(both.reg.nr_tx_rings == 0 && both.reg.nr_rx_rings == 1 && rx_ring(&both, 0), "it has one receive ring");
	ok(both.reg.nr_mem_id != a.reg.nr_mem_id, "and memory of its own");
	is(txsync(&both), 0, "txsync has nothing to do");
	send_frame(&a, 2, 1, 100, 1);
	is(seen(&both, 1), -100, "a transmitted packet, marked as such");
	is(seen(&tx, 1), -100, "at all monitors of this direction");
	is(seen(&rx, 1), 0, "and at no other");
	is(take(&b, NULL), 1, "and where it goes");
	send_frame(&b, 1, 2, 200, 2);
	is(seen(&both, 2), 0, "a packet that the program has not received yet");
	is(take(&a, NULL), 1, "it receives it");
	is(poll_port(&both, POLLIN, PATIENCE), POLLIN, "the monitor is told");
	is(seen(&both, 2), 200, "and gets it");
	is(seen(&rx, 2), 200, "and so does the other one");
	is(seen(&tx, 2), 0, "each once");
	is(seen(&both, 2), 0, "each once");
	rxsync(&b);
	for (i = 0; i < 3000; i++) {
		put(&a, 2, 1, 60, 3);
		if (i % 500 == 499)
			txsync(&a);
	}
	is(take(&tx, NULL), 1023, "a monitor that does not read gets what its ring holds");
	is(take(&b, NULL), 1023, "and the port does not care");
	tx_ring(&a, 0)->slot[tx_ring(&a, 0)->head].buf_idx = 1;
	tx_ring(&a, 0)->head = tx_ring(&a, 0)->cur = ring_next(tx_ring(&a, 0), tx_ring(&a, 0)->head);
	txsync(&a);
	is(take(&tx, NULL), 0, "a bad slot is not copied");
	/* Its buffer is lost to the port, which has others. */
	spoiled_slot(&tx, &a, &b);

	/* The port goes and comes. */
	take(&both, NULL);
	port_close(&a);
	is(seen(&both, 0), 0, "the port is closed: nothing to see");
	must_open(&a, "vale0:a");
	send_frame(&a, 2, 1, 70, 4);
	is(seen(&both, 4), -70, "it is opened again: the monitor goes on");
	port_close(&both);
	send_frame(&a, 2, 1, 70, 5);
	is(take(&tx, NULL), 2, "one monitor is closed, the other one sees both packets");
	port_close(&a);
	port_close(&b);
	port_close(&rx);
	port_close(&tx);
}

static void rings_of_a_port(void)
{
	struct port a, b, m, p, q;

	is(port_open_size(&a, "vale0:a", 64, 2), 0, "a port with two ring pairs");
	must_open(&b, "vale0:b");
	is(open_monitor(&m, "vale0:a", NR_MONITOR_TX, NR_REG_ONE_NIC, 1), 0, "a monitor of the second");
	send_frame(&a, 2, 1, 100, 1);
	is(seen(&m, 1), 0, "does not see the first");
	frame_make(slot_buf(tx_ring(&a, 1), 0), 2, 1, 110, 2);
	tx_ring(&a, 1)->slot[0].len = 110;
	tx_ring(&a, 1)->head = tx_ring(&a, 1)->cur = 1;
	txsync(&a);
	is(seen(&m, 2), -110, "and sees the second");
	port_close(&m);
	port_close(&a);
	port_close(&b);
	must_open(&p, "x{1");
	must_open(&q, "x}1");
	is(open_monitor(&m, "x}1", NR_MONITOR_RX, NR_REG_ALL_NIC, 0), 0, "a monitor of a pipe's end");
	send_frame(&p, 2, 1, 100, 1);
	take(&q, NULL);
	is(seen(&m, 1), 100, "sees what this receives");
	port_close(&q);
	port_close(&p);
	port_close(&m);
}

/* Every buffer is in one slot of one of the rings. */
static int lost_buffers(struct netmap_ring **ring, int rings)
{
	char *seen = calloc(1, 1 << 20);
	int i, bad = 0;
	uint32_t k;

	for (i = 0; i < rings; i++) {
		for (k = 0; k < ring[i]->num_slots; k++)
			bad += seen[ring[i]->slot[k].buf_idx]++ || ring[i]->slot[k].buf_idx < 2;
	}
	free(seen);
	return bad;
}

static void zero_copy(void)
{
	struct port a, b, z, y, c;
	uint32_t idx, at;
	int i;

	must_open(&a, "vale0:a");
	must_open(&b, "vale0:b");
	is(open_monitor(&z, "vale0:a", NR_ZCOPY_MON | NR_MONITOR_TX | NR_MONITOR_RX, NR_REG_ALL_NIC, 0), 0, "a zero-copy monitor");
	is(z.reg.nr_mem_id, a.reg.nr_mem_id, "shares the port's memory");
	at = tx_ring(&a, 0)->head;
	idx = tx_ring(&a, 0)->slot[at].buf_idx;
	send_frame(&a, 2, 1, 100, 1);
	is(take(&b, NULL), 1, "a packet goes where it goes");
	rxsync(&z);
	ok(rx_ring(&z, 0)->slot[0].buf_idx == idx, "the monitor has the very buffer");
	ok(tx_ring(&a, 0)->slot[at].buf_idx != idx && (tx_ring(&a, 0)->slot[at].flags & NS_BUF_CHANGED), "the sender another one, and is told");
	is(seen(&z, 1), -100, "with the packet, marked as transmitted");
	send_frame(&b, 1, 2, 200, 2);
	rxsync(&a);
	is(seen(&z, 2), 0, "a received packet is the program's first");
	at = rx_ring(&a, 0)->head;
	frame_make(slot_buf(rx_ring(&a, 0), at), 1, 2, 200, 9);
	take(&a, NULL);
	rxsync(&a);
	is(seen(&z, 9), 200, "and the monitor's when it is released, as the program left it");
	ok(rx_ring(&a, 0)->slot[at].flags & NS_BUF_CHANGED, "the slot has another buffer");
	is(open_monitor(&y, "vale0:a", NR_ZCOPY_MON | NR_MONITOR_TX, NR_REG_ALL_NIC, 0), 0, "a second one");
	is(open_monitor(&c, "vale0:a", NR_MONITOR_TX, NR_REG_ALL_NIC, 0), 0, "and one that copies");
	send_frame(&a, 2, 1, 300, 3);
	is(seen(&z, 3), -300, "the first gets a packet");
	is(seen(&y, 3), -300, "and the second");
	is(seen(&c, 3), -300, "and the one that copies");
	take(&b, NULL);
	take(&b, NULL);
	spoiled_slot(&y, &a, &b);
	take(&z, NULL);
	/* So that all slots are there. */
	rxsync(&b);
	rxsync(&y);
	for (i = 0; i < 5000; i++) {
		struct netmap_ring *t = tx_ring(&a, 0);

		/* Only what is written anew may be sent: buffers change. */
		put(&a, 2, 1, 60, 4);
		if (i % 300 == 299 || ring_space(t) == 0)
			txsync(&a);
	}
	txsync(&a);
	is(take(&y, NULL), 1023, "a monitor that does not read gets what its ring holds");
	is(take(&b, NULL), 1023, "and the port does not care");
	tx_ring(&a, 0)->slot[tx_ring(&a, 0)->head].buf_idx = 1;
	at = tx_ring(&a, 0)->head;
	tx_ring(&a, 0)->head = tx_ring(&a, 0)->cur = ring_next(tx_ring(&a, 0), at);
	txsync(&a);
	rxsync(&y);
	is(ring_space(rx_ring(&y, 0)), 0, "a bad slot is not exchanged");
	tx_ring(&a, 0)->slot[at].buf_idx = 0;
	port_close(&c);
	port_close(&y);
	port_close(&z);
	port_close(&a);
	port_close(&b);
	/* No buffer is lost or doubled. */
	must_open(&a, "vale0:a");
	must_open(&b, "vale0:b");
	is(open_monitor(&z, "vale0:a", NR_ZCOPY_MON | NR_MONITOR_TX | NR_MONITOR_RX, NR_REG_ALL_NIC, 0), 0, "once more");
	for (i = 0; i < 4000; i++) {
		send_frame(&a, 2, 1, 60, i);
		send_frame(&b, 1, 2, 60, i);
		take(&a, NULL);
		take(&b, NULL);
		if (i % 3)
			take(&z, NULL);
	}
	is(lost_buffers((struct netmap_ring *[]) { tx_ring(&a, 0), rx_ring(&a, 0), rx_ring(&z, 0) }, 3), 0, "every buffer is in one place");
	port_close(&a);
	port_close(&b);
	port_close(&z);

	must_open(&a, "x{1");
	must_open(&b, "x}1");
	is(open_monitor(&z, "x{1", NR_ZCOPY_MON | NR_MONITOR_TX, NR_REG_ALL_NIC, 0), 0, "of a pipe's sender");
	is(open_monitor(&y, "x}1", NR_ZCOPY_MON | NR_MONITOR_RX, NR_REG_ALL_NIC, 0), 0, "and of its receiver");
	send_frame(&a, 2, 1, 100, 5);
	txsync(&a);
	is(seen(&z, 5), 0, "a packet in the pipe is the receiver's");
	is(take(&b, NULL), 1, "it comes");
	rxsync(&b);
	is(seen(&y, 5), 100, "its monitor gets the buffer on release");
	txsync(&a);
	rxsync(&z);
	is(ring_space(rx_ring(&z, 0)), 1, "the sender's when the slot comes back");
	take(&z, NULL);
	for (i = 0; i < 3000; i++) {
		put(&a, 2, 1, 60, i);
		txsync(&a);
		take(&b, NULL);
		rxsync(&b);
		txsync(&a);
		take(&z, NULL);
		take(&y, NULL);
	}
	is(lost_buffers((struct netmap_ring *[]) { tx_ring(&a, 0), rx_ring(&z, 0), rx_ring(&y, 0) }, 3), 0, "every buffer is in one place");
	port_close(&a);
	port_close(&b);
	port_close(&z);
	port_close(&y);
}

int main(void)
{
	refusals();
	copies();
	rings_of_a_port();
	zero_copy();
	return done();
}
