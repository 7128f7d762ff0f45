// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Which pcap_t are on netmap ports. Every function asks, those of libpcap's own handles too, so the question takes no lock; and
 * it may be asked in a signal handler (pcap_breakloop). Handles are found by their address alone, nothing is read from them:
 * two that are open never have the same.
 *
 * The table is a chain of blocks, which grows and is never freed. A place is taken by a compare-and-swap and left by a store.
 */
#include <stdlib.h>
#include "np.h"

#define PLACES	32

struct place {
	pcap_t *_Atomic	key;
	struct np	*np;
};

struct block {
	struct place		place[PLACES];
	struct block *_Atomic	next;
};

/* A place that is being filled; no handle has this address. */
#define TAKEN	((pcap_t *)&first)

static struct block first;

struct np *np_of(pcap_t *p)
{
	struct block *b;
	int i;

	if (!p)
		return NULL;
	for (b = &first; b; b = atomic_load(&b->next)) {
		for (i = 0; i < PLACES; i++) {
			if (atomic_load(&b->place[i].key) == p)
				return b->place[i].np;
		}
	}
	return NULL;
}

static struct block *next_block(struct block *b)
{
	struct block *next = atomic_load(&b->next), *fresh;

	if (next)
		return next;
	fresh = calloc(1, sizeof(*fresh));
	if (fresh && !atomic_compare_exchange_strong(&b->next, &next, fresh)) {
		free(fresh);
		return next;
	}
	return fresh;
}

/* False if there is no memory. */
bool np_register(struct np *np)
{
	struct block *b;
	int i;

	for (b = &first; b; b = next_block(b)) {
		for (i = 0; i < PLACES; i++) {
			pcap_t *empty = NULL;

			if (!atomic_compare_exchange_strong(&b->place[i].key, &empty, TAKEN))
				continue;
			b->place[i].np = np;
			atomic_store(&b->place[i].key, np->outer);
			return true;
		}
	}
	return false;
}

void np_unregister(struct np *np)
{
	struct block *b;
	int i;

	for (b = &first; b; b = atomic_load(&b->next)) {
		for (i = 0; i < PLACES; i++) {
			if (atomic_load(&b->place[i].key) == np->outer) {
				atomic_store(&b->place[i].key, NULL);
				return;
			}
		}
	}
}
