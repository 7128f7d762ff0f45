/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Pairs of veth interfaces and packet sockets on them. */
#ifndef VETH_H
#define VETH_H

#include "nmt.h"
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <sys/socket.h>

#define ETHERTYPE 0x88b5

static inline void sh(const char *command)
{
	if (system(command))
		ok(false, "%s", command);
}

/* Interfaces @a and @b, up, without traffic of their own. */
static inline void make_pair(const char *a, const char *b)
{
	char command[512];

	/* This ip makes the peer with a name of the kernel's choice. */
	snprintf(command, sizeof(command), "ip link add %s type veth && ip link set veth0 name %s && "
		 "for i in %s %s; do echo 1 > /proc/sys/net/ipv6/conf/$i/disable_ipv6; ip link set $i up; done", a, b, a, b);
	sh(command);
}

/* A packet socket that sees what the stack gets after receive handlers had their turn. */
static inline int socket_on(const char *dev, uint16_t receives)
{
	struct sockaddr_ll sll = { .sll_family = AF_PACKET, .sll_protocol = htons(receives), .sll_ifindex = if_nametoindex(dev) };
	int fd = socket(AF_PACKET, SOCK_RAW, htons(receives));

	if (fd < 0 || bind(fd, (struct sockaddr *)&sll, sizeof(sll)))
		ok(false, "packet socket on %s: %s", dev, strerror(errno));
	return fd;
}

static inline int packet_socket(const char *dev)
{
	return socket_on(dev, ETHERTYPE);
}

/* One that receives nothing. */
static inline int sending_socket(const char *dev)
{
	return socket_on(dev, 0);
}

static inline int host_send_to(int fd, uint16_t dst, uint16_t src, int len, int seed)
{
	char frame[9000];

	frame_make(frame, dst, src, len, seed);
	return send(fd, frame, len, 0) == len;
}

static inline int host_send(int fd, int len, int seed)
{
	return host_send_to(fd, 0xffff, 1, len, seed);
}

/* The next frame at the host, within @ms; its length, 0 if there is none, -1 if its contents are wrong. */
static inline int host_receive(int fd, int seed, int ms)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	char frame[9000];
	int len;

	if (poll(&pfd, 1, ms) != 1)
		return 0;
	len = recv(fd, frame, sizeof(frame), 0);
	return frame_good(frame, len, seed) ? len : -1;
}

/* Whether a receive ring of @p has something within @ms. */
static inline bool ring_wait(struct port *p, const struct netmap_ring *r, int ms)
{
	double until = now_s() + ms / 1000.0;

	for (rxsync(p); r->head == r->tail && now_s() < until; rxsync(p))
		poll_port(p, POLLIN, 10);
	return r->head != r->tail;
}

/* How many slots a receive ring of @p has, when it has @n of them, or PATIENCE is over. */
static inline int ring_count(struct port *p, const struct netmap_ring *r, uint32_t n)
{
	double until = now_s() + PATIENCE / 1000.0;

	for (rxsync(p); ring_space(r) < n && now_s() < until; rxsync(p))
		poll_port(p, POLLIN, 10);
	return ring_space(r);
}

/* The next frame of a receive ring of @p, within @ms: its length, 0 or -1 as above. */
static inline int ring_receive(struct port *p, struct netmap_ring *r, int seed, int ms)
{
	int len;

	if (!ring_wait(p, r, ms))
		return 0;
	len = r->slot[r->head].len;
	if (!frame_good(slot_buf(r, r->head), len, seed))
		len = -1;
	r->head = r->cur = ring_next(r, r->head);
	return len;
}

#endif /* VETH_H */
