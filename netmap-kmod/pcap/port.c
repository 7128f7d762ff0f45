// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Opening a port: /dev/netmap, the request, the mapping, the rings; and what an interface needs besides. What goes wrong is told
 * with the port's name, the cause, and what can be done.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include "np.h"

#define DEFAULT_SLOT_BYTES	2048	/* of a buffer, unless the module was told otherwise */
#define MIN_SLOTS		16
#define MAX_SLOTS		4096	/* no ring has more */

/* One of the SIOCGIF... requests; false if there is no such interface. */
static bool ask_interface(const struct np *np, unsigned long request, struct ifreq *ifr)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool good;

	memset(ifr, 0, sizeof(*ifr));
	memcpy(ifr->ifr_name, np->name.port, IFNAMSIZ - 1);
	good = fd >= 0 && !ioctl(fd, request, ifr);
	if (fd >= 0)
		close(fd);
	return good;
}

/* The longest frame that the interface takes, in bytes without FCS; a port that is no interface has no such limit. */
uint32_t np_port_mtu_frame(const struct np *np)
{
	struct ifreq ifr;

	if (!np->name.interface || !ask_interface(np, SIOCGIFMTU, &ifr))
		return UINT32_MAX;
	return ifr.ifr_mtu + ETHER_HDR_LEN + 4;		/* and a VLAN tag */
}

/* Promiscuous as long as the socket is open, as for libpcap's own captures. The socket receives nothing. */
static int make_promiscuous(struct np *np)
{
	struct packet_mreq mr = { .mr_ifindex = if_nametoindex(np->name.port), .mr_type = PACKET_MR_PROMISC };

	np->promisc_fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (np->promisc_fd >= 0 && !setsockopt(np->promisc_fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &mr, sizeof(mr)))
		return 0;
	return np_fail(np, PCAP_WARNING_PROMISC_NOTSUP, "%s: promiscuous mode was refused (%s), so frames for other addresses may be missing; "
		       "it needs CAP_NET_RAW", np->device, strerror(errno));
}

static int explain_open(struct np *np, int err)
{
	switch (err) {
	case ENOENT:
	case ENXIO:
	case ENODEV:
		return np_fail(np, PCAP_ERROR, "%s: there is no /dev/netmap; load the module first: modprobe netmap", np->device);
	case EACCES:
	case EPERM:
		return np_fail(np, PCAP_ERROR_PERM_DENIED, "%s: you may not open /dev/netmap; be root or a member of the group netmap",
			       np->device);
	}
	return np_fail(np, PCAP_ERROR, "%s: /dev/netmap cannot be opened: %s", np->device, strerror(err));
}

static int explain_register(struct np *np, int err)
{
	bool monitor = np->name.flags & (NR_MONITOR_TX | NR_MONITOR_RX);

	switch (err) {
	case ENXIO:
		return np_fail(np, PCAP_ERROR_NO_SUCH_DEVICE, "%s: there is no interface %s; see: ip link", np->device, np->name.port);
	case EBUSY:
		return np_fail(np, PCAP_ERROR, "%s: the port is attached to a switch, or a program has it exclusively or with offsets, or you "
			       "want it exclusively and it is in use; copies of its packets are at netmap:%s/rt", np->device, np->name.port);
	case EINVAL:
		if (monitor)
			return np_fail(np, PCAP_ERROR, "%s: there is nothing to monitor; a program has to have the port open first, with "
				       "the rings that are named", np->device);
		return np_fail(np, PCAP_ERROR, "%s: the port has no such rings, or no port can have this name or memory region; "
			       "try without a suffix", np->device);
	case EIO:
		return np_fail(np, PCAP_ERROR, "%s: the port has virtio-net headers, which no pcap link type describes; set them to 0 bytes "
			       "(PORT_HDR_SET)", np->device);
	case ENOMEM:
		return np_fail(np, PCAP_ERROR, "%s: no memory for the rings, or no such name for a switch or port; the end of dmesg says "
			       "which pool was too small", np->device);
	case EOPNOTSUPP:
		return np_fail(np, PCAP_ERROR, "%s: the module does not do this with this port; try without a suffix", np->device);
	}
	return np_fail(np, PCAP_ERROR, "%s: the module refuses the port: %s", np->device, strerror(err));
}

