/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The VALE switch: learning, flooding, many ports, fragments, indirect buffers, virtio headers, lists. */
#include "nmt.h"
#include <sys/resource.h>

#define NPORTS 3
static struct port p[NPORTS];

/* How many packets each port has, as a number of decimal digits: 011 is one at ports 1 and 2. */
static int got(void)
{
	int i, n = 0;

	for (i = 0; i < NPORTS; i++)
		n = n * 10 + take(&p[i], NULL);
	return n;
}

static void learning(void)
{
	struct netmap_slot *s;

	send_frame(&p[0], 2, 1, 60, 0);
	is(got(), 11, "unknown destination: to all but the sender");
	send_frame(&p[1], 1, 2, 60, 0);
	is(got(), 100, "learned destination: to its port");
	send_frame(&p[0], 2, 1, 60, 0);
	is(got(), 10, "and back");
	send_frame(&p[0], 0xffff, 1, 60, 0);
	is(got(), 11, "broadcast: to all but the sender");
	put(&p[0], 2, 1, 60, 0);
	slot_buf(tx_ring(&p[0], 0), tx_ring(&p[0], 0)->head ? tx_ring(&p[0], 0)->head - 1 : 1023)[0] = 3;
	txsync(&p[0]);
	is(got(), 11, "multicast: to all but the sender");
	send_frame(&p[0], 1, 3, 60, 0);
	is(got(), 0, "destination on the sender's own port: to nobody");
	send_frame(&p[2], 9, 1, 60, 0);
	is(got(), 110, "the station moves to port 2");
	send_frame(&p[1], 1, 2, 60, 0);
	is(got(), 1, "and is found there at once");
	send_frame(&p[0], 9, 1, 60, 0);
	send_frame(&p[1], 1, 2, 60, 0);
	is(got(), 111, "and moves back");
	s = put(&p[2], 1, 77, 60, 0);
	s->flags = NS_NO_LEARN;
	txsync(&p[2]);
	got();
	send_frame(&p[0], 77, 1, 60, 0);
	is(got(), 11, "NS_NO_LEARN: the source is not learned");
	put(&p[2], 1, 78, 60, 0);
	slot_buf(tx_ring(&p[2], 0), tx_ring(&p[2], 0)->head - 1)[6] = 3;
	txsync(&p[2]);
	got();
	/* A batch with destinations mixed stays in order. */
	send_frame(&p[1], 0xffff, 2, 60, 0);
	got();
	put(&p[0], 2, 1, 61, 0);
	put(&p[0], 0xffff, 1, 62, 0);
	put(&p[0], 2, 1, 63, 0);
	put(&p[0], 99, 1, 64, 0);
	txsync(&p[0]);
	rxsync(&p[1]);
	{
		struct netmap_ring *r = rx_ring(&p[1], 0);
		int i, in_order = ring_space(r) == 4;

		for (i = 0; in_order && i < 4; i++)
			in_order = r->slot[(r->head + i) % r->num_slots].len == 61 + i;
		ok(in_order, "unicast and flooded packets of one batch arrive in the order they were sent");
	}
	is(got(), 42, "all four at port 1, two at port 2");
}

static void many_addresses(void)
{
	int i, n = 0;

	for (i = 0; i < 4000; i++) {
		put(&p[1], 1, 1000 + i, 60, 0);
		if (i % 500 == 499) {
			txsync(&p[1]);
			got();
		}
	}
	for (i = 0; i < 4000; i++) {
		put(&p[0], 1000 + i, 1, 60, 0);
		if (i % 500 == 499) {
			txsync(&p[0]);
			n += take(&p[1], NULL);
			n += take(&p[2], NULL) * 100000;
		}
	}
	is(n, 4000, "4000 addresses are learned, none is flooded");
}

