// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Receiving: from the rings, in place, through the filter, to the program.
 *
 * netmap's poll and NIOCRXSYNC show new packets and take slots back; in between there is no system call. A slot is given back
 * after the callback has returned; with pcap_next and pcap_next_ex at the next read, because the program may look at the packet
 * till then. Its ring's cur is past it all the same, so that select() and poll() of the program wait for the next one.
 *
 * The indexes are always those of the ring: another handle on the same port shares it.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "np.h"

struct packet {
	const char	*data;
	uint32_t	len;
	uint32_t	at;		/* first slot */
	uint32_t	slots;
	bool		sent;		/* by the host, or by who has the monitored port */
};

static uint32_t tail_of(const struct netmap_ring *r)
{
	return __atomic_load_n(&r->tail, __ATOMIC_ACQUIRE);
}

/* Whether a ring has something that was not looked at in vain before. A head that is out of the ring is put right by a sync. */
static bool unread(const struct np *np)
{
	uint32_t i;

	for (i = 0; i < np->num_rx; i++) {
		const struct netmap_ring *r = np->rx[i].ring;
		uint32_t tail = tail_of(r), head = r->head;

		if (head < r->num_slots && head != tail && np->rx[i].partial != tail)
			return true;
	}
	return false;
}

static void give_back(struct np_ring *nr, uint32_t slots)
{
	struct netmap_ring *r = nr->ring;
	uint32_t at = r->head;

	nr->used += slots;
	while (slots--)
		at = np_next(r, at);
	r->head = r->cur = at;
}

static void give_back_lent(struct np *np)
{
	/* Unless another handle, which shares the ring, has gone on from there. */
	if (np->lent && np->lent->ring->head == np->lent_at)
		give_back(np->lent, np->lent_slots);
	np->lent = NULL;
}

/* A packet of several slots, in one piece; false if that cannot be. */
static bool gather(struct np *np, struct netmap_ring *r, struct packet *pkt)
{
	uint32_t i, at = pkt->at;

	if (pkt->slots > NETMAP_MAX_FRAGS)
		return false;
	if (!np->gather)
		np->gather = malloc(NETMAP_MAX_FRAGS * (size_t)UINT16_MAX);
	if (!np->gather)
		return false;
	for (i = 0; i < pkt->slots; i++, at = np_next(r, at)) {
		const char *from = np_buf(np, r, at);
		uint32_t len = r->slot[at].len;

		if (!from || len > r->nr_buf_size)
			return false;
		memcpy(np->gather + pkt->len, from, len);
		pkt->len += len;
	}
	pkt->data = (char *)np->gather;
	return true;
}

/*
 * The packet at the ring's head. False if there is none, or its end has not arrived. A packet that is none (a slot without a
 * buffer, a chain too long) has data NULL.
 */
static bool peek(struct np *np, struct np_ring *nr, struct packet *pkt)
{
	struct netmap_ring *r = nr->ring;
	uint32_t at = r->head, tail = tail_of(r);
	uint16_t flags = NS_MOREFRAG;

	*pkt = (struct packet){ .at = at, .sent = nr->host };
	if (at >= r->num_slots || tail >= r->num_slots)
		return false;
	for (; at != tail && (flags & NS_MOREFRAG); at = np_next(r, at), pkt->slots++)
		flags = r->slot[at].flags;
	if (!pkt->slots)
		return false;
	if (flags & NS_MOREFRAG) {
		/* More will come, unless the ring is full of it. */
		if (np_next(r, tail) != pkt->at) {
			nr->partial = tail;
			r->cur = tail;
			return false;
		}
		return true;
	}
	nr->partial = NP_NONE;
	pkt->sent |= flags & NS_TXMON;
	if (pkt->slots > 1) {
		if (!gather(np, r, pkt))
			pkt->data = NULL;
		return true;
	}
	pkt->len = r->slot[pkt->at].len;
	if (pkt->len <= r->nr_buf_size)
		pkt->data = np_buf(np, r, pkt->at);
	return true;
}