static uint32_t wanted_slots(const struct np *np)
{
	uint32_t slots = np->buffer_size / DEFAULT_SLOT_BYTES;

	if (!np->buffer_size)
		return 0;
	return slots < MIN_SLOTS ? MIN_SLOTS : slots > MAX_SLOTS ? MAX_SLOTS : slots;
}

/* Rings @first to @last - 1 of ring_ofs[] that are bound; host rings start at @host. */
static uint32_t collect(struct np *np, struct np_ring *to, uint32_t first, uint32_t last, uint32_t host)
{
	uint32_t i, num = 0;

	for (i = first; i < last; i++) {
		if (np->nifp->ring_ofs[i])
			to[num++] = (struct np_ring){ .ring = (void *)((char *)np->nifp + np->nifp->ring_ofs[i]), .host = i >= host,
						      .partial = NP_NONE };
	}
	return num;
}

static int collect_rings(struct np *np)
{
	uint32_t tx = np->nifp->ni_tx_rings, all_tx = tx + np->nifp->ni_host_tx_rings;
	uint32_t rx = np->nifp->ni_rx_rings, all_rx = rx + np->nifp->ni_host_rx_rings, i;

	np->tx = calloc(all_tx + all_rx, sizeof(*np->tx));
	if (!np->tx)
		return np_fail(np, PCAP_ERROR, "%s: no memory", np->device);
	np->rx = np->tx + all_tx;
	np->num_tx = collect(np, np->tx, 0, all_tx, tx);
	np->num_rx = collect(np, np->rx, all_tx, all_tx + all_rx, all_tx + rx);
	for (i = 0; i < np->num_rx; i++)
		np->rx[i].ring->flags |= NR_TIMESTAMP;
	return 0;
}

static int bind_port(struct np *np)
{
	struct nmreq_register reg = { .nr_mode = np->name.mode, .nr_ringid = np->name.ring, .nr_mem_id = np->name.mem_id,
				      .nr_flags = np->name.flags, .nr_rx_slots = wanted_slots(np) };
	struct nmreq_header hdr = { .nr_version = NETMAP_API, .nr_reqtype = NETMAP_REQ_REGISTER, .nr_body = (uintptr_t)&reg };

	np->fd = open("/dev/netmap", O_RDWR | O_CLOEXEC);
	if (np->fd < 0)
		return explain_open(np, errno);
	memcpy(hdr.nr_name, np->name.port, sizeof(hdr.nr_name));
	if (ioctl(np->fd, NIOCCTRL, &hdr))
		return explain_register(np, errno);
	np->mem = mmap(NULL, reg.nr_memsize, PROT_READ | PROT_WRITE, MAP_SHARED, np->fd, 0);
	if (np->mem == MAP_FAILED) {
		np->mem = NULL;
		return np_fail(np, PCAP_ERROR, "%s: its %llu bytes of memory cannot be mapped: %s", np->device,
			       (unsigned long long)reg.nr_memsize, strerror(errno));
	}
	np->memsize = reg.nr_memsize;
	np->nifp = (struct netmap_if *)(np->mem + reg.nr_offset);
	return collect_rings(np);
}

/* 0, or a warning or an error, with its text on the handle. */
int np_port_open(struct np *np)
{
	struct ifreq ifr;
	int status;

	if (np->name.interface && ask_interface(np, SIOCGIFFLAGS, &ifr) && !(ifr.ifr_flags & IFF_UP))
		return np_fail(np, PCAP_ERROR_IFACE_NOT_UP, "%s: the interface is down; first: ip link set %s up", np->device, np->name.port);
	status = bind_port(np);
	if (status)
		return status;
	np->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (np->wake_fd < 0)
		return np_fail(np, PCAP_ERROR, "%s: no eventfd: %s", np->device, strerror(errno));
	np->max_frame = np_port_mtu_frame(np);
	np_stats_start(np);
	return np->promisc && np->name.interface ? make_promiscuous(np) : 0;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void np_port_close(struct np *np)
{
	if (np->mem)
		munmap(np->mem, np->memsize);
	np->mem = NULL;
	free(np->tx);
	np->tx = NULL;
	close_fd(&np->fd);
	close_fd(&np->promisc_fd);
	close_fd(&np->wake_fd);
	close_fd(&np->stats_fd);
}
