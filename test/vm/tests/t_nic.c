/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Native drivers: packets each way by the NICs' rings, interrupts, host rings, offsets, ports of a switch, NR_FORWARD, and that the
 * stock driver works as ever afterwards.
 */
#include "nic_pair.h"
#include "ethtool.h"

/* Parts of 20 bytes: a NIC may have a limit to their number. */
static void many_fragments(void)
{
	int n = !strcmp(driver, "ixgbe") ? 38 : NETMAP_MAX_FRAGS, len = 20 * n, i;
	struct netmap_ring *r = tx_ring(&a, 0);
	char frame[len + 20];

	for (i = 0; i <= 1; i++, n++, len += 20) {
		int at;

		frame_make(frame, 0xffff, 1, len, 3);
		for (at = 0; at < len; at += 20) {
			struct netmap_slot *s = &r->slot[r->head];

			memcpy(slot_buf(r, r->head), frame + at, 20);
			s->len = 20;
			s->flags = at + 20 < len ? NS_MOREFRAG : 0;
			r->head = r->cur = ring_next(r, r->head);
		}
	}
	txsync(&a);
	put(&a, 0xffff, 1, 91, 7);
	txsync(&a);
	is(ring_receive(&b, rx_ring(&b, 0), 3, PATIENCE), len - 40, "a packet of as many slots as can be");
	is(ring_receive(&b, rx_ring(&b, 0), 7, PATIENCE), 91, "one of more is passed over");
}

static void traffic(void)
{
	struct netmap_ring *t, *r;
	int i, n = a.reg.nr_tx_slots + 144;
	double until;

	ok(a.reg.nr_tx_rings == queues() && a.reg.nr_rx_rings == queues() && a.reg.nr_host_tx_rings == 1 && a.reg.nr_tx_slots >= 80, "its rings: %u slots", a.reg.nr_tx_slots);
	is(pass(&a, &b, n), n, "%d frames, which is more than the rings have slots", n);
	is(pass(&b, &a, n), n, "and the other way");
	/* A sender that only polls. */
	t = tx_ring(&a, 0);
	r = rx_ring(&b, 0);
	for (i = 0; i < 20; i++)
		put_broadcast(&a, 100, i);
	is(poll_port(&a, POLLOUT, PATIENCE), POLLOUT, "poll sends");
	is(poll_port(&b, POLLIN, PATIENCE), POLLIN, "and wakes the receiver");
	for (i = 0, until = now_s() + PATIENCE / 1000.0; i < 20 && now_s() < until;)
		i += take(&b, NULL);
	is(i, 20, "all arrive");
	for (until = now_s() + PATIENCE / 1000.0; ring_space(t) < t->num_slots - 1 && now_s() < until;)
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
	is(ring_receive(&b, r, 5, PATIENCE), 500, "a packet of two slots");
	for (i = 0; i < 4; i++) {
		uint32_t at = t->head, keep = t->slot[at].buf_idx;

		put(&a, 0xffff, 1, 60, 1);
		t->slot[at].buf_idx = (uint32_t[]) { 0, 1, 0xfffffff, keep }[i];
		t->slot[at].len = i == 3 ? 5000 : 60;
		txsync(&a);
		t->slot[at].buf_idx = keep;
	}
	if (!strcmp(driver, "igb") || !strcmp(driver, "ixgbe"))
		put(&a, 0xffff, 1, 16, 1);
	put(&a, 0xffff, 1, 90, 6);
	txsync(&a);
	is(ring_receive(&b, r, 6, PATIENCE), 90, "bad slots are passed over, and what is too short for the NIC");
	rxsync(&b);
	rxsync(&b);
	r->slot[r->head ? r->head - 1 : r->num_slots - 1].buf_idx = 0x7fffffff;
	is(pass(&a, &b, n), n, "a receiver's bad slot gets its buffer back");
	many_fragments();
}

/* From one NIC to the other by exchanging buffers: both are in one region. */
static void zero_copy(void)
{
	struct netmap_ring *r, *t;
	int i, good = 0;

	is(a.reg.nr_mem_id, b.reg.nr_mem_id, "one region");
	for (i = 0; i < 400 && good == i; i++) {
		uint32_t idx;

		/* a sends; b receives, and sends the very buffer back. */
		put_broadcast(&a, 80 + i, i);
		txsync(&a);
		r = rx_ring(&b, 0);
		t = tx_ring(&b, 0);
		if (!ring_wait(&b, r, PATIENCE))
			break;
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
		good += ring_receive(&a, rx_ring(&a, 0), i, PATIENCE) == 80 + i;
	}
	is(good, 400, "400 frames sent back in the buffers in which they came");
}

static void set_mtu(int mtu)
{
	shf("for i in %s %s; do ip link set $i down; ip link set $i mtu %d; ip link set $i up; done", A, B, mtu);
	settle(A);
	settle(B);
}

