// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Statistics. What was lost because a ring was full only the kernel knows, and tells in /sys/kernel/debug/netmap/rings, a table
 * with the port's name, "rx", the ring's number and its counters in each line. It is opened at activation, when a program
 * that gives up its rights still has them, and read at each question. Without it no drops are reported.
 *
 * The table has ports of all network namespaces. If several have one of the same name, drops of all are counted.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "np.h"

#define TABLE	"/sys/kernel/debug/netmap/rings"

/* All of the table, to be freed; NULL if it cannot be read. */
static char *read_table(int fd)
{
	size_t size = 16384, used = 0;
	char *text = malloc(size), *more;
	ssize_t n;

	while (text) {
		n = pread(fd, text + used, size - used - 1, used);
		if (n < 0) {
			free(text);
			return NULL;
		}
		used += n;
		text[used] = 0;
		if (!n)
			return text;
		if (used + 1 == size) {
			size *= 2;
			more = realloc(text, size);
			if (!more)
				free(text);
			text = more;
		}
	}
	return NULL;
}

/* The port's own name is cut in the shared memory. A monitor's is known from there alone: ~NUMBER~PORT, the number is enough. */
static bool is_port(const struct np *np, const char *name)
{
	const char *own = np->nifp->ni_name, *end;

	if (own[0] != '~')
		return !strcmp(name, np->name.port);
	end = memchr(own + 1, '~', sizeof(np->nifp->ni_name) - 1);
	return end && !strncmp(name, own, end - own + 1);
}

static bool is_bound(const struct np *np, unsigned int id)
{
	uint32_t i;

	for (i = 0; i < np->num_rx; i++) {
		if (np->rx[i].ring->ringid == id)
			return true;
	}
	return false;
}

static void add_up(const struct np *np, uint64_t *drop, uint64_t *ifdrop)
{
	char *text = np->stats_fd < 0 ? NULL : read_table(np->stats_fd), *line, *save;

	*drop = *ifdrop = 0;
	if (!text)
		return;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		uint64_t full, bad, other;
		char name[NETMAP_REQ_IFNAMSIZ];
		unsigned int id;

		/* name direction ring side head cur hwcur hwtail packets bytes dropped_full dropped_bad dropped_other */
		if (sscanf(line, "%63s rx %u %*s %*u %*u %*u %*u %*u %*u %" SCNu64 " %" SCNu64 " %" SCNu64, name, &id, &full, &bad, &other) != 5)
			continue;
		if (is_port(np, name) && is_bound(np, id)) {
			*drop += full;
			*ifdrop += bad + other;
		}
	}
	free(text);
}

void np_stats_start(struct np *np)
{
	np->stats_fd = open(TABLE, O_RDONLY | O_CLOEXEC);
	add_up(np, &np->base_drop, &np->base_ifdrop);
}

NP_API int pcap_stats(pcap_t *p, struct pcap_stat *stat)
{
	struct np *np = np_of(p);
	uint64_t drop, ifdrop;
	int status;

	if (!np)
		return np_real.pcap_stats(p, stat);
	status = np_inactive(np);
	if (status)
		return status;
	add_up(np, &drop, &ifdrop);
	*stat = np->stat;
	stat->ps_drop = drop - np->base_drop;
	stat->ps_ifdrop += ifdrop - np->base_ifdrop;
	return 0;
}
