/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Network interfaces by the emulated adapter, on a veth pair nm0 - nm1: packets to and from the wire and the host, what
 * each way of binding takes from the host, NR_FORWARD, offloads, and interfaces that go down or away.
 */
#include "veth.h"
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <linux/udp.h>
#include <netinet/in.h>
#include <pthread.h>

static struct port p;

static int bind_mode(const char *name, uint32_t mode)
{
	memset(&p, 0, sizeof(p));
	p.reg.nr_mode = mode;
	return port_bind(&p, name);
}

static struct netmap_ring *host_tx(void) { return ring_at(&p, 1); }
static struct netmap_ring *host_rx(void) { return ring_at(&p, p.nifp->ni_tx_rings + p.nifp->ni_host_tx_rings + 1); }

static void ring_send(struct netmap_ring *r, int len, int seed)
{
	frame_make(slot_buf(r, r->head), 0xffff, 9, len, seed);
	r->slot[r->head].len = len;
	r->slot[r->head].flags = 0;
	r->head = r->cur = ring_next(r, r->head);
	txsync(&p);
}

static void shape(void)
{
	struct nmreq_port_info_get info = { 0 }, free_info = { 0 };
	int fd;

	is(bind_mode("nm0", NR_REG_NIC_SW), 0, "bind NIC and host rings");
	ok(p.reg.nr_tx_rings == 1 && p.reg.nr_rx_rings == 1 && p.reg.nr_host_tx_rings == 1 && p.reg.nr_host_rx_rings == 1, "counts");
	ok(p.reg.nr_tx_slots == 1024 && p.reg.nr_rx_slots == 1024 && p.reg.nr_mem_id == 1, "slots and region");
	is(p.reg.nr_memsize, 343019520, "size of the region");
	ok(p.nifp->ring_ofs[0] && p.nifp->ring_ofs[1] && p.nifp->ring_ofs[2] && p.nifp->ring_ofs[3], "four rings");
	ok(tx_ring(&p, 0)->ringid == 0 && host_tx()->ringid == 1 && host_rx()->ringid == 1, "their numbers");
	ok(tx_ring(&p, 0)->dir == 1 && host_tx()->dir == 1 && rx_ring(&p, 0)->dir == 0 && host_rx()->dir == 0, "and directions");
	ok(!strcmp(p.nifp->ni_name, "nm0") && !p.nifp->ni_flags, "name and flags");
	is(ctrl(p.fd, NETMAP_REQ_PORT_INFO_GET, "nm0", &info), 0, "PORT_INFO_GET");
	port_close(&p);
	fd = dev_open();
	is(ctrl(fd, NETMAP_REQ_PORT_INFO_GET, "nm0", &free_info), 0, "and without binding");
	close(fd);
	ok(!memcmp(&info, &free_info, sizeof(info)) && info.nr_memsize == 343019520 && info.nr_tx_slots == 1024 && info.nr_rx_rings == 1 && info.nr_host_tx_rings == 1 &&
	   info.nr_host_rx_rings == 1 && info.nr_mem_id == 1, "the same is told");
	is(bind_mode("nm0", NR_REG_ONE_SW), 0, "bind one host ring pair");
	ok(!p.nifp->ring_ofs[0] && p.nifp->ring_ofs[1] && !p.nifp->ring_ofs[2] && p.nifp->ring_ofs[3], "its rings");
	port_close(&p);
	is(bind_mode("nm0", NR_REG_NULL), -EINVAL, "mode 7");
	p.reg = (struct nmreq_register) { .nr_mode = NR_REG_ONE_NIC, .nr_ringid = 1 };
	is(port_bind(&p, "nm0"), -EINVAL, "a ring pair there is not");
}