/* A frame that takes several slots. */
static void put_long(struct port *p, int len, int seed)
{
	struct netmap_ring *r = tx_ring(p, 0);
	int room = r->nr_buf_size, at;
	char frame[len];

	frame_make(frame, 0xffff, 1, len, seed);
	for (at = 0; at < len; at += room) {
		struct netmap_slot *s = &r->slot[r->head];

		s->len = len - at < room ? len - at : room;
		s->flags = at + s->len < len ? NS_MOREFRAG : 0;
		memcpy(slot_buf(r, r->head), frame + at, s->len);
		r->head = r->cur = ring_next(r, r->head);
	}
}

/* The next frame, of any number of slots: its length, -1 if its contents are wrong, 0 if it does not come. */
static int take_long(struct port *p, int seed)
{
	struct netmap_ring *r = rx_ring(p, 0);
	struct netmap_slot *s;
	char frame[16384];
	int len = 0;

	do {
		if (!ring_wait(p, r, PATIENCE))
			return 0;
		s = &r->slot[r->head];
		memcpy(frame + len, slot_buf(r, r->head), s->len);
		len += s->len;
		r->head = r->cur = ring_next(r, r->head);
	} while ((s->flags & NS_MOREFRAG) && len + r->nr_buf_size <= sizeof(frame));
	return frame_good(frame, len, seed) ? len : -1;
}

/* Whether the NIC receives a frame in several descriptors. */
static bool receives_long(void)
{
	return strcmp(driver, "forcedeth");
}

/* Buffers hold less than the longest frames. */
static void long_frames(void)
{
	int room = rx_ring(&b, 0)->nr_buf_size, len, good = 0;

	set_mtu(2 * room + 100);
	/* Around the lengths where they fill two buffers, or their checksums do or lie in two. */
	for (len = 2 * room - 8; len <= 2 * room + 8; len++) {
		put_long(&a, len, len);
		txsync(&a);
		good += receives_long() ? take_long(&b, len) == len : ring_wait(&b, rx_ring(&b, 0), 20);
	}
	if (receives_long()) {
		is(good, 17, "frames of several slots, both at the sender and the receiver");
	} else {
		is(good, 0, "frames that are longer than a buffer are dropped");
		is(pass(&a, &b, 400), 400, "and others come");
	}
	set_mtu(1500);
}

/* Each ring is of another descriptor: one after the other come and go. */
static void ring_by_ring(void)
{
	struct port tx = { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_TX_RINGS_ONLY } };
	struct port rx = { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_RX_RINGS_ONLY } };

	is(port_bind(&tx, A), 0, "bind what sends of %s", A);
	must_open(&b, B);
	settle(A);
	is(pass(&tx, &b, 300), 300, "it sends");
	is(port_bind(&rx, A), 0, "bind what receives in another program");
	settle(A);
	settle(B);
	is(pass(&b, &rx, 300), 300, "it receives");
	is(pass(&tx, &b, 300), 300, "and the other still sends");
	port_close(&tx);
	settle(A);
	is(pass(&b, &rx, 300), 300, "it receives alone");
	port_close(&rx);
	port_close(&b);
}

static void forward(void)
{
	struct netmap_ring *r = rx_ring(&a, 0);
	int sa = packet_socket(A), i;

	for (i = 0; i < 2; i++) {
		put_broadcast(&b, 150 + i, 3 + i);
		txsync(&b);
		ring_wait(&a, r, PATIENCE);
		r->flags |= NR_FORWARD;
		r->slot[r->head].flags = i ? NS_FORWARD : 0;
		if (r->head != r->tail)
			r->head = r->cur = ring_next(r, r->head);
		rxsync(&a);
	}
	is(host_receive(sa, 4, PATIENCE), 151, "a slot with NS_FORWARD goes on to the host, and the one before does not");
	r->flags &= ~NR_FORWARD;
	close(sa);
}

