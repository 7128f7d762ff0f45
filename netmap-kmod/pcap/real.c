// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The functions of the system's libpcap that this library stands before: the next ones of their names in the order in which
 * the dynamic linker searches. They are looked up when the library is loaded, because pcap_breakloop may be called in a signal
 * handler, which must not.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include "np.h"

struct np_real np_real;

static void *look_up(const char *function)
{
	void *f = dlsym(RTLD_NEXT, function);

	if (!f) {
		fprintf(stderr, "libnetmap-pcap.so: no %s is found behind it; it needs libpcap 1.9 or newer, and a program that is "
			"linked with it has to name it before libpcap: -lnetmap-pcap -lpcap\n", function);
		abort();
	}
	return f;
}

static void __attribute__((constructor)) look_up_all(void)
{
#define X(_f) np_real._f = (__typeof__(&_f))look_up(#_f);
	NP_REAL(X)
#undef X
}
