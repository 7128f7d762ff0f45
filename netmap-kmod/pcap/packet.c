// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs that read with libpcap and send with a packet socket of their own, such as tcpreplay: a packet socket that is bound to
 * the name of a netmap port sends there. Such a program asks for the index of an interface of that name, binds the socket to
 * it, and sends. So the name is given an index that no interface has, and a socket that is bound to it a handle. It only sends; to
 * receive there is libpcap.
 *
 * What is no packet socket, and what is no name of a port, is passed on.
 */
#include <dlfcn.h>
#include <errno.h>
#include <linux/filter.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netpacket/packet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "np.h"

#define MAX_SOCKETS	16
#define FIRST_INDEX	0x7fff0000	/* the kernel counts from 1 */

static struct {
	char	name[IFNAMSIZ];		/* what has the index FIRST_INDEX + i; empty for none */
	int	fd;			/* the socket that is bound to it, if @handle is set */
	pcap_t	*handle;
} sockets[MAX_SOCKETS];
/* Recursive: what opens a port calls functions of this file. */
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static atomic_int num_bound;

static int (*real_ioctl)(int fd, unsigned long request, ...);
static int (*real_bind)(int fd, const struct sockaddr *address, socklen_t len);
static ssize_t (*real_send)(int fd, const void *buf, size_t len, int flags);
static int (*real_close)(int fd);

/* Also before the constructor of this library: another one's may be first. */
static void look_up(void)
{
	if (real_close)
		return;
	real_ioctl = (__typeof__(real_ioctl))dlsym(RTLD_NEXT, "ioctl");
	real_bind = (__typeof__(real_bind))dlsym(RTLD_NEXT, "bind");
	real_send = (__typeof__(real_send))dlsym(RTLD_NEXT, "send");
	real_close = (__typeof__(real_close))dlsym(RTLD_NEXT, "close");
}

static void __attribute__((constructor)) at_start(void)
{
	look_up();
}

static bool is_packet_socket(int fd)
{
	int domain = 0, err = errno;
	socklen_t len = sizeof(domain);
	bool is = !getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) && domain == AF_PACKET;

	errno = err;
	return is;
}

/* The index of a name, which is the same each time; 0 if there are too many of them. */
static int index_of(const char *name)
{
	int i, index = 0;

	pthread_mutex_lock(&lock);
	for (i = 0; i < MAX_SOCKETS && !index; i++) {
		if (!sockets[i].name[0])
			snprintf(sockets[i].name, IFNAMSIZ, "%s", name);
		if (!strncmp(sockets[i].name, name, IFNAMSIZ))
			index = FIRST_INDEX + i;
	}
	pthread_mutex_unlock(&lock);
	return index;
}

NP_API int ioctl(int fd, unsigned long request, ...)
{
	char name[IFNAMSIZ] = "";
	struct ifreq *ifr;
	va_list ap;

	va_start(ap, request);
	ifr = va_arg(ap, void *);
	va_end(ap);
	look_up();
	if (request == SIOCGIFINDEX || request == SIOCGIFHWADDR)
		memcpy(name, ifr->ifr_name, IFNAMSIZ - 1);
	if (!np_name_is_ours(name) || !is_packet_socket(fd))
		return real_ioctl(fd, request, ifr);
	if (request == SIOCGIFHWADDR) {
		memset(&ifr->ifr_hwaddr, 0, sizeof(ifr->ifr_hwaddr));
		ifr->ifr_hwaddr.sa_family = ARPHRD_ETHER;
		return 0;
	}
	ifr->ifr_ifindex = index_of(name);
	if (ifr->ifr_ifindex)
		return 0;
	errno = ENFILE;
	return -1;
}

/* The socket itself is bound to nothing, and would receive what all interfaces do. */
static void deafen(int fd)
{
	struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog program = { 1, &nothing };

	setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
}

/* The port for sending alone, so that a receiver may have it, too. */
static void name_for_sending(char *to, size_t size, const char *name)
{
	const char *flags = strchr(name, '/');

	snprintf(to, size, "%s%s", name, !flags ? "/T" : strpbrk(flags, "TR") ? "" : "T");
}

/* One line tells why it cannot be, because bind has no more to say than a number. */
static int bind_to_port(int fd, int i)
{
	char errbuf[PCAP_ERRBUF_SIZE] = "", name[IFNAMSIZ + 2];
	pcap_t *p;

	if (sockets[i].handle) {
		errno = EBUSY;
		return -1;
	}
	name_for_sending(name, sizeof(name), sockets[i].name);
	p = pcap_open_live(name, 0, 0, 1, errbuf);
	if (!p) {
		fprintf(stderr, "libnetmap-pcap.so: %s\n", errbuf);
		errno = ENODEV;
		return -1;
	}
	deafen(fd);
	sockets[i].fd = fd;
	sockets[i].handle = p;
	atomic_fetch_add(&num_bound, 1);
	return 0;
}

NP_API int bind(int fd, const struct sockaddr *address, socklen_t len)
{
	const struct sockaddr_ll *ll = (const void *)address;
	int i, status;

	look_up();
	i = len >= offsetof(struct sockaddr_ll, sll_hatype) && address->sa_family == AF_PACKET ? ll->sll_ifindex - FIRST_INDEX : -1;
	if (i < 0 || i >= MAX_SOCKETS)
		return real_bind(fd, address, len);
	pthread_mutex_lock(&lock);
	status = bind_to_port(fd, i);
	pthread_mutex_unlock(&lock);
	return status;
}

/* The handle of a bound socket, or NULL. */
static pcap_t *handle_of(int fd)
{
	pcap_t *p = NULL;
	int i;

	pthread_mutex_lock(&lock);
	for (i = 0; i < MAX_SOCKETS; i++)
		if (sockets[i].handle && sockets[i].fd == fd)
			p = sockets[i].handle;
	pthread_mutex_unlock(&lock);
	return p;
}

NP_API ssize_t send(int fd, const void *buf, size_t len, int flags)
{
	pcap_t *p;

	look_up();
	p = atomic_load(&num_bound) ? handle_of(fd) : NULL;
	if (!p)
		return real_send(fd, buf, len, flags);
	return pcap_inject(p, buf, len) < 0 ? -1 : (ssize_t)len;
}

NP_API int close(int fd)
{
	pcap_t *p = NULL;
	int i;

	look_up();
	if (atomic_load(&num_bound)) {
		pthread_mutex_lock(&lock);
		for (i = 0; i < MAX_SOCKETS; i++) {
			if (sockets[i].handle && sockets[i].fd == fd) {
				p = sockets[i].handle;
				sockets[i].handle = NULL;
				atomic_fetch_sub(&num_bound, 1);
			}
		}
		pthread_mutex_unlock(&lock);
		if (p)
			pcap_close(p);
	}
	return real_close(fd);
}