static void wire(void)
{
	static const int lens[] = { 14, 60, 61, 64, 500, 1514 };
	int s0 = packet_socket("nm0"), s1 = packet_socket("nm1"), bad = 0;
	unsigned int i;

	host_send(s1, 60, 1);
	is(host_receive(s0, 1, PATIENCE), 60, "before: the wire works");
	is(bind_mode("nm0", NR_REG_ALL_NIC), 0, "bind the NIC rings");
	for (i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		ring_send(tx_ring(&p, 0), lens[i], i);
		is(host_receive(s1, i, PATIENCE), lens[i], "%d bytes to the wire", lens[i]);
		host_send(s1, lens[i], i);
		is(ring_receive(&p, rx_ring(&p, 0), i, PATIENCE), lens[i], "%d bytes from the wire", lens[i]);
	}
	is(host_receive(s0, 0, 100), 0, "the host gets nothing of it");
	host_send(s0, 60, 1);
	is(host_receive(s1, 1, 100), 0, "nothing that the host sends reaches the wire");
	/* Bad slots are consumed. */
	for (i = 0; i < 5; i++) {
		struct netmap_ring *r = tx_ring(&p, 0);
		uint32_t at = r->head, keep = r->slot[at].buf_idx;

		frame_make(slot_buf(r, at), 0xffff, 9, 60, 1);
		r->slot[at].len = (uint16_t[]) { 60, 60, 5000, 13, 1600 }[i];
		r->slot[at].buf_idx = (uint32_t[]) { 1, 0xfffffff, keep, keep, keep }[i];
		r->head = r->cur = ring_next(r, at);
		bad += txsync(&p) != 0 || r->tail != at;
		r->slot[at].buf_idx = keep;
	}
	is(bad, 0, "bad slots are consumed, without an error");
	is(host_receive(s1, 1, 100), 0, "and not sent");
	{
		struct netmap_ring *r = tx_ring(&p, 0);
		uint32_t at = r->head;

		frame_make(slot_buf(r, at), 0xffff, 9, 300, 6);
		memcpy(slot_buf(r, ring_next(r, at)), slot_buf(r, at) + 100, 200);
		r->slot[at].len = 100;
		r->slot[at].flags = NS_MOREFRAG;
		r->head = r->cur = ring_next(r, at);
		txsync(&p);
		is(host_receive(s1, 6, 100), 0, "a packet that goes on waits for its end");
		r->slot[r->head].len = 200;
		r->slot[r->head].flags = 0;
		r->head = r->cur = ring_next(r, r->head);
		txsync(&p);
		is(host_receive(s1, 6, PATIENCE), 300, "a packet of two slots is one frame");
	}
	/* Many at once, one batch longer than the device's own. */
	for (i = 0; i < 1000; i++) {
		struct netmap_ring *r = tx_ring(&p, 0);

		frame_make(slot_buf(r, r->head), 0xffff, 9, 60 + i % 100, i);
		r->slot[r->head].len = 60 + i % 100;
		r->slot[r->head].flags = 0;
		r->head = r->cur = ring_next(r, r->head);
		if (i % 100 == 99) {
			int k;

			txsync(&p);
			for (k = i - 99; k <= (int)i && !bad; k++)
				bad += host_receive(s1, k, PATIENCE) != 60 + k % 100;
		}
	}
	is(bad, 0, "1000 packets in batches of 100, whole and in order");
	port_close(&p);
	host_send(s1, 60, 2);
	is(host_receive(s0, 2, PATIENCE), 60, "after: the host gets packets again");
	host_send(s0, 60, 3);
	is(host_receive(s1, 3, PATIENCE), 60, "and sends them");
	close(s0);
	close(s1);
}

static void both_ends(void)
{
	struct port q;
	int i, n = 0;

	is(bind_mode("nm0", NR_REG_ALL_NIC), 0, "bind nm0");
	must_open(&q, "nm1");
	is(q.reg.nr_mem_id, p.reg.nr_mem_id, "nm1 is in the same region");
	for (i = 0; i < 5000; i++) {
		send_frame(&p, 2, 1, 60, i);
		if (!ring_wait(&q, rx_ring(&q, 0), PATIENCE))
			break;
		n += take(&q, NULL);
	}
	is(n, 5000, "5000 packets from netmap to netmap");
	port_close(&q);
	port_close(&p);
}

/* A neighbour in the region, or the program itself, writes nonsense into slots that wait for packets. */
static void spoiled_slots(void)
{
	int s1 = packet_socket("nm1"), s0 = packet_socket("nm0"), i, k, n = 0, bad = 0;
	struct netmap_ring *r;

	is(bind_mode("nm0", NR_REG_NIC_SW), 0, "bind all rings");
	for (k = 0; k < 2; k++) {
		uint32_t keep[3], at;

		r = k ? host_rx() : rx_ring(&p, 0);
		rxsync(&p);
		at = r->tail;
		for (i = 0; i < 3; i++) {
			keep[i] = r->slot[at + i].buf_idx;
			r->slot[at + i].buf_idx = (uint32_t[]) { 0xffffffff, 1, 0xfffffff }[i];
		}
		for (i = 0; i < 4; i++)
			host_send(k ? s0 : s1, 60 + i, i);
		is(ring_count(&p, r, 4), 4, "%s ring: three slots without a buffer, then one with", k ? "host" : "NIC");
		for (i = 0; i < 3; i++)
			bad += r->slot[at + i].len || r->slot[at + i].buf_idx;
		is(bad, 0, "the three come empty, with buffer 0");
		ok(r->slot[at + 3].len == 63 && frame_good(slot_buf(r, at + 3), 63, 3), "the fourth packet arrives");
		for (i = 0; i < 3; i++)
			r->slot[at + i].buf_idx = keep[i];
		r->head = r->cur = r->tail;
		/* All round the ring: the slots are good again. */
		for (i = n = 0; i < 1100 && n == i; i++) {
			host_send(k ? s0 : s1, 60, i);
			n += ring_receive(&p, r, i, PATIENCE) == 60;
		}
		is(n, 1100, "and with buffers put there, no more is lost");
	}
	port_close(&p);
	close(s0);
	close(s1);
}