static void ageing(void)
{
	double until = now_s() + PATIENCE / 1000.0;
	int n = 10;

	send_frame(&p[1], 0xffff, 55, 60, 0);
	got();
	send_frame(&p[0], 55, 1, 60, 0);
	is(got(), 10, "an address that was just seen is known");
	set_param("vale_mac_age", 1);
	while (n == 10 && now_s() < until) {
		usleep(200000);
		send_frame(&p[0], 55, 1, 60, 0);
		n = got();
	}
	is(n, 11, "one that was not seen for the time of vale_mac_age is forgotten, and flooded");
	set_param("vale_mac_age", 300);
	send_frame(&p[1], 0xffff, 2, 60, 0);
	got();
}

static void lengths(void)
{
	int len, bad = 0, last = 0;

	for (len = 14; len <= 2048; len += len < 300 ? 1 : 97) {
		send_frame(&p[0], 2, 1, len, len);
		rxsync(&p[1]);
		bad += !frame_good(slot_buf(rx_ring(&p[1], 0), rx_ring(&p[1], 0)->head), len, len);
		bad += take(&p[1], &last) != 1 || last != len;
	}
	is(bad, 0, "frames of 14 to 2048 bytes arrive whole");
	send_frame(&p[0], 2, 1, 13, 0);
	is(got(), 0, "13 bytes are no frame");
}

static void full_ring(void)
{
	struct port small;
	int i;

	is(port_open_size(&small, "vale0:s", 16, 1), 0, "a port with a ring of 16");
	send_frame(&small, 0xffff, 50, 60, 0);
	got();
	for (i = 0; i < 100; i++)
		put(&p[0], 50, 1, 60, 0);
	is(txsync(&p[0]), 0, "100 packets to it");
	is(ring_space(tx_ring(&p[0], 0)), 1023, "the sender does not wait");
	is(take(&small, NULL), 15, "15 arrive");
	for (i = 0; i < 5; i++)
		put(&p[0], 50, 1, 60, 0);
	txsync(&p[0]);
	is(take(&small, NULL), 0, "slots that are not given back are not there");
	for (i = 0; i < 5; i++)
		put(&p[0], 50, 1, 60, 0);
	txsync(&p[0]);
	is(take(&small, NULL), 5, "after a sync they are");
	port_close(&small);
	send_frame(&p[0], 50, 1, 60, 0);
	is(got(), 11, "addresses of a port that is closed are forgotten");
}

static void fragments(void)
{
	struct netmap_ring *r = rx_ring(&p[1], 0), *t = tx_ring(&p[0], 0);
	uint32_t h;
	int i;

	got();
	rxsync(&p[1]);
	h = r->head;
	put(&p[0], 2, 1, 60, 1)->flags = NS_MOREFRAG;
	put(&p[0], 0, 0, 5, 1)->flags = NS_MOREFRAG;
	put(&p[0], 0, 0, 700, 1);
	txsync(&p[0]);
	rxsync(&p[1]);
	is(ring_space(r), 3, "a packet of three slots");
	ok(r->slot[h].flags == 0x320 && r->slot[(h + 1) % 1024].flags == 0x320 && r->slot[(h + 2) % 1024].flags == 0x300, "flags of its slots");
	ok(r->slot[h].len == 60 && r->slot[(h + 1) % 1024].len == 5 && r->slot[(h + 2) % 1024].len == 700, "lengths of its slots");
	got();
	put(&p[0], 2, 1, 60, 1)->flags = NS_MOREFRAG;
	txsync(&p[0]);
	is(got(), 0, "a packet that goes on waits for its end");
	put(&p[0], 0, 0, 10, 1);
	txsync(&p[0]);
	is(take(&p[1], NULL), 2, "and is sent with it");
	is(ring_space(t), 1023, "the ring is empty then");
	for (i = 0; i < 63; i++)
		put(&p[0], i ? 0 : 2, 1, 60, 1)->flags = NS_MOREFRAG;
	put(&p[0], 0, 0, 10, 1);
	txsync(&p[0]);
	is(take(&p[1], NULL), 64, "64 slots are a packet");
	for (i = 0; i < 64; i++)
		put(&p[0], i ? 0 : 2, 1, 60, 1)->flags = NS_MOREFRAG;
	put(&p[0], 0, 0, 10, 1);
	put(&p[0], 2, 1, 60, 1);
	txsync(&p[0]);
	is(take(&p[1], NULL), 1, "65 are not, and the next packet is");
	for (i = 0; i < 1023; i++)
		put(&p[0], 2, 1, 60, 1)->flags = NS_MOREFRAG;
	txsync(&p[0]);
	is(ring_space(t), 1023, "a ring full of one packet without an end is emptied");
	is(got(), 0, "and nothing delivered");
	for (i = 0; i < 300; i++) {
		put(&p[0], 2, 1, 60, 1)->flags = NS_MOREFRAG;
		put(&p[0], 2, 1, 60, 1);
	}
	txsync(&p[0]);
	is(take(&p[1], NULL), 600, "300 packets of two slots in one sync");
	rxsync(&p[1]);
}