/* Whether the program wants it; the header is filled in then. */
static bool wanted(struct np *np, const struct np_ring *nr, const struct packet *pkt)
{
	uint32_t keep = UINT32_MAX;

	if (!pkt->data) {
		np->stat.ps_ifdrop++;
		return false;
	}
	if (np->direction != PCAP_D_INOUT && pkt->sent != (np->direction == PCAP_D_OUT))
		return false;
	np->stat.ps_recv++;
	if (np->filter.bf_len)
		keep = bpf_filter(np->filter.bf_insns, (const u_char *)pkt->data, pkt->len, pkt->len);
	if (!keep)
		return false;
	if (keep > (uint32_t)np->snaplen)
		keep = np->snaplen;
	np->header.len = pkt->len;
	np->header.caplen = pkt->len < keep ? pkt->len : keep;
	np->header.ts = nr->ring->ts;
	if (np->nanoseconds)
		np->header.ts.tv_usec *= 1000;
	np->data = (const u_char *)pkt->data;
	return true;
}

static void lend(struct np *np, struct np_ring *nr, const struct packet *pkt)
{
	uint32_t at = pkt->at, slots = pkt->slots;

	np->lent = nr;
	np->lent_at = at;
	np->lent_slots = slots;
	while (slots--)
		at = np_next(nr->ring, at);
	nr->ring->cur = at;
}

/* ---- waiting ---- */

void np_wake_clear(struct np *np)
{
	uint64_t count;

	/* It does not block, and to find nothing is as good. */
	if (read(np->wake_fd, &count, sizeof(count)) < 0)
		return;
}

static int end_by_break(struct np *np)
{
	np_wake_clear(np);
	atomic_store(&np->broken, false);
	return PCAP_ERROR_BREAK;
}

static int sync_rings(struct np *np)
{
	uint32_t i;

	if (ioctl(np->fd, NIOCRXSYNC, NULL)) {
		if (errno == ENXIO)
			return np_fail(np, PCAP_ERROR, "%s: the interface is gone", np->device);
		return np_fail(np, PCAP_ERROR, "%s: receive: %s", np->device, strerror(errno));
	}
	for (i = 0; i < np->num_rx; i++)
		np->rx[i].used = 0;
	return 0;
}

static int wait_for_packets(struct np *np)
{
	struct pollfd pfd[2] = { { .fd = np->fd, .events = POLLIN }, { .fd = np->wake_fd, .events = POLLIN } };
	uint32_t i;
	int n;

	do {
		n = poll(pfd, 2, np->timeout > 0 ? np->timeout : -1);
		if (atomic_load(&np->broken))
			return end_by_break(np);
		if (n < 0 && errno != EINTR)
			return np_fail(np, PCAP_ERROR, "%s: receive: %s", np->device, strerror(errno));
		if (n > 0 && pfd[1].revents)
			np_wake_clear(np);
	} while (n < 0 || (n > 0 && !pfd[0].revents));
	for (i = 0; i < np->num_rx; i++)
		np->rx[i].used = 0;
	if (n && (pfd[0].revents & POLLHUP))
		return np_fail(np, PCAP_ERROR, "%s: the interface is gone", np->device);
	if (n && (pfd[0].revents & POLLERR) && !unread(np))
		return np_fail(np, PCAP_ERROR, "%s: receive: the ring's indexes are not in order; another program moves them", np->device);
	return n > 0;
}

/* 1 if there is something to read, 0 if not (time is up, or nobody wants to wait), or an error. */
static int refill(struct np *np)
{
	uint32_t i;
	int status;

	if (atomic_load(&np->nonblock) && !unread(np)) {
		status = sync_rings(np);
		return status ?: unread(np);
	}
	if (!unread(np))
		return wait_for_packets(np);
	/* While there is much to read, the kernel has slots back early enough to go on receiving. */
	for (i = 0; i < np->num_rx; i++) {
		if (np->rx[i].used >= np->rx[i].ring->num_slots / 4)
			return sync_rings(np) ?: 1;
	}
	return 1;
}

/* ---- reading ---- */

/*
 * Up to @cnt packets of a ring, and not more than a quarter of it; without a callback the first one is lent. Adds to *done. True if
 * the read is over.
 */
static bool read_ring(struct np *np, struct np_ring *nr, int cnt, pcap_handler callback, u_char *user, int *done)
{
	uint32_t seen = 0, most = nr->ring->num_slots / 4 + 1;
	struct packet pkt;

	while (seen < most && !atomic_load(&np->broken) && peek(np, nr, &pkt)) {
		seen += pkt.slots;
		if (!wanted(np, nr, &pkt)) {
			give_back(nr, pkt.slots);
			continue;
		}
		if (callback) {
			callback(user, &np->header, np->data);
			give_back(nr, pkt.slots);
		} else {
			lend(np, nr, &pkt);
		}
		if (++*done == cnt)
			return true;
	}
	return atomic_load(&np->broken);
}