static void host(void)
{
	int s0 = packet_socket("nm0"), s1 = packet_socket("nm1");

	is(bind_mode("nm0", NR_REG_SW), 0, "bind the host rings");
	host_send(s0, 100, 4);
	is(ring_receive(&p, host_rx(), 4, PATIENCE), 100, "what the host sends is on the host ring");
	is(host_receive(s1, 4, 100), 0, "and not on the wire");
	ring_send(host_tx(), 70, 5);
	is(host_receive(s0, 5, PATIENCE), 70, "what is put on the host ring is received by the host");
	host_send(s1, 80, 6);
	is(host_receive(s0, 6, PATIENCE), 80, "the host still receives from the wire");
	port_close(&p);

	p = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_TX_RINGS_ONLY } };
	is(port_bind(&p, "nm0"), 0, "bind the NIC transmit ring only");
	host_send(s1, 80, 7);
	is(host_receive(s0, 7, PATIENCE), 80, "the host still receives from the wire");
	port_close(&p);
	p = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_RX_RINGS_ONLY } };
	is(port_bind(&p, "nm0"), 0, "bind the NIC receive ring only");
	host_send(s0, 80, 8);
	is(host_receive(s1, 8, PATIENCE), 80, "the host still sends to the wire");
	port_close(&p);

	is(bind_mode("nm0", NR_REG_NIC_SW), 0, "bind all rings");
	host_send(s1, 90, 9);
	rxsync(&p);
	poll_port(&p, POLLIN, PATIENCE);
	rx_ring(&p, 0)->flags |= NR_FORWARD;
	rx_ring(&p, 0)->slot[rx_ring(&p, 0)->head].flags |= NS_FORWARD;
	is(ring_receive(&p, rx_ring(&p, 0), 9, PATIENCE), 90, "a packet from the wire");
	poll_port(&p, POLLIN, 0);
	is(host_receive(s0, 9, PATIENCE), 90, "released with NS_FORWARD is received by the host");
	host_send(s0, 95, 10);
	poll_port(&p, POLLIN, PATIENCE);
	host_rx()->flags |= NR_FORWARD;
	host_rx()->slot[host_rx()->head].flags |= NS_FORWARD;
	is(ring_receive(&p, host_rx(), 10, PATIENCE), 95, "a packet from the host");
	poll_port(&p, POLLIN, 0);
	is(host_receive(s1, 10, PATIENCE), 95, "released with NS_FORWARD goes to the wire");
	host_send(s0, 96, 11);
	is(ring_receive(&p, host_rx(), 11, PATIENCE), 96, "without it");
	poll_port(&p, POLLIN, 0);
	is(host_receive(s1, 11, 100), 0, "it does not");
	port_close(&p);
	close(s0);
	close(s1);
}

static unsigned int sum16(const unsigned char *b, int len, unsigned int sum)
{
	int i;

	for (i = 0; i + 1 < len; i += 2)
		sum += b[i] << 8 | b[i + 1];
	if (len & 1)
		sum += b[len - 1] << 8;
	return sum;
}

/* Whether the UDP packet in @f has a good checksum, over the pseudo header too. */
static bool udp_good(const unsigned char *f)
{
	int len = f[38] << 8 | f[39];
	unsigned int sum = sum16(f + 26, 8, 17 + len);

	sum = sum16(f + 34, len, sum);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum == 0xffff;
}