static void indirect(void)
{
	static char frame[65536];
	struct netmap_ring *r = rx_ring(&p[1], 0);
	struct netmap_slot *s;
	char *lazy = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int n = 0, total = 0, good = 1, status;
	pid_t pid;

	frame_make(frame, 2, 1, sizeof(frame), 5);
	s = put(&p[0], 7, 7, 1500, 9);
	s->flags = NS_INDIRECT;
	s->ptr = (uintptr_t)frame;
	is(txsync(&p[0]), 0, "a packet at a user address");
	is(s->flags & NS_INDIRECT, NS_INDIRECT, "the flag stays");
	rxsync(&p[1]);
	is(ring_space(r), 1, "arrives");
	ok(r->slot[r->head].len == 1500 && frame_good(slot_buf(r, r->head), 1500, 5), "with what is there");
	got();
	s = put(&p[0], 7, 7, 1500, 9);
	s->flags = NS_INDIRECT;
	s->ptr = (uintptr_t)frame;
	s->len = 65535;
	txsync(&p[0]);
	rxsync(&p[1]);
	while (r->head != r->tail) {
		s = &r->slot[r->head];
		good &= !memcmp(slot_buf(r, r->head), frame + total, s->len) && s->flags == (32 << 8 | (n < 31 ? NS_MOREFRAG : 0));
		total += s->len;
		n++;
		r->head = r->cur = ring_next(r, r->head);
	}
	ok(n == 32 && total == 65535 && good, "65535 bytes arrive as 32 slots");
	s = put(&p[0], 7, 7, 60, 9);
	s->flags = NS_INDIRECT;
	s->ptr = 4096;
	is(txsync(&p[0]), 0, "a bad address: no error");
	s = put(&p[0], 7, 7, 60, 9);
	s->flags = NS_INDIRECT;
	s->ptr = 0xffff888000000000;
	is(txsync(&p[0]), 0, "an address of the kernel: no error");
	s = put(&p[0], 7, 7, 60, 9);
	s->flags = NS_INDIRECT;
	s->ptr = 0xffffffffffffffd0;
	is(txsync(&p[0]), 0, "an address at the end: no error");
	is(got(), 0, "nothing arrives");
	s = put(&p[0], 7, 7, 1500, 9);
	s->flags = NS_INDIRECT;
	s->ptr = (uintptr_t)lazy + 3000;
	txsync(&p[0]);
	is(take(&p[1], NULL), 1, "memory that was never touched arrives too (as zeros, to all)");
	got();
	/* The address is one of the process that syncs, and not of who wrote the slot. */
	s = put(&p[0], 7, 7, 1000, 9);
	s->flags = NS_INDIRECT;
	s->ptr = (uintptr_t)frame;
	pid = fork();
	if (!pid) {
		frame_make(frame, 2, 1, 1000, 6);
		_exit(txsync(&p[0]) != 0);
	}
	waitpid(pid, &status, 0);
	is(status, 0, "another process syncs the ring");
	rxsync(&p[1]);
	ok(ring_space(r) == 1 && frame_good(slot_buf(r, r->head), 1000, 6), "what it has at the address is sent");
	got();
}