/* What pcap_dispatch does; @cnt -1 is no limit. */
static int read_rings(struct np *np, int cnt, pcap_handler callback, u_char *user)
{
	int status = np_inactive(np), done = 0;
	uint32_t i;

	if (status)
		return status;
	if (!np->num_rx)
		return np_fail(np, PCAP_ERROR, "%s: receive: it was opened for sending only", np->device);
	give_back_lent(np);
	if (atomic_load(&np->broken))
		return end_by_break(np);
	status = refill(np);
	if (status <= 0)
		return status;
	for (i = 0; i < np->num_rx; i++) {
		struct np_ring *nr = &np->rx[np->turn];

		if (read_ring(np, nr, cnt, callback, user, &done))
			break;
		np->turn = np->turn + 1 == np->num_rx ? 0 : np->turn + 1;
	}
	return !done && atomic_load(&np->broken) ? end_by_break(np) : done;
}

NP_API int pcap_dispatch(pcap_t *p, int cnt, pcap_handler callback, u_char *user)
{
	struct np *np = np_of(p);

	if (!np)
		return np_real.pcap_dispatch(p, cnt, callback, user);
	return read_rings(np, cnt > 0 ? cnt : -1, callback, user);
}

NP_API int pcap_loop(pcap_t *p, int cnt, pcap_handler callback, u_char *user)
{
	struct np *np = np_of(p);
	int n, left = cnt;

	if (!np)
		return np_real.pcap_loop(p, cnt, callback, user);
	do {
		n = read_rings(np, cnt > 0 ? left : -1, callback, user);
		if (n < 0)
			return n;
		if (cnt > 0)
			left -= n;
		/* libpcap would turn round and round here. */
		if (!n && atomic_load(&np->nonblock))
			return 0;
	} while (cnt <= 0 || left > 0);
	return 0;
}

NP_API int pcap_next_ex(pcap_t *p, struct pcap_pkthdr **header, const u_char **data)
{
	struct np *np = np_of(p);
	int n;

	if (!np)
		return np_real.pcap_next_ex(p, header, data);
	n = read_rings(np, 1, NULL, NULL);
	if (n == 1) {
		*header = &np->header;
		*data = np->data;
	}
	return n;
}

NP_API const u_char *pcap_next(pcap_t *p, struct pcap_pkthdr *header)
{
	struct np *np = np_of(p);

	if (!np)
		return np_real.pcap_next(p, header);
	if (read_rings(np, 1, NULL, NULL) != 1)
		return NULL;
	*header = np->header;
	return np->data;
}

/* May be called in signal handlers and by other threads. */
NP_API void pcap_breakloop(pcap_t *p)
{
	struct np *np = np_of(p);
	int err = errno;
	uint64_t one = 1;

	if (!np) {
		np_real.pcap_breakloop(p);
		return;
	}
	atomic_store(&np->broken, true);
	/* It cannot be full. Before activation there is none, and nobody to wake. */
	if (write(np->wake_fd, &one, sizeof(one)) < 0)
		errno = err;
}

NP_API int pcap_setnonblock(pcap_t *p, int nonblock, char *errbuf)
{
	struct np *np = np_of(p);

	if (!np)
		return np_real.pcap_setnonblock(p, nonblock, errbuf);
	atomic_store(&np->nonblock, nonblock != 0);
	return 0;
}

NP_API int pcap_getnonblock(pcap_t *p, char *errbuf)
{
	struct np *np = np_of(p);

	if (!np)
		return np_real.pcap_getnonblock(p, errbuf);
	return atomic_load(&np->nonblock);
}

NP_API int pcap_setdirection(pcap_t *p, pcap_direction_t direction)
{
	struct np *np = np_of(p);
	int status;

	if (!np)
		return np_real.pcap_setdirection(p, direction);
	status = np_inactive(np);
	if (status)
		return status;
	if (direction != PCAP_D_INOUT && direction != PCAP_D_IN && direction != PCAP_D_OUT)
		return np_fail(np, PCAP_ERROR, "%s: %d is no direction", np->device, direction);
	np->direction = direction;
	return 0;
}
