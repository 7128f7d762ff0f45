// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The list of devices: libpcap's, and behind it, if /dev/netmap may be opened,
 *
 *	netmap:eth0		for each Ethernet interface of libpcap's list
 *	vale0:a/rt		for each port of a switch: a monitor, because the port itself is somebody's
 *	vale1:new		what the program's command line names: tcpreplay opens nothing that is not in the list
 *
 * Entries with such names are ours to free: libpcap never has one with a colon after "netmap" or "vale...".
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "np.h"

static void free_device(pcap_if_t *d)
{
	if (!d)
		return;
	free(d->name);
	free(d->description);
	free(d);
}

/* False if there is no memory. */
static bool add_device(pcap_if_t ***end, const char *name, const char *what, const char *of, bpf_u_int32 flags)
{
	pcap_if_t *d = calloc(1, sizeof(*d));

	if (!d)
		return false;
	d->flags = flags;
	if (asprintf(&d->name, "%s", name) < 0)
		d->name = NULL;
	if (asprintf(&d->description, "%s %s", what, of) < 0)
		d->description = NULL;
	if (!d->name || !d->description) {
		free_device(d);
		return false;
	}
	**end = d;
	*end = &d->next;
	return true;
}

static bool is_ethernet(int fd, const pcap_if_t *d)
{
	struct ifreq ifr = { 0 };

	if ((d->flags & PCAP_IF_LOOPBACK) || strlen(d->name) >= IFNAMSIZ)
		return false;
	strcpy(ifr.ifr_name, d->name);
	return !ioctl(fd, SIOCGIFHWADDR, &ifr) && ifr.ifr_hwaddr.sa_family == ARPHRD_ETHER;
}

static bool add_interfaces(const pcap_if_t *list, pcap_if_t ***end)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char name[IFNAMSIZ + 16];
	const pcap_if_t *d;
	bool good = true;

	for (d = list; fd >= 0 && d && !np_name_is_ours(d->name) && good; d = d->next) {
		if (!is_ethernet(fd, d))
			continue;
		snprintf(name, sizeof(name), "netmap:%s", d->name);
		good = add_device(end, name, "netmap rings of", d->name, d->flags);
	}
	if (fd >= 0)
		close(fd);
	return good;
}

static bool add_vale_ports(int fd, pcap_if_t ***end)
{
	struct nmreq_vale_list at = { 0 };

	for (;; at.nr_port_idx++) {
		struct nmreq_header hdr = { .nr_version = NETMAP_API, .nr_reqtype = NETMAP_REQ_VALE_LIST, .nr_body = (uintptr_t)&at };
		char port[NETMAP_REQ_IFNAMSIZ + 1], name[NETMAP_REQ_IFNAMSIZ + 8];

		/* ENOENT at the end; any other error ends it as well. */
		if (ioctl(fd, NIOCCTRL, &hdr))
			return true;
		snprintf(port, sizeof(port), "%.*s", (int)sizeof(hdr.nr_name), hdr.nr_name);
		snprintf(name, sizeof(name), "%s/rt", port);
		if (!add_device(end, name, "packets of the VALE port", port, PCAP_IF_UP | PCAP_IF_RUNNING))
			return false;
	}
}

/* Arguments that are names of ports. A port of a switch is made when it is opened, so that nothing else tells of it before. */
static bool add_arguments(pcap_if_t *list, pcap_if_t ***end)
{
	FILE *f = fopen("/proc/self/cmdline", "re");
	const pcap_if_t *d;
	char *arg = NULL;
	size_t size = 0;
	bool good = true;

	while (f && good && getdelim(&arg, &size, 0, f) > 0) {
		if (!np_name_is_ours(arg))
			continue;
		for (d = list; d && strcmp(d->name, arg); d = d->next)
			;
		if (!d)
			good = add_device(end, arg, "netmap port", arg, PCAP_IF_UP | PCAP_IF_RUNNING);
	}
	free(arg);
	if (f)
		fclose(f);
	return good;
}

NP_API void pcap_freealldevs(pcap_if_t *list)
{
	pcap_if_t **at = &list, *d;

	while ((d = *at)) {
		if (!np_name_is_ours(d->name)) {
			at = &d->next;
			continue;
		}
		*at = d->next;
		free_device(d);
	}
	np_real.pcap_freealldevs(list);
}

NP_API int pcap_findalldevs(pcap_if_t **list, char *errbuf)
{
	int status = np_real.pcap_findalldevs(list, errbuf), fd;
	pcap_if_t **end = list;
	bool good;

	if (status)
		return status;
	fd = open("/dev/netmap", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return 0;
	while (*end)
		end = &(*end)->next;
	good = add_interfaces(*list, &end) && add_vale_ports(fd, &end) && add_arguments(*list, &end);
	close(fd);
	if (good)
		return 0;
	snprintf(errbuf, PCAP_ERRBUF_SIZE, "no memory for the list of netmap ports");
	pcap_freealldevs(*list);
	*list = NULL;
	return PCAP_ERROR;
}

/* The network of the interface; other ports have none. */
NP_API int pcap_lookupnet(const char *device, bpf_u_int32 *net, bpf_u_int32 *mask, char *errbuf)
{
	struct np_name name;

	if (!np_name_is_ours(device))
		return np_real.pcap_lookupnet(device, net, mask, errbuf);
	*net = *mask = 0;
	if (!np_name_parse(&name, device, errbuf))
		return PCAP_ERROR;
	return name.interface ? np_real.pcap_lookupnet(name.port, net, mask, errbuf) : 0;
}