static void virtio_headers(void)
{
	struct nmreq_port_hdr hdr = { .nr_hdr_len = 11 };
	struct netmap_ring *r;
	struct port q;
	char *b;

	is(ctrl(p[0].fd, NETMAP_REQ_PORT_HDR_SET, "vale0:a", &hdr), -EINVAL, "a header of 11 bytes");
	hdr.nr_hdr_len = 12;
	is(ctrl(p[0].fd, NETMAP_REQ_PORT_HDR_SET, "lo", &hdr), -EINVAL, "on what is no VALE port");
	is(ctrl(p[0].fd, NETMAP_REQ_PORT_HDR_SET, "vale0:zz", &hdr), -ENXIO, "on a port there is not");
	is(ctrl(p[0].fd, NETMAP_REQ_PORT_HDR_SET, "vale0:a", &hdr), 0, "12 bytes");
	hdr.nr_hdr_len = 0;
	is(ctrl(p[0].fd, NETMAP_REQ_PORT_HDR_GET, "vale0:a", &hdr), 0, "read it");
	is(hdr.nr_hdr_len, 12, "as it was set");
	is(port_open(&q, "vale0:a"), -EIO, "a program that does not accept headers");
	q = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_ACCEPT_VNET_HDR } };
	is(port_bind(&q, "vale0:a"), 0, "one that does");
	port_close(&q);
	/* From 12 to none: the header goes. */
	got();
	rxsync(&p[1]);
	put(&p[0], 2, 1, 72, 0);
	b = slot_buf(tx_ring(&p[0], 0), tx_ring(&p[0], 0)->head - 1);
	memset(b, 0, 12);
	frame_make(b + 12, 2, 1, 60, 4);
	txsync(&p[0]);
	r = rx_ring(&p[1], 0);
	rxsync(&p[1]);
	ok(ring_space(r) == 1 && r->slot[r->head].len == 60 && frame_good(slot_buf(r, r->head), 60, 4), "from 12 to none: it is taken off");
	got();
	put(&p[0], 2, 1, 72, 0);
	b = slot_buf(tx_ring(&p[0], 0), tx_ring(&p[0], 0)->head - 1);
	memset(b, 0, 12);
	b[1] = 1;
	frame_make(b + 12, 2, 1, 60, 4);
	txsync(&p[0]);
	is(got(), 0, "one that asks for segmentation cannot be, and is dropped");
	/* From none to 12: one of zeros comes. */
	send_frame(&p[1], 1, 2, 60, 8);
	r = rx_ring(&p[0], 0);
	rxsync(&p[0]);
	b = slot_buf(r, r->head);
	ok(ring_space(r) == 1 && r->slot[r->head].len == 72 && !memcmp(b, "\0\0\0\0\0\0\0\0\0\0\0\0", 12) && frame_good(b + 12, 60, 8),
	   "from none to 12: zeros are put before it");
	got();
	hdr.nr_hdr_len = 0;
	ctrl(p[0].fd, NETMAP_REQ_PORT_HDR_SET, "vale0:a", &hdr);
}

static void spreading(void)
{
	struct port q;
	int i, rings = 0, n = 0;

	is(port_open_size(&q, "vale0:q", 256, 4), 0, "a port with four ring pairs");
	got();
	for (i = 0; i < 200; i++)
		put(&p[0], 6000 + i, 1, 60, 0);
	txsync(&p[0]);
	rxsync(&q);
	for (i = 0; i < 4; i++) {
		rings += ring_space(rx_ring(&q, i)) > 20;
		n += ring_space(rx_ring(&q, i));
	}
	is(n, 200, "200 flows arrive there");
	is(rings, 4, "spread over the rings");
	take(&q, NULL);
	for (i = 0; i < 50; i++)
		put(&p[0], 6000, 1, 60, 0);
	txsync(&p[0]);
	rxsync(&q);
	for (i = rings = 0; i < 4; i++)
		rings += ring_space(rx_ring(&q, i)) == 50;
	is(rings, 1, "one flow stays on one ring");
	port_close(&q);
	got();
}