static void offloads(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9), .sin_addr = { htonl(0x0a630002) } };
	int s1 = packet_socket("nm1"), udp = socket(AF_INET, SOCK_DGRAM, 0), size = 1000, good = 0, n, i;
	unsigned char frame[200];
	struct netmap_ring *r;
	char data[5000];

	sh("ip addr add 10.99.0.1/24 dev nm0");
	sh("ip neigh add 10.99.0.2 lladdr 02:00:00:00:00:02 dev nm0 2> /dev/null || arp -i nm0 -s 10.99.0.2 02:00:00:00:00:02");
	is(bind_mode("nm0", NR_REG_NIC_SW), 0, "bind all rings");
	memset(data, 'd', sizeof(data));
	sendto(udp, data, 100, 0, (struct sockaddr *)&to, sizeof(to));
	r = host_rx();
	is(ring_count(&p, r, 1), 1, "a UDP packet of the host");
	ok(r->slot[r->head].len == 142 && udp_good((unsigned char *)slot_buf(r, r->head)), "has its checksum");
	r->head = r->cur = r->tail;
	setsockopt(udp, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof(size));
	sendto(udp, data, 4500, 0, (struct sockaddr *)&to, sizeof(to));
	n = ring_count(&p, r, 5);
	for (i = r->head; i != (int)r->tail; i = ring_next(r, i))
		good += udp_good((unsigned char *)slot_buf(r, i)) && (r->slot[i].len == 1042 || r->slot[i].len == 542);
	is(n, 5, "one of 4500 bytes in segments of 1000 is five packets");
	is(good, 5, "with good lengths and checksums");
	r->head = r->cur = r->tail;
	rxsync(&p);

	frame_make((char *)frame, 0xffff, 1, 100, 0);
	memmove(frame + 16, frame + 12, 84);
	memcpy(frame + 12, "\x81\x00\x20\x07", 4);
	n = send(s1, frame, 104, 0);
	r = rx_ring(&p, 0);
	ok(n == 104 && ring_count(&p, r, 1) == 1 && r->slot[r->head].len == 104 && !memcmp(slot_buf(r, r->head), frame, 104),
	   "a VLAN tag is where it belongs");
	port_close(&p);
	close(s1);
	close(udp);
}

static volatile pid_t polling;

static void *blocked(void *arg)
{
	struct port *b = arg;
	int res;

	polling = gettid();
	res = poll_port(b, POLLIN, PATIENCE);
	return (void *)(intptr_t)res;
}

static void going_away(void)
{
	struct port q, pipe;
	pthread_t thread;
	void *res;
	int i;

	is(bind_mode("nm0", NR_REG_ALL_NIC), 0, "bind nm0");
	sh("ip link set nm0 down");
	for (i = 0; i < 2000; i++)
		put(&p, 2, 1, 60, 1), (i % 100 == 99 ? txsync(&p) : 0);
	is(txsync(&p), 0, "txsync on an interface that is down");
	port_close(&p);
	is(bind_mode("nm0", NR_REG_ALL_NIC), 0, "bind an interface that is down");
	is(txsync(&p), 0, "txsync");
	sh("ip link set nm0 up");
	sh("ip link set nm0 down; ip link set nm0 name nm5; ip link set nm5 up");
	is(port_open(&q, "nm5"), 0, "an interface that was renamed while bound is bound again");
	is(q.reg.nr_mem_id, p.reg.nr_mem_id, "and is the same");
	is(port_open(&pipe, "nm5{1"), 0, "a pipe of it");
	is(pipe.reg.nr_mem_id, p.reg.nr_mem_id, "is in its region");
	port_close(&pipe);
	port_close(&q);
	pthread_create(&thread, NULL, blocked, &p);
	ok(in_poll(&polling), "a thread waits for it");
	sh("ip link del nm5");
	is(if_nametoindex("nm5"), 0, "an interface is deleted, though it is bound");
	pthread_join(thread, &res);
	is((intptr_t)res & (POLLERR | POLLHUP), POLLERR | POLLHUP, "who waits for it is told");
	is(txsync(&p), -ENXIO, "txsync fails");
	is(rxsync(&p), -ENXIO, "rxsync fails");
	tx_ring(&p, 0)->slot[0].len = 1;
	is(port_open(&q, "nm5"), -ENXIO, "it cannot be bound any more");
	make_pair("nm0", "nm1");
	is(port_open(&q, "nm0"), 0, "a new one of the same name can");
	is(txsync(&q), 0, "and works");
	port_close(&p);
	port_close(&q);
}

static volatile int stop;

static void *traffic(void *arg)
{
	struct port q;

	while (!stop) {
		if (port_open(&q, arg)) {
			usleep(1000);
			continue;
		}
		for (int i = 0; i < 50; i++) {
			if (send_frame(&q, 0xffff, i, 60, 1))
				break;
			take(&q, NULL);
			poll_port(&q, POLLIN, 1);
		}
		port_close(&q);
	}
	return NULL;
}

