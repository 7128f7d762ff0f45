// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Programs that load libpcap while they run, such as scapy, look for its functions in what dlopen gave them and nowhere else. So
 * a dlopen that would give them the libpcap behind this library gives them this library, whose functions come first and
 * whose dependencies, libpcap among them, are searched next.
 *
 * Any other dlopen is passed on as a tail call: the C library decides by the caller's address whose RUNPATH counts, and so it
 * has to see the program's.
 */
#include <dlfcn.h>
#include <string.h>
#include "np.h"

typedef void *dlopen_fn(const char *file, int mode);

static dlopen_fn *real_dlopen;

/* Apart, so that its frame is not in the way of the tail call. */
static void __attribute__((noinline)) *open_libpcap(const char *file, int mode)
{
	void *h = real_dlopen(file, mode), *ours;
	Dl_info self;

	/* Another libpcap than the one behind this library is none of our business. */
	if (!h || dlsym(h, "pcap_create") != (void *)np_real.pcap_create)
		return h;
	if (!dladdr(&np_real, &self))
		return h;
	ours = real_dlopen(self.dli_fname, mode | RTLD_NOLOAD);
	if (!ours)
		return h;
	dlclose(h);
	return ours;
}

NP_API void *dlopen(const char *file, int mode)
{
	const char *slash = file ? strrchr(file, '/') : NULL;

	/* The constructor of another library may be here before ours. */
	if (!real_dlopen)
		real_dlopen = (dlopen_fn *)dlsym(RTLD_NEXT, "dlopen");
	if (file && !strncmp(slash ? slash + 1 : file, "libpcap.so", 10))
		return open_libpcap(file, mode);
	return real_dlopen(file, mode);
}
