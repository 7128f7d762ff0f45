// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Names of ports:
 *
 *	netmap:eth0		the rings of an interface
 *	netmap:eth0-2		its ring pair 2
 *	netmap:eth0^		its host's side; eth0^1 one ring pair of it
 *	netmap:eth0*		both sides
 *	vale0:mon		port mon of the switch vale0; also netmap:vale0:mon
 *	netmap:x{1 netmap:x}1	the ends of a pipe
 *
 * and after any of them, in this order, @N for memory region N and /FLAGS: x exclusive, t r a monitor of what is transmitted or
 * received by who has the port, z without copies, T R transmit or receive rings only.
 *
 * An interface that is called eth0-2 is taken before a ring pair of eth0.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "np.h"

#define PREFIX	"netmap:"

/* valeSSS: with SSS of letters, digits and _ */
static bool is_vale(const char *name)
{
	if (strncmp(name, "vale", 4))
		return false;
	name += 4;
	name += strspn(name, "0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
	return *name == ':';
}

/* No interface of Linux has a colon in its name. */
bool np_name_is_ours(const char *name)
{
	return name && (!strncmp(name, PREFIX, strlen(PREFIX)) || is_vale(name));
}

const char *np_name_strip(const char *name)
{
	return strncmp(name, PREFIX, strlen(PREFIX)) ? name : name + strlen(PREFIX);
}

static bool __attribute__((format(printf, 2, 3))) refuse(char *errbuf, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(errbuf, PCAP_ERRBUF_SIZE, fmt, ap);
	va_end(ap);
	return false;
}

/* A decimal number that is all of @s, from @min to 65535. */
static bool number(const char *s, unsigned long min, uint16_t *value)
{
	unsigned long n;

	if (!*s || strspn(s, "0123456789") != strlen(s))
		return false;
	errno = 0;
	n = strtoul(s, NULL, 10);
	if (errno || n < min || n > UINT16_MAX)
		return false;
	*value = n;
	return true;
}

static bool parse_flags(struct np_name *n, const char *flags, const char *name, char *errbuf)
{
	for (; *flags; flags++) {
		switch (*flags) {
		case 'x': n->flags |= NR_EXCLUSIVE; break;
		case 't': n->flags |= NR_MONITOR_TX; break;
		case 'r': n->flags |= NR_MONITOR_RX; break;
		case 'z': n->flags |= NR_ZCOPY_MON; break;
		case 'T': n->flags |= NR_TX_RINGS_ONLY; break;
		case 'R': n->flags |= NR_RX_RINGS_ONLY; break;
		default:
			return refuse(errbuf, "%.80s: there is no flag '%c'; after the / go x (exclusive), t r z (monitor of transmitted "
				      "or received packets, zero-copy), T R (transmit or receive rings only)", name, *flags);
		}
	}
	if ((n->flags & NR_TX_RINGS_ONLY) && (n->flags & NR_RX_RINGS_ONLY))
		return refuse(errbuf, "%.80s: T and R exclude each other; leave both out for transmit and receive rings", name);
	if ((n->flags & NR_ZCOPY_MON) && !(n->flags & (NR_MONITOR_TX | NR_MONITOR_RX)))
		return refuse(errbuf, "%.80s: z says how to monitor; say what, by t (transmitted packets) or r (received ones)", name);
	return true;
}

/* ^ ^K * -K at the end of n->port, which it takes off. */
static bool parse_rings(struct np_name *n, const char *name, char *errbuf)
{
	char *at = strpbrk(n->port, "^*");

	if (!at) {
		at = strrchr(n->port, '-');
		if (!at || !number(at + 1, 0, &n->ring))
			return true;
		n->mode = NR_REG_ONE_NIC;
	} else if (!strcmp(at, "^")) {
		n->mode = NR_REG_SW;
	} else if (!strcmp(at, "*")) {
		n->mode = NR_REG_NIC_SW;
	} else if (*at == '^' && number(at + 1, 0, &n->ring)) {
		n->mode = NR_REG_ONE_SW;
	} else {
		return refuse(errbuf, "%.80s: '%.40s' says no rings; it may be ^ (host rings), ^K (host ring K), * (NIC and host rings) "
			      "or -K (ring pair K)", name, at);
	}
	*at = 0;
	return true;
}

/* False with a reason in @errbuf. */
bool np_name_parse(struct np_name *n, const char *name, char *errbuf)
{
	const char *rest = np_name_strip(name);
	char part[160], *at;

	memset(n, 0, sizeof(*n));
	n->mode = NR_REG_ALL_NIC;
	if (strlen(rest) >= sizeof(part))
		return refuse(errbuf, "%.40s...: the name of a netmap port has at most %d characters", name, NETMAP_REQ_IFNAMSIZ - 1);
	strcpy(part, rest);
	at = strchr(part, '/');
	if (at) {
		*at++ = 0;
		if (!parse_flags(n, at, name, errbuf))
			return false;
	}
	at = strchr(part, '@');
	if (at && !if_nametoindex(part)) {
		*at++ = 0;
		if (!number(at, 1, &n->mem_id))
			return refuse(errbuf, "%.80s: '%.40s' is no memory region; after the @ goes its number, 1 to 65535", name, at);
	}
	if (strlen(part) >= sizeof(n->port))
		return refuse(errbuf, "%.40s...: the name of a netmap port has at most %d characters", name, NETMAP_REQ_IFNAMSIZ - 1);
	strcpy(n->port, part);
	if (!if_nametoindex(n->port) && !parse_rings(n, name, errbuf))
		return false;
	if (!n->port[0])
		return refuse(errbuf, "%.80s: no port is named; say netmap:INTERFACE, valeSWITCH:PORT, or netmap:NAME{ID for a pipe", name);
	n->interface = !is_vale(n->port) && !strpbrk(n->port, "{}");
	if (n->interface && strlen(n->port) >= IFNAMSIZ)
		return refuse(errbuf, "%.80s: an interface's name has at most %d characters", name, IFNAMSIZ - 1);
	return true;
}