static void lists(void)
{
	struct nmreq_vale_list list = { 0 };
	struct nmreq_header hdr = { .nr_version = NETMAP_API, .nr_reqtype = NETMAP_REQ_VALE_LIST, .nr_body = (uintptr_t)&list };
	struct port other;
	char all[256] = "";

	must_open(&other, "valeB:x");
	while (!ioctl(p[0].fd, NIOCCTRL, &hdr) && strlen(all) < 200) {
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s %u/%u,", hdr.nr_name, list.nr_bridge_idx, list.nr_port_idx);
		list.nr_port_idx++;
		memset(hdr.nr_name, 0, sizeof(hdr.nr_name));
	}
	is(errno, ENOENT, "the list ends with ENOENT");
	ok(!strcmp(all, "vale0:a 0/0,vale0:b 0/1,vale0:c 0/2,valeB:x 1/0,"), "VALE_LIST: %s", all);
	is(ctrl(p[0].fd, NETMAP_REQ_VALE_LIST, "vale0:b", &list), 0, "by name");
	ok(list.nr_bridge_idx == 0 && list.nr_port_idx == 1, "its indexes");
	is(ctrl(p[0].fd, NETMAP_REQ_VALE_LIST, "vale0:zz", &list), 0, "a port there is not");
	is(list.nr_port_idx, 255, "has index 255");
	is(ctrl(p[0].fd, NETMAP_REQ_VALE_LIST, "eth0", &list), -EINVAL, "not a VALE name");
	port_close(&other);
}

static void many_ports(void)
{
	enum { MANY = 1200 };
	struct rlimit limit = { MANY + 100, MANY + 100 };
	struct port *q = calloc(MANY, sizeof(*q));
	int i, opened = 0, n = 0;
	char name[32];

	setrlimit(RLIMIT_NOFILE, &limit);
	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "valeM:%d", i);
		if (port_open_size(&q[i], name, 8, 1))
			break;
		opened++;
	}
	is(opened, MANY, "1200 ports on one switch");
	send_frame(&q[0], 0xffff, 1, 60, 0);
	for (i = 1; i < opened; i++)
		n += take(&q[i], NULL);
	is(n, MANY - 1, "a broadcast reaches all others");
	send_frame(&q[MANY - 1], 0xffff, 2, 60, 0);
	for (i = 0; i < opened; i++)
		take(&q[i], NULL);
	send_frame(&q[700], 2, 3, 60, 0);
	is(take(&q[MANY - 1], NULL), 1, "unicast to the last one");
	is(take(&q[255], NULL), 0, "and to no other");
	for (i = 0; i < opened; i++)
		port_close(&q[i]);
	/* Switches as well. */
	for (i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "valeS%d:p", i);
		if (port_open_size(&q[i], name, 8, 1))
			break;
	}
	is(i, 200, "200 switches");
	while (i--)
		port_close(&q[i]);
	free(q);
}

int main(void)
{
	int i;

	for (i = 0; i < NPORTS; i++) {
		char name[16];

		snprintf(name, sizeof(name), "vale0:%c", 'a' + i);
		must_open(&p[i], name);
	}
	lists();
	learning();
	many_addresses();
	ageing();
	lengths();
	full_ring();
	send_frame(&p[1], 0xffff, 2, 60, 0);
	got();
	fragments();
	indirect();
	virtio_headers();
	spreading();
	for (i = 0; i < NPORTS; i++)
		port_close(&p[i]);
	many_ports();
	return done();
}
