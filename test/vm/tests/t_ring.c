/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The rules of a sync, with good and with hostile indexes and slots; poll, select, epoll. */
#include "nmt.h"
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/select.h>

static struct port a, b;

static void open_pair(uint32_t slots)
{
	is(port_open_size(&a, "vale0:a", slots, 1) | port_open_size(&b, "vale0:b", slots, 1), 0, "two ports of %u slots", slots);
}

static void close_pair(void)
{
	port_close(&a);
	port_close(&b);
}

static void good(void)
{
	struct netmap_ring *t = tx_ring(&a, 0), *r = rx_ring(&b, 0);
	int i, len = 0;

	is(ring_space(t), 15, "room on a fresh ring of 16");
	for (i = 0; i < 40; i++) {
		put(&a, 2, 1, 60 + i, i);
		is(txsync(&a), 0, "send packet %d", i);
		is(t->tail, t->head ? t->head - 1 : 15, "all is sent at once");
		rxsync(&b);
		is(ring_space(r), 1, "one is there");
		ok(r->slot[r->head].len == 60 + i && frame_good(slot_buf(r, r->head), 60 + i, i), "with what was sent");
		is(r->slot[r->head].flags, 0x100, "flags of a packet of one slot");
		take(&b, &len);
	}
	ok(t->ts.tv_sec > 0 && r->ts.tv_sec > 0, "syncs write the time");
	/* Held slots: cur goes on, head does not. */
	send_frame(&a, 2, 1, 60, 1);
	rxsync(&b);
	r->cur = r->tail;
	rxsync(&b);
	is(ring_space(r), 1, "a slot that is held stays");
	is(poll_port(&b, POLLIN, 0), 0, "poll does not tell of it again");
	r->head = r->cur;
	rxsync(&b);
	is(ring_space(r), 0, "and goes when head is moved");
}

static void hostile_tx(void)
{
	struct netmap_ring *t = tx_ring(&a, 0);
	uint32_t head = t->head, tail = t->tail;

	t->head = 16; t->cur = 16;
	is(txsync(&a), 0, "tx: head and cur out of range: no error");
	ok(t->head == head && t->cur == head && t->tail == tail, "tx: they are put back");
	t->cur = 0xffffffff;
	is(txsync(&a), 0, "tx: cur out of range: no error");
	ok(t->head == head && t->cur == head, "tx: it is put back");
	t->tail = 3;
	txsync(&a);
	is(t->tail, tail, "tx: a tail that the user wrote is not believed");
	t->tail = 9999;
	txsync(&a);
	is(t->tail, tail, "tx: nor is one out of range");
	t->head = ring_next(t, ring_next(t, head)); t->cur = ring_next(t, head);
	is(txsync(&a), 0, "tx: cur before head: no error");
	ok(t->head == (head + 2) % 16 && t->cur == (head + 1) % 16 && t->tail == tail, "tx: nothing moves");
	is(take(&b, NULL), 0, "tx: nothing is sent");
	is(poll_port(&a, POLLOUT, PATIENCE), POLLERR | POLLOUT, "tx: poll tells POLLERR and POLLOUT");
	t->head = t->cur = ring_next(t, tail);
	is(txsync(&a), 0, "tx: head beyond tail: no error");
	t->head = t->cur = head;
	is(txsync(&a), 0, "tx: good again");
	is(send_frame(&a, 2, 1, 60, 1), 0, "tx: and sends");
	is(take(&b, NULL), 1, "tx: which arrives");
	t->head = t->cur = 99;
	is(poll_port(&a, POLLOUT, PATIENCE), POLLERR | POLLOUT, "tx: out of range by poll");
	ok(t->head < 16, "tx: poll puts it back as well");
}

static void hostile_rx(void)
{
	struct netmap_ring *r = rx_ring(&b, 0);
	uint32_t head = r->head;

	rxsync(&b);
	r->head = r->cur = 16;
	is(rxsync(&b), 0, "rx: head and cur out of range: no error");
	ok(r->head == head && r->cur == head && r->tail == head, "rx: they are put back");
	r->head = r->cur = ring_next(r, head);
	is(rxsync(&b), 0, "rx: head beyond tail: no error");
	is(r->tail, head, "rx: nothing moves");
	is(poll_port(&b, POLLIN, PATIENCE), POLLERR, "rx: poll tells POLLERR");
	r->head = r->cur = 77;
	is(poll_port(&b, POLLIN, PATIENCE), POLLERR, "rx: out of range by poll");
	ok(r->head == head && r->cur == head && r->tail == head, "rx: poll puts it back as well");
	r->head = r->cur = head;
	r->tail = 5555;
	is(rxsync(&b), 0, "rx: good again");
	is(r->tail, head, "rx: tail is written anew");
	send_frame(&a, 2, 1, 60, 1);
	is(take(&b, NULL), 1, "rx: and receives");
}

