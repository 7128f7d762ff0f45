/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The guest's NICs. */
#ifndef NICS_H
#define NICS_H

#include "veth.h"

/* One word out of /sys/class/net/DEV/FILE. */
static inline bool sys_net_is(const char *dev, const char *file, const char *wanted)
{
	char path[64], word[32] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/sys/class/net/%s/%s", dev, file);
	f = fopen(path, "r");
	if (f) {
		if (fscanf(f, "%31s", word) != 1)
			word[0] = 0;
		fclose(f);
	}
	return !strcmp(word, wanted);
}

/*
 * Waits until the link is there and the stack has taken note of it: it drops what it is to send before. For a moment after
 * an interface went down and up, what the stack thinks is of before, so neither is enough by itself.
 */
static inline void settle(const char *dev)
{
	double until = now_s() + PATIENCE / 1000.0;

	while (!(sys_net_is(dev, "carrier", "1") && sys_net_is(dev, "operstate", "up")) && now_s() < until)
		usleep(10000);
}

static inline void shf(const char *format, ...)
{
	char command[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(command, sizeof(command), format, ap);
	va_end(ap);
	sh(command);
}

/* The value of NAME= on the kernel's command line, by which test/vm/run speaks to us; "" if it is not there. */
static inline const char *told(const char *name)
{
	static char line[2048];
	FILE *f = fopen("/proc/cmdline", "r");
	char *at;

	line[0] = 0;
	if (f) {
		if (!fgets(line, sizeof(line), f))
			line[0] = 0;
		fclose(f);
	}
	at = strstr(line, name);
	if (!at)
		return "";
	at += strlen(name);
	at[strcspn(at, " \n")] = 0;
	return at;
}

/* Calls @each with the driver of each pair of NICs that this guest has. */
static inline void for_each_driver(void (*each)(const char *driver))
{
	char names[128], *name, *rest = names;

	snprintf(names, sizeof(names), "%s", told("nmt.nics="));
	while ((name = strsep(&rest, ",")))
		each(name);
}

/* The first @most interfaces of a driver, by number: how many there are of these. */
static inline int first_of_driver(const char *driver, int most, char name[][16])
{
	char link[256], path[64];
	int i, n = 0;

	for (i = 0; i < 32 && n < most; i++) {
		ssize_t len;

		snprintf(path, sizeof(path), "/sys/class/net/eth%d/device/driver", i);
		len = readlink(path, link, sizeof(link) - 1);
		if (len < 0)
			continue;
		link[len] = 0;
		if (!strcmp(strrchr(link, '/') + 1, driver))
			snprintf(name[n++], 16, "eth%d", i);
	}
	return n;
}

/* The pair of NICs of a driver. */
static inline int of_driver(const char *driver, char name[2][16])
{
	return first_of_driver(driver, 2, name);
}

#endif /* NICS_H */
