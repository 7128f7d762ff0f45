/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is lost in many cycles, seen from outside: free pages, objects of kmalloc, mappings. */
#ifndef LEAKS_H
#define LEAKS_H

#include "nmt.h"

struct memory_use {
	long free_kb, slab_objects, vmalloc_kb;
};

/* Objects of all kmalloc caches. */
static inline long slab_objects(void)
{
	FILE *f = fopen("/proc/slabinfo", "r");
	char line[512], name[64];
	long sum = 0, n;

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%63s %ld", name, &n) == 2 && !strncmp(name, "kmalloc", 7))
			sum += n;
	}
	if (f)
		fclose(f);
	return sum;
}

/* What each processor keeps of free pages for itself, which may be some MB: it is free, and MemFree is without it. */
static inline long kept_kb(void)
{
	FILE *f = fopen("/proc/zoneinfo", "r");
	char line[256];
	long sum = 0, n;

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, " count: %ld", &n) == 1)
			sum += n * 4;
	}
	if (f)
		fclose(f);
	return sum;
}

/* After a moment in which the kernel frees what it frees later. */
static inline struct memory_use memory_use(void)
{
	FILE *f = fopen("/proc/sys/vm/drop_caches", "w");

	if (f) {
		fputs("3", f);
		fclose(f);
	}
	usleep(300000);
	return (struct memory_use) { file_number("/proc/meminfo", "MemFree:") + kept_kb(), slab_objects(), file_number("/proc/meminfo", "VmallocUsed:") };
}

static inline bool page_lost(struct memory_use before, struct memory_use after, long cycles) { return before.free_kb - after.free_kb >= 2 * cycles; }
static inline bool object_lost(struct memory_use before, struct memory_use after, long cycles) { return after.slab_objects - before.slab_objects >= cycles / 2; }
static inline bool mapping_lost(struct memory_use before, struct memory_use after, long cycles) { return after.vmalloc_kb - before.vmalloc_kb >= cycles; }

/*
 * That no page, object or mapping was lost in each of @cycles. What comes and goes by chance is less in a thousand of them; what
 * the kernel frees later may be late on a slow machine.
 */
static inline void nothing_lost(struct memory_use before, long cycles)
{
	double until = now_s() + PATIENCE / 1000.0;
	struct memory_use after;

	do
		after = memory_use();
	while ((page_lost(before, after, cycles) || object_lost(before, after, cycles) || mapping_lost(before, after, cycles)) && now_s() < until);
	ok(!page_lost(before, after, cycles), "no page is lost: %ld kB free before, %ld kB after", before.free_kb, after.free_kb);
	ok(!object_lost(before, after, cycles), "no object is lost: %ld before, %ld after", before.slab_objects, after.slab_objects);
	ok(!mapping_lost(before, after, cycles), "no mapping is lost: %ld kB before, %ld kB after", before.vmalloc_kb, after.vmalloc_kb);
}

#endif /* LEAKS_H */
