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

/* After a moment in which the kernel frees what it frees later. */
static inline struct memory_use memory_use(void)
{
	FILE *f = fopen("/proc/sys/vm/drop_caches", "w");

	if (f) {
		fputs("3", f);
		fclose(f);
	}
	usleep(300000);
	return (struct memory_use) { file_number("/proc/meminfo", "MemFree:"), slab_objects(), file_number("/proc/meminfo", "VmallocUsed:") };
}

/* That no page, object or mapping was lost in each of @cycles. What comes and goes by chance is less in a thousand of them. */
static inline void nothing_lost(struct memory_use before, long cycles)
{
	struct memory_use after = memory_use();

	ok(before.free_kb - after.free_kb < 2 * cycles, "no page is lost: %ld kB free before, %ld kB after", before.free_kb, after.free_kb);
	ok(after.slab_objects - before.slab_objects < cycles / 2, "no object is lost: %ld before, %ld after", before.slab_objects, after.slab_objects);
	ok(after.vmalloc_kb - before.vmalloc_kb < cycles, "no mapping is lost: %ld kB before, %ld kB after", before.vmalloc_kb, after.vmalloc_kb);
}

#endif /* LEAKS_H */