static void host_rings(void)
{
	struct netmap_ring *hrx, *htx;
	int sa, sb, i, got = 0;

	a = (struct port) { .reg = { .nr_mode = NR_REG_NIC_SW } };
	is(port_bind(&a, A), 0, "bind all rings of %s", A);
	/* Sockets are told that their interface was down for a moment: these are of after that. */
	settle(A);
	settle(B);
	sa = packet_socket(A);
	sb = packet_socket(B);
	htx = ring_at(&a, queues());
	hrx = ring_at(&a, 2 * queues() + 1);
	for (i = 0; i < PATIENCE / 100 && hrx->head == hrx->tail; i++) {
		host_send(sa, 100, 1);
		poll_port(&a, POLLIN, 100);
		rxsync(&a);
	}
	is(ring_receive(&a, hrx, 1, PATIENCE), 100, "what the host sends is on its ring");
	hrx->head = hrx->cur = hrx->tail;
	is(host_receive(sb, 1, 50), 0, "and not on the wire");
	frame_make(slot_buf(htx, htx->head), 0xffff, 9, 200, 2);
	htx->slot[htx->head].len = 200;
	htx->head = htx->cur = ring_next(htx, htx->head);
	txsync(&a);
	is(host_receive(sa, 2, PATIENCE), 200, "what is put on it is received by the host");
	/* Until its stack has taken note of the link, it drops what it is to send. */
	for (i = 0; i < PATIENCE / 1000 && !got; i++) {
		host_send(sb, 300, 3);
		got = ring_receive(&a, rx_ring(&a, 0), 3, 1000);
	}
	is(got, 300, "the stock driver of the other NIC reaches ours");
	put_broadcast(&a, 400, 4);
	txsync(&a);
	is(host_receive(sb, 4, PATIENCE), 400, "and is reached by it");
	port_close(&a);
	settle(A);
	close(sa);
	sa = packet_socket(A);
	is(host_to_host(sa, sb, 500, 5), 500, "afterwards the host sends to the wire");
	is(host_to_host(sb, sa, 600, 6), 600, "and receives from it");
	close(sa);
	close(sb);
}

/* Each slot that is given back is to have its packet at 50, which not every NIC can do: it is where the slot says. */
static void receive_offsets(void)
{
	struct netmap_ring *r = rx_ring(&a, 0);
	int i, good = 0, n = 2 * r->num_slots;
	uint64_t at = 0;

	for (i = 0; i < n && good == i; i++) {
		put_broadcast(&b, 100, i);
		txsync(&b);
		if (!ring_wait(&a, r, PATIENCE))
			break;
		at = r->slot[r->head].ptr;
		good += frame_good(slot_buf(r, r->head) + at, 100, i);
		r->slot[r->head].ptr = 50;
		r->head = r->cur = ring_next(r, r->head);
	}
	is(good, n, "packets are where their slots say");
	is(at, strcmp(driver, "r8169") && strcmp(driver, "forcedeth") ? 50 : 48, "which is where the program wanted them, or the multiple of 8 before");
}

static void others(void)
{
	struct nmreq_opt_offsets off = { .nro_opt = { .nro_reqtype = NETMAP_REQ_OPT_OFFSETS }, .nro_max_offset = 64, .nro_initial_offset = 32, .nro_offset_bits = 8 };
	struct nmreq_vale_attach attach = { .reg = { .nr_mode = NR_REG_ALL_NIC } };
	struct nmreq_vale_detach detach = { 0 };
	struct netmap_ring *r;
	char name[32];
	int fd = dev_open();

	a = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC } };
	is(port_bind_opt(&a, A, &off), 0, "bind %s with offsets", A);
	must_open(&b, B);
	put_broadcast(&b, 700, 3);
	txsync(&b);
	r = rx_ring(&a, 0);
	ok(ring_wait(&a, r, PATIENCE) && r->slot[r->head].ptr == 32 && frame_good(slot_buf(r, r->head) + 32, 700, 3), "a packet comes at its offset");
	r->head = r->cur = ring_next(r, r->head);
	receive_offsets();
	r = tx_ring(&a, 0);
	frame_make(slot_buf(r, r->head) + 50, 0xffff, 1, 300, 4);
	r->slot[r->head].len = 300;
	r->slot[r->head].ptr = 50;
	r->head = r->cur = ring_next(r, r->head);
	txsync(&a);
	is(ring_receive(&b, rx_ring(&b, 0), 4, PATIENCE), 300, "one goes from its own");
	unbind_pair();

	snprintf(name, sizeof(name), "vale0:%s", A);
	is(ctrl(fd, NETMAP_REQ_VALE_ATTACH, name, &attach), 0, "attach %s to a switch", A);
	must_open(&a, "vale0:p");
	must_open(&b, B);
	settle(A);
	settle(B);
	put_broadcast(&b, 111, 5);
	txsync(&b);
	is(ring_receive(&a, rx_ring(&a, 0), 5, PATIENCE), 111, "a packet from the wire comes to a port");
	put_broadcast(&a, 112, 6);
	txsync(&a);
	is(ring_receive(&b, rx_ring(&b, 0), 6, PATIENCE), 112, "and one goes there");
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

static void pair(void)
{
	if (bind_pair()) {
		traffic();
		zero_copy();
		long_frames();
		is(nic_counter(A, strcmp(driver, "forcedeth") ? "tx_errors" : "tx_errors_total"), 0, "the NIC finds no fault with what it was to send");
		forward();
		unbind_pair();
	}
	ring_by_ring();
	host_rings();
	others();
}

int main(void)
{
	for_each_pair(pair);
	return done();
}