static void hostile_slots(void)
{
	static const uint32_t idx[] = { 0, 1, 0x0fffffff, 0xffffffff, 20482, 65536 };
	static const uint16_t len[] = { 0, 1, 13, 2049, 65535 };
	struct netmap_ring *t = tx_ring(&a, 0), *r = rx_ring(&b, 0);
	struct netmap_slot *s;
	uint32_t keep;
	unsigned int i;

	for (i = 0; i < sizeof(idx) / sizeof(idx[0]); i++) {
		s = put(&a, 2, 1, 60, 1);
		keep = s->buf_idx;
		s->buf_idx = idx[i];
		is(txsync(&a), 0, "buffer index %u: no error", idx[i]);
		is(ring_space(t), 15, "the slot is consumed");
		is(take(&b, NULL), 0, "nothing arrives");
		s->buf_idx = keep;
	}
	for (i = 0; i < sizeof(len) / sizeof(len[0]); i++) {
		s = put(&a, 2, 1, 60, 1);
		s->len = len[i];
		is(txsync(&a), 0, "length %u: no error", len[i]);
		is(take(&b, NULL), 0, "nothing arrives");
	}
	/* The receiver's own slots. */
	for (i = 0; i < sizeof(idx) / sizeof(idx[0]); i++) {
		uint32_t at;

		rxsync(&b);
		at = r->tail;
		keep = r->slot[at].buf_idx;
		r->slot[at].buf_idx = idx[i];
		put(&a, 2, 1, 60, 1);
		is(send_frame(&a, 2, 1, 61, 2), 0, "receiver's buffer index %u: no error", idx[i]);
		rxsync(&b);
		is(ring_space(r), 2, "the slot comes, and the next one");
		ok(!r->slot[at].len && !r->slot[at].buf_idx, "empty, with buffer 0");
		at = ring_next(r, at);
		ok(r->slot[at].len == 61 && frame_good(slot_buf(r, at), 61, 2), "and the next one with the next packet");
		r->slot[r->head].buf_idx = keep;
		take(&b, NULL);
	}
	/* Packets of two slots: the ring goes on, too. */
	rxsync(&b);
	keep = r->slot[ring_next(r, r->tail)].buf_idx;
	r->slot[ring_next(r, r->tail)].buf_idx = 1;
	for (i = 0; i < 3; i++) {
		put(&a, 2, 1, 60, 1)->flags = NS_MOREFRAG;
		put(&a, 0, 0, 20, 1);
	}
	is(txsync(&a), 0, "packets of two slots, of which the second is bad");
	rxsync(&b);
	is(ring_space(r), 4, "two slots are lost, and the third packet arrives");
	ok(!r->slot[r->head].len && !r->slot[ring_next(r, r->head)].len && r->slot[(r->head + 2) % 16].len == 60, "in its order");
	r->slot[ring_next(r, r->head)].buf_idx = keep;
	take(&b, NULL);
	send_frame(&a, 2, 1, 2048, 3);
	rxsync(&b);
	ok(r->slot[r->head].len == 2048 && frame_good(slot_buf(r, r->head), 2048, 3), "a whole buffer arrives");
	take(&b, NULL);
	/* Left so on close: the indexes are not freed, or freed once. */
	t->slot[3].buf_idx = 0xffffffff;
	t->slot[4].buf_idx = t->slot[5].buf_idx;
	r->slot[3].buf_idx = 1;
}

static void *send_later(void *arg)
{
	usleep(200000);
	send_frame(&a, 2, 1, 60, 1);
	return arg;
}