static void coming_and_going(void)
{
	pthread_t thread[3];
	int i;

	stop = 0;
	pthread_create(&thread[0], NULL, traffic, "nm0");
	pthread_create(&thread[1], NULL, traffic, "nm1");
	pthread_create(&thread[2], NULL, traffic, "nm0{1");
	for (i = 0; i < 15; i++) {
		usleep(50000);
		sh("ip link del nm0");
		make_pair("nm0", "nm1");
	}
	stop = 1;
	for (i = 0; i < 3; i++)
		pthread_join(thread[i], NULL);
	ok(true, "interfaces deleted and made while programs bind and use them, 15 times");
	/* The module is unloaded with interfaces there, which have to be as they were. */
}

/* The number of queues of an interface, both ways. */
static int set_queues(const char *dev, int n)
{
	struct ethtool_channels ch = { .cmd = ETHTOOL_SCHANNELS, .rx_count = n, .tx_count = n };
	struct ifreq ifr = { .ifr_data = (char *)&ch };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), err;

	strcpy(ifr.ifr_name, dev);
	err = ioctl(fd, SIOCETHTOOL, &ifr) ? -errno : 0;
	close(fd);
	return err;
}

static void queues(void)
{
	int s1 = packet_socket("nm1"), i, n = 0;
	struct netmap_ring *r;
	struct port q;

	is(set_queues("nm0", 2) | set_queues("nm1", 2), 0, "two queues each way");
	is(bind_mode("nm0", NR_REG_NIC_SW), 0, "bind all");
	ok(p.reg.nr_tx_rings == 2 && p.reg.nr_rx_rings == 2 && p.reg.nr_host_tx_rings == 1, "there are two ring pairs, and one of the host's");
	is(ring_at(&p, 2)->ringid, 2, "the host's has the last number");
	for (i = 0; i < 2; i++) {
		r = tx_ring(&p, i);
		ring_send(r, 100 + i, i);
		is(host_receive(s1, i, PATIENCE), 100 + i, "ring %d sends", i);
	}
	for (i = 0; i < 40 && n == i; i++) {
		double until = now_s() + PATIENCE / 1000.0;
		int k = 0;

		host_send(s1, 60 + i, i);
		/* Of either ring, in turns. */
		while (!ring_wait(&p, rx_ring(&p, k), 1) && now_s() < until)
			k = !k;
		n += ring_receive(&p, rx_ring(&p, k), i, 0) == 60 + i;
	}
	is(n, 40, "what arrives is on one of them");
	port_close(&p);
	p = (struct port) { .reg = { .nr_mode = NR_REG_ONE_NIC, .nr_ringid = 1 } };
	is(port_bind(&p, "nm0"), 0, "bind the second alone");
	ok(!tx_ring(&p, 0) && tx_ring(&p, 1) && !rx_ring(&p, 0) && rx_ring(&p, 1), "it is the one there is");
	q = (struct port) { .reg = { .nr_mode = NR_REG_ONE_NIC, .nr_ringid = 0, .nr_flags = NR_EXCLUSIVE } };
	is(port_bind(&q, "nm0"), 0, "another program has the first, exclusively");
	ring_send(tx_ring(&p, 1), 300, 1);
	is(host_receive(s1, 1, PATIENCE), 300, "the second sends");
	is(set_queues("nm0", 1), 0, "one queue is taken away meanwhile");
	ring_send(tx_ring(&p, 1), 301, 2);
	is(host_receive(s1, 2, PATIENCE), 301, "the second still sends");
	port_close(&q);
	port_close(&p);
	set_queues("nm0", 2);
	set_param("generic_rings", 1);
	is(bind_mode("nm0", NR_REG_ALL_NIC), 0, "with generic_rings 1");
	is(p.reg.nr_tx_rings, 1, "there is one ring pair");
	port_close(&p);
	set_param("generic_rings", 0);
	set_param("admode", 1);
	is(bind_mode("nm0", NR_REG_ALL_NIC), -EINVAL, "with admode 1, where no driver takes the interface");
	set_param("admode", 2);
	is(bind_mode("nm0", NR_REG_ALL_NIC), 0, "with admode 2");
	port_close(&p);
	set_param("admode", 0);
	set_queues("nm0", 1);
	set_queues("nm1", 1);
	close(s1);
}

int main(void)
{
	make_pair("nm0", "nm1");
	shape();
	wire();
	both_ends();
	spoiled_slots();
	host();
	offloads();
	queues();
	going_away();
	coming_and_going();
	sh("ip link del nm0");
	return done();
}
