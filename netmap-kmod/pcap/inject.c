// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Sending: a frame goes into the next slots of the first transmit ring, and a sync hands it over. One frame, one system call, as
 * with libpcap's own handles. Frames keep their order, because there is one ring.
 *
 * A ring without room is waited for, unless the handle is non-blocking; a signal ends the wait. A thread may send while another
 * one reads from the same handle.
 */
#include <errno.h>
#include <net/ethernet.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "np.h"

#define DRAIN_MS	500	/* what an interface's queue is given at the end */

static uint32_t room(const struct netmap_ring *r)
{
	return np_distance(r, r->head, __atomic_load_n(&r->tail, __ATOMIC_ACQUIRE));
}

/* Until @need slots are free. errno is set for callers who look there, as tcpreplay does. */
static int wait_for_room(struct np *np, struct netmap_ring *r, uint32_t need)
{
	struct pollfd pfd[2] = { { .fd = np->fd, .events = POLLOUT }, { .fd = np->wake_fd, .events = POLLIN } };

	while (room(r) < need) {
		if (ioctl(np->fd, NIOCTXSYNC, NULL))
			return np_fail(np, PCAP_ERROR, "%s: send: %s", np->device, strerror(errno));
		if (room(r) >= need)
			break;
		if (atomic_load(&np->nonblock)) {
			errno = EAGAIN;
			return np_fail(np, PCAP_ERROR, "%s: send: the transmit ring is full", np->device);
		}
		if (atomic_load(&np->broken)) {
			errno = EINTR;
			return np_fail(np, PCAP_ERROR, "%s: send: ended by pcap_breakloop", np->device);
		}
		/* netmap says that there is room when tail has passed cur: the room there is now is not enough. */
		r->cur = r->tail;
		if (poll(pfd, 2, -1) < 0)
			return np_fail(np, PCAP_ERROR, "%s: send: %s", np->device, strerror(errno));
		if (pfd[0].revents & (POLLERR | POLLHUP)) {
			errno = ENXIO;
			return np_fail(np, PCAP_ERROR, "%s: send: the interface is gone, or another program moves its rings", np->device);
		}
		if (pfd[1].revents && !atomic_load(&np->broken))
			np_wake_clear(np);
	}
	return 0;
}

static int put(struct np *np, struct netmap_ring *r, const char *from, uint32_t len)
{
	uint32_t left = len, at = r->head;

	while (left) {
		uint32_t part = left < r->nr_buf_size ? left : r->nr_buf_size;
		char *to = at < r->num_slots ? np_buf(np, r, at) : NULL;

		if (!to)
			return np_fail(np, PCAP_ERROR, "%s: send: there is no slot %u, or it has no buffer; another program writes into the ring",
				       np->device, at);
		memcpy(to, from, part);
		from += part;
		left -= part;
		r->slot[at].len = part;
		r->slot[at].flags = left ? NS_MOREFRAG : 0;
		at = np_next(r, at);
	}
	__atomic_thread_fence(__ATOMIC_RELEASE);
	r->head = r->cur = at;
	if (ioctl(np->fd, NIOCTXSYNC, NULL))
		return np_fail(np, PCAP_ERROR, "%s: send: %s", np->device, strerror(errno));
	return len;
}

static int check_length(struct np *np, size_t len)
{
	const struct netmap_ring *r = np->tx[0].ring;
	uint32_t slots = r->num_slots - 1 < NETMAP_MAX_FRAGS ? r->num_slots - 1 : NETMAP_MAX_FRAGS;

	errno = EMSGSIZE;
	if (len < ETHER_HDR_LEN)
		return np_fail(np, PCAP_ERROR, "%s: send: %zu bytes are no Ethernet frame; the header alone has %d", np->device, len,
			       ETHER_HDR_LEN);
	if (len > (size_t)slots * r->nr_buf_size)
		return np_fail(np, PCAP_ERROR, "%s: send: %zu bytes are too long; the port takes %u buffers of %u bytes", np->device, len, slots,
			       r->nr_buf_size);
	if (len > np->max_frame) {
		/* The limit may have been raised since. */
		np->max_frame = np_port_mtu_frame(np);
		if (len > np->max_frame)
			return np_fail(np, PCAP_ERROR, "%s: send: %zu bytes are too long; with its MTU the interface takes %u", np->device, len,
				       np->max_frame);
	}
	errno = 0;
	return 0;
}

NP_API int pcap_inject(pcap_t *p, const void *buf, size_t len)
{
	struct np *np = np_of(p);
	struct netmap_ring *r;
	int status;

	if (!np)
		return np_real.pcap_inject(p, buf, len);
	status = np_inactive(np);
	if (status)
		return status;
	if (!np->num_tx)
		return np_fail(np, PCAP_ERROR, "%s: send: it was opened for receiving only", np->device);
	pthread_mutex_lock(&np->tx_lock);
	r = np->tx[0].ring;
	status = check_length(np, len);
	if (!status)
		status = wait_for_room(np, r, (len + r->nr_buf_size - 1) / r->nr_buf_size);
	if (!status)
		status = put(np, r, buf, len);
	pthread_mutex_unlock(&np->tx_lock);
	return status;
}

NP_API int pcap_sendpacket(pcap_t *p, const u_char *buf, int len)
{
	struct np *np = np_of(p);

	if (!np)
		return np_real.pcap_sendpacket(p, buf, len);
	if (len < 0)
		return np_fail(np, PCAP_ERROR, "%s: send: a length of %d", np->device, len);
	return pcap_inject(p, buf, len) < 0 ? PCAP_ERROR : 0;
}

/*
 * Before the end: an interface whose queue was full has left frames in the ring, which nobody would send any more. What is in a
 * pipe's ring waits there for the receiver in any case.
 */
void np_drain(struct np *np)
{
	struct netmap_ring *r = np->inner && np->num_tx ? np->tx[0].ring : NULL;
	int ms;

	if (!r || !np->name.interface)
		return;
	for (ms = 0; ms < DRAIN_MS && np_next(r, r->tail) != r->head; ms++) {
		if (ioctl(np->fd, NIOCTXSYNC, NULL))
			return;
		usleep(1000);
	}
}