static void readiness(void)
{
	struct netmap_ring *t = tx_ring(&a, 0), *r = rx_ring(&b, 0);
	struct epoll_event ev = { .events = EPOLLIN };
	struct timeval tv = { .tv_sec = PATIENCE / 1000 };
	pthread_t thread;
	fd_set set;
	int ep;

	is(poll_port(&b, POLLIN, 0), 0, "nothing to receive");
	is(poll_port(&a, POLLOUT, 0), POLLOUT, "room to send");
	is(poll_port(&a, POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM, 0), POLLOUT | POLLWRNORM, "all kinds of events");
	put(&a, 2, 1, 60, 1);
	is(poll_port(&a, POLLIN, 0), 0, "poll for POLLIN");
	is(poll_port(&b, POLLIN, PATIENCE), POLLIN, "has sent what was there");
	is(poll_port(&b, POLLIN, PATIENCE), POLLIN, "what was not read is told of again");
	is(poll_port(&b, POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM, PATIENCE), POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM, "by all kinds of events");
	r->cur = r->tail;
	is(poll_port(&b, POLLIN, 0), 0, "but not when cur is at the tail");
	take(&b, NULL);
	t->cur = t->tail;
	is(poll_port(&a, POLLOUT, 50), 0, "cur at the tail blocks, though there is room from head on");
	t->cur = t->head;

	pthread_create(&thread, NULL, send_later, NULL);
	is(poll_port(&b, POLLIN, PATIENCE), POLLIN, "poll is woken by a packet");
	pthread_join(thread, NULL);
	take(&b, NULL);
	pthread_create(&thread, NULL, send_later, NULL);
	FD_ZERO(&set);
	FD_SET(b.fd, &set);
	is(select(b.fd + 1, &set, NULL, NULL, &tv), 1, "select is woken by a packet");
	pthread_join(thread, NULL);
	take(&b, NULL);
	ep = epoll_create1(0);
	is(epoll_ctl(ep, EPOLL_CTL_ADD, b.fd, &ev), 0, "epoll_ctl");
	is(epoll_wait(ep, &ev, 1, 0), 0, "epoll: nothing yet");
	pthread_create(&thread, NULL, send_later, NULL);
	is(epoll_wait(ep, &ev, 1, PATIENCE), 1, "epoll is woken by a packet");
	pthread_join(thread, NULL);
	take(&b, NULL);
	is(epoll_wait(ep, &ev, 1, 0), 0, "epoll: all is read");
	send_frame(&a, 2, 1, 60, 1);
	is(epoll_wait(ep, &ev, 1, PATIENCE), 1, "epoll: again");
	take(&b, NULL);
	close(ep);
}

static void no_tx_poll(void)
{
	struct port p = { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_NO_TX_POLL } };
	struct netmap_ring *r;

	is(port_bind(&p, "vale0:n"), 0, "a port with NR_NO_TX_POLL");
	put(&p, 2, 9, 60, 1);
	poll_port(&p, POLLIN, 0);
	is(take(&b, NULL), 0, "poll for POLLIN sends nothing");
	is(poll_port(&p, POLLOUT, PATIENCE), POLLOUT, "poll for POLLOUT");
	is(take(&b, NULL), 1, "sends");
	r = rx_ring(&p, 0);
	send_frame(&a, 0xffff, 1, 60, 1);
	take(&b, NULL);
	is(poll_port(&p, POLLOUT, 0), POLLOUT, "poll for POLLOUT alone");
	is(ring_space(r), 0, "does not look for what has arrived");
	is(poll_port(&p, POLLIN, PATIENCE), POLLIN, "poll for POLLIN");
	is(ring_space(r), 1, "does");
	port_close(&p);
	p = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_DO_RX_POLL } };
	is(port_bind(&p, "vale0:n"), 0, "a port with NR_DO_RX_POLL");
	r = rx_ring(&p, 0);
	send_frame(&a, 0xffff, 1, 60, 1);
	take(&b, NULL);
	is(poll_port(&p, POLLOUT, 0), POLLOUT, "poll for POLLOUT");
	is(ring_space(r), 1, "shows what has arrived");
	port_close(&p);
}

int main(void)
{
	open_pair(16);
	/* So that unicast to 2 goes to b. */
	send_frame(&b, 0xffff, 2, 60, 0);
	take(&a, NULL);
	good();
	hostile_tx();
	hostile_rx();
	readiness();
	no_tx_poll();
	hostile_slots();
	close_pair();
	open_pair(2);
	send_frame(&a, 2, 1, 60, 5);
	is(take(&b, NULL), 1, "rings of two slots carry one packet");
	close_pair();
	return done();
}
