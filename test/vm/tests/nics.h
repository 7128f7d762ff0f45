/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The guest's NICs. */
#ifndef NICS_H
#define NICS_H

#include "veth.h"

/* Not only the carrier: the stack has to have taken note of it, or it drops what it is to send. */
static inline bool up_and_running(const char *dev)
{
	char file[64], state[16] = "";
	FILE *f;

	snprintf(file, sizeof(file), "/sys/class/net/%s/operstate", dev);
	f = fopen(file, "r");
	if (f) {
		if (!fgets(state, sizeof(state), f))
			state[0] = 0;
		fclose(f);
	}
	return !strcmp(state, "up\n");
}

static inline void wait_link(const char *dev)
{
	double until = now_s() + 20;

	while (!up_and_running(dev) && now_s() < until)
		usleep(20000);
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

/* The interfaces of a driver, by number. */
static inline int of_driver(const char *driver, char name[2][16])
{
	char link[256], path[64];
	int i, n = 0;

	for (i = 0; i < 16 && n < 2; i++) {
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

#endif /* NICS_H */
